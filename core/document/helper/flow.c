/* Strips in flows: kept, measured, drawn, and rows cut where a page ends. */
#include "flow.h"

#include <stdlib.h>

#include "fail.h"
#include "look.h"

struct flow *flow_new(void)
{
    return grow_zeroed(1, sizeof(struct flow));
}

void flow_clear(struct flow *flow)
{
    for (size_t i = 0; i < flow->n; i++) {
        struct strip *s = &flow->strips[i];
        if (s->line)
            pango_layout_line_unref(s->line);
        if (s->layout)
            g_object_unref(s->layout);
        if (s->marker)
            g_object_unref(s->marker);
        for (size_t c = 0; c < s->n_cells; c++)
            flow_free(&s->cells[c].flow);
        free(s->cells);
    }
    flow->n = flow->next = 0;
}

void flow_free(struct flow **pf)
{
    if (!*pf)
        return;
    flow_clear(*pf);
    free((*pf)->strips);
    free(*pf);
    *pf = NULL;
}

struct strip *flow_add(struct flow *flow, enum strip_kind kind, double before)
{
    if ((flow->n & (flow->n - 1)) == 0)
        flow->strips = grow_array(flow->strips, flow->n ? flow->n * 2 : 1, sizeof *flow->strips);
    struct strip *s = &flow->strips[flow->n++];
    *s = (struct strip){.kind = kind, .before = before > flow->gap ? before : flow->gap};
    flow->gap = 0;
    return s;
}

double strip_height(const struct strip *s)
{
    double height = s->height;
    for (size_t c = 0; c < s->n_cells; c++) {
        const struct flow *flow = s->cells[c].flow;
        double need = (flow ? flow_height(flow, flow->next) : 0) + 2 * LOOK_CELL_PAD_Y;
        height = need > height ? need : height;
    }
    return height;
}

double flow_height(const struct flow *flow, size_t from)
{
    double height = 0;
    for (size_t i = from; i < flow->n; i++)
        height += (i > from ? flow->strips[i].before : 0) + strip_height(&flow->strips[i]);
    return height;
}

static void line_draw(const struct strip *s, cairo_t *cr, double x, double y)
{
    if (s->line) {
        cairo_move_to(cr, x + s->x, y + s->baseline);
        pango_cairo_show_layout_line(cr, s->line);
    }
    if (s->marker) {
        cairo_move_to(cr, x + s->marker_x, y + s->baseline);
        pango_cairo_show_layout_line(cr, pango_layout_get_line_readonly(s->marker, 0));
    }
}

static void rule_draw(const struct strip *s, cairo_t *cr, double x, double y)
{
    cairo_set_source_rgb(cr, LOOK_LINE_GREY, LOOK_LINE_GREY, LOOK_LINE_GREY);
    cairo_set_line_width(cr, LOOK_LINE);
    cairo_move_to(cr, x + s->x, y + s->height / 2);
    cairo_rel_line_to(cr, s->width, 0);
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
}

static void cell_box(const struct cell *cell, cairo_t *cr, double x, double y, double height, bool first)
{
    double left = x + cell->x, right = left + cell->width, bottom = y + height;
    cairo_set_source_rgb(cr, LOOK_LINE_GREY, LOOK_LINE_GREY, LOOK_LINE_GREY);
    cairo_set_line_width(cr, LOOK_LINE);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_SQUARE);
    cairo_move_to(cr, left, y);
    cairo_line_to(cr, left, bottom);
    cairo_move_to(cr, right, y);
    cairo_line_to(cr, right, bottom);
    if (!cell->open_above || !first) {
        cairo_move_to(cr, left, y);
        cairo_line_to(cr, right, y);
    }
    if (!cell->open_below) {
        cairo_move_to(cr, left, bottom);
        cairo_line_to(cr, right, bottom);
    }
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
}

static void cell_shade(const struct cell *cell, cairo_t *cr, double x, double y, double height)
{
    cairo_set_source_rgb(cr, LOOK_SHADE, LOOK_SHADE, LOOK_SHADE);
    cairo_rectangle(cr, x + cell->x, y, cell->width, height);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
}

/* Fills the cells as far as `inner` points go. Tells whether anything moved and whether all are through. */
static bool cells_draw(struct strip *s, cairo_t *cr, double x, double y, double inner, bool force, bool *done)
{
    bool moved = false;
    *done = true;
    for (size_t c = 0; c < s->n_cells; c++) {
        struct cell *cell = &s->cells[c];
        if (!cell->flow)
            continue;
        size_t before = cell->flow->next;
        double got =
            flow_draw(cell->flow, cr, x + cell->x + LOOK_CELL_PAD_X, y + LOOK_CELL_PAD_Y, inner, force);
        moved = moved || got > 0 || cell->flow->next > before;
        *done = *done && cell->flow->next == cell->flow->n;
    }
    return moved || *done;
}

/* The cells of a row next to each other, as much of each as there is room for. */
static bool row_draw(struct strip *s, cairo_t *cr, double x, double y, double room, bool force, double *used)
{
    double whole = strip_height(s), height = whole <= room ? whole : room;
    double inner = whole <= room ? whole : height - 2 * LOOK_CELL_PAD_Y;
    bool done;
    if (height < 2 * LOOK_CELL_PAD_Y && !force)
        return false;
    for (size_t c = 0; cr && c < s->n_cells; c++)
        if (s->cells[c].shaded)
            cell_shade(&s->cells[c], cr, x, y, height);
    if (!cells_draw(s, cr, x, y, inner, force, &done))
        return false;
    for (size_t c = 0; cr && s->bordered && c < s->n_cells; c++)
        cell_box(&s->cells[c], cr, x, y, height, !s->begun);
    s->begun = true;
    s->height = 0;
    *used = height;
    return done;
}

bool strip_draw(struct strip *s, cairo_t *cr, double x, double y, double room, bool force, double *used)
{
    *used = 0;
    if (s->kind == STRIP_ROW)
        return row_draw(s, cr, x + s->x, y, room, force, used);
    if (s->height > room && !force)
        return false;
    if (cr && s->kind == STRIP_LINE)
        line_draw(s, cr, x, y);
    else if (cr && s->kind == STRIP_RULE)
        rule_draw(s, cr, x, y);
    *used = s->height;
    return true;
}

double flow_draw(struct flow *flow, cairo_t *cr, double x, double y, double room, bool force)
{
    double used = 0;
    while (flow->next < flow->n) {
        struct strip *s = &flow->strips[flow->next];
        double before = used > 0 ? s->before : 0, took;
        bool done = strip_draw(s, cr, x, y + used + before, room - used - before, force && used == 0, &took);
        if (took > 0 || done)
            used += before + took;
        if (!done)
            break;
        flow->next++;
    }
    return used;
}

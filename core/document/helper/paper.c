/* Pages: places strips from top to bottom, breaks well, and dresses every page. */
#include "paper.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>

#include "fail.h"
#include "layout.h"
#include "look.h"

static const double body_width = LOOK_PAGE_WIDTH - LOOK_MARGIN_LEFT - LOOK_MARGIN_RIGHT;
static const double body_bottom = LOOK_PAGE_HEIGHT - LOOK_MARGIN_BOTTOM;
static const double body_height = LOOK_PAGE_HEIGHT - LOOK_MARGIN_TOP - LOOK_MARGIN_BOTTOM;

struct pages {
    struct layouter layouter;
    struct flow *flow;
    const struct tree *tree;
    const struct paper_options *options;
    cairo_t *cr; /* NULL while the pages are only counted */
    double y;
    bool fresh; /* nothing but a table head on this page yet */
    int page, total;
};

static void words_draw(struct pages *p, const char *words, double size, double x, double y, double align,
                       double room)
{
    struct type type = {FONT_SANS, size, false};
    PangoLayout *layout = layout_plain(&p->layouter, words, &type);
    if (room > 0) {
        pango_layout_set_width(layout, (int)(room * PANGO_SCALE));
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_height(layout, 0);
    }
    if (p->cr) {
        cairo_move_to(p->cr, x - align * layout_width(layout), y);
        pango_cairo_show_layout(p->cr, layout);
    }
    g_object_unref(layout);
}

static void mark_draw(struct pages *p)
{
    struct type type = {FONT_SANS, 60, true};
    PangoLayout *layout = layout_plain(&p->layouter, p->options->mark, &type);
    double width = layout_width(layout), across = hypot(LOOK_PAGE_WIDTH, LOOK_PAGE_HEIGHT) * 0.7;
    if (p->cr && width > 0) {
        double scale = width > across ? across / width : 1;
        cairo_save(p->cr);
        cairo_set_source_rgb(p->cr, LOOK_MARK_GREY, LOOK_MARK_GREY, LOOK_MARK_GREY);
        cairo_translate(p->cr, LOOK_PAGE_WIDTH / 2, LOOK_PAGE_HEIGHT / 2);
        cairo_rotate(p->cr, -atan2(LOOK_PAGE_HEIGHT, LOOK_PAGE_WIDTH));
        cairo_scale(p->cr, scale, scale);
        cairo_move_to(p->cr, -width / 2, -45);
        /* as outlines, so that reading the text back does not meet slanted letters in between */
        pango_cairo_layout_path(p->cr, layout);
        cairo_fill(p->cr);
        cairo_restore(p->cr);
    }
    g_object_unref(layout);
}

/* The title from the second page on, the number of the page on each. */
static void furniture_draw(struct pages *p)
{
    char number[32];
    if (p->cr)
        cairo_set_source_rgb(p->cr, LOOK_TEXT_GREY, LOOK_TEXT_GREY, LOOK_TEXT_GREY);
    if (p->tree->title && p->page > 1)
        words_draw(p, p->tree->title, LOOK_FURNITURE_SIZE, LOOK_MARGIN_LEFT, LOOK_HEADER_Y, 0, body_width);
    if (p->options->mark)
        words_draw(p, p->options->mark, LOOK_FURNITURE_SIZE, LOOK_MARGIN_LEFT, LOOK_FOOTER_Y, 0,
                   body_width / 3);
    /* two blanks: readers of the file take a single one between such narrow signs for none */
    snprintf(number, sizeof number, "%d  /  %d", p->page, p->total);
    words_draw(p, number, LOOK_FURNITURE_SIZE, LOOK_MARGIN_LEFT + body_width / 2, LOOK_FOOTER_Y, 0.5, 0);
    if (p->cr)
        cairo_set_source_rgb(p->cr, 0, 0, 0);
}

static void page_begin(struct pages *p)
{
    if (++p->page > DOCUMENT_PAGES_MAX)
        fail(DOCUMENT_EXIT_LONG, "too-long", NULL);
    p->y = LOOK_MARGIN_TOP;
    p->fresh = true;
    if (p->options->mark)
        mark_draw(p);
    furniture_draw(p);
}

/* A new page, with the head of the table again when a table goes on. */
static void page_turn(struct pages *p, const struct table *table)
{
    if (p->cr)
        cairo_show_page(p->cr);
    page_begin(p);
    struct flow *head = table ? table_head(&p->layouter, table) : NULL;
    if (head && flow_height(head, 0) < body_height / 2)
        p->y += flow_draw(head, p->cr, LOOK_MARGIN_LEFT, p->y, body_height, true);
    flow_free(&head);
}

/* True when the strips up to `end`, which belong together, should begin a page. */
static bool group_wants_page(const struct pages *p, size_t end)
{
    const struct flow *flow = p->flow;
    const struct strip *first = &flow->strips[flow->next];
    double height = first->before, room = body_bottom - p->y;
    for (size_t i = flow->next; i < end; i++)
        height += strip_height(&flow->strips[i]) + (i > flow->next ? flow->strips[i].before : 0);
    if (p->fresh || height <= room)
        return false;
    /* a row as tall as half a page is cut where there is enough room left for a good part of it */
    bool tall_row = first->kind == STRIP_ROW && end == flow->next + 1 && height > body_height / 2;
    return !tall_row || room <= body_height / 4;
}

/* Strips up to `end` belong together: on this page if they fit, else on the next, else over several. */
static void group_place(struct pages *p, size_t end, const struct table *table)
{
    struct flow *flow = p->flow;
    if (group_wants_page(p, end))
        page_turn(p, flow->strips[flow->next].under_head ? table : NULL);
    while (flow->next < end) {
        struct strip *s = &flow->strips[flow->next];
        double before = p->fresh ? 0 : s->before, used;
        bool done = strip_draw(s, p->cr, LOOK_MARGIN_LEFT, p->y + before, body_bottom - p->y - before,
                               p->fresh, &used);
        if (done || used > 0) {
            p->y += before + used;
            p->fresh = false;
        }
        if (done)
            flow->next++;
        else
            page_turn(p, s->under_head ? table : NULL);
    }
}

static void strips_place(void *data, const struct table *table)
{
    struct pages *p = data;
    struct flow *flow = p->flow;
    while (flow->next < flow->n) {
        size_t end = flow->next;
        if (flow->strips[end].kind == STRIP_PAGE) {
            flow->next++;
            if (!p->fresh)
                page_turn(p, NULL);
            continue;
        }
        while (end + 1 < flow->n && flow->strips[end].keep && flow->strips[end + 1].kind != STRIP_PAGE)
            end++;
        group_place(p, end + 1, table);
    }
    flow_clear(flow);
}

/* One run over the whole form, counting or drawing. */
static void run(struct pages *p)
{
    p->page = 0;
    page_begin(p);
    layout_children(&p->layouter, p->flow, p->tree->root, 0, body_width);
    strips_place(p, NULL);
    p->flow->gap = 0;
    p->total = p->page;
    if (p->cr)
        cairo_show_page(p->cr);
}

static cairo_status_t on_bytes(void *data, const unsigned char *bytes, unsigned n)
{
    struct text *out = data;
    text_add_n(out, bytes, n);
    return text_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void render(struct pages *p, struct text *out)
{
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(on_bytes, out, LOOK_PAGE_WIDTH, LOOK_PAGE_HEIGHT);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
    if (p->tree->title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, p->tree->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "registrar " REGISTRAR_VERSION);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, p->options->date);
    p->cr = cairo_create(surface);
    run(p);
    cairo_status_t status = cairo_status(p->cr);
    cairo_destroy(p->cr);
    p->cr = NULL;
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (!text_ok(out))
        fail(DOCUMENT_EXIT_LONG, "too-long", NULL);
    if (status != CAIRO_STATUS_SUCCESS)
        fail(DOCUMENT_EXIT_SYSTEM, "render", cairo_status_to_string(status));
}

int paper_render(const struct tree *tree, struct fonts *fonts, const struct paper_options *options,
                 struct text *out)
{
    struct pages p = {.tree = tree, .options = options, .flow = flow_new()};
    p.layouter = (struct layouter){.fonts = fonts,
                                   .page = p.flow,
                                   .ready = strips_place,
                                   .children = layout_children,
                                   .measure = layout_measure};
    p.layouter.context = fonts_context(fonts, tree->language);
    p.layouter.data = &p;
    run(&p);
    fonts_require_all(fonts);
    render(&p, out);
    g_object_unref(p.layouter.context);
    flow_free(&p.flow);
    return p.total;
}

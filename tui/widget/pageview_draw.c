/* Places of a page's texts for a width, and painting them. */
#include "base/text.h"
#include "base/utf8.h"
#include "tui/term/paint.h"
#include "tui/term/wrap.h"
#include "tui/widget/pageview.h"

#include <stdlib.h>
#include <string.h>

enum { TWO_COLUMNS = 100, MARGIN = 2, GAP = 2, LABEL_MOST = 28 };

struct placing {
    struct pageview *p;
    int cols, labels;
    int row;      /* where the next item goes */
    int left_end; /* rows taken by the item in the left column, when one waits for a neighbour */
    bool half;    /* the left column of `row` is taken */
};

static bool add_line(struct pageview *p, struct pageview_line line)
{
    if (p->n_lines == p->cap_lines) {
        int cap = p->cap_lines ? p->cap_lines * 2 : 128;
        struct pageview_line *grown = realloc(p->lines, (size_t)cap * sizeof(*grown));
        if (!grown)
            return false;
        p->lines = grown;
        p->cap_lines = cap;
    }
    p->lines[p->n_lines++] = line;
    return true;
}

/* Wraps `s` into lines from `row` on. Returns the row after them, -1 when memory ended. */
static int add_text(struct pageview *p, struct pageview_line line, const char *s)
{
    size_t n = strlen(s), from = 0, next;

    do {
        line.from = from;
        line.n = wrap_next(s + from, n - from, line.cols, &next);
        if (!add_line(p, line))
            return -1;
        from += next;
        line.first = false;
        line.row++;
    } while (from < n);
    return line.row;
}

static void end_pair(struct placing *l)
{
    if (l->half)
        l->row = l->left_end;
    l->half = false;
}

/* An item at `left` in `cols` cells, beginning in `row`. Returns the row after it, -1 when memory ended. */
static int place_item(struct placing *l, int i, int row, int left, int cols)
{
    const struct pageview_item *item = &l->p->items[i];
    bool labelled = item->kind == PAGEVIEW_VALUE || item->kind == PAGEVIEW_WIDE;
    int shift = labelled ? l->labels + GAP : item->kind == PAGEVIEW_NOTE && item->sign ? 2 : 0;
    struct pageview_line line = {.item = i,
                                 .row = row,
                                 .col = left + MARGIN + shift,
                                 .label_col = left + MARGIN,
                                 .label_cols = shift ? shift - (labelled ? GAP : 1) : 0,
                                 .first = true};

    line.cols = cols - MARGIN - shift;
    if (item->kind == PAGEVIEW_SECTION)
        line.col = left;
    if (line.cols < 1)
        line.cols = 1;
    if (item->kind == PAGEVIEW_ROW) {
        line.n = strlen(item->value);
        row = add_line(l->p, line) ? row + 1 : -1;
    } else {
        row = add_text(l->p, line, item->value);
    }
    if (row < 0 || !item->note)
        return row;
    line.row = row;
    line.note = true;
    line.first = false;
    line.label_col = line.col;
    line.label_cols = item->sign ? 1 : 0;
    line.col += item->sign ? 2 : 0;
    line.cols -= item->sign ? 2 : 0;
    if (line.cols < 1)
        line.cols = 1;
    return add_text(l->p, line, item->note);
}

static bool place(struct placing *l, int i)
{
    const struct pageview_item *item = &l->p->items[i];
    int half = (l->cols - GAP) / 2, end;

    if (item->kind == PAGEVIEW_VALUE && l->cols >= TWO_COLUMNS) {
        end = place_item(l, i, l->row, l->half ? half + GAP : 0, half);
        if (end < 0)
            return false;
        if (l->half)
            l->row = end > l->left_end ? end : l->left_end;
        else
            l->left_end = end;
        l->half = !l->half;
        return true;
    }
    end_pair(l);
    if (item->kind == PAGEVIEW_SECTION && i > 0)
        l->row++;
    end = place_item(l, i, l->row, 0, l->cols);
    l->row = end;
    return end >= 0;
}

/* The focus goes back to what it was on before the page was filled anew. */
static void find_focus(struct pageview *p)
{
    int found = -1;

    for (int i = 0; p->keep && i < p->n_items && found < 0; i++) {
        const struct pageview_item *item = &p->items[i];
        if (p->keep[0] && (text_equal(item->id, p->keep) || (!item->id && text_equal(item->label, p->keep))))
            found = i;
    }
    if (p->keep)
        p->focus = found >= 0 ? found : p->keep_index;
    free(p->keep);
    p->keep = NULL;
    if (p->focus >= p->n_items)
        p->focus = p->n_items ? p->n_items - 1 : 0;
    while (p->focus + 1 < p->n_items && p->items[p->focus].kind == PAGEVIEW_SECTION)
        p->focus++;
}

bool pageview_layout(struct pageview *p, int cols)
{
    struct placing l = {.p = p, .cols = cols};
    int most = (cols >= TWO_COLUMNS ? cols / 2 : cols) * 2 / 5;

    if (p->laid_cols == cols)
        return true;
    p->n_lines = 0;
    for (int i = 0; i < p->n_items; i++) {
        int w = utf8_columns_z(p->items[i].label);
        l.labels = w > l.labels ? w : l.labels;
    }
    most = most < LABEL_MOST ? most : LABEL_MOST;
    if (l.labels > most)
        l.labels = most;
    for (int i = 0; i < p->n_items; i++) {
        if (!place(&l, i)) {
            p->failed = true;
            p->n_lines = p->height = 0;
            return false;
        }
    }
    end_pair(&l);
    p->height = l.row;
    p->laid_cols = cols;
    find_focus(p);
    return true;
}

static void draw_line(const struct pageview *p, const struct ui *ui, const struct pageview_line *l,
                      struct rect a, bool focused)
{
    const struct pageview_item *item = &p->items[l->item];
    int row = a.row + l->row - p->top;
    bool here = l->item == p->focus && l->first;
    char sign[2] = {item->sign, '\0'};
    unsigned label = THEME_LABEL;

    if (here) {
        int mark = a.col + l->label_col - MARGIN;
        paint_put(ui->paint, row, mark, 1, ui_glyph(ui, UI_GLYPH_FOCUS), THEME_NORMAL);
        if (focused)
            paint_cursor(ui->paint, row, mark);
        if (ui->link == UI_LINK_FAST)
            label = THEME_FOCUS;
    }
    if (l->first && item->label)
        paint_put(ui->paint, row, a.col + l->label_col, l->label_cols, item->label, label);
    else if (item->sign && l->label_cols && (l->note || item->kind == PAGEVIEW_NOTE) &&
             (l->from == 0 || l->first))
        paint_put(ui->paint, row, a.col + l->label_col, 1, sign, l->note ? item->note_style : item->style);
    paint_text_n(ui->paint, row, a.col + l->col, l->cols, (l->note ? item->note : item->value) + l->from,
                 l->n,
                 l->note                                   ? item->note_style
                 : item->id && item->style == THEME_NORMAL ? THEME_LINK
                                                           : item->style);
}

void pageview_draw(struct pageview *p, const struct ui *ui, struct rect a, bool focused)
{
    if (a.rows < 1 || a.cols < 4 || !pageview_layout(p, a.cols))
        return;
    if (p->shown != a.rows) {
        p->shown = a.rows;
        if (p->top > p->height - p->shown)
            p->top = p->height > p->shown ? p->height - p->shown : 0;
    }
    for (int i = 0; i < p->n_lines; i++) {
        const struct pageview_line *l = &p->lines[i];
        if (l->row >= p->top && l->row < p->top + a.rows)
            draw_line(p, ui, l, a, focused);
    }
}

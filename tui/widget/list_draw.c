/* How a list looks. Every byte counts here: a move of the focus changes two signs and two first columns. */
#include "base/limits.h"
#include "base/utf8.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/list.h"

#include <stdio.h>
#include <string.h>

enum { MARK_COL = 0, FOCUS_COL = 1, TEXT_COL = 3, GAP = 2, LEAST = 4 };

static void add_part(struct text *out, const char *part)
{
    if (out->len)
        text_add(out, "   ");
    text_add(out, part);
}

static void title_count(const struct list *l, const struct ui *ui, struct text *left)
{
    long n = l->model.rows(l->model.data);
    bool filtered = l->filter && l->filter[0];
    TEXT_AUTO here, all;

    text_init(&here, 64);
    text_init(&all, 64);
    ui_number(ui, n > 0 ? n : 0, &here);
    ui_number(ui, l->total, &all);
    const char *args[2] = {here.data, all.data};
    text_add_char(left, ' ');
    if (l->total >= 0 && filtered)
        catalog_format(left, _("(%1$s of %2$s)"), 2, args);
    else if (l->total >= 0)
        text_addf(left, "(%s)", all.data);
    else
        text_addf(left, l->more ? "(%s+)" : "(%s)", here.data);
}

void list_title(const struct list *l, const struct ui *ui, const char *title, struct text *left,
                struct text *right)
{
    char number[24], hidden[24];
    const char *args[2] = {number, hidden};
    size_t lost;

    text_add(left, title);
    title_count(l, ui, left);
    if (l->sort_word) {
        add_part(right, _(l->sort_word));
        if (l->sort_column >= 0)
            text_addf(right, " %s", ui_glyph(ui, l->descending ? UI_GLYPH_SORT_DOWN : UI_GLYPH_SORT_UP));
    }
    if (l->filter && (l->filter[0] || l->filter_open)) {
        TEXT_AUTO part;
        text_init(&part, LIMIT_FIELD);
        const char *filter[1] = {l->filter};
        catalog_format(&part, _("filter: %s"), 1, filter);
        if (l->filter_open)
            text_add_char(&part, '_');
        add_part(right, part.data);
    }
    if (!l->n_marks)
        return;
    TEXT_AUTO marks;
    text_init(&marks, 256);
    lost = list_marks_hidden(l);
    snprintf(number, sizeof(number), "%zu", l->n_marks);
    snprintf(hidden, sizeof(hidden), "%zu", lost);
    catalog_format(&marks, P_("%s marked", "%s marked", l->n_marks), 1, args);
    if (lost) {
        text_add(&marks, ", ");
        catalog_format(&marks, P_("%s of them hidden", "%s of them hidden", lost), 1, args + 1);
    }
    add_part(right, marks.data);
}

static void draw_titles(const struct list *l, const struct ui *ui, struct rect a, const struct list_slot *s,
                        int n)
{
    TEXT_AUTO title;

    text_init(&title, 512);
    for (int i = 0; i < n; i++) {
        const struct column *c = &l->columns[s[i].column];
        int col = a.col + TEXT_COL + s[i].col;
        text_clear(&title);
        text_add(&title, _(c->title));
        if (s[i].column == l->sort_column)
            text_addf(&title, " %s", ui_glyph(ui, l->descending ? UI_GLYPH_SORT_DOWN : UI_GLYPH_SORT_UP));
        (c->right ? paint_right : paint_text)(ui->paint, a.row, col, s[i].cols, title.data, THEME_COLUMN);
    }
}

/*
 * One row. In the focused one a name (a column that is never dropped) is not cut: it takes the room of the
 * columns after it. On a slow line it stays cut, because a move would rewrite both rows; Enter shows it
 * whole.
 */
static void draw_row(const struct list *l, const struct ui *ui, int row, int left, int end, long i,
                     const struct list_slot *s, int n, bool here)
{
    bool flows = ui->link == UI_LINK_FAST;
    int free_from = left;
    TEXT_AUTO cell;

    text_init(&cell, LIMIT_TEXT);
    for (int k = 0; k < n; k++) {
        const struct column *c = &l->columns[s[k].column];
        int col = left + s[k].col, cols = s[k].cols, want;
        unsigned style = THEME_NORMAL;

        text_clear(&cell);
        l->model.cell(l->model.data, i, s[k].column, &cell, &style);
        if (col < free_from) {
            cols -= free_from - col;
            col = free_from;
        }
        if (cols < (cols == s[k].cols ? 1 : LEAST)) /* too little left to mean anything */
            continue;
        want = here && flows && c->rank == 0 && !c->right ? utf8_columns(cell.data, cell.len) : 0;
        if (want > cols)
            cols = want < end - col ? want : end - col;
        if (here && k == 0 && ui->link == UI_LINK_FAST)
            style = (style & PAINT_ELEMENT) == THEME_NORMAL ? THEME_FOCUS : style | PAINT_REVERSE;
        if (cell.len)
            (c->right ? paint_right : paint_text)(ui->paint, row, col, cols, cell.data, style);
        else if (here && k == 0) /* a row that is not here yet still shows the focus */
            paint_text(ui->paint, row, col, cols < 3 ? cols : 3, "...", style);
        free_from = col + cols + GAP;
    }
}

static int draw_rows(struct list *l, const struct ui *ui, struct rect a, const struct list_slot *s, int n,
                     bool focused)
{
    long count = l->model.rows(l->model.data);
    int shown = 0;

    for (; shown < a.rows && l->top + shown < count; shown++) {
        long i = l->top + shown;
        int row = a.row + shown;
        bool here = i == l->focus;
        const char *id = l->n_marks ? l->model.id(l->model.data, i) : NULL;

        draw_row(l, ui, row, a.col + TEXT_COL, a.col + a.cols, i, s, n, here);
        if (id && list_marked(l, id))
            paint_put(ui->paint, row, a.col + MARK_COL, 1, ui_glyph(ui, UI_GLYPH_MARK), THEME_MARK);
        if (!here)
            continue;
        paint_put(ui->paint, row, a.col + FOCUS_COL, 1, ui_glyph(ui, UI_GLYPH_FOCUS),
                  ui->link == UI_LINK_FAST ? THEME_FOCUS : THEME_NORMAL);
        if (focused)
            paint_cursor(ui->paint, row, a.col + FOCUS_COL);
    }
    return shown;
}

void list_draw(struct list *l, const struct ui *ui, struct rect a, bool focused, const char *empty)
{
    struct list_slot slots[LIST_COLUMNS];
    int n = list_layout(l->columns, l->n_columns, l->hidden, a.cols - TEXT_COL, slots);

    if (a.rows < 1 || a.cols <= TEXT_COL)
        return;
    if (a.rows >= 5) {
        draw_titles(l, ui, a, slots, n);
        a.row++;
        a.rows--;
    }
    l->page = a.rows;
    list_refresh(l);
    if (l->model.visible)
        l->model.visible(l->model.data, l->top, l->top + a.rows - 1);
    if (draw_rows(l, ui, a, slots, n, focused) == 0) {
        paint_text(ui->paint, a.row, a.col + TEXT_COL, a.cols - TEXT_COL, empty, THEME_DIM);
        if (focused)
            paint_cursor(ui->paint, a.row, a.col + FOCUS_COL);
    }
}

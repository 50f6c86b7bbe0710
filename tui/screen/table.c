/* A small table inside a page. */
#include "tui/screen/table.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "tui/screen/cells.h"
#include "tui/term/i18n.h"
#include "tui/widget/list.h"

enum { CELL_MAX = 4096, EDGE = 4 };

/* One value in `cols` cells at `col`: the line is filled with blanks up to there. */
static void put(const struct ui *ui, struct text *out, int *at, const struct list_slot *slot, bool right,
                const char *s, bool last)
{
    int used = 0;
    size_t n = strlen(s), fit = last ? n : utf8_fit(s, n, slot->cols, &used);
    if (!last && fit < n && slot->cols > 1)
        fit = utf8_fit(s, n, slot->cols - 1, &used);
    int pad = slot->col - *at + (right && !last ? slot->cols - used - (fit < n) : 0);
    for (; pad > 0; pad--, (*at)++)
        text_add_char(out, ' ');
    text_add_n(out, s, fit);
    *at += last ? utf8_columns(s, n) : used;
    if (fit < n) {
        text_add(out, ui_glyph(ui, UI_GLYPH_CUT));
        (*at)++;
    }
}

static void line(const struct ui *ui, const struct section *section, const struct row *row, int cols,
                 struct text *out)
{
    struct list_slot slots[LIST_COLUMNS];
    int n = section->ncolumns < LIST_COLUMNS ? (int)section->ncolumns : LIST_COLUMNS, at = 0;
    int shown = list_layout(section->columns, n, 0, cols - EDGE, slots);
    for (int i = 0; i < shown; i++) {
        const struct column *column = &section->columns[slots[i].column];
        TEXT_AUTO value;
        text_init(&value, CELL_MAX);
        if (!row)
            text_add(&value, _(column->title));
        else if ((size_t)slots[i].column < row->n)
            cells_text(ui, &row->cells[slots[i].column], CELLS_PAGE, clock_wall(), &value);
        put(ui, out, &at, &slots[i], column->right, value.data, i == shown - 1);
    }
}

void table_heading(const struct ui *ui, const struct section *section, int cols, struct text *out)
{
    line(ui, section, NULL, cols, out);
}

void table_row(const struct ui *ui, const struct section *section, size_t row, int cols, struct text *out)
{
    line(ui, section, section->rows[row], cols, out);
}

/* What tests of the painter and the widgets ask of a grid: a row as text. */
#ifndef TESTS_UNIT_TUI_GRID_H
#define TESTS_UNIT_TUI_GRID_H

#include "base/text.h"
#include "base/utf8.h"
#include "tui/term/paint.h"

/* Without trailing blanks; appended. */
static inline void grid_row(const struct paint *p, int row, struct text *out)
{
    size_t end = out->len;

    for (int col = 0; col < paint_cols(p); col++) {
        const struct paint_cell *c = paint_cell(p, row, col);
        for (int i = 0; c->columns && i < PAINT_POINTS && c->point[i]; i++) {
            char utf8[4];
            text_add_n(out, utf8, utf8_encode(c->point[i], utf8));
        }
        if (c->columns && (c->point[0] != ' ' || c->point[1]))
            end = out->len;
    }
    text_splice(out, end, out->len - end, "", 0);
}

#endif

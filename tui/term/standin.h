/*
 * Graphemes that ncurses must not measure: it gets one private character instead, per grapheme and column,
 * and the bytes that it wrote get the graphemes back, followed by an absolute move. Where a cell ends is then
 * decided by the painter alone, whatever the C library or the terminal think of its width.
 */
#ifndef TUI_TERM_STANDIN_H
#define TUI_TERM_STANDIN_H

#include "tui/term/paint.h"

enum { STANDINS = 32768, STANDIN_FIRST = 0xf0000, STANDIN_HALF = STANDIN_FIRST + STANDINS };

struct standin {
    int32_t point[PAINT_POINTS];
    uint16_t col;
    uint8_t columns;
    bool used;
};

struct standins {
    struct standin table[STANDINS];
    int n; /* empty the table before it is full */
};

/* The private character for a cell; the second half of a wide one is STANDIN_HALF. */
int32_t standin_for(struct standins *, const struct paint_cell *, int col);
/* Puts the graphemes back. `hpa`: the terminal's "go to column", NULL when it has none; `cols`: its width. */
void standin_put_back(const struct standins *, const char *bytes, size_t n, const char *hpa, int cols,
                      struct text *out);

#endif

/*
 * The one door from text to the screen. Everything is painted into a grid of cells: text is cleaned of
 * controls, measured in graphemes, clipped and filled; nothing else reaches the terminal. term_show() sends
 * the difference; tests read the grid without a terminal.
 */
#ifndef TUI_TERM_PAINT_H
#define TUI_TERM_PAINT_H

#include "tui/term/theme.h"
#include "tui/term/ui.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A style is a theme element, optionally with these added on top. */
enum {
    PAINT_ELEMENT = 0xff,
    PAINT_REVERSE = 0x100,
    PAINT_BOLD = 0x200,
    PAINT_UNDERLINE = 0x400,
};

enum { PAINT_POINTS = 5, PAINT_MAX_ROWS = 500, PAINT_MAX_COLS = 1000 };

struct paint_cell {
    int32_t point[PAINT_POINTS]; /* the grapheme, 0-ended when shorter; further combining marks are dropped */
    uint16_t style;
    uint8_t columns; /* 1 or 2; 0 is the right half of a wide cell */
    bool doubtful;   /* terminals may disagree on its width: what follows is placed by an absolute move */
};

struct paint;

/* NULL when memory ended; the size is brought into 1..PAINT_MAX_ROWS and 1..PAINT_MAX_COLS. */
struct paint *paint_new(int rows, int cols);
void paint_free(struct paint **);
bool paint_resize(struct paint *, int rows, int cols);
int paint_rows(const struct paint *);
int paint_cols(const struct paint *);

/* True: right-to-left texts are turned into visual order here (paint_text and paint_right; what is being
 * typed, paint_put, stays in logical order so that the cursor is where the next character goes). */
void paint_set_bidi(struct paint *, bool on);

/* Empties the grid and hides the cursor: the start of a frame. */
void paint_begin(struct paint *);
/*
 * Text at row, col in exactly `columns` cells: cut with ~ when longer, filled with blanks when shorter.
 * Everything outside the grid is clipped. Returns the columns the text itself took. NULL text is empty.
 */
int paint_text(struct paint *, int row, int col, int columns, const char *s, unsigned style);
int paint_text_n(struct paint *, int row, int col, int columns, const char *s, size_t n, unsigned style);
/* The same, at the right end of its cells. */
int paint_right(struct paint *, int row, int col, int columns, const char *s, unsigned style);
/* As paint_text, but neither filled nor marked when cut: returns where the next text goes (the column after
 * it). */
int paint_put(struct paint *, int row, int col, int limit, const char *s, unsigned style);
/* Blanks. */
void paint_fill(struct paint *, struct rect, unsigned style);
/* Changes the style of cells that are painted already. */
void paint_restyle(struct paint *, int row, int col, int columns, unsigned style);
void paint_rule(const struct ui *, int row, int col, int columns);
/* A frame with its inside blanked; in plain and on slow lines the frame is blanks and `title` remains. */
void paint_box(const struct ui *, struct rect, const char *title, unsigned style);
/* The real cursor: on the focus, always. Out of the grid: hidden. */
void paint_cursor(struct paint *, int row, int col);
bool paint_cursor_at(const struct paint *, int *row, int *col);

/* For term_show() and for tests. */
const struct paint_cell *paint_cell(const struct paint *, int row, int col);

#endif

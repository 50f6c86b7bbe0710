/*
 * The terminal of a test: libvterm with the questions a test asks. Rows and columns count from 0. Text is
 * UTF-8; a wide character stands in its first cell and the second one is empty.
 */
#ifndef HARNESS_EMULATOR_H
#define HARNESS_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <vterm.h>

struct emulator;

/* A colour as the program chose it: EMULATOR_DEFAULT, an index 0..255, or EMULATOR_RGB | 0xrrggbb. */
enum { EMULATOR_DEFAULT = -1, EMULATOR_RGB = 0x1000000 };

struct emulator_cell {
    char text[32]; /* "" for a blank cell and for the second half of a wide one */
    int width;
    bool bold, italic, underline, reverse, blink;
    int fg, bg;
};

/* `reply` gets what the terminal itself answers (queries) and the bytes of keys; may be NULL. */
struct emulator *emulator_new(int rows, int cols, void (*reply)(const char *bytes, size_t n, void *data),
                              void *data);
void emulator_free(struct emulator **);
void emulator_feed(struct emulator *, const char *bytes, size_t n);
void emulator_resize(struct emulator *, int rows, int cols);
void emulator_size(const struct emulator *, int *rows, int *cols);
/* Keys and paste marks in the modes the program has set; they come out through `reply`. */
VTerm *emulator_vterm(struct emulator *);

/* One row without its trailing blanks; all rows with line ends. The caller frees. */
char *emulator_row(const struct emulator *, int row);
char *emulator_text(const struct emulator *);
/* First place of `text` (within one row); row and col may be NULL. col counts cells, not bytes. */
bool emulator_find(const struct emulator *, const char *text, int *row, int *col);
void emulator_cell(const struct emulator *, int row, int col, struct emulator_cell *out);
/* A colour of a cell as 0xrrggbb; the default ones as given. */
unsigned emulator_rgb(const struct emulator *, int colour, unsigned fallback);
bool emulator_cursor(const struct emulator *, int *row, int *col); /* true: visible */
bool emulator_altscreen(const struct emulator *);
int emulator_bells(const struct emulator *);
const char *emulator_title(const struct emulator *);
/* The screen in a frame, with the cursor's place below it. */
void emulator_dump(const struct emulator *, FILE *out);

#endif

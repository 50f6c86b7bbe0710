/* A small table inside a page: the rows of a section as lines of text, columns dropped by rank. */
#ifndef TUI_SCREEN_TABLE_H
#define TUI_SCREEN_TABLE_H

#include "record/record.h"
#include "tui/term/ui.h"

void table_heading(const struct ui *, const struct section *, int cols, struct text *out);
void table_row(const struct ui *, const struct section *, size_t row, int cols, struct text *out);

#endif

/* Breaking text into lines of so many columns: by words, inside a word only when it alone is too wide. */
#ifndef TUI_TERM_WRAP_H
#define TUI_TERM_WRAP_H

#include <stddef.h>

/*
 * Bytes of `s` that stand on the next line of at most `columns` columns (>= 1); *next is where the following
 * line begins (blanks at the break and one line end are skipped). 0 < *next unless n is 0.
 */
size_t wrap_next(const char *s, size_t n, int columns, size_t *next);
/* How many lines that makes; 1 for an empty text. */
int wrap_count(const char *s, size_t n, int columns);

#endif

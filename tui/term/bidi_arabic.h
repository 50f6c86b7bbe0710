/* Arabic letters in the form their neighbours ask for; for bidi.c alone. */
#ifndef TUI_TERM_BIDI_ARABIC_H
#define TUI_TERM_BIDI_ARABIC_H

#include <stddef.h>

/* The same text in Unicode's presentation forms, logical order; the caller frees. NULL when memory ended. */
char *bidi_arabic_shape(const char *s, size_t n);

#endif

/*
 * Right-to-left text for terminals that show characters in the order they come: a line in logical order
 * becomes one in visual order, Arabic letters in their joined forms. One line, base direction left to right,
 * no embeddings (direction controls were dropped before): what names and addresses need.
 */
#ifndef TUI_TERM_BIDI_H
#define TUI_TERM_BIDI_H

#include <stdbool.h>
#include <stddef.h>

/* Whether there is anything to turn round. */
bool bidi_needed(const char *s, size_t n);
/* The visual line; the caller frees. NULL when memory ended. Never wider than the logical one. */
char *bidi_visual(const char *s, size_t n);

#endif

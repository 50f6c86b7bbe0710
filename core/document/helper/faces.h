/* The private font set as Pango sees it, for those who set text with it. */
#ifndef DOCUMENT_HELPER_FACES_H
#define DOCUMENT_HELPER_FACES_H

#include <pango/pangocairo.h>

#include "fonts.h"

/* A context for layouts in points, without hinting. The caller unrefs it. */
PangoContext *fonts_context(struct fonts *, const char *language);
/* Remembers the characters of `layout` that no font of the set can draw. */
void fonts_check(struct fonts *, PangoLayout *layout);

#endif

/*
 * The fonts of official paper: a private font set made of a few Noto files, so that what the computer has
 * installed can never change a form. A missing file is an error with its name.
 */
#ifndef DOCUMENT_HELPER_FONTS_H
#define DOCUMENT_HELPER_FONTS_H

#define FONT_SERIF "Noto Serif"
#define FONT_SANS "Noto Sans"

struct fonts;

/* Loads and opens every file of the set below `folder`; ends the process with "missing-font". */
struct fonts *fonts_open(const char *folder);
void fonts_close(struct fonts **);
/* Ends the process with "missing-glyphs" when fonts_check() (faces.h) met any. */
void fonts_require_all(const struct fonts *);

#endif

/* A tree as an A4 PDF: pages, their header and footer, and where one page ends and the next begins. */
#ifndef DOCUMENT_HELPER_PAPER_H
#define DOCUMENT_HELPER_PAPER_H

#include "fonts.h"
#include "tree.h"

struct paper_options {
    const char *date; /* creation date in the file, 2026-01-05T12:20:16Z */
    const char *mark; /* large pale words across every page, or NULL */
};

/* Appends the PDF to `out` and returns the number of pages. Ends the process with "missing-glyphs" or
 * "too-long". */
int paper_render(const struct tree *, struct fonts *, const struct paper_options *, struct text *out);

#endif

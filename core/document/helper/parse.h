/* From untrusted HTML bytes to a tree. Nothing is ever fetched: no picture, style, script, frame or entity.
 */
#ifndef DOCUMENT_HELPER_PARSE_H
#define DOCUMENT_HELPER_PARSE_H

#include "tree.h"

/*
 * Bytes that are not UTF-8 (or NUL) end the process with "bad-encoding" when `strict`, else become U+FFFD.
 * Also ends it with "empty", "too-deep" and "too-complex" of protocol.h. The caller frees the tree.
 */
struct tree *parse_html(const char *html, size_t n, bool strict);

/* Gives back what the parser keeps between documents; nothing is parsed afterwards. */
void parse_end(void);

#endif

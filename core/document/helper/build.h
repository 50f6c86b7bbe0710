/*
 * The builder: takes opened and closed elements and text as a parser meets them and grows the tree. It
 * repairs what HTML allows (cells without rows, text between items) and drops what nobody can see.
 */
#ifndef DOCUMENT_HELPER_BUILD_H
#define DOCUMENT_HELPER_BUILD_H

#include "tree.h"

struct build;

struct build *build_new(void);
/* `attributes` is name, value, name, value, ..., NULL as libxml2 hands it out; may be NULL. */
void build_open(struct build *, const char *name, const char **attributes);
void build_close(struct build *, const char *name);
void build_text(struct build *, const char *s, size_t n);
/* Ends the document and the builder; the caller owns the tree. */
struct tree *build_finish(struct build **);

#endif

/* A tree as readable lines of a given width, for a screen. */
#ifndef DOCUMENT_HELPER_PLAIN_H
#define DOCUMENT_HELPER_PLAIN_H

#include "tree.h"

enum line_style { LINE_NORMAL, LINE_BOLD, LINE_HEADING };

struct line {
    struct text text;
    enum line_style style;
};

struct lines {
    struct line *items;
    size_t n;
    bool gap; /* an empty line is wanted before the next one */
};

struct plain {
    int width;
    /* The children of `block` by themselves at `width`, for the cells of tables. The caller frees. */
    struct lines *(*apart)(const struct plain *, const struct block *block, int width);
    bool marks;
    int list_level;
};

/* `marks`: bold words inside a line stand between asterisks. "too-long" above LIMIT_LINES. */
struct lines *plain_render(const struct tree *, int width, bool marks);
void lines_free(struct lines **);

/* lines.c */
struct lines *lines_new(void);
/* A new line; the first line of all and every line after a gap get their empty line before them. */
struct line *lines_add(struct lines *, enum line_style);
/* Moves `from` to the end of `to`: the first line behind `first`, the others behind as many blanks. */
void lines_move(struct lines *to, struct lines *from, const char *first);
/* plain_table.c */
void plain_table(struct plain *, struct lines *, const struct block *table);

#endif

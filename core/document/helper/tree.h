/*
 * A printout form after parsing: blocks in blocks, text with styled runs at the leaves. It knows neither HTML
 * nor paper; both readable text and PDF are made from it.
 */
#ifndef DOCUMENT_HELPER_TREE_H
#define DOCUMENT_HELPER_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum {
    STYLE_BOLD = 1,
    STYLE_ITALIC = 2,
    STYLE_UNDERLINE = 4,
    STYLE_STRIKE = 8,
    STYLE_SMALL = 16,
    STYLE_BIG = 32,
    STYLE_SUPER = 64,
    STYLE_SUB = 128,
};

enum align { ALIGN_NONE, ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT, ALIGN_JUSTIFY };

enum block_kind {
    BLOCK_GROUP,   /* only holds others */
    BLOCK_TEXT,    /* a leaf: text and runs */
    BLOCK_HEADING, /* a leaf of level 1-6 */
    BLOCK_RULE,
    BLOCK_PAGE, /* a new page begins here */
    BLOCK_LIST,
    BLOCK_ITEM,
    BLOCK_TABLE, /* rows only */
    BLOCK_ROW,   /* cells only */
    BLOCK_CELL,
};

struct run {
    size_t from, to; /* bytes of the block's text */
    unsigned style;
};

struct block {
    enum block_kind kind;
    enum align align;
    struct block *parent, *first, *last, *next;

    /* text and headings */
    struct text text;
    struct run *runs;
    size_t n_runs;
    int level;     /* of a heading */
    bool spaced;   /* a paragraph: room above and below */
    bool indented; /* a group set in from the left */

    /* lists */
    bool ordered;
    int start;

    /* tables */
    struct block *caption; /* the group before a table that holds its caption */
    bool bordered;
    bool head; /* a row of the table's head, repeated on every page */
    bool th;
    int colspan, rowspan;
    int percent; /* wished width of a cell, 0 when there is none */
};

struct tree {
    struct block *root;
    char *title;    /* of the HTML head, or NULL */
    char *language; /* "uk", or NULL */
    size_t blocks;
    size_t images; /* pictures that were left out */
};

struct block *block_new(struct tree *, struct block *parent, enum block_kind);
void block_free(struct block **);
/* Appends `n` bytes in `style`. */
void block_add(struct block *, const char *s, size_t n, unsigned style);
bool block_is_leaf(const struct block *);
/* True when every character that shows is bold. */
bool block_all_bold(const struct block *);
void tree_free(struct tree **);

#endif

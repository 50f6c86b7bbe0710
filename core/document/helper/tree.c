/* The blocks of a parsed form: made, filled and freed. */
#include "tree.h"

#include <stdlib.h>
#include <string.h>

#include "fail.h"

struct block *block_new(struct tree *tree, struct block *parent, enum block_kind kind)
{
    if (++tree->blocks > DOCUMENT_BLOCKS_MAX)
        fail(DOCUMENT_EXIT_INPUT, "too-complex", NULL);
    struct block *b = grow_zeroed(1, sizeof *b);
    b->kind = kind;
    b->parent = parent;
    b->colspan = b->rowspan = b->start = 1;
    text_init(&b->text, DOCUMENT_PARAGRAPH_MAX);
    if (!parent)
        return b;
    if (parent->last)
        parent->last->next = b;
    else
        parent->first = b;
    parent->last = b;
    return b;
}

void block_free(struct block **pb)
{
    struct block *b = *pb;
    *pb = NULL;
    if (!b)
        return;
    for (struct block *child = b->first, *next; child; child = next) {
        next = child->next;
        block_free(&child);
    }
    text_free(&b->text);
    free(b->runs);
    free(b);
}

void block_add(struct block *b, const char *s, size_t n, unsigned style)
{
    size_t from = b->text.len;
    text_add_n(&b->text, s, n);
    if (!text_ok(&b->text))
        fail(DOCUMENT_EXIT_INPUT, "too-complex", NULL);
    if (b->n_runs && b->runs[b->n_runs - 1].style == style) {
        b->runs[b->n_runs - 1].to = b->text.len;
        return;
    }
    if ((b->n_runs & (b->n_runs - 1)) == 0)
        b->runs = grow_array(b->runs, b->n_runs ? b->n_runs * 2 : 1, sizeof *b->runs);
    b->runs[b->n_runs++] = (struct run){from, b->text.len, style};
}

bool block_is_leaf(const struct block *b)
{
    return b->kind == BLOCK_TEXT || b->kind == BLOCK_HEADING;
}

bool block_all_bold(const struct block *b)
{
    bool any = false;
    for (size_t i = 0; i < b->n_runs; i++)
        for (size_t at = b->runs[i].from; at < b->runs[i].to; at++) {
            if (strchr(" \n", b->text.data[at]))
                continue;
            if (!(b->runs[i].style & STYLE_BOLD))
                return false;
            any = true;
        }
    return any;
}

void tree_free(struct tree **pt)
{
    if (*pt) {
        block_free(&(*pt)->root);
        free((*pt)->title);
        free((*pt)->language);
        free(*pt);
    }
    *pt = NULL;
}

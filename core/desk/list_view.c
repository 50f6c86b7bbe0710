/* The view on the rows of a list: which of them the typed filter shows, and in which order. */
#include "desk/list_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

struct sort_key {
    long index;
    const struct cell *cell;
    char *folded; /* words in their order, NULL for numbers and dates */
    bool empty;
};

static bool cell_is_number(const struct cell *c)
{
    return c->kind == CELL_NUMBER || c->kind == CELL_DATE || c->kind == CELL_INSTANT;
}

static int sort_key_order(const struct sort_key *a, const struct sort_key *b)
{
    if (cell_is_number(a->cell) && a->cell->kind == b->cell->kind)
        return cell_compare(a->cell, b->cell);
    if (a->folded && b->folded)
        return strcmp(a->folded, b->folded);
    return (a->folded != NULL) - (b->folded != NULL); /* numbers before words */
}

static int sort_key_compare(const void *x, const void *y, void *descending)
{
    const struct sort_key *a = x, *b = y;
    int order;

    if (a->empty != b->empty)
        return (int)a->empty - (int)b->empty;
    order = a->empty ? 0 : sort_key_order(a, b);
    if (order)
        return *(const bool *)descending ? -order : order;
    return (a->index > b->index) - (a->index < b->index);
}

static void sort_key_make(struct sort_key *key, const struct cell *c)
{
    TEXT_AUTO words;

    text_init(&words, 4096);
    key->cell = c;
    key->empty = c->kind == CELL_NONE || c->kind == CELL_WAITING || c->kind == CELL_ABSENT;
    if (key->empty || cell_is_number(c))
        return;
    cell_search_text(c, &words);
    key->folded = utf8_fold(words.data);
}

static void view_sort(struct desk_list *l)
{
    struct sort_key *keys = calloc(l->nview ? l->nview : 1, sizeof *keys);

    if (!keys)
        return; /* the server's order stays */
    for (size_t i = 0; i < l->nview; i++) {
        const struct row *row = chunks_row(&l->rows, l->view[i]);

        keys[i].index = l->view[i];
        sort_key_make(&keys[i], &row->cells[l->sort]);
    }
    qsort_r(keys, l->nview, sizeof *keys, sort_key_compare, &l->descending);
    for (size_t i = 0; i < l->nview; i++) {
        l->view[i] = keys[i].index;
        free(keys[i].folded);
    }
    free(keys);
}

static bool view_room(struct desk_list *l, size_t n)
{
    long *bigger;

    if (n <= l->view_cap)
        return true;
    bigger = reallocarray(l->view, n, sizeof *bigger);
    if (!bigger)
        return false;
    l->view = bigger;
    l->view_cap = n;
    return true;
}

void list_view_rebuild(struct desk_list *l)
{
    l->viewing = !text_empty(l->needle) || l->sort_local;
    l->nview = 0;
    if (!l->viewing)
        return;
    if (!view_room(l, (size_t)(l->rows.held > 0 ? l->rows.held : 1))) {
        l->viewing = false;
        return;
    }
    for (size_t c = 0; c < l->rows.n; c++) {
        const struct chunk *chunk = l->rows.items[c];

        for (size_t i = 0; i < chunk->n; i++) {
            const struct row *row = chunk->rows[i];

            if (text_empty(l->needle) || (row->folded && utf8_fold_match(row->folded, l->needle)))
                l->view[l->nview++] = chunk->number * l->rows.size + (long)i;
        }
    }
    if (l->sort_local)
        view_sort(l);
}

/* The rows already shown are all that a longer word can match. */
void list_view_narrow(struct desk_list *l)
{
    size_t kept = 0;

    for (size_t i = 0; i < l->nview; i++) {
        const struct row *row = chunks_row(&l->rows, l->view[i]);

        if (row && row->folded && utf8_fold_match(row->folded, l->needle))
            l->view[kept++] = l->view[i];
    }
    l->nview = kept;
}

long list_view_index(const struct desk_list *l, long i)
{
    if (i < 0)
        return -1;
    if (!l->viewing)
        return i;
    return (size_t)i < l->nview ? l->view[i] : -1;
}

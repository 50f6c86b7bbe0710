/* The rows of an open list that are here: runs as long as a server page, found by their number. */
#include "desk/list_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

/* Place of `number`, or where it would stand. */
static size_t chunks_place(const struct chunks *c, long number)
{
    size_t low = 0, high = c->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (c->items[middle]->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct chunk *chunks_find(const struct chunks *c, long number)
{
    size_t at = chunks_place(c, number);

    return at < c->n && c->items[at]->number == number ? c->items[at] : NULL;
}

struct row *chunks_row(struct chunks *c, long i)
{
    struct chunk *chunk;
    size_t at;

    if (i < 0 || c->size <= 0)
        return NULL;
    chunk = chunks_find(c, i / c->size);
    at = (size_t)(i % c->size);
    if (!chunk || at >= chunk->n)
        return NULL;
    chunk->used = ++c->clock;
    return chunk->rows[at];
}

static void chunk_empty(struct chunk *chunk)
{
    for (size_t i = 0; i < chunk->n; i++)
        row_free(&chunk->rows[i]);
    free(chunk->rows);
    free(chunk->asked);
    chunk->rows = NULL;
    chunk->asked = NULL;
    chunk->n = 0;
}

static struct chunk *chunks_make(struct chunks *c, long number)
{
    size_t at = chunks_place(c, number);
    struct chunk *chunk;

    if (at < c->n && c->items[at]->number == number)
        return c->items[at];
    if (c->n == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 8;
        struct chunk **items = reallocarray(c->items, cap, sizeof *items);

        if (!items)
            return NULL;
        c->items = items;
        c->cap = cap;
    }
    chunk = calloc(1, sizeof *chunk);
    if (!chunk)
        return NULL;
    chunk->number = number;
    memmove(c->items + at + 1, c->items + at, (c->n - at) * sizeof *c->items);
    c->items[at] = chunk;
    c->n++;
    return chunk;
}

/* Copies cells that wait to be enriched from the row of the same record that was here before. */
static void row_inherit(struct row *row, const struct row *old)
{
    bool waiting = false;

    for (size_t i = 0; i < row->n && i < old->n; i++) {
        if (row->cells[i].kind == CELL_WAITING && old->cells[i].kind != CELL_WAITING)
            cell_copy(&row->cells[i], &old->cells[i]);
        waiting = waiting || row->cells[i].kind == CELL_WAITING;
    }
    row->partial = waiting;
}

static const struct row *chunk_search(const struct chunk *chunk, size_t near, const struct record_ref *ref)
{
    if (!chunk)
        return NULL;
    if (near < chunk->n && record_ref_equal(&chunk->rows[near]->ref, ref))
        return chunk->rows[near];
    for (size_t i = 0; i < chunk->n; i++)
        if (record_ref_equal(&chunk->rows[i]->ref, ref))
            return chunk->rows[i];
    return NULL;
}

static void chunks_inherit(const struct chunks *c, long number, size_t at, struct row *row)
{
    const struct row *old = NULL;

    if (!row->partial || !row->ref.id)
        return;
    for (long next = 0; next < 3 && !old; next++)
        old = chunk_search(chunks_find(c, number + (next == 2 ? -1 : next)), at, &row->ref);
    if (old)
        row_inherit(row, old);
}

bool chunks_put(struct chunks *c, long number, struct row **rows, size_t n)
{
    struct row **kept = calloc(n ? n : 1, sizeof(struct row *));
    bool *asked = calloc(n ? n : 1, sizeof *asked);
    struct chunk *chunk = kept && asked ? chunks_make(c, number) : NULL;

    if (!chunk) {
        for (size_t i = 0; i < n; i++)
            row_free(&rows[i]);
        free(kept);
        free(asked);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        kept[i] = rows[i];
        chunks_inherit(c, number, i, kept[i]);
        row_fold(kept[i]);
    }
    c->held -= (long)chunk->n;
    chunk_empty(chunk);
    chunk->rows = kept;
    chunk->asked = asked;
    chunk->n = n;
    chunk->stale = false;
    chunk->used = ++c->clock;
    c->held += (long)n;
    return true;
}

bool chunks_append(struct chunks *c, struct row *row)
{
    struct chunk *last = c->n ? c->items[c->n - 1] : NULL;

    if (!last || last->n == (size_t)c->size)
        last = chunks_make(c, last ? last->number + 1 : 0);
    if (last && !last->rows) {
        last->rows = calloc((size_t)c->size, sizeof *last->rows);
        last->asked = calloc((size_t)c->size, sizeof *last->asked);
    }
    if (!last || !last->rows || !last->asked) {
        row_free(&row);
        return false;
    }
    row_fold(row);
    last->rows[last->n++] = row;
    last->used = ++c->clock;
    c->held++;
    return true;
}

static void chunks_remove(struct chunks *c, size_t at)
{
    struct chunk *chunk = c->items[at];

    c->held -= (long)chunk->n;
    chunk_empty(chunk);
    free(chunk);
    memmove(c->items + at, c->items + at + 1, (c->n - at - 1) * sizeof *c->items);
    c->n--;
}

void chunks_drop_stale(struct chunks *c)
{
    for (size_t i = c->n; i-- > 0;)
        if (c->items[i]->stale)
            chunks_remove(c, i);
}

void chunks_mark_stale(struct chunks *c)
{
    for (size_t i = 0; i < c->n; i++)
        c->items[i]->stale = true;
}

void chunks_trim(struct chunks *c, long keep_first, long keep_last)
{
    while (c->held > LIMIT_ROWS_CACHED) {
        size_t oldest = c->n;

        for (size_t i = 0; i < c->n; i++) {
            const struct chunk *chunk = c->items[i];

            if (chunk->number >= keep_first && chunk->number <= keep_last)
                continue;
            if (oldest == c->n || chunk->used < c->items[oldest]->used)
                oldest = i;
        }
        if (oldest == c->n)
            return;
        chunks_remove(c, oldest);
    }
}

void chunks_clear(struct chunks *c)
{
    while (c->n)
        chunks_remove(c, c->n - 1);
    free(c->items);
    c->items = NULL;
    c->cap = 0;
    c->held = 0;
}

/* Names and numbers a list does not carry: asked for the rows on the screen, in one request. */
#include "desk/list_private.h"

#include <stdlib.h>

enum { ENRICH_PAUSE_MS = 5000 };

/* A row that waits to be enriched and was not asked for yet (it counts as asked now), or NULL. */
static struct row *row_to_ask(struct desk_list *l, long index)
{
    struct chunk *chunk;
    size_t at = (size_t)(index % l->rows.size);

    chunk = index >= 0 ? chunks_find(&l->rows, index / l->rows.size) : NULL;
    if (!chunk || at >= chunk->n || chunk->asked[at] || !chunk->rows[at]->partial)
        return NULL;
    chunk->asked[at] = true;
    return chunk->rows[at];
}

static size_t gather_visible(struct desk_list *l, struct row **rows)
{
    size_t n = 0;

    for (long i = l->first; i <= l->last && n < LIST_ENRICH; i++) {
        struct row *row = row_to_ask(l, list_view_index(l, i));

        if (row)
            rows[n++] = row;
    }
    return n;
}

/* A filter cannot find a name that is not here: some rows beyond the screen are completed for it. */
static size_t gather_beyond(struct desk_list *l, struct row **rows)
{
    size_t n = 0;

    if (!l->needle || !*l->needle || desk_line(l->desk) != DESK_ONLINE)
        return 0;
    for (size_t c = 0; c < l->rows.n; c++)
        for (size_t i = 0; i < l->rows.items[c]->n; i++) {
            struct row *row;

            if (n == LIST_ENRICH || l->enrich_spread >= LIST_ENRICH_SPREAD)
                return n;
            row = row_to_ask(l, l->rows.items[c]->number * l->rows.size + (long)i);
            if (row) {
                rows[n++] = row;
                l->enrich_spread++;
            }
        }
    return n;
}

static void asked_again(struct desk_list *l)
{
    for (size_t c = 0; c < l->rows.n; c++)
        for (size_t i = 0; i < l->rows.items[c]->n; i++)
            if (l->rows.items[c]->rows[i]->partial)
                l->rows.items[c]->asked[i] = false;
}

static bool chunk_take(struct chunk *chunk, struct row **filled)
{
    for (size_t i = 0; i < chunk->n; i++) {
        struct row **place = &chunk->rows[i];

        if ((*place)->n != (*filled)->n || !record_ref_equal(&(*place)->ref, &(*filled)->ref))
            continue;
        row_free(place);
        *place = *filled;
        *filled = NULL;
        row_fold(*place);
        chunk->asked[i] = true;
        return true;
    }
    return false;
}

/* Puts the filled copy in the place of the row it was made from; looked for from chunk *near on, where the
 * one before it was. */
static void enriched_take(struct desk_list *l, struct row **filled, size_t *near)
{
    for (size_t k = 0; k < l->rows.n; k++) {
        size_t c = (*near + k) % l->rows.n;

        if (chunk_take(l->rows.items[c], filled)) {
            *near = c;
            return;
        }
    }
}

static size_t chunk_on_screen(const struct desk_list *l)
{
    long at = list_view_index(l, l->first);
    size_t c = 0;

    while (c + 1 < l->rows.n && at >= 0 && l->rows.items[c]->number < at / l->rows.size)
        c++;
    return c;
}

static void enriched(void *data, enum status s, const struct error *e, struct window *w)
{
    struct desk_list *l = data;
    size_t near;

    (void)e;
    await_end(&l->enrich);
    if (s != STATUS_OK) {
        asked_again(l);
        l->enrich_after = loop_now(l->desk->loop) + ENRICH_PAUSE_MS;
        return;
    }
    near = chunk_on_screen(l);
    for (size_t i = 0; i < w->n; i++) {
        enriched_take(l, &w->rows[i], &near);
        row_free(&w->rows[i]);
    }
    w->n = 0;
    window_free(&w);
    if (l->viewing)
        list_view_rebuild(l);
    l->unsaved = true;
    list_changed(l);
    list_enrich_pump(l);
}

void list_enrich_pump(struct desk_list *l)
{
    struct desk *d = l->desk;
    struct row *rows[LIST_ENRICH];
    size_t n;

    if (l->local || !d->ops->enrich || await_busy(&l->enrich) || !desk_may_ask(d) || l->held ||
        loop_now(d->loop) < l->enrich_after)
        return;
    n = gather_visible(l, rows);
    if (!n)
        n = gather_beyond(l, rows);
    if (!n)
        return;
    await_begin(&l->enrich, d, NULL, NULL, NULL, NULL);
    if (!await_call(&l->enrich, d->ops->enrich(d->registry, l->def.id, rows, n, enriched, l))) {
        asked_again(l);
        l->enrich_after = loop_now(d->loop) + ENRICH_PAUSE_MS;
    }
}

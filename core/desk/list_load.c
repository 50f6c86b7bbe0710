/* Bringing the rows of a list: what is on the screen, then what comes next, then what a filter needs. */
#include "desk/list_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"

enum { RETRY_MS = 10 * 1000, VISIBLE_CHUNKS = 32 };

/* --- what to load next --- */

static bool chunk_exists(const struct desk_list *l, long number)
{
    if (number < 0)
        return false;
    if (l->total >= 0)
        return number == 0 ? !l->first_loaded || l->total > 0 : number * l->rows.size < l->total;
    return number == 0 || (number * l->rows.size <= l->known && l->more) || number * l->rows.size < l->known;
}

static bool chunk_wanted(const struct desk_list *l, long number)
{
    const struct chunk *chunk;

    if (!chunk_exists(l, number))
        return false;
    chunk = chunks_find(&l->rows, number);
    return !chunk || chunk->stale;
}

/* The first chunk among the rows on the screen that has to be asked for, -1 when they are all here. */
static long wanted_visible(const struct desk_list *l)
{
    long size = l->rows.size, from = l->first / size, to = l->last / size;

    if (l->viewing) {
        for (long i = l->first; i <= l->last && i - l->first < 512; i++) {
            long at = list_view_index(l, i);

            if (at >= 0 && chunk_wanted(l, at / size))
                return at / size;
        }
        return l->rows.n ? -1 : chunk_wanted(l, 0) ? 0 : -1;
    }
    for (long c = from; c <= to && c - from < VISIBLE_CHUNKS; c++)
        if (chunk_wanted(l, c))
            return c;
    return -1;
}

/* Rows a filter or a local order may bring here by itself: fewer when the line is slow. */
static long fill_rows(const struct desk_list *l)
{
    return desk_line(l->desk) == DESK_ONLINE ? LIST_FILL : LIST_FILL_SLOW;
}

/* Filters and local orders mean all rows: they are brought as far as that is not too many. */
static long wanted_fill(const struct desk_list *l)
{
    if (!l->viewing || l->rows.held >= fill_rows(l))
        return -1;
    for (long c = 0; c * l->rows.size < fill_rows(l); c++) {
        if (!chunk_exists(l, c))
            return -1;
        if (chunk_wanted(l, c))
            return c;
    }
    return -1;
}

static long wanted_ahead(const struct desk_list *l)
{
    long size = l->rows.size, to = l->last / size;

    if (l->viewing)
        return wanted_fill(l);
    if (l->last % size >= size / 2 && chunk_wanted(l, to + 1))
        return to + 1;
    if (l->first % size < size / 4 && chunk_wanted(l, l->first / size - 1))
        return l->first / size - 1;
    return -1;
}

static long wanted_offset(const struct desk_list *l)
{
    long visible = wanted_visible(l);

    if (l->replace)
        return visible >= 0                               ? visible
               : chunk_exists(l, l->first / l->rows.size) ? l->first / l->rows.size
                                                          : 0;
    return visible >= 0 ? visible : wanted_ahead(l);
}

/* Cursor lists only go on: 1 when the next page is wanted. */
static bool wanted_next(const struct desk_list *l)
{
    if (l->chaining || l->replace || !l->first_loaded)
        return true;
    if (!l->more || l->rows.held >= LIMIT_ROWS_CACHED)
        return false;
    if (l->viewing)
        return l->rows.held < fill_rows(l);
    return l->last >= l->rows.held - l->rows.size / 2;
}

/* --- answers --- */

static void list_retry(void *data)
{
    struct desk_list *l = data;

    l->retry = NULL;
    l->held = false;
    list_pump(l);
}

/* Milliseconds until a failed load is tried again by itself, -1: only when the user or the session asks. */
static int64_t retry_after(const struct error *e)
{
    switch (e->status) {
    case STATUS_THROTTLED:
        return e->retry_after > 0 ? (int64_t)e->retry_after * 1000 : RETRY_MS;
    case STATUS_OFFLINE:
    case STATUS_UNKNOWN:
    case STATUS_BROKEN:
        return RETRY_MS;
    default:
        return -1;
    }
}

static void list_fail(struct desk_list *l, const struct error *e)
{
    int64_t ms = retry_after(e);

    error_copy(&l->error, e);
    l->failed = true;
    l->held = true;
    loop_stop(l->desk->loop, &l->retry);
    if (ms >= 0)
        l->retry = loop_after(l->desk->loop, ms, list_retry, l);
    list_changed(l);
}

void list_unhold(struct desk_list *l)
{
    loop_stop(l->desk->loop, &l->retry);
    l->held = false;
}

static void offset_take(struct desk_list *l, struct window *w, long number)
{
    long end = number * l->rows.size + (long)w->n;
    size_t n = w->n < (size_t)l->rows.size ? w->n : (size_t)l->rows.size;

    if (l->replace) {
        chunks_clear(&l->rows);
        l->known = 0;
        l->replace = false;
    }
    for (size_t i = n; i < w->n; i++)
        row_free(&w->rows[i]);
    w->n = 0;
    chunks_put(&l->rows, number, w->rows, n);
    l->total = w->total;
    l->more = w->more_after;
    if (end > l->known || (!w->more_after && w->total < 0))
        l->known = end;
    if (!n && number > 0 && l->total < 0)
        l->more = false;
}

static void cursor_take(struct desk_list *l, struct window *w)
{
    struct chunks *to = l->chaining ? &l->fresh : &l->rows;

    if (l->replace) {
        chunks_clear(&l->rows);
        l->replace = false;
    }
    for (size_t i = 0; i < w->n; i++)
        chunks_append(to, w->rows[i]);
    /* a page without rows or without a way on is the end, whatever it says */
    l->more = w->more_after && w->n && !text_empty(w->last_cursor) && !text_equal(w->last_cursor, l->cursor);
    w->n = 0;
    free(l->cursor);
    l->cursor = w->last_cursor;
    w->last_cursor = NULL;
    l->total = w->total;
    if (l->chaining && (!l->more || l->fresh.held >= l->fresh_want)) {
        chunks_clear(&l->rows);
        l->rows = l->fresh;
        l->fresh = (struct chunks){.size = l->rows.size};
        l->chaining = false;
    }
    l->known = l->rows.held;
}

static void list_settle(struct desk_list *l)
{
    long keep = l->first / l->rows.size;

    if (l->refreshing && wanted_visible(l) < 0) {
        chunks_drop_stale(&l->rows); /* what is not on the screen may have moved: asked for when looked at */
        l->refreshing = false;
    }
    chunks_trim(&l->rows, keep - 1, l->last / l->rows.size + 1);
    list_view_rebuild(l);
}

static void list_loaded(void *data, enum status s, const struct error *e, struct window *w)
{
    struct desk_list *l = data;
    long number = l->loading;

    await_end(&l->load);
    if (s != STATUS_OK) {
        list_fail(l, e);
        return;
    }
    error_clear(&l->error);
    l->failed = false;
    l->first_loaded = true;
    l->as_of = clock_wall();
    if (l->def.paging == PAGING_OFFSET)
        offset_take(l, w, number);
    else
        cursor_take(l, w);
    window_free(&w);
    l->unsaved = true;
    list_settle(l);
    list_changed(l);
    list_pump(l);
    list_cache_save(l);
}

/* --- asking --- */

static void list_cancelled(void *data)
{
    struct desk_list *l = data;
    ERROR_AUTO e = {0};

    list_load_stop(l);
    error_set(&e, STATUS_CANCELLED, N_("Not loaded: you stopped it."), N_("Refresh the list to load it."));
    list_fail(l, &e);
}

void list_load_stop(struct desk_list *l)
{
    await_drop(&l->load);
}

static void list_ask(struct desk_list *l, long number)
{
    struct desk *d = l->desk;
    struct query q = {.list = l->def.id, .search = l->search, .count = (int)l->rows.size};
    bool visible = !l->rows.held || l->replace || wanted_visible(l) == number;

    if (l->sort >= 0 && !l->sort_local)
        q.order = l->descending ? l->def.columns[l->sort].order_desc : l->def.columns[l->sort].order_asc;
    if (l->def.paging == PAGING_OFFSET)
        q.offset = number * l->rows.size;
    else if (!l->replace && l->first_loaded && !(l->chaining && !l->fresh.held))
        q.cursor = l->cursor;
    l->loading = number;
    await_begin(&l->load, d, visible ? N_("Loading the list") : NULL, NULL, list_cancelled, l);
    if (!await_call(&l->load, d->ops->list(d->registry, &q, list_loaded, l))) {
        ERROR_AUTO e = {0};

        error_memory(&e);
        list_fail(l, &e);
    }
}

void list_pump(struct desk_list *l)
{
    long number;

    if (l->local || l->held || !desk_may_ask(l->desk))
        return;
    if (l->def.paging == PAGING_CURSOR) {
        if (!await_busy(&l->load) && wanted_next(l))
            list_ask(l, l->rows.held / l->rows.size);
        list_enrich_pump(l);
        return;
    }
    number = wanted_offset(l);
    if (await_busy(&l->load)) {
        /* what is being looked at goes ahead of what was only likely to be */
        if (number < 0 || number == l->loading || wanted_visible(l) != number ||
            (l->loading >= l->first / l->rows.size && l->loading <= l->last / l->rows.size && !l->viewing))
            return;
        list_load_stop(l);
    }
    if (number >= 0)
        list_ask(l, number);
    list_enrich_pump(l);
}

void list_reload(struct desk_list *l)
{
    if (l->local) {
        list_local_fill(l);
        return;
    }
    list_load_stop(l);
    list_unhold(l);
    l->enrich_after = 0;
    if (l->def.paging == PAGING_CURSOR) {
        chunks_clear(&l->fresh);
        l->chaining = l->first_loaded && !l->replace;
        l->fresh_want = l->last + 1 > l->rows.size ? l->last + 1 : l->rows.size;
    } else {
        chunks_mark_stale(&l->rows);
        l->refreshing = true;
    }
    list_pump(l);
    list_changed(l);
}

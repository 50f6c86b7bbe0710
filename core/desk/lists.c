/* Open lists: opening, closing, asking for rows; what happens to all of them when the session or line
 * changes. */
#include "desk/list_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/config.h"

enum { LOCAL_PAGE = 200 };

/* --- our own copy of a description --- */

static const char *def_keep(struct desk_list *l, const char *s)
{
    char *copy = text_dup(s);

    if (copy)
        l->strings[l->nstrings++] = copy;
    return copy;
}

static bool def_copy(struct desk_list *l, const struct list_def *def)
{
    size_t bulk = 0;

    while (def->bulk && def->bulk[bulk])
        bulk++;
    l->def = *def;
    l->columns = calloc(def->ncolumns ? def->ncolumns : 1, sizeof *l->columns);
    l->bulk = calloc(bulk + 1, sizeof *l->bulk);
    l->strings = calloc(2 + def->ncolumns * 3 + bulk, sizeof *l->strings);
    if (!l->columns || !l->bulk || !l->strings)
        return false;
    l->def.id = def_keep(l, def->id);
    l->def.record_kind = def_keep(l, def->record_kind);
    for (size_t i = 0; i < def->ncolumns; i++) {
        l->columns[i] = def->columns[i];
        l->columns[i].id = def_keep(l, def->columns[i].id);
        l->columns[i].order_asc = def_keep(l, def->columns[i].order_asc);
        l->columns[i].order_desc = def_keep(l, def->columns[i].order_desc);
    }
    for (size_t i = 0; i < bulk; i++)
        l->bulk[i] = def_keep(l, def->bulk[i]);
    l->def.columns = l->columns;
    l->def.bulk = def->bulk ? l->bulk : NULL;
    return l->def.id != NULL;
}

static struct form *search_copy(const struct form *from)
{
    struct form *to = from ? form_new(form_def(from)) : NULL;

    if (!to)
        return NULL;
    /* in the order of the fields: what opens others stands before them; twice, since the order is not
     * promised */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < form_def(from)->n; i++)
            if (strcmp(form_typed(to, i), form_typed(from, i)) != 0)
                form_set(to, i, form_typed(from, i));
    return to;
}

/* --- opening and closing --- */

/* The preference may change while the list is open: without one the clock only looks at it again. */
static int64_t clock_ms(const struct desk *d)
{
    long seconds = config_number(d->config, OPTION_REFRESH_SECONDS);

    return (seconds > 0 ? seconds : 60) * 1000;
}

static void list_clock(void *data)
{
    struct desk_list *l = data;
    struct desk *d = l->desk;
    long seconds = config_number(d->config, OPTION_REFRESH_SECONDS);
    bool wanted = seconds > 0 && !l->local && !l->def.search && desk_may_ask(d) && !d->session.locked &&
                  !l->held && !await_busy(&l->load) && d->line != DESK_OFFLINE;

    l->refresh_clock = loop_after(d->loop, clock_ms(d), list_clock, l);
    if (wanted)
        list_reload(l);
}

static long page_rows(const struct desk *d, const struct list_def *def)
{
    long size = def->page_size > 0 ? def->page_size : LIST_SLOW_ROWS;

    return d->line == DESK_SLOW && size > LIST_SLOW_ROWS ? LIST_SLOW_ROWS : size;
}

static const struct list_def *list_find_def(const struct desk *d, const char *id, bool *local)
{
    const struct list_def *def = locals_find(id);

    *local = def != NULL;
    return def ? def : description_list(d->description, id);
}

static void list_destroy(struct desk_list *l)
{
    loop_stop(l->desk->loop, &l->retry);
    loop_stop(l->desk->loop, &l->refresh_clock);
    loop_stop(l->desk->loop, &l->save_clock);
    chunks_clear(&l->rows);
    chunks_clear(&l->fresh);
    for (size_t i = 0; i < l->nstrings; i++)
        free(l->strings[i]);
    free(l->strings);
    free(l->columns);
    free(l->bulk);
    form_free(&l->search);
    free(l->cursor);
    free(l->filter);
    free(l->needle);
    free(l->view);
    error_clear(&l->error);
    free(l);
}

struct desk_list *desk_list_open(struct desk *d, const char *id, const struct form *search)
{
    bool local;
    const struct list_def *def = list_find_def(d, id, &local);
    struct desk_list *l = def ? calloc(1, sizeof *l) : NULL;

    if (!l)
        return NULL;
    l->desk = d;
    l->local = local;
    l->total = -1;
    l->sort = -1;
    l->rows.size = l->fresh.size = local ? LOCAL_PAGE : page_rows(d, def);
    l->search = search_copy(search);
    if (!def_copy(l, def) || (search && !l->search)) {
        list_destroy(l);
        return NULL;
    }
    l->next = d->lists;
    d->lists = l;
    if (local) {
        list_local_fill(l);
    } else {
        list_cache_show(l);
        list_pump(l);
    }
    l->refresh_clock = loop_after(d->loop, clock_ms(d), list_clock, l);
    return l;
}

void desk_list_close(struct desk_list **list)
{
    struct desk_list *l = *list, **at;

    if (!l)
        return;
    *list = NULL;
    await_drop(&l->load);
    await_drop(&l->enrich);
    list_cache_save_now(l);
    for (at = &l->desk->lists; *at && *at != l;)
        at = &(*at)->next;
    if (*at)
        *at = l->next;
    list_destroy(l);
}

/* --- looking --- */

const struct list_def *desk_list_def(const struct desk_list *l)
{
    return &l->def;
}

long desk_list_rows(const struct desk_list *l)
{
    if (l->viewing)
        return (long)l->nview;
    if (l->local || l->def.paging == PAGING_CURSOR)
        return l->rows.held;
    return l->total >= 0 ? l->total : l->known;
}

long desk_list_total(const struct desk_list *l)
{
    return l->local ? l->rows.held : l->total;
}

long desk_list_hidden(const struct desk_list *l)
{
    return l->viewing ? l->rows.held - (long)l->nview : 0;
}

bool desk_list_more(const struct desk_list *l)
{
    if (l->local)
        return false;
    if (l->def.paging == PAGING_OFFSET && l->total >= 0)
        return l->viewing && l->rows.held < l->total;
    return l->more || !l->first_loaded;
}

const struct row *desk_list_row(struct desk_list *l, long i)
{
    const struct row *row = chunks_row(&l->rows, list_view_index(l, i));

    if (!row && i >= 0 && i < desk_list_rows(l) && (i < l->first || i > l->last)) {
        l->first = l->last = i;
        list_pump(l);
    }
    return row;
}

long desk_list_find(const struct desk_list *l, const struct record_ref *ref)
{
    if (l->viewing) {
        for (size_t i = 0; i < l->nview; i++) {
            const struct chunk *c = chunks_find(&l->rows, l->view[i] / l->rows.size);
            size_t at = (size_t)(l->view[i] % l->rows.size);

            if (c && at < c->n && record_ref_equal(&c->rows[at]->ref, ref))
                return (long)i;
        }
        return -1;
    }
    for (size_t c = 0; c < l->rows.n; c++)
        for (size_t i = 0; i < l->rows.items[c]->n; i++)
            if (record_ref_equal(&l->rows.items[c]->rows[i]->ref, ref))
                return l->rows.items[c]->number * l->rows.size + (long)i;
    return -1;
}

void desk_list_look(struct desk_list *l, long first, long last)
{
    l->first = first > 0 ? first : 0;
    l->last = last > l->first ? last : l->first;
    list_pump(l);
}

void desk_list_refresh(struct desk_list *l)
{
    list_reload(l);
}

bool desk_list_loading(const struct desk_list *l)
{
    return await_busy(&l->load);
}

int64_t desk_list_as_of(const struct desk_list *l)
{
    return l->as_of;
}

const struct error *desk_list_error(const struct desk_list *l)
{
    return l->failed ? &l->error : NULL;
}

/* --- what happens to all of them --- */

void lists_resume(struct desk *d)
{
    for (struct desk_list *l = d->lists; l; l = l->next) {
        if (l->local)
            continue;
        list_unhold(l);
        if (l->failed || l->rows.held == 0)
            list_reload(l);
        else
            list_pump(l);
    }
}

void lists_reopen(struct desk *d)
{
    for (struct desk_list *l = d->lists; l; l = l->next) {
        if (l->local) {
            list_local_fill(l);
            continue;
        }
        await_drop(&l->load);
        await_drop(&l->enrich);
        list_unhold(l);
        chunks_clear(&l->rows);
        chunks_clear(&l->fresh);
        free(l->cursor);
        l->cursor = NULL;
        l->chaining = l->refreshing = l->replace = l->first_loaded = l->more = l->failed = l->unsaved = false;
        l->total = -1;
        l->known = 0;
        l->as_of = 0;
        list_view_rebuild(l);
        list_cache_show(l);
        list_pump(l);
        list_changed(l);
    }
}

void lists_stop(struct desk *d)
{
    for (struct desk_list *l = d->lists; l; l = l->next) {
        await_drop(&l->load);
        await_drop(&l->enrich);
    }
}

void lists_line_up(struct desk *d)
{
    for (struct desk_list *l = d->lists; l; l = l->next)
        if (l->held && (l->error.status == STATUS_OFFLINE || l->error.status == STATUS_UNKNOWN)) {
            list_unhold(l);
            list_pump(l);
        }
}

void lists_locals_changed(struct desk *d, const char *id)
{
    for (struct desk_list *l = d->lists; l; l = l->next)
        if (l->local && (!id || strcmp(l->def.id, id) == 0))
            list_local_fill(l);
}

void lists_record_changed(struct desk *d, const struct record_ref *ref)
{
    for (struct desk_list *l = d->lists; l; l = l->next)
        if (!l->local && text_equal(l->def.record_kind, ref->kind))
            l->outdated = true;
}

void lists_records_changed(struct desk *d)
{
    for (struct desk_list *l = d->lists; l; l = l->next) {
        if (!l->outdated)
            continue;
        l->outdated = false;
        list_reload(l);
    }
}

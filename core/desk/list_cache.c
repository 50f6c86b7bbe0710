/* The first rows of a queue as they were when last seen, kept on this computer: shown at once, with their
 * age. */
#include "desk/list_private.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"

enum { CACHE_ROWS = 300, CACHE_SAVE_MS = 2000 };

/* --- cells as JSON --- */

static json_t *message_json(const struct message *m)
{
    json_t *a = json_array();

    json_array_append_new(a, json_string(m->id ? m->id : ""));
    for (int i = 0; i < MESSAGE_ARGS && m->args[i]; i++)
        json_array_append_new(a, json_string(m->args[i]));
    return a;
}

static json_t *cell_json(const struct cell *c)
{
    json_t *o = json_pack("{s:i}", "k", (int)c->kind);

    if (c->tone)
        json_object_set_new(o, "t", json_integer(c->tone));
    if (c->text)
        json_object_set_new(o, "s", json_string(c->text));
    if (c->label)
        json_object_set_new(o, "l", json_string(c->label));
    if (c->word)
        json_object_set_new(o, "w", json_string(c->word));
    if (c->kind == CELL_NUMBER)
        json_object_set_new(o, "n", json_integer(c->number));
    if (c->kind == CELL_INSTANT)
        json_object_set_new(o, "i", json_integer(c->instant));
    if (c->kind == CELL_DATE)
        json_object_set_new(o, "n", json_integer(date_days(c->date)));
    if (c->kind == CELL_MESSAGE)
        json_object_set_new(o, "m", message_json(&c->message));
    return o;
}

static void message_read(struct desk *d, const json_t *a, struct message *out)
{
    const char *args[MESSAGE_ARGS] = {NULL};
    size_t n = json_array_size(a);

    for (size_t i = 1; i < n && i <= MESSAGE_ARGS; i++)
        args[i - 1] = json_string_value(json_array_get(a, i));
    message_set(out, desk_word(d, json_string_value(json_array_get(a, 0))), MESSAGE_ARGS, args[0], args[1],
                args[2], args[3]);
}

/* A kind whose words are not there is no value. */
static void cell_check(struct cell *c)
{
    bool texts = c->kind == CELL_TEXT || c->kind == CELL_CODE,
         words = c->kind == CELL_WORD || c->kind == CELL_ABSENT;

    if ((texts && !c->text) || (words && !c->word))
        c->kind = CELL_NONE;
}

static bool cell_read(struct desk *d, const json_t *o, struct cell *c)
{
    json_int_t kind = json_integer_value(json_object_get(o, "k"));
    json_int_t tone = json_integer_value(json_object_get(o, "t"));
    json_int_t number = json_integer_value(json_object_get(o, "n"));

    if (!json_is_object(o) || kind < CELL_NONE || kind > CELL_MESSAGE || tone < TONE_NONE || tone > TONE_BAD)
        return false;
    c->kind = (enum cell_kind)kind;
    c->tone = (enum tone)tone;
    c->text = text_dup(json_string_value(json_object_get(o, "s")));
    c->label = text_dup(json_string_value(json_object_get(o, "l")));
    c->word = desk_word(d, json_string_value(json_object_get(o, "w")));
    c->instant = json_integer_value(json_object_get(o, "i"));
    if (kind == CELL_NUMBER)
        c->number = (long)number;
    if (kind == CELL_DATE)
        c->date = date_from_days((long)number);
    if (kind == CELL_MESSAGE)
        message_read(d, json_object_get(o, "m"), &c->message);
    cell_check(c);
    return true;
}

static char *row_json(const struct row *row)
{
    json_t *o = json_object(), *cells = json_array();
    char *text;

    json_object_set_new(o, "kind", json_string(row->ref.kind ? row->ref.kind : ""));
    json_object_set_new(o, "id", json_string(row->ref.id ? row->ref.id : ""));
    json_object_set_new(o, "label", row->ref.label ? json_string(row->ref.label) : json_null());
    json_object_set_new(o, "partial", json_boolean(row->partial));
    for (size_t i = 0; i < row->n; i++)
        json_array_append_new(cells, cell_json(&row->cells[i]));
    json_object_set_new(o, "cells", cells);
    text = json_dumps(o, JSON_COMPACT);
    json_decref(o);
    return text;
}

static struct row *row_read(struct desk_list *l, const char *text)
{
    json_t *o = json_loads(text, 0, NULL), *cells = json_object_get(o, "cells");
    struct row *row = json_array_size(cells) == l->def.ncolumns ? row_new(l->def.ncolumns) : NULL;

    if (row) {
        record_ref_set(&row->ref, json_string_value(json_object_get(o, "kind")),
                       json_string_value(json_object_get(o, "id")),
                       json_string_value(json_object_get(o, "label")));
        row->partial = json_is_true(json_object_get(o, "partial"));
    }
    for (size_t i = 0; row && i < row->n; i++)
        if (!cell_read(l->desk, json_array_get(cells, i), &row->cells[i]))
            row_free(&row);
    if (row && text_empty(row->ref.id))
        row_free(&row);
    json_decref(o);
    return row;
}

/* --- keeping and showing --- */

static bool cacheable(const struct desk_list *l)
{
    return l->desk->cache && !l->local && !l->search && l->desk->session.user;
}

void list_cache_show(struct desk_list *l)
{
    struct cache_row *rows;
    struct row **made;
    size_t n = 0, kept = 0;
    long total = -1;
    int64_t at = 0;

    if (!cacheable(l))
        return;
    rows = cache_rows_get(l->desk->cache, desk_scope(l->desk), l->def.id, 0, l->rows.size, &n, &at, &total);
    made = rows && n ? calloc(n, sizeof(struct row *)) : NULL;
    for (size_t i = 0; made && i < n; i++) {
        made[kept] = row_read(l, rows[i].value);
        if (made[kept])
            kept++;
    }
    cache_rows_free(&rows, n);
    if (kept && chunks_put(&l->rows, 0, made, kept)) {
        chunks_mark_stale(&l->rows);
        l->refreshing = l->def.paging == PAGING_OFFSET;
        l->replace = l->def.paging == PAGING_CURSOR;
        l->known = (long)kept;
        l->total = l->def.paging == PAGING_OFFSET ? total : -1;
        l->as_of = at;
        list_view_rebuild(l);
    }
    free(made);
}

static bool cache_row_make(const struct row *row, long place, struct cache_row *to)
{
    *to = (struct cache_row){.key = text_format("%s/%s", row->ref.kind ? row->ref.kind : "", row->ref.id),
                             .value = row_json(row),
                             .folded = row->folded ? row->folded : (char *)"",
                             .place = place};
    return to->key && to->value;
}

static void cache_rows_write(const struct desk_list *l, const struct chunk *chunk)
{
    size_t n = chunk->n < CACHE_ROWS ? chunk->n : CACHE_ROWS;
    struct cache_row *rows = calloc(n ? n : 1, sizeof *rows);
    bool whole = rows != NULL;

    for (size_t i = 0; rows && i < n; i++)
        whole = cache_row_make(chunk->rows[i], (long)i, &rows[i]) && whole;
    if (whole)
        cache_rows_put(l->desk->cache, desk_scope(l->desk), l->def.id, 0, rows, n, l->total, true);
    for (size_t i = 0; rows && i < n; i++) {
        free(rows[i].key);
        free(rows[i].value);
    }
    free(rows);
}

void list_cache_save_now(struct desk_list *l)
{
    const struct chunk *chunk = chunks_find(&l->rows, 0);

    if (!l->unsaved || !cacheable(l) || !chunk || chunk->stale || l->sort >= 0)
        return;
    l->unsaved = false;
    cache_rows_write(l, chunk);
}

static void cache_due(void *data)
{
    struct desk_list *l = data;

    l->save_clock = NULL;
    list_cache_save_now(l);
}

void list_cache_save(struct desk_list *l)
{
    if (l->unsaved && cacheable(l) && !l->save_clock)
        l->save_clock = loop_after(l->desk->loop, CACHE_SAVE_MS, cache_due, l);
}

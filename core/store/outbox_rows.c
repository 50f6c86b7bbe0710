/* Reading the outbox: one row, pages of rows, counts. */
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/outbox_private.h"

const char OUTBOX_COLUMNS[] =
    "id, profile, user, action, kind, ref, label, payload, file, needs_secret, state, attempts, created, "
    "changed,"
    " next_try, why, why_what, why_next, server, request, retry_after, sentence, result";

/* Matches a query; parameters 1 to 7. */
#define OUTBOX_WHERE                                                                                         \
    " FROM outbox WHERE (?1 IS NULL OR profile = ?1) AND (?2 IS NULL OR user = ?2) AND (?3 IS NULL OR kind " \
    "= ?3)"                                                                                                  \
    " AND (?4 IS NULL OR ref = ?4) AND (?5 IS NULL OR action = ?5) AND ((?6 >> state) & 1)"                  \
    " AND (?7 = 0 OR next_try <= ?7)"

void outbox_row_free(struct outbox_row **rp)
{
    struct outbox_row *r = *rp;

    *rp = NULL;
    if (!r)
        return;
    free(r->profile);
    free(r->user);
    free(r->action);
    free(r->kind);
    free(r->ref);
    free(r->label);
    free(r->payload);
    free(r->file);
    error_clear(&r->why);
    message_clear(&r->sentence);
    free(r->result);
    free(r);
}

void outbox_rows_free(struct outbox_row ***rows, size_t n)
{
    for (size_t i = 0; *rows && i < n; i++)
        outbox_row_free(&(*rows)[i]);
    free(*rows);
    *rows = NULL;
}

/* Copies a column; false when it has a text that could not be copied. */
static bool take_text(sqlite3_stmt *st, int column, char **out)
{
    *out = store_text(st, column);
    return *out || sqlite3_column_type(st, column) == SQLITE_NULL;
}

static bool take_message(struct outbox *o, sqlite3_stmt *st, int column, struct message *out)
{
    return store_message_unpack(o->ids, (const char *)sqlite3_column_text(st, column), out);
}

enum status outbox_row_read(struct outbox *o, sqlite3_stmt *st, struct outbox_row **out, struct error *e)
{
    struct outbox_row *r = calloc(1, sizeof *r);
    const char *id = (const char *)sqlite3_column_text(st, 0);
    bool ok = r && id && strlen(id) == 36;

    if (ok) {
        char **texts[] = {&r->profile, &r->user,  &r->action,  &r->kind,
                          &r->ref,     &r->label, &r->payload, &r->file};
        memcpy(r->id, id, sizeof r->id);
        for (int i = 0; i < 8; i++)
            ok = take_text(st, i + 1, texts[i]) && ok;
        r->needs_secret = sqlite3_column_int(st, 9) != 0;
        r->state = (enum outbox_state)sqlite3_column_int(st, 10);
        r->attempts = sqlite3_column_int(st, 11);
        r->created = sqlite3_column_int64(st, 12);
        r->changed = sqlite3_column_int64(st, 13);
        r->next_try = sqlite3_column_int64(st, 14);
        r->why.status = (enum status)sqlite3_column_int(st, 15);
        ok = take_message(o, st, 16, &r->why.what) && ok;
        ok = take_message(o, st, 17, &r->why.next) && ok;
        ok = take_text(st, 18, &r->why.server) && ok;
        ok = take_text(st, 19, &r->why.request_id) && ok;
        r->why.retry_after = sqlite3_column_int(st, 20);
        ok = take_message(o, st, 21, &r->sentence) && ok;
        ok = take_text(st, 22, &r->result) && ok;
    }
    if (!ok) {
        outbox_row_free(&r);
        return error_memory(e);
    }
    *out = r;
    return STATUS_OK;
}

enum status outbox_find(struct outbox *o, const char *id, struct outbox_row **out, struct error *e)
{
    AUTO_FREE char *sql = text_format("SELECT %s FROM outbox WHERE id = ?", OUTBOX_COLUMNS);
    enum status status = sql ? outbox_ready(o, e) : error_memory(e);
    sqlite3_stmt *st = NULL;
    int rc;

    *out = NULL;
    if (status)
        return status;
    rc = sqlite3_prepare_v2(o->db, sql, -1, &st, NULL);
    if (rc == SQLITE_OK) {
        store_bind(st, 1, id);
        rc = sqlite3_step(st);
    }
    if (rc == SQLITE_ROW)
        status = outbox_row_read(o, st, out, e);
    else if (rc == SQLITE_DONE)
        status = error_set(e, STATUS_NOT_FOUND, N_("This is not among what is to be sent any more."),
                           N_("Refresh and look at it."));
    else
        status = store_error(o->db, rc, OUTBOX_NAME, e);
    sqlite3_finalize(st);
    return status;
}

static void query_bind(sqlite3_stmt *st, const struct outbox_query *q)
{
    store_bind(st, 1, q->profile);
    store_bind(st, 2, q->user);
    store_bind(st, 3, q->kind);
    store_bind(st, 4, q->ref);
    store_bind(st, 5, q->action);
    sqlite3_bind_int64(st, 6, q->states);
    sqlite3_bind_int64(st, 7, q->due);
}

/* Collects all rows of a prepared statement. */
static enum status rows_collect(struct outbox *o, sqlite3_stmt *st, size_t room, struct outbox_row ***rows,
                                size_t *n, struct error *e)
{
    enum status status = STATUS_OK;
    int rc = SQLITE_DONE;

    *rows = calloc(room + 1, sizeof **rows);
    if (!*rows)
        return error_memory(e);
    while (!status && *n < room && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        status = outbox_row_read(o, st, &(*rows)[*n], e);
        if (!status)
            (*n)++;
    }
    if (!status && rc != SQLITE_DONE && rc != SQLITE_ROW)
        status = store_error(o->db, rc, OUTBOX_NAME, e);
    return status;
}

enum status outbox_list(struct outbox *o, const struct outbox_query *q, struct outbox_row ***rows, size_t *n,
                        struct error *e)
{
    AUTO_FREE char *sql = text_format("SELECT %s" OUTBOX_WHERE " ORDER BY seq %s LIMIT ?8 OFFSET ?9",
                                      OUTBOX_COLUMNS, q->oldest_first ? "ASC" : "DESC");
    enum status status = sql ? outbox_ready(o, e) : error_memory(e);
    long count = q->count > 0 && q->count < LIMIT_ROWS_CACHED ? q->count : LIMIT_PAGE_ROWS;
    sqlite3_stmt *st = NULL;
    int rc;

    *rows = NULL;
    *n = 0;
    if (status)
        return status;
    rc = sqlite3_prepare_v2(o->db, sql, -1, &st, NULL);
    if (rc == SQLITE_OK) {
        query_bind(st, q);
        sqlite3_bind_int64(st, 8, count);
        sqlite3_bind_int64(st, 9, q->offset > 0 ? q->offset : 0);
        status = rows_collect(o, st, (size_t)count, rows, n, e);
    } else {
        status = store_error(o->db, rc, OUTBOX_NAME, e);
    }
    sqlite3_finalize(st);
    if (status) {
        outbox_rows_free(rows, *n);
        *n = 0;
    }
    return status;
}

enum status outbox_count(struct outbox *o, const struct outbox_query *q, long *n, int64_t *oldest,
                         int64_t *next_try, struct error *e)
{
    enum status status = outbox_ready(o, e);
    sqlite3_stmt *st = NULL;
    int rc;

    if (status)
        return status;
    rc =
        sqlite3_prepare_v2(o->db, "SELECT count(*), min(created), min(next_try)" OUTBOX_WHERE, -1, &st, NULL);
    if (rc == SQLITE_OK) {
        query_bind(st, q);
        rc = sqlite3_step(st);
    }
    if (rc == SQLITE_ROW) {
        if (n)
            *n = (long)sqlite3_column_int64(st, 0);
        if (oldest)
            *oldest = sqlite3_column_int64(st, 1);
        if (next_try)
            *next_try = sqlite3_column_int64(st, 2);
    } else {
        status = store_error(o->db, rc, OUTBOX_NAME, e);
    }
    sqlite3_finalize(st);
    return status;
}

int64_t outbox_done_at(struct outbox *o, const char *profile, const char *action, const char *kind,
                       const char *ref, const char *part)
{
    static const char sql[] =
        "SELECT max(changed) FROM outbox WHERE state = 4 AND profile = ?1 AND action = ?2 AND"
        " kind = ?3 AND ref = ?4 AND (?5 IS NULL OR instr(payload, ?5) > 0)";
    sqlite3_stmt *st = NULL;
    int64_t at = 0;

    if (outbox_ready(o, NULL))
        return 0;
    if (sqlite3_prepare_v2(o->db, sql, -1, &st, NULL) == SQLITE_OK) {
        store_bind(st, 1, profile);
        store_bind(st, 2, action);
        store_bind(st, 3, kind);
        store_bind(st, 4, ref);
        store_bind(st, 5, part);
        if (sqlite3_step(st) == SQLITE_ROW)
            at = sqlite3_column_int64(st, 0);
    }
    sqlite3_finalize(st);
    return at;
}

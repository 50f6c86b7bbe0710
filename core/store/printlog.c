/* The print log's file: rows are added before a job exists and closed when its end is known. */
#include "store/printlog.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/secret.h"
#include "base/text.h"
#include "store/store.h"

static const char PRINT_NAME[] = "prints.db";

static const char *const print_migrations[] = {
    "CREATE TABLE print ("
    " seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, profile TEXT NOT NULL, user TEXT NOT "
    "NULL,"
    " kind TEXT NOT NULL, ref TEXT NOT NULL, label TEXT NOT NULL, attachment TEXT NOT NULL, title TEXT NOT "
    "NULL,"
    " printer TEXT NOT NULL, paper TEXT NOT NULL, copies INTEGER NOT NULL, reason TEXT,"
    " job INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 8), sentence TEXT,"
    " created INTEGER NOT NULL, changed INTEGER NOT NULL) STRICT;"
    "CREATE INDEX print_record ON print (kind, ref, attachment);"
    "CREATE INDEX print_state ON print (state)",
    NULL,
};

static const struct store_spec print_spec = {PRINT_NAME, 0x7267706c /* "rgpl" */, print_migrations, true,
                                             false};

struct printlog {
    sqlite3 *db;
    char *dir;
    struct store_ids *ids;
};

#define PRINT_COLUMNS                                                                                        \
    "id, profile, user, kind, ref, label, attachment, title, printer, paper, reason, copies, job, state, "   \
    "created,"                                                                                               \
    " changed, sentence"
/* Parameters 1 to 7. */
#define PRINT_WHERE                                                                                          \
    " FROM print WHERE (?1 IS NULL OR profile = ?1) AND (?2 IS NULL OR user = ?2) AND (?3 IS NULL OR kind "  \
    "= ?3)"                                                                                                  \
    " AND (?4 IS NULL OR ref = ?4) AND (?5 IS NULL OR attachment = ?5) AND ((?6 >> state) & 1) AND created " \
    ">= ?7"

const char *print_state_word(enum print_state s)
{
    static const char *const words[] = {
        [PRINT_MAKING] = N_("being prepared"), [PRINT_HANDING] = N_("being handed over"),
        [PRINT_QUEUED] = N_("waiting"),        [PRINT_PRINTING] = N_("printing"),
        [PRINT_PRINTED] = N_("printed"),       [PRINT_FAILED] = N_("not printed"),
        [PRINT_CANCELLED] = N_("cancelled"),   [PRINT_SAVED] = N_("saved to a file"),
    };

    return (unsigned)s < sizeof words / sizeof *words && words[s] ? words[s] : "";
}

/* ---- the file ---------------------------------------------------------------------------------------------
 */

static enum status print_ready(struct printlog *l, struct error *e)
{
    return l->db ? STATUS_OK : store_open(l->dir, &print_spec, &l->db, e);
}

enum status printlog_open(const char *dir, struct printlog **out, struct error *e)
{
    struct printlog *l = calloc(1, sizeof *l);
    enum status status;

    *out = NULL;
    if (!l)
        return error_memory(e);
    l->dir = text_dup(dir);
    l->ids = store_ids_new();
    status = l->dir && l->ids ? print_ready(l, e) : error_memory(e);
    if (status)
        printlog_close(&l);
    *out = l;
    return status;
}

void printlog_close(struct printlog **lp)
{
    struct printlog *l = *lp;

    *lp = NULL;
    if (!l)
        return;
    store_close(&l->db);
    store_ids_free(&l->ids);
    free(l->dir);
    free(l);
}

/*
 * A commit that failed is neither done nor not done: the file is opened anew, so that what is read from now
 * on is what is on the disk, and the failure is told. For this log that is enough: a row too much is an
 * honest "being prepared" that the desk closes, a row too little was told as not saved.
 */
static enum status print_failed(struct printlog *l, int rc, struct error *e)
{
    enum status status = store_error(l->db, rc, PRINT_NAME, e);

    if ((rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_CONSTRAINT)
        store_close(&l->db);
    return status;
}

/* ---- writing ----------------------------------------------------------------------------------------------
 */

enum status printlog_add(struct printlog *l, const struct print_row *row, enum print_state state,
                         char id_out[37], struct error *e)
{
    static const char sql[] =
        "INSERT INTO print (id, profile, user, kind, ref, label, attachment, title, printer,"
        " paper, reason, copies, job, state, created, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
        " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15)";
    const char *texts[] = {row->profile,    row->user,  row->kind,    row->ref,  row->label,
                           row->attachment, row->title, row->printer, row->paper};
    enum status status = print_ready(l, e);
    sqlite3_stmt *st = NULL;
    char id[37];
    int rc;

    if (status)
        return status;
    secret_uuid(id);
    rc = sqlite3_prepare_v2(l->db, sql, -1, &st, NULL);
    if (rc == SQLITE_OK) {
        store_bind(st, 1, id);
        for (int i = 0; i < 9; i++)
            store_bind(st, i + 2, texts[i] ? texts[i] : "");
        store_bind(st, 11, row->reason);
        sqlite3_bind_int(st, 12, row->copies);
        sqlite3_bind_int(st, 13, row->job);
        sqlite3_bind_int(st, 14, state);
        sqlite3_bind_int64(st, 15, clock_wall());
        rc = sqlite3_step(st);
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        return print_failed(l, rc, e);
    memcpy(id_out, id, sizeof id);
    return STATUS_OK;
}

enum status printlog_update(struct printlog *l, const char *id, enum print_state state, int job,
                            const struct message *sentence, struct error *e)
{
    static const char sql[] = "UPDATE print SET state = ?2, job = CASE WHEN ?3 = 0 THEN job ELSE ?3 END,"
                              " sentence = ?4, changed = ?5 WHERE id = ?1 AND state < 5";
    AUTO_FREE char *packed = store_message_pack(sentence);
    enum status status = print_ready(l, e);
    sqlite3_stmt *st = NULL;
    int rc;

    if (status)
        return status;
    if (sentence && sentence->id && !packed)
        return error_memory(e);
    rc = sqlite3_prepare_v2(l->db, sql, -1, &st, NULL);
    if (rc == SQLITE_OK) {
        store_bind(st, 1, id);
        sqlite3_bind_int(st, 2, state);
        sqlite3_bind_int(st, 3, job);
        store_bind(st, 4, packed);
        sqlite3_bind_int64(st, 5, clock_wall());
        rc = sqlite3_step(st);
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        return print_failed(l, rc, e);
    if (!sqlite3_changes(l->db))
        return error_set(e, STATUS_CONFLICT, N_("This print has ended already."),
                         N_("Refresh and look at it."));
    return STATUS_OK;
}

/* ---- reading ----------------------------------------------------------------------------------------------
 */

void print_row_free(struct print_row **rp)
{
    struct print_row *r = *rp;

    *rp = NULL;
    if (!r)
        return;
    free(r->profile);
    free(r->user);
    free(r->kind);
    free(r->ref);
    free(r->label);
    free(r->attachment);
    free(r->title);
    free(r->printer);
    free(r->paper);
    free(r->reason);
    message_clear(&r->sentence);
    free(r);
}

void print_rows_free(struct print_row ***rows, size_t n)
{
    for (size_t i = 0; *rows && i < n; i++)
        print_row_free(&(*rows)[i]);
    free(*rows);
    *rows = NULL;
}

static struct print_row *print_row_read(struct printlog *l, sqlite3_stmt *st)
{
    struct print_row *r = calloc(1, sizeof *r);
    const char *id = (const char *)sqlite3_column_text(st, 0);
    bool ok = r && id && strlen(id) == 36;

    if (ok) {
        char **texts[] = {&r->profile,    &r->user,  &r->kind,    &r->ref,   &r->label,
                          &r->attachment, &r->title, &r->printer, &r->paper, &r->reason};
        memcpy(r->id, id, sizeof r->id);
        for (int i = 0; i < 10; i++) {
            *texts[i] = store_text(st, i + 1);
            ok = ok && (*texts[i] || sqlite3_column_type(st, i + 1) == SQLITE_NULL);
        }
        r->copies = sqlite3_column_int(st, 11);
        r->job = sqlite3_column_int(st, 12);
        r->state = (enum print_state)sqlite3_column_int(st, 13);
        r->created = sqlite3_column_int64(st, 14);
        r->changed = sqlite3_column_int64(st, 15);
        ok = store_message_unpack(l->ids, (const char *)sqlite3_column_text(st, 16), &r->sentence) && ok;
    }
    if (!ok)
        print_row_free(&r);
    return r;
}

enum status printlog_find(struct printlog *l, const char *id, struct print_row **out, struct error *e)
{
    enum status status = print_ready(l, e);
    sqlite3_stmt *st = NULL;
    int rc;

    *out = NULL;
    if (status)
        return status;
    rc = sqlite3_prepare_v2(l->db, "SELECT " PRINT_COLUMNS " FROM print WHERE id = ?1", -1, &st, NULL);
    if (rc == SQLITE_OK) {
        store_bind(st, 1, id);
        rc = sqlite3_step(st);
    }
    if (rc == SQLITE_ROW) {
        *out = print_row_read(l, st);
        status = *out ? STATUS_OK : error_memory(e);
    } else if (rc == SQLITE_DONE) {
        status = error_set(e, STATUS_NOT_FOUND, N_("This print is not in the log."),
                           N_("Refresh and look at it."));
    } else {
        status = store_error(l->db, rc, PRINT_NAME, e);
    }
    sqlite3_finalize(st);
    return status;
}

static int query_prepare(struct printlog *l, const char *sql, const struct print_query *q, sqlite3_stmt **st)
{
    int rc = sqlite3_prepare_v2(l->db, sql, -1, st, NULL);

    if (rc != SQLITE_OK)
        return rc;
    store_bind(*st, 1, q->profile);
    store_bind(*st, 2, q->user);
    store_bind(*st, 3, q->kind);
    store_bind(*st, 4, q->ref);
    store_bind(*st, 5, q->attachment);
    sqlite3_bind_int64(*st, 6, q->states);
    sqlite3_bind_int64(*st, 7, q->since);
    return SQLITE_OK;
}

enum status printlog_list(struct printlog *l, const struct print_query *q, struct print_row ***rows,
                          size_t *n, struct error *e)
{
    long count = q->count > 0 && q->count < LIMIT_ROWS_CACHED ? q->count : LIMIT_PAGE_ROWS;
    enum status status = print_ready(l, e);
    sqlite3_stmt *st = NULL;
    int rc;

    *rows = NULL;
    *n = 0;
    if (status)
        return status;
    *rows = calloc((size_t)count + 1, sizeof **rows);
    if (!*rows)
        return error_memory(e);
    rc =
        query_prepare(l, "SELECT " PRINT_COLUMNS PRINT_WHERE " ORDER BY seq DESC LIMIT ?8 OFFSET ?9", q, &st);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(st, 8, count);
        sqlite3_bind_int64(st, 9, q->offset > 0 ? q->offset : 0);
        while (!status && *n < (size_t)count && (rc = sqlite3_step(st)) == SQLITE_ROW) {
            (*rows)[*n] = print_row_read(l, st);
            if ((*rows)[*n])
                (*n)++;
            else
                status = error_memory(e);
        }
    }
    if (!status && rc != SQLITE_DONE && rc != SQLITE_ROW)
        status = store_error(l->db, rc, PRINT_NAME, e);
    sqlite3_finalize(st);
    if (status) {
        print_rows_free(rows, *n);
        *n = 0;
    }
    return status;
}

enum status printlog_count(struct printlog *l, const struct print_query *q, long *n, int64_t *newest,
                           struct error *e)
{
    enum status status = print_ready(l, e);
    sqlite3_stmt *st = NULL;
    int rc;

    if (status)
        return status;
    rc = query_prepare(l, "SELECT count(*), max(created)" PRINT_WHERE, q, &st);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
        if (n)
            *n = (long)sqlite3_column_int64(st, 0);
        if (newest)
            *newest = sqlite3_column_int64(st, 1);
    } else {
        status = store_error(l->db, rc, PRINT_NAME, e);
    }
    sqlite3_finalize(st);
    return status;
}

/* The audit's file: one table that only grows; the file itself refuses changes. */
#include "store/audit.h"

#include <stdlib.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/store.h"

static const char AUDIT_NAME[] = "audit.db";

static const char *const audit_migrations[] = {
    "CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, event INTEGER NOT NULL,"
    " profile TEXT NOT NULL, user TEXT NOT NULL, detail TEXT) STRICT;"
    "CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'kept'); END;"
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'kept'); END",
    NULL,
};

static const struct store_spec audit_spec = {AUDIT_NAME, 0x72676175 /* "rgau" */, audit_migrations, true,
                                             false};

struct audit {
    sqlite3 *db;
    char *dir;
};

const char *audit_event_word(enum audit_event event)
{
    static const char *const words[] = {
        [AUDIT_SIGN_IN] = N_("signed in"),
        [AUDIT_SIGN_IN_FAILED] = N_("sign-in refused"),
        [AUDIT_LOCK] = N_("locked"),
        [AUDIT_UNLOCK] = N_("unlocked"),
        [AUDIT_UNLOCK_FAILED] = N_("wrong password at the lock"),
        [AUDIT_SIGN_OUT] = N_("signed out"),
        [AUDIT_SESSION_LOST] = N_("session ended"),
        [AUDIT_REFRESH] = N_("session renewed"),
        [AUDIT_ERASE] = N_("data on this computer erased"),
    };

    return (unsigned)event < sizeof words / sizeof *words && words[event] ? words[event] : "";
}

static enum status audit_ready(struct audit *a, struct error *e)
{
    return a->db ? STATUS_OK : store_open(a->dir, &audit_spec, &a->db, e);
}

enum status audit_open(const char *dir, struct audit **out, struct error *e)
{
    struct audit *a = calloc(1, sizeof *a);
    enum status status;

    *out = NULL;
    if (!a)
        return error_memory(e);
    a->dir = text_dup(dir);
    status = a->dir ? audit_ready(a, e) : error_memory(e);
    if (status)
        audit_close(&a);
    *out = a;
    return status;
}

void audit_close(struct audit **ap)
{
    struct audit *a = *ap;

    *ap = NULL;
    if (!a)
        return;
    store_close(&a->db);
    free(a->dir);
    free(a);
}

enum status audit_add(struct audit *a, enum audit_event event, const char *profile, const char *user,
                      const char *detail, struct error *e)
{
    static const char sql[] =
        "INSERT INTO audit (at, event, profile, user, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
    enum status status = audit_ready(a, e);
    sqlite3_stmt *st = NULL;
    int rc;

    if (status)
        return status;
    rc = sqlite3_prepare_v2(a->db, sql, -1, &st, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(st, 1, clock_wall());
        sqlite3_bind_int(st, 2, event);
        store_bind(st, 3, profile ? profile : "");
        store_bind(st, 4, user ? user : "");
        store_bind(st, 5, detail);
        rc = sqlite3_step(st);
    }
    sqlite3_finalize(st);
    if (rc == SQLITE_DONE)
        return STATUS_OK;
    status = store_error(a->db, rc, AUDIT_NAME, e);
    if ((rc & 0xff) != SQLITE_BUSY)
        store_close(&a->db); /* opened anew by the next call: what is on the disk is what counts */
    return status;
}

void audit_rows_free(struct audit_row ***rows, size_t n)
{
    for (size_t i = 0; *rows && i < n; i++) {
        struct audit_row *r = (*rows)[i];
        free(r->profile);
        free(r->user);
        free(r->detail);
        free(r);
    }
    free(*rows);
    *rows = NULL;
}

static struct audit_row *audit_row_read(sqlite3_stmt *st)
{
    struct audit_row *r = calloc(1, sizeof *r);

    if (!r)
        return NULL;
    r->id = sqlite3_column_int64(st, 0);
    r->at = sqlite3_column_int64(st, 1);
    r->event = (enum audit_event)sqlite3_column_int(st, 2);
    r->profile = store_text(st, 3);
    r->user = store_text(st, 4);
    r->detail = store_text(st, 5);
    return r;
}

enum status audit_list(struct audit *a, long offset, long count, struct audit_row ***rows, size_t *n,
                       struct error *e)
{
    enum status status = audit_ready(a, e);
    sqlite3_stmt *st = NULL;
    int rc;

    *rows = NULL;
    *n = 0;
    if (status)
        return status;
    if (count <= 0 || count > LIMIT_ROWS_CACHED)
        count = LIMIT_PAGE_ROWS;
    *rows = calloc((size_t)count + 1, sizeof **rows);
    if (!*rows)
        return error_memory(e);
    rc = sqlite3_prepare_v2(a->db,
                            "SELECT id, at, event, profile, user, detail FROM audit ORDER BY id DESC LIMIT ?1"
                            " OFFSET ?2",
                            -1, &st, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(st, 1, count);
        sqlite3_bind_int64(st, 2, offset > 0 ? offset : 0);
        while (!status && *n < (size_t)count && (rc = sqlite3_step(st)) == SQLITE_ROW) {
            (*rows)[*n] = audit_row_read(st);
            if ((*rows)[*n])
                (*n)++;
            else
                status = error_memory(e);
        }
    }
    if (!status && rc != SQLITE_DONE && rc != SQLITE_ROW)
        status = store_error(a->db, rc, AUDIT_NAME, e);
    sqlite3_finalize(st);
    if (status) {
        audit_rows_free(rows, *n);
        *n = 0;
    }
    return status;
}

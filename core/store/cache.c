/* The cache's file: single values, and rows of lists with the fold a filter looks at. Failures only make it
 * slow. */
#include "store/cache.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/store.h"

static const char CACHE_NAME[] = "cache.db";

static const char *const cache_migrations[] = {
    "CREATE TABLE value (profile TEXT NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,"
    " value TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (profile, user, kind, key)) STRICT, WITHOUT "
    "ROWID;"
    "CREATE TABLE list (id INTEGER PRIMARY KEY, profile TEXT NOT NULL, user TEXT NOT NULL, name TEXT NOT "
    "NULL,"
    " total INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (profile, user, name)) STRICT;"
    "CREATE TABLE row (list INTEGER NOT NULL REFERENCES list ON DELETE CASCADE, place INTEGER NOT NULL,"
    " key TEXT NOT NULL, value TEXT NOT NULL, folded TEXT NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (list, place)) STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX row_key ON row (list, key)",
    NULL,
};

static const struct store_spec cache_spec = {CACHE_NAME, 0x72676361 /* "rgca" */, cache_migrations, false,
                                             false};

struct cache {
    sqlite3 *db;
};

/* ---- the file ---------------------------------------------------------------------------------------------
 */

static void cache_unlink(const char *dir)
{
    static const char *const endings[] = {"", "-wal", "-shm"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        AUTO_FREE char *path = text_format("%s/%s%s", dir, CACHE_NAME, endings[i]);
        if (path)
            unlink(path);
    }
}

/* A damaged file shows at the first look. */
static bool cache_readable(sqlite3 *db)
{
    return sqlite3_exec(db,
                        "PRAGMA foreign_keys=ON; SELECT 1 FROM value LIMIT 1; SELECT 1 FROM row LIMIT 1;"
                        "SELECT 1 FROM list LIMIT 1",
                        NULL, NULL, NULL) == SQLITE_OK;
}

enum status cache_open(const char *dir, struct cache **out, struct error *e)
{
    struct cache *c = calloc(1, sizeof *c);
    ERROR_AUTO why = {0};
    enum status status;

    *out = NULL;
    if (!c)
        return error_memory(e);
    status = store_open(dir, &cache_spec, &c->db, &why);
    if ((status && store_damaged(&why)) || (!status && !cache_readable(c->db))) {
        store_close(&c->db);
        cache_unlink(dir); /* it can all be fetched again */
        error_clear(&why);
        status = store_open(dir, &cache_spec, &c->db, &why);
        if (!status && !cache_readable(c->db))
            status = store_error(c->db, SQLITE_CORRUPT, CACHE_NAME, &why);
    }
    if (status) {
        if (e)
            error_copy(e, &why);
        cache_close(&c);
        return status;
    }
    *out = c;
    return STATUS_OK;
}

void cache_close(struct cache **cp)
{
    struct cache *c = *cp;

    *cp = NULL;
    if (!c)
        return;
    store_close(&c->db);
    free(c);
}

/* ---- statements -------------------------------------------------------------------------------------------
 */

static sqlite3_stmt *cache_statement(struct cache *c, const char *sql, struct cache_scope s)
{
    sqlite3_stmt *st = NULL;

    if (!c || sqlite3_prepare_v2(c->db, sql, -1, &st, NULL) != SQLITE_OK)
        return NULL;
    store_bind(st, 1, s.profile ? s.profile : "");
    store_bind(st, 2, s.user ? s.user : "");
    return st;
}

static bool statement_done(sqlite3_stmt *st)
{
    bool done = st && sqlite3_step(st) == SQLITE_DONE;

    sqlite3_finalize(st);
    return done;
}

static bool cache_begin(struct cache *c)
{
    return sqlite3_exec(c->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
}

static void cache_end(struct cache *c, bool keep)
{
    if (!keep || sqlite3_exec(c->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- single values ----------------------------------------------------------------------------------------
 */

void cache_put(struct cache *c, struct cache_scope s, const char *kind, const char *key, const char *value)
{
    static const char sql[] = "INSERT OR REPLACE INTO value (profile, user, kind, key, value, at)"
                              " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    sqlite3_stmt *st = value && strlen(value) <= LIMIT_REPLY ? cache_statement(c, sql, s) : NULL;

    if (!st)
        return;
    store_bind(st, 3, kind);
    store_bind(st, 4, key);
    store_bind(st, 5, value);
    sqlite3_bind_int64(st, 6, clock_wall());
    statement_done(st);
}

char *cache_get(struct cache *c, struct cache_scope s, const char *kind, const char *key, int64_t *at)
{
    static const char sql[] =
        "SELECT value, at FROM value WHERE profile = ?1 AND user = ?2 AND kind = ?3 AND key = ?4";
    sqlite3_stmt *st = cache_statement(c, sql, s);
    char *value = NULL;

    if (at)
        *at = 0;
    if (!st)
        return NULL;
    store_bind(st, 3, kind);
    store_bind(st, 4, key);
    if (sqlite3_step(st) == SQLITE_ROW) {
        value = store_text(st, 0);
        if (at)
            *at = sqlite3_column_int64(st, 1);
    }
    sqlite3_finalize(st);
    return value;
}

/* ---- rows of lists ----------------------------------------------------------------------------------------
 */

/* The number of a list, made when `total` is not NULL; 0 when there is none. */
static int64_t list_number(struct cache *c, struct cache_scope s, const char *list, const long *total)
{
    static const char put[] = "INSERT INTO list (profile, user, name, total, at) VALUES (?1, ?2, ?3, ?4, ?5)"
                              " ON CONFLICT (profile, user, name) DO UPDATE SET total = ?4, at = ?5";
    static const char get[] = "SELECT id FROM list WHERE profile = ?1 AND user = ?2 AND name = ?3";
    sqlite3_stmt *st;
    int64_t id = 0;

    if (total) {
        st = cache_statement(c, put, s);
        if (!st)
            return 0;
        store_bind(st, 3, list);
        sqlite3_bind_int64(st, 4, *total);
        sqlite3_bind_int64(st, 5, clock_wall());
        if (!statement_done(st))
            return 0;
    }
    st = cache_statement(c, get, s);
    if (!st)
        return 0;
    store_bind(st, 3, list);
    if (sqlite3_step(st) == SQLITE_ROW)
        id = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return id;
}

/* Deletes places [from, to), and keys that come back elsewhere are deleted by the insert itself. */
static bool places_clear(struct cache *c, int64_t list, long from, long to)
{
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(c->db, "DELETE FROM row WHERE list = ?1 AND place >= ?2 AND place < ?3", -1, &st,
                           NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(st, 1, list);
    sqlite3_bind_int64(st, 2, from);
    sqlite3_bind_int64(st, 3, to);
    return statement_done(st);
}

static bool rows_insert(struct cache *c, int64_t list, long first, const struct cache_row *rows, size_t n)
{
    sqlite3_stmt *st = NULL;
    int64_t now = clock_wall();
    bool ok = sqlite3_prepare_v2(
                  c->db,
                  "INSERT OR REPLACE INTO row (list, place, key, value, folded, at) VALUES (?1, ?2, ?3,"
                  " ?4, ?5, ?6)",
                  -1, &st, NULL) == SQLITE_OK;

    for (size_t i = 0; ok && i < n; i++) {
        sqlite3_bind_int64(st, 1, list);
        sqlite3_bind_int64(st, 2, first + (long)i);
        store_bind(st, 3, rows[i].key);
        store_bind(st, 4, rows[i].value);
        store_bind(st, 5, rows[i].folded ? rows[i].folded : "");
        sqlite3_bind_int64(st, 6, now);
        ok = sqlite3_step(st) == SQLITE_DONE;
        sqlite3_reset(st);
    }
    sqlite3_finalize(st);
    return ok;
}

void cache_rows_put(struct cache *c, struct cache_scope s, const char *list, long first,
                    const struct cache_row *rows, size_t n, long total, bool last)
{
    int64_t id;
    bool ok;

    if (!c || first < 0 || n > LIMIT_ROWS_CACHED || !cache_begin(c))
        return;
    id = list_number(c, s, list, &total);
    ok = id && places_clear(c, id, first, last ? INT32_MAX : first + (long)n) &&
         rows_insert(c, id, first, rows, n);
    cache_end(c, ok);
}

static bool row_read(sqlite3_stmt *st, struct cache_row *r)
{
    r->place = (long)sqlite3_column_int64(st, 0);
    r->key = store_text(st, 1);
    r->value = store_text(st, 2);
    r->folded = store_text(st, 3);
    if (r->key && r->value && r->folded)
        return true;
    free(r->key);
    free(r->value);
    free(r->folded);
    return false;
}

static bool rows_grow(struct cache_row **rows, size_t *cap, size_t n)
{
    size_t want = *cap ? *cap * 2 : 64;
    struct cache_row *more;

    if (n < *cap)
        return true;
    more = reallocarray(*rows, want, sizeof **rows);
    if (!more)
        return false;
    *rows = more;
    *cap = want;
    return true;
}

/* Steps through place, key, value, fold, at. */
static struct cache_row *rows_collect(sqlite3_stmt *st, long count, size_t *n, int64_t *at)
{
    struct cache_row *rows = NULL;
    size_t cap = 0;

    while (*n < (size_t)count && sqlite3_step(st) == SQLITE_ROW) {
        int64_t put = sqlite3_column_int64(st, 4);
        if (!rows_grow(&rows, &cap, *n) || !row_read(st, &rows[*n]))
            break;
        (*n)++;
        if (at && (!*at || put < *at))
            *at = put;
    }
    return rows;
}

static long list_total(struct cache *c, struct cache_scope s, const char *list)
{
    sqlite3_stmt *st =
        cache_statement(c, "SELECT total FROM list WHERE profile = ?1 AND user = ?2 AND name = ?3", s);
    long total = -1;

    if (!st)
        return -1;
    store_bind(st, 3, list);
    if (sqlite3_step(st) == SQLITE_ROW)
        total = (long)sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return total;
}

#define CACHE_ROWS                                                                                           \
    "SELECT r.place, r.key, r.value, r.folded, r.at FROM list l JOIN row r ON r.list = l.id WHERE "          \
    "l.profile = ?1"                                                                                         \
    " AND l.user = ?2 AND l.name = ?3 AND r.place >= ?4 ORDER BY r.place"

struct cache_row *cache_rows_get(struct cache *c, struct cache_scope s, const char *list, long first,
                                 long count, size_t *n, int64_t *at, long *total)
{
    sqlite3_stmt *st = cache_statement(c, CACHE_ROWS, s);
    struct cache_row *rows = NULL;
    size_t found = 0;

    if (at)
        *at = 0;
    if (total)
        *total = c ? list_total(c, s, list) : -1;
    if (st) {
        store_bind(st, 3, list);
        sqlite3_bind_int64(st, 4, first);
        rows = rows_collect(st, count < LIMIT_ROWS_CACHED ? count : LIMIT_ROWS_CACHED, &found, at);
        sqlite3_finalize(st);
    }
    if (n)
        *n = found;
    return rows;
}

void cache_rows_free(struct cache_row **rows, size_t n)
{
    for (size_t i = 0; *rows && i < n; i++) {
        free((*rows)[i].key);
        free((*rows)[i].value);
        free((*rows)[i].folded);
    }
    free(*rows);
    *rows = NULL;
}

/* ---- forgetting -------------------------------------------------------------------------------------------
 */

enum status cache_erase(struct cache *c, struct cache_scope s, struct error *e)
{
    static const char *const deletes[] = {
        "DELETE FROM value WHERE profile = ?1 AND (?3 IS NULL OR user = ?3)",
        "DELETE FROM list WHERE profile = ?1 AND (?3 IS NULL OR user = ?3)",
    };
    bool ok = true;

    if (!c)
        return STATUS_OK;
    for (size_t i = 0; ok && i < sizeof deletes / sizeof *deletes; i++) {
        sqlite3_stmt *st = cache_statement(c, deletes[i], s);
        if (st)
            store_bind(st, 3, s.user);
        ok = statement_done(st);
    }
    if (!ok)
        return store_error(c->db, sqlite3_errcode(c->db), CACHE_NAME, e);
    /* The log still holds the old pages; secure_delete has wiped them in the file itself. */
    return store_run(c->db, CACHE_NAME, "PRAGMA wal_checkpoint(TRUNCATE)", e);
}

void cache_forget(struct cache *c, int64_t before)
{
    static const char *const deletes[] = {"DELETE FROM value WHERE at < ?1 AND kind <> 'memory'",
                                          "DELETE FROM list WHERE at < ?1"};

    for (size_t i = 0; c && i < sizeof deletes / sizeof *deletes; i++) {
        sqlite3_stmt *st = NULL;
        if (sqlite3_prepare_v2(c->db, deletes[i], -1, &st, NULL) == SQLITE_OK)
            sqlite3_bind_int64(st, 1, before);
        statement_done(st);
    }
}

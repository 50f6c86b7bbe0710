/* Opening SQLite files safely, and turning what SQLite reports into sentences. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/text.h"

enum { STORE_BUSY_MS = 3000, HEADER = 100, HEADER_VERSION = 60, HEADER_APPLICATION = 68 };

static const char STORE_DAMAGED[] = N_("This data file is damaged: %s");

/* ---- sentences --------------------------------------------------------------------------------------------
 */

static enum status disk_says(sqlite3 *db, const char *name, int otherwise, struct error *e)
{
    int number = db ? sqlite3_system_errno(db) : 0;

    if (number != ENOSPC && number != EDQUOT && number != EROFS && number != EACCES && number != EPERM &&
        number != EMFILE && number != ENFILE && number != ENOENT && number != EIO)
        number = otherwise;
    if (error_errno(e, number, name) == STATUS_MEMORY)
        return STATUS_MEMORY;
    if (e)
        e->status = STATUS_DISK;
    return STATUS_DISK;
}

enum status store_error(sqlite3 *db, int rc, const char *name, struct error *e)
{
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return disk_says(NULL, name, ENOSPC, e);
    case SQLITE_READONLY:
        return disk_says(NULL, name, EROFS, e);
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return disk_says(NULL, name, EACCES, e);
    case SQLITE_CANTOPEN:
        return disk_says(db, name, EACCES, e);
    case SQLITE_NOMEM:
        return error_memory(e);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return error_set1(e, STATUS_DISK, N_("Another program keeps this file busy: %s"),
                          N_("Close the other program, then repeat."), name);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set1(e, STATUS_DISK, STORE_DAMAGED,
                          N_("Keep a copy of it and show it to whoever looks after this computer."), name);
    case SQLITE_CONSTRAINT:
        return error_set1(e, STATUS_CONFLICT, N_("This is in the data file already: %s"),
                          N_("Refresh and look at it."), name);
    default:
        return disk_says(db, name, EIO, e);
    }
}

bool store_damaged(const struct error *e)
{
    return text_equal(e->what.id, STORE_DAMAGED);
}

static enum status store_newer(const char *name, struct error *e)
{
    return error_set1(e, STATUS_VERSION,
                      N_("This data file was made by a newer version of the program and was not touched: %s"),
                      N_("Use the newer version."), name);
}

static enum status store_foreign(const char *name, struct error *e)
{
    return error_set1(e, STATUS_VERSION, N_("This file belongs to another program and was not touched: %s"),
                      N_("Move it away, then repeat."), name);
}

/* ---- small helpers ----------------------------------------------------------------------------------------
 */

enum status store_run(sqlite3 *db, const char *name, const char *sql, struct error *e)
{
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? STATUS_OK : store_error(db, rc, name, e);
}

void store_bind(sqlite3_stmt *st, int at, const char *text)
{
    if (text)
        sqlite3_bind_text(st, at, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(st, at);
}

char *store_text(sqlite3_stmt *st, int column)
{
    return text_dup((const char *)sqlite3_column_text(st, column));
}

/* First column of the first row. */
static enum status store_ask(sqlite3 *db, const char *name, const char *sql, long *number, char word[16],
                             struct error *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        *number = (long)sqlite3_column_int64(st, 0);
        strncpy(word, text ? text : "", 15);
        word[15] = '\0';
    }
    sqlite3_finalize(st);
    return rc == SQLITE_ROW ? STATUS_OK : store_error(db, rc, name, e);
}

/* ---- before SQLite sees it -------------------------------------------------------------------------------
 */

/* Makes the file if it is missing; checks that it is a file, ours, and closed to others. */
static enum status file_prepare(const char *path, struct error *e)
{
    struct stat st;
    int fd;

    if (lstat(path, &st)) {
        if (errno != ENOENT)
            return error_errno(e, errno, path);
        fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return error_errno(e, errno, path);
        close(fd);
        return STATUS_OK;
    }
    if (!S_ISREG(st.st_mode))
        return store_foreign(path, e);
    if (st.st_uid != geteuid())
        return error_errno(e, EACCES, path);
    if ((st.st_mode & 077) && chmod(path, 0600))
        return error_errno(e, errno, path);
    return STATUS_OK;
}

static unsigned header_number(const unsigned char *p)
{
    return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
}

/* A log or journal beside the file may hold the true header; then only SQLite can tell. */
static bool header_is_final(const char *path)
{
    static const char *const endings[] = {"-wal", "-journal"};

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        AUTO_FREE char *beside = text_format("%s%s", path, endings[i]);
        struct stat st;
        if (!beside || (stat(beside, &st) == 0 && st.st_size > 0))
            return false;
    }
    return true;
}

/*
 * Reads the file's header through SQLite's own file layer (a plain close() would drop the locks another
 * connection of this process holds), so that a file we refuse is not even opened as a database.
 */
static enum status header_check(const char *path, const struct store_spec *spec, unsigned version,
                                struct error *e)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
    unsigned char head[HEADER] = {0};
    enum status status = STATUS_OK;
    int rc;

    if (!file)
        return error_memory(e);
    rc = vfs->xOpen(vfs, path, file, SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READONLY, NULL);
    if (rc == SQLITE_OK)
        rc = file->pMethods->xRead(file, head, HEADER, 0);
    if (rc == SQLITE_OK) {
        if (memcmp(head, "SQLite format 3", 16) != 0)
            status = store_foreign(path, e);
        else if (header_number(head + HEADER_APPLICATION) != (unsigned)spec->application_id &&
                 header_number(head + HEADER_APPLICATION) != 0)
            status = store_foreign(path, e);
        else if (header_number(head + HEADER_VERSION) > version)
            status = store_newer(path, e);
    } else if (rc != SQLITE_IOERR_SHORT_READ) {
        status = store_error(NULL, rc, path, e);
    } else if (head[0] && memcmp(head, "SQLite format 3", 16) != 0) {
        status = store_foreign(path, e); /* short, but not empty */
    }
    if (file->pMethods)
        file->pMethods->xClose(file);
    free(file);
    return status;
}

/* ---- opening ---------------------------------------------------------------------------------------------
 */

/* SQLite's view of the version, the write-ahead log included. Nothing has been written yet. */
static enum status version_check(sqlite3 *db, const struct store_spec *spec, long version, long *now,
                                 struct error *e)
{
    char word[16];
    long application = 0, pages = 0;
    enum status status = store_ask(db, spec->name, "PRAGMA user_version", now, word, e);

    if (!status)
        status = store_ask(db, spec->name, "PRAGMA application_id", &application, word, e);
    if (!status)
        status = store_ask(db, spec->name, "SELECT count(*) FROM sqlite_master", &pages, word, e);
    if (status)
        return status;
    if (application != spec->application_id && (application || pages))
        return store_foreign(spec->name, e);
    return *now > version ? store_newer(spec->name, e) : STATUS_OK;
}

static enum status settings_make(sqlite3 *db, const struct store_spec *spec, struct error *e)
{
    long sync = -1, number;
    char mode[16] = "", word[16];
    enum status status = store_ask(db, spec->name, "PRAGMA journal_mode=WAL", &number, mode, e);

    if (!status)
        status = store_run(db, spec->name,
                           spec->full ? "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON"
                                      : "PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON",
                           e);
    if (!status)
        status = store_ask(db, spec->name, "PRAGMA synchronous", &sync, word, e);
    if (!status && (strcmp(mode, "wal") != 0 || sync != (spec->full ? 2 : 1)))
        status = error_set1(e, STATUS_DISK, N_("This disk cannot keep data safely: %s"),
                            N_("Use a folder on a disk of this computer."), spec->name);
    return status;
}

/* Leads from the version of the file to ours in one transaction. */
static enum status migrate(sqlite3 *db, const struct store_spec *spec, long version, struct error *e)
{
    AUTO_FREE char *ids =
        text_format("PRAGMA application_id=%d; PRAGMA user_version=%ld", spec->application_id, version);
    enum status status = ids ? store_run(db, spec->name, "BEGIN IMMEDIATE", e) : error_memory(e);
    long now = 0;

    if (status)
        return status;
    status = version_check(db, spec, version, &now, e); /* another program may have been faster */
    for (long i = now; !status && i < version; i++)
        status = store_run(db, spec->name, spec->migrations[i], e);
    if (!status && now < version)
        status = store_run(db, spec->name, ids, e);
    if (!status)
        status = store_run(db, spec->name, "COMMIT", e);
    if (status)
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static enum status damage_check(sqlite3 *db, const struct store_spec *spec, struct error *e)
{
    char word[16] = "";
    long number;
    enum status status = store_ask(db, spec->name, "PRAGMA quick_check(1)", &number, word, e);

    if (!status && strcmp(word, "ok") != 0)
        status = store_error(db, SQLITE_CORRUPT, spec->name, e);
    return status;
}

static enum status connection_make(sqlite3 *db, const struct store_spec *spec, long version, struct error *e)
{
    enum status status;
    long now = 0;

    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, STORE_BUSY_MS);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL); /* until we know that it is ours */
    status = version_check(db, spec, version, &now, e);
    if (status)
        return status;
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    status = settings_make(db, spec, e);
    if (!status && now < version)
        status = migrate(db, spec, version, e);
    if (!status && spec->check)
        status = damage_check(db, spec, e);
    return status;
}

enum status store_open(const char *dir, const struct store_spec *spec, sqlite3 **out, struct error *e)
{
    AUTO_FREE char *path = text_format("%s/%s", dir, spec->name);
    sqlite3 *db = NULL;
    enum status status;
    long version = 0;
    int rc;

    *out = NULL;
    if (!path)
        return error_memory(e);
    while (spec->migrations[version])
        version++;
    if (sqlite3_initialize() != SQLITE_OK)
        return error_memory(e);
    status = file_prepare(path, e);
    if (!status && header_is_final(path))
        status = header_check(path, spec, (unsigned)version, e);
    if (status)
        return status;
    rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                         NULL);
    status = rc == SQLITE_OK ? connection_make(db, spec, version, e) : store_error(db, rc, path, e);
    if (status) {
        store_close(&db);
        return status;
    }
    *out = db;
    return STATUS_OK;
}

void store_close(sqlite3 **db)
{
    sqlite3_close_v2(*db);
    *db = NULL;
}

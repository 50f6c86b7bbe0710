/*
 * SQLite files the way this program uses them: owner-only, WAL, the synchronous setting set and read back on
 * every connection (it belongs to the connection, not to the file), a version that is refused when newer, and
 * every failure a sentence. Blocking, but each call is a few milliseconds of local disk.
 *
 *   file        kept with   what
 *   outbox.db   FULL        every change to a registry, before it is sent         outbox.h
 *   prints.db   FULL        what was printed, by whom, why again                   printlog.h
 *   audit.db    FULL        sign-in, lock, sign-out                                audit.h
 *   cache.db    NORMAL      what can be fetched again, and small memories          cache.h
 *
 * FULL loses nothing that was acknowledged when the power fails, NORMAL may lose the newest; a COMMIT that
 * fails is neither done nor not done: the callers close, reopen and look.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/status.h"

#include <sqlite3.h>

struct store_spec {
    const char *name;              /* of the file, "outbox.db" */
    int application_id;            /* a file of another program is refused */
    const char *const *migrations; /* NULL-ended: SQL that leads from version i to i + 1 */
    bool full;                     /* synchronous=FULL, else NORMAL */
    bool check;                    /* small enough to be looked through for damage at every start */
};

/* Opens or creates `dir`/`spec->name`. STATUS_VERSION: made by a newer program, not touched. STATUS_DISK:
 * full, read-only, damaged; the sentence says which. */
enum status store_open(const char *dir, const struct store_spec *, sqlite3 **out, struct error *);
void store_close(sqlite3 **);
/* What SQLite just reported, as a sentence about `name`. */
enum status store_error(sqlite3 *, int rc, const char *name, struct error *);
/* True when that sentence told of a damaged file. */
bool store_damaged(const struct error *);
/* Runs SQL without results. */
enum status store_run(sqlite3 *, const char *name, const char *sql, struct error *);

/* Binding and reading texts: NULL is NULL. What is bound must stay until the statement was run; nothing is
 * copied, so nothing can fail. What is read is copied and freed by the caller. */
void store_bind(sqlite3_stmt *, int at, const char *text);
char *store_text(sqlite3_stmt *, int column);

/* A sentence with its arguments as one text for a column, and back. Ids read back are kept by the pool, since
 * a struct message does not own its id; they live until the pool is freed. */
struct store_ids;
struct store_ids *store_ids_new(void);
void store_ids_free(struct store_ids **);
char *store_message_pack(const struct message *); /* the caller frees; NULL for an empty message */
bool store_message_unpack(struct store_ids *, const char *packed, struct message *out);

#endif

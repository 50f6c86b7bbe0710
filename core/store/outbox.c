/*
 * The outbox's file, and changes to it. A change whose commit failed is neither done nor not done: the file
 * is closed, opened again and the row looked up; only what is then visible and synced once more counts as
 * done.
 */
#include "store/outbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/secret.h"
#include "base/text.h"
#include "store/outbox_private.h"

const char OUTBOX_NAME[] = "outbox.db";

static const char *const outbox_migrations[] = {
    "CREATE TABLE outbox ("
    " seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
    " profile TEXT NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL,"
    " kind TEXT NOT NULL, ref TEXT NOT NULL, label TEXT NOT NULL, payload TEXT NOT NULL, file TEXT,"
    " needs_secret INTEGER NOT NULL, state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),"
    " owner INTEGER NOT NULL, token TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
    " created INTEGER NOT NULL, changed INTEGER NOT NULL, next_try INTEGER NOT NULL,"
    " why INTEGER NOT NULL DEFAULT 0, why_what TEXT, why_next TEXT, server TEXT, request TEXT,"
    " retry_after INTEGER NOT NULL DEFAULT 0, sentence TEXT, result TEXT) STRICT;"
    "CREATE INDEX outbox_state ON outbox (state, next_try);"
    "CREATE INDEX outbox_record ON outbox (kind, ref)",
    NULL,
};

static const struct store_spec outbox_spec = {OUTBOX_NAME, 0x72676f62 /* "rgob" */, outbox_migrations, true,
                                              true};

/* ---- who is alive ----------------------------------------------------------------------------------------
 */

static struct flock owner_byte(int owner)
{
    return (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = owner, .l_len = 1};
}

bool outbox_owner_lives(const struct outbox *o, int owner)
{
    struct flock byte = owner_byte(owner);

    if (owner == o->owner)
        return true;
    return o->lock >= 0 && fcntl(o->lock, F_OFD_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
}

/* Locks a byte nobody else has; the kernel unlocks it when this program ends, however it ends. */
static enum status owner_begin(struct outbox *o, struct error *e)
{
    AUTO_FREE char *path = text_format("%s/outbox.lock", o->dir);

    if (!path)
        return error_memory(e);
    o->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (o->lock < 0)
        return error_errno(e, errno, path);
    for (int tries = 0; tries < 100; tries++) {
        uint32_t random;
        struct flock byte;
        if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
            continue;
        o->owner = (int)(random % 0x3fffffff) + 1;
        byte = owner_byte(o->owner);
        if (fcntl(o->lock, F_OFD_SETLK, &byte) == 0)
            return STATUS_OK;
        if (errno != EAGAIN && errno != EACCES)
            return error_errno(e, errno, path);
    }
    return error_errno(e, EAGAIN, path);
}

/* ---- the file --------------------------------------------------------------------------------------------
 */

enum status outbox_ready(struct outbox *o, struct error *e)
{
    return o->db ? STATUS_OK : store_open(o->dir, &outbox_spec, &o->db, e);
}

enum status outbox_reopen(struct outbox *o, struct error *e)
{
    store_close(&o->db);
    return outbox_ready(o, e);
}

enum status outbox_open(const char *dir, struct outbox **out, struct error *e)
{
    struct outbox *o = calloc(1, sizeof *o);
    enum status status;

    *out = NULL;
    if (!o)
        return error_memory(e);
    o->lock = -1;
    o->dir = text_dup(dir);
    o->ids = store_ids_new();
    status = o->dir && o->ids ? outbox_ready(o, e) : error_memory(e);
    if (!status)
        status = owner_begin(o, e);
    if (status)
        outbox_close(&o);
    *out = o;
    return status;
}

void outbox_close(struct outbox **op)
{
    struct outbox *o = *op;

    *op = NULL;
    if (!o)
        return;
    store_close(&o->db);
    if (o->lock >= 0)
        close(o->lock);
    store_ids_free(&o->ids);
    free(o->dir);
    free(o);
}

char *outbox_token(struct outbox *o)
{
    return text_format("%d:%ld", o->owner, ++o->changes);
}

/* ---- did it happen ----------------------------------------------------------------------------------------
 */

static enum status outbox_doubt(struct error *e, const struct error *why)
{
    if (!e)
        return STATUS_UNKNOWN;
    error_set1(e, STATUS_UNKNOWN, N_("It is not certain whether this was saved on this computer: %s"),
               N_("Look at \"To send\" after the disk works again."), OUTBOX_NAME);
    if (why && why->what.args[0])
        message_set(&e->next, why->what.id, 1, why->what.args[0]);
    return STATUS_UNKNOWN;
}

/* The token of the newest change the file shows for the row; NULL in *token when there is no row. */
static enum status token_look(struct outbox *o, const char *id, char **token, struct error *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(o->db, "SELECT token FROM outbox WHERE id = ?", -1, &st, NULL);

    *token = NULL;
    if (rc == SQLITE_OK) {
        store_bind(st, 1, id);
        rc = sqlite3_step(st);
    }
    if (rc == SQLITE_ROW) {
        *token = store_text(st, 0);
        if (!*token)
            rc = SQLITE_NOMEM;
    }
    sqlite3_finalize(st);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? STATUS_OK : store_error(o->db, rc, OUTBOX_NAME, e);
}

enum status outbox_settle(struct outbox *o, const char *id, struct error *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(o->db, "UPDATE outbox SET changed = changed WHERE id = ?", -1, &st, NULL);

    if (rc == SQLITE_OK) {
        store_bind(st, 1, id);
        rc = sqlite3_step(st);
    }
    sqlite3_finalize(st);
    return rc == SQLITE_DONE ? STATUS_OK : store_error(o->db, rc, OUTBOX_NAME, e);
}

/*
 * After a change failed with `failed`: OK when it is on disk after all, `failed` when it is certainly not,
 * else STATUS_UNKNOWN.
 */
static enum status change_look(struct outbox *o, const char *id, const char *token, enum status failed,
                               struct error *why, struct error *e)
{
    AUTO_FREE char *found = NULL;

    if (outbox_reopen(o, NULL) || token_look(o, id, &found, NULL))
        return outbox_doubt(e, why);
    if (text_equal(found, token))
        return outbox_settle(o, id, NULL) ? outbox_doubt(e, why) : STATUS_OK;
    if (e) {
        error_copy(e, why);
        e->status = failed;
    }
    return failed;
}

/* Failures after which nothing can have reached the file. */
static bool rc_is_harmless(int rc)
{
    return (rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_CONSTRAINT;
}

/* Runs a prepared change that put `token` into row `id`. */
static enum status change_run(struct outbox *o, sqlite3_stmt *st, int prepared, const char *id,
                              const char *token, int *rows, struct error *e)
{
    ERROR_AUTO why = {0};
    enum status failed;
    int rc = prepared == SQLITE_OK ? sqlite3_step(st) : prepared;

    if (rc == SQLITE_DONE) {
        *rows = sqlite3_changes(o->db);
        sqlite3_finalize(st);
        return STATUS_OK;
    }
    failed = store_error(o->db, rc, OUTBOX_NAME, &why);
    sqlite3_finalize(st);
    if (rc_is_harmless(rc)) {
        if (e)
            error_copy(e, &why);
        return failed;
    }
    *rows = 1;
    return change_look(o, id, token, failed, &why, e);
}

/* ---- appending --------------------------------------------------------------------------------------------
 */

static bool order_sound(const struct outbox_order *order)
{
    return order->profile && order->user && order->action && order->kind && order->ref && order->payload &&
           strlen(order->payload) <= LIMIT_REQUEST && (!order->id || strlen(order->id) == 36);
}

enum status outbox_append(struct outbox *o, const struct outbox_order *order, char id_out[37],
                          struct error *e)
{
    static const char sql[] = "INSERT INTO outbox (id, profile, user, action, kind, ref, label, payload, "
                              "file, needs_secret, state, owner,"
                              " token, created, changed, next_try) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                              "?9, ?10, 1, ?11, ?12, ?13, ?13,"
                              " ?14)";
    AUTO_FREE char *token = NULL;
    sqlite3_stmt *st = NULL;
    enum status status;
    char id[37];
    int rc, rows;

    if (!order_sound(order))
        return error_set(e, STATUS_LIMIT, N_("This is too large to be kept for sending."),
                         N_("Shorten what was entered."));
    status = outbox_ready(o, e);
    token = status ? NULL : outbox_token(o);
    if (!token)
        return status ? status : error_memory(e);
    if (order->id)
        memcpy(id, order->id, sizeof id);
    else
        secret_uuid(id);
    rc = sqlite3_prepare_v2(o->db, sql, -1, &st, NULL);
    if (rc == SQLITE_OK) {
        const char *texts[] = {id,
                               order->profile,
                               order->user,
                               order->action,
                               order->kind,
                               order->ref,
                               order->label ? order->label : "",
                               order->payload,
                               order->file};
        for (int i = 0; i < 9; i++)
            store_bind(st, i + 1, texts[i]);
        sqlite3_bind_int(st, 10, order->needs_secret ? 1 : 0);
        sqlite3_bind_int(st, 11, o->owner);
        store_bind(st, 12, token);
        sqlite3_bind_int64(st, 13, clock_wall());
        sqlite3_bind_int64(st, 14, order->next_try);
    }
    status = change_run(o, st, rc, id, token, &rows, e);
    if (status == STATUS_OK || status == STATUS_UNKNOWN)
        memcpy(id_out, id, sizeof id);
    return status;
}

/* ---- moving -----------------------------------------------------------------------------------------------
 */

/* The sentences of a change as they stand in the file. */
struct packed {
    char *what, *next, *sentence;
};

static void packed_free(struct packed *p)
{
    free(p->what);
    free(p->next);
    free(p->sentence);
}

static bool packed_make(struct packed *p, const struct outbox_change *c)
{
    p->what = store_message_pack(c->why ? &c->why->what : NULL);
    p->next = store_message_pack(c->why ? &c->why->next : NULL);
    p->sentence = store_message_pack(c->sentence);
    return (p->what || !c->why || !c->why->what.id) && (p->next || !c->why || !c->why->next.id) &&
           (p->sentence || !c->sentence || !c->sentence->id);
}

static void bind_why(sqlite3_stmt *st, int at, const struct error *why, const struct packed *p)
{
    sqlite3_bind_int(st, at, why ? (int)why->status : 0);
    store_bind(st, at + 1, p->what);
    store_bind(st, at + 2, p->next);
    store_bind(st, at + 3, why ? why->server : NULL);
    store_bind(st, at + 4, why ? why->request_id : NULL);
    sqlite3_bind_int(st, at + 5, why ? why->retry_after : 0);
    store_bind(st, at + 6, p->sentence);
}

/* Why an update met no row. */
static enum status move_missed(struct outbox *o, const char *id, struct error *e)
{
    AUTO_FREE char *token = NULL;
    enum status status = token_look(o, id, &token, e);

    if (status)
        return status;
    if (!token)
        return error_set(e, STATUS_NOT_FOUND, N_("This is not among what is to be sent any more."),
                         N_("Refresh and look at it."));
    return error_set(e, STATUS_CONFLICT, N_("This has changed in the meantime."),
                     N_("Refresh and look at it."));
}

enum status outbox_move(struct outbox *o, const char *id, const struct outbox_change *c, struct error *e)
{
    static const char sql[] =
        "UPDATE outbox SET state = ?3, token = ?4, changed = ?5, next_try = ?6, why = ?7, why_what = ?8,"
        " why_next = ?9, server = ?10, request = ?11, retry_after = ?12, sentence = ?13,"
        " result = coalesce(?14, result), payload = coalesce(?15, payload), owner = ?16,"
        " attempts = attempts + (?3 = 2) WHERE id = ?1 AND state = ?2";
    AUTO_FREE char *token = NULL;
    __attribute__((cleanup(packed_free))) struct packed packed = {0};
    sqlite3_stmt *st = NULL;
    enum status status;
    int rc, rows = 0;

    if (!outbox_may_move(c->from, c->to))
        return error_set(e, STATUS_INVALID, N_("This cannot be done with it in its present state."),
                         N_("Refresh and look at it."));
    if (c->payload && strlen(c->payload) > LIMIT_REQUEST)
        return error_set(e, STATUS_LIMIT, N_("This is too large to be kept for sending."),
                         N_("Shorten what was entered."));
    status = outbox_ready(o, e);
    token = status ? NULL : outbox_token(o);
    if (!token || !packed_make(&packed, c))
        return status ? status : error_memory(e);
    rc = sqlite3_prepare_v2(o->db, sql, -1, &st, NULL);
    if (rc == SQLITE_OK) {
        store_bind(st, 1, id);
        sqlite3_bind_int(st, 2, c->from);
        sqlite3_bind_int(st, 3, c->to);
        store_bind(st, 4, token);
        sqlite3_bind_int64(st, 5, clock_wall());
        sqlite3_bind_int64(st, 6, c->next_try);
        bind_why(st, 7, c->why, &packed);
        store_bind(st, 14, c->result);
        store_bind(st, 15, c->payload);
        sqlite3_bind_int(st, 16, o->owner);
    }
    status = change_run(o, st, rc, id, token, &rows, e);
    return status || rows ? status : move_missed(o, id, e);
}

/* ---- after a start, and after a while ---------------------------------------------------------------------
 */

/* What becomes of one row of a program that is gone. */
static enum status recover_row(struct outbox *o, const char *id, int state, struct error *e)
{
    static const struct message gone = {.id = N_("The code was not kept when the program ended.")};
    static const struct message next = {.id = N_("Run the action again; a new code is sent then.")};
    struct error why = {.status = STATUS_CANCELLED, .what = gone, .next = next};
    struct outbox_change asking = {.from = OUTBOX_SENDING, .to = OUTBOX_ASKING};
    struct outbox_change needs = {.from = OUTBOX_QUEUED, .to = OUTBOX_NEEDS_YOU, .why = &why};

    return outbox_move(o, id, state == OUTBOX_SENDING ? &asking : &needs, e);
}

/* The ids of rows in doubt, one step at a time so that every move is its own durable commit. */
static enum status recover_next(struct outbox *o, int64_t after, int64_t *seq, char id[37], int *state,
                                struct error *e)
{
    static const char sql[] = "SELECT seq, id, state, owner FROM outbox WHERE seq > ?1 AND (state = 2 OR"
                              " (state = 1 AND needs_secret)) ORDER BY seq";
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(o->db, sql, -1, &st, NULL);

    *seq = 0;
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(st, 1, after);
        while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
            const char *text = (const char *)sqlite3_column_text(st, 1);
            if (outbox_owner_lives(o, sqlite3_column_int(st, 3)) || !text || strlen(text) != 36)
                continue;
            *seq = sqlite3_column_int64(st, 0);
            memcpy(id, text, 37);
            *state = sqlite3_column_int(st, 2);
            break;
        }
    }
    sqlite3_finalize(st);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? STATUS_OK : store_error(o->db, rc, OUTBOX_NAME, e);
}

enum status outbox_recover(struct outbox *o, size_t *n, struct error *e)
{
    enum status status = outbox_ready(o, e);
    int64_t seq = 0;

    if (n)
        *n = 0;
    while (!status) {
        int64_t next;
        char id[37];
        int state;
        status = recover_next(o, seq, &next, id, &state, e);
        if (status || !next)
            break;
        seq = next;
        status = recover_row(o, id, state, e);
        if (status == STATUS_CONFLICT || status == STATUS_NOT_FOUND)
            status = STATUS_OK; /* another program was faster */
        else if (!status && n)
            (*n)++;
    }
    return status;
}

enum status outbox_forget(struct outbox *o, int64_t before, size_t *n, struct error *e)
{
    sqlite3_stmt *st = NULL;
    enum status status = outbox_ready(o, e);
    int rc;

    if (n)
        *n = 0;
    if (status)
        return status;
    rc = sqlite3_prepare_v2(o->db, "DELETE FROM outbox WHERE state IN (4, 5, 7) AND changed < ?1", -1, &st,
                            NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(st, 1, before);
        rc = sqlite3_step(st);
    }
    if (rc == SQLITE_DONE && n)
        *n = (size_t)sqlite3_changes(o->db);
    sqlite3_finalize(st);
    return rc == SQLITE_DONE ? STATUS_OK : store_error(o->db, rc, OUTBOX_NAME, e);
}

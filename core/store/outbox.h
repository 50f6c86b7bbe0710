/*
 * The outbox: every change to a registry is one durable row before its first byte is sent. The row's id is
 * the idempotency key. Several programs of one user may share the file: a row moves only from the state its
 * mover believes it to be in, and a row "sending" belongs to a living program or is asked about.
 *
 *   state      means                                        by itself to             the user can
 *   queued     waits for the line or its time               sending, needs you       withdraw
 *   sending    handed over, the answer is not here          any but withdrawn        -
 *   asking     may have happened: the registry is asked     any but withdrawn        -
 *   needs you  did not happen, a person must act            done, if told otherwise  queue again, withdraw
 *   refused    the registry said no for good                forgotten after a while  queue again, withdraw
 *   done       happened                                     forgotten after a while  -
 *   withdrawn  taken back before it was sent                forgotten after a while  -
 *
 * Never in a row: one-time codes, passwords, tokens. A row that needed one is "needs you" after a restart.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "base/status.h"

#include <stdint.h>

/* Written to disk: never renumbered. */
enum outbox_state {
    OUTBOX_QUEUED = 1,
    OUTBOX_SENDING = 2,
    OUTBOX_ASKING = 3,
    OUTBOX_DONE = 4,
    OUTBOX_REFUSED = 5,
    OUTBOX_NEEDS_YOU = 6,
    OUTBOX_WITHDRAWN = 7,
};
enum { OUTBOX_STATES = 8 };
#define OUTBOX_BIT(state) (1u << (state))
#define OUTBOX_UNSENT                                                                                        \
    (OUTBOX_BIT(OUTBOX_QUEUED) | OUTBOX_BIT(OUTBOX_SENDING) | OUTBOX_BIT(OUTBOX_ASKING) |                    \
     OUTBOX_BIT(OUTBOX_NEEDS_YOU))
#define OUTBOX_ALL 0xfeu

/* Message id: "queued", "sending", ... as screens.md writes them. */
const char *outbox_state_word(enum outbox_state);
/* True when the table above has that way; a state to itself is allowed for the waiting ones (a later try). */
bool outbox_may_move(enum outbox_state from, enum outbox_state to);
/* True for the states only outbox_forget() ends. */
bool outbox_is_final(enum outbox_state);

struct outbox_row {
    char id[37]; /* UUID, idempotency key */
    char *profile, *user;
    char *action;      /* id of the action, "upload" */
    char *kind, *ref;  /* the record: kind and id */
    char *label;       /* what the list shows for the record: its number, or the person */
    char *payload;     /* JSON without secrets */
    char *file;        /* upload: path on this computer, or NULL */
    bool needs_secret; /* cannot be sent again without a new code */
    enum outbox_state state;
    int attempts;                       /* how often sending began */
    int64_t created, changed, next_try; /* UTC ms; next_try 0: at once */
    struct error why; /* of the last move; status OK when there is nothing to say. Message ids live as long as
                         the outbox is open */
    struct message sentence; /* the result in words, may be empty */
    char *result;            /* the adapter's own text, or NULL */
};
void outbox_row_free(struct outbox_row **);

struct outbox;

/* Opens `dir`/outbox.db. */
enum status outbox_open(const char *dir, struct outbox **, struct error *);
void outbox_close(struct outbox **);

/* What a new row is made of; texts are copied. NULL id: one is made. */
struct outbox_order {
    const char *id, *profile, *user, *action, *kind, *ref, *label, *payload, *file;
    bool needs_secret;
    int64_t next_try;
};
/* On STATUS_OK the row is on disk, power failure included, and its id in id_out. On failure nothing was kept,
 * or, if the disk failed at the very end, that is told truthfully: the file was opened again and the row
 * looked up. */
enum status outbox_append(struct outbox *, const struct outbox_order *, char id_out[37], struct error *);

struct outbox_change {
    enum outbox_state from, to;
    int64_t next_try;               /* UTC ms; 0: at once */
    const struct error *why;        /* NULL: clears what was there */
    const struct message *sentence; /* NULL: clears */
    const char *result;             /* NULL: keeps */
    const char *payload;            /* NULL: keeps; a row edited by the user */
};
/* Compare and set: STATUS_CONFLICT when the row is not (any more) in `from`, STATUS_INVALID when the table
 * has no such way, STATUS_NOT_FOUND. Moving to sending counts an attempt and makes the row this program's
 * own. */
enum status outbox_move(struct outbox *, const char *id, const struct outbox_change *, struct error *);

enum status outbox_find(struct outbox *, const char *id, struct outbox_row **out, struct error *);

struct outbox_query {
    const char *profile, *user; /* NULL: all */
    const char *kind, *ref;     /* NULL: all records */
    const char *action;         /* NULL: all */
    unsigned states;            /* OUTBOX_BIT()s */
    int64_t due;                /* >0: only rows whose next_try is not later */
    long offset, count;         /* count 0: up to LIMIT_PAGE_ROWS */
    bool oldest_first;
};
/* An array of rows in *rows (outbox_rows_free()), newest first. */
enum status outbox_list(struct outbox *, const struct outbox_query *, struct outbox_row ***rows, size_t *n,
                        struct error *);
void outbox_rows_free(struct outbox_row ***rows, size_t n);
/* How many, the oldest's `created`, and the earliest next_try; 0 when there is none. Pointers may be NULL. */
enum status outbox_count(struct outbox *, const struct outbox_query *, long *n, int64_t *oldest,
                         int64_t *next_try, struct error *);

/* After start: rows that a program which is gone left in "sending" become "asking"; its queued rows that need
 * a code nobody has any more become "needs you". How many moved in *n. */
enum status outbox_recover(struct outbox *, size_t *n, struct error *);
/* Deletes final rows last changed before that instant. */
enum status outbox_forget(struct outbox *, int64_t before, size_t *n, struct error *);
/* When a row of that action and record was done last from this computer and its payload contains `part`
 * (NULL: any); 0 never. */
int64_t outbox_done_at(struct outbox *, const char *profile, const char *action, const char *kind,
                       const char *ref, const char *part);

#endif

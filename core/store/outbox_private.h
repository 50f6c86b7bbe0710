/* What the files of the outbox share. */
#ifndef STORE_OUTBOX_PRIVATE_H
#define STORE_OUTBOX_PRIVATE_H

#include "store/outbox.h"
#include "store/store.h"

struct outbox {
    sqlite3 *db; /* NULL after a failure that also kept us from opening it again */
    char *dir;
    struct store_ids *ids;
    int lock;     /* file in which this program's byte is locked while it lives */
    int owner;    /* that byte */
    long changes; /* counts our changes, so that each can be recognised */
};

extern const char OUTBOX_NAME[];

/* The connection, opened again if it was lost. */
enum status outbox_ready(struct outbox *, struct error *);
/* Closes and opens: what is on disk is then what we see. */
enum status outbox_reopen(struct outbox *, struct error *);
/* Makes whatever is visible of that row lasting: one more commit, which syncs all before it. */
enum status outbox_settle(struct outbox *, const char *id, struct error *);
/* "owner:count", unique for each change of a row by any program. */
char *outbox_token(struct outbox *);
bool outbox_owner_lives(const struct outbox *, int owner);
/* Reads the row the statement of outbox_select() stands on. */
enum status outbox_row_read(struct outbox *, sqlite3_stmt *, struct outbox_row **, struct error *);
extern const char OUTBOX_COLUMNS[];

#endif

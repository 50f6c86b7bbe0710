/*
 * The audit: who signed in, locked, unlocked and signed out at this computer, and when. Rows are only added.
 * No secret and nothing about a record is in it (promise 14).
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "base/status.h"

#include <stdint.h>

/* Written to disk: never renumbered. */
enum audit_event {
    AUDIT_SIGN_IN = 1,
    AUDIT_SIGN_IN_FAILED = 2, /* refused by the registry; `user` is the name that was tried */
    AUDIT_LOCK = 3,
    AUDIT_UNLOCK = 4,
    AUDIT_UNLOCK_FAILED = 5,
    AUDIT_SIGN_OUT = 6,
    AUDIT_SESSION_LOST = 7, /* ended by the registry or by the clock */
    AUDIT_REFRESH = 8,      /* a new token for the same person */
    AUDIT_ERASE = 9,        /* what was kept on this computer was erased */
};
const char *audit_event_word(enum audit_event); /* message id */

struct audit_row {
    int64_t id, at; /* at: UTC ms */
    enum audit_event event;
    char *profile, *user;
    char *detail; /* a fixed word of ours ("idle", "by key", a status_name()), or NULL */
};

struct audit;

enum status audit_open(const char *dir, struct audit **, struct error *);
void audit_close(struct audit **);
/* Durable when it returns. `detail` may be NULL. */
enum status audit_add(struct audit *, enum audit_event, const char *profile, const char *user,
                      const char *detail, struct error *);
/* Newest first, at most `count`. */
enum status audit_list(struct audit *, long offset, long count, struct audit_row ***, size_t *n,
                       struct error *);
void audit_rows_free(struct audit_row ***, size_t n);

#endif

/*
 * How a function that can fail says so: a status for the program, a struct error for the person.
 * The sentences are message ids (English source text) with arguments; they are translated where they are
 * shown, and the server's own words travel beside them, never instead of them.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Never renumbered: the number of a status is written to the outbox. */
enum status {
    STATUS_OK = 0,
    STATUS_CANCELLED = 1,       /* the user took it back before it was sent */
    STATUS_INVALID = 2,         /* what was typed or asked cannot be right; nothing was sent */
    STATUS_NOT_FOUND = 3,       /* the registry (or the disk) does not know it */
    STATUS_REFUSED = 4,         /* the registry understood and said no, for good */
    STATUS_UNAUTHENTICATED = 5, /* sign in again, then repeat */
    STATUS_FORBIDDEN = 6,       /* a permission is missing */
    STATUS_CONFLICT = 7,        /* the record is not (or no longer) in a state that allows this */
    STATUS_THROTTLED = 8,       /* too many requests; error.retry_after says when */
    STATUS_OFFLINE = 9,         /* nothing reached the registry: it is safe to send again */
    STATUS_UNKNOWN = 10,        /* it may or may not have happened: ask before sending again */
    STATUS_MALFORMED = 11,      /* an answer came, but not one that can be understood */
    STATUS_LIMIT = 12,          /* a bound of limits.h was reached */
    STATUS_DISK = 13,           /* reading or writing this computer's disk failed */
    STATUS_MEMORY = 14,
    STATUS_VERSION = 15,     /* a newer data file or an unknown server version */
    STATUS_UNSUPPORTED = 16, /* this registry or machine cannot do it */
    STATUS_TLS = 17,         /* the server is not who it should be */
    STATUS_BROKEN = 18,      /* the registry itself failed (5xx); a read may be tried again */
    STATUS_WRONG_CODE = 19,  /* the one-time code was not accepted; another try may be possible */
};

enum { MESSAGE_ARGS = 4 };

/* One sentence: a message id and up to four text arguments for its %1$s or %s. Owns the arguments. */
struct message {
    const char *id; /* static storage, NULL when there is nothing to say */
    char *args[MESSAGE_ARGS];
};

/* Replaces what `m` held. The variadic part is `const char *` values, copied; pass exactly as many as `n`. */
void message_set(struct message *m, const char *id, unsigned n, ...);
void message_copy(struct message *to, const struct message *from);
void message_clear(struct message *m);

/* What went wrong, in a form that can be shown. Zero-initialise; untouched on success. */
struct error {
    enum status status;
    struct message what; /* what happened, and whether anything was saved or sent */
    struct message next; /* what the user can do */
    char *server;        /* the server's own words, cleaned of control characters, or NULL */
    char *request_id;    /* the server's request id, or NULL */
    int retry_after;     /* seconds to wait, 0 when unknown */
};

/* Each fills `e` (which may be NULL) and returns `s`, so that a function can `return error_set(...)`. */
enum status error_set(struct error *e, enum status s, const char *what, const char *next);
enum status error_set1(struct error *e, enum status s, const char *what, const char *next, const char *arg);
enum status error_memory(struct error *e);
/* The system's errno as a sentence about `path`: disk full, read-only, not permitted, or its own words. */
enum status error_errno(struct error *e, int number, const char *path);
void error_copy(struct error *to, const struct error *from);
void error_clear(struct error *e);
/* A fixed English word for logs: "offline", "refused", ... */
const char *status_name(enum status s);

#define ERROR_AUTO __attribute__((cleanup(error_clear))) struct error

#endif

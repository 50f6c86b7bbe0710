/*
 * The registry port: what an adapter for one real system fulfils, and all that the desk knows of it.
 *
 * Rules for every verb that takes a callback:
 *  - it ends exactly once: either the callback runs (never from inside the verb itself), or the caller
 *    cancelled; after registry_cancel() nothing is called any more;
 *  - results handed to a callback belong to the callback when said "taken", else they live until it returns;
 *  - an adapter holds no screen text beyond message ids, no SQL, no global state, and starts no threads.
 *
 * Three systems must fit: forms may be ours or come from the server as data (struct form_def is built at run
 * time then); lists page by offset or by cursor; an action is answered now, later, or by a human elsewhere.
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "base/log.h"
#include "base/loop.h"
#include "base/status.h"
#include "config/config.h"
#include "form/form.h"
#include "net/net.h"
#include "record/list.h"
#include "record/record.h"
#include "record/step.h"

struct registry;      /* one signed-in (or signing-in) connection to one system; the adapter's own */
struct registry_call; /* one request under way */

/* ---- answers ----------------------------------------------------------------------------------------------
 */

/* `step` is taken. On failure `step` is the step to show again (perhaps with fewer attempts), or NULL when
 * the walk is over and must be begun anew. */
typedef void (*registry_step_fn)(void *data, enum status, const struct error *, struct step *step);

/* ---- lists and records -----------------------------------------------------------------------------------
 */

struct query {
    const char *list;
    const struct form *search; /* searches only */
    const char *order;         /* one of the columns' orders, NULL: the server's own */
    long offset;               /* PAGING_OFFSET: first row wanted, a multiple of count */
    int count;
    const char *cursor; /* PAGING_CURSOR: NULL at the first page */
    bool backward;      /* before the cursor instead of after it */
};

struct window {
    struct row **rows; /* owned by the window; a consumer may move them out and set n to 0 */
    size_t n;
    size_t capacity;
    long offset; /* of rows[0], -1 unknown */
    long total;  /* of the whole list, -1 unknown */
    char *first_cursor, *last_cursor;
    bool more_before, more_after;
};
struct window *window_new(size_t capacity);
void window_add(struct window *, struct row *taken);
void window_free(struct window **);

typedef void (*registry_window_fn)(void *data, enum status, const struct error *, struct window *taken);
typedef void (*registry_page_fn)(void *data, enum status, const struct error *, struct page *taken);
typedef void (*registry_count_fn)(void *data, enum status, const struct error *, long total,
                                  int64_t oldest_ms);
typedef void (*registry_bytes_fn)(void *data, enum status, const struct error *, const char *bytes, size_t n,
                                  const char *type);
typedef void (*registry_done_fn)(void *data, enum status, const struct error *);

/* ---- actions ---------------------------------------------------------------------------------------------
 */

/* One change to the registry, as it stands in the outbox. */
struct order {
    const char *id;     /* UUID: the idempotency key */
    const char *action; /* action_def.id, or "upload" */
    struct record_ref ref;
    const char *payload;       /* JSON the adapter composed, without secrets */
    const struct secret *code; /* one-time code, NULL when the order needs none or it is gone */
    const char *file;          /* upload: path on this computer */
};

enum verdict {
    VERDICT_DONE,      /* it happened */
    VERDICT_NOT,       /* it did not happen: safe to send again */
    VERDICT_REFUSED,   /* it did not and will not */
    VERDICT_NEEDS_YOU, /* it did not; a person must act first (new code, missing paper): error.next says what
                        */
    VERDICT_UNKNOWN,   /* cannot be told yet: ask again later */
};

/* `sentence` (may be empty) tells the result; `step` (taken, may be NULL) lets the user try again at once. */
typedef void (*registry_verdict_fn)(void *data, enum verdict, const struct error *,
                                    const struct message *sentence, struct step *step);
typedef void (*registry_progress_fn)(void *data, long done, long total);

/* ---- what the desk lends to an adapter -------------------------------------------------------------------
 */

struct registry_env {
    struct loop *loop;
    struct net *net;
    struct log *log;
    const struct profile *profile;
    /* Small things kept on disk between runs (dictionaries, names). NULL when unknown; the caller frees.
     * *age_ms may be NULL. */
    char *(*cache_get)(void *data, const char *key, int64_t *age_ms);
    void (*cache_put)(void *data, const char *key, const char *value);
    /* When a document of that type was uploaded for the record from this computer (UTC ms), 0 never. */
    int64_t (*uploaded)(void *data, const struct record_ref *, const char *type);
    /* The session ended in the middle of work: the desk signs in over it. */
    void (*session_lost)(void *data, const struct error *why);
    /* The description changed (scopes, dictionaries): ask for it again. */
    void (*described)(void *data);
    void *data;
};

/* ---- the port --------------------------------------------------------------------------------------------
 */

struct registry_ops {
    const char *id;    /* "ehealth" */
    const char *title; /* message id */

    enum status (*open)(const struct registry_env *, struct registry **, struct error *);
    void (*close)(struct registry **); /* cancels everything, wipes secrets */

    /* Sign-in: answer NULL begins; the walk ends with STEP_DONE. */
    struct registry_call *(*sign_in)(struct registry *, const struct step_answer *, registry_step_fn, void *);
    /* Ends the token at the server, and here whatever the server says. */
    struct registry_call *(*sign_out)(struct registry *, registry_done_fn, void *);
    /* Milliseconds until the session ends by itself, -1 unknown. */
    int64_t (*session_left)(const struct registry *);
    struct registry_call *(*refresh)(struct registry *, registry_done_fn, void *);

    /* Lives until the next `described` event or sign-out; NULL before sign-in. */
    const struct description *(*describe)(struct registry *);

    struct registry_call *(*count)(struct registry *, const char *list, registry_count_fn, void *);
    struct registry_call *(*list)(struct registry *, const struct query *, registry_window_fn, void *);
    /* Fills waiting cells of copies of these rows (names, numbers); the window holds the filled copies. */
    struct registry_call *(*enrich)(struct registry *, const char *list, struct row *const *rows, size_t n,
                                    registry_window_fn, void *);
    struct registry_call *(*open_record)(struct registry *, const struct record_ref *, registry_page_fn,
                                         void *);
    struct registry_call *(*fetch)(struct registry *, const struct record_ref *, const char *attachment,
                                   registry_bytes_fn, void *);
    /* Choices of a form field that come from the registry (dictionaries); may answer from memory. */
    void (*form_choices)(struct registry *, struct form *);

    /* What an action needs from the user; fresh from the server. */
    struct registry_call *(*prepare)(struct registry *, const struct record_ref *, const char *action,
                                     registry_step_fn, void *);
    /* A verb of a prepared step other than submit (resend). */
    struct registry_call *(*step)(struct registry *, const struct record_ref *, const char *action,
                                  const struct step_answer *, registry_step_fn, void *);
    /* The order's payload from the answered step: JSON, no secrets; the caller frees. */
    enum status (*compose)(struct registry *, const struct record_ref *, const char *action,
                           const struct step *, const struct step_answer *, char **payload, bool *needs_code,
                           struct error *);
    struct registry_call *(*run)(struct registry *, const struct order *, registry_progress_fn,
                                 registry_verdict_fn, void *);
    /* Did it happen? Never changes anything. */
    struct registry_call *(*confirm)(struct registry *, const struct order *, registry_verdict_fn, void *);

    void (*cancel)(struct registry *, struct registry_call *);
};

/* The adapter of a name, or NULL. */
const struct registry_ops *registry_find(const char *id);

#endif

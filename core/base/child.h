/*
 * Child programs: an argument list (never a shell), a closed environment, pipes on 0, 1 and 2 served by the
 * loop, a time limit, and bounded output. The child dies with us.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include "base/loop.h"
#include "base/status.h"
#include "base/text.h"

struct child;

struct child_events {
    /* A whole line of standard output, without its line end (only when `lines` was asked for). */
    void (*line)(void *data, const char *line, size_t n);
    /* The child is gone and both pipes are drained; called exactly once; the handle is freed after it
     * returns. `code` is the exit code, or -signal; `out` is all output when `lines` was not asked for. */
    void (*end)(void *data, int code, struct text *out, struct text *err);
    void *data;
};

struct child_options {
    const char *path;        /* absolute */
    const char *const *argv; /* NULL-ended, argv[0] included */
    const char *const *envp; /* NULL-ended; NULL means an empty environment */
    size_t out_max;          /* bytes of output kept; more ends the child */
    int timeout_ms;          /* 0: none */
    bool lines;              /* deliver lines instead of collecting */
    bool guard; /* keep its standard input open until child_close_input(), else after `input` EOF */
};

/* Starts it and sends `input` (copied). On failure nothing is called and *out is NULL. */
enum status child_start(struct loop *, const struct child_options *, const char *input, size_t n,
                        const struct child_events *, struct child **out, struct error *);
/* More input for a guarded child. */
enum status child_send(struct child *, const char *input, size_t n);
void child_close_input(struct child *);
/* Ends it (SIGTERM, SIGKILL after 2 s); `end` is still called. */
void child_stop(struct child *);
/* Forgets it: killed at once, nothing is called any more, the handle is freed. */
void child_drop(struct child **);
int child_pid(const struct child *);

#endif

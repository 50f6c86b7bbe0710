/*
 * One request under way for somebody of the desk, embedded in its owner: what is awaited, since when, and how
 * Esc takes it back.
 */
#ifndef DESK_AWAIT_H
#define DESK_AWAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct desk;
struct registry_call;

struct await {
    struct desk *desk; /* NULL: nothing is under way */
    struct registry_call *call;
    struct message what;
    int64_t since;            /* steady ms */
    void (*stop)(void *data); /* Esc: the owner takes it back; NULL: it cannot be */
    void *data;
    struct await *next; /* newest first */
};

/* Begins; `what` NULL is quiet: not shown, and Esc leaves it alone. */
void await_begin(struct await *, struct desk *, const char *what, const char *arg, void (*stop)(void *),
                 void *data);
/* The request the owner made. False when there is none: then nothing is awaited any more. */
bool await_call(struct await *, struct registry_call *);
/* The answer came. */
void await_end(struct await *);
/* Cancels the request if one is under way. */
void await_drop(struct await *);
static inline bool await_busy(const struct await *a)
{
    return a->desk != NULL;
}

#endif

/*
 * The one event loop: descriptors, timers, a wake-up pipe, work that runs beside it. Nothing here blocks but
 * loop_wait(). The order of a pass belongs to whoever runs it (the program: drain, settle, paint last).
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include "base/status.h"

#include <stdint.h>

struct loop;
struct loop_timer;

enum { LOOP_READ = 1, LOOP_WRITE = 2, LOOP_HANGUP = 4 };

typedef void (*loop_fd_fn)(void *data, int fd, int events);
typedef void (*loop_fn)(void *data);

struct loop *loop_new(void); /* NULL when out of memory or descriptors */
void loop_free(struct loop **);

/* Watches `fd` for `events`; calling it again for the same fd replaces events and function. events 0 = stop.
 */
enum status loop_watch(struct loop *, int fd, int events, loop_fd_fn fn, void *data);
void loop_unwatch(struct loop *, int fd);

/* Runs `fn` once after `ms` (0: in the next pass). The handle is valid until it fired or was stopped. */
struct loop_timer *loop_after(struct loop *, int64_t ms, loop_fn fn, void *data);
/* Stops *t (NULL is fine) and clears the handle. */
void loop_stop(struct loop *, struct loop_timer **t);

/* One pass: waits for the first event (at most `max_ms`, -1 for ever), then serves all that are due. */
enum status loop_wait(struct loop *, int max_ms);
/* From any thread or signal handler: ends the wait. */
void loop_wake(struct loop *);

/* One "now" kept for the whole pass (steady clock, ms). */
int64_t loop_now(const struct loop *);

#endif

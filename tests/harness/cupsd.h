/*
 * A print service of the test's own: a private cupsd in a scratch folder that listens on a socket there and
 * nowhere else, raw queues on a scripted printer, and what that printer received. Works as root (the printer
 * then runs as lp) and as an ordinary user; needs the packages cups-daemon and cups-client.
 *
 *     const char *why = cupsd_missing();
 *     if (why)
 *         wait_skip(why);
 *     struct cupsd *cupsd = cupsd_start();
 *     cupsd_add(cupsd, "Counter2", NULL);
 *     ... CUPS_SERVER=cupsd_server(cupsd) ...
 *     cupsd_reason(cupsd, "Counter2", "media-empty-error");    paper out
 *     cupsd_reason(cupsd, "Counter2", "");                     refilled
 *     char *pdf = cupsd_delivered(cupsd, "Counter2", job);     path, once it is there
 *     cupsd_stop(&cupsd);
 *
 * Everything that cannot work aborts the test program with a message. Waits are for a state, never for time.
 */
#ifndef HARNESS_CUPSD_H
#define HARNESS_CUPSD_H

#include <stdbool.h>

struct cupsd;

/* Why no private cupsd can run here, or NULL. */
const char *cupsd_missing(void);
/* Starts it and waits until it answers. */
struct cupsd *cupsd_start(void);
/* Ends it and everything it started, and removes its folder. NULL is fine. */
void cupsd_stop(struct cupsd **);
/* Value for CUPS_SERVER: the path of the socket. */
const char *cupsd_server(const struct cupsd *);
/* kill -9; cupsd_again() starts it with the same folder. */
void cupsd_kill(struct cupsd *);
void cupsd_again(struct cupsd *);

/*
 * A queue on a printer of its own. `options`: NULL-ended list for lpadmin -o, such as
 * "printer-error-policy=abort-job" or "job-hold-until-default=indefinite"; may be NULL.
 */
void cupsd_add(struct cupsd *, const char *queue, const char *const *options);
void cupsd_remove(struct cupsd *, const char *queue);
void cupsd_default(struct cupsd *, const char *queue);
void cupsd_disable(struct cupsd *, const char *queue);
void cupsd_enable(struct cupsd *, const char *queue);
void cupsd_reject(struct cupsd *, const char *queue);
void cupsd_accept(struct cupsd *, const char *queue);

/*
 * What the printer does with the next job and the one it is at: "" prints; "fail" gives up with the words
 * "simulated failure" (exit 1); "stop" stops the queue (exit 4); anything else is a reason of RFC 8011 such
 * as "media-jam-error" for which it waits until this is called again.
 */
void cupsd_reason(struct cupsd *, const char *queue, const char *reason);
/* Waits until the printer has the whole job; the path of what it got. The caller frees. NULL after `ms`. */
char *cupsd_delivered(struct cupsd *, const char *queue, int job, int ms);
/* Everything the printer did, a line each: "job=1 user=... title=... copies=... options=..." or "canceled".
 * The caller frees. */
char *cupsd_events(struct cupsd *, const char *queue);
/* Number of lines of that kind: events that contain `words`. */
int cupsd_count(struct cupsd *, const char *queue, const char *words);

#endif

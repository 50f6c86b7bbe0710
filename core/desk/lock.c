/* The idle lock, and unlocking. */
#include "desk/desk_private.h"

#include "config/config.h"
#include "desk/password.h"

enum { UNLOCK_TRIES = 3, LOOK_AGAIN_MS = 30 * 1000 };

static int64_t lock_after_ms(const struct desk *d)
{
    return (int64_t)config_number(d->config, OPTION_LOCK_MINUTES) * 60 * 1000;
}

static bool idle_too_long(const struct desk *d)
{
    int64_t limit = lock_after_ms(d);

    return limit > 0 && loop_now(d->loop) - d->session.touched >= limit;
}

static void lock_with(struct desk *d, const char *detail)
{
    struct session *s = &d->session;

    if (s->locked || s->phase != PHASE_IN)
        return;
    if (!s->hash.len) { /* nothing could open it again: signing in does */
        session_thrown_out(d);
        return;
    }
    s->locked = true;
    s->tries = UNLOCK_TRIES;
    desk_audit(d, AUDIT_LOCK, d->session.user, detail);
    desk_changed(d, DESK_SESSION);
}

static void idle_look(void *data)
{
    struct desk *d = data;
    int64_t limit = lock_after_ms(d), left;

    d->session.idle = NULL;
    if (idle_too_long(d))
        lock_with(d, "idle");
    left = limit > 0 ? d->session.touched + limit - loop_now(d->loop) : LOOK_AGAIN_MS;
    /* the preference may change meanwhile: never sleep longer than it takes to notice */
    if (left <= 0 || left > LOOK_AGAIN_MS)
        left = LOOK_AGAIN_MS;
    d->session.idle = loop_after(d->loop, left, idle_look, d);
}

void lock_begin(struct desk *d)
{
    d->session.touched = loop_now(d->loop);
    d->session.tries = UNLOCK_TRIES;
    loop_stop(d->loop, &d->session.idle);
    idle_look(d);
}

void desk_touch(struct desk *d)
{
    /* the computer slept longer than the limit: the key that woke it does not open it */
    if (d->session.phase == PHASE_IN && idle_too_long(d))
        lock_with(d, "idle");
    d->session.touched = loop_now(d->loop);
}

void desk_lock(struct desk *d)
{
    lock_with(d, "by key");
}

bool desk_unlock(struct desk *d, const struct secret *password)
{
    struct session *s = &d->session;

    if (!s->locked)
        return true;
    if (password_right(&s->hash, password)) {
        s->locked = false;
        s->touched = loop_now(d->loop);
        s->tries = UNLOCK_TRIES;
        desk_audit(d, AUDIT_UNLOCK, d->session.user, NULL);
        desk_changed(d, DESK_SESSION);
        return true;
    }
    desk_audit(d, AUDIT_UNLOCK_FAILED, d->session.user, NULL);
    if (--s->tries <= 0)
        session_thrown_out(d);
    desk_changed(d, DESK_SESSION);
    return false;
}

int desk_unlock_tries_left(const struct desk *d)
{
    return d->session.tries;
}

/* The idle lock: a hash of the password, kept in guarded memory only, opens the screen again. */
#include "desk/desk_private.h"

#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "config/config.h"

enum { UNLOCK_TRIES = 3, LOOK_AGAIN_MS = 30 * 1000 };

/* The cheapest parameters: the hash never leaves this process, so only its memory could be attacked. */
void lock_note_password(struct desk *d, const struct form *f)
{
    struct secret *hash = &d->session.hash_trying;
    char text[crypto_pwhash_STRBYTES];

    secret_clear(hash);
    for (size_t i = 0; i < form_def(f)->n; i++) {
        const struct field_def *field = &form_def(f)->fields[i];
        const struct secret *password;

        if (field->kind != FIELD_SECRET)
            continue;
        password = form_secret_of(f, field->id);
        if (password && password->len &&
            crypto_pwhash_str(text, password->data, password->len, crypto_pwhash_OPSLIMIT_MIN,
                              crypto_pwhash_MEMLIMIT_MIN) == 0)
            secret_set(hash, text, strlen(text));
        secret_wipe(text, sizeof text);
        return;
    }
}

static bool password_right(const struct desk *d, const struct secret *password)
{
    const struct secret *hash = &d->session.hash;

    return hash->len && password && password->len &&
           crypto_pwhash_str_verify(hash->data, password->data, password->len) == 0;
}

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
    session_audit(d, AUDIT_LOCK, detail);
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
    if (password_right(d, password)) {
        s->locked = false;
        s->touched = loop_now(d->loop);
        s->tries = UNLOCK_TRIES;
        session_audit(d, AUDIT_UNLOCK, NULL);
        desk_changed(d, DESK_SESSION);
        return true;
    }
    session_audit(d, AUDIT_UNLOCK_FAILED, NULL);
    if (--s->tries <= 0)
        session_thrown_out(d);
    desk_changed(d, DESK_SESSION);
    return false;
}

int desk_unlock_tries_left(const struct desk *d)
{
    return d->session.tries;
}

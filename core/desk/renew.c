/* Renewal of a session before it ends; its end is seen coming, never a surprise. */
#include "desk/desk_private.h"

#include "base/catalog.h"

enum { RENEW_MARGIN_MS = 120 * 1000, RENEW_AGAIN_MS = 20 * 1000, RENEW_MAX_MS = 3600 * 1000 };

static void renew_due(void *data);

void renew_schedule(struct desk *d)
{
    struct session *s = &d->session;
    int64_t left = d->ops->session_left(d->registry), margin, wait;

    loop_stop(d->loop, &s->renew_clock);
    if (left < 0)
        return;
    margin = left / 3 < RENEW_MARGIN_MS ? left / 3 : RENEW_MARGIN_MS;
    wait = left - margin;
    s->renew_clock = loop_after(d->loop, wait > RENEW_MAX_MS ? RENEW_MAX_MS : wait + 50, renew_due, d);
}

static void renew_warn(struct desk *d, const struct error *why)
{
    struct message m = {0};

    if (d->session.warned)
        return;
    d->session.warned = true;
    message_set(&m, N_("Your session ends soon. You will be asked to sign in again; the work stays."), 0);
    desk_notice_set(d, &m, TONE_WARNING, why);
    message_clear(&m);
    desk_changed(d, DESK_SESSION);
}

static void renewed(void *data, enum status status, const struct error *e)
{
    struct desk *d = data;
    struct session *s = &d->session;

    await_end(&s->renew);
    if (status == STATUS_OK) {
        s->warned = false;
        desk_audit(d, AUDIT_REFRESH, s->user, NULL);
        renew_schedule(d);
        return;
    }
    renew_warn(d, e);
    s->renew_clock = loop_after(d->loop, RENEW_AGAIN_MS, renew_due, d);
}

static void renew_due(void *data)
{
    struct desk *d = data;
    struct session *s = &d->session;
    int64_t left = d->ops->session_left(d->registry);

    s->renew_clock = NULL;
    if (s->phase != PHASE_IN || left < 0)
        return;
    if (left == 0) {
        session_end(d, NULL);
        return;
    }
    if (left > RENEW_MARGIN_MS + RENEW_AGAIN_MS) {
        renew_schedule(d);
        return;
    }
    if (await_busy(&s->renew))
        return;
    await_begin(&s->renew, d, NULL, NULL, NULL, NULL);
    if (!d->ops->refresh || !await_call(&s->renew, d->ops->refresh(d->registry, renewed, d))) {
        await_end(&s->renew);
        renew_warn(d, NULL);
        s->renew_clock =
            loop_after(d->loop, left < RENEW_AGAIN_MS ? left + 50 : RENEW_AGAIN_MS, renew_due, d);
    }
}

void renew_line_up(struct desk *d)
{
    if (d->session.phase == PHASE_IN && d->session.renew_clock)
        renew_schedule(d);
}

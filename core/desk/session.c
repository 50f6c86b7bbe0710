/* The sign-in walk, the end of a session over the work, and its renewal before it ends. */
#include "desk/desk_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/text.h"
#include "desk/password.h"

enum { AGAIN_MS = 10 * 1000 };

static void session_event(struct desk *d)
{
    desk_changed(d, DESK_SESSION);
}

/* --- what is asked --- */

enum desk_session desk_session(const struct desk *d)
{
    if (d->session.locked)
        return DESK_LOCKED;
    switch (d->session.phase) {
    case PHASE_STARTING:
        return DESK_STARTING;
    case PHASE_OUT:
        return DESK_SIGNED_OUT;
    case PHASE_LOST:
        return DESK_LOST;
    case PHASE_IN:
        break;
    }
    return DESK_SIGNED_IN;
}

const struct step *desk_step(const struct desk *d)
{
    return await_busy(&d->session.walk) ? NULL : d->session.step;
}

const struct error *desk_step_error(const struct desk *d)
{
    return d->session.failed ? &d->session.error : NULL;
}

bool desk_step_waiting(const struct desk *d)
{
    return await_busy(&d->session.walk);
}

struct form *desk_step_form(struct desk *d)
{
    return d->session.form;
}

/* --- the walk --- */

static void fail_with(struct session *s, const struct error *e)
{
    if (e)
        error_copy(&s->error, e);
    else
        error_memory(&s->error);
    s->failed = true;
}

static void drop_step(struct session *s)
{
    step_free(&s->step);
    form_free(&s->form);
}

static void clear_secrets(struct form *f)
{
    for (size_t i = 0; f && i < form_def(f)->n; i++)
        if (form_def(f)->fields[i].kind == FIELD_SECRET)
            secret_clear(form_secret(f, i));
}

static int first_secret(const struct form_def *def)
{
    for (size_t i = 0; def && i < def->n; i++)
        if (def->fields[i].kind == FIELD_SECRET)
            return (int)i;
    return -1;
}

static int first_name(const struct form_def *def)
{
    for (size_t i = 0; i < def->n; i++)
        if (def->fields[i].kind != FIELD_SECRET && def->fields[i].kind != FIELD_CHOICE)
            return (int)i;
    return -1;
}

/* A form is kept over an error, so that only what was wrong has to be typed again. */
static void take_step(struct desk *d, struct step *step)
{
    struct session *s = &d->session;
    bool same = s->form && step->kind == STEP_FORM && form_def(s->form) == step->form;

    step_free(&s->step);
    if (same)
        clear_secrets(s->form);
    else
        form_free(&s->form);
    s->step = step;
    if (step->kind != STEP_FORM || same)
        return;
    s->form = form_new(step->form);
    if (!s->form)
        return;
    if (d->ops->form_choices)
        d->ops->form_choices(d->registry, s->form);
    if (s->phase == PHASE_LOST && s->typed && first_secret(step->form) >= 0 && first_name(step->form) >= 0)
        form_set(s->form, (size_t)first_name(step->form), s->typed);
}

static void signed_in(struct desk *d)
{
    struct session *s = &d->session;
    bool over = s->phase == PHASE_LOST;
    const char *typed = s->trying ? s->trying : "";
    AUTO_FREE char *user = text_dup(typed);
    bool same;

    for (char *c = user; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    same = over && text_equal(user, s->user);
    text_replace(&s->user, user);
    text_replace(&s->typed, typed);
    secret_clear(&s->hash);
    s->hash = s->hash_trying;
    s->hash_trying = (struct secret){0};
    drop_step(s);
    error_clear(&s->error);
    s->failed = s->keep_error = s->warned = false;
    s->phase = PHASE_IN;
    d->description = d->ops->describe(d->registry);
    desk_audit(d, AUDIT_SIGN_IN, s->user, over ? "over the work" : NULL);
    d->news->signed_in(d, same);
    desk_changed(d, DESK_SESSION | DESK_DESCRIPTION | DESK_COUNTS | DESK_LISTS | DESK_PAGES | DESK_TASKS |
                        DESK_OUTBOX);
}

static void walk_again(void *data)
{
    struct desk *d = data;

    d->session.again = NULL;
    session_begin(d, true);
}

static void walk_failed(struct desk *d, enum status status, const struct error *e, struct step *step)
{
    struct session *s = &d->session;
    bool begun = s->begun;

    fail_with(s, e);
    if (!begun && status != STATUS_OFFLINE && status != STATUS_UNKNOWN && status != STATUS_CANCELLED)
        desk_audit(d, AUDIT_SIGN_IN_FAILED, s->trying, status_name(status));
    if (step) {
        take_step(d, step);
        return;
    }
    if (begun) { /* not even the first step: tried again by the clock, by the line, or by key */
        drop_step(s);
        s->again = loop_after(d->loop, AGAIN_MS, walk_again, d);
        return;
    }
    session_begin(d, true);
}

static void walk_answer(void *data, enum status status, const struct error *e, struct step *step)
{
    struct desk *d = data;
    struct session *s = &d->session;

    await_end(&s->walk);
    if (status != STATUS_OK) {
        walk_failed(d, status, e, step);
    } else if (!step) {
        ERROR_AUTO broken = {0};

        error_memory(&broken);
        walk_failed(d, STATUS_MEMORY, &broken, NULL);
    } else if (step->kind == STEP_DONE) {
        step_free(&step);
        signed_in(d);
        return;
    } else {
        if (!s->keep_error) {
            error_clear(&s->error);
            s->failed = false;
        }
        s->keep_error = false;
        take_step(d, step);
    }
    session_event(d);
}

static void walk_stopped(void *data)
{
    struct desk *d = data;
    struct session *s = &d->session;
    ERROR_AUTO e = {0};

    await_drop(&s->walk);
    error_set(&e, STATUS_CANCELLED, N_("Not signed in: you stopped it."), N_("Answer again, or begin anew."));
    fail_with(s, &e);
    if (!s->step)
        session_begin(d, true);
    session_event(d);
}

static void walk_ask(struct desk *d, const struct step_answer *answer)
{
    struct session *s = &d->session;

    s->begun = !answer;
    await_begin(&s->walk, d, answer ? N_("Signing in") : NULL, NULL, walk_stopped, d);
    if (!await_call(&s->walk, d->ops->sign_in(d->registry, answer, walk_answer, d))) {
        fail_with(s, NULL);
        if (!s->again)
            s->again = loop_after(d->loop, AGAIN_MS, walk_again, d);
    }
    session_event(d);
}

void session_begin(struct desk *d, bool keep_error)
{
    struct session *s = &d->session;

    if (!d->registry || s->phase == PHASE_IN)
        return;
    loop_stop(d->loop, &s->again);
    await_drop(&s->walk);
    s->leaving = false;
    if (s->phase == PHASE_STARTING)
        s->phase = PHASE_OUT;
    s->keep_error = keep_error && s->failed;
    if (!s->keep_error) {
        error_clear(&s->error);
        s->failed = false;
    }
    step_free(&s->step);
    walk_ask(d, NULL);
}

void desk_restart_sign_in(struct desk *d)
{
    if (d->session.leaving) /* the token is being ended: the walk begins by itself then */
        return;
    form_free(&d->session.form);
    session_begin(d, false);
}

static void note_name(struct desk *d, const struct form *f)
{
    int name = first_name(form_def(f));

    if (first_secret(form_def(f)) < 0)
        return;
    text_replace(&d->session.trying, name >= 0 ? form_value(f, (size_t)name) : "");
    password_note(&d->session.hash_trying, f);
}

void desk_answer(struct desk *d, const struct step_answer *answer)
{
    struct session *s = &d->session;
    struct step_answer mine = *answer;

    if (!d->registry || s->phase == PHASE_IN || await_busy(&s->walk) || !s->step ||
        !text_equal(answer->step_id, s->step->id))
        return;
    if (s->step->kind == STEP_FORM && answer->verb == VERB_SUBMIT) {
        if (!mine.form)
            mine.form = s->form;
        if (mine.form)
            note_name(d, mine.form);
    }
    walk_ask(d, &mine);
}

/* --- the end --- */

static void session_over(struct desk *d, const struct error *why)
{
    struct session *s = &d->session;

    loop_stop(d->loop, &s->renew_clock);
    await_drop(&s->renew);
    s->phase = PHASE_LOST;
    if (why)
        fail_with(s, why);
    session_begin(d, true);
    desk_changed(d, DESK_SESSION | DESK_OUTBOX);
}

static void session_losing(void *data)
{
    struct desk *d = data;
    struct session *s = &d->session;

    s->losing = NULL;
    if (s->phase != PHASE_IN)
        return;
    desk_audit(d, AUDIT_SESSION_LOST, s->user, status_name(s->lost_why.status));
    session_over(d, &s->lost_why);
}

void session_end(struct desk *d, const struct error *why)
{
    struct session *s = &d->session;

    if (s->phase != PHASE_IN || s->losing)
        return;
    if (why && why->status != STATUS_OK)
        error_copy(&s->lost_why, why);
    else
        error_set(&s->lost_why, STATUS_UNAUTHENTICATED, N_("Your session has ended."),
                  N_("Sign in again; the work stays."));
    s->losing = loop_after(d->loop, 0, session_losing, d);
}

void session_line_up(struct desk *d)
{
    struct session *s = &d->session;

    if (s->again)
        session_begin(d, true);
}

static void signed_out(void *data, enum status status, const struct error *e)
{
    struct desk *d = data;

    await_end(&d->session.walk);
    if (status != STATUS_OK && status != STATUS_UNAUTHENTICATED) {
        struct message m = {0};

        message_set(
            &m, N_("Signed out here, but the registry could not be told. The session ends there by itself."),
            0);
        desk_notice_set(d, &m, TONE_WARNING, e);
        message_clear(&m);
    }
    session_begin(d, d->session.keep_error);
}

/* Ends the token; then the walk begins anew. */
static void tell_registry(struct desk *d)
{
    struct session *s = &d->session;

    drop_step(s);
    s->leaving = true;
    await_begin(&s->walk, d, N_("Signing out"), NULL, NULL, NULL);
    if (!await_call(&s->walk, d->ops->sign_out(d->registry, signed_out, d)))
        session_begin(d, s->keep_error);
    session_event(d);
}

void desk_sign_out(struct desk *d)
{
    struct session *s = &d->session;

    if (!d->registry || (s->phase != PHASE_IN && s->phase != PHASE_LOST))
        return;
    desk_audit(d, AUDIT_SIGN_OUT, s->user, NULL);
    loop_stop(d->loop, &s->renew_clock);
    loop_stop(d->loop, &s->losing);
    await_drop(&s->renew);
    await_drop(&s->walk);
    d->news->stopped(d, true);
    s->phase = PHASE_OUT;
    s->locked = false;
    s->keep_error = false;
    error_clear(&s->error);
    s->failed = false;
    secret_clear(&s->hash);
    d->description = NULL;
    free(s->user);
    free(s->typed);
    s->user = s->typed = NULL;
    tell_registry(d);
    desk_changed(d, DESK_SESSION | DESK_DESCRIPTION | DESK_COUNTS | DESK_OUTBOX | DESK_LISTS);
}

void session_thrown_out(struct desk *d)
{
    struct session *s = &d->session;

    s->locked = false;
    desk_audit(d, AUDIT_SIGN_OUT, s->user, "wrong password");
    if (s->phase == PHASE_IN) {
        loop_stop(d->loop, &s->renew_clock);
        loop_stop(d->loop, &s->losing);
        await_drop(&s->renew);
        s->phase = PHASE_LOST;
        d->news->stopped(d, false);
        error_set(&s->error, STATUS_UNAUTHENTICATED, N_("Signed out: the password was wrong three times."),
                  N_("Sign in again; the work stays."));
        s->failed = s->keep_error = true;
        tell_registry(d);
    }
    desk_changed(d, DESK_SESSION);
}

void session_close(struct desk *d)
{
    struct session *s = &d->session;

    await_drop(&s->walk);
    await_drop(&s->renew);
    loop_stop(d->loop, &s->again);
    loop_stop(d->loop, &s->losing);
    loop_stop(d->loop, &s->idle);
    loop_stop(d->loop, &s->renew_clock);
    drop_step(s);
    error_clear(&s->error);
    error_clear(&s->lost_why);
    secret_clear(&s->hash);
    secret_clear(&s->hash_trying);
    free(s->user);
    free(s->typed);
    free(s->trying);
    *s = (struct session){0};
}

/* What an action needs from a person: asking the registry, one step after the other. */
#include "desk/task_private.h"

#include "base/catalog.h"

void task_changed(struct desk_task *t)
{
    desk_changed(t->desk, DESK_TASKS);
    if (t->told)
        t->told(t->told_data);
}

void task_fail(struct desk_task *t, const struct error *e, enum task_state state)
{
    if (e && e->status != STATUS_OK)
        error_copy(&t->error, e);
    else
        error_memory(&t->error);
    t->failed = true;
    t->state = state;
    task_changed(t);
}

void task_no_trouble(struct desk_task *t)
{
    error_clear(&t->error);
    t->failed = false;
}

void task_take_step(struct desk_task *t, struct step *step)
{
    bool same = t->form && step->kind == STEP_FORM && form_def(t->form) == step->form;

    step_free(&t->step);
    if (!same)
        form_free(&t->form);
    t->step = step;
    t->state = TASK_STEP;
    if (step->kind == STEP_FORM && !same) {
        t->form = form_new(step->form);
        if (t->form && t->desk->ops->form_choices)
            t->desk->ops->form_choices(t->desk->registry, t->form);
    }
}

static bool task_must_wait(enum status s)
{
    return s == STATUS_UNAUTHENTICATED;
}

static void task_prepared(void *data, enum status s, const struct error *e, struct step *step)
{
    struct desk_task *t = data;

    await_end(&t->call);
    if (s != STATUS_OK && task_must_wait(s) && !step) {
        t->resume = true; /* goes on after signing in */
        task_changed(t);
        return;
    }
    if (s != STATUS_OK || !step) {
        if (step)
            task_take_step(t, step);
        task_fail(t, e, step ? TASK_STEP : TASK_FAILED);
        return;
    }
    if (!t->keep_error)
        task_no_trouble(t);
    t->keep_error = false;
    task_take_step(t, step);
    task_changed(t);
}

static void task_stopped(void *data)
{
    struct desk_task *t = data;
    ERROR_AUTO e = {0};

    await_drop(&t->call);
    error_set(&e, STATUS_CANCELLED, N_("Not begun: you stopped it. Nothing was sent."), NULL);
    task_fail(t, &e, t->step ? TASK_STEP : TASK_FAILED);
}

void task_prepare(struct desk_task *t)
{
    struct desk *d = t->desk;

    t->state = TASK_PREPARING;
    t->resume = !desk_may_ask(d);
    if (t->resume) {
        task_changed(t);
        return;
    }
    await_begin(&t->call, d, t->told ? NULL : N_("Asking the registry what is needed for %s"),
                t->ref.label ? t->ref.label : t->ref.id, task_stopped, t);
    if (!await_call(&t->call, d->ops->prepare(d->registry, &t->ref, t->name, task_prepared, t))) {
        task_fail(t, NULL, TASK_FAILED);
        return;
    }
    task_changed(t);
}

static void task_resent(void *data, enum status s, const struct error *e, struct step *step)
{
    struct desk_task *t = data;

    await_end(&t->call);
    if (step)
        task_take_step(t, step);
    else
        t->state = TASK_STEP;
    if (s != STATUS_OK) {
        task_fail(t, e, TASK_STEP);
        return;
    }
    task_no_trouble(t);
    task_changed(t);
}

void task_verb(struct desk_task *t, const struct step_answer *answer)
{
    struct desk *d = t->desk;

    if (!desk_may_ask(d)) {
        ERROR_AUTO e = {0};

        error_set(&e, STATUS_UNAUTHENTICATED, N_("Not sent: nobody is signed in."),
                  N_("Sign in, then do it again."));
        task_fail(t, &e, TASK_STEP);
        return;
    }
    await_begin(&t->call, d, N_("Waiting for the registry"), NULL, task_stopped, t);
    if (!await_call(&t->call, d->ops->step(d->registry, &t->ref, t->name, answer, task_resent, t)))
        task_fail(t, NULL, TASK_STEP);
    else
        task_changed(t);
}

void task_watch_job(struct desk_task *t, struct job *j)
{
    j->task = t;
    j->watch = t->watch;
}

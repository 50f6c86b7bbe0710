/* Submitting: the answer becomes one durable row, then the runner brings it to its end. */
#include "desk/task_private.h"

#include <string.h>

#include "base/catalog.h"
#include "base/text.h"

/* The row of an earlier try that waits for this answer: used again, so that one change is one row. */
static bool task_reuse(struct desk_task *t, const char *payload, struct error *e)
{
    struct desk *d = t->desk;
    const struct outbox_change change = {
        .from = t->doubt ? OUTBOX_QUEUED : OUTBOX_NEEDS_YOU, .to = OUTBOX_QUEUED, .payload = payload};
    struct outbox_row *row = NULL;

    if (outbox_move(d->outbox, t->order, &change, e) != STATUS_OK)
        return false;
    t->job = job_find(d, t->order);
    if (!t->job && outbox_find(d->outbox, t->order, &row, e) == STATUS_OK)
        t->job = job_add(d, row);
    outbox_row_free(&row);
    if (!t->job || !text_replace(&t->job->payload, payload)) {
        error_memory(e);
        return false;
    }
    t->job->state = OUTBOX_QUEUED;
    t->job->due = loop_now(d->loop);
    t->job->tries = 0;
    return true;
}

static bool task_append(struct desk_task *t, const char *payload, bool needs_code, struct error *e)
{
    struct desk *d = t->desk;
    struct outbox_order order = {.profile = d->profile->name,
                                 .user = d->session.user,
                                 .action = t->name,
                                 .kind = t->ref.kind,
                                 .ref = t->ref.id,
                                 .label = t->ref.label,
                                 .payload = payload,
                                 .needs_secret = needs_code};

    if (!t->order[0])
        secret_uuid(t->order);
    order.id = t->order;
    t->job = job_order(d, &order, e);
    return t->job != NULL;
}

/* One row for this change, new or of an earlier try. */
static bool task_keep(struct desk_task *t, const char *payload, bool needs_code, struct error *e)
{
    bool kept;

    if (t->order[0] && task_reuse(t, payload, e)) {
        t->doubt = false;
        return true;
    }
    if (t->order[0] && e->status == STATUS_CONFLICT && !t->doubt)
        t->order[0] = '\0'; /* taken back meanwhile, in "To send": a new one */
    else if (t->order[0] && !(e->status == STATUS_NOT_FOUND && t->doubt))
        return false;
    error_clear(e);
    kept = task_append(t, payload, needs_code, e);
    t->doubt = !kept && e->status == STATUS_UNKNOWN;
    if (!kept && !t->doubt)
        t->order[0] = '\0';
    return kept;
}

static void task_not_kept(struct desk_task *t, struct error *e)
{
    if (e->status != STATUS_UNKNOWN)
        message_set(&e->next, N_("Nothing was sent. What you typed is still here."), 0);
    task_fail(t, e, TASK_STEP);
}

void task_submit(struct desk_task *t, const struct step_answer *answer)
{
    struct desk *d = t->desk;
    AUTO_FREE char *payload = NULL;
    bool needs_code = false, kept;
    ERROR_AUTO e = {0};

    if (!desk_may_ask(d)) {
        error_set(&e, STATUS_UNAUTHENTICATED, N_("Not sent: nobody is signed in."),
                  N_("Sign in, then do it again."));
        task_fail(t, &e, TASK_STEP);
        return;
    }
    if (d->ops->compose(d->registry, &t->ref, t->name, t->step, answer, &payload, &needs_code, &e) !=
        STATUS_OK) {
        task_fail(t, &e, TASK_STEP);
        return;
    }
    if (needs_code && t->step->kind != STEP_CODE) { /* answered so far: the code is the next step */
        task_verb(t, answer);
        return;
    }
    if (needs_code && (!answer->code || !answer->code->len)) {
        error_set(&e, STATUS_INVALID, N_("Not sent: the one-time code is missing."), N_("Type the code."));
        task_fail(t, &e, TASK_STEP);
        return;
    }
    kept = task_keep(t, payload, needs_code, &e);
    if (!kept) {
        task_not_kept(t, &e);
        return;
    }
    task_watch_job(t, t->job);
    if (needs_code)
        job_set_code(t->job, answer->code, t->step ? t->step->valid_until : 0);
    task_no_trouble(t);
    t->state = TASK_SENDING;
    outbox_changed(d);
    outbox_kick(d);
    task_changed(t);
}

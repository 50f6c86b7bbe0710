/* One action on one record: what is needed, the answer, the durable row, and what became of it. */
#include "desk/task_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/text.h"

enum { DONE_LOOK_MS = 20, DONE_LATEST_MS = 1500 };

/* --- answering --- */

void desk_task_answer(struct desk_task *t, const struct step_answer *answer)
{
    struct step_answer mine = *answer;

    if (t->state != TASK_STEP || await_busy(&t->call) || !t->step ||
        !text_equal(answer->step_id, t->step->id))
        return;
    if (t->step->kind == STEP_FORM && !mine.form)
        mine.form = t->form;
    if (mine.verb == VERB_SUBMIT)
        task_submit(t, &mine);
    else
        task_verb(t, &mine);
}

/* --- what became of it --- */

static void task_needs_you(struct desk_task *t, const struct error *why, struct step *step)
{
    task_fail(t, why, TASK_STEP);
    if (step) {
        task_take_step(t, step);
    } else { /* what is needed now only the registry can tell */
        t->keep_error = true;
        task_prepare(t);
    }
    task_changed(t);
}

/* Done is told together with the page that shows it, so that what can be done next (print it) is there too;
 * but not later than a moment. */
static void task_done(void *data)
{
    struct desk_task *t = data;
    struct desk *d = t->desk;

    t->settle = NULL;
    if (pages_loading(d, &t->ref) && loop_now(d->loop) - t->settled < DONE_LATEST_MS) {
        t->settle = loop_after(d->loop, DONE_LOOK_MS, task_done, t);
        return;
    }
    t->state = TASK_DONE;
    task_changed(t);
}

static void task_settled(struct desk_task *t, struct job *j, const struct error *why,
                         const struct message *sentence, struct step *step)
{
    if (job_is_upload(j)) {
        step_free(&step);
        task_upload_settled(t, j, why);
        return;
    }
    switch (j->state) {
    case OUTBOX_DONE:
        task_no_trouble(t);
        message_copy(&t->sentence, sentence);
        t->settled = loop_now(t->desk->loop);
        t->settle = loop_after(t->desk->loop, 0, task_done, t);
        if (!t->settle)
            t->state = TASK_DONE;
        break;
    case OUTBOX_REFUSED:
        task_fail(t, why, TASK_FAILED);
        break;
    case OUTBOX_NEEDS_YOU:
        task_needs_you(t, why, step);
        return;
    case OUTBOX_SENDING: /* the disk refuses to note what is known: asked again later */
    case OUTBOX_ASKING:
        t->state = TASK_ASKING;
        break;
    case OUTBOX_WITHDRAWN:
        task_fail(t, why, TASK_FAILED);
        break;
    case OUTBOX_QUEUED:
        task_no_trouble(t);
        if (why)
            error_copy(&t->error, why);
        t->failed = why != NULL;
        t->state = TASK_LATER;
        break;
    }
    step_free(&step);
    if (j->state == OUTBOX_DONE || j->state == OUTBOX_REFUSED || j->state == OUTBOX_WITHDRAWN)
        t->job = NULL;
    task_changed(t);
}

static void task_job_gone(struct desk_task *t, struct job *j)
{
    ERROR_AUTO e = {0};

    j->task = NULL;
    if (t->job != j)
        return;
    t->job = NULL;
    error_set(&e, STATUS_CONFLICT, N_("Not followed any more: another program or person goes on with it."),
              N_("\"To send\" tells what became of it."));
    task_fail(t, &e, TASK_FAILED);
}

static const struct job_watch task_watch = {.settled = task_settled, .gone = task_job_gone};

/* --- beginning and closing --- */

/* What people call the record: a row not complete yet may know only its id, its open page knows more. */
static void task_take_ref(struct desk_task *t, const struct record_ref *ref)
{
    const struct page *page = pages_find(t->desk, ref);
    const char *label = page && !text_empty(page->ref.label) ? page->ref.label : ref->label;

    record_ref_set(&t->ref, ref->kind, ref->id, label);
}

/* The same change may be under way already: it is followed, never sent a second time. */
static bool task_attach(struct desk_task *t)
{
    struct job *j = job_of_record(t->desk, &t->ref, t->name);

    if (!j || j->task)
        return false;
    task_watch_job(t, j);
    t->job = j;
    memcpy(t->order, j->id, sizeof t->order);
    t->state = j->state == OUTBOX_QUEUED                ? TASK_LATER
               : await_busy(&j->call) && !j->confirming ? TASK_SENDING
                                                        : TASK_ASKING;
    return true;
}

/* A row that waits for the person to do this again. */
static void task_find_waiting(struct desk_task *t)
{
    struct desk *d = t->desk;
    const struct outbox_query q = {.profile = d->profile->name,
                                   .user = d->session.user,
                                   .kind = t->ref.kind,
                                   .ref = t->ref.id,
                                   .action = t->name,
                                   .states = OUTBOX_BIT(OUTBOX_NEEDS_YOU),
                                   .count = 1};
    struct outbox_row **rows = NULL;
    size_t n = 0;

    if (outbox_list(d->outbox, &q, &rows, &n, NULL) == STATUS_OK && n)
        memcpy(t->order, rows[0]->id, sizeof t->order);
    outbox_rows_free(&rows, n);
}

static bool task_watched(struct desk *d, const struct record_ref *ref, const char *action)
{
    const struct job *j = job_of_record(d, ref, action);

    return j && j->task;
}

struct desk_task *task_begin(struct desk *d, const struct record_ref *ref, const char *action,
                             void (*told)(void *), void *told_data)
{
    struct desk_task *t = calloc(1, sizeof *t);
    ERROR_AUTO e = {0};

    if (!t)
        return NULL;
    t->desk = d;
    t->told = told;
    t->told_data = told_data;
    t->watch = &task_watch;
    task_take_ref(t, ref);
    t->name = text_dup(action);
    t->action = description_action(d->description, action);
    t->next = d->tasks;
    d->tasks = t;
    if (!t->name || !t->ref.id || !t->ref.kind) {
        error_memory(&e);
    } else if (!t->action || t->action->local) {
        error_set(&e, STATUS_UNSUPPORTED, N_("Not begun: this registry has no such action."), NULL);
    } else if (task_watched(d, ref, action)) {
        error_set(&e, STATUS_CONFLICT, N_("Not begun: it is already under way."),
                  N_("\"To send\" shows it."));
    } else if (!task_attach(t)) {
        task_find_waiting(t);
        task_prepare(t);
    }
    if (e.status != STATUS_OK)
        task_fail(t, &e, TASK_FAILED);
    return t;
}

struct desk_task *desk_task_begin(struct desk *d, const struct record_ref *ref, const char *action)
{
    return task_begin(d, ref, action, NULL, NULL);
}

/* The user leaves a row that waits for an answer: it is taken back, nothing of it is sent later. */
static void task_withdraw(struct desk_task *t)
{
    struct desk *d = t->desk;
    const struct outbox_change change = {.from = t->doubt ? OUTBOX_QUEUED : OUTBOX_NEEDS_YOU,
                                         .to = OUTBOX_WITHDRAWN};
    struct job *j = t->job;

    if (!t->order[0] || (t->state != TASK_STEP && t->state != TASK_PREPARING && t->state != TASK_FAILED))
        return;
    if (j && j->state != OUTBOX_NEEDS_YOU)
        return;
    if (outbox_move(d->outbox, t->order, &change, NULL) == STATUS_OK && j) {
        t->job = NULL;
        job_remove(j);
    }
    outbox_changed(d);
}

void desk_task_close(struct desk_task **task)
{
    struct desk_task *t = *task, **at;

    if (!t)
        return;
    *task = NULL;
    await_drop(&t->call);
    if (t->settle && !t->desk->closing) /* left just before it was told */
        desk_notice_set(t->desk, &t->sentence, TONE_GOOD, NULL);
    loop_stop(t->desk->loop, &t->settle);
    for (at = &t->desk->tasks; *at && *at != t;)
        at = &(*at)->next;
    if (*at)
        *at = t->next;
    if (!t->desk->closing)
        task_withdraw(t);
    for (struct job *j = t->desk->jobs; j; j = j->next)
        if (j->task == t)
            j->task = NULL;
    step_free(&t->step);
    form_free(&t->form);
    error_clear(&t->error);
    message_clear(&t->sentence);
    record_ref_clear(&t->ref);
    free(t->name);
    free(t);
}

/* --- asking --- */

const struct action_def *desk_task_action(const struct desk_task *t)
{
    return t->action;
}

enum task_state desk_task_state(const struct desk_task *t)
{
    return t->state;
}

const struct step *desk_task_step(const struct desk_task *t)
{
    return t->step;
}

struct form *desk_task_form(struct desk_task *t)
{
    return t->form;
}

const struct error *desk_task_error(const struct desk_task *t)
{
    return t->failed ? &t->error : NULL;
}

const struct message *desk_task_sentence(const struct desk_task *t)
{
    return t->sentence.id ? &t->sentence : NULL;
}

/* --- what happens to all of them --- */

void tasks_resume(struct desk *d)
{
    for (struct desk_task *t = d->tasks; t; t = t->next)
        if (t->resume && t->state == TASK_PREPARING && desk_may_ask(d))
            task_prepare(t);
}

void tasks_stop(struct desk *d)
{
    for (struct desk_task *t = d->tasks; t; t = t->next) {
        if (!await_busy(&t->call))
            continue;
        await_drop(&t->call);
        if (t->state == TASK_PREPARING)
            t->resume = true;
    }
}

void tasks_reopen(struct desk *d)
{
    for (struct desk_task *t = d->tasks; t; t = t->next) {
        ERROR_AUTO e = {0};

        if (t->state != TASK_PREPARING && t->state != TASK_STEP)
            continue;
        await_drop(&t->call);
        t->resume = false;
        t->order[0] = '\0'; /* that row is the other person's: it waits for them */
        step_free(&t->step);
        form_free(&t->form);
        error_set(&e, STATUS_CANCELLED, N_("Not done: somebody else has signed in. Nothing was sent."),
                  N_("Begin it again."));
        task_fail(t, &e, TASK_FAILED);
    }
}

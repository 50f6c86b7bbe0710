/* The same action on many records: a few at a time, one result a record, and again only those that failed. */
#include "desk/task_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/text.h"

enum { BULK_AT_ONCE = 2 };

struct bulk_item {
    struct record_ref ref;
    struct desk_task *task; /* NULL before it began */
};

struct desk_bulk {
    struct desk *desk;
    struct desk_bulk *next;
    char *action;
    struct bulk_item *items;
    size_t n;
    struct loop_timer *clock; /* goes on in the next pass, never inside a task's own news */
};

static bool item_finished(const struct bulk_item *item)
{
    enum task_state s = item->task ? item->task->state : TASK_PREPARING;

    return s == TASK_DONE || s == TASK_FAILED || s == TASK_LATER;
}

static void bulk_due(void *data);

static void bulk_kick(void *data)
{
    struct desk_bulk *b = data;

    if (!b->clock)
        b->clock = loop_after(b->desk->loop, 0, bulk_due, b);
}

static void task_left(struct desk_task *t, const char *what, const char *next)
{
    ERROR_AUTO e = {0};

    error_set1(&e, STATUS_UNSUPPORTED, what, next, t->ref.label ? t->ref.label : t->ref.id);
    task_fail(t, &e, TASK_FAILED);
}

static bool files_complete(const struct step *step)
{
    for (size_t i = 0; i < step->nfiles; i++)
        if (step->files[i].needed && !step->files[i].uploaded)
            return false;
    return true;
}

/* What can be answered without a person is answered; the rest is named and left. */
static void bulk_step(struct desk_task *t)
{
    const struct step *step = t->step;
    struct step_answer answer = {.verb = VERB_SUBMIT};

    if (!step)
        return;
    if (t->failed) { /* a second step after an error: a person has to look at it */
        t->state = TASK_FAILED;
        return;
    }
    if (step->irreversible)
        task_left(t, N_("Not done: %s has to be confirmed by itself, since it cannot be taken back."),
                  N_("Open the record."));
    else if (step->kind == STEP_CODE)
        task_left(t, N_("Not done: %s needs a one-time code."), N_("Open the record to type the code."));
    else if (step->kind == STEP_FILES && !files_complete(step))
        task_left(t, N_("Not done: %s needs documents first."), N_("Open the record to add them."));
    else if (step->kind != STEP_CONFIRM && step->kind != STEP_FILES)
        task_left(t, N_("Not done: %s asks for something only you can answer."), N_("Open the record."));
    else {
        answer.step_id = step->id;
        desk_task_answer(t, &answer);
    }
}

static void bulk_due(void *data)
{
    struct desk_bulk *b = data;
    size_t busy = 0;

    b->clock = NULL;
    for (size_t i = 0; i < b->n; i++) {
        struct desk_task *t = b->items[i].task;

        if (t && t->state == TASK_STEP && !await_busy(&t->call))
            bulk_step(t);
        if (t && !item_finished(&b->items[i]))
            busy++;
    }
    for (size_t i = 0; i < b->n && busy < BULK_AT_ONCE; i++) {
        if (b->items[i].task)
            continue;
        b->items[i].task = task_begin(b->desk, &b->items[i].ref, b->action, bulk_kick, b);
        busy++;
        bulk_kick(b); /* one that ended at once makes room */
    }
    desk_changed(b->desk, DESK_TASKS);
}

static void bulk_destroy(struct desk_bulk *b)
{
    loop_stop(b->desk->loop, &b->clock);
    for (size_t i = 0; i < b->n; i++) {
        desk_task_close(&b->items[i].task);
        record_ref_clear(&b->items[i].ref);
    }
    free(b->items);
    free(b->action);
    free(b);
}

struct desk_bulk *desk_bulk_begin(struct desk *d, const struct record_ref *refs, size_t n, const char *action)
{
    struct desk_bulk *b = calloc(1, sizeof *b);

    if (!b)
        return NULL;
    b->desk = d;
    b->action = text_dup(action);
    b->items = calloc(n ? n : 1, sizeof *b->items);
    if (!b->action || !b->items) {
        bulk_destroy(b);
        return NULL;
    }
    b->n = n;
    for (size_t i = 0; i < n; i++)
        record_ref_copy(&b->items[i].ref, &refs[i]);
    b->next = d->bulks;
    d->bulks = b;
    bulk_kick(b);
    return b;
}

void desk_bulk_close(struct desk_bulk **bulk)
{
    struct desk_bulk *b = *bulk, **at;

    if (!b)
        return;
    *bulk = NULL;
    for (at = &b->desk->bulks; *at && *at != b;)
        at = &(*at)->next;
    if (*at)
        *at = b->next;
    bulk_destroy(b);
}

size_t desk_bulk_size(const struct desk_bulk *b)
{
    return b->n;
}

size_t desk_bulk_finished(const struct desk_bulk *b)
{
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++)
        n += item_finished(&b->items[i]);
    return n;
}

const struct record_ref *desk_bulk_ref(const struct desk_bulk *b, size_t i)
{
    return i < b->n ? &b->items[i].ref : NULL;
}

enum task_state desk_bulk_state(const struct desk_bulk *b, size_t i)
{
    return i < b->n && b->items[i].task ? b->items[i].task->state : TASK_PREPARING;
}

const struct message *desk_bulk_sentence(const struct desk_bulk *b, size_t i)
{
    return i < b->n && b->items[i].task ? desk_task_sentence(b->items[i].task) : NULL;
}

const struct error *desk_bulk_error(const struct desk_bulk *b, size_t i)
{
    return i < b->n && b->items[i].task ? desk_task_error(b->items[i].task) : NULL;
}

void desk_bulk_retry(struct desk_bulk *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->items[i].task && b->items[i].task->state == TASK_FAILED)
            desk_task_close(&b->items[i].task);
    bulk_kick(b);
    desk_changed(b->desk, DESK_TASKS);
}

/* Orders of the signed-in person that are not settled: rows on disk and what belongs to them here. */
#include "desk/outbox_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"

struct job *job_find(struct desk *d, const char *id)
{
    for (struct job *j = d->jobs; j; j = j->next)
        if (strcmp(j->id, id) == 0)
            return j;
    return NULL;
}

struct job *job_of_record(struct desk *d, const struct record_ref *ref, const char *action)
{
    for (struct job *j = d->jobs; j; j = j->next)
        if (record_ref_equal(&j->ref, ref) && strcmp(j->action, action) == 0)
            return j;
    return NULL;
}

bool job_is_upload(const struct job *j)
{
    return strcmp(j->action, "upload") == 0;
}

static void job_free(struct job *j)
{
    free(j->user);
    free(j->action);
    free(j->payload);
    free(j->file);
    record_ref_clear(&j->ref);
    secret_clear(&j->code);
    free(j);
}

struct job *job_add(struct desk *d, const struct outbox_row *row)
{
    struct job *j = calloc(1, sizeof *j), **at;

    if (!j)
        return NULL;
    j->desk = d;
    memcpy(j->id, row->id, sizeof j->id);
    j->user = text_dup(row->user);
    j->action = text_dup(row->action);
    j->payload = text_dup(row->payload);
    j->file = text_dup(row->file);
    record_ref_set(&j->ref, row->kind, row->ref, row->label);
    j->needs_code = row->needs_secret;
    j->state = row->state;
    j->due = loop_now(d->loop);
    if (row->next_try > clock_wall())
        j->due += row->next_try - clock_wall();
    if (!j->action || !j->ref.id) {
        job_free(j);
        return NULL;
    }
    for (at = &d->jobs; *at;)
        at = &(*at)->next;
    *at = j;
    return j;
}

void job_remove(struct job *j)
{
    struct job **at;

    await_drop(&j->call);
    for (at = &j->desk->jobs; *at && *at != j;)
        at = &(*at)->next;
    if (*at)
        *at = j->next;
    job_free(j);
}

void job_set_code(struct job *j, const struct secret *code, int64_t until)
{
    secret_copy(&j->code, code);
    j->code_until = until > 0 ? until : clock_wall() + CODE_LIFE_MS;
}

bool job_move(struct job *j, enum outbox_state to, int64_t wait_ms, const struct error *why,
              const struct message *sentence, struct error *e)
{
    const struct outbox_change change = {.from = j->state,
                                         .to = to,
                                         .next_try = wait_ms > 0 ? clock_wall() + wait_ms : 0,
                                         .why = why && why->status != STATUS_OK ? why : NULL,
                                         .sentence = sentence && sentence->id ? sentence : NULL};

    if (outbox_move(j->desk->outbox, j->id, &change, e) != STATUS_OK)
        return false;
    j->state = to;
    j->doubt = false;
    j->due = loop_now(j->desk->loop) + wait_ms;
    log_line(j->desk->log, "outbox", "%s %s: %s %s", j->action, j->id, outbox_state_word(to),
             change.why ? status_name(why->status) : "");
    return true;
}

struct job *job_order(struct desk *d, const struct outbox_order *order, struct error *e)
{
    struct outbox_row *row = NULL;
    char id[37];
    struct job *j;

    if (outbox_append(d->outbox, order, id, e) != STATUS_OK)
        return NULL;
    log_line(d->log, "outbox", "%s %s: kept", order->action, id);
    if (outbox_find(d->outbox, id, &row, e) != STATUS_OK)
        return NULL;
    j = job_add(d, row);
    outbox_row_free(&row);
    if (!j) {
        struct outbox_change back = {.from = OUTBOX_QUEUED, .to = OUTBOX_WITHDRAWN};

        error_memory(e);
        outbox_move(d->outbox, id, &back, NULL);
    }
    return j;
}

void outbox_kick(struct desk *d)
{
    loop_stop(d->loop, &d->jobs_clock);
    if (!d->closing)
        d->jobs_clock = loop_after(d->loop, 0, d->jobs_pump, d);
}

void job_tell(struct job *j, const struct error *why, const struct message *sentence, struct step *step)
{
    if (j->task)
        j->watch->settled(j->task, j, why, sentence, step);
    else
        step_free(&step);
}

void job_let_go(struct job *j)
{
    if (j->task)
        j->watch->gone(j->task, j);
    j->task = NULL;
}

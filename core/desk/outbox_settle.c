/* What an answer means for a row: done, refused, needs you, send again, or ask again. */
#include "desk/outbox_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/text.h"

enum { DISK_AGAIN_MS = 30 * 1000 };

void outbox_changed(struct desk *d)
{
    lists_locals_changed(d, "local:outbox");
    pages_locals_changed(d);
    desk_changed(d, DESK_OUTBOX | DESK_COUNTS | DESK_TASKS);
}

/* Seconds between tries grow to five minutes; the line coming back or a key cuts them short. */
static int64_t backoff_ms(int tries, const struct error *why)
{
    static const int seconds[] = {2, 5, 15, 30, 60, 120, 300};
    size_t last = sizeof seconds / sizeof *seconds - 1, at = tries > 0 ? (size_t)tries - 1 : 0;
    int64_t ms = (int64_t)seconds[at < last ? at : last] * 1000;

    if (why && (int64_t)why->retry_after * 1000 > ms)
        ms = (int64_t)why->retry_after * 1000;
    return ms;
}

static void job_disk_trouble(struct job *j, const struct error *e)
{
    ERROR_AUTO shown = {0};

    j->doubt = true;
    j->due = loop_now(j->desk->loop) + DISK_AGAIN_MS;
    error_copy(&shown, e);
    message_set(&shown.next,
                j->state == OUTBOX_QUEUED
                    ? N_("Nothing was sent. It is tried again by itself when the disk can be written.")
                    : N_("The registry is asked what became of it when the disk can be written."),
                0);
    if (!j->told)
        desk_notice_error(j->desk, &shown);
    j->told = true;
    job_tell(j, &shown, NULL, NULL);
    outbox_changed(j->desk);
}

static void result_sentence(const struct job *j, const struct message *told, struct message *out)
{
    const struct action_def *action = description_action(j->desk->description, j->action);
    const char *label = j->ref.label ? j->ref.label : j->ref.id;

    if (told && told->id)
        message_copy(out, told);
    else if (job_is_upload(j))
        message_set(out, N_("Uploaded a document of %s."), 1, label);
    else
        message_set(out, action && action->done ? action->done : N_("Done: %s."), 1, label);
}

/* Nobody looks at the order: its end is told in the status line. */
static void job_announce(struct job *j, const struct message *sentence, const struct error *why)
{
    if (j->state == OUTBOX_DONE)
        desk_notice_set(j->desk, sentence, TONE_GOOD, NULL);
    else if ((j->state == OUTBOX_REFUSED || j->state == OUTBOX_NEEDS_YOU) && why)
        desk_notice_error(j->desk, why);
}

/* The row stands in its new state: tells whoever watches, lets go of what is over. `step` is taken. */
static void job_told(struct job *j, const struct message *sentence, const struct error *why,
                     struct step *step)
{
    struct desk *d = j->desk;
    bool watched = j->task != NULL;
    bool over;
    struct record_ref ref = {0};

    record_ref_copy(&ref, &j->ref);
    if (outbox_is_final(j->state) || j->state == OUTBOX_NEEDS_YOU)
        secret_clear(&j->code);
    job_tell(j, why, sentence, step);
    if (!watched)
        job_announce(j, sentence, why);
    over = outbox_is_final(j->state) || (j->state == OUTBOX_NEEDS_YOU && !j->task);
    if (over)
        job_remove(j);
    if (over && ref.id)
        desk_record_changed(d, &ref);
    record_ref_clear(&ref);
    outbox_changed(d);
    outbox_kick(d);
}

/* What the disk says is what is true. */
static void job_adopt(struct job *j, const struct outbox_row *row)
{
    j->doubt = false;
    j->state = row->state;
    j->due = loop_now(j->desk->loop);
    job_told(j, &row->sentence, row->why.status != STATUS_OK ? &row->why : NULL, NULL);
}

static void job_gone(struct job *j)
{
    struct desk *d = j->desk;

    job_let_go(j); /* another program of this person took it over, or took it back */
    job_remove(j);
    outbox_changed(d);
    outbox_kick(d);
}

void job_trouble(struct job *j, const struct error *e)
{
    struct outbox_row *row = NULL;
    enum status s;

    if (e->status != STATUS_CONFLICT && e->status != STATUS_NOT_FOUND && e->status != STATUS_INVALID) {
        job_disk_trouble(j, e);
        return;
    }
    s = j->doubt ? outbox_find(j->desk->outbox, j->id, &row, NULL) : STATUS_NOT_FOUND;
    if (s == STATUS_OK)
        job_adopt(j, row);
    else if (s == STATUS_NOT_FOUND)
        job_gone(j);
    else
        job_disk_trouble(j, e);
    outbox_row_free(&row);
}

static void job_wait(struct job *j, const struct error *why)
{
    ERROR_AUTO e = {0};
    int64_t ms = backoff_ms(++j->tries, why);

    /* a code that is still good stays in memory; asking again needs none */
    if (!job_move(j, OUTBOX_QUEUED, ms, why, NULL, &e)) {
        job_trouble(j, &e);
        return;
    }
    if (j->needs_code && (!j->code.len || clock_wall() >= j->code_until)) {
        job_needs_code(j);
        return;
    }
    job_told(j, NULL, why, NULL);
}

void job_needs_code(struct job *j)
{
    ERROR_AUTO why = {0};
    ERROR_AUTO e = {0};

    error_set1(&why, STATUS_WRONG_CODE, N_("Not sent: %s needs a new one-time code."),
               N_("Open the record and do it again; a new code is sent then."),
               j->ref.label ? j->ref.label : j->ref.id);
    secret_clear(&j->code);
    if (!job_move(j, OUTBOX_NEEDS_YOU, 0, &why, NULL, &e)) {
        job_trouble(j, &e);
        return;
    }
    job_told(j, NULL, &why, NULL);
}

static void job_ask_later(struct job *j, const struct error *why)
{
    ERROR_AUTO e = {0};
    /* the first question comes at once, the others give the registry time */
    int64_t ms = j->confirming ? backoff_ms(++j->tries, why) : 0;

    if (!job_move(j, OUTBOX_ASKING, ms, why, NULL, &e)) {
        job_trouble(j, &e);
        return;
    }
    job_told(j, NULL, why, NULL);
}

void job_verdict(void *data, enum verdict verdict, const struct error *error, const struct message *told,
                 struct step *step)
{
    static const enum outbox_state ends[] = {[VERDICT_DONE] = OUTBOX_DONE,
                                             [VERDICT_REFUSED] = OUTBOX_REFUSED,
                                             [VERDICT_NEEDS_YOU] = OUTBOX_NEEDS_YOU};
    struct job *j = data;
    struct message sentence = {0};
    ERROR_AUTO why = {0};
    ERROR_AUTO e = {0};

    await_end(&j->call);
    if (error)
        error_copy(&why, error); /* its owner may go while we tell the others */
    if (verdict == VERDICT_NOT || verdict == VERDICT_UNKNOWN) {
        step_free(&step);
        if (verdict == VERDICT_NOT)
            job_wait(j, &why);
        else
            job_ask_later(j, &why);
        return;
    }
    if (verdict == VERDICT_DONE)
        result_sentence(j, told, &sentence);
    if (!job_move(j, ends[verdict], 0, verdict == VERDICT_DONE ? NULL : &why, &sentence, &e)) {
        /* we know, but the disk does not: the registry is asked again, and tells the same */
        step_free(&step);
        job_trouble(j, &e);
    } else {
        job_told(j, &sentence, verdict == VERDICT_DONE ? NULL : &why, step);
    }
    message_clear(&sentence);
}

void job_take_back(void *data)
{
    struct job *j = data;
    struct desk *d = j->desk;
    ERROR_AUTO why = {0};
    ERROR_AUTO e = {0};

    await_drop(&j->call);
    error_set(&why, STATUS_CANCELLED, N_("Not uploaded: you stopped it."),
              N_("Choose the file again to upload it."));
    if ((j->state == OUTBOX_QUEUED || job_move(j, OUTBOX_QUEUED, 0, &why, NULL, &e)) &&
        job_move(j, OUTBOX_WITHDRAWN, 0, &why, NULL, &e)) {
        job_tell(j, &why, NULL, NULL);
        job_remove(j);
    } else {
        job_trouble(j, &e);
    }
    outbox_changed(d);
    outbox_kick(d);
}

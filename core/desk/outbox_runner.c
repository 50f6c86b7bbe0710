/*
 * The outbox's runner: brings every row to its end, one try at a time. A row is "sending" on disk before its
 * first byte leaves; a row whose answer is not known is asked about before it is sent again; rows of one
 * record go in their order.
 */
#include "desk/outbox_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"

enum { JOBS_AT_ONCE = 2, NEVER_MS = 3600 * 1000, LOAD_ROWS = 1000 };

/* --- one try --- */

static void job_progress(void *data, long done, long total)
{
    struct job *j = data;

    j->done = done;
    j->total = total;
    desk_changed(j->desk, DESK_TASKS);
}

static void job_await(struct job *j, const char *what)
{
    await_begin(&j->call, j->desk, what, j->ref.label ? j->ref.label : j->ref.id,
                job_is_upload(j) && !j->confirming ? job_take_back : NULL, j);
}

static const char *job_doing(const struct job *j)
{
    const struct action_def *action = description_action(j->desk->description, j->action);

    if (job_is_upload(j))
        return N_("Uploading a document of %s");
    return action && action->doing ? action->doing : N_("Sending the change of %s");
}

static struct order job_as_order(const struct job *j)
{
    return (struct order){.id = j->id,
                          .action = j->action,
                          .ref = j->ref,
                          .payload = j->payload,
                          .code = j->code.len ? &j->code : NULL,
                          .file = j->file};
}

/* The adapter had no memory for the request: nothing was sent, and nothing more is known than before. */
static void job_no_call(struct job *j)
{
    ERROR_AUTO e = {0};

    error_memory(&e);
    job_verdict(j, j->confirming ? VERDICT_UNKNOWN : VERDICT_NOT, &e, NULL, NULL);
}

static void job_run(struct job *j)
{
    struct desk *d = j->desk;
    struct order order;
    ERROR_AUTO e = {0};

    if (!job_move(j, OUTBOX_SENDING, 0, NULL, NULL, &e)) {
        job_trouble(j, &e);
        return;
    }
    j->confirming = false;
    j->done = 0;
    j->total = -1;
    order = job_as_order(j);
    job_await(j, job_doing(j));
    if (!await_call(&j->call, d->ops->run(d->registry, &order, job_progress, job_verdict, j)))
        job_no_call(j);
    outbox_changed(d);
}

static void job_confirm(struct job *j)
{
    struct desk *d = j->desk;
    struct order order;
    ERROR_AUTO e = {0};

    if (j->state == OUTBOX_SENDING && !job_move(j, OUTBOX_ASKING, 0, NULL, NULL, &e)) {
        job_trouble(j, &e);
        return;
    }
    j->confirming = true;
    order = job_as_order(j);
    job_await(j, N_("Asking the registry whether it happened: %s"));
    if (!await_call(&j->call, d->ops->confirm(d->registry, &order, job_verdict, j)))
        job_no_call(j);
    outbox_changed(d);
}

/* --- which and when --- */

/* A change of a record waits for an earlier one of the same record. */
static bool job_blocked(const struct job *j)
{
    for (const struct job *earlier = j->desk->jobs; earlier && earlier != j; earlier = earlier->next)
        if (earlier->state != OUTBOX_NEEDS_YOU && record_ref_equal(&earlier->ref, &j->ref))
            return true;
    return false;
}

static bool job_code_expired(const struct job *j)
{
    return j->state == OUTBOX_QUEUED && j->needs_code && (!j->code.len || clock_wall() >= j->code_until);
}

/* Milliseconds until the job has something to do, 0: now; -1: nothing by itself. */
static int64_t job_wait_ms(const struct job *j)
{
    int64_t code_left = j->code_until - clock_wall(), left = j->due - loop_now(j->desk->loop);
    bool queued_code = j->needs_code && j->state == OUTBOX_QUEUED;

    if (!desk_may_ask(j->desk) || job_blocked(j))
        return queued_code ? code_left : -1;
    return queued_code && code_left < left ? code_left : left > 0 ? left : 0;
}

static void job_turn(struct job *j)
{
    if (j->state == OUTBOX_QUEUED)
        job_run(j);
    else
        job_confirm(j);
}

static int jobs_running(const struct desk *d)
{
    int n = 0;

    for (const struct job *j = d->jobs; j; j = j->next)
        n += await_busy(&j->call);
    return n;
}

static void outbox_pump(void *data)
{
    struct desk *d = data;
    int64_t wait = NEVER_MS;

    d->jobs_clock = NULL;
    for (struct job *j = d->jobs, *next; j; j = next) {
        int64_t ms;

        next = j->next;
        if (await_busy(&j->call) || j->state == OUTBOX_NEEDS_YOU)
            continue;
        if (job_code_expired(j)) {
            job_needs_code(j);
            continue;
        }
        ms = job_wait_ms(j);
        if (ms == 0 && jobs_running(d) < JOBS_AT_ONCE)
            job_turn(j);
        else if (ms > 0 && ms < wait)
            wait = ms;
    }
    if (d->jobs && !d->jobs_clock)
        d->jobs_clock = loop_after(d->loop, wait, outbox_pump, d);
}

void outbox_begin(struct desk *d)
{
    d->jobs_pump = outbox_pump;
}

void outbox_line_up(struct desk *d)
{
    for (struct job *j = d->jobs; j; j = j->next) {
        j->due = loop_now(d->loop);
        j->tries = 0;
    }
    outbox_kick(d);
}

/* --- whose rows --- */

static void jobs_of_others_go(struct desk *d)
{
    for (struct job *j = d->jobs, *next; j; j = next) {
        next = j->next;
        if (text_equal(j->user, d->session.user))
            continue;
        job_let_go(j);
        if (j->needs_code && j->state == OUTBOX_QUEUED)
            job_needs_code(j);
        else
            job_remove(j);
    }
}

void outbox_signed_in(struct desk *d)
{
    struct outbox_query q = {.profile = d->profile->name,
                             .user = d->session.user,
                             .states = OUTBOX_BIT(OUTBOX_QUEUED) | OUTBOX_BIT(OUTBOX_ASKING),
                             .count = LIMIT_PAGE_ROWS,
                             .oldest_first = true};
    size_t n = 0;

    jobs_of_others_go(d);
    do {
        struct outbox_row **rows = NULL;
        ERROR_AUTO e = {0};

        if (outbox_list(d->outbox, &q, &rows, &n, &e) != STATUS_OK) {
            desk_notice_error(d, &e);
            break;
        }
        for (size_t i = 0; i < n; i++) {
            /* a queued row whose code we do not hold belongs to another program that does */
            bool foreign = rows[i]->state == OUTBOX_QUEUED && rows[i]->needs_secret;

            if (!foreign && !job_find(d, rows[i]->id))
                job_add(d, rows[i]);
        }
        outbox_rows_free(&rows, n);
        q.offset += (long)n;
    } while (n == (size_t)q.count && q.offset < LOAD_ROWS * 10);
    for (struct job *j = d->jobs; j; j = j->next)
        if (!await_busy(&j->call))
            j->due = loop_now(d->loop);
    outbox_kick(d);
}

void outbox_stop(struct desk *d)
{
    for (struct job *j = d->jobs; j; j = j->next) {
        ERROR_AUTO e = {0};

        if (!await_busy(&j->call))
            continue;
        await_drop(&j->call);
        if (j->state == OUTBOX_SENDING)
            job_move(j, OUTBOX_ASKING, 0, NULL, NULL, &e); /* else it is moved when it is asked about */
        job_tell(j, NULL, NULL, NULL);
    }
    outbox_changed(d);
}

/* Signing out on purpose: codes do not outlive the session they were typed in. */
void outbox_codes_forget(struct desk *d)
{
    for (struct job *j = d->jobs, *next; j; j = next) {
        next = j->next;
        if (j->needs_code && j->state == OUTBOX_QUEUED)
            job_needs_code(j);
    }
}

void outbox_jobs_close(struct desk *d)
{
    loop_stop(d->loop, &d->jobs_clock);
    while (d->jobs)
        job_remove(d->jobs);
}

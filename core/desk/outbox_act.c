/* What a person can do with a row of "To send": try it now, or take it back. */
#include "desk/outbox_private.h"

#include <string.h>

#include "base/catalog.h"
#include "base/text.h"

static enum status act_unfit(const struct outbox_row *row, struct error *e)
{
    if (row->state == OUTBOX_SENDING || row->state == OUTBOX_ASKING)
        return error_set(e, STATUS_CONFLICT,
                         N_("Not taken back: it may have happened, and the registry is being asked."),
                         N_("Wait for the answer; it comes by itself."));
    return error_set(e, STATUS_CONFLICT, N_("Not done: this is finished already."), NULL);
}

static enum status act_withdraw(struct desk *d, const struct outbox_row *row, struct error *e)
{
    struct job *j = job_find(d, row->id);
    const struct outbox_change change = {.from = row->state, .to = OUTBOX_WITHDRAWN};
    enum status s;

    if (j && job_is_upload(j) && await_busy(&j->call)) {
        job_take_back(j);
        return STATUS_OK;
    }
    if (!outbox_may_move(row->state, OUTBOX_WITHDRAWN))
        return act_unfit(row, e);
    s = outbox_move(d->outbox, row->id, &change, e);
    if (s != STATUS_OK)
        return s;
    if (j) {
        ERROR_AUTO why = {0};

        j->state = OUTBOX_WITHDRAWN;
        error_set(&why, STATUS_CANCELLED, N_("Taken back. Nothing was sent."), NULL);
        job_tell(j, &why, NULL, NULL);
        job_remove(j);
    }
    outbox_changed(d);
    outbox_kick(d); /* a later change of the same record may go now */
    return STATUS_OK;
}

static enum status act_queue_again(struct desk *d, const struct outbox_row *row, struct error *e)
{
    const struct outbox_change change = {.from = row->state, .to = OUTBOX_QUEUED};
    struct outbox_row *fresh = NULL;
    enum status s;

    if (row->needs_secret)
        return error_set(e, STATUS_INVALID, N_("Not sent: a new one-time code is needed."),
                         N_("Open the record and do it again; a new code is sent then."));
    if (!outbox_may_move(row->state, OUTBOX_QUEUED))
        return act_unfit(row, e);
    s = outbox_move(d->outbox, row->id, &change, e);
    if (s != STATUS_OK)
        return s;
    s = outbox_find(d->outbox, row->id, &fresh, e);
    if (s == STATUS_OK && !job_find(d, row->id) && !job_add(d, fresh))
        s = error_memory(e);
    outbox_row_free(&fresh);
    outbox_changed(d);
    outbox_kick(d);
    return s;
}

static enum status act_retry(struct desk *d, const struct outbox_row *row, struct error *e)
{
    struct job *j = job_find(d, row->id);

    if (row->state != OUTBOX_QUEUED && row->state != OUTBOX_ASKING && row->state != OUTBOX_SENDING)
        return act_queue_again(d, row, e);
    if (!j)
        return error_set(e, STATUS_CONFLICT, N_("Not tried: another program of yours goes on with it."),
                         NULL);
    if (!desk_may_ask(d))
        return error_set(e, STATUS_UNAUTHENTICATED, N_("Not tried: nobody is signed in."),
                         N_("Sign in; it goes on by itself then."));
    j->due = loop_now(d->loop);
    j->tries = 0;
    outbox_kick(d);
    return STATUS_OK;
}

enum status desk_outbox_act(struct desk *d, const char *order_id, const char *what, struct error *e)
{
    struct outbox_row *row = NULL;
    enum status s = outbox_find(d->outbox, order_id, &row, e);

    if (s != STATUS_OK)
        return s;
    if (!text_equal(row->profile, d->profile->name) || !text_equal(row->user, d->session.user))
        s = error_set1(e, STATUS_FORBIDDEN, N_("Not done: this was begun by %s."),
                       N_("Only that person can change it, after signing in."), row->user);
    else if (strcmp(what, "withdraw") == 0)
        s = act_withdraw(d, row, e);
    else if (strcmp(what, "retry") == 0)
        s = act_retry(d, row, e);
    else
        s = error_set(e, STATUS_UNSUPPORTED, N_("Not done: there is no such action."), NULL);
    outbox_row_free(&row);
    return s;
}

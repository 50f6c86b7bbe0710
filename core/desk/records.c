/* Records that changed through us: what shows them is asked for anew. */
#include "desk/outbox_private.h"

enum { RECORDS_QUIET_MS = 300, RECORDS_LATEST_MS = 5000 };

/* Many orders may end one after the other: lists and counts are asked for once, when it gets quiet. */
static void records_settled(void *data)
{
    struct desk *d = data;
    bool busy = false;

    d->records_clock = NULL;
    for (const struct job *j = d->jobs; j; j = j->next)
        busy = busy || await_busy(&j->call);
    if (busy && loop_now(d->loop) - d->records_since < RECORDS_LATEST_MS) {
        d->records_clock = loop_after(d->loop, RECORDS_QUIET_MS, records_settled, d);
        return;
    }
    if (!desk_may_ask(d))
        return;
    counts_stale(d);
    lists_records_changed(d);
}

void desk_record_changed(struct desk *d, const struct record_ref *ref)
{
    if (!desk_may_ask(d))
        return;
    pages_record_changed(d, ref);
    lists_record_changed(d, ref);
    if (d->records_clock)
        return;
    d->records_since = loop_now(d->loop);
    d->records_clock = loop_after(d->loop, RECORDS_QUIET_MS, records_settled, d);
}

/* Requests under way, the newest first: what the status line waits for and what Esc takes back. */
#include "desk/await.h"

#include "desk/desk_private.h"

void await_begin(struct await *a, struct desk *d, const char *what, const char *arg, void (*stop)(void *),
                 void *data)
{
    await_drop(a);
    a->desk = d;
    a->call = NULL;
    if (what)
        message_set(&a->what, what, arg ? 1 : 0, arg);
    a->since = loop_now(d->loop);
    a->stop = stop;
    a->data = data;
    a->next = d->awaits;
    d->awaits = a;
    if (what)
        desk_changed(d, DESK_LINE);
}

bool await_call(struct await *a, struct registry_call *call)
{
    a->call = call;
    if (!call)
        await_end(a);
    return call != NULL;
}

void await_end(struct await *a)
{
    struct desk *d = a->desk;
    struct await **at;

    if (!d)
        return;
    for (at = &d->awaits; *at && *at != a;)
        at = &(*at)->next;
    if (*at)
        *at = a->next;
    if (a->what.id)
        desk_changed(d, DESK_LINE);
    message_clear(&a->what);
    a->desk = NULL;
    a->call = NULL;
    a->next = NULL;
}

void await_drop(struct await *a)
{
    struct desk *d = a->desk;
    struct registry_call *call = a->call;

    await_end(a);
    if (call)
        d->ops->cancel(d->registry, call);
}

const struct message *desk_awaited(const struct desk *d, int64_t *since)
{
    const struct await *found = NULL;

    for (const struct await *a = d->awaits; a; a = a->next)
        if (a->what.id && (!found || (!found->stop && a->stop)))
            found = a;
    if (!found)
        return NULL;
    if (since)
        *since = found->since;
    return &found->what;
}

bool desk_cancel_newest(struct desk *d)
{
    for (struct await *a = d->awaits; a; a = a->next)
        if (a->what.id && a->stop) {
            a->stop(a->data);
            return true;
        }
    return false;
}

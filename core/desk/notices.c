/* Sentences for the status line, and what is known of the line to the registry. */
#include "desk/desk_private.h"

#include "base/catalog.h"

void desk_notice_set(struct desk *d, const struct message *sentence, enum tone tone,
                     const struct error *story)
{
    struct notice *n = &d->notice;

    message_copy(&n->sentence, sentence);
    n->tone = tone;
    if (story && story->status != STATUS_OK)
        error_copy(&n->story, story);
    else
        error_clear(&n->story);
    n->serial++;
    d->noticed = true;
    desk_changed(d, DESK_NOTICE);
}

const struct notice *desk_notice(const struct desk *d)
{
    return d->noticed ? &d->notice : NULL;
}

void desk_notice_error(struct desk *d, const struct error *e)
{
    desk_notice_set(d, &e->what, TONE_BAD, e);
}

void desk_notice_text(struct desk *d, enum tone tone, const char *id, const char *arg)
{
    struct message m = {0};

    message_set(&m, id, arg ? 1 : 0, arg);
    desk_notice_set(d, &m, tone, NULL);
    message_clear(&m);
}

enum desk_line desk_line(const struct desk *d)
{
    return d->line;
}

static void line_up(void *data)
{
    struct desk *d = data;

    d->settle = NULL;
    session_line_up(d);
    outbox_line_up(d);
    lists_line_up(d);
    pages_resume(d, false);
    texts_resume(d, false);
    tasks_resume(d);
    counts_pump(d);
}

void desk_line_event(void *data, enum net_line line)
{
    struct desk *d = data;
    enum desk_line was = d->line;

    d->line = line == NET_LINE_OFFLINE ? DESK_OFFLINE : line == NET_LINE_SLOW ? DESK_SLOW : DESK_ONLINE;
    if (d->line == was)
        return;
    desk_changed(d, DESK_LINE);
    /* in the next pass: the client is in the middle of telling us */
    if (was == DESK_OFFLINE && !d->settle)
        d->settle = loop_after(d->loop, 0, line_up, d);
}

/* Sentences for the status line, and what is known of the line to the registry. */
#include "desk/desk_private.h"

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

static void line_up(void *data)
{
    struct desk *d = data;

    d->settle = NULL;
    d->news->line_up(d);
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

/* What every screen does the same way: saying things on line 22. */
#include "tui/screen/screen.h"

void host_say(struct host *host, enum tone tone, const char *id, const char *arg)
{
    struct message m = {0};
    message_set(&m, id, arg ? 1 : 0, arg);
    if (host->desk)
        desk_notice_set(host->desk, &m, tone, NULL);
    message_clear(&m);
    host_dirty(host);
}

void host_fail(struct host *host, const struct error *e)
{
    if (host->desk)
        desk_notice_set(host->desk, &e->what, TONE_BAD, e);
    host_dirty(host);
}

/* Is the line alive? Judged from how requests end and how long the first byte takes; nothing is sent to find
 * out. */
#include "net/private.h"

enum { SLOW_MS = 1500, FAST_MS = 900 };

static void line_set(struct net *net, enum net_line line)
{
    if (net->line == line)
        return;
    net->line = line;
    if (net->line_fn)
        net->line_fn(net->line_data, line);
}

void net_line_note(struct net *net, enum status status, int latency_ms)
{
    if (status == STATUS_OFFLINE || status == STATUS_UNKNOWN) {
        line_set(net, NET_LINE_OFFLINE);
        return;
    }
    if (status == STATUS_TLS || latency_ms < 0)
        return;
    net->smooth_ms = net->smooth_ms ? (net->smooth_ms * 3 + latency_ms) / 4 : latency_ms;
    /* Two thresholds, so that the word in the header does not flicker. */
    if (net->smooth_ms > SLOW_MS || (net->line == NET_LINE_SLOW && net->smooth_ms > FAST_MS))
        line_set(net, NET_LINE_SLOW);
    else
        line_set(net, NET_LINE_ONLINE);
}

enum net_line net_line(const struct net *net)
{
    return net->line;
}

void net_watch_line(struct net *net, void (*fn)(void *data, enum net_line), void *data)
{
    net->line_fn = fn;
    net->line_data = data;
}

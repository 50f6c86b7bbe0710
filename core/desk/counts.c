/* Counts of lists for the home screen: asked two at a time, kept with their age, shown from the cache at
 * first. */
#include "desk/desk_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "config/config.h"

enum { COUNTS_AT_ONCE = 2, COUNT_LIFE_MS = 60 * 1000, COUNT_PAUSE_MS = 30 * 1000 };

struct count {
    struct count *next;
    struct desk *desk;
    char *list;
    struct desk_count told;
    bool wanted; /* somebody looked at it since it grew old */
    int64_t due; /* steady ms: not asked before */
    struct await call;
};

static int64_t count_life(const struct desk *d)
{
    long seconds = config_number(d->config, OPTION_REFRESH_SECONDS);

    return seconds > 0 ? seconds * 1000 : COUNT_LIFE_MS;
}

static void counts_due(void *data)
{
    struct desk *d = data;

    d->counts_clock = NULL;
    if (!d->session.locked)
        desk_changed(d, DESK_COUNTS); /* whoever shows them asks again */
}

static void count_keep(struct desk *d, const struct count *c)
{
    char value[64];

    snprintf(value, sizeof value, "%ld %lld", c->told.total, (long long)c->told.oldest);
    cache_put(d->cache, desk_scope(d), "count", c->list, value);
}

static void counted(void *data, enum status s, const struct error *e, long total, int64_t oldest)
{
    struct count *c = data;
    struct desk *d = c->desk;

    (void)e;
    await_end(&c->call);
    c->wanted = false;
    if (s == STATUS_OK) {
        c->told = (struct desk_count){.total = total, .oldest = oldest, .as_of = clock_wall()};
        c->due = loop_now(d->loop) + count_life(d);
        count_keep(d, c);
    } else {
        c->due = loop_now(d->loop) + COUNT_PAUSE_MS;
    }
    desk_changed(d, DESK_COUNTS);
    counts_pump(d);
    if (!d->counts_clock)
        d->counts_clock = loop_after(d->loop, count_life(d), counts_due, d);
}

void counts_pump(struct desk *d)
{
    int busy = 0;

    if (!desk_may_ask(d))
        return;
    for (struct count *c = d->counts; c; c = c->next)
        busy += await_busy(&c->call);
    for (struct count *c = d->counts; c && busy < COUNTS_AT_ONCE; c = c->next) {
        if (!c->wanted || await_busy(&c->call) || loop_now(d->loop) < c->due)
            continue;
        await_begin(&c->call, d, NULL, NULL, NULL, NULL);
        if (await_call(&c->call, d->ops->count(d->registry, c->list, counted, c)))
            busy++;
        else
            c->due = loop_now(d->loop) + COUNT_PAUSE_MS;
    }
}

static void count_remember(struct desk *d, struct count *c)
{
    AUTO_FREE char *value = cache_get(d->cache, desk_scope(d), "count", c->list, NULL);
    char *end;
    long total;
    long long oldest;

    if (!value)
        return;
    total = strtol(value, &end, 10);
    oldest = *end == ' ' ? strtoll(end + 1, &end, 10) : -1;
    if (total < -1 || oldest < 0 || *end)
        return;
    c->told.total = total;
    c->told.oldest = oldest;
}

static struct count *count_of(struct desk *d, const char *list)
{
    struct count *c;

    for (c = d->counts; c; c = c->next)
        if (strcmp(c->list, list) == 0)
            return c;
    c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->desk = d;
    c->told.total = -1;
    c->list = text_dup(list);
    if (!c->list) {
        free(c);
        return NULL;
    }
    if (d->session.user)
        count_remember(d, c);
    c->next = d->counts;
    d->counts = c;
    return c;
}

const struct desk_count *desk_count(struct desk *d, const char *list)
{
    static const struct desk_count unknown = {.total = -1};
    struct count *c = count_of(d, list);
    const struct list_def *def;

    if (!c)
        return &unknown;
    if (locals_find(list)) {
        locals_count(d, list, &c->told);
        return &c->told;
    }
    def = description_list(d->description, list);
    if (def && def->countable && !c->wanted && loop_now(d->loop) >= c->due) {
        c->wanted = true;
        counts_pump(d);
    }
    return &c->told;
}

void counts_stale(struct desk *d)
{
    for (struct count *c = d->counts; c; c = c->next)
        c->due = 0;
    desk_changed(d, DESK_COUNTS);
}

void desk_counts_refresh(struct desk *d)
{
    for (struct count *c = d->counts; c; c = c->next) {
        c->due = 0;
        c->wanted = !locals_find(c->list);
    }
    counts_pump(d);
    desk_changed(d, DESK_COUNTS);
}

void counts_stop(struct desk *d)
{
    for (struct count *c = d->counts; c; c = c->next) {
        await_drop(&c->call);
        c->wanted = false;
    }
}

void counts_close(struct desk *d)
{
    loop_stop(d->loop, &d->counts_clock);
    while (d->counts) {
        struct count *c = d->counts;

        d->counts = c->next;
        await_drop(&c->call);
        free(c->list);
        free(c);
    }
}

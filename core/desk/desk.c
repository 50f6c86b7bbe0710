/* One desk: its stores, its adapter and what is lent to it; events, and what happens to all rooms at once. */
#include "desk/desk_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/text.h"
#include "config/folders.h"
#include "desk/outbox_private.h"

enum {
    OUTBOX_KEEP_DAYS = 60,
    CACHE_KEEP_DAYS = 30,
};

/* --- what is lent to the adapter --- */

/* Dictionaries and the like belong to the registry, not to one person. */
static struct cache_scope registry_scope(const struct desk *d)
{
    return (struct cache_scope){.profile = d->profile->name, .user = ""};
}

static char *lend_cache_get(void *data, const char *key, int64_t *age)
{
    struct desk *d = data;
    int64_t at = 0;
    char *value = cache_get(d->cache, registry_scope(d), "registry", key, &at);

    if (age)
        *age = value && clock_wall() > at ? clock_wall() - at : 0;
    return value;
}

static void lend_cache_put(void *data, const char *key, const char *value)
{
    struct desk *d = data;

    cache_put(d->cache, registry_scope(d), "registry", key, value);
}

static int64_t lend_uploaded(void *data, const struct record_ref *ref, const char *type)
{
    struct desk *d = data;
    AUTO_FREE char *part = text_format("\"%s\"", type);

    if (!part || !ref->kind || !ref->id)
        return 0;
    return outbox_done_at(d->outbox, d->profile->name, "upload", ref->kind, ref->id, part);
}

static void lend_session_lost(void *data, const struct error *why)
{
    session_end(data, why);
}

static void lend_described(void *data)
{
    struct desk *d = data;

    if (!d->registry || d->session.phase == PHASE_OUT)
        return;
    d->description = d->ops->describe(d->registry);
    for (struct job *j = d->jobs; j; j = j->next)
        if (!await_busy(&j->call))
            outbox_kick(d);
    desk_changed(d, DESK_DESCRIPTION | DESK_LISTS | DESK_COUNTS | DESK_TASKS);
}

/* --- all rooms at once --- */

static void desk_resume(struct desk *d)
{
    tasks_resume(d);
    pages_resume(d, false);
    texts_resume(d, false);
    lists_resume(d);
    counts_stale(d);
    counts_pump(d);
}

static void desk_reopen(struct desk *d)
{
    tasks_reopen(d);
    counts_close(d);
    lists_reopen(d);
    pages_resume(d, true);
    texts_resume(d, true);
}

static void desk_quiet(struct desk *d)
{
    outbox_stop(d);
    outbox_codes_forget(d);
    tasks_stop(d);
    counts_stop(d);
    lists_stop(d);
    pages_stop(d);
    texts_stop(d);
}

/* Signed in; `same`: as the person whose work is on the screens. */
static void desk_signed_in(struct desk *d, bool same)
{
    lock_begin(d);
    renew_schedule(d);
    outbox_signed_in(d);
    if (same)
        desk_resume(d);
    else
        desk_reopen(d);
}

static void desk_stopped(struct desk *d, bool on_purpose)
{
    if (on_purpose)
        desk_quiet(d);
    else
        outbox_stop(d);
}

static void desk_line_up(struct desk *d)
{
    session_line_up(d);
    renew_line_up(d);
    outbox_line_up(d);
    lists_line_up(d);
    pages_resume(d, false);
    texts_resume(d, false);
    tasks_resume(d);
    counts_pump(d);
}

static void desk_registry_open(struct desk *d)
{
    const struct registry_env env = {.loop = d->loop,
                                     .net = d->net,
                                     .log = d->log,
                                     .profile = d->profile,
                                     .cache_get = lend_cache_get,
                                     .cache_put = lend_cache_put,
                                     .uploaded = lend_uploaded,
                                     .session_lost = lend_session_lost,
                                     .described = lend_described,
                                     .data = d};
    ERROR_AUTO e = {0};

    if (d->ops->open(&env, &d->registry, &e) != STATUS_OK) {
        d->registry = NULL;
        error_copy(&d->session.error, &e);
        d->session.failed = true;
        desk_changed(d, DESK_SESSION);
        return;
    }
    if (d->session.phase == PHASE_STARTING)
        d->session.phase = d->session.user ? PHASE_LOST : PHASE_OUT;
    session_begin(d, false);
}

static void desk_registry_close(struct desk *d)
{
    struct session *s = &d->session;

    desk_quiet(d);
    await_drop(&s->walk);
    await_drop(&s->renew);
    loop_stop(d->loop, &s->again);
    loop_stop(d->loop, &s->losing);
    loop_stop(d->loop, &s->renew_clock);
    step_free(&s->step);
    form_free(&s->form);
    s->phase = PHASE_STARTING;
    d->description = NULL;
    if (d->registry)
        d->ops->close(&d->registry);
    d->registry = NULL;
    desk_changed(d, DESK_SESSION | DESK_DESCRIPTION);
}

static const struct desk_news desk_news = {
    .signed_in = desk_signed_in,
    .stopped = desk_stopped,
    .line_up = desk_line_up,
    .registry_up = desk_registry_open,
    .registry_down = desk_registry_close,
};

/* --- opening --- */

static enum status desk_open_stores(struct desk *d, struct error *e)
{
    AUTO_FREE char *data = folder_make(FOLDER_DATA, e);
    AUTO_FREE char *cache = data ? folder_make(FOLDER_CACHE, NULL) : NULL;
    AUTO_FREE char *state = data ? folder_make(FOLDER_STATE, NULL) : NULL;
    AUTO_FREE char *log = state ? text_format("%s/registrar.log", state) : NULL;
    ERROR_AUTO ignored = {0};
    enum status s;

    if (!data)
        return e->status;
    d->log = log_open(log);
    s = outbox_open(data, &d->outbox, e);
    if (s == STATUS_OK)
        s = printlog_open(data, &d->printlog, e);
    if (s == STATUS_OK)
        s = audit_open(data, &d->audit, e);
    if (s == STATUS_OK && (!cache || cache_open(cache, &d->cache, &ignored) != STATUS_OK)) {
        d->cache = NULL; /* only slower */
        log_line(d->log, "desk", "no cache: %s", status_name(ignored.status));
    }
    return s;
}

static enum status desk_open_net(struct desk *d, struct error *e)
{
    const struct net_policy policy = {.ca_file = text_empty(d->profile->ca_file) ? NULL : d->profile->ca_file,
                                      .log = d->log};
    enum status s = net_new(d->loop, &policy, &d->net, e);

    if (s == STATUS_OK)
        net_watch_line(d->net, desk_line_event, d);
    return s;
}

/* Rows that a program which is gone left on its way, and rows that are long over. */
static enum status desk_recover(struct desk *d, struct error *e)
{
    const int64_t day = INT64_C(24) * 3600 * 1000;
    size_t n = 0;
    enum status s = outbox_recover(d->outbox, &n, e);

    if (s != STATUS_OK)
        return s;
    if (n)
        log_line(d->log, "outbox", "%zu rows of an earlier run are asked about", n);
    outbox_forget(d->outbox, clock_wall() - OUTBOX_KEEP_DAYS * day, NULL, NULL);
    cache_forget(d->cache, clock_wall() - CACHE_KEEP_DAYS * day);
    return STATUS_OK;
}

static enum status desk_start(struct desk *d, struct error *e)
{
    enum status s = desk_open_stores(d, e);

    if (s == STATUS_OK)
        s = desk_recover(d, e);
    if (s == STATUS_OK)
        s = desk_open_net(d, e);
    if (s == STATUS_OK)
        s = printing_open(d, e);
    if (s != STATUS_OK)
        return s;
    phone_watch(d);
    if (d->profile->start)
        return training_start(d, e);
    desk_registry_open(d);
    return STATUS_OK;
}

enum status desk_open_with(const struct registry_ops *ops, const struct desk_options *o, struct desk **out,
                           struct error *e)
{
    ERROR_AUTO mine = {0};
    struct desk *d = calloc(1, sizeof *d);
    enum status s;

    *out = NULL;
    if (!d)
        return error_memory(e);
    d->loop = o->loop;
    d->config = o->config;
    d->changed = o->changed;
    d->data = o->data;
    d->ops = ops;
    d->news = &desk_news;
    outbox_begin(d);
    d->helper_dir = text_dup(o->helper_dir);
    d->profile = profile_copy(o->profile);
    s = d->helper_dir && d->profile ? desk_start(d, &mine) : error_memory(&mine);
    if (s != STATUS_OK) {
        if (e)
            error_copy(e, &mine);
        desk_close(&d);
        return s;
    }
    *out = d;
    return STATUS_OK;
}

enum status desk_open(const struct desk_options *o, struct desk **out, struct error *e)
{
    const struct registry_ops *ops = registry_find(o->profile->registry);

    *out = NULL;
    if (!ops)
        return error_set1(e, STATUS_UNSUPPORTED, N_("Not opened: there is no registry of the kind \"%s\"."),
                          N_("Correct \"registry\" in the profile."), o->profile->registry);
    return desk_open_with(ops, o, out, e);
}

static void desk_close_rooms(struct desk *d)
{
    while (d->bulks)
        desk_bulk_close(&(struct desk_bulk *){d->bulks});
    while (d->tasks)
        desk_task_close(&(struct desk_task *){d->tasks});
    while (d->texts)
        desk_text_close(&(struct desk_text *){d->texts});
    while (d->pages)
        desk_page_close(&(struct desk_page *){d->pages});
    while (d->lists)
        desk_list_close(&(struct desk_list *){d->lists});
}

void desk_close(struct desk **desk)
{
    struct desk *d = *desk;

    if (!d)
        return;
    *desk = NULL;
    d->closing = true;
    desk_close_rooms(d);
    outbox_jobs_close(d);
    counts_close(d);
    printing_close(d);
    session_close(d);
    loop_stop(d->loop, &d->settle);
    loop_stop(d->loop, &d->records_clock);
    if (d->registry)
        d->ops->close(&d->registry);
    training_stop(d);
    phone_close(d);
    if (d->net) {
        net_watch_line(d->net, NULL, NULL);
        net_free(&d->net);
    }
    outbox_close(&d->outbox);
    printlog_close(&d->printlog);
    cache_close(&d->cache);
    audit_close(&d->audit);
    message_clear(&d->notice.sentence);
    error_clear(&d->notice.story);
    for (size_t i = 0; i < d->nwords; i++)
        free(d->words[i]);
    free(d->words);
    profile_free(&d->profile);
    free(d->helper_dir);
    if (d->log)
        log_close(&d->log);
    free(d);
}

/* Open records: fetched when opened, fetched again when they changed, the old page shown until then. */
#include "desk/desk_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/text.h"

struct desk_page {
    struct desk *desk;
    struct desk_page *next;
    struct record_ref ref;
    struct page *page;
    struct await call;
    struct error error;
    bool failed, local;
    int64_t as_of;
};

static bool ref_is_local(const struct record_ref *ref)
{
    return text_equal(ref->kind, "outbox") || text_equal(ref->kind, "print");
}

static void page_fail(struct desk_page *p, const struct error *e)
{
    if (e)
        error_copy(&p->error, e);
    else
        error_memory(&p->error);
    p->failed = true;
    desk_changed(p->desk, DESK_PAGES);
}

static void page_arrived(void *data, enum status s, const struct error *e, struct page *page)
{
    struct desk_page *p = data;

    await_end(&p->call);
    if (s != STATUS_OK || !page) {
        page_fail(p, e);
        return;
    }
    page_free(&p->page);
    p->page = page;
    p->as_of = clock_wall();
    p->failed = false;
    error_clear(&p->error);
    desk_changed(p->desk, DESK_PAGES);
}

static void page_stopped(void *data)
{
    struct desk_page *p = data;
    ERROR_AUTO e = {0};

    await_drop(&p->call);
    error_set(&e, STATUS_CANCELLED, N_("Not loaded: you stopped it."), N_("Refresh to load it."));
    page_fail(p, &e);
}

static void page_local(struct desk_page *p)
{
    ERROR_AUTO e = {0};
    struct page *made = locals_page(p->desk, &p->ref, &e);

    page_arrived(p, made ? STATUS_OK : e.status, &e, made);
}

static void page_ask(struct desk_page *p)
{
    struct desk *d = p->desk;

    if (p->local) {
        page_local(p);
        return;
    }
    if (!desk_may_ask(d)) {
        ERROR_AUTO e = {0};

        error_set(&e, STATUS_UNAUTHENTICATED, N_("Not loaded: nobody is signed in."),
                  N_("Sign in; it is loaded then."));
        page_fail(p, &e);
        return;
    }
    await_begin(&p->call, d, N_("Loading %s"), p->ref.label ? p->ref.label : p->ref.id, page_stopped, p);
    if (!await_call(&p->call, d->ops->open_record(d->registry, &p->ref, page_arrived, p)))
        page_fail(p, NULL);
}

struct desk_page *desk_page_open(struct desk *d, const struct record_ref *ref)
{
    struct desk_page *p = ref->kind && ref->id ? calloc(1, sizeof *p) : NULL;

    if (!p)
        return NULL;
    p->desk = d;
    record_ref_copy(&p->ref, ref);
    if (!p->ref.kind || !p->ref.id) {
        record_ref_clear(&p->ref);
        free(p);
        return NULL;
    }
    p->local = ref_is_local(ref);
    p->next = d->pages;
    d->pages = p;
    page_ask(p);
    return p;
}

void desk_page_close(struct desk_page **page)
{
    struct desk_page *p = *page, **at;

    if (!p)
        return;
    *page = NULL;
    await_drop(&p->call);
    for (at = &p->desk->pages; *at && *at != p;)
        at = &(*at)->next;
    if (*at)
        *at = p->next;
    page_free(&p->page);
    record_ref_clear(&p->ref);
    error_clear(&p->error);
    free(p);
}

const struct page *desk_page(const struct desk_page *p)
{
    return p->page;
}

bool desk_page_loading(const struct desk_page *p)
{
    return await_busy(&p->call);
}

const struct error *desk_page_error(const struct desk_page *p)
{
    return p->failed ? &p->error : NULL;
}

int64_t desk_page_as_of(const struct desk_page *p)
{
    return p->as_of;
}

void desk_page_refresh(struct desk_page *p)
{
    await_drop(&p->call);
    page_ask(p);
}

static bool page_waits(const struct desk_page *p)
{
    return p->failed && (p->error.status == STATUS_UNAUTHENTICATED || p->error.status == STATUS_OFFLINE);
}

void pages_resume(struct desk *d, bool all)
{
    for (struct desk_page *p = d->pages; p; p = p->next) {
        if (p->local || (!all && !page_waits(p)))
            continue;
        if (all)
            page_free(&p->page);
        desk_page_refresh(p);
    }
}

void pages_stop(struct desk *d)
{
    for (struct desk_page *p = d->pages; p; p = p->next)
        await_drop(&p->call);
}

void pages_locals_changed(struct desk *d)
{
    for (struct desk_page *p = d->pages; p; p = p->next)
        if (p->local)
            page_local(p);
}

void pages_record_changed(struct desk *d, const struct record_ref *ref)
{
    for (struct desk_page *p = d->pages; p; p = p->next)
        if (!p->local && record_ref_equal(&p->ref, ref))
            desk_page_refresh(p);
}

const struct page *pages_find(const struct desk *d, const struct record_ref *ref)
{
    for (const struct desk_page *p = d->pages; p; p = p->next)
        if (p->page && record_ref_equal(&p->ref, ref))
            return p->page;
    return NULL;
}

bool pages_loading(const struct desk *d, const struct record_ref *ref)
{
    for (const struct desk_page *p = d->pages; p; p = p->next)
        if (record_ref_equal(&p->ref, ref) && await_busy(&p->call))
            return true;
    return false;
}

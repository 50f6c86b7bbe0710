/* A form on its way to paper: fetched, made into pages, handed over, followed to its end; or saved. */
#include "desk/print_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/text.h"
#include "desk/files.h"

enum { COPIES_MAX = 99 };

void printing_changed(struct desk *d)
{
    lists_locals_changed(d, "local:printed");
    pages_locals_changed(d);
    desk_changed(d, DESK_PRINT | DESK_COUNTS);
}

/* --- papers --- */

struct paper *paper_new(struct desk *d, const struct record_ref *ref, const char *attachment)
{
    const struct page *page = pages_find(d, ref);
    struct paper *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    p->desk = d;
    p->copies = 1;
    record_ref_set(&p->ref, ref->kind, ref->id,
                   page && !text_empty(page->ref.label) ? page->ref.label : ref->label);
    p->attachment = text_dup(attachment);
    p->next = d->printing->papers;
    d->printing->papers = p;
    return p;
}

void paper_free(struct paper *p)
{
    struct paper **at;

    await_drop(&p->call);
    document_cancel(&p->making);
    print_drop(&p->printing);
    for (at = &p->desk->printing->papers; *at && *at != p;)
        at = &(*at)->next;
    if (*at)
        *at = p->next;
    record_ref_clear(&p->ref);
    free(p->attachment);
    free(p->printer);
    free(p->media);
    free(p->path);
    free(p);
}

static const char *paper_name(const struct paper *p)
{
    return p->ref.label ? p->ref.label : p->ref.id;
}

static void paper_log(struct paper *p, enum print_state state, const struct message *what)
{
    ERROR_AUTO e = {0};

    if (printlog_update(p->desk->printlog, p->id, state, p->job, what, &e) != STATUS_OK &&
        e.status != STATUS_CONFLICT)
        desk_notice_error(p->desk, &e);
    p->logged = state;
    log_line(p->desk->log, "print", "%s: %s job %d", p->id, print_state_word(state), p->job);
    printing_changed(p->desk);
}

/* The end of a paper that came to nothing. */
static void paper_fail(struct paper *p, enum print_state state, const struct error *e)
{
    struct desk *d = p->desk;

    paper_log(p, state, &e->what);
    desk_notice_set(d, &e->what, state == PRINT_CANCELLED ? TONE_WARNING : TONE_BAD, e);
    paper_free(p);
}

/* --- the print service's news --- */

static enum print_state state_of_news(enum job_state s)
{
    switch (s) {
    case JOB_SENDING:
        return PRINT_HANDING;
    case JOB_QUEUED:
    case JOB_HELD:
        return PRINT_QUEUED;
    case JOB_DONE:
        return PRINT_PRINTED;
    case JOB_CANCELLED:
        return PRINT_CANCELLED;
    default:
        return job_state_final(s) ? PRINT_FAILED : PRINT_PRINTING;
    }
}

static enum tone tone_of_news(enum job_state s)
{
    switch (s) {
    case JOB_SENDING:
    case JOB_QUEUED:
    case JOB_PRINTING:
        return TONE_NONE;
    case JOB_DONE:
        return TONE_GOOD;
    default:
        return job_state_final(s) && s != JOB_CANCELLED ? TONE_BAD : TONE_WARNING;
    }
}

static void story_of_news(const struct print_news *news, struct error *story)
{
    if (tone_of_news(news->state) == TONE_NONE || news->state == JOB_DONE)
        return;
    story->status = news->final ? STATUS_BROKEN : STATUS_CONFLICT;
    message_copy(&story->what, &news->what);
    message_copy(&story->next, &news->next);
    if (!text_empty(news->detail))
        story->server = text_dup(news->detail);
}

static void paper_news(void *data, const struct print_news *news)
{
    struct paper *p = data;
    struct desk *d = p->desk;
    enum print_state state = state_of_news(news->state);
    bool turned = !p->said || news->state != p->news, numbered = news->job > 0 && news->job != p->job;
    ERROR_AUTO story = {0};

    p->said = true;
    p->news = news->state;
    if (news->job > 0)
        p->job = news->job;
    /* with a job number it is not "being handed over" any more, whatever the words are */
    if (state == PRINT_HANDING && p->job > 0)
        state = PRINT_QUEUED;
    if (turned || numbered || state != p->logged)
        paper_log(p, state, &news->what);
    if (turned) {
        story_of_news(news, &story);
        desk_notice_set(d, &news->what, tone_of_news(news->state), &story);
    }
    if (news->final) {
        p->printing = NULL;
        paper_free(p);
    }
}

void paper_follow(struct paper *p)
{
    ERROR_AUTO e = {0};

    if (print_follow(p->desk->loop, &p->desk->printing->prints, p->printer, NULL, p->job, paper_news, p,
                     &p->printing, &e) != STATUS_OK)
        paper_free(p); /* its row stays open: the next start follows it again */
}

static void paper_hand_over(struct paper *p, const struct document_pdf *pdf)
{
    struct desk *d = p->desk;
    AUTO_FREE char *title = text_format("registrar %s", paper_name(p));
    const struct job_order order = {.printer = p->printer,
                                    .title = title ? title : "registrar",
                                    .copies = p->copies,
                                    .media = p->media,
                                    .pdf = pdf->bytes,
                                    .n = pdf->n};
    struct message m = {0};
    ERROR_AUTO e = {0};

    message_set(&m, N_("Sending the pages to %s."), 1, p->printer);
    /* on disk before the print service hears of it: no paper without a row */
    if (printlog_update(d->printlog, p->id, PRINT_HANDING, 0, &m, &e) != STATUS_OK) {
        message_clear(&m);
        message_set(&e.next, N_("Nothing was printed."), 0);
        paper_fail(p, PRINT_FAILED, &e);
        return;
    }
    p->logged = PRINT_HANDING;
    message_clear(&m);
    if (print_submit(d->loop, &d->printing->prints, &order, paper_news, p, &p->printing, &e) != STATUS_OK)
        paper_fail(p, PRINT_FAILED, &e);
}

static void paper_save(struct paper *p, const struct document_pdf *pdf)
{
    struct desk *d = p->desk;
    struct message m = {0};
    ERROR_AUTO e = {0};

    if (files_save(p->path, pdf->bytes, pdf->n, p->replace, &e) != STATUS_OK) {
        paper_fail(p, PRINT_FAILED, &e);
        return;
    }
    message_set(&m, N_("Saved as %s."), 1, p->path);
    paper_log(p, PRINT_SAVED, &m);
    desk_notice_set(d, &m, TONE_GOOD, NULL);
    message_clear(&m);
    paper_free(p);
}

/* --- the pages --- */

static void paper_made(void *data, enum status s, const struct error *e, struct document_pdf *pdf)
{
    struct paper *p = data;

    p->making = NULL;
    await_end(&p->call);
    if (s != STATUS_OK) {
        paper_fail(p, PRINT_FAILED, e);
        return;
    }
    if (p->path)
        paper_save(p, pdf);
    else
        paper_hand_over(p, pdf);
    document_pdf_free(&pdf);
}

static void paper_stopped(void *data)
{
    struct paper *p = data;
    ERROR_AUTO e = {0};

    error_set(&e, STATUS_CANCELLED, N_("Not printed: you stopped it."), NULL);
    paper_fail(p, PRINT_CANCELLED, &e);
}

static void paper_fetched(void *data, enum status s, const struct error *e, const char *bytes, size_t n,
                          const char *type)
{
    struct paper *p = data;
    struct desk *d = p->desk;
    ERROR_AUTO mine = {0};

    await_end(&p->call);
    if (s != STATUS_OK) {
        paper_fail(p, PRINT_FAILED, e);
        return;
    }
    if (type && !text_starts(type, "text/html")) {
        error_set1(&mine, STATUS_UNSUPPORTED,
                   N_("Not printed: forms of the kind %s cannot be made into pages."), NULL, type);
        paper_fail(p, PRINT_FAILED, &mine);
        return;
    }
    await_begin(&p->call, d, N_("Making the pages of %s"), paper_name(p), paper_stopped, p);
    if (document_pdf(d->loop, &d->printing->documents, bytes, n, clock_wall(),
                     d->profile->training ? "TRAINING" : NULL, paper_made, p, &p->making, &mine) != STATUS_OK)
        paper_fail(p, PRINT_FAILED, &mine);
}

/* What the record's page calls the attachment. */
static const char *attachment_title(const struct desk *d, const struct record_ref *ref,
                                    const char *attachment)
{
    const struct page *page = pages_find(d, ref);

    for (size_t i = 0; page && i < page->nattachments; i++)
        if (text_equal(page->attachments[i].id, attachment))
            return page->attachments[i].title_text ? page->attachments[i].title_text
                                                   : page->attachments[i].title;
    return attachment;
}

static enum status paper_begin(struct paper *p, const char *reason, struct error *e)
{
    struct desk *d = p->desk;
    struct print_row row = {.profile = d->profile->name,
                            .user = d->session.user,
                            .kind = p->ref.kind,
                            .ref = p->ref.id,
                            .label = p->ref.label,
                            .attachment = p->attachment,
                            .title = (char *)attachment_title(d, &p->ref, p->attachment),
                            .printer = p->path ? p->path : p->printer,
                            .paper = p->media,
                            .copies = p->copies,
                            .reason = (char *)(text_empty(reason) ? NULL : reason)};
    enum status s = printlog_add(d->printlog, &row, PRINT_MAKING, p->id, e);

    if (s != STATUS_OK)
        return s;
    p->logged = PRINT_MAKING;
    await_begin(&p->call, d, N_("Loading the form of %s"), paper_name(p), paper_stopped, p);
    if (!await_call(&p->call, d->ops->fetch(d->registry, &p->ref, p->attachment, paper_fetched, p))) {
        struct message m = {0};

        error_memory(e);
        message_set(&m, N_("This computer has run out of memory."), 0);
        paper_log(p, PRINT_FAILED, &m);
        message_clear(&m);
        return STATUS_MEMORY;
    }
    printing_changed(d);
    return STATUS_OK;
}

/* --- what people ask for --- */

long desk_printed_before(const struct desk *d, const struct record_ref *ref, const char *attachment,
                         int64_t *last)
{
    const struct print_query q = {.profile = d->profile->name,
                                  .kind = ref->kind,
                                  .ref = ref->id,
                                  .attachment = attachment,
                                  .states = PRINT_BIT(PRINT_PRINTED) | PRINT_BIT(PRINT_HANDING) |
                                            PRINT_BIT(PRINT_QUEUED) | PRINT_BIT(PRINT_PRINTING)};
    int64_t newest = 0;
    long n = 0;

    if (printlog_count(d->printlog, &q, &n, &newest, NULL) != STATUS_OK)
        n = 0;
    if (last)
        *last = newest;
    return n;
}

static enum status order_check(const struct desk *d, const struct print_order *o, struct error *e)
{
    if (!desk_may_ask(d))
        return error_set(e, STATUS_UNAUTHENTICATED, N_("Not printed: nobody is signed in."),
                         N_("Sign in, then print."));
    if (text_empty(o->printer))
        return error_set(e, STATUS_INVALID, N_("Not printed: no printer was chosen."),
                         N_("Choose a printer."));
    if (o->copies < 1 || o->copies > COPIES_MAX)
        return error_set(e, STATUS_INVALID, N_("Not printed: between 1 and 99 copies can be made."), NULL);
    if (text_empty(o->reason) && desk_printed_before(d, o->ref, o->attachment, NULL) > 0)
        return error_set(e, STATUS_INVALID, N_("Not printed: this was printed before."),
                         N_("Say why it is printed again."));
    return STATUS_OK;
}

enum status desk_print(struct desk *d, const struct print_order *o, struct error *e)
{
    enum status s = order_check(d, o, e);
    struct paper *p;

    if (s != STATUS_OK)
        return s;
    p = paper_new(d, o->ref, o->attachment);
    if (!p)
        return error_memory(e);
    p->printer = text_dup(o->printer);
    p->media = text_dup(text_empty(o->paper) ? "iso_a4_210x297mm" : o->paper);
    p->copies = o->copies;
    s = p->printer && p->media && p->attachment && p->ref.id ? paper_begin(p, o->reason, e) : error_memory(e);
    if (s != STATUS_OK)
        paper_free(p);
    return s;
}

enum status desk_save_pdf(struct desk *d, const struct record_ref *ref, const char *attachment,
                          const char *path, bool replace, struct error *e)
{
    enum status s = files_check_target(path, replace, e);
    struct paper *p;

    if (s != STATUS_OK)
        return s;
    if (!desk_may_ask(d))
        return error_set(e, STATUS_UNAUTHENTICATED, N_("Not saved: nobody is signed in."),
                         N_("Sign in, then save."));
    p = paper_new(d, ref, attachment);
    if (!p)
        return error_memory(e);
    p->path = text_dup(path);
    p->replace = replace;
    s = p->path && p->attachment && p->ref.id ? paper_begin(p, NULL, e) : error_memory(e);
    if (s != STATUS_OK)
        paper_free(p);
    return s;
}

enum status desk_print_cancel(struct desk *d, const char *print_id, struct error *e)
{
    for (struct paper *p = d->printing->papers; p; p = p->next) {
        if (strcmp(p->id, print_id) != 0)
            continue;
        if (p->printing)
            print_cancel(p->printing);
        else
            paper_stopped(p);
        return STATUS_OK;
    }
    return error_set(e, STATUS_CONFLICT, N_("Not cancelled: this is not being printed from here now."), NULL);
}

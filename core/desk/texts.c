/* Attachments as readable lines: fetched once, laid out anew for every width. */
#include "desk/desk_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/text.h"
#include "document/document.h"

struct desk_text {
    struct desk *desk;
    struct desk_text *next;
    struct record_ref ref;
    char *attachment;
    int width;
    char *bytes;
    size_t n;
    char *program;
    struct document_service service;
    struct document_job *job;
    struct document_lines *lines;
    struct await call;
    struct error error;
    bool failed;
};

static void text_changed(struct desk_text *t)
{
    desk_changed(t->desk, DESK_PAGES);
}

static void text_fail(struct desk_text *t, const struct error *e)
{
    if (e)
        error_copy(&t->error, e);
    else
        error_memory(&t->error);
    t->failed = true;
    text_changed(t);
}

static void text_laid_out(void *data, enum status s, const struct error *e, struct document_lines *lines)
{
    struct desk_text *t = data;

    t->job = NULL;
    if (s != STATUS_OK) {
        text_fail(t, e);
        return;
    }
    document_lines_free(&t->lines);
    t->lines = lines;
    t->failed = false;
    error_clear(&t->error);
    text_changed(t);
}

/* Plain text becomes a document too: one way to clean, wrap and bound what is shown. */
static char *plain_as_html(const char *bytes, size_t n, size_t *out_n)
{
    TEXT_AUTO html;

    text_init(&html, LIMIT_FORM_HTML);
    text_add(&html, "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><pre>");
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '<')
            text_add(&html, "&lt;");
        else if (bytes[i] == '&')
            text_add(&html, "&amp;");
        else if (bytes[i])
            text_add_char(&html, bytes[i]);
    }
    text_add(&html, "</pre></body></html>");
    *out_n = html.len;
    return text_take(&html);
}

static void text_lay_out(struct desk_text *t)
{
    ERROR_AUTO e = {0};

    document_cancel(&t->job);
    if (document_text(t->desk->loop, &t->service, t->bytes, t->n, t->width, text_laid_out, t, &t->job, &e) !=
        STATUS_OK)
        text_fail(t, &e);
}

static void text_arrived(void *data, enum status s, const struct error *e, const char *bytes, size_t n,
                         const char *type)
{
    struct desk_text *t = data;
    bool plain = type && text_starts(type, "text/") && !text_starts(type, "text/html");

    await_end(&t->call);
    if (s != STATUS_OK) {
        text_fail(t, e);
        return;
    }
    free(t->bytes);
    t->n = n;
    t->bytes = plain ? plain_as_html(bytes, n, &t->n) : text_dup_n(bytes, n);
    if (!t->bytes) {
        text_fail(t, NULL);
        return;
    }
    text_lay_out(t);
}

static void text_stopped(void *data)
{
    struct desk_text *t = data;
    ERROR_AUTO e = {0};

    await_drop(&t->call);
    error_set(&e, STATUS_CANCELLED, N_("Not loaded: you stopped it."), N_("Go back and open it again."));
    text_fail(t, &e);
}

static void text_ask(struct desk_text *t)
{
    struct desk *d = t->desk;

    if (!desk_may_ask(d)) {
        ERROR_AUTO e = {0};

        error_set(&e, STATUS_UNAUTHENTICATED, N_("Not loaded: nobody is signed in."),
                  N_("Sign in; it is loaded then."));
        text_fail(t, &e);
        return;
    }
    await_begin(&t->call, d, N_("Loading the form of %s"), t->ref.label ? t->ref.label : t->ref.id,
                text_stopped, t);
    if (!await_call(&t->call, d->ops->fetch(d->registry, &t->ref, t->attachment, text_arrived, t)))
        text_fail(t, NULL);
}

static void text_destroy(struct desk_text *t)
{
    await_drop(&t->call);
    document_cancel(&t->job);
    document_lines_free(&t->lines);
    record_ref_clear(&t->ref);
    error_clear(&t->error);
    free(t->attachment);
    free(t->program);
    if (t->bytes)
        secret_wipe(t->bytes, t->n);
    free(t->bytes);
    free(t);
}

struct desk_text *desk_text_open(struct desk *d, const struct record_ref *ref, const char *attachment,
                                 int width)
{
    struct desk_text *t = calloc(1, sizeof *t);

    if (!t)
        return NULL;
    t->desk = d;
    t->width = width;
    record_ref_copy(&t->ref, ref);
    t->attachment = text_dup(attachment);
    t->program = text_format("%s/registrar-document", d->helper_dir);
    t->service.helper = t->program;
    if (!t->attachment || !t->program || !t->ref.id) {
        text_destroy(t);
        return NULL;
    }
    t->next = d->texts;
    d->texts = t;
    text_ask(t);
    return t;
}

void desk_text_close(struct desk_text **text)
{
    struct desk_text *t = *text, **at;

    if (!t)
        return;
    *text = NULL;
    for (at = &t->desk->texts; *at && *at != t;)
        at = &(*at)->next;
    if (*at)
        *at = t->next;
    text_destroy(t);
}

void desk_text_width(struct desk_text *t, int width)
{
    if (width == t->width)
        return;
    t->width = width;
    if (t->bytes)
        text_lay_out(t);
}

size_t desk_text_lines(const struct desk_text *t)
{
    return t->lines ? t->lines->n : 0;
}

const char *desk_text_line(const struct desk_text *t, size_t i, enum line_style *style)
{
    static const enum line_style styles[] = {
        [DOCUMENT_NORMAL] = LINE_NORMAL, [DOCUMENT_BOLD] = LINE_BOLD, [DOCUMENT_HEADING] = LINE_HEADING};

    if (i >= desk_text_lines(t))
        return NULL;
    if (style)
        *style = styles[t->lines->items[i].style];
    return t->lines->items[i].text;
}

bool desk_text_loading(const struct desk_text *t)
{
    return await_busy(&t->call) || t->job;
}

const struct error *desk_text_error(const struct desk_text *t)
{
    return t->failed ? &t->error : NULL;
}

void texts_resume(struct desk *d, bool all)
{
    for (struct desk_text *t = d->texts; t; t = t->next) {
        bool waits =
            t->failed && (t->error.status == STATUS_UNAUTHENTICATED || t->error.status == STATUS_OFFLINE);

        if (!all && !waits)
            continue;
        if (all)
            document_lines_free(&t->lines);
        document_cancel(&t->job);
        text_ask(t);
    }
}

void texts_stop(struct desk *d)
{
    for (struct desk_text *t = d->texts; t; t = t->next)
        await_drop(&t->call);
}

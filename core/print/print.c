/* Runs registrar-print for one job and turns its lines into news. */
#include "print/print.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/catalog.h"
#include "base/child.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"
#include "print/private.h"
#include "print/protocol.h"

static void job_free(struct print_job *job)
{
    free(job->label);
    free(job);
}

/* Tells the owner; a final news ends the job, and so does an owner that drops it meanwhile. */
static void news_send(struct print_job *job, const struct message *what, const char *detail)
{
    struct print_news news = {
        .state = job->state, .job = job->number, .sheets = job->sheets, .final = job_state_final(job->state)};
    AUTO_FREE char *clean = utf8_clean(detail ? detail : "", detail ? strlen(detail) : 0, 512, false);
    news.detail = clean ? clean : "";
    print_sentence(job->state, job->label, news.detail, &news.what, &news.next);
    if (what)
        message_copy(&news.what, what);
    job->busy = true;
    job->ended = news.final;
    job->news(job->data, &news);
    job->busy = false;
    message_clear(&news.what);
    message_clear(&news.next);
    if (news.final || job->dropped) {
        child_drop(&job->child);
        job_free(job);
    }
}

static void news_lost(struct print_job *job)
{
    job->state = JOB_LOST;
    news_send(job, NULL, "");
}

static void cancel_send(struct print_job *job)
{
    AUTO_FREE char *line = text_format("{\"op\":\"cancel\",\"job\":%d}\n", job->number);
    job->cancel = false;
    if (line)
        child_send(job->child, line, strlen(line));
}

static void on_job_reply(struct print_job *job, const json_t *reply)
{
    enum job_state state;
    json_int_t number = json_integer_value(json_object_get(reply, "job"));
    json_int_t sheets = json_integer_value(json_object_get(reply, "sheets"));
    if (!job_state_find(json_string_value(json_object_get(reply, "state")), &state) || number <= 0 ||
        number > 0x7fffffff) {
        news_lost(job);
        return;
    }
    job->state = state;
    job->number = (int)number;
    job->sheets = sheets > 0 && sheets < 1000000 ? (int)sheets : 0;
    if (job->cancel && !job_state_final(state))
        cancel_send(job);
    news_send(job, NULL, json_string_value(json_object_get(reply, "detail")));
}

static void on_error_reply(struct print_job *job, const json_t *reply)
{
    enum job_state state;
    if (!job_state_find(json_string_value(json_object_get(reply, "state")), &state) ||
        !job_state_final(state)) {
        news_lost(job);
        return;
    }
    job->state = state;
    news_send(job, NULL, json_string_value(json_object_get(reply, "detail")));
}

static void on_uncancelled(struct print_job *job, const json_t *reply)
{
    struct message what = {0};
    const char *detail = json_string_value(json_object_get(reply, "detail"));
    AUTO_FREE char *clean = utf8_clean(detail ? detail : "", detail ? strlen(detail) : 0, 512, false);
    message_set(&what, N_("Not cancelled: the print service refused (%s)."), 1, clean ? clean : "");
    news_send(job, &what, detail);
    message_clear(&what);
}

static void on_line(void *data, const char *line, size_t n)
{
    static const struct {
        const char *name;
        void (*take)(struct print_job *, const json_t *);
    } replies[] = {{"job", on_job_reply}, {"error", on_error_reply}, {"uncancelled", on_uncancelled}};
    struct print_job *job = data;
    json_t *reply = n <= LIMIT_LINE ? json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const char *name = json_string_value(json_object_get(reply, "reply"));
    void (*take)(struct print_job *, const json_t *) = NULL;
    for (size_t i = 0; name && i < sizeof replies / sizeof *replies; i++)
        if (!strcmp(name, replies[i].name))
            take = replies[i].take;
    if (take)
        take(job, reply); /* the job may be gone afterwards */
    else
        news_lost(job);
    json_decref(reply);
}

/* The helper ended before the job did. */
static void on_end(void *data, int code, struct text *out, struct text *err)
{
    struct print_job *job = data;
    (void)code;
    (void)out;
    (void)err;
    job->child = NULL;
    news_lost(job);
}

enum status print_start(struct loop *loop, const struct print_service *service, const char *input, size_t n,
                        const struct print_start *start, struct print_job *job, struct error *e)
{
    const char *argv[] = {service->helper, NULL};
    AUTO_FREE char *server = service->server ? text_format("CUPS_SERVER=%s", service->server) : NULL;
    const char *envp[] = {server, NULL};
    const struct child_options options = {
        .path = service->helper,
        .argv = argv,
        .envp = envp,
        .out_max = start->out_max,
        .timeout_ms = start->timeout_ms,
        .lines = start->events.line != NULL,
        .guard = start->guard,
    };
    if (service->server && !server)
        return error_memory(e);
    return child_start(loop, &options, input, n, &start->events, &job->child, e);
}

static struct print_job *job_new(const char *label, print_news_fn fn, void *data)
{
    struct print_job *job = calloc(1, sizeof *job);
    if (job)
        job->label = text_dup(label);
    if (!job || !job->label) {
        free(job);
        return NULL;
    }
    job->news = fn;
    job->data = data;
    job->state = JOB_SENDING;
    return job;
}

/* Starts the helper with a first line and perhaps the pages behind it. */
static enum status job_start(struct loop *loop, const struct print_service *service, json_t *line,
                             const char *pdf, size_t n, struct print_job *job, struct error *e)
{
    const struct print_start start = {
        .events = {.line = on_line, .end = on_end, .data = job}, .out_max = LIMIT_REPLY, .guard = true};
    AUTO_FREE char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    AUTO_FREE char *whole = text ? text_format("%s\n", text) : NULL;
    json_decref(line);
    if (!whole)
        return error_memory(e);
    enum status s = print_start(loop, service, whole, strlen(whole), &start, job, e);
    if (!s && n && child_send(job->child, pdf, n) == STATUS_LIMIT) {
        child_drop(&job->child); /* nothing was sent: the helper waits for all pages first */
        return error_memory(e);
    }
    /* a helper that is gone already tells so by its end */
    return s;
}

static enum status order_check(const struct job_order *order, struct error *e)
{
    size_t name = order->printer ? strlen(order->printer) : 0;
    if (!name || name > PRINT_NAME_MAX || !utf8_valid(order->printer, name))
        return error_set(e, STATUS_INVALID, N_("Not printed: no printer was chosen."),
                         N_("Choose a printer, or save the form to a file."));
    if (order->copies < 1 || order->copies > PRINT_COPIES_MAX)
        return error_set(e, STATUS_INVALID, N_("Not printed: the number of copies must be 1 to 99."), NULL);
    if (text_empty(order->media) || strlen(order->media) > 120)
        return error_set(e, STATUS_INVALID, N_("Not printed: no paper size was chosen."), NULL);
    if (order->n > LIMIT_PDF)
        return error_set(e, STATUS_LIMIT, N_("Not printed: the pages are larger than this program accepts."),
                         NULL);
    if (order->n < 8 || memcmp(order->pdf, "%PDF-", 5) != 0)
        return error_set(e, STATUS_INVALID, N_("Not printed: the pages are not a PDF."), NULL);
    return STATUS_OK;
}

enum status print_submit(struct loop *loop, const struct print_service *service,
                         const struct job_order *order, print_news_fn fn, void *data, struct print_job **out,
                         struct error *e)
{
    *out = NULL;
    enum status s = order_check(order, e);
    if (s)
        return s;
    const char *title = text_empty(order->title) ? "registrar" : order->title;
    AUTO_FREE char *clean = utf8_clean(title, strlen(title), PRINT_TITLE_MAX, false);
    struct print_job *job = clean ? job_new(order->label ? order->label : order->printer, fn, data) : NULL;
    if (!job)
        return error_memory(e);
    json_t *line =
        json_pack("{s:s,s:s,s:s,s:i,s:s,s:I}", "op", "submit", "printer", order->printer, "title", clean,
                  "copies", order->copies, "media", order->media, "bytes", (json_int_t)order->n);
    s = job_start(loop, service, line, order->pdf, order->n, job, e);
    if (s)
        job_free(job);
    else
        *out = job;
    return s;
}

enum status print_follow(struct loop *loop, const struct print_service *service, const char *printer,
                         const char *label, int number, print_news_fn fn, void *data, struct print_job **out,
                         struct error *e)
{
    *out = NULL;
    if (text_empty(printer) || strlen(printer) > PRINT_NAME_MAX || number <= 0)
        return error_set(e, STATUS_INVALID, N_("Not followed: the job has no number."), NULL);
    struct print_job *job = job_new(label ? label : printer, fn, data);
    if (!job)
        return error_memory(e);
    job->number = number;
    job->state = JOB_QUEUED;
    json_t *line = json_pack("{s:s,s:s,s:i}", "op", "watch", "printer", printer, "job", number);
    enum status s = job_start(loop, service, line, NULL, 0, job, e);
    if (s)
        job_free(job);
    else
        *out = job;
    return s;
}

void print_cancel(struct print_job *job)
{
    if (job->number && job->child && !job->ended)
        cancel_send(job);
    else
        job->cancel = true; /* as soon as the print service has given it a number */
}

void print_drop(struct print_job **pj)
{
    struct print_job *job = *pj;
    *pj = NULL;
    if (!job || job->ended)
        return;
    if (job->busy) {
        job->dropped = true;
        return;
    }
    child_drop(&job->child);
    job_free(job);
}

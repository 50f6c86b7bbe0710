/* Runs registrar-document and turns its answers, and its failures, into results and sentences. */
#include "document/document.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/catalog.h"
#include "base/child.h"
#include "base/date.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"
#include "document/protocol.h"

struct document_job {
    struct child *child;
    document_lines_fn lines;
    document_pdf_fn pdf;
    void *data;
    bool ended; /* its owner is being told; a cancel from there changes nothing */
};

/* What the helper's error ids mean to a person; %s is the detail. */
static const struct failure {
    const char *id;
    enum status status;
    const char *what, *next;
} failures[] = {
    {"empty", STATUS_MALFORMED, N_("Not prepared: the form is empty."),
     N_("Open the request again. If the form stays empty, tell the registry's support.")},
    {"bad-encoding", STATUS_MALFORMED, N_("Not prepared: the form contains bytes that are not text."),
     N_("It can be read on the screen, but it cannot be an official paper. Tell the registry's support.")},
    {"too-large", STATUS_LIMIT, N_("Not prepared: the form is larger than this program accepts."),
     N_("Tell the registry's support. The request itself is not affected.")},
    {"too-deep", STATUS_LIMIT, N_("Not prepared: the form is nested deeper than this program accepts."),
     N_("Tell the registry's support. The request itself is not affected.")},
    {"too-complex", STATUS_LIMIT, N_("Not prepared: the form has more parts than this program accepts."),
     N_("Tell the registry's support. The request itself is not affected.")},
    {"too-long", STATUS_LIMIT, N_("Not prepared: the form has more pages than this program accepts."),
     N_("Tell the registry's support. The request itself is not affected.")},
    {"missing-font", STATUS_UNSUPPORTED, N_("Not prepared: the font file %s is missing."),
     N_("Install the package fonts-noto-core on this computer, then try again.")},
    {"missing-glyphs", STATUS_UNSUPPORTED, N_("Not prepared: no font can print these characters: %s."),
     N_("Nothing was printed. Correct the record, or tell the registry's support.")},
    {"memory", STATUS_MEMORY, N_("Not prepared: there was not enough memory to make the pages."),
     N_("Close other programs, then try again.")},
};

static const struct failure other = {
    NULL, STATUS_BROKEN, N_("Not prepared: the part of the program that makes pages failed: %s."),
    N_("Nothing was printed. Try again; if it fails again, tell your support.")};
static const struct failure crashed = {
    NULL, STATUS_BROKEN, N_("Not prepared: the part of the program that makes pages stopped unexpectedly."),
    N_("Nothing was printed. Try again; if it stops again, tell your support.")};
static const struct failure slow = {
    NULL, STATUS_BROKEN, N_("Not prepared: making the pages took too long."),
    N_("Nothing was printed. Try again; if it stays slow, tell your support.")};
static const struct failure nonsense = {
    NULL, STATUS_MALFORMED,
    N_("Not prepared: the part of the program that makes pages gave an unreadable answer."),
    N_("Nothing was printed. Try again; if it happens again, tell your support.")};

void document_lines_free(struct document_lines **pl)
{
    struct document_lines *l = *pl;
    for (size_t i = 0; l && i < l->n; i++)
        free(l->items[i].text);
    if (l)
        free(l->items);
    free(l);
    *pl = NULL;
}

void document_pdf_free(struct document_pdf **pp)
{
    if (*pp)
        free((*pp)->bytes);
    free(*pp);
    *pp = NULL;
}

static const struct failure *failure_find(const char *id)
{
    for (size_t i = 0; id && i < sizeof failures / sizeof *failures; i++)
        if (!strcmp(id, failures[i].id))
            return &failures[i];
    return NULL;
}

static enum status fail_as(struct error *e, const struct failure *f, const char *detail)
{
    if (!strstr(f->what, "%s"))
        return error_set(e, f->status, f->what, f->next);
    AUTO_FREE char *clean = utf8_clean(detail, strlen(detail), 512, false);
    return error_set1(e, f->status, f->what, f->next, clean ? clean : "");
}

/* The last JSON line of standard error; libraries may have written other lines before it. */
static json_t *report_read(const struct text *err)
{
    for (size_t at = err->len; at-- > 0;)
        if (err->data[at] == '{' && (!at || err->data[at - 1] == '\n'))
            return json_loads(err->data + at, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, NULL);
    return NULL;
}

static enum status report_fail(struct error *e, int code, const struct text *err)
{
    if (code == -SIGTERM || code == -SIGXCPU)
        return fail_as(e, &slow, "");
    if (code < 0)
        return fail_as(e, &crashed, "");
    json_t *report = report_read(err);
    const char *id = json_string_value(json_object_get(report, "error"));
    const char *detail = json_string_value(json_object_get(report, "detail"));
    const struct failure *known = failure_find(id);
    enum status s;
    if (known)
        s = fail_as(e, known, detail ? detail : "");
    else if (id)
        s = fail_as(e, &other, detail && *detail ? detail : id);
    else
        s = fail_as(e, &crashed, "");
    json_decref(report);
    return s;
}

static int count_of(const json_t *value)
{
    json_int_t n = json_integer_value(value);
    return n > 0 && n < 1000000 ? (int)n : 0;
}

static bool line_read(struct document_line *line, const json_t *from)
{
    static const char *const words[] = {"normal", "bold", "heading"};
    const json_t *text = json_object_get(from, "t");
    const char *style = json_string_value(json_object_get(from, "s"));
    int found = -1;
    for (int i = 0; style && i < 3; i++)
        if (!strcmp(style, words[i]))
            found = i;
    if (!json_is_string(text) || found < 0)
        return false;
    line->style = (enum document_style)found;
    line->text = utf8_clean(json_string_value(text), json_string_length(text), LIMIT_TEXT, false);
    return line->text != NULL;
}

static enum status lines_read(const struct text *out, struct document_lines **result, struct error *e)
{
    json_t *all = json_loadb(out->data, out->len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *list = json_object_get(all, "lines");
    size_t n = json_array_size(list);
    struct document_lines *lines = NULL;
    if (json_is_array(list) && n <= LIMIT_LINES)
        lines = calloc(1, sizeof *lines);
    if (lines)
        lines->items = calloc(n ? n : 1, sizeof *lines->items);
    for (size_t i = 0; lines && lines->items && i < n; i++, lines->n++)
        if (!line_read(&lines->items[i], json_array_get(list, i)))
            break;
    if (lines)
        lines->images = count_of(json_object_get(all, "images"));
    json_decref(all);
    if (lines && lines->items && lines->n == n) {
        *result = lines;
        return STATUS_OK;
    }
    document_lines_free(&lines);
    return fail_as(e, &nonsense, "");
}

static enum status pdf_read(struct text *out, const struct text *err, struct document_pdf **result,
                            struct error *e)
{
    json_t *report = report_read(err);
    int pages = count_of(json_object_get(report, "pages")),
        images = count_of(json_object_get(report, "images"));
    json_decref(report);
    if (!pages || out->len < 8 || memcmp(out->data, "%PDF-", 5) != 0)
        return fail_as(e, &nonsense, "");
    struct document_pdf *pdf = calloc(1, sizeof *pdf);
    if (!pdf)
        return error_memory(e);
    pdf->pages = pages;
    pdf->images = images;
    pdf->n = out->len;
    pdf->bytes = text_take(out);
    if (!pdf->bytes) {
        free(pdf);
        return error_memory(e);
    }
    *result = pdf;
    return STATUS_OK;
}

static void on_end(void *data, int code, struct text *out, struct text *err)
{
    struct document_job *job = data;
    struct document_lines *lines = NULL;
    struct document_pdf *pdf = NULL;
    enum status s;
    ERROR_AUTO e = {0};
    if (!text_ok(out))
        s = fail_as(&e, failure_find("too-long"), "");
    else if (code)
        s = report_fail(&e, code, err);
    else if (job->lines)
        s = lines_read(out, &lines, &e);
    else
        s = pdf_read(out, err, &pdf, &e);
    job->ended = true;
    if (job->lines)
        job->lines(job->data, s, &e, lines);
    else
        job->pdf(job->data, s, &e, pdf);
    free(job);
}

static enum status job_start(struct loop *loop, const struct document_service *service,
                             const char *const *argv, const char *html, size_t n, struct document_job *made,
                             struct document_job **out, struct error *e)
{
    *out = NULL;
    if (n > LIMIT_FORM_HTML)
        return fail_as(e, failure_find("too-large"), "");
    struct document_job *job = malloc(sizeof *job);
    if (!job)
        return error_memory(e);
    *job = *made;
    const struct child_options options = {
        .path = service->helper,
        .argv = argv,
        .out_max = LIMIT_HELPER_OUTPUT,
        .timeout_ms = TIMEOUT_HELPER,
    };
    const struct child_events events = {.end = on_end, .data = job};
    enum status s = child_start(loop, &options, html, n, &events, &job->child, e);
    if (s) {
        free(job);
        return s;
    }
    *out = job;
    return STATUS_OK;
}

enum status document_text(struct loop *loop, const struct document_service *service, const char *html,
                          size_t n, int width, document_lines_fn fn, void *data, struct document_job **out,
                          struct error *e)
{
    char columns[16];
    const char *argv[] = {service->helper, "--text", "--width", columns, NULL};
    struct document_job job = {.lines = fn, .data = data};
    if (width < DOCUMENT_WIDTH_MIN)
        width = DOCUMENT_WIDTH_MIN;
    if (width > DOCUMENT_WIDTH_MAX)
        width = DOCUMENT_WIDTH_MAX;
    snprintf(columns, sizeof columns, "%d", width);
    return job_start(loop, service, argv, html, n, &job, out, e);
}

enum status document_pdf(struct loop *loop, const struct document_service *service, const char *html,
                         size_t n, int64_t date, const char *mark, document_pdf_fn fn, void *data,
                         struct document_job **out, struct error *e)
{
    char when[25];
    const char *argv[12] = {service->helper, "--pdf", "--date", when};
    size_t at = 4;
    struct document_job job = {.pdf = fn, .data = data};
    instant_format(date, when);
    memcpy(when + 19, "Z", 2); /* whole seconds */
    if (mark) {
        argv[at++] = "--mark";
        argv[at++] = mark;
    }
    if (service->fonts) {
        argv[at++] = "--fonts";
        argv[at++] = service->fonts;
    }
    return job_start(loop, service, argv, html, n, &job, out, e);
}

void document_cancel(struct document_job **pj)
{
    struct document_job *job = *pj;
    *pj = NULL;
    if (!job || job->ended)
        return;
    child_drop(&job->child);
    free(job);
}

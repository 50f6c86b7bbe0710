/*
 * registrar-print: one conversation with the print service for one parent, by JSON lines on its pipes
 * (core/print/protocol.h). It lists printers, takes one job, watches it, cancels it.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"
#include "guard.h"
#include "reply.h"
#include "server.h"

struct conversation {
    struct server server;
    struct text input;
    struct order order;
    bool ordered; /* a submit whose pages are still coming */
    int job;      /* watched, 0: none */
    char printer[PRINT_NAME_MAX + 1];
    struct look seen;
    bool any_seen;
    int quiet; /* looks without a change */
};

static void bad_request(void)
{
    give_up(PRINT_EXIT_REQUEST, "a request that cannot be understood");
}

/* A text of the request that must be there, within `size`, without control characters. */
static void text_require(const json_t *request, const char *name, char *out, size_t size)
{
    const char *s = json_string_value(json_object_get(request, name));
    size_t n = s ? strlen(s) : 0;
    if (!n || n >= size)
        bad_request();
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
            bad_request();
    memcpy(out, s, n + 1);
}

static long number_require(const json_t *request, const char *name, long min, long max)
{
    const json_t *value = json_object_get(request, name);
    if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max)
        bad_request();
    return (long)json_integer_value(value);
}

/* Tells what is new; true when the job has ended. */
static bool look_tell(struct conversation *c, const struct look *now)
{
    bool same = c->any_seen && now->state == c->seen.state && now->sheets == c->seen.sheets &&
                !strcmp(now->detail.text, c->seen.detail.text);
    c->quiet = same ? c->quiet + 1 : 0;
    c->seen = *now;
    c->any_seen = true;
    if (!same)
        reply_job(c->job, now->state, now->sheets, now->detail.text);
    return job_state_final(now->state);
}

static void look(struct conversation *c)
{
    struct look now;
    server_look(&c->server, c->job, c->printer, &now);
    if (look_tell(c, &now)) {
        server_close(&c->server);
        exit(PRINT_EXIT_OK);
    }
}

static void watch(struct conversation *c, int job, const char *printer)
{
    c->job = job;
    memmove(c->printer, printer, strlen(printer) + 1);
    c->any_seen = false;
    look(c);
}

static void op_list(struct conversation *c, const json_t *request)
{
    struct words words = {""};
    enum job_state why = JOB_REFUSED;
    (void)request;
    json_t *list = server_printers(&c->server, &why, &words);
    if (list)
        reply_send(json_pack("{s:s,s:o}", "reply", "printers", "printers", list));
    else
        reply_error("list", why, words.text);
}

static void op_submit(struct conversation *c, const json_t *request)
{
    if (c->job)
        bad_request();
    text_require(request, "printer", c->order.printer, sizeof c->order.printer);
    text_require(request, "title", c->order.title, sizeof c->order.title);
    text_require(request, "media", c->order.media, sizeof c->order.media);
    c->order.copies = (int)number_require(request, "copies", 1, PRINT_COPIES_MAX);
    c->order.bytes = (size_t)number_require(request, "bytes", 1, LIMIT_PDF);
    c->ordered = true;
}

/* All pages are here. */
static void order_send(struct conversation *c)
{
    struct words words = {""};
    int job = 0;
    enum job_state state = server_submit(&c->server, &c->order, c->input.data, &job, &words);
    text_splice(&c->input, 0, c->order.bytes, NULL, 0);
    c->ordered = false;
    if (state == JOB_QUEUED || state == JOB_SERVER_LOST)
        watch(c, job, c->order.printer);
    else
        reply_error("submit", state, words.text);
}

static void op_watch(struct conversation *c, const json_t *request)
{
    char printer[PRINT_NAME_MAX + 1];
    if (c->job)
        bad_request();
    text_require(request, "printer", printer, sizeof printer);
    watch(c, (int)number_require(request, "job", 1, 0x7fffffff), printer);
}

static void op_cancel(struct conversation *c, const json_t *request)
{
    struct words words = {""};
    int job = (int)number_require(request, "job", 1, 0x7fffffff);
    if (!server_cancel(&c->server, job, &words))
        reply_send(
            json_pack("{s:s,s:i,s:o}", "reply", "uncancelled", "job", job, "detail", reply_text(words.text)));
    if (c->job)
        look(c);
}

static void line_serve(struct conversation *c, const char *line, size_t n)
{
    static const struct {
        const char *name;
        void (*serve)(struct conversation *, const json_t *);
    } operations[] = {{"list", op_list}, {"submit", op_submit}, {"watch", op_watch}, {"cancel", op_cancel}};
    json_t *request = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    const char *op = json_string_value(json_object_get(request, "op"));
    for (size_t i = 0; op && i < sizeof operations / sizeof *operations; i++)
        if (!strcmp(op, operations[i].name)) {
            operations[i].serve(c, request);
            json_decref(request);
            return;
        }
    bad_request();
}

/* Serves what has come in completely. */
static void input_serve(struct conversation *c)
{
    for (;;) {
        if (c->ordered) {
            if (c->input.len < c->order.bytes)
                return;
            order_send(c);
            continue;
        }
        const char *end = memchr(c->input.data, '\n', c->input.len);
        size_t n = end ? (size_t)(end - c->input.data) : c->input.len;
        if (n > LIMIT_LINE)
            bad_request();
        if (!end)
            return;
        char *line = text_dup_n(c->input.data, n);
        if (!line)
            give_up(PRINT_EXIT_MEMORY, "out of memory");
        text_splice(&c->input, 0, n + 1, NULL, 0);
        line_serve(c, line, n);
        free(line);
    }
}

/* False at the end of the input. */
static bool input_read(struct conversation *c)
{
    char piece[64 * 1024];
    ssize_t n = read(STDIN_FILENO, piece, sizeof piece);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    text_add_n(&c->input, piece, (size_t)n);
    if (!text_ok(&c->input))
        give_up(PRINT_EXIT_MEMORY, "more input than a request can have");
    return n > 0;
}

int main(void)
{
    struct conversation c = {.job = 0};
    guard_up();
    text_init(&c.input, (size_t)LIMIT_PDF + 2 * LIMIT_LINE);
    server_setup();
    for (;;) {
        struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
        int wait = !c.job ? -1 : c.quiet > PRINT_POLL_PATIENCE ? PRINT_POLL_SLOW_MS : PRINT_POLL_MS;
        int ready = poll(&in, 1, wait);
        if (ready < 0 && errno != EINTR)
            break;
        if (ready > 0) {
            if (!input_read(&c))
                break;
            input_serve(&c);
        } else if (ready == 0) {
            look(&c);
        }
    }
    server_close(&c.server);
    text_free(&c.input);
    return PRINT_EXIT_OK;
}

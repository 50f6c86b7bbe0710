/* The training registry as a process behind the eHealth adapter: started, turned by the trainer's doors,
 * ended. */
#ifndef UNIT_EHEALTH_SANDBOX_H
#define UNIT_EHEALTH_SANDBOX_H

#include "tests/unit/ehealth_bench.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/harness/program.h"
#include "tests/harness/scratch.h"

#define EMAIL "olena@training.example"
#define PASSWORD "training"

struct sandbox {
    pid_t pid;
    int out, port;
    char line[65536];
    size_t n;
    struct eh_bench bench;
    json_t *fixtures;
    char *home;
};

/* The next line the training registry writes, without its end; the test fails when none comes. */
static inline char *sandbox_line(struct sandbox *s)
{
    int64_t until = clock_steady() + 30000;
    for (;;) {
        char *end = memchr(s->line, '\n', s->n);
        if (end) {
            *end = '\0';
            char *out = text_dup(s->line);
            s->n -= (size_t)(end + 1 - s->line);
            memmove(s->line, end + 1, s->n);
            return out;
        }
        struct pollfd p = {s->out, POLLIN, 0};
        if (clock_steady() > until || poll(&p, 1, 1000) < 0)
            fail_msg("the training registry says nothing");
        if (!p.revents)
            continue;
        ssize_t got = read(s->out, s->line + s->n, sizeof s->line - s->n);
        if (got <= 0)
            fail_msg("the training registry has ended");
        s->n += (size_t)got;
    }
}

/* The code of the newest message; older lines are read over. */
static inline void sandbox_code(struct sandbox *s, char code[16])
{
    code[0] = '\0';
    for (;;) {
        struct pollfd p = {s->out, POLLIN, 0};
        if (*code && !memchr(s->line, '\n', s->n) && poll(&p, 1, 0) == 0)
            return;
        AUTO_FREE char *line = sandbox_line(s);
        if (!text_starts(line, "phone "))
            continue;
        JSON_AUTO *message = json_loads(line + 6, 0, NULL);
        snprintf(code, 16, "%s", json_text(message, "code"));
    }
}

struct plain {
    int calls;
    json_t *json;
};

static inline void on_plain(void *data, const struct net_reply *reply)
{
    struct plain *p = data;
    p->calls++;
    if (reply->status == STATUS_OK)
        json_read(reply->body, reply->body_len, &p->json, NULL);
}

/* The trainer's own doors. The caller frees the answer. */
static inline json_t *trainer(struct sandbox *s, const char *path, const char *body)
{
    struct plain p = {0};
    char url[256];
    struct net_header header = {"Content-Type", "application/json", NULL};
    snprintf(url, sizeof url, "%s/training/%s", s->bench.url, path);
    struct net_request q = {.method = body ? "POST" : "GET",
                            .url = url,
                            .headers = &header,
                            .n_headers = body ? 1 : 0,
                            .body = body,
                            .body_len = body ? strlen(body) : 0};
    assert_int_equal(net_send(s->bench.net, &q, on_plain, &p, NULL, NULL), STATUS_OK);
    while (!p.calls)
        loop_wait(s->bench.loop, 100);
    assert_non_null(p.json);
    return p.json;
}

static inline void turn(struct sandbox *s, const char *switches)
{
    JSON_AUTO *answer = trainer(s, "switches", switches);
    if (json_text(answer, "error"))
        fail_msg("%s: %s", switches, json_text(answer, "error"));
}

static inline const char *fixture(struct sandbox *s, const char *label)
{
    if (!s->fixtures)
        s->fixtures = trainer(s, "fixtures", NULL);
    const char *value = json_string_value(json_object_get(s->fixtures, label));
    if (!value)
        fail_msg("no fixture is named %s", label);
    return value;
}

static inline int sandbox_open_line(void **state, bool tls)
{
    struct sandbox *s = calloc(1, sizeof *s);
    s->home = scratch_new();
    char *path = program_path("registrar-sandbox");
    AUTO_FREE char *data = scratch_path(s->home, "registry"), *ca = scratch_path(data, "ca.pem");
    const char *const argv[] = {path, "--phone", "-", "--data", data, tls ? "--tls" : NULL, NULL};
    char **env = program_environment(s->home, NULL, NULL, NULL);
    s->pid = program_start(argv, env, NULL, &s->out);
    program_environment_free(&env);
    free(path);
    AUTO_FREE char *ready = sandbox_line(s);
    assert_true(text_starts(ready, tls ? "ready https://127.0.0.1:" : "ready http://127.0.0.1:"));
    s->port = (int)strtol(strrchr(ready, ':') + 1, NULL, 10);
    bench_open_line(&s->bench, s->port, tls ? ca : NULL);
    *state = s;
    return 0;
}

static inline int sandbox_close(void **state)
{
    struct sandbox *s = *state;
    bench_close(&s->bench);
    json_decref(s->fixtures);
    kill(s->pid, SIGTERM);
    waitpid(s->pid, NULL, 0);
    close(s->out);
    scratch_remove(&s->home);
    free(s);
    return 0;
}

static inline void enter(struct sandbox *s)
{
    struct eh_bench *b = &s->bench;
    char code[16];
    answer_password(b, EMAIL, PASSWORD);
    if (b->status != STATUS_OK)
        fail_msg("%s (%s)", b->error.what.id, b->error.server ? b->error.server : "");
    sandbox_code(s, code);
    answer_code(b, code);
    assert_int_equal(b->status, STATUS_OK);
    if (b->step->kind == STEP_CONFIRM)
        answer_consent(b);
    if (b->status != STATUS_OK)
        fail_msg("%s (%s)", b->error.what.id, b->error.server ? b->error.server : "");
    assert_int_equal(b->step->kind, STEP_DONE);
}

static inline struct record_ref ref_of(const char *kind, const char *id)
{
    return (struct record_ref){.kind = (char *)kind, .id = (char *)id, .label = (char *)"this one"};
}

static inline const char *status_of(struct sandbox *s, const char *id)
{
    struct eh_bench *b = &s->bench;
    struct record_ref ref = ref_of("request", id);
    ASK(open_record(b->r, &ref, on_page, b));
    assert_int_equal(b->status, STATUS_OK);
    return b->page->state.text;
}

static inline int sandbox_open(void **state)
{
    return sandbox_open_line(state, false);
}

static inline int sandbox_open_signed_in(void **state)
{
    int result = sandbox_open(state);
    enter(*state);
    return result;
}

static inline int sandbox_open_tls_signed_in(void **state)
{
    int result = sandbox_open_line(state, true);
    enter(*state);
    return result;
}

#endif

/* Who the server is: right, wrong name, expired, unknown, or not speaking TLS at all; each with its own
 * sentence. */
#include "net/net.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/unit/rawserver.h"

static void run(const char *const *argv)
{
    struct program_run r = {.argv = argv};
    program_run(&r);
    if (r.code)
        fail_msg("%s %s: %s", argv[0], argv[1], r.err ? r.err : "");
    program_run_free(&r);
}

#define OPENSSL "/usr/bin/openssl"
#define RUN(...) run((const char *const[]){OPENSSL, __VA_ARGS__, NULL})

struct shop {
    char *folder, *ca, *ca_key, *key, *csr, *good, *other, *old;
};

static void sign(struct shop *s, const char *names, const char *days, const char *out)
{
    AUTO_FREE char *alt = text_format("subjectAltName=%s", names);
    RUN("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", s->key, "-out",
        s->csr, "-subj", "/CN=server", "-addext", alt);
    RUN("x509", "-req", "-in", s->csr, "-CA", s->ca, "-CAkey", s->ca_key, "-days", days, "-copy_extensions",
        "copy", "-out", out);
    AUTO_FREE char *key = scratch_read(s->key, NULL), *certificate = scratch_read(out, NULL);
    AUTO_FREE char *both = text_format("%s%s", key, certificate);
    scratch_write(s->folder, strrchr(out, '/') + 1, both, 0600);
}

static int shop_open(void **state)
{
    struct shop *s = calloc(1, sizeof *s);
    *state = s;
    s->folder = scratch_new();
    s->ca = scratch_path(s->folder, "ca.pem");
    s->ca_key = scratch_path(s->folder, "ca.key");
    s->key = scratch_path(s->folder, "key.pem");
    s->csr = scratch_path(s->folder, "csr.pem");
    s->good = scratch_path(s->folder, "good.pem");
    s->other = scratch_path(s->folder, "other.pem");
    s->old = scratch_path(s->folder, "old.pem");
    RUN("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
        s->ca_key, "-out", s->ca, "-subj", "/CN=Test authority", "-days", "2");
    sign(s, "IP:127.0.0.1", "2", s->good);
    sign(s, "DNS:registry.example", "2", s->other);
    sign(s, "IP:127.0.0.1", "-1", s->old);
    return 0;
}

static int shop_close(void **state)
{
    struct shop *s = *state;
    scratch_remove(&s->folder);
    char *const parts[] = {s->ca, s->ca_key, s->key, s->csr, s->good, s->other, s->old};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        free(parts[i]);
    free(s);
    return 0;
}

/* A server with that certificate; its port. */
static pid_t serve(const char *certificate, int *port)
{
    const char *const argv[] = {OPENSSL,     "s_server", "-accept",   "127.0.0.1:0", "-cert",
                                certificate, "-key",     certificate, "-www",        NULL};
    char *const env[] = {(char *)"PATH=/usr/bin:/bin", NULL};
    char seen[4096] = "", *accept = NULL;
    size_t n = 0;
    int out;
    pid_t pid = program_start(argv, env, "/dev/null", &out);
    while (n + 1 < sizeof seen && !accept) {
        ssize_t got = read(out, seen + n, sizeof seen - 1 - n);
        if (got < 0 && errno == EINTR)
            continue;
        assert_true(got > 0);
        n += (size_t)got;
        seen[n] = '\0';
        accept = strstr(seen, "ACCEPT 127.0.0.1:");
        if (accept && !strchr(accept, '\n'))
            accept = NULL;
    }
    assert_non_null(accept);
    *port = (int)strtol(accept + strlen("ACCEPT 127.0.0.1:"), NULL, 10);
    close(out);
    return pid;
}

struct answer {
    int calls, http;
    enum status status;
    struct error error;
};

static void on_done(void *data, const struct net_reply *r)
{
    struct answer *a = data;
    a->calls++;
    a->status = r->status;
    a->http = r->http;
    if (r->status != STATUS_OK)
        error_copy(&a->error, r->error);
}

static void ask(int port, const char *ca, struct answer *a)
{
    struct loop *loop = loop_new();
    struct net *net;
    struct net_policy policy = {.ca_file = ca};
    struct secret token = {0};
    struct net_header header = {"Authorization", "Bearer ", &token};
    char url[64];
    snprintf(url, sizeof url, "https://127.0.0.1:%d/", port);
    struct net_request q = {
        .method = "GET", .url = url, .headers = &header, .n_headers = 1, .idempotent = true};
    assert_true(secret_set(&token, "secret", 6));
    assert_int_equal(net_new(loop, &policy, &net, NULL), STATUS_OK);
    assert_int_equal(net_send(net, &q, on_done, a, NULL, NULL), STATUS_OK);
    int64_t until = clock_steady() + 20000;
    while (!a->calls && clock_steady() < until)
        loop_wait(loop, 100);
    assert_int_equal(a->calls, 1);
    net_free(&net);
    loop_free(&loop);
    secret_clear(&token);
}

static void judge(const char *certificate, const char *ca, enum status status, const char *words)
{
    struct answer a = {0};
    int port;
    pid_t pid = serve(certificate, &port);
    ask(port, ca, &a);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_int_equal(a.status, status);
    if (words)
        assert_non_null(strstr(a.error.what.id, words));
    if (status != STATUS_OK)
        assert_int_equal(a.http, 0);
    error_clear(&a.error);
}

static void the_right_server_is_talked_to(void **state)
{
    struct shop *s = *state;
    judge(s->good, s->ca, STATUS_OK, NULL);
}

static void a_wrong_name_is_refused(void **state)
{
    struct shop *s = *state;
    judge(s->other, s->ca, STATUS_TLS, "another name");
}

static void an_expired_certificate_is_refused(void **state)
{
    struct shop *s = *state;
    judge(s->old, s->ca, STATUS_TLS, "expired");
}

static void an_unknown_authority_is_refused(void **state)
{
    struct shop *s = *state;
    judge(s->good, NULL, STATUS_TLS, "does not know");
}

static void a_missing_authority_file_is_named(void **state)
{
    struct shop *s = *state;
    judge(s->good, "/nonexistent/ca.pem", STATUS_TLS, "cannot be read");
}

static void a_server_without_tls_is_refused(void **state)
{
    struct shop *s = *state;
    static const struct raw_answer answers[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", RAW_CLOSE}};
    struct raw_server *server = raw_start(answers, 1);
    struct answer a = {0};
    /* The TLS greeting has no empty line: answer whatever comes. */
    server->any = true;
    ask(server->port, s->ca, &a);
    assert_int_equal(a.status, STATUS_TLS);
    assert_null(strstr(server->all, "secret"));
    error_clear(&a.error);
    raw_stop(&server);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_right_server_is_talked_to),
        cmocka_unit_test(a_wrong_name_is_refused),
        cmocka_unit_test(an_expired_certificate_is_refused),
        cmocka_unit_test(an_unknown_authority_is_refused),
        cmocka_unit_test(a_missing_authority_file_is_named),
        cmocka_unit_test(a_server_without_tls_is_refused),
    };
    if (access(OPENSSL, X_OK)) {
        puts("net_tls_test: skipped, there is no " OPENSSL);
        return 0;
    }
    if (!secret_setup())
        return 1;
    return cmocka_run_group_tests(tests, shop_open, shop_close);
}

/* The HTTP client against a server that behaves well, badly, and not at all. */
#include "net/net.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "tests/unit/rawserver.h"

static const char ok_two[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Request-Id: id-1\r\n\r\n{}";

struct bench {
    struct loop *loop;
    struct net *net;
    struct raw_server *server;
    char url[128];
    int calls;
    enum status status;
    int http, retry_after;
    char body[64], id[64];
    const char *what;
    enum net_line line;
    int64_t sent;
    struct net_call *call;
    bool cancel_in_progress;
};

static void on_line(void *data, enum net_line line)
{
    ((struct bench *)data)->line = line;
}

static void bench_up(struct bench *b, const struct raw_answer *answers, size_t n)
{
    struct net_policy policy = {0};
    ERROR_AUTO e = {0};
    *b = (struct bench){.loop = loop_new()};
    assert_int_equal(net_new(b->loop, &policy, &b->net, &e), STATUS_OK);
    net_watch_line(b->net, on_line, b);
    b->server = raw_start(answers, n);
    snprintf(b->url, sizeof b->url, "http://127.0.0.1:%d/api/x?name=secret", b->server->port);
}

static void bench_down(struct bench *b)
{
    net_free(&b->net);
    loop_free(&b->loop);
    raw_stop(&b->server);
}

static void on_done(void *data, const struct net_reply *r)
{
    struct bench *b = data;
    b->calls++;
    b->call = NULL;
    b->status = r->status;
    b->http = r->http;
    b->retry_after = r->retry_after;
    snprintf(b->body, sizeof b->body, "%.60s", r->body);
    snprintf(b->id, sizeof b->id, "%s", r->request_id ? r->request_id : "");
    b->what = r->error && r->status != STATUS_OK ? r->error->what.id : NULL;
    if (r->status != STATUS_OK) {
        assert_int_equal(r->error->status, r->status);
        assert_non_null(r->error->what.id);
    }
}

static void bench_wait(struct bench *b)
{
    int64_t until = clock_steady() + 20000;
    while (!b->calls && clock_steady() < until)
        loop_wait(b->loop, 200);
    assert_int_equal(b->calls, 1);
}

static void bench_run(struct bench *b, const char *method, bool idempotent)
{
    struct net_request q = {.method = method, .url = b->url, .idempotent = idempotent};
    ERROR_AUTO e = {0};
    b->calls = 0;
    if (strcmp(method, "GET"))
        q.body = "{\"a\":1}", q.body_len = 7;
    assert_int_equal(net_send(b->net, &q, on_done, b, &b->call, &e), STATUS_OK);
    bench_wait(b);
}

#define ANSWERS(...)                                                                                         \
    static const struct raw_answer answers[] = {__VA_ARGS__};                                                \
    struct bench b;                                                                                          \
    bench_up(&b, answers, sizeof answers / sizeof *answers)

static void one_connection_serves_many(void **state)
{
    (void)state;
    ANSWERS({ok_two, RAW_KEEP});
    for (int i = 0; i < 5; i++) {
        bench_run(&b, i % 2 ? "PATCH" : "GET", !(i % 2));
        assert_int_equal(b.status, STATUS_OK);
        assert_int_equal(b.http, 200);
        assert_string_equal(b.body, "{}");
        assert_string_equal(b.id, "id-1");
    }
    const struct net_counts *n = net_counts(b.net);
    assert_int_equal(n->connections, 1);
    assert_int_equal(n->requests, 5);
    assert_int_equal(n->up, (int64_t)strlen(b.server->all) - 5);
    assert_int_equal(n->down, 5 * (int64_t)(sizeof ok_two - 1));
    assert_int_equal(b.line, NET_LINE_ONLINE);
    assert_null(strcasestr(b.server->all, "cookie"));
    assert_null(strcasestr(b.server->all, "expect:"));
    bench_down(&b);
}

static void headers_and_secrets_arrive(void **state)
{
    (void)state;
    ANSWERS({ok_two, RAW_KEEP});
    struct secret token = {0};
    assert_true(secret_set(&token, "t0ken", 5));
    struct net_header headers[] = {{"Authorization", "Bearer ", &token},
                                   {"Content-Type", "application/json", NULL}};
    struct net_request q = {
        .method = "PATCH", .url = b.url, .headers = headers, .n_headers = 2, .body = "{}", .body_len = 2};
    ERROR_AUTO e = {0};
    assert_int_equal(net_send(b.net, &q, on_done, &b, NULL, &e), STATUS_OK);
    bench_wait(&b);
    assert_non_null(strstr(b.server->last, "PATCH /api/x"));
    assert_non_null(strstr(b.server->last, "Authorization: Bearer t0ken\r\n"));
    assert_non_null(strstr(b.server->last, "Content-Type: application/json\r\n"));
    assert_non_null(strstr(b.server->last, "\r\n\r\n{}"));
    struct net_header bad = {"X-A", "b\r\nX-C: d", NULL};
    q.headers = &bad;
    q.n_headers = 1;
    assert_int_not_equal(net_send(b.net, &q, on_done, &b, NULL, &e), STATUS_OK);
    secret_clear(&token);
    bench_down(&b);
}

/* An empty change still says how long it is: Content-Length: 0. */
static void empty_change_has_a_length(void **state)
{
    (void)state;
    ANSWERS({ok_two, RAW_KEEP});
    struct net_request q = {.method = "PATCH", .url = b.url};
    assert_int_equal(net_send(b.net, &q, on_done, &b, NULL, NULL), STATUS_OK);
    bench_wait(&b);
    assert_non_null(strstr(b.server->last, "Content-Length: 0\r\n"));
    assert_null(strcasestr(b.server->last, "content-type"));
    bench_down(&b);
}

static void cut_answers_leave_a_change_unknown(void **state)
{
    (void)state;
    static const char *const cuts[] = {
        "",
        "HTTP/1.1 201 Created\r\nContent-Le",
        "HTTP/1.1 201 Created\r\nContent-Length: 20\r\n\r\n{\"data\"",
        "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"da\r\n",
        "HTTP/1.1 201 Created\r\n\r\n{}",
    };
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct raw_answer answers[] = {{cuts[i], RAW_CLOSE}};
        struct bench b;
        bench_up(&b, answers, 1);
        bench_run(&b, "PATCH", false);
        assert_int_equal(b.status, STATUS_UNKNOWN);
        assert_int_equal(raw_requests(b.server), 1);
        assert_int_equal(b.line, NET_LINE_OFFLINE);
        bench_down(&b);
    }
}

/* curl would send a request again by itself when a kept connection dies without an answer. */
static void a_change_is_never_sent_twice(void **state)
{
    (void)state;
    ANSWERS({ok_two, RAW_KEEP}, {"", RAW_CLOSE}, {ok_two, RAW_KEEP});
    bench_run(&b, "PATCH", false);
    assert_int_equal(b.status, STATUS_OK);
    bench_run(&b, "PATCH", false);
    assert_int_equal(b.status, STATUS_UNKNOWN);
    assert_int_equal(raw_requests(b.server), 2);
    bench_down(&b);
}

static void a_cut_read_is_tried_again(void **state)
{
    (void)state;
    ANSWERS({"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{", RAW_CLOSE}, {ok_two, RAW_KEEP});
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_OK);
    assert_int_equal(raw_requests(b.server), 2);
    assert_int_equal(net_counts(b.net)->retries, 1);
    bench_down(&b);
}

static void a_read_gives_up_after_three(void **state)
{
    (void)state;
    ANSWERS({"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{", RAW_RESET});
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_OFFLINE);
    assert_int_equal(raw_requests(b.server), 3);
    bench_down(&b);
}

static void a_broken_server_is_asked_again_then_shown(void **state)
{
    (void)state;
    ANSWERS({"HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\n{}", RAW_KEEP});
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_OK);
    assert_int_equal(b.http, 503);
    assert_int_equal(raw_requests(b.server), 3);
    bench_run(&b, "PATCH", false);
    assert_int_equal(raw_requests(b.server), 4);
    bench_down(&b);
}

static void nobody_there_is_offline(void **state)
{
    (void)state;
    ANSWERS({ok_two, RAW_KEEP});
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    snprintf(b.url, sizeof b.url, "http://127.0.0.1:%d/", ntohs(at.sin_port));
    bench_run(&b, "PATCH", false);
    assert_int_equal(b.status, STATUS_OFFLINE);
    assert_int_equal(b.line, NET_LINE_OFFLINE);
    snprintf(b.url, sizeof b.url, "https://no-such-name.invalid/");
    bench_run(&b, "PATCH", false);
    assert_int_equal(b.status, STATUS_OFFLINE);
    close(fd);
    bench_down(&b);
}

static void garbage_is_malformed(void **state)
{
    (void)state;
    ANSWERS({"SSH-2.0-OpenSSH_9.2\r\n", RAW_CLOSE});
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_MALFORMED);
    bench_run(&b, "PATCH", false);
    assert_int_equal(b.status, STATUS_UNKNOWN);
    bench_down(&b);
}

static void sizes_are_bounded(void **state)
{
    (void)state;
    static char line[4096];
    memset(line, 'a', sizeof line - 1);
    memcpy(line, "X-Long: ", 8);
    memcpy(line + sizeof line - 3, "\r\n", 3);
    static char huge[8 * 1024 * 1024 + 65536];
    int n = snprintf(huge, sizeof huge, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
    memset(huge + n, 'x', sizeof huge - (size_t)n - 1);
    struct raw_answer body[] = {{huge, RAW_CLOSE}};
    struct bench b;
    bench_up(&b, body, 1);
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_LIMIT);
    bench_run(&b, "PATCH", false);
    assert_int_equal(b.status, STATUS_UNKNOWN);
    bench_down(&b);
    static char heads[128 * 1024];
    size_t at = (size_t)snprintf(heads, sizeof heads, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 20; i++)
        at += (size_t)snprintf(heads + at, sizeof heads - at, "%s", line);
    snprintf(heads + at, sizeof heads - at, "Content-Length: 0\r\n\r\n");
    struct raw_answer head[] = {{heads, RAW_CLOSE}};
    bench_up(&b, head, 1);
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_LIMIT);
    bench_down(&b);
}

static void too_many_requests_says_when(void **state)
{
    (void)state;
    ANSWERS({"HTTP/1.1 429 T\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}", RAW_KEEP},
            {"HTTP/1.1 429 T\r\nContent-Length: 2\r\n\r\n{}", RAW_KEEP},
            {"HTTP/1.1 429 T\r\nX-RateLimit-Remaining-minute: 0\r\nX-RateLimit-Remaining-hour: 4\r\n"
             "Content-Length: 2\r\n\r\n{}",
             RAW_KEEP});
    static const int waits[] = {7, 0, 60};
    for (int i = 0; i < 3; i++) {
        bench_run(&b, "GET", true);
        assert_int_equal(b.status, STATUS_THROTTLED);
        assert_int_equal(b.http, 429);
        assert_int_equal(b.retry_after, waits[i]);
        assert_string_equal(b.body, "{}");
    }
    bench_down(&b);
}

static void redirects_stay_at_home(void **state)
{
    (void)state;
    ANSWERS(
        {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:1/steal\r\nContent-Length: 0\r\n\r\n", RAW_KEEP},
        {"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", RAW_KEEP}, {ok_two, RAW_KEEP},
        {"HTTP/1.1 307 T\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", RAW_KEEP},
        {"HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n", RAW_KEEP});
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_REFUSED);
    assert_non_null(strstr(b.what, "another place"));
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_OK);
    assert_non_null(strstr(b.server->last, "GET /other "));
    bench_run(&b, "PATCH", false);
    assert_int_equal(b.status, STATUS_REFUSED);
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_REFUSED);
    assert_int_equal(raw_requests(b.server), 4 + 4);
    bench_down(&b);
}

static void unsafe_addresses_are_not_tried(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        enum status status;
    } cases[] = {
        {"http://registry.example/", STATUS_TLS},
        {"http://127.0.0.1.evil.example/", STATUS_TLS},
        {"http://10.0.0.1/", STATUS_TLS},
        {"ftp://127.0.0.1/", STATUS_TLS},
        {"file:///etc/passwd", STATUS_INVALID},
        {"https://user@registry.example/", STATUS_INVALID},
        {"nonsense", STATUS_INVALID},
        {"", STATUS_INVALID},
        {"http://localhost:1/", STATUS_OK},
        {"http://[::1]:1/", STATUS_OK},
        {"https://registry.example/", STATUS_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ERROR_AUTO e = {0};
        assert_int_equal(net_check_url(cases[i].url, &e), cases[i].status);
    }
}

static void cancel_calls_nobody(void **state)
{
    (void)state;
    ANSWERS({"", RAW_STALL}, {ok_two, RAW_KEEP});
    struct net_request q = {.method = "GET", .url = b.url, .idempotent = true};
    assert_int_equal(net_send(b.net, &q, on_done, &b, &b.call, NULL), STATUS_OK);
    while (!raw_requests(b.server))
        loop_wait(b.loop, 20);
    assert_true(net_call_sent(b.call));
    net_cancel(&b.call);
    assert_null(b.call);
    net_cancel(&b.call);
    bench_run(&b, "GET", true);
    assert_int_equal(b.calls, 1);
    bench_down(&b);
}

static void a_silent_server_meets_the_deadline(void **state)
{
    (void)state;
    ANSWERS({"", RAW_STALL});
    struct net_request q = {.method = "PATCH", .url = b.url, .timeout_ms = 200};
    assert_int_equal(net_send(b.net, &q, on_done, &b, NULL, NULL), STATUS_OK);
    bench_wait(&b);
    assert_int_equal(b.status, STATUS_UNKNOWN);
    bench_down(&b);
}

static void the_environment_names_no_proxy(void **state)
{
    (void)state;
    setenv("http_proxy", "http://127.0.0.1:1/", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
    ANSWERS({ok_two, RAW_KEEP});
    bench_run(&b, "GET", true);
    assert_int_equal(b.status, STATUS_OK);
    bench_down(&b);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
}

static void on_progress(void *data, int64_t sent, int64_t total)
{
    struct bench *b = data;
    assert_true(sent > b->sent && sent <= total);
    b->sent = sent;
    if (b->cancel_in_progress)
        net_cancel(&b->call);
}

static void files_go_out_with_progress(void **state)
{
    (void)state;
    ANSWERS({ok_two, RAW_KEEP});
    FILE *f = tmpfile();
    for (int i = 0; i < 1000; i++)
        fputs("0123456789", f);
    fflush(f);
    struct net_request q = {.method = "PUT",
                            .url = b.url,
                            .with_file = true,
                            .file = fileno(f),
                            .file_size = 10000,
                            .idempotent = true,
                            .progress = on_progress};
    assert_int_equal(net_send(b.net, &q, on_done, &b, &b.call, NULL), STATUS_OK);
    bench_wait(&b);
    assert_int_equal(b.status, STATUS_OK);
    assert_int_equal(b.sent, 10000);
    assert_non_null(strstr(b.server->last, "Content-Length: 10000\r\n"));
    assert_null(strcasestr(b.server->last, "expect"));
    b.cancel_in_progress = true;
    b.calls = 0;
    b.sent = 0;
    assert_int_equal(net_send(b.net, &q, on_done, &b, &b.call, NULL), STATUS_OK);
    while (b.call)
        loop_wait(b.loop, 50);
    assert_int_equal(b.calls, 0);
    /* A file shorter than promised is our fault, not the server's. */
    b.cancel_in_progress = false;
    b.sent = 0;
    q.file_size = 20000;
    assert_int_equal(net_send(b.net, &q, on_done, &b, &b.call, NULL), STATUS_OK);
    bench_wait(&b);
    assert_int_equal(b.status, STATUS_DISK);
    fclose(f);
    bench_down(&b);
}

static void on_done_free(void *data, const struct net_reply *r)
{
    struct bench *b = data;
    (void)r;
    b->calls++;
    net_free(&b->net);
}

static void the_client_may_go_in_a_callback(void **state)
{
    (void)state;
    ANSWERS({ok_two, RAW_KEEP});
    struct net_request q = {.method = "GET", .url = b.url, .idempotent = true};
    assert_int_equal(net_send(b.net, &q, on_done_free, &b, NULL, NULL), STATUS_OK);
    assert_int_equal(net_send(b.net, &q, on_done_free, &b, NULL, NULL), STATUS_OK);
    bench_wait(&b);
    assert_null(b.net);
    bench_down(&b);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_connection_serves_many),
        cmocka_unit_test(headers_and_secrets_arrive),
        cmocka_unit_test(empty_change_has_a_length),
        cmocka_unit_test(cut_answers_leave_a_change_unknown),
        cmocka_unit_test(a_change_is_never_sent_twice),
        cmocka_unit_test(a_cut_read_is_tried_again),
        cmocka_unit_test(a_read_gives_up_after_three),
        cmocka_unit_test(a_broken_server_is_asked_again_then_shown),
        cmocka_unit_test(nobody_there_is_offline),
        cmocka_unit_test(garbage_is_malformed),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(too_many_requests_says_when),
        cmocka_unit_test(redirects_stay_at_home),
        cmocka_unit_test(unsafe_addresses_are_not_tried),
        cmocka_unit_test(cancel_calls_nobody),
        cmocka_unit_test(a_silent_server_meets_the_deadline),
        cmocka_unit_test(the_environment_names_no_proxy),
        cmocka_unit_test(files_go_out_with_progress),
        cmocka_unit_test(the_client_may_go_in_a_callback),
    };
    if (!secret_setup())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

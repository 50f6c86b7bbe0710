/* What our HTTP client costs a request, against plain `curl` asking the same address as often on one
 * connection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "net/net.h"
#include "tests/bench/measure.h"
#include "tests/harness/program.h"
#include "tests/harness/world.h"

enum { REQUESTS = 300, RUNS = 5 };

struct asking {
    struct net *net;
    const char *url;
    int left;
};

static void ask(struct asking *a);

static void answered(void *data, const struct net_reply *reply)
{
    struct asking *a = data;

    assert_int_equal(reply->status, STATUS_OK);
    assert_int_equal(reply->http, 200);
    if (--a->left > 0)
        ask(a);
}

static void ask(struct asking *a)
{
    struct net_request request = {.method = "GET", .url = a->url, .file = -1, .idempotent = true};

    assert_int_equal(net_send(a->net, &request, answered, a, NULL, NULL), STATUS_OK);
}

static double ours(const char *url)
{
    struct loop *loop = loop_new();
    struct net_policy policy = {0};
    struct asking a = {.url = url, .left = REQUESTS};
    double from = measure_now();

    assert_int_equal(net_new(loop, &policy, &a.net, NULL), STATUS_OK);
    ask(&a);
    while (a.left > 0)
        loop_wait(loop, 1000);
    assert_int_equal(net_counts(a.net)->connections, 1);
    from = measure_now() - from;
    net_free(&a.net);
    loop_free(&loop);
    return from;
}

static double theirs(const char *url)
{
    const char *argv[REQUESTS + 8] = {"/usr/bin/curl", "-s", "-o", "/dev/null", "--compressed"};
    AUTO_FREE char *range = text_format("%s?n=[1-%d]", url, REQUESTS);
    double from = measure_now();

    argv[5] = range;
    struct program_run run = {.argv = argv, .deadline_ms = 60000};
    program_run(&run);
    assert_int_equal(run.code, 0);
    program_run_free(&run);
    return measure_now() - from;
}

static void compare(void **state)
{
    struct world *w = world_new(NULL);
    AUTO_FREE char *url = text_format("%s/training/switches", world_url(w));
    double mine[RUNS], curl[RUNS];

    (void)state;
    for (int r = 0; r < RUNS; r++) {
        mine[r] = ours(url) / REQUESTS;
        curl[r] = theirs(url) / REQUESTS;
    }
    double a = measure_median(mine, RUNS), b = measure_median(curl, RUNS);
    measure_line("registrar's client, a request", a, "ms", 0);
    measure_line("curl, a request", b, "ms", 0);
    bool met = measure_line("  as a ratio of curl", a / b, "x", 1.5);
    world_free(&w);
    assert_true(met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(compare)};

    return secret_setup() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}

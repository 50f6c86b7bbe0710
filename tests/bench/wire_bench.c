/* Requests and bytes of HTTP for signing in, one page of a queue and one approval, as the registry counts
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "tests/bench/measure.h"
#include "tests/harness/world.h"

struct traffic {
    long requests, up, down;
};

static struct traffic traffic(struct world *w)
{
    json_t *journal = world_journal(w);
    struct traffic t = {.requests = (long)json_integer_value(json_object_get(journal, "requests")),
                        .up = (long)json_integer_value(json_object_get(journal, "bytes_in")),
                        .down = (long)json_integer_value(json_object_get(journal, "bytes_out"))};

    json_decref(journal);
    return t;
}

/* What was asked since `before`, which moves on. */
static void report(struct world *w, const char *what, struct traffic *before, long goal)
{
    struct traffic now = traffic(w);
    AUTO_FREE char *requests = text_format("%s: requests", what);
    AUTO_FREE char *up = text_format("%s: body bytes up", what);
    AUTO_FREE char *down = text_format("%s: body bytes down", what);

    measure_line(requests, (double)(now.requests - before->requests), "", (double)goal);
    measure_line(up, (double)(now.up - before->up), "B", 0);
    measure_line(down, (double)(now.down - before->down), "B", 0);
    *before = traffic(w);
}

static void count(void **state)
{
    struct world *w = world_new(NULL);
    struct pty *p = world_open(w, NULL);
    struct traffic before = traffic(w);

    (void)state;
    world_sign_in(w, p);
    pty_quiet(p);
    report(w, "sign in and home", &before, 0);
    pty_keys(p, "<Enter>");
    pty_until(p, "Person", PTY_DEADLINE);
    pty_quiet(p);
    report(w, "one page of a queue", &before, 0);

    AUTO_FREE char *old = world_code(w, NULL);
    pty_keys(p, "/");
    pty_type(p, world_fixture(w, "request.new_otp.number"),
             strlen(world_fixture(w, "request.new_otp.number")));
    pty_keys(p, "<Enter>");
    pty_until(p, world_fixture(w, "request.new_otp.number"), PTY_DEADLINE);
    pty_quiet(p);
    report(w, "finding the request", &before, 0);
    pty_keys(p, "<Enter>");
    pty_until(p, "approve", PTY_DEADLINE);
    pty_keys(p, "a");
    pty_until(p, "Code", PTY_DEADLINE);
    pty_keys(p, "<F5>");

    AUTO_FREE char *code = world_code(w, old);
    pty_type(p, code, strlen(code));
    pty_keys(p, "<Enter>");
    pty_until(p, "Approved", PTY_DEADLINE);
    pty_quiet(p);
    report(w, "opening it, a new code, approving it", &before, 0);
    pty_free(&p);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(count)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

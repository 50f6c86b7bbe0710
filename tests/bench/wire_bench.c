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

/* The requests that are needed, and no more. */
enum {
    GOAL_SIGN_IN = 16, /* four steps, the dictionaries, a count for each line of the home screen */
    GOAL_QUEUE = 19,   /* the page, what the page leaves out of each of 17 rows on the screen, their names */
    GOAL_OPEN = 1,
    GOAL_APPROVE = 4 /* the state before, the new code, the approval, the state after */
};

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
static bool report(struct world *w, const char *what, struct traffic *before, long goal)
{
    struct traffic now = traffic(w);
    AUTO_FREE char *requests = text_format("%s: requests", what);
    AUTO_FREE char *up = text_format("%s: body bytes up", what);
    AUTO_FREE char *down = text_format("%s: body bytes down", what);

    bool met = measure_line(requests, (double)(now.requests - before->requests), "", (double)goal);
    measure_line(up, (double)(now.up - before->up), "B", 0);
    measure_line(down, (double)(now.down - before->down), "B", 0);
    *before = traffic(w);
    return met;
}

static void count(void **state)
{
    struct world *w = world_new(NULL);
    struct pty *p = world_open(w, NULL);
    struct traffic before = traffic(w);

    bool met = true;

    (void)state;
    world_sign_in(w, p);
    pty_quiet(p);
    met = report(w, "sign in and home", &before, GOAL_SIGN_IN) && met;
    pty_keys(p, "<Enter>");
    pty_until_row(p, 1, "New requests", PTY_DEADLINE);
    pty_until(p, "0000-", PTY_DEADLINE);
    pty_quiet(p);
    met = report(w, "one page of a queue", &before, GOAL_QUEUE) && met;

    const char *number = world_fixture(w, "request.new_otp.number");
    AUTO_FREE char *about = text_format("request %s", number);
    pty_keys(p, "/");
    pty_until(p, "Filter:", PTY_DEADLINE);
    pty_type(p, number, strlen(number));
    pty_keys(p, "<Enter>");
    pty_until_gone(p, "Filter:", PTY_DEADLINE);
    pty_until(p, number, PTY_DEADLINE);
    pty_quiet(p);
    report(w, "finding the request", &before, 0);
    pty_keys(p, "<Enter>");
    pty_until_row(p, 1, number, PTY_DEADLINE);
    pty_until(p, "Status", PTY_DEADLINE);
    pty_quiet(p);
    met = report(w, "opening it", &before, GOAL_OPEN) && met;
    pty_keys(p, "a");
    pty_until(p, "Approve request", PTY_DEADLINE);
    pty_until(p, "Code", PTY_DEADLINE);
    pty_keys(p, "<F5>");
    pty_until(p, "A new code was sent", PTY_DEADLINE);

    AUTO_FREE char *code = world_code_about(w, about, NULL);
    pty_type(p, code, strlen(code));
    pty_keys(p, "<Enter>");
    pty_until(p, "Approved 0000-", PTY_DEADLINE);
    pty_quiet(p);
    met = report(w, "a new code and the approval", &before, GOAL_APPROVE) && met;
    pty_free(&p);
    world_free(&w);
    assert_true(met);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(count)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The loop: order of timers, descriptors that come and go inside a pass, waking; and child programs in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/loop.h"

struct trace {
    struct loop *loop;
    char order[32];
    int fds[4];
    struct loop_timer *timer;
    int calls;
};

static void mark(struct trace *t, char c)
{
    size_t n = strlen(t->order);

    assert_true(n + 1 < sizeof t->order);
    t->order[n] = c;
}

static void mark_a(void *data)
{
    mark(data, 'a');
}

static void mark_b(void *data)
{
    mark(data, 'b');
}

static void mark_c(void *data)
{
    mark(data, 'c');
}

static void again(void *data)
{
    struct trace *t = data;

    mark(t, 'x');
    assert_non_null(loop_after(t->loop, 0, mark_a, t));
}

static void stop_other(void *data)
{
    struct trace *t = data;

    mark(t, 's');
    loop_stop(t->loop, &t->timer);
}

static void timers_fire_in_order(void **state)
{
    struct trace t = {.loop = loop_new()};
    struct loop_timer *many[200];

    (void)state;
    loop_after(t.loop, 20, mark_c, &t);
    loop_after(t.loop, 0, mark_a, &t);
    loop_after(t.loop, 0, mark_b, &t);
    while (strlen(t.order) < 3)
        assert_int_equal(loop_wait(t.loop, 1000), STATUS_OK);
    assert_string_equal(t.order, "abc");
    for (int i = 0; i < 200; i++)
        many[i] = loop_after(t.loop, 1000 + (i * 37) % 200, mark_a, &t);
    for (int i = 0; i < 200; i += 2)
        loop_stop(t.loop, &many[(i * 7) % 200]);
    loop_stop(t.loop, &many[0]);
    assert_int_equal(loop_wait(t.loop, 0), STATUS_OK);
    loop_free(&t.loop);
    assert_null(t.loop);
}

static void a_timer_of_now_waits_for_the_next_pass(void **state)
{
    struct trace t = {.loop = loop_new()};

    (void)state;
    loop_after(t.loop, 0, again, &t);
    loop_wait(t.loop, 0);
    assert_string_equal(t.order, "x");
    loop_wait(t.loop, 0);
    assert_string_equal(t.order, "xa");
    loop_free(&t.loop);
}

static void a_timer_can_stop_one_that_is_due(void **state)
{
    struct trace t = {.loop = loop_new()};

    (void)state;
    loop_after(t.loop, 0, stop_other, &t);
    t.timer = loop_after(t.loop, 0, mark_b, &t);
    loop_wait(t.loop, 0);
    loop_wait(t.loop, 0);
    assert_string_equal(t.order, "s");
    loop_free(&t.loop);
}

static void on_pipe(void *data, int fd, int events)
{
    struct trace *t = data;

    (void)events;
    t->calls++;
    for (int i = 0; i < 4; i++)
        if (t->fds[i] != fd)
            loop_unwatch(t->loop, t->fds[i]);
}

static void on_new(void *data, int fd, int events)
{
    (void)fd;
    (void)events;
    mark(data, 'n');
}

static void on_swap(void *data, int fd, int events)
{
    struct trace *t = data;
    int other = fd == t->fds[0] ? t->fds[2] : t->fds[0];

    (void)events;
    t->calls++;
    loop_unwatch(t->loop, other);
    assert_int_equal(loop_watch(t->loop, other, LOOP_READ, on_new, t), STATUS_OK);
}

static void an_unwatched_fd_is_not_called_in_the_same_pass(void **state)
{
    struct trace t = {.loop = loop_new()};

    (void)state;
    assert_int_equal(pipe(t.fds), 0);
    assert_int_equal(pipe(t.fds + 2), 0);
    assert_int_equal(write(t.fds[1], "x", 1) + write(t.fds[3], "x", 1), 2);
    loop_watch(t.loop, t.fds[0], LOOP_READ, on_pipe, &t);
    loop_watch(t.loop, t.fds[2], LOOP_READ, on_pipe, &t);
    loop_wait(t.loop, 0);
    assert_int_equal(t.calls, 1);
    t.calls = 0;
    loop_watch(t.loop, t.fds[0], LOOP_READ, on_swap, &t);
    loop_watch(t.loop, t.fds[2], LOOP_READ, on_swap, &t);
    loop_wait(t.loop, 0);
    assert_int_equal(t.calls, 1);
    assert_string_equal(t.order, ""); /* what was watched anew waits for the next pass */
    for (int i = 0; i < 4; i++)
        close(t.fds[i]);
    loop_free(&t.loop);
}

static void on_gone(void *data, int fd, int events)
{
    struct trace *t = data;

    (void)fd;
    t->calls++;
    assert_true(events & LOOP_HANGUP);
}

static void a_closed_fd_is_told_once(void **state)
{
    struct trace t = {.loop = loop_new()};

    (void)state;
    assert_int_equal(pipe(t.fds), 0);
    loop_watch(t.loop, t.fds[0], LOOP_READ, on_gone, &t);
    close(t.fds[0]);
    loop_wait(t.loop, 0);
    loop_wait(t.loop, 0);
    assert_int_equal(t.calls, 1);
    close(t.fds[1]);
    loop_free(&t.loop);
}

static void *waker(void *loop)
{
    loop_wake(loop);
    return NULL;
}

static void a_thread_can_wake_it(void **state)
{
    struct loop *l = loop_new();
    int64_t before = clock_steady();
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, waker, l), 0);
    loop_wait(l, 60000);
    pthread_join(thread, NULL);
    assert_true(clock_steady() - before < 30000);
    loop_wait(l, 0);
    loop_free(&l);
}

/* ---- children ---------------------------------------------------------------------------------------------
 */

struct seen {
    struct loop *loop;
    struct child *child;
    bool ended;
    int code, lines;
    char out[256], err[256], first[64];
    size_t out_n;
    bool drop_at_line, overrun;
};

static void on_line(void *data, const char *line, size_t n)
{
    struct seen *s = data;

    if (!s->lines++ && n < sizeof s->first)
        memcpy(s->first, line, n);
    if (s->drop_at_line)
        child_drop(&s->child);
}

static void on_end(void *data, int code, struct text *out, struct text *err)
{
    struct seen *s = data;

    assert_false(s->ended);
    s->ended = true;
    s->child = NULL;
    s->code = code;
    s->out_n = out->len;
    s->overrun = !text_ok(out);
    snprintf(s->out, sizeof s->out, "%s", out->data);
    snprintf(s->err, sizeof s->err, "%s", err->data);
}

static void begin(struct seen *s, struct child_options *o, const char *script, const char *input)
{
    const char *argv[] = {"sh", "-c", script, NULL};
    struct child_events events = {on_line, on_end, s};
    ERROR_AUTO e = {0};

    o->path = "/bin/sh";
    o->argv = argv;
    if (!s->loop)
        s->loop = loop_new();
    assert_int_equal(child_start(s->loop, o, input, input ? strlen(input) : 0, &events, &s->child, &e),
                     STATUS_OK);
}

static void finish(struct seen *s)
{
    int64_t until = clock_steady() + 60000;

    while (!s->ended && clock_steady() < until)
        loop_wait(s->loop, 1000);
    assert_true(s->ended);
    loop_free(&s->loop);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no zombie is left */
}

static void input_goes_in_and_output_comes_out(void **state)
{
    struct seen s = {0};
    struct child_options o = {0};

    (void)state;
    begin(&s, &o, "cat; echo bad >&2; exit 3", "hello");
    finish(&s);
    assert_int_equal(s.code, 3);
    assert_string_equal(s.out, "hello");
    assert_string_equal(s.err, "bad\n");
}

static void the_environment_is_closed(void **state)
{
    struct seen s = {0};
    const char *const env[] = {"ONLY=this", NULL};
    struct child_options o = {.envp = env};

    (void)state;
    setenv("SECRET", "leak", 1);
    begin(&s, &o, "echo \"$ONLY$SECRET$HOME\"; ls /proc/self/fd | wc -l", NULL);
    finish(&s);
    assert_string_equal(s.out, "this\n4\n"); /* 0, 1, 2 and the folder being listed */
}

static void large_traffic_both_ways(void **state)
{
    struct seen s = {0};
    struct child_options o = {0};
    size_t n = 3 * 1024 * 1024;
    AUTO_FREE char *big = malloc(n + 1);

    (void)state;
    memset(big, 'x', n);
    big[n] = '\0';
    begin(&s, &o, "cat", big);
    finish(&s);
    assert_int_equal(s.code, 0);
    assert_int_equal(s.out_n, n);
}

static void too_much_output_ends_it(void **state)
{
    struct seen s = {0};
    struct child_options o = {.out_max = 1000};

    (void)state;
    begin(&s, &o, "exec yes", NULL);
    finish(&s);
    assert_int_equal(s.code, -SIGTERM);
    assert_true(s.overrun);
    assert_true(s.out_n <= 1000);
}

static void time_ends_it_and_its_children(void **state)
{
    struct seen s = {0};
    struct child_options o = {.timeout_ms = 50};

    (void)state;
    begin(&s, &o, "sleep 1000 & sleep 1000", NULL);
    finish(&s);
    assert_int_equal(s.code, -SIGTERM);
}

static void deaf_ones_are_killed(void **state)
{
    struct seen s = {.loop = loop_new()};
    struct child_options o = {.lines = true};

    (void)state;
    begin(&s, &o, "trap '' TERM; echo ready; while :; do sleep 1000; done", NULL);
    while (!s.lines)
        loop_wait(s.loop, 1000);
    child_stop(s.child);
    child_stop(s.child);
    finish(&s);
    assert_int_equal(s.code, -SIGKILL);
}

static void an_orphan_with_the_pipe_does_not_hold_us(void **state)
{
    struct seen s = {0};
    struct child_options o = {0};

    (void)state;
    begin(&s, &o, "sleep 1000 & echo done", NULL);
    finish(&s);
    assert_int_equal(s.code, 0);
    assert_string_equal(s.out, "done\n");
}

static void lines_arrive_whole(void **state)
{
    struct seen s = {0};
    struct child_options o = {.lines = true};

    (void)state;
    begin(&s, &o, "printf 'one\\r\\ntwo\\n\\nlast'", NULL);
    finish(&s);
    assert_int_equal(s.lines, 4);
    assert_string_equal(s.first, "one");
    assert_string_equal(s.out, "");
}

static void it_can_be_dropped_from_its_own_line(void **state)
{
    struct seen s = {.drop_at_line = true, .loop = loop_new()};
    struct child_options o = {.lines = true};

    (void)state;
    begin(&s, &o, "echo one; echo two; sleep 1000", NULL);
    while (!s.lines)
        loop_wait(s.loop, 1000);
    assert_null(s.child);
    assert_int_equal(s.lines, 1);
    loop_wait(s.loop, 0);
    assert_false(s.ended);
    loop_free(&s.loop);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void a_guarded_one_lives_until_its_input_ends(void **state)
{
    struct seen s = {.loop = loop_new()};
    struct child_options o = {.guard = true, .lines = true};

    (void)state;
    begin(&s, &o, "while read x; do echo got $x; done; echo end", "a\n");
    while (s.lines < 1)
        loop_wait(s.loop, 1000);
    assert_int_equal(child_send(s.child, "b\n", 2), STATUS_OK);
    while (s.lines < 2)
        loop_wait(s.loop, 1000);
    assert_true(child_pid(s.child) > 0);
    child_close_input(s.child);
    finish(&s);
    assert_int_equal(s.lines, 3);
}

static void a_missing_program_is_a_sentence(void **state)
{
    const char *const argv[] = {"nothing", NULL};
    struct child_options o = {.path = "/nonexistent/nothing", .argv = argv};
    struct child_events events = {on_line, on_end, NULL};
    struct loop *l = loop_new();
    struct child *c = NULL;
    ERROR_AUTO e = {0};

    (void)state;
    assert_int_equal(child_start(l, &o, NULL, 0, &events, &c, &e), STATUS_NOT_FOUND);
    assert_null(c);
    assert_string_equal(e.what.args[0], "/nonexistent/nothing");
    loop_free(&l);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void input_nobody_reads_is_no_signal(void **state)
{
    struct seen s = {0};
    struct child_options o = {0};
    size_t n = 1024 * 1024;
    AUTO_FREE char *big = malloc(n + 1);

    (void)state;
    signal(SIGPIPE, SIG_DFL);
    memset(big, 'x', n);
    big[n] = '\0';
    begin(&s, &o, "exec 0<&-; exit 0", big);
    finish(&s);
    assert_int_equal(s.code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_fire_in_order),
        cmocka_unit_test(a_timer_of_now_waits_for_the_next_pass),
        cmocka_unit_test(a_timer_can_stop_one_that_is_due),
        cmocka_unit_test(an_unwatched_fd_is_not_called_in_the_same_pass),
        cmocka_unit_test(a_closed_fd_is_told_once),
        cmocka_unit_test(a_thread_can_wake_it),
        cmocka_unit_test(input_goes_in_and_output_comes_out),
        cmocka_unit_test(the_environment_is_closed),
        cmocka_unit_test(large_traffic_both_ways),
        cmocka_unit_test(too_much_output_ends_it),
        cmocka_unit_test(time_ends_it_and_its_children),
        cmocka_unit_test(deaf_ones_are_killed),
        cmocka_unit_test(an_orphan_with_the_pipe_does_not_hold_us),
        cmocka_unit_test(lines_arrive_whole),
        cmocka_unit_test(it_can_be_dropped_from_its_own_line),
        cmocka_unit_test(a_guarded_one_lives_until_its_input_ends),
        cmocka_unit_test(a_missing_program_is_a_sentence),
        cmocka_unit_test(input_nobody_reads_is_no_signal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

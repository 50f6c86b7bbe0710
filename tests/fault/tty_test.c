/*
 * The terminal fails: it hangs up after n bytes, takes 960 bytes a second, or takes nothing for a while. The
 * program ends by itself in the first case and goes on in the others; its files are whole every time.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "store/audit.h"
#include "store/outbox.h"
#include "tests/fault/ledger.h"
#include "tests/harness/scratch.h"
#include "tests/harness/world.h"

enum { SESSION_BYTES = 6000, SLOW_RATE = 960 };

static int setup(void **state)
{
    *state = world_new(NULL);
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;

    world_free(&w);
    return 0;
}

/* The data the program left opens without a complaint. */
static const char *files_judge(struct world *w)
{
    AUTO_FREE char *folder = scratch_path(world_home(w), "data/registrar");
    struct outbox *o = NULL;
    struct audit *a = NULL;
    const char *wrong = NULL;

    if (!scratch_exists(folder))
        return NULL;
    if (outbox_open(folder, &o, NULL))
        wrong = "the outbox does not open";
    if (!wrong && audit_open(folder, &a, NULL))
        wrong = "the audit does not open";
    outbox_close(&o);
    audit_close(&a);
    return wrong;
}

/* By the hang-up, by itself, or, when the line was gone before it began, by the refusal to work without a
 * terminal. */
static bool ended_well(int code)
{
    return (code >= 0 && code <= 2) || code == -SIGHUP;
}

/* Hangs up after `at` bytes, or at the end of what the keys cause; NULL or what is wrong. */
static const char *hang_up_run(struct world *w, size_t at)
{
    struct pty *p = world_open(w, &(struct world_program){.hang_up_at = at});
    int code;

    pty_type(p, WORLD_USER "\t" WORLD_PASSWORD "\r", strlen(WORLD_USER WORLD_PASSWORD) + 2);
    pty_quiet(p);
    if (pty_running(p))
        pty_hang_up(p);
    code = pty_wait(p, PTY_DEADLINE);
    pty_free(&p);
    return ended_well(code) ? files_judge(w) : "it ended neither by itself nor by the hang-up";
}

static void it_hangs_up_at_any_byte(void **state)
{
    long points = 0, stride = fault_soak() || fault_point() ? 61 : 557;

    for (long at = fault_point() ? fault_point() : 1; at < SESSION_BYTES; at += stride, points++) {
        const char *wrong = hang_up_run(*state, (size_t)at);
        if (wrong)
            fault_failed("hang-up", at, wrong, "tty_test");
        if (fault_point())
            break;
    }
    fault_points("hang-up", points);
}

static void it_takes_960_bytes_a_second(void **state)
{
    struct pty *p = world_open(*state, &(struct world_program){.rate = SLOW_RATE});

    pty_until(p, "Password", 3 * PTY_DEADLINE);
    pty_keys(p, WORLD_USER "<Tab>" WORLD_PASSWORD);
    pty_until(p, WORLD_USER, 3 * PTY_DEADLINE);
    pty_keys(p, "<Enter>");
    pty_until(p, "Code", 3 * PTY_DEADLINE);
    pty_rate(p, 0);
    pty_keys(p, "<C-c>");
    assert_int_equal(pty_wait(p, PTY_DEADLINE), 0);
    pty_free(&p);
}

static void it_takes_nothing_for_a_while(void **state)
{
    struct pty *p = world_open(*state, NULL);

    world_sign_in(*state, p);
    pty_hold(p, true);
    for (int i = 0; i < 200; i++)
        pty_keys(p, i % 2 ? "<Up>" : "<Down>");
    pty_resize(p, 30, 100);
    pty_resize(p, 24, 80);
    pty_hold(p, false);
    pty_keys(p, "?");
    pty_until(p, "Esc", PTY_DEADLINE);
    pty_quiet(p);
    assert_true(pty_running(p));
    pty_free(&p);
}

/* The planted fault: a program that takes a hang-up for a crash must be noticed. */
static void a_crash_at_the_hang_up_is_noticed(void **state)
{
    const char *const argv[] = {"/bin/sh", "-c", "trap 'kill -SEGV $$' HUP; echo up; read x; read y; exit 3",
                                NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv});
    int code;

    (void)state;
    pty_until(p, "up", PTY_DEADLINE);
    pty_hang_up(p);
    code = pty_wait(p, PTY_DEADLINE);
    assert_false(ended_well(code));
    pty_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_hangs_up_at_any_byte),
        cmocka_unit_test(it_takes_960_bytes_a_second),
        cmocka_unit_test(it_takes_nothing_for_a_while),
        cmocka_unit_test(a_crash_at_the_hang_up_is_noticed),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

/* Terminal manners: suspend and wake, resize bursts, pastes, hang-up, kill, and the terminal as it is left
 * behind. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/program.h"
#include "tests/harness/world.h"

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

static size_t count(struct pty *p, const char *bytes)
{
    size_t n;
    const char *raw = pty_raw(p, &n);
    size_t found = 0;
    for (const char *at = raw; (at = memmem(at, n - (size_t)(at - raw), bytes, strlen(bytes))); at++) {
        found++;
    }
    return found;
}

/* Each mode that was set was also taken back. */
static void expect_left_clean(struct pty *p)
{
    int row;
    int col;
    assert_false(emulator_altscreen(pty_emulator(p)));
    assert_true(emulator_cursor(pty_emulator(p), &row, &col));
    assert_true(count(p, "\033[?2004h") > 0);
    assert_int_equal(count(p, "\033[?2004h"), count(p, "\033[?2004l"));
    assert_int_equal(count(p, "\033[?1000h"), count(p, "\033[?1000l"));
}

static void leaving_restores_the_terminal(void **state)
{
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    assert_true(emulator_altscreen(pty_emulator(p)));
    pty_keys(p, "<C-c>");
    assert_int_equal(pty_wait(p, PTY_DEADLINE), 0);
    expect_left_clean(p);
    pty_free(&p);
}

static void an_end_from_outside_restores_the_terminal(void **state)
{
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_signal(p, SIGTERM);
    pty_wait(p, PTY_DEADLINE);
    expect_left_clean(p);
    pty_free(&p);
}

static void a_hang_up_ends_the_program(void **state)
{
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_hang_up(p);
    int code = pty_wait(p, PTY_DEADLINE);
    assert_true(code == 0 || code == -SIGHUP);
    pty_free(&p);
}

/* A shell with job control, as a person has it. */
static void suspend_and_wake(void **state)
{
    struct world *w = *state;
    char *program = program_path("registrar");
    const char *const argv[] = {"/bin/sh", "-i", NULL};
    const char *const extra[] = {"PS1=shell> ", "ENV=", NULL};
    struct pty *p = pty_start(&(struct pty_options){.argv = argv, .extra = extra, .home = world_home(w)});
    pty_until(p, "shell>", PTY_DEADLINE);
    char line[4200];
    snprintf(line, sizeof line, "%s<Enter>", program);
    pty_keys(p, line);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_keys(p, "olena@");
    pty_until(p, "olena@", PTY_DEADLINE);
    pty_keys(p, "<C-z>");
    pty_until(p, "Stopped", PTY_DEADLINE); /* said by the shell, when the terminal is its own again */
    assert_false(emulator_altscreen(pty_emulator(p)));
    assert_int_equal(count(p, "\033[?2004h"), count(p, "\033[?2004l"));
    pty_keys(p, "stty -a | tr ';' '\\n' | grep -w -e icanon -e echo<Enter>");
    pty_until(p, " icanon", PTY_DEADLINE);
    pty_refuse(p, "-icanon");
    pty_keys(p, "fg<Enter>");
    pty_until(p, "Password", PTY_DEADLINE);
    pty_until(p, "olena@", PTY_DEADLINE);
    assert_true(emulator_altscreen(pty_emulator(p)));
    pty_keys(p, "training");
    pty_until(p, "olena@training", PTY_DEADLINE);
    pty_keys(p, "<C-c>");
    pty_until(p, "shell>", PTY_DEADLINE);
    expect_left_clean(p);
    pty_free(&p);
    free(program);
}

static void a_burst_of_resizes_ends_in_one_right_screen(void **state)
{
    static const int sizes[][2] = {{43, 132}, {12, 40}, {70, 240}, {5, 20}, {1, 1}, {24, 80}, {30, 100}};
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        pty_resize(p, sizes[i][0], sizes[i][1]);
    }
    pty_until_row(p, 29, "Esc", PTY_DEADLINE); /* the help line is on the last row of 30 */
    pty_expect(p, "Password");
    assert_true(pty_running(p));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        pty_resize(p, sizes[i][0], sizes[i][1]);
        if (sizes[i][0] >= 12) {
            pty_until_row(p, sizes[i][0] - 1, "Esc", PTY_DEADLINE);
            pty_until(p, "Password", PTY_DEADLINE);
        } else {
            pty_quiet(p);
        }
        assert_true(pty_running(p));
    }
    pty_free(&p);
}

static void a_paste_fills_a_field_and_is_trimmed(void **state)
{
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_paste(p, "  olena@training.example\n");
    pty_until(p, "olena@training.example", PTY_DEADLINE);
    pty_expect(p, "Password"); /* the line end in it sent nothing */
    pty_free(&p);
}

static void a_paste_of_controls_is_harmless(void **state)
{
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_mark(p);
    pty_paste(p, "ab\033]0;evil\007\033[31mcd\x03\x1a\x7f");
    pty_until(p, "cd", PTY_DEADLINE);
    assert_string_not_equal(emulator_title(pty_emulator(p)), "evil");
    assert_int_equal(count(p, "\033[31mcd"), 0);
    assert_true(pty_running(p));
    pty_free(&p);
}

static void rubbish_from_the_terminal_is_survived(void **state)
{
    static const char rubbish[] =
        "\033[\033[999999999999;1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19z\033O\377\376\300"
        "\200\355\240\200\033]11;rgb:ffff/ffff/ffff\033\\\033P>|name\033\\\033[?62;22c\033[12;40R"
        "\033[M\377\377\377\033[<0;10;10M\033[200~";
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_type(p, rubbish, sizeof rubbish - 1);
    pty_type(p, "end\033[201~", 9);
    pty_quiet(p);
    assert_true(pty_running(p));
    pty_expect(p, "Password");
    pty_keys(p, "<C-l>");
    pty_quiet(p);
    pty_expect(p, "Password");
    pty_free(&p);
}

static void killed_it_leaves_nothing_that_stops_the_next_start(void **state)
{
    struct world *w = *state;
    struct pty *p = world_open(w, NULL);
    world_sign_in(w, p);
    pty_signal(p, SIGKILL);
    assert_int_equal(pty_wait(p, PTY_DEADLINE), -SIGKILL);
    pty_free(&p);
    p = world_open(w, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_free(&p);
}

static void a_slow_terminal_gets_the_whole_screen(void **state)
{
    struct pty *p = world_open(*state, &(struct world_program){.rate = 2400});
    pty_until(p, "Password", PTY_DEADLINE);
    pty_keys(p, "somebody");
    pty_until(p, "somebody", PTY_DEADLINE);
    pty_rate(p, 0);
    pty_keys(p, "<C-c>");
    assert_int_equal(pty_wait(p, PTY_DEADLINE), 0);
    pty_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaving_restores_the_terminal),
        cmocka_unit_test(an_end_from_outside_restores_the_terminal),
        cmocka_unit_test(a_hang_up_ends_the_program),
        cmocka_unit_test(suspend_and_wake),
        cmocka_unit_test(a_burst_of_resizes_ends_in_one_right_screen),
        cmocka_unit_test(a_paste_fills_a_field_and_is_trimmed),
        cmocka_unit_test(a_paste_of_controls_is_harmless),
        cmocka_unit_test(rubbish_from_the_terminal_is_survived),
        cmocka_unit_test(killed_it_leaves_nothing_that_stops_the_next_start),
        cmocka_unit_test(a_slow_terminal_gets_the_whole_screen),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

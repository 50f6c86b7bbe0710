/* The harness itself: a pseudo-terminal, its screen, its exact byte counts, and the ways it says "no". */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/program.h"
#include "tests/harness/pty.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

static struct pty *start_shell(const char *script, struct pty_options options)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    options.argv = argv;
    return pty_start(&options);
}

static void expect_row(struct pty *p, int row, const char *want)
{
    char *got = pty_text(p, row);
    assert_string_equal(got, want);
    free(got);
}

static void text_and_attributes_are_seen(void **state)
{
    (void)state;
    struct pty *p =
        start_shell("printf 'plain \\033[1mbold\\033[0m \\033[7mback\\033[0m \\033[4;31;44mred\\033[0m "
                    "\\033[38;5;208mo\\033[0m end'; exec cat",
                    (struct pty_options){0});
    pty_until(p, "end", PTY_DEADLINE);
    expect_row(p, 0, "plain bold back red o end");
    struct emulator_cell cell;
    emulator_cell(pty_emulator(p), 0, 0, &cell);
    assert_false(cell.bold || cell.reverse || cell.underline);
    assert_int_equal(cell.fg, EMULATOR_DEFAULT);
    assert_int_equal(cell.bg, EMULATOR_DEFAULT);
    emulator_cell(pty_emulator(p), 0, 6, &cell);
    assert_true(cell.bold);
    emulator_cell(pty_emulator(p), 0, 11, &cell);
    assert_true(cell.reverse && !cell.bold);
    emulator_cell(pty_emulator(p), 0, 16, &cell);
    assert_true(cell.underline);
    assert_int_equal(cell.fg, 1);
    assert_int_equal(cell.bg, 4);
    emulator_cell(pty_emulator(p), 0, 20, &cell);
    assert_int_equal(cell.fg, 208);
    pty_expect_cursor(p, 0, 25);
    pty_free(&p);
    assert_null(p);
}

static void wide_and_combining_characters_keep_their_columns(void **state)
{
    (void)state;
    struct pty *p =
        start_shell("printf '\\345\\207\\272\\347\\224\\237|\\320\\206\\320\\262\\320\\260\\320\\275|e\\314"
                    "\\201|end'; exec cat",
                    (struct pty_options){0});
    pty_until(p, "end", PTY_DEADLINE);
    expect_row(p, 0, "出生|Іван|e\xCC\x81|end");
    int row;
    int col;
    assert_true(emulator_find(pty_emulator(p), "Іван", &row, &col));
    assert_int_equal(row, 0);
    assert_int_equal(col, 5);
    assert_true(emulator_find(pty_emulator(p), "end", &row, &col));
    assert_int_equal(col, 12);
    struct emulator_cell cell;
    emulator_cell(pty_emulator(p), 0, 0, &cell);
    assert_int_equal(cell.width, 2);
    pty_free(&p);
}

static void bytes_are_counted_exactly(void **state)
{
    (void)state;
    struct pty *p =
        start_shell("stty raw -echo; printf ready; while read -r n; do printf \"%0${n}d\" 7; done",
                    (struct pty_options){0});
    pty_until(p, "ready", PTY_DEADLINE);
    pty_quiet(p);
    assert_int_equal(pty_bytes(p), strlen("ready"));
    pty_mark(p);
    assert_int_equal(pty_bytes(p), 0);
    pty_type(p, "137\n", 4);
    pty_until(p, "7", PTY_DEADLINE);
    pty_quiet(p);
    assert_int_equal(pty_bytes(p), 137);
    size_t n;
    const char *raw = pty_raw(p, &n);
    assert_int_equal(n, 137);
    assert_int_equal(raw[136], '7');
    pty_budget(p, "a number", 137);
    pty_mark(p);
    pty_idle(p, 30);
    assert_int_equal(pty_bytes(p), 0);
    pty_free(&p);
}

static void keys_become_the_bytes_of_their_mode(void **state)
{
    (void)state;
    struct pty *p = start_shell("stty raw -echo; printf 'ready\\r\\n'; exec cat -v", (struct pty_options){0});
    pty_until(p, "ready", PTY_DEADLINE);
    pty_keys(p, "<Down*3><F1><C-x><Esc><Enter><BackTab><LT>й!");
    pty_until_row(p, 1, "^[[B^[[B^[[B^[OP^X^[^M^[[Z<M-PM-9!", PTY_DEADLINE);
    pty_free(&p);

    p = start_shell("stty raw -echo; printf '\\033[?1h\\033[?2004hready\\r\\n'; exec cat -v",
                    (struct pty_options){0});
    pty_until(p, "ready", PTY_DEADLINE);
    pty_keys(p, "<Down><Home><F5>");
    pty_until_row(p, 1, "^[OB^[OH^[[15~", PTY_DEADLINE);
    pty_paste(p, "ddd");
    pty_until_row(p, 1, "^[[200~ddd^[[201~", PTY_DEADLINE);
    pty_free(&p);
}

static void a_resize_reaches_the_program(void **state)
{
    (void)state;
    struct pty *p = start_shell("trap 'stty size' WINCH; stty size; while :; do read -r x; done",
                                (struct pty_options){.rows = 12, .cols = 40});
    pty_until_row(p, 0, "12 40", PTY_DEADLINE);
    pty_resize(p, 43, 132);
    pty_until(p, "43 132", PTY_DEADLINE);
    int rows;
    int cols;
    emulator_size(pty_emulator(p), &rows, &cols);
    assert_int_equal(rows, 43);
    assert_int_equal(cols, 132);
    pty_free(&p);
}

static void the_environment_is_closed(void **state)
{
    (void)state;
    const char *const extra[] = {"EXTRA=yes", "LANG=uk_UA.UTF-8", "TZ", NULL};
    setenv("LEAKED_FROM_THE_TEST", "1", 1);
    struct pty *p = start_shell("env | sort | grep -v -e SAN_OPTIONS -e '^_=' -e OLDPWD; echo end; exec cat",
                                (struct pty_options){.term = "vt100", .extra = extra});
    pty_until(p, "end", PTY_DEADLINE);
    unsetenv("LEAKED_FROM_THE_TEST");
    pty_expect(p, "EXTRA=yes");
    pty_expect(p, "LANG=uk_UA.UTF-8");
    pty_expect(p, "TERM=vt100");
    pty_expect(p, "XDG_STATE_HOME=");
    pty_refuse(p, "TZ=");
    pty_refuse(p, "C.UTF-8");
    pty_refuse(p, "LEAKED");
    char *home = strdup(pty_home(p));
    assert_true(scratch_exists(home));
    pty_free(&p);
    assert_false(scratch_exists(home));
    free(home);
}

static void ends_are_told(void **state)
{
    (void)state;
    struct pty *p = start_shell("exit 3", (struct pty_options){0});
    assert_int_equal(pty_wait(p, PTY_DEADLINE), 3);
    pty_free(&p);

    p = start_shell("exec cat", (struct pty_options){0});
    pty_keys(p, "up<Enter>");
    pty_until_row(p, 1, "up", PTY_DEADLINE); /* the echo stands in row 0, what cat wrote in row 1 */
    assert_true(pty_running(p));
    pty_quiet(p); /* until cat stands in the shell's place */
    long now = pty_memory(p);
    assert_true(now > 100);
    assert_true(pty_memory_peak(p) >= now);
    pty_signal(p, SIGKILL);
    assert_int_equal(pty_wait(p, PTY_DEADLINE), -SIGKILL);
    pty_free(&p);

    p = start_shell("echo up; exec cat", (struct pty_options){0});
    pty_until(p, "up", PTY_DEADLINE);
    pty_hang_up(p);
    assert_int_equal(pty_wait(p, PTY_DEADLINE), -SIGHUP);
    pty_free(&p);
}

static void a_slow_line_is_slow_and_loses_nothing(void **state)
{
    (void)state;
    struct pty *p =
        start_shell("stty -opost; seq -s. 1 200; echo end; exec cat", (struct pty_options){.rate = 2000});
    int64_t from = wait_now();
    pty_until(p, "end", PTY_DEADLINE);
    int64_t took = wait_now() - from;
    assert_int_equal(pty_bytes(p), 691 + 1 + 4);
    assert_true(took >= 300); /* 696 bytes at 2,000 a second */
    pty_hold(p, true);
    pty_keys(p, "x<Enter>");
    pty_idle(p, 20);
    assert_int_equal(pty_bytes(p), 696);
    pty_hold(p, false);
    pty_rate(p, 0);
    pty_until(p, "x", PTY_DEADLINE);
    pty_free(&p);

    p = start_shell("while echo 0123456789; do :; done", (struct pty_options){.hang_up_at = 500});
    pty_wait(p, PTY_DEADLINE);
    assert_int_equal(pty_bytes(p), 500);
    pty_free(&p);
}

static void the_cursor_and_the_screens_are_known(void **state)
{
    (void)state;
    struct pty *p = start_shell("printf '\\033[?1049h\\033[?25l\\033[5;10Hhere\\007'; read x; printf "
                                "'\\033[?25h\\033[?1049lback'; exec cat",
                                (struct pty_options){0});
    pty_until(p, "here", PTY_DEADLINE);
    int row;
    int col;
    pty_until_cursor(p, 4, 13, PTY_DEADLINE);
    assert_false(emulator_cursor(pty_emulator(p), &row, &col));
    assert_true(emulator_altscreen(pty_emulator(p)));
    assert_int_equal(emulator_bells(pty_emulator(p)), 1);
    pty_keys(p, "<Enter>");
    pty_until(p, "back", PTY_DEADLINE);
    pty_until_gone(p, "here", PTY_DEADLINE);
    assert_true(emulator_cursor(pty_emulator(p), &row, &col));
    assert_false(emulator_altscreen(pty_emulator(p)));
    pty_free(&p);
}

static void programs_run_without_a_terminal(void **state)
{
    (void)state;
    const char *const argv[] = {"/bin/sh", "-c", "cat; echo oops >&2; test -t 0 || exit 5", NULL};
    struct program_run run = {.argv = argv, .input = "words"};
    program_run(&run);
    assert_int_equal(run.code, 5);
    assert_string_equal(run.out, "words");
    assert_string_equal(run.err, "oops\n");
    program_run_free(&run);

    const char *const endless[] = {"/bin/sleep", "100", NULL};
    run = (struct program_run){.argv = endless, .deadline_ms = 20};
    program_run(&run);
    assert_int_equal(run.code, -1000);
    program_run_free(&run);
}

static void scratch_folders_are_searched_and_removed(void **state)
{
    (void)state;
    char *folder = scratch_new();
    scratch_write(folder, "a/b/secret.txt", "one 3748 two", 0600);
    scratch_write(folder, "a/other.txt", "nothing", 0644);
    char *found = scratch_search(folder, "3748", 4);
    assert_non_null(found);
    assert_non_null(strstr(found, "a/b/secret.txt"));
    free(found);
    assert_null(scratch_search(folder, "3749", 4));
    scratch_write(folder, "ids", "x19589bd5-7bb0-4bd8-8337-672a5555ccd9 and more", 0600);
    assert_null(scratch_search(folder, "5555", 4));
    scratch_write(folder, "ids", "19589bd5-7bb0-4bd8-8337-672a6c584ccd5555", 0600);
    char *beside = scratch_search(folder, "5555", 4);
    assert_non_null(beside);
    free(beside);
    char *path = scratch_path(folder, "a/other.txt");
    size_t n = 0;
    char *text = scratch_read(path, &n);
    assert_string_equal(text, "nothing");
    assert_int_equal(n, 7);
    free(text);
    free(path);
    char *gone = strdup(folder);
    scratch_remove(&folder);
    assert_null(folder);
    assert_false(scratch_exists(gone));
    free(gone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_attributes_are_seen),
        cmocka_unit_test(wide_and_combining_characters_keep_their_columns),
        cmocka_unit_test(bytes_are_counted_exactly),
        cmocka_unit_test(keys_become_the_bytes_of_their_mode),
        cmocka_unit_test(a_resize_reaches_the_program),
        cmocka_unit_test(the_environment_is_closed),
        cmocka_unit_test(ends_are_told),
        cmocka_unit_test(a_slow_line_is_slow_and_loses_nothing),
        cmocka_unit_test(the_cursor_and_the_screens_are_known),
        cmocka_unit_test(programs_run_without_a_terminal),
        cmocka_unit_test(scratch_folders_are_searched_and_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

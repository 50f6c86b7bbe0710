/*
 * The terminal itself, in a pseudo-terminal: taken and given back in every way a program can end or rest,
 * refused with a sentence, never waited for, and right about the columns it was told. The program under test
 * is this one, started with an argument.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/loop.h"
#include "tests/harness/pty.h"
#include "tui/term/paint.h"
#include "tui/term/term.h"

/* --- the program under test -------------------------------------------------------------------------------
 */

struct program {
    struct term *term;
    struct paint *paint;
    struct theme theme;
    int count, ended; /* keys so far; exit code, -1: goes on */
    bool dirty;
    char last[64];
};

static void name_key(const struct key_event *e, char *out, size_t max)
{
    if (e->code == K_DOWN)
        snprintf(out, max, "Down");
    else
        snprintf(out, max, "%s%c", e->mods & MOD_CTRL ? "Ctrl-" : "", (int)e->code);
}

static void on_key(void *data, const struct key_event *e)
{
    struct program *p = data;

    p->count++;
    p->dirty = true;
    if (e->kind == EVENT_PASTE)
        snprintf(p->last, sizeof(p->last), "paste:%.40s", e->text);
    else
        name_key(e, p->last, sizeof(p->last));
    if (key_is(e, 'q', 0))
        p->ended = 0;
    if (key_is(e, 'c', 0))
        abort();
    if (key_is(e, 'l', MOD_CTRL))
        term_redraw(p->term);
}

static void on_resize(void *data, int rows, int cols)
{
    struct program *p = data;

    paint_resize(p->paint, rows, cols);
    p->dirty = true;
}

static void on_stop(void *data, int number)
{
    struct program *p = data;

    p->ended = number ? number : 99;
}

static void draw(struct program *p)
{
    char line[128];

    paint_begin(p->paint);
    paint_text(p->paint, 0, 0, 20, "ready", THEME_ERROR);
    snprintf(line, sizeof(line), "keys %d last %s", p->count, p->last);
    paint_text(p->paint, 1, 0, 60, line, THEME_NORMAL);
    snprintf(line, sizeof(line), "size %dx%d", paint_rows(p->paint), paint_cols(p->paint));
    paint_text(p->paint, 2, 0, 60, line, THEME_NORMAL);
    paint_text(p->paint, 3, 0, 12, "\xe0\xa4\x95\xe0\xa4\xbf\xe0\xa4\xa8", THEME_NORMAL); /* Devanagari */
    paint_text(p->paint, 3, 12, 8, "|here", THEME_NORMAL);
    paint_text(p->paint, 4, 0, 12, "e\xcc\x81t\xcc\x82\xcc\xa3", THEME_NORMAL);
    paint_text(p->paint, 4, 12, 8, "|here", THEME_NORMAL);
    paint_text(p->paint, 5, 0, 12, "日本", THEME_NORMAL);
    paint_text(p->paint, 5, 12, 8, "|here", THEME_NORMAL);
    for (int row = 6; row < paint_rows(p->paint); row++) { /* enough to fill every buffer on the way */
        snprintf(line, sizeof(line), "%d", p->count * 7919 + row * 104729);
        for (int col = 0; col + 10 < paint_cols(p->paint); col += 11)
            paint_text(p->paint, row, col, 10, line, THEME_NORMAL);
    }
    paint_cursor(p->paint, 1, 3);
}

static int child(void)
{
    struct program p = {.ended = -1, .dirty = true, .last = "-"};
    struct loop *loop = loop_new();
    enum term_refusal why;
    ERROR_AUTO e = {0};

    term_locale();
    theme_builtin(&p.theme);
    struct term_options o = {.loop = loop, .events = {on_key, on_resize, on_stop, &p}};
    if (term_open(&o, &p.term, &why, &e) != STATUS_OK) {
        printf("refused %d: %s (%s)\n", why, e.what.id, e.what.args[0] ? e.what.args[0] : "");
        loop_free(&loop);
        return 2;
    }
    p.paint = paint_new(term_rows(p.term), term_cols(p.term));
    while (p.ended < 0) {
        if (p.dirty && term_ready(p.term)) {
            draw(&p);
            term_show(p.term, p.paint, &p.theme);
            p.dirty = false;
        }
        loop_wait(loop, -1);
    }
    term_close(&p.term);
    paint_free(&p.paint);
    loop_free(&loop);
    return p.ended;
}

/* --- the tests --------------------------------------------------------------------------------------------
 */

static char self[512];

static struct pty *start(const char *term, const char *const *extra)
{
    const char *const argv[] = {self, "child", NULL};

    return pty_start(&(struct pty_options){.argv = argv, .term = term, .extra = extra});
}

/* Under a shell with job control; `script` finds the program in $0. */
static struct pty *start_under_shell(const char *script)
{
    const char *const argv[] = {"/bin/sh", "-mc", script, self, NULL};

    return pty_start(&(struct pty_options){.argv = argv});
}

static bool raw_has(struct pty *p, const char *bytes)
{
    size_t n;
    const char *raw = pty_raw(p, &n);

    return memmem(raw, n, bytes, strlen(bytes)) != NULL;
}

static bool alternate(struct pty *p)
{
    return emulator_altscreen(pty_emulator(p));
}

static void taken_and_given_back(void **state)
{
    struct pty *p = start_under_shell("\"$0\" child; stty -a; echo ENDED");

    (void)state;
    pty_until(p, "ready", PTY_DEADLINE);
    assert_true(alternate(p));
    assert_true(raw_has(p, "\x1b[?2004h"));
    pty_until_cursor(p, 1, 3, PTY_DEADLINE);
    pty_keys(p, "x");
    pty_until(p, "keys 1 last x", PTY_DEADLINE);
    pty_keys(p, "<Down>");
    pty_until(p, "keys 2 last Down", PTY_DEADLINE);
    pty_paste(p, "dd\nd");
    pty_until(p, "last paste:dd d", PTY_DEADLINE);
    pty_mark(p);
    pty_keys(p, "q");
    pty_until(p, "ENDED", PTY_DEADLINE);
    assert_false(alternate(p));
    assert_true(raw_has(p, "\x1b[?2004l"));
    assert_true(pty_shows(p, " icanon"));
    assert_true(pty_shows(p, " echo "));
    assert_false(pty_shows(p, "-icanon"));
    pty_free(&p);
}

static void ctrl_z_gives_everything_back_and_fg_brings_it_again(void **state)
{
    struct pty *p = start_under_shell("\"$0\" child; stty -a; echo STOPPED; read x; fg; echo ENDED");

    (void)state;
    pty_until(p, "ready", PTY_DEADLINE);
    pty_mark(p);
    pty_keys(p, "<C-z>");
    pty_until(p, "STOPPED", PTY_DEADLINE);
    assert_false(alternate(p));
    assert_true(raw_has(p, "\x1b[?2004l"));
    assert_true(pty_shows(p, " icanon"));
    pty_mark(p);
    pty_keys(p, "<Enter>");
    pty_until(p, "ready", PTY_DEADLINE);
    assert_true(alternate(p));
    assert_true(raw_has(p, "\x1b[?2004h"));
    pty_keys(p, "x"); /* and it still listens */
    pty_until(p, "last x", PTY_DEADLINE);
    pty_keys(p, "q");
    pty_until(p, "ENDED", PTY_DEADLINE);
    pty_free(&p);
}

static void a_crash_gives_the_terminal_back(void **state)
{
    struct pty *p = start_under_shell("ulimit -c 0; \"$0\" child; echo CODE $?; stty -a; echo ENDED");

    (void)state;
    pty_until(p, "ready", PTY_DEADLINE);
    pty_mark(p);
    pty_keys(p, "c");
    pty_until(p, "ENDED", PTY_DEADLINE);
    assert_true(pty_shows(p, "CODE 134")); /* died of SIGABRT, as it would have */
    assert_false(alternate(p));
    assert_true(raw_has(p, "\x1b[?2004l"));
    assert_true(pty_shows(p, " icanon"));
    pty_free(&p);
}

static void signals_end_it_through_the_loop(void **state)
{
    static const int NUMBERS[] = {SIGTERM, SIGINT, SIGHUP};

    (void)state;
    for (size_t i = 0; i < sizeof(NUMBERS) / sizeof(NUMBERS[0]); i++) {
        struct pty *p = start(NULL, NULL);
        pty_until(p, "ready", PTY_DEADLINE);
        pty_mark(p);
        pty_signal(p, NUMBERS[i]);
        assert_int_equal(pty_wait(p, PTY_DEADLINE), NUMBERS[i]);
        assert_false(alternate(p));
        pty_free(&p);
    }
}

static void a_terminal_that_goes_ends_it(void **state)
{
    struct pty *p = start(NULL, NULL);
    int code;

    (void)state;
    pty_until(p, "ready", PTY_DEADLINE);
    pty_hang_up(p);
    code = pty_wait(p, PTY_DEADLINE);
    assert_true(code == SIGHUP || code == 99);
    pty_free(&p);
}

static void a_resize_is_one_new_layout(void **state)
{
    struct pty *p = start(NULL, NULL);

    (void)state;
    pty_until(p, "size 24x80", PTY_DEADLINE);
    pty_resize(p, 12, 40);
    pty_until(p, "size 12x40", PTY_DEADLINE);
    pty_resize(p, 40, 132);
    pty_resize(p, 30, 100);
    pty_until(p, "size 30x100", PTY_DEADLINE);
    pty_until_row(p, 3, "|here", PTY_DEADLINE);
    pty_free(&p);
}

static void expect_at(struct pty *p, int row, int col, const char *text)
{
    struct emulator_cell cell;

    emulator_cell(pty_emulator(p), row, col, &cell);
    assert_string_equal(cell.text, text);
}

static void columns_hold_after_doubtful_text(void **state)
{
    static const char *const TERMS[] = {"xterm-256color", "vt100", "linux", "tmux-256color"};

    (void)state;
    for (size_t i = 0; i < sizeof(TERMS) / sizeof(TERMS[0]); i++) {
        struct pty *p = start(TERMS[i], NULL);
        pty_until_row(p, 5, "|here", PTY_DEADLINE);
        for (int row = 3; row <= 5; row++)
            expect_at(p, row, 12, "|");
        expect_at(p, 4, 0, "e\xcc\x81");
        expect_at(p, 5, 0, "日");
        expect_at(p, 5, 2, "本");
        pty_keys(p, "<C-l>");
        pty_until(p, "last Ctrl-l", PTY_DEADLINE);
        for (int row = 3; row <= 5; row++)
            expect_at(p, row, 12, "|");
        pty_free(&p);
    }
}

static void colours_follow_the_terminal_and_no_color(void **state)
{
    static const char *const NO_COLOR[] = {"NO_COLOR=1", NULL};
    struct emulator_cell cell;
    struct pty *p = start("xterm-256color", NULL);

    (void)state;
    pty_until(p, "ready", PTY_DEADLINE);
    emulator_cell(pty_emulator(p), 0, 0, &cell);
    assert_int_equal(cell.fg, 210);
    assert_int_equal(cell.bg, EMULATOR_DEFAULT); /* the terminal's own background stays */
    assert_true(cell.bold);
    pty_free(&p);
    p = start("xterm-256color", NO_COLOR);
    pty_until(p, "ready", PTY_DEADLINE);
    emulator_cell(pty_emulator(p), 0, 0, &cell);
    assert_int_equal(cell.fg, EMULATOR_DEFAULT);
    assert_true(cell.bold);
    assert_false(raw_has(p, "\x1b[38"));
    pty_free(&p);
}

static void a_terminal_that_takes_nothing_is_not_waited_for(void **state)
{
    enum { KEYS = 3000 };
    struct pty *p = start(NULL, NULL);
    char want[32], keys[64];

    (void)state;
    pty_until(p, "ready", PTY_DEADLINE);
    pty_quiet(p);
    pty_mark(p);
    pty_hold(p, true);
    memset(keys, 'x', sizeof(keys));
    for (int i = 0; i < KEYS; i += (int)sizeof(keys))
        pty_type(p, keys, sizeof(keys)); /* blocks for ever if the program stopped reading */
    pty_hold(p, false);
    snprintf(want, sizeof(want), "keys %d",
             (KEYS + (int)sizeof(keys) - 1) / (int)sizeof(keys) * (int)sizeof(keys));
    pty_until(p, want, PTY_DEADLINE);
    pty_quiet(p);
    /* Stale frames were dropped: far fewer bytes than a frame a key. */
    assert_true(pty_bytes(p) < 300 * 1024);
    pty_free(&p);
}

static void keys_typed_at_once_are_painted_once(void **state)
{
    struct pty *p = start(NULL, NULL);
    char keys[51] = "";

    (void)state;
    pty_until(p, "ready", PTY_DEADLINE);
    pty_quiet(p);
    pty_mark(p);
    memset(keys, 'x', 50);
    pty_type(p, keys, 50);
    pty_until(p, "keys 50", PTY_DEADLINE);
    pty_quiet(p);
    assert_true(pty_bytes(p) < 2 * 2200); /* one frame, two if the terminal delivered in two pieces */
    pty_free(&p);
}

static void an_idle_program_writes_nothing(void **state)
{
    struct pty *p = start(NULL, NULL);

    (void)state;
    pty_until(p, "ready", PTY_DEADLINE);
    pty_quiet(p);
    pty_mark(p);
    pty_idle(p, 300);
    assert_int_equal(pty_bytes(p), 0);
    pty_free(&p);
}

static void expect_refusal(const char *term, int why)
{
    struct pty *p = start(term, NULL);
    char want[32];

    snprintf(want, sizeof(want), "refused %d: ", why);
    pty_until(p, want, PTY_DEADLINE);
    assert_int_equal(pty_wait(p, PTY_DEADLINE), 2);
    assert_false(raw_has(p, "\x1b"));
    pty_free(&p);
}

static void unfit_terminals_are_refused_with_a_sentence(void **state)
{
    struct pty *p;

    (void)state;
    expect_refusal("dumb", TERM_DUMB);
    expect_refusal("no-such-terminal", TERM_UNKNOWN);
    p = start_under_shell("\"$0\" child </dev/null; echo CODE $?");
    pty_until(p, "CODE 2", PTY_DEADLINE);
    assert_true(pty_shows(p, "refused 1: "));
    pty_free(&p);
    p = start_under_shell("\"$0\" child | cat; echo ENDED");
    pty_until(p, "ENDED", PTY_DEADLINE);
    assert_true(pty_shows(p, "refused 1: "));
    pty_free(&p);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken_and_given_back),
        cmocka_unit_test(ctrl_z_gives_everything_back_and_fg_brings_it_again),
        cmocka_unit_test(a_crash_gives_the_terminal_back),
        cmocka_unit_test(signals_end_it_through_the_loop),
        cmocka_unit_test(a_terminal_that_goes_ends_it),
        cmocka_unit_test(a_resize_is_one_new_layout),
        cmocka_unit_test(columns_hold_after_doubtful_text),
        cmocka_unit_test(colours_follow_the_terminal_and_no_color),
        cmocka_unit_test(a_terminal_that_takes_nothing_is_not_waited_for),
        cmocka_unit_test(keys_typed_at_once_are_painted_once),
        cmocka_unit_test(an_idle_program_writes_nothing),
        cmocka_unit_test(unfit_terminals_are_refused_with_a_sentence),
    };

    if (argc > 1 && strcmp(argv[1], "child") == 0)
        return child();
    if (readlink("/proc/self/exe", self, sizeof(self) - 1) <= 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Bytes on the wire to the terminal: each step has a budget, measured against what the best programs need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/world.h"

enum {
    FIRST_SCREEN = 2200,
    FULL_REDRAW = 1800,
    ROW_DOWN = 180,
    ROW_DOWN_SLOW = 40,
    PAGE_DOWN = 1400,
    FIFTY_DOWNS = 1800,
    PROMPT = 200, /* the keys of the last line change with it */
    RESIZE = 2600,
    FORM_CHARACTER = 16,   /* with its attributes set and taken back */
    FORM_NEXT_FIELD = 160, /* with its hint */
    IDLE_MS = 1500,
};

static int setup(void **state)
{
    /* as people work: the strip and the colour of training are not there */
    *state = world_new(&(struct world_options){.size = "demo", .profile = "training = no\n"});
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    world_free(&w);
    return 0;
}

static struct pty *open_list(struct world *w, const struct world_program *program)
{
    struct pty *p = world_open(w, program);
    world_sign_in(w, p);
    pty_keys(p, "<Enter>");
    pty_until(p, "Number", PTY_DEADLINE);
    pty_until(p, "0000-", PTY_DEADLINE);
    pty_until_gone(p, "...", PTY_DEADLINE); /* names that come after the rows */
    pty_quiet(p);
    return p;
}

static bool wrote(struct pty *p, void *data)
{
    (void)data;
    return pty_bytes(p) > 0;
}

static void measure(struct pty *p, const char *keys, const char *what, size_t bytes)
{
    pty_mark(p);
    pty_keys(p, keys);
    pty_until_true(p, wrote, NULL, what, PTY_DEADLINE);
    pty_quiet(p);
    pty_budget(p, what, bytes);
}

/* Goes there and waits until all names have come. */
static void walk(struct pty *p, const char *keys)
{
    pty_keys(p, keys);
    pty_quiet(p);
    pty_until_gone(p, "...", PTY_DEADLINE);
    pty_quiet(p);
}

static void the_first_screen(void **state)
{
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_quiet(p);
    pty_budget(p, "the first screen", FIRST_SCREEN);
    pty_free(&p);
}

static void a_list_that_is_walked(void **state)
{
    struct pty *p = open_list(*state, NULL);
    measure(p, "<C-l>", "a full redraw", FULL_REDRAW);
    measure(p, "<Down>", "one row down", ROW_DOWN);
    measure(p, "<Down>", "the next row down", ROW_DOWN);
    measure(p, "<Up>", "one row up", ROW_DOWN);
    walk(p, "<PageDown>"); /* what is not here yet is asked for once */
    measure(p, "<PageUp>", "one page up", PAGE_DOWN);
    measure(p, "<PageDown>", "one page down", PAGE_DOWN);
    for (int page = 0; page < 3; page++) {
        walk(p, "<PageDown>");
    }
    walk(p, "<Home>");
    measure(p, "<Down*50>", "fifty Downs at once", FIFTY_DOWNS);
    measure(p, "/", "the filter's prompt", PROMPT);
    pty_free(&p);
}

static void a_slow_line(void **state)
{
    const char *const args[] = {"--link", "slow", NULL};
    struct pty *p = open_list(*state, &(struct world_program){.args = args});
    measure(p, "<Down>", "one row down on a slow line", ROW_DOWN_SLOW);
    measure(p, "<Down>", "the next row down on a slow line", ROW_DOWN_SLOW);
    measure(p, "<Up>", "one row up on a slow line", ROW_DOWN_SLOW);
    pty_free(&p);
}

static void typing_into_a_field(void **state)
{
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_quiet(p);
    measure(p, "o", "the first character", FORM_CHARACTER + 24); /* a notice on line 22 goes */
    measure(p, "l", "one more character", FORM_CHARACTER);
    measure(p, "e", "one more character", FORM_CHARACTER);
    measure(p, "<Tab>", "the next field", FORM_NEXT_FIELD);
    pty_free(&p);
}

static void resizing(void **state)
{
    struct pty *p = world_open(*state, NULL);
    world_sign_in(*state, p);
    pty_quiet(p);
    pty_mark(p);
    pty_resize(p, 30, 100);
    pty_quiet(p);
    pty_budget(p, "a resize to 100x30", RESIZE);
    pty_free(&p);
}

static void an_idle_program_writes_nothing(void **state)
{
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_quiet(p);
    pty_mark(p);
    pty_idle(p, IDLE_MS);
    pty_budget(p, "an idle sign-in screen", 0);
    pty_free(&p);

    p = open_list(*state, NULL);
    pty_mark(p);
    pty_idle(p, IDLE_MS);
    pty_budget(p, "an idle list", 0);
    pty_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_screen), cmocka_unit_test(a_list_that_is_walked),
        cmocka_unit_test(a_slow_line),      cmocka_unit_test(typing_into_a_field),
        cmocka_unit_test(resizing),         cmocka_unit_test(an_idle_program_writes_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

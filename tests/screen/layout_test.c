/* Every first screen at every size, in colour and without, in all three languages: nothing is cut that must
 * be read, the cursor is on the focus, and no word of another language is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/catalog.h"
#include "tests/harness/picture.h"
#include "tests/harness/world.h"

struct look {
    const char *name;
    const char *term;
    const char *const *extra;
    const char *const *args;
    bool colours;
};

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const char *const plain[] = {"--plain", NULL};

static const struct look looks[] = {
    {"256 colours", "xterm-256color", NULL, NULL, true},
    {"8 colours", "linux", NULL, NULL, true},
    {"no colours", "vt100", NULL, NULL, false},
    {"NO_COLOR", "xterm-256color", no_color, NULL, false},
    {"plain", "xterm-256color", NULL, plain, false},
};

static const int sizes[][2] = {{24, 80}, {12, 40}, {43, 132}};
static const char *const languages[] = {"en", "uk", "fr"};

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

static struct pty *open_in(struct world *w, int size, const struct look *look, const char *language)
{
    const char *args[8] = {"--lang", language};
    for (size_t i = 0; look->args && look->args[i]; i++) {
        args[i + 2] = look->args[i];
    }
    return world_open(w, &(struct world_program){.rows = sizes[size][0],
                                                 .cols = sizes[size][1],
                                                 .term = look->term,
                                                 .extra = look->extra,
                                                 .args = args});
}

static void expect_colours(struct pty *p, int rows, int cols, bool wanted)
{
    bool found = false;
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
            struct emulator_cell cell;
            emulator_cell(pty_emulator(p), row, col, &cell);
            found |= cell.fg != EMULATOR_DEFAULT || cell.bg != EMULATOR_DEFAULT;
        }
    }
    if (found != wanted) {
        pty_fail(p, wanted ? "There should be colours" : "There should be no colour");
    }
}

/* The rows that every screen has: who and where above, the keys that are never dropped below, a cursor
 * between. */
static void expect_frame(struct pty *p, int rows, int cols, bool way_out)
{
    int row;
    int col;
    char *last = pty_text(p, rows - 1);
    char *first = pty_text(p, 0);
    /* where letters are typed, F1 stands for ?; from the home screen there is no way back */
    if ((!strstr(last, "?") && !strstr(last, "F1")) || (way_out && !strstr(last, "Esc"))) {
        pty_fail(p, "The help line should keep the keys and the way out");
    }
    if (cols >= 80 && !strstr(first, "eHealth")) {
        pty_fail(p, "The first row should name the registry");
    }
    if (!emulator_cursor(pty_emulator(p), &row, &col) || row < 1 || row >= rows - 1 || col >= cols) {
        pty_fail(p, "The cursor should be on what has the focus");
    }
    free(last);
    free(first);
}

static void sign_in_in_every_size_look_and_language(void **state)
{
    for (size_t l = 0; l < sizeof languages / sizeof *languages; l++) {
        struct catalog *words = world_words(languages[l]);
        for (int size = 0; size < 3; size++) {
            for (size_t k = 0; k < sizeof looks / sizeof *looks; k++) {
                struct pty *p = open_in(*state, size, &looks[k], languages[l]);
                pty_until(p, catalog_text(words, "Password"), PTY_DEADLINE);
                pty_quiet(p);
                expect_frame(p, sizes[size][0], sizes[size][1], true);
                if (looks[k].args != plain) { /* plain is about lines and signs */
                    expect_colours(p, sizes[size][0], sizes[size][1], looks[k].colours);
                }
                pty_free(&p);
            }
        }
        catalog_free(&words);
    }
}

static void home_in_every_size_and_language(void **state)
{
    static const char *const titles[] = {"New requests", "Approved, to be signed", "Signed", "Rejected"};
    for (size_t l = 0; l < sizeof languages / sizeof *languages; l++) {
        struct catalog *words = world_words(languages[l]);
        for (int size = 0; size < 3; size++) {
            struct pty *p = open_in(*state, size, &looks[0], languages[l]);
            world_sign_in_words(*state, p, words);
            pty_quiet(p);
            expect_frame(p, sizes[size][0], sizes[size][1], false);
            for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
                const char *title = catalog_text(words, titles[i]);
                pty_expect(p, title);
                if (words && strcmp(title, titles[i]) == 0) {
                    pty_fail(p, "\"%s\" has no translation into %s", titles[i], languages[l]);
                }
            }
            if (size == 0) {
                char name[32];
                snprintf(name, sizeof name, "home-%s", languages[l]);
                picture_take(p, name, "registrar");
            }
            pty_free(&p);
        }
        catalog_free(&words);
    }
}

static void the_language_changes_in_place(void **state)
{
    struct catalog *words = world_words("uk");
    struct pty *p = world_open(*state, NULL);
    pty_until(p, "Password", PTY_DEADLINE);
    pty_keys(p, "olena@");
    pty_until(p, "olena@", PTY_DEADLINE);
    pty_keys(p, "<F2>");
    pty_until(p, "Українська", PTY_DEADLINE);
    pty_keys(p, "<Down><Enter>");
    pty_until(p, catalog_text(words, "Password"), PTY_DEADLINE);
    pty_expect(p, "olena@");
    pty_free(&p);
    catalog_free(&words);
    world_configure(*state, NULL, NULL); /* the choice was kept; the next test begins in English */
}

static void the_language_comes_from_the_environment(void **state)
{
    struct catalog *words = world_words("uk");
    const char *const extra[] = {"LC_MESSAGES=uk_UA.UTF-8", NULL};
    struct pty *p = world_open(*state, &(struct world_program){.lang = "uk_UA.UTF-8", .extra = extra});
    pty_until(p, catalog_text(words, "Password"), PTY_DEADLINE);
    pty_free(&p);
    catalog_free(&words);
}

static void a_screen_that_is_too_small_says_so_or_stays_alive(void **state)
{
    static const int tiny[][2] = {{1, 1}, {2, 10}, {3, 200}, {5, 20}, {8, 30}, {70, 240}};
    for (size_t i = 0; i < sizeof tiny / sizeof *tiny; i++) {
        struct pty *p = world_open(*state, &(struct world_program){.rows = tiny[i][0], .cols = tiny[i][1]});
        pty_quiet(p);
        assert_true(pty_running(p));
        pty_resize(p, 24, 80);
        pty_until(p, "Password", PTY_DEADLINE);
        pty_free(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sign_in_in_every_size_look_and_language),
        cmocka_unit_test(home_in_every_size_and_language),
        cmocka_unit_test(the_language_changes_in_place),
        cmocka_unit_test(the_language_comes_from_the_environment),
        cmocka_unit_test(a_screen_that_is_too_small_says_so_or_stays_alive),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

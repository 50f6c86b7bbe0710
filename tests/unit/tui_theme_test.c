/* The shipped themes: nothing missing, nothing unreadable, no state told by colour alone; and the reader's
 * manners. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tui/term/theme.h"

static const char *const SHIPPED[] = {"dark", "light", "high-contrast", "colour-blind", "mono"};
enum { N_SHIPPED = sizeof(SHIPPED) / sizeof(SHIPPED[0]) };

static const char *element(int e)
{
    static const char *const NAMES[] = {
#define X(id, name) name,
        THEME_ELEMENTS(X)
#undef X
    };
    return NAMES[e];
}

static void load(const char *name, struct theme *t)
{
    char path[64];
    struct text complaints;

    text_init(&complaints, 4096);
    snprintf(path, sizeof(path), "themes/%s.theme", name);
    assert_int_equal(theme_load(t, path, NULL, &complaints, NULL), STATUS_OK);
    assert_string_equal(complaints.data, "");
    text_free(&complaints);
}

static void rgb(int colour, int out[3])
{
    static const int VGA[16][3] = {{0, 0, 0},     {170, 0, 0},    {0, 170, 0},    {170, 85, 0},
                                   {0, 0, 170},   {170, 0, 170},  {0, 170, 170},  {170, 170, 170},
                                   {85, 85, 85},  {255, 85, 85},  {85, 255, 85},  {255, 255, 85},
                                   {85, 85, 255}, {255, 85, 255}, {85, 255, 255}, {255, 255, 255}};
    static const int STEP[6] = {0, 95, 135, 175, 215, 255};

    if (colour < 16) {
        memcpy(out, VGA[colour], sizeof(VGA[0]));
        return;
    }
    for (int i = 0; i < 3; i++)
        out[i] = 8 + 10 * (colour - 232);
    if (colour < 232) {
        out[0] = STEP[(colour - 16) / 36];
        out[1] = STEP[(colour - 16) / 6 % 6];
        out[2] = STEP[(colour - 16) % 6];
    }
}

static double luminance(int colour)
{
    static const double WEIGHT[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    int c[3];

    rgb(colour, c);
    for (int i = 0; i < 3; i++) {
        double v = c[i] / 255.0;
        sum += WEIGHT[i] * (v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* The contrast of two colours, as the WCAG counts it. */
static double contrast(int a, int b)
{
    double x = luminance(a), y = luminance(b);

    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* The darkest and the brightest background a theme made for dark (or light) terminals is met with. */
static double worst_contrast(const struct theme *t, struct theme_style s)
{
    static const int DARK[] = {16, 234}, LIGHT[] = {231, 255};
    const int *grounds = t->light ? LIGHT : DARK;
    double worst = 21;

    if (s.bg >= 0)
        return contrast(s.fg >= 0 ? s.fg : t->light ? 16 : 231, s.bg);
    for (int i = 0; i < 2 && s.fg >= 0; i++)
        worst = fmin(worst, contrast(s.fg, grounds[i]));
    return worst;
}

static void no_theme_leaves_a_cell_out(void **state)
{
    (void)state;
    for (int i = 0; i < N_SHIPPED; i++) {
        struct theme t;
        load(SHIPPED[i], &t);
        assert_true(t.name[0]);
        for (int e = 0; e < THEME_COUNT; e++) {
            for (int d = 0; d < THEME_DEPTHS; d++) {
                if (!t.style[e][d].given)
                    fail_msg("%s leaves out %s", SHIPPED[i], element(e));
            }
        }
    }
}

static void colours_can_be_read(void **state)
{
    (void)state;
    for (int i = 0; i < N_SHIPPED; i++) {
        double least = strcmp(SHIPPED[i], "high-contrast") == 0 ? 7 : 4.5;
        struct theme t;
        load(SHIPPED[i], &t);
        for (int e = 0; e < THEME_COUNT; e++) {
            double c = worst_contrast(&t, theme_style(&t, e, THEME_256));
            double want = e == THEME_RULE ? 3 : least; /* a rule is not read */
            if (c < want)
                fail_msg("%s: %s has contrast %.2f, not %.1f", SHIPPED[i], element(e), c, want);
        }
    }
}

static bool same(struct theme_style a, struct theme_style b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attrs == b.attrs;
}

static void without_colours_everything_that_matters_is_still_told(void **state)
{
    static const int APART[] = {THEME_FOCUS,     THEME_MARK,        THEME_MATCH, THEME_ERROR,
                                THEME_TRAINING,  THEME_FIELD,       THEME_LINK,  THEME_FIELD_FOCUS,
                                THEME_FIELD_BAD, THEME_LINE_OFFLINE};

    (void)state;
    for (int i = 0; i < N_SHIPPED; i++) {
        struct theme t;
        load(SHIPPED[i], &t);
        for (int e = 0; e < THEME_COUNT; e++) {
            struct theme_style s = theme_style(&t, e, THEME_MONO);
            assert_int_equal(s.fg, THEME_DEFAULT_COLOUR);
            assert_int_equal(s.bg, THEME_DEFAULT_COLOUR);
        }
        for (size_t k = 0; k < sizeof(APART) / sizeof(APART[0]); k++)
            if (same(theme_style(&t, APART[k], THEME_MONO), theme_style(&t, THEME_NORMAL, THEME_MONO)))
                fail_msg("%s: %s looks like any text", SHIPPED[i], element(APART[k]));
        assert_false(
            same(theme_style(&t, THEME_FIELD, THEME_MONO), theme_style(&t, THEME_FIELD_BAD, THEME_MONO)));
    }
}

/* Colours that eyes without red or green tell apart differ in brightness or along blue and yellow. */
static void the_colour_blind_theme_needs_no_red_and_green(void **state)
{
    static const int PAIRS[][2] = {{THEME_GOOD, THEME_ERROR},
                                   {THEME_STATE_APPROVED, THEME_STATE_REJECTED},
                                   {THEME_STATE_DONE, THEME_STATE_REFUSED},
                                   {THEME_LINE_ONLINE, THEME_LINE_OFFLINE},
                                   {THEME_BAR_NEW, THEME_BAR_OLD}};
    struct theme t;

    (void)state;
    load("colour-blind", &t);
    for (size_t i = 0; i < sizeof(PAIRS) / sizeof(PAIRS[0]); i++) {
        int a[3], b[3];
        rgb(theme_style(&t, PAIRS[i][0], THEME_256).fg, a);
        rgb(theme_style(&t, PAIRS[i][1], THEME_256).fg, b);
        int blue_a = a[2] - (a[0] + a[1]) / 2, blue_b = b[2] - (b[0] + b[1]) / 2;
        if (abs(blue_a - blue_b) < 100)
            fail_msg("%s and %s are told apart by red and green", element(PAIRS[i][0]), element(PAIRS[i][1]));
    }
}

static void the_mono_theme_has_no_colour_anywhere(void **state)
{
    struct theme t;

    (void)state;
    load("mono", &t);
    for (int e = 0; e < THEME_COUNT; e++)
        for (int d = 0; d < THEME_DEPTHS; d++)
            assert_true(theme_style(&t, e, d).fg < 0 && theme_style(&t, e, d).bg < 0);
}

static void the_built_in_theme_is_the_dark_one(void **state)
{
    struct theme dark, builtin;

    (void)state;
    load("dark", &dark);
    theme_builtin(&builtin);
    for (int e = 0; e < THEME_COUNT; e++)
        for (int d = 0; d < THEME_DEPTHS; d++)
            if (!same(theme_style(&dark, e, d), theme_style(&builtin, e, d)))
                fail_msg("themes/dark.theme and the built-in theme differ in %s", element(e));
}

static void read_one(struct theme *t, const char *text, const char *complaint)
{
    struct text complaints;

    text_init(&complaints, 4096);
    assert_int_equal(theme_read(t, text, strlen(text), "my.theme", NULL, &complaints), !complaint[0]);
    assert_string_equal(complaints.data, complaint);
    text_free(&complaints);
}

static void a_wrong_line_is_named_and_the_rest_used(void **state)
{
    struct theme t, plain;

    (void)state;
    theme_builtin(&plain);
    read_one(&t, "[elements]\nerror = bold | purpel | red | 1\nmatch = bold|-|-|3 on 4 dim\n",
             "my.theme:2: there is no colour or attribute \"purpel\".");
    assert_true(same(theme_style(&t, THEME_ERROR, THEME_8), theme_style(&plain, THEME_ERROR, THEME_8)));
    assert_int_equal(theme_style(&t, THEME_MATCH, THEME_256).fg, 3);
    assert_int_equal(theme_style(&t, THEME_MATCH, THEME_256).bg, 4);
    assert_int_equal(theme_style(&t, THEME_MATCH, THEME_256).attrs, THEME_ATTR_DIM);
    read_one(&t, "[elements]\nfoo = -|-|-|-\n", "my.theme:2: there is no element \"foo\".");
    read_one(&t, "[elements]\nerror = -|-|-\n",
             "my.theme:2: \"error\" needs four styles with | between them.");
    read_one(&t, "[elements]\nerror = -|-|-|-|-\n",
             "my.theme:2: \"error\" needs four styles with | between them.");
    read_one(&t, "[elements]\nerror = red|-|-|-\n",
             "my.theme:2: the colour \"red\" does not exist with so few colours.");
    read_one(&t, "[elements]\nerror = -|bright-red|-|-\n",
             "my.theme:2: the colour \"bright-red\" does not exist with so few colours.");
    read_one(&t, "error = -|-|-|-\n", "my.theme:1: \"error\" stands in no section.");
    read_one(&t, "[theme]\nname\n", "my.theme:2: \"name\" has no = sign.");
    read_one(&t, "[colors]\r\n", "my.theme:1: \"[colors]\" is not understood.");
    read_one(&t, "; comment\n# comment\n\n[theme]\nname = Mine \x1b[31m\nbackground = light\n", "");
    assert_string_equal(t.name, "Mine ^[[31m");
    assert_true(t.light);
}

static void complaints_are_few_and_clean(void **state)
{
    struct text text, complaints;
    struct theme t;
    int lines = 1;

    (void)state;
    text_init(&text, LIMIT_CONFIG_FILE);
    text_init(&complaints, LIMIT_CONFIG_FILE);
    text_add(&text, "[elements]\n");
    for (int i = 0; i < 1000; i++)
        text_add(&text, "\x1b]0;x\x07 = 1\n");
    assert_false(theme_read(&t, text.data, text.len, "x", NULL, &complaints));
    for (size_t i = 0; i < complaints.len; i++) {
        lines += complaints.data[i] == '\n';
        assert_true((unsigned char)complaints.data[i] >= 0x20 || complaints.data[i] == '\n');
    }
    assert_int_equal(lines, 20);
    text_free(&text);
    text_free(&complaints);
}

static void a_theme_that_cannot_be_read_is_the_built_in_one(void **state)
{
    struct theme t, plain;
    ERROR_AUTO e = {0};

    (void)state;
    theme_builtin(&plain);
    assert_int_not_equal(theme_load(&t, "themes/none.theme", NULL, NULL, &e), STATUS_OK);
    assert_non_null(e.what.id);
    assert_memory_equal(&t, &plain, sizeof(t));
    assert_int_not_equal(theme_load(&t, "themes", NULL, NULL, NULL), STATUS_OK);
    assert_int_not_equal(theme_load(&t, "/dev/zero", NULL, NULL, NULL), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_theme_leaves_a_cell_out),
        cmocka_unit_test(colours_can_be_read),
        cmocka_unit_test(without_colours_everything_that_matters_is_still_told),
        cmocka_unit_test(the_colour_blind_theme_needs_no_red_and_green),
        cmocka_unit_test(the_mono_theme_has_no_colour_anywhere),
        cmocka_unit_test(the_built_in_theme_is_the_dark_one),
        cmocka_unit_test(a_wrong_line_is_named_and_the_rest_used),
        cmocka_unit_test(complaints_are_few_and_clean),
        cmocka_unit_test(a_theme_that_cannot_be_read_is_the_built_in_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

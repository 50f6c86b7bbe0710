/* The action table: no key means two things on one screen, everything is explained, the manual says what it
 * says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/app/actions.h"
#include "tui/app/arguments.h"
#include "tui/app/places.h"

/* The screens on which both can be pressed. */
static unsigned both(const struct action *a, const struct action *b)
{
    return a->where & b->where;
}

static void no_key_means_two_things(void **state)
{
    size_t n;
    const struct action *table = actions_table(&n);
    (void)state;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            for (size_t k = 0; both(&table[i], &table[j]) && k < ACTION_KEYS && table[i].keys[k]; k++)
                for (size_t m = 0; m < ACTION_KEYS && table[j].keys[m]; m++) {
                    struct keyseq x, y;
                    assert_true(keyseq_parse(table[i].keys[k], &x));
                    assert_true(keyseq_parse(table[j].keys[m], &y));
                    if (keyseq_begins(&x, &y) || keyseq_begins(&y, &x))
                        fail_msg("%s and %s share %s", table[i].id, table[j].id, table[i].keys[k]);
                }
}

static void every_action_is_explained(void **state)
{
    bool seen[ACT_COUNT] = {0};
    size_t n;
    const struct action *table = actions_table(&n);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_true(table[i].act > ACT_NONE && table[i].act < ACT_COUNT);
        seen[table[i].act] = true;
        assert_true(strlen(table[i].id) > 0 && strlen(table[i].label) > 0);
        assert_true(strlen(table[i].help) > 10);
        assert_int_equal(table[i].help[strlen(table[i].help) - 1], '.');
        assert_true(table[i].where != 0);
        assert_non_null(table[i].keys[0]);
        for (size_t j = i + 1; j < n; j++)
            assert_string_not_equal(table[i].id, table[j].id);
    }
    for (int act = ACT_NONE + 1; act < ACT_COUNT; act++)
        if (!seen[act])
            fail_msg("action %d is not in the table", act);
}

static void keys_and_back_are_never_dropped(void **state)
{
    size_t n;
    const struct action *table = actions_table(&n);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        if (table[i].act == ACT_HELP || table[i].act == ACT_BACK)
            assert_int_equal(table[i].rank, 0);
        else
            assert_true(table[i].rank != 0);
    }
}

/* Where letters are typed, an action is offered only by a key that types nothing. */
static void a_field_gets_its_letters(void **state)
{
    const struct action slash = {.keys = {"/"}}, both_ways = {.keys = {"v", "F8"}},
                        sequence = {.keys = {"g h"}};
    (void)state;
    assert_null(action_key(&slash, true));
    assert_string_equal(action_key(&slash, false), "/");
    assert_string_equal(action_key(&both_ways, true), "F8");
    assert_string_equal(action_key(&both_ways, false), "v");
    assert_null(action_key(&sequence, true));
}

static void sequences(void **state)
{
    struct keyseq g, gh, f10;
    (void)state;
    assert_true(keyseq_parse("g", &g));
    assert_true(keyseq_parse("g h", &gh));
    assert_true(keyseq_parse("F10", &f10));
    assert_int_equal(gh.n, 2);
    assert_true(keyseq_begins(&g, &gh));
    assert_false(keyseq_begins(&gh, &g));
    assert_false(keyseq_begins(&f10, &gh));
    assert_false(keyseq_parse("", &g));
    assert_false(keyseq_parse("g ", &g));
    assert_false(keyseq_parse("nokey", &g));
    assert_false(keyseq_parse("g g g g", &g));
}

/* "п р" on a keyboard that is set to Ukrainian is "g h"; what is no letter of it stays. */
static void keys_by_their_place(void **state)
{
    (void)state;
    assert_int_equal(place_of_letter(0x444, false), 'a'); /* ф */
    assert_int_equal(place_of_letter(0x43f, false), 'g'); /* п */
    assert_int_equal(place_of_letter(0x420, false), 'H'); /* Р */
    assert_int_equal(place_of_letter(0x416, false), ':'); /* Ж */
    assert_int_equal(place_of_letter(0x44e, false), '.'); /* ю */
    assert_int_equal(place_of_letter('a', true), 'a');
    assert_int_equal(place_of_letter('.', false), '.');
    assert_int_equal(place_of_letter('.', true), '/');
    assert_int_equal(place_of_letter(K_UP, true), K_UP);
    assert_int_equal(place_of_letter(0x4e00, true), 0x4e00);
}

static void the_manual_has_every_key_and_option(void **state)
{
    size_t n;
    const struct action *table = actions_table(&n);
    struct text page;
    (void)state;
    text_init(&page, 1 << 20);
    man_page(&page);
    assert_true(text_ok(&page));
    for (size_t i = 0; i < n; i++)
        assert_non_null(strstr(page.data, table[i].help));
    const struct argument_def *options = arguments_table(&n);
    for (size_t i = 0; i < n; i++)
        assert_non_null(strstr(page.data, options[i].help));
    assert_ptr_equal(strstr(page.data, ".TH REGISTRAR 1"), page.data);
    text_free(&page);
}

/* Reads a command line; `line` is cut into words in place and must outlive *given. */
static enum status read_line(char *line, struct arguments *given, struct error *e)
{
    char *argv[16], *save = NULL;
    int argc = 0;
    for (char *word = strtok_r(line, " ", &save); word && argc < 16; word = strtok_r(NULL, " ", &save))
        argv[argc++] = word;
    return arguments_read(argc, argv, given, e);
}

/* The examples of the manual are command lines that the program takes. */
static void the_examples_of_the_manual_work(void **state)
{
    struct text page;
    const char *at;
    int seen = 0;
    (void)state;
    text_init(&page, 1 << 20);
    man_page(&page);
    at = strstr(page.data, ".SH EXAMPLES");
    assert_non_null(at);
    const char *end = strstr(at, ".SH FILES");
    while ((at = strstr(at, ".B registrar")) && at < end) {
        char line[256] = "";
        struct arguments given;
        for (size_t n = 0; *at && *at != '\n' && n < sizeof line - 1; at++)
            if (*at != '\\')
                line[n++] = *at;
        assert_int_equal(read_line(line + 3, &given, NULL), STATUS_OK);
        seen++;
    }
    assert_true(seen >= 3);
    text_free(&page);
}

static void the_completion_has_every_option(void **state)
{
    struct text script;
    size_t n;
    const struct argument_def *options = arguments_table(&n);
    (void)state;
    text_init(&script, 1 << 16);
    arguments_completion(&script);
    for (size_t i = 0; i < n; i++)
        assert_non_null(strstr(script.data, options[i].name));
    text_free(&script);
}

static void the_command_line(void **state)
{
    struct arguments given;
    struct error e = {0};
    char good[] = "registrar --lang uk --theme=light --plain --link slow";
    char unknown[] = "registrar --colour", no_value[] = "registrar --lang";
    char too_much[] = "registrar --plain=yes", wrong_line[] = "registrar --link wet";
    (void)state;
    assert_int_equal(read_line(good, &given, &e), STATUS_OK);
    assert_string_equal(given.language, "uk");
    assert_string_equal(given.theme, "light");
    assert_string_equal(given.link, "slow");
    assert_true(given.plain);
    assert_false(given.help);
    assert_int_equal(read_line(unknown, &given, &e), STATUS_INVALID);
    assert_string_equal(e.what.args[0], "--colour");
    assert_int_equal(read_line(no_value, &given, &e), STATUS_INVALID);
    assert_int_equal(read_line(too_much, &given, &e), STATUS_INVALID);
    assert_int_equal(read_line(wrong_line, &given, &e), STATUS_INVALID);
    error_clear(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_means_two_things),
        cmocka_unit_test(every_action_is_explained),
        cmocka_unit_test(keys_and_back_are_never_dropped),
        cmocka_unit_test(a_field_gets_its_letters),
        cmocka_unit_test(sequences),
        cmocka_unit_test(keys_by_their_place),
        cmocka_unit_test(the_manual_has_every_key_and_option),
        cmocka_unit_test(the_examples_of_the_manual_work),
        cmocka_unit_test(the_completion_has_every_option),
        cmocka_unit_test(the_command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

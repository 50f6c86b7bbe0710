/* The key decoder: every sequence whole, split at every byte, and between two others; replies, pastes,
 * time-outs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tui/term/keys.h"

#define S(s) s, sizeof(s) - 1

static const struct {
    const char *bytes;
    size_t n;
    int32_t code; /* K_NONE: swallowed */
    unsigned mods;
} SEQUENCES[] = {
    {S("a"), 'a', 0},
    {S("Z"), 'Z', 0},
    {S(" "), ' ', 0},
    {S("\xd0\xb6"), 0x436, 0},
    {S("\xe2\x82\xac"), 0x20ac, 0},
    {S("\xf0\x9f\x98\x80"), 0x1f600, 0},
    {S("\r"), K_ENTER, 0},
    {S("\n"), K_ENTER, 0},
    {S("\t"), K_TAB, 0},
    {S("\x7f"), K_BACKSPACE, 0},
    {S("\x08"), K_BACKSPACE, 0},
    {S("\x10"), 'p', MOD_CTRL},
    {S("\x1a"), 'z', MOD_CTRL},
    {S("\x00"), ' ', MOD_CTRL},
    {S("\x1f"), '_', MOD_CTRL},
    {S("\x1b[A"), K_UP, 0},
    {S("\x1bOB"), K_DOWN, 0},
    {S("\x1b[1;5C"), K_RIGHT, MOD_CTRL},
    {S("\x1b[1;2D"), K_LEFT, MOD_SHIFT},
    {S("\x1b[1;3A"), K_UP, MOD_ALT},
    {S("\x1b[H"), K_HOME, 0},
    {S("\x1b[4~"), K_END, 0},
    {S("\x1b[8~"), K_END, 0},
    {S("\x1b[5~"), K_PAGE_UP, 0},
    {S("\x1b[6;5~"), K_PAGE_DOWN, MOD_CTRL},
    {S("\x1b[2~"), K_INSERT, 0},
    {S("\x1b[3~"), K_DELETE, 0},
    {S("\x1bOP"), K_F1, 0},
    {S("\x1b[[A"), K_F1, 0},
    {S("\x1b[[E"), K_F1 + 4, 0},
    {S("\x1b[11~"), K_F1, 0},
    {S("\x1b[15~"), K_F1 + 4, 0},
    {S("\x1b[17~"), K_F1 + 5, 0},
    {S("\x1b[24~"), K_F1 + 11, 0},
    {S("\x1b[34~"), K_F1 + 19, 0},
    {S("\x1b[1;2P"), K_F1, MOD_SHIFT},
    {S("\x1b[Z"), K_TAB, MOD_SHIFT},
    {S("\x1b[a"), K_UP, MOD_SHIFT},
    {S("\x1bOd"), K_LEFT, MOD_CTRL},
    {S("\x1b[7^"), K_HOME, MOD_CTRL},
    {S("\x1b[3$"), K_DELETE, MOD_SHIFT},
    {S("\x1bOM"), K_ENTER, 0},
    {S("\x1bOp"), '0', 0},
    {S("\x1bx"), 'x', MOD_ALT},
    {S("\x1bX"), 'X', MOD_ALT},
    {S("\x1b\xd0\xb6"), 0x436, MOD_ALT},
    {S("\x1b\r"), K_ENTER, MOD_ALT},
    {S("\x1b\x7f"), K_BACKSPACE, MOD_ALT},
    {S("\x1b\x1b[A"), K_UP, MOD_ALT},
    {S("\x1b[27;5;13~"), K_ENTER, MOD_CTRL},
    {S("\x1b[112;5u"), 'p', MOD_CTRL},
    {S("\x1b[65;2u"), 'A', 0},
    /* answers of terminals: swallowed whole */
    {S("\x1b[?62;22c"), K_NONE, 0},
    {S("\x1b[>41;370;0c"), K_NONE, 0},
    {S("\x1b[24;80R"), K_NONE, 0},
    {S("\x1b[?2026;2$y"), K_NONE, 0},
    {S("\x1b[8;24;80t"), K_NONE, 0},
    {S("\x1b]10;rgb:ffff/ffff/ffff\x1b\\"), K_NONE, 0},
    {S("\x1b]11;rgb:0000/0000/0000\x07"), K_NONE, 0},
    {S("\x1bP>|XTerm(370)\x1b\\"), K_NONE, 0},
    {S("\x1b_Gi=1;OK\x1b\\"), K_NONE, 0},
    {S("\x1b[M !!"), K_NONE, 0},
    {S("\x1b[<0;5;6m"), K_NONE, 0},
    {S("\x1b[<35;5;6M"), K_NONE, 0},
    {S("\x1b[99;99;99z"), K_NONE, 0},
    {S("\xc2\x85"), K_NONE, 0},
    {S("\xff"), K_NONE, 0},
};
enum { N = sizeof(SEQUENCES) / sizeof(SEQUENCES[0]) };

static void expect_key(struct keys *k, int32_t code, unsigned mods)
{
    struct key_event e;

    assert_true(keys_next(k, &e));
    assert_int_equal(e.kind, EVENT_KEY);
    assert_int_equal(e.code, code);
    assert_int_equal(e.mods, mods);
}

static void expect_nothing(struct keys *k)
{
    struct key_event e;

    assert_false(keys_next(k, &e));
}

static void every_sequence_at_every_split(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++) {
        for (size_t cut = 0; cut < SEQUENCES[i].n; cut++) {
            struct keys *k = keys_new();
            keys_feed(k, SEQUENCES[i].bytes, cut);
            if (cut)
                expect_nothing(k);
            keys_feed(k, SEQUENCES[i].bytes + cut, SEQUENCES[i].n - cut);
            keys_feed(k, "q", 1); /* the stream is in step afterwards */
            if (SEQUENCES[i].code != K_NONE)
                expect_key(k, SEQUENCES[i].code, SEQUENCES[i].mods);
            expect_key(k, 'q', 0);
            expect_nothing(k);
            assert_int_equal(keys_wait_ms(k, 50), 0);
            keys_free(&k);
        }
    }
}

static void every_pair_in_one_read(void **state)
{
    (void)state;
    for (int a = 0; a < N; a++) {
        for (int b = 0; b < N; b++) {
            struct keys *k = keys_new();
            keys_feed(k, SEQUENCES[a].bytes, SEQUENCES[a].n);
            keys_feed(k, SEQUENCES[b].bytes, SEQUENCES[b].n);
            if (SEQUENCES[a].code != K_NONE)
                expect_key(k, SEQUENCES[a].code, SEQUENCES[a].mods);
            if (SEQUENCES[b].code != K_NONE)
                expect_key(k, SEQUENCES[b].code, SEQUENCES[b].mods);
            expect_nothing(k);
            keys_free(&k);
        }
    }
}

static void times_out(const char *bytes, int32_t code, unsigned mods)
{
    struct keys *k = keys_new();

    keys_feed(k, bytes, strlen(bytes));
    expect_nothing(k);
    assert_true(keys_wait_ms(k, 50) >= 50);
    keys_timeout(k);
    if (code != K_NONE)
        expect_key(k, code, mods);
    expect_nothing(k);
    assert_int_equal(keys_wait_ms(k, 50), 0);
    keys_feed(k, "q", 1);
    expect_key(k, 'q', 0);
    keys_free(&k);
}

static void what_is_half_read_ends_with_the_timer(void **state)
{
    (void)state;
    times_out("\x1b", K_ESC, 0);
    times_out("\x1b[", '[', MOD_ALT);
    times_out("\x1bO", 'O', MOD_ALT);
    times_out("\x1b]", ']', MOD_ALT);
    times_out("\x1b[1;5", K_NONE, 0);
    times_out("\xd0", K_NONE, 0);
    times_out("\x1b]11;rgb:00", K_NONE, 0);
}

static void escape_escape_is_two_keys(void **state)
{
    struct keys *k = keys_new();

    (void)state;
    keys_feed(k, "\x1b\x1b", 2);
    expect_nothing(k);
    keys_timeout(k);
    expect_key(k, K_ESC, 0);
    expect_key(k, K_ESC, 0);
    expect_nothing(k);
    keys_free(&k);
}

static void a_paste_is_one_event_however_it_arrives(void **state)
{
    static const char BYTES[] = "\x1b[200~dd\r\nd\x1b[31m\td\x03\x1b[201~q";
    const size_t n = sizeof(BYTES) - 1;

    (void)state;
    for (size_t cut = 0; cut < n - 1; cut++) {
        struct keys *k = keys_new();
        struct key_event e;
        keys_feed(k, BYTES, cut);
        expect_nothing(k);
        keys_feed(k, BYTES + cut, n - cut);
        assert_true(keys_next(k, &e));
        assert_int_equal(e.kind, EVENT_PASTE);
        assert_string_equal(e.text, "dd\nd[31m\td");
        assert_int_equal(e.text_len, strlen(e.text));
        assert_false(e.cut);
        expect_key(k, 'q', 0);
        keys_free(&k);
    }
}

static void a_huge_paste_is_bounded_and_never_becomes_keys(void **state)
{
    struct keys *k = keys_new();
    struct key_event e;
    char *many = malloc(LIMIT_PASTE * 2);

    (void)state;
    memset(many, 'd', LIMIT_PASTE * 2);
    keys_feed(k, S("\x1b[200~"));
    keys_feed(k, many, LIMIT_PASTE);
    expect_nothing(k);
    keys_feed(k, many, LIMIT_PASTE * 2);
    expect_nothing(k);
    keys_feed(k, S("\x1b[201~q"));
    assert_true(keys_next(k, &e));
    assert_int_equal(e.kind, EVENT_PASTE);
    assert_true(e.cut);
    assert_true(e.text_len <= LIMIT_PASTE);
    expect_key(k, 'q', 0);
    keys_free(&k);
    free(many);
}

static void a_paste_that_never_ends_is_delivered_by_the_timer(void **state)
{
    struct keys *k = keys_new();
    struct key_event e;

    (void)state;
    keys_feed(k, S("\x1b[200~half"));
    expect_nothing(k);
    assert_true(keys_wait_ms(k, 50) > 500);
    keys_timeout(k);
    assert_true(keys_next(k, &e));
    assert_int_equal(e.kind, EVENT_PASTE);
    assert_string_equal(e.text, "half");
    keys_feed(k, "q", 1);
    expect_key(k, 'q', 0);
    keys_free(&k);
}

static void direction_controls_do_not_survive_a_paste(void **state)
{
    struct keys *k = keys_new();
    struct key_event e;

    (void)state;
    keys_feed(k, S("\x1b[200~a\xe2\x80\xae"
                   "b\xe2\x81\xa6"
                   "c\xef\xbb\xbf\xc2\x9b"
                   "d\xff\x1b[201~"));
    assert_true(keys_next(k, &e));
    assert_string_equal(e.text, "abcd\xef\xbf\xbd");
    keys_free(&k);
}

static void clicks(void **state)
{
    struct keys *k = keys_new();
    struct key_event e;

    (void)state;
    keys_feed(k, S("\x1b[<0;5;6M\x1b[<64;1;1M\x1b[<65;1;1M\x1b[<2;3;4M"));
    assert_true(keys_next(k, &e));
    assert_int_equal(e.kind, EVENT_MOUSE);
    assert_int_equal(e.button, MOUSE_LEFT);
    assert_int_equal(e.row, 5);
    assert_int_equal(e.col, 4);
    assert_true(keys_next(k, &e));
    assert_int_equal(e.button, MOUSE_WHEEL_UP);
    assert_true(keys_next(k, &e));
    assert_int_equal(e.button, MOUSE_WHEEL_DOWN);
    assert_true(keys_next(k, &e));
    assert_int_equal(e.button, MOUSE_RIGHT);
    expect_nothing(k);
    keys_free(&k);
}

static void a_sequence_without_end_is_skipped(void **state)
{
    struct keys *k = keys_new();

    (void)state;
    keys_feed(k, S("\x1b["));
    for (int i = 0; i < 5000; i++)
        keys_feed(k, "1;", 2);
    expect_nothing(k);
    keys_feed(k, S("mq"));
    expect_key(k, 'q', 0);
    expect_nothing(k);
    keys_free(&k);
}

static void the_description_of_the_terminal_adds_keys(void **state)
{
    struct keys *k = keys_new();

    (void)state;
    assert_true(keys_add(k, "\x1bzz9", K_F1 + 6, 0));
    assert_false(keys_add(k, "\x1bzz9", K_F1 + 7, 0));
    assert_false(keys_add(k, "x", K_UP, 0));
    keys_feed(k, S("\x1bzz"));
    expect_nothing(k);
    keys_feed(k, "9", 1);
    expect_key(k, K_F1 + 6, 0);
    keys_free(&k);
}

static void names_are_keys(void **state)
{
    static const struct {
        const char *name;
        int32_t code;
        unsigned mods;
    } NAMES[] = {{"Ctrl-P", 'p', MOD_CTRL},
                 {"ctrl-p", 'p', MOD_CTRL},
                 {"Alt-x", 'x', MOD_ALT},
                 {"Alt-X", 'X', MOD_ALT},
                 {"F3", K_F1 + 2, 0},
                 {"F20", K_F20, 0},
                 {"Enter", K_ENTER, 0},
                 {"Space", ' ', 0},
                 {"Ctrl-Space", ' ', MOD_CTRL},
                 {"Shift-Tab", K_TAB, MOD_SHIFT},
                 {"PageDown", K_PAGE_DOWN, 0},
                 {"pgdn", K_PAGE_DOWN, 0},
                 {"?", '?', 0},
                 {"A", 'A', 0},
                 {"-", '-', 0},
                 {"Ctrl--", '-', MOD_CTRL},
                 {"Ctrl-Alt-Delete", K_DELETE, MOD_CTRL | MOD_ALT},
                 {"\xd0\xb6", 0x436, 0}};
    static const char *const NONE[] = {"F21", "F0", "Hyper-x", "", "ab", "\xff", "Ctrl-", "Shift-a"};
    int32_t code;
    unsigned mods;

    (void)state;
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        assert_true(key_parse(NAMES[i].name, &code, &mods));
        assert_int_equal(code, NAMES[i].code);
        assert_int_equal(mods, NAMES[i].mods);
    }
    assert_true(key_parse("F", &code, &mods)); /* the letter */
    for (size_t i = 0; i < sizeof(NONE) / sizeof(NONE[0]); i++)
        assert_false(key_parse(NONE[i], &code, &mods));
}

static void only_characters_type(void **state)
{
    struct key_event e = {.kind = EVENT_KEY, .code = 'a'};

    (void)state;
    assert_true(key_types(&e));
    e.mods = MOD_CTRL;
    assert_false(key_types(&e));
    e = (struct key_event){.kind = EVENT_KEY, .code = K_ENTER};
    assert_false(key_types(&e));
    e.code = 0x436;
    assert_true(key_types(&e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sequence_at_every_split),
        cmocka_unit_test(every_pair_in_one_read),
        cmocka_unit_test(what_is_half_read_ends_with_the_timer),
        cmocka_unit_test(escape_escape_is_two_keys),
        cmocka_unit_test(a_paste_is_one_event_however_it_arrives),
        cmocka_unit_test(a_huge_paste_is_bounded_and_never_becomes_keys),
        cmocka_unit_test(a_paste_that_never_ends_is_delivered_by_the_timer),
        cmocka_unit_test(direction_controls_do_not_survive_a_paste),
        cmocka_unit_test(clicks),
        cmocka_unit_test(a_sequence_without_end_is_skipped),
        cmocka_unit_test(the_description_of_the_terminal_adds_keys),
        cmocka_unit_test(names_are_keys),
        cmocka_unit_test(only_characters_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

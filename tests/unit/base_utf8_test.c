/* UTF-8, graphemes, columns; the door for untrusted text; folds. Hostile bytes everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/utf8.h"

static void assert_clean(const char *in, size_t n, size_t max, bool lines, const char *expected)
{
    AUTO_FREE char *out = utf8_clean(in, n, max, lines);

    assert_string_equal(out, expected);
}
#define CLEAN(in, expected) assert_clean(in, sizeof(in) - 1, 1000, false, expected)

static void assert_fold(const char *in, const char *expected)
{
    AUTO_FREE char *out = utf8_fold(in);

    assert_string_equal(out, expected);
}

static void assert_alike(const char *a, const char *b)
{
    AUTO_FREE char *fa = utf8_fold(a);
    AUTO_FREE char *fb = utf8_fold(b);

    assert_string_equal(fa, fb);
}

static void invalid_bytes_are_one_replacement_each(void **state)
{
    static const char *const wrong[] = {
        "\x80",         "\xc0\xaf",         "\xc1\x81",         "\xe0\x80\xaf",
        "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80", "\xff",
        "\xe2\x82",     "\xf0\x9f\x98"};
    int32_t code;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(utf8_decode(wrong[i], strlen(wrong[i]), &code), 1);
        assert_int_equal(code, 0xfffd);
        assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
    }
    assert_int_equal(utf8_decode("", 0, &code), 0);
    assert_true(utf8_valid("Ї\xf0\x9f\x98\x80", 6));
}

static void every_code_point_comes_back(void **state)
{
    (void)state;
    for (int32_t code = 0; code <= 0x10ffff; code++) {
        char bytes[4];
        int32_t back;
        size_t n;
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        n = utf8_encode(code, bytes);
        if (utf8_decode(bytes, n, &back) != n || back != code)
            fail_msg("U+%X", (unsigned)code);
    }
}

static void graphemes_are_counted_and_cut_whole(void **state)
{
    static const char text[] = "a\xcc\x81"
                               "Їж\xe4\xb8\xad"
                               "b"; /* a with accent, two Cyrillic, one wide, b */
    int used;

    (void)state;
    assert_int_equal(utf8_count_graphemes(text, sizeof text - 1), 5);
    assert_int_equal(utf8_columns_z(text), 6);
    assert_int_equal(utf8_columns_z(NULL), 0);
    assert_int_equal(utf8_fit(text, sizeof text - 1, 4, &used), 7); /* the wide one does not fit half */
    assert_int_equal(used, 3);
    assert_int_equal(utf8_fit(text, sizeof text - 1, 0, &used), 0);
    assert_int_equal(utf8_grapheme_before(text, 3), 3);
    assert_int_equal(utf8_grapheme_before(text, sizeof text - 1), 1);
    assert_int_equal(utf8_grapheme_before(text, 0), 0);
    assert_int_equal(utf8_columns_z("\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8"),
                     2); /* one Hangul syllable in parts */
    assert_int_equal(utf8_columns_z("\xf0\x9f\x87\xba\xf0\x9f\x87\xa6"), 2); /* one flag */
}

static void controls_become_visible(void **state)
{
    (void)state;
    CLEAN("a\x1b[31mb", "a^[[31mb");
    CLEAN("\x07\x7f\x00x", "^G^?^@x");
    CLEAN("\xc2\x9b"
          "2J",
          "^[[2J"); /* the one-byte CSI */
    CLEAN("\xc2\x9d"
          "0;t\xc2\x9c",
          "^[]0;t^[\\"); /* the one-byte OSC and ST */
    CLEAN("a\tb\r\nc\rd", "a b c d");
    assert_clean("a\r\nb\xe2\x80\xa9"
                 "c",
                 8, 100, true, "a\nb\nc");
}

static void invisible_steering_is_dropped(void **state)
{
    (void)state;
    CLEAN("a\xe2\x80\xae"
          "b\xe2\x80\x8b"
          "c\xe2\x80\x8d"
          "d\xef\xbb\xbf",
          "abcd"); /* RLO, ZWSP, ZWJ, BOM */
    CLEAN("a\xe2\x81\xa6"
          "b\xf3\xa0\x81\x81",
          "ab"); /* LRI, a tag letter */
    CLEAN("x\xff\xfe"
          "y",
          "x\xef\xbf\xbd\xef\xbf\xbd"
          "y");
}

static void marks_stay_on_their_letter(void **state)
{
    TEXT_AUTO tower;

    (void)state;
    CLEAN("\xcc\x81"
          "a",
          "\xe2\x97\x8c\xcc\x81"
          "a");
    text_init(&tower, 100000);
    text_add(&tower, "a");
    for (int i = 0; i < 10000; i++)
        text_add(&tower, "\xcc\x81");
    text_add(&tower, "b");
    AUTO_FREE char *out = utf8_clean(tower.data, tower.len, 1000, false);
    assert_string_equal(out, "a\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
                             "b");
}

static void long_text_is_cut_at_a_grapheme(void **state)
{
    TEXT_AUTO name;

    (void)state;
    text_init(&name, 100000);
    for (int i = 0; i < 10000; i++)
        text_add(&name, "Ї");
    for (size_t max = 0; max < 12; max++) {
        AUTO_FREE char *out = utf8_clean(name.data, name.len, max, false);
        assert_true(strlen(out) <= max);
        assert_true(utf8_valid(out, strlen(out)));
        if (max >= 3)
            assert_string_equal(out + strlen(out) - 3, "\xe2\x80\xa6");
    }
    assert_clean("abc", 3, 3, false, "abc");
    assert_clean("abcd", 4, 3, false, "\xe2\x80\xa6");
}

static void no_byte_soup_gets_a_control_through(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char soup[64];
        for (size_t i = 0; i < sizeof soup; i++) {
            seed = seed * 1664525 + 1013904223;
            soup[i] = (char)(seed >> 24);
        }
        AUTO_FREE char *out = utf8_clean(soup, sizeof soup, 200, round & 1);
        assert_true(utf8_valid(out, strlen(out)));
        for (const unsigned char *p = (const unsigned char *)out; *p; p++) {
            assert_true(*p >= 0x20 || ((round & 1) && *p == '\n'));
            assert_true(*p != 0x7f && !(*p == 0xc2 && p[1] < 0xa0));
        }
    }
}

static void folds_join_the_two_scripts(void **state)
{
    (void)state;
    assert_fold("Коваленко", "kovalenko");
    assert_fold("O'CONNOR-Smith  x ", "oconnorsmith x");
    assert_alike("Юлія", "Yuliia");
    assert_alike("Згурський", "Zghurskyi");
    assert_alike("Їжакевич", "Yizhakevych");
    assert_alike("Щербак", "Shcherbak");
    assert_alike("Мар'яна", "Мар\xca\xbcяна");
    assert_alike("Соловйов", "Соловйов"); /* composed and decomposed */
    assert_alike("Соловйов", "Соловиов");
    assert_alike("Нечуй-Левицький", "Nechui\xe2\x80\x93Levytskyi");
    assert_alike("Łódź", "lodz");
    assert_alike("Grüße", "GRUSSE");
    assert_alike("José", "jose\xcc\x81");
    assert_fold("", "");
    assert_fold(NULL, "");
}

static void a_filter_finds_words_anywhere(void **state)
{
    AUTO_FREE char *hay = utf8_fold("0000-12H4 Сіроїд Уляна Пилипівна");
    static const char *const found[] = {"", "сір", "siroid ul", "яна", "iana", "12h4 пилип", "ULYANA"};

    (void)state;
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        AUTO_FREE char *needle = utf8_fold(found[i]);
        if (!utf8_fold_match(hay, needle))
            fail_msg("%s not found", found[i]);
    }
    assert_false(utf8_fold_match(hay, "siroid petro"));
    assert_false(utf8_fold_match(NULL, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invalid_bytes_are_one_replacement_each),
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(graphemes_are_counted_and_cut_whole),
        cmocka_unit_test(controls_become_visible),
        cmocka_unit_test(invisible_steering_is_dropped),
        cmocka_unit_test(marks_stay_on_their_letter),
        cmocka_unit_test(long_text_is_cut_at_a_grapheme),
        cmocka_unit_test(no_byte_soup_gets_a_control_through),
        cmocka_unit_test(folds_join_the_two_scripts),
        cmocka_unit_test(a_filter_finds_words_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

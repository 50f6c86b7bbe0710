/* The grid: one door for text. Controls, widths, clipping, wide cells, signs, right-to-left, wrapping,
 * squeezing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "tests/unit/tui_grid.h"
#include "tui/term/bidi.h"
#include "tui/term/paint.h"
#include "tui/term/squeeze.h"
#include "tui/term/wrap.h"

static void expect_row(const struct paint *p, int row, const char *want)
{
    struct text got;

    text_init(&got, LIMIT_TEXT);
    grid_row(p, row, &got);
    assert_string_equal(got.data, want);
    text_free(&got);
}

/* No cell holds a control, and cells add up to the width of the screen. */
static void expect_sound(const struct paint *p)
{
    for (int row = 0; row < paint_rows(p); row++) {
        for (int col = 0; col < paint_cols(p); col++) {
            const struct paint_cell *c = paint_cell(p, row, col);
            for (int i = 0; i < PAINT_POINTS; i++)
                assert_true(c->point[i] == 0 ||
                            (c->point[i] >= 0x20 && !(c->point[i] >= 0x7f && c->point[i] < 0xa0)));
            if (c->columns == 2) {
                assert_true(col + 1 < paint_cols(p));
                assert_int_equal(paint_cell(p, row, col + 1)->columns, 0);
            } else if (c->columns == 0) {
                assert_true(col > 0 && paint_cell(p, row, col - 1)->columns == 2);
            } else {
                assert_int_equal(c->columns, 1);
            }
        }
    }
}

static void controls_never_reach_a_cell(void **state)
{
    struct paint *p = paint_new(4, 60);

    (void)state;
    paint_text(p, 0, 0, 60,
               "a\x1b[31mb\x07"
               "c\r\nd\x7f"
               "e\xc2\x9b"
               "f",
               THEME_NORMAL);
    expect_row(p, 0, "a^[[31mb^Gc d^?e^[[f");
    paint_text(p, 1, 0, 60,
               "a\xe2\x80\xae"
               "b\xe2\x81\xa7"
               "c\xff",
               THEME_NORMAL);
    expect_row(p, 1, "abc\xef\xbf\xbd");
    paint_text(p, 2, 0, 60, NULL, THEME_NORMAL);
    expect_row(p, 2, "");
    expect_sound(p);
    paint_free(&p);
}

static void texts_are_cut_with_a_sign_and_filled(void **state)
{
    struct paint *p = paint_new(3, 20);

    (void)state;
    assert_int_equal(paint_text(p, 0, 0, 10, "Коваленко Ігор", THEME_NORMAL), 10);
    expect_row(p, 0, "Коваленко~");
    assert_int_equal(paint_text(p, 0, 0, 10, "Ab", THEME_NORMAL), 2);
    expect_row(p, 0, "Ab");
    assert_int_equal(paint_right(p, 1, 0, 10, "142", THEME_NORMAL), 3);
    expect_row(p, 1, "       142");
    assert_int_equal(paint_put(p, 2, 3, 4, "abcdef", THEME_NORMAL), 7);
    expect_row(p, 2, "   abcd");
    expect_sound(p);
    paint_free(&p);
}

static void everything_outside_is_clipped(void **state)
{
    struct paint *p = paint_new(2, 10);
    int row, col;

    (void)state;
    paint_text(p, -1, 0, 10, "no", THEME_NORMAL);
    paint_text(p, 2, 0, 10, "no", THEME_NORMAL);
    paint_text(p, 0, -3, 8, "abcdefgh", THEME_NORMAL);
    expect_row(p, 0, "defgh");
    paint_text(p, 1, 8, 10, "abcdefgh", THEME_NORMAL);
    expect_row(p, 1, "        ab");
    paint_fill(p, (struct rect){-5, -5, 100, 100}, THEME_NORMAL);
    paint_restyle(p, 0, -5, 100, THEME_ERROR);
    assert_int_equal(paint_cell(p, 0, 9)->style, THEME_ERROR);
    paint_cursor(p, 5, 5);
    assert_false(paint_cursor_at(p, &row, &col));
    paint_cursor(p, 1, 5);
    assert_true(paint_cursor_at(p, &row, &col));
    expect_sound(p);
    paint_free(&p);
}

static void wide_cells_keep_their_two_halves(void **state)
{
    struct paint *p = paint_new(1, 6);

    (void)state;
    paint_text(p, 0, 0, 6, "日本語", THEME_NORMAL);
    expect_row(p, 0, "日本語");
    paint_put(p, 0, 1, 1, "x", THEME_NORMAL); /* takes one half: the other goes too */
    expect_row(p, 0, " x本語");
    expect_sound(p);
    paint_put(p, 0, 2, 1, "y", THEME_NORMAL);
    expect_row(p, 0, " xy 語");
    expect_sound(p);
    paint_text(p, 0, 0, 6, "日本語語", THEME_NORMAL);
    expect_sound(p);
    paint_text(p, 0, 5, 2, "日", THEME_NORMAL); /* half outside */
    expect_sound(p);
    paint_text(p, 0, 0, 1, "日", THEME_NORMAL);
    expect_sound(p);
    paint_free(&p);
}

static void marks_stay_on_their_letter(void **state)
{
    struct paint *p = paint_new(1, 10);
    char zalgo[400] = "a";

    (void)state;
    paint_text(p, 0, 0, 10, "e\xcc\x81x", THEME_NORMAL);
    expect_row(p, 0, "e\xcc\x81x");
    assert_true(paint_cell(p, 0, 0)->doubtful);
    assert_false(paint_cell(p, 0, 1)->doubtful);
    for (int i = 0; i < 150; i++)
        memcpy(zalgo + 1 + 2 * i, "\xcc\x81", 3);
    paint_text(p, 0, 0, 10, zalgo, THEME_NORMAL);
    expect_sound(p);
    assert_int_equal(paint_cell(p, 0, 1)->point[0], ' ');
    paint_free(&p);
}

static void very_long_texts_cost_what_is_seen(void **state)
{
    struct paint *p = paint_new(1, 10);
    char *many = malloc(1024 * 1024);

    (void)state;
    for (size_t i = 0; i < 1024 * 1024 - 1; i++)
        many[i] = "\xd0\xb6"[i % 2];
    many[1024 * 1024 - 1] = '\0';
    paint_text(p, 0, 0, 10, many, THEME_NORMAL);
    expect_row(p, 0, "жжжжжжжжж~");
    free(many);
    paint_free(&p);
}

static void frames_are_left_out_in_plain(void **state)
{
    struct ui ui = {.glyphs = UI_GLYPHS_ASCII};

    (void)state;
    ui.paint = paint_new(5, 20);
    paint_box(&ui, (struct rect){0, 0, 5, 20}, "Title", THEME_DIALOG);
    expect_row(ui.paint, 0, "+- Title ----------+");
    expect_row(ui.paint, 2, "|                  |");
    ui.plain = true;
    paint_box(&ui, (struct rect){0, 0, 5, 20}, "Title", THEME_DIALOG);
    expect_row(ui.paint, 0, "   Title");
    expect_row(ui.paint, 2, "");
    paint_free(&ui.paint);
}

static void expect_visual(const char *logical, const char *want)
{
    char *got = bidi_visual(logical, strlen(logical));

    assert_string_equal(got, want);
    free(got);
}

static void right_to_left_lines_turn_round(void **state)
{
    struct paint *p = paint_new(1, 20);

    (void)state;
    assert_false(bidi_needed("Koval Коваль", strlen("Koval Коваль")));
    assert_true(bidi_needed("a \xd7\x90", 4));
    expect_visual("\xd7\x90\xd7\x91\xd7\x92", "\xd7\x92\xd7\x91\xd7\x90");
    expect_visual("ab \xd7\x90\xd7\x91 12 cd", "ab 12 \xd7\x91\xd7\x90 cd");
    expect_visual("\xd7\x90 (\xd7\x91)", "(\xd7\x91) \xd7\x90");
    expect_visual("12.04.2026", "12.04.2026");
    /* beh, alef, beh: initial, final; isolated -- and lam with alef is one sign */
    expect_visual("\xd8\xa8\xd8\xa7\xd8\xa8", "\xef\xba\x8f\xef\xba\x8e\xef\xba\x91");
    expect_visual("\xd9\x84\xd8\xa7", "\xef\xbb\xbb");
    paint_text(p, 0, 0, 20, "a \xd7\x90\xd7\x91", THEME_NORMAL);
    expect_row(p, 0, "a \xd7\x90\xd7\x91");
    paint_set_bidi(p, true);
    paint_text(p, 0, 0, 20, "a \xd7\x90\xd7\x91", THEME_NORMAL);
    expect_row(p, 0, "a \xd7\x91\xd7\x90");
    paint_free(&p);
}

static void expect_lines(const char *s, int columns, const char *want)
{
    struct text got;
    size_t n = strlen(s), next;

    text_init(&got, 4096);
    do {
        size_t len = wrap_next(s, n, columns, &next);
        if (got.len)
            text_add_char(&got, '|');
        text_add_n(&got, s, len);
        assert_true(n == 0 || next > 0);
        s += next;
        n -= next;
    } while (n);
    assert_string_equal(got.data, want);
    text_free(&got);
}

static void lines_break_at_blanks(void **state)
{
    (void)state;
    expect_lines("one two three", 7, "one two|three");
    expect_lines("one two three", 3, "one|two|thr|ee");
    expect_lines("one  two", 4, "one|two");
    expect_lines("a\nb\n\nc", 10, "a|b||c");
    expect_lines("Коваленко Ігор", 9, "Коваленко|Ігор");
    expect_lines("日本", 1, "日|本");
    expect_lines("", 5, "");
    assert_int_equal(wrap_count("one two three", 13, 7), 2);
    assert_int_equal(wrap_count("", 0, 7), 1);
}

static void expect_squeezed(const char *bytes, const char *want)
{
    static const struct squeeze ALL = {true, true, true};
    struct text out;

    text_init(&out, 4096);
    squeeze(&ALL, bytes, strlen(bytes), &out);
    assert_string_equal(out.data, want);
    text_free(&out);
}

static void idle_bytes_are_left_out(void **state)
{
    (void)state;
    expect_squeezed("a\x1b(B\x1b[mb", "a\x1b[mb");
    expect_squeezed("\x1b[39m\x1b(B\x1b[mx", "\x1b[mx");
    expect_squeezed("\x1b[39;49m\x1b(B\x1b[0;1mx", "\x1b[0;1mx");
    expect_squeezed("\x1b[39mx", "\x1b[39mx"); /* not idle: bold may be on */
    expect_squeezed("\x1b[38;5;110mx", "\x1b[38;5;110mx");
    expect_squeezed("──────x", "─\x1b[5bx");
    expect_squeezed("───x", "───x");
    expect_squeezed("日日日日日", "日日日日日");
    expect_squeezed("aaaaaaaa", "aaaaaaaa");
}

static void any_text_at_any_place_leaves_a_sound_grid(void **state)
{
    static const char *const TEXTS[] = {"日本語 text",
                                        "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
                                        "\xe0\xa4\x95\xe0\xa4\xbf\xe0\xa4\xa8",
                                        "\xf0\x9f\x91\xa8\xf0\x9f\x91\xa9",
                                        "",
                                        "\x01\x02\x03",
                                        "\xd8\xa8\xd8\xa7\xd8\xa8",
                                        "plain"};
    struct paint *p = paint_new(3, 9);
    unsigned seed = 7;

    (void)state;
    paint_set_bidi(p, true);
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1103515245u + 12345u;
        int col = (int)(seed >> 8 & 15) - 4, cols = (int)(seed >> 12 & 15) - 2;
        const char *s = TEXTS[(seed >> 16) % (sizeof(TEXTS) / sizeof(TEXTS[0]))];
        switch (seed >> 20 & 3) {
        case 0:
            paint_right(p, 1, col, cols, s, THEME_NORMAL);
            break;
        case 1:
            paint_put(p, 1, col, cols, s, THEME_NORMAL);
            break;
        default:
            paint_text(p, 1, col, cols, s, THEME_NORMAL);
        }
        expect_sound(p);
    }
    paint_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_never_reach_a_cell),
        cmocka_unit_test(texts_are_cut_with_a_sign_and_filled),
        cmocka_unit_test(everything_outside_is_clipped),
        cmocka_unit_test(wide_cells_keep_their_two_halves),
        cmocka_unit_test(marks_stay_on_their_letter),
        cmocka_unit_test(very_long_texts_cost_what_is_seen),
        cmocka_unit_test(frames_are_left_out_in_plain),
        cmocka_unit_test(right_to_left_lines_turn_round),
        cmocka_unit_test(lines_break_at_blanks),
        cmocka_unit_test(idle_bytes_are_left_out),
        cmocka_unit_test(any_text_at_any_place_leaves_a_sound_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

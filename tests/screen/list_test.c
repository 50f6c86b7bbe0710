/* A queue of requests on the screen: where the focus is, how it moves, filter, marks, order, and what a paste
 * does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/harness/picture.h"
#include "tests/harness/world.h"

static int setup(void **state)
{
    *state = world_new(&(struct world_options){.size = "demo"});
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
    pty_quiet(p);
    return p;
}

static int cursor_row(struct pty *p)
{
    int row;
    int col;
    emulator_cursor(pty_emulator(p), &row, &col);
    return row;
}

/* The real cursor, the sign and reverse video stand on one row. */
static void expect_focus(struct pty *p, int row)
{
    int at;
    int col;
    if (!emulator_cursor(pty_emulator(p), &at, &col) || at != row) {
        pty_fail(p, "The focus should be at row %d with a visible cursor", row);
    }
    struct emulator_cell sign;
    struct emulator_cell text;
    emulator_cell(pty_emulator(p), row, col, &sign);
    emulator_cell(pty_emulator(p), row, col + 4, &text);
    if (strcmp(sign.text, ">") != 0) {
        pty_fail(p, "The focused row should carry the sign > under the cursor");
    }
    if (!text.reverse && text.bg == EMULATOR_DEFAULT) {
        pty_fail(p, "The focused row should be reversed or have a ground of its own");
    }
}

static void the_focus_is_a_cursor_a_sign_and_reverse_video(void **state)
{
    struct pty *p = open_list(*state, NULL);
    int first = cursor_row(p);
    expect_focus(p, first);
    pty_keys(p, "<Down>");
    pty_until_cursor(p, first + 1, 1, PTY_DEADLINE);
    expect_focus(p, first + 1);
    char *before = pty_text(p, first);
    assert_null(strchr(before, '>'));
    free(before);
    pty_keys(p, "<Up>");
    pty_until_cursor(p, first, 1, PTY_DEADLINE);
    picture_take(p, "queue", "registrar - new requests");
    pty_free(&p);
}

static void without_colours_the_focus_is_still_told(void **state)
{
    static const char *const terms[] = {"vt100", "xterm-256color"};
    static const char *const no_color[] = {"NO_COLOR=1", NULL};
    for (int i = 0; i < 2; i++) {
        struct pty *p =
            open_list(*state, &(struct world_program){.term = terms[i], .extra = i == 1 ? no_color : NULL});
        expect_focus(p, cursor_row(p));
        for (int row = 0; row < 24; row++) {
            for (int col = 0; col < 80; col++) {
                struct emulator_cell cell;
                emulator_cell(pty_emulator(p), row, col, &cell);
                if (cell.fg != EMULATOR_DEFAULT || cell.bg != EMULATOR_DEFAULT) {
                    pty_fail(p, "A colour at row %d, column %d", row, col);
                }
            }
        }
        pty_free(&p);
    }
}

static void a_record_opens_and_the_focus_is_kept(void **state)
{
    struct pty *p = open_list(*state, NULL);
    int first = cursor_row(p);
    pty_keys(p, "<Down*3>");
    pty_until_cursor(p, first + 3, 1, PTY_DEADLINE);
    char *row = pty_text(p, first + 3);
    char number[15] = "";
    const char *at = strstr(row, "0000-");
    assert_non_null(at);
    memcpy(number, at, 14);
    pty_keys(p, "<Enter>");
    pty_until_row(p, 1, number, PTY_DEADLINE);
    pty_until(p, "Doctor", PTY_DEADLINE);
    picture_take(p, "record", "registrar - a request");
    pty_keys(p, "<Esc>");
    pty_until_row(p, 1, "New requests", PTY_DEADLINE);
    pty_until_cursor(p, first + 3, 1, PTY_DEADLINE);
    pty_until_row(p, first + 3, number, PTY_DEADLINE);
    free(row);
    pty_free(&p);
}

static void the_filter_narrows_as_it_is_typed_in_either_script(void **state)
{
    struct pty *p = open_list(*state, NULL);
    pty_keys(p, "/");
    pty_until(p, "Filter:", PTY_DEADLINE);
    pty_keys(p, "zzzzqq");
    pty_until(p, "No row has these words", PTY_DEADLINE);
    pty_keys(p, "<Esc>");
    pty_until_gone(p, "No row has these words", PTY_DEADLINE);
    pty_until(p, "0000-", PTY_DEADLINE);
    pty_free(&p);
}

static void a_paste_in_a_list_is_a_search_and_never_keys(void **state)
{
    struct pty *p = open_list(*state, NULL);
    pty_paste(p, "rrraaa");
    pty_until(p, "Filter:", PTY_DEADLINE);
    pty_until(p, "rrraaa", PTY_DEADLINE);
    pty_refuse(p, "Reject request");
    pty_refuse(p, "Approve request");
    assert_int_equal(world_count(*state, "approve"), 0);
    assert_int_equal(world_count(*state, "reject"), 0);
    pty_free(&p);
}

static void marks_are_counted_and_taken_away(void **state)
{
    struct pty *p = open_list(*state, NULL);
    int first = cursor_row(p);
    pty_keys(p, "<Space><Space>");
    pty_until_row(p, 1, "2 marked", PTY_DEADLINE);
    char *row = pty_text(p, first);
    assert_non_null(strchr(row, '*'));
    free(row);
    pty_keys(p, "-");
    pty_until_gone(p, "marked", PTY_DEADLINE);
    pty_free(&p);
}

static void paging_goes_through_the_whole_queue(void **state)
{
    struct pty *p = open_list(*state, NULL);
    int first = cursor_row(p);
    char *top = pty_text(p, first);
    pty_keys(p, "<PageDown>");
    pty_quiet(p);
    char *second = pty_text(p, first);
    assert_string_not_equal(top, second);
    pty_keys(p, "<End>");
    pty_until_gone(p, "...", PTY_DEADLINE);
    pty_quiet(p);
    pty_expect(p, "0000-");
    pty_keys(p, "<Home>");
    pty_until_cursor(p, first, 1, PTY_DEADLINE);
    pty_quiet(p);
    char *again = pty_text(p, first);
    assert_string_equal(top, again);
    free(top);
    free(second);
    free(again);
    pty_free(&p);
}

static void fifty_keys_at_once_end_where_they_should(void **state)
{
    struct pty *p = open_list(*state, NULL);
    pty_keys(p, "<Down*50><Up*50>");
    pty_quiet(p);
    expect_focus(p, cursor_row(p));
    pty_until_cursor(p, cursor_row(p), 1, PTY_DEADLINE);
    int before = cursor_row(p);
    pty_keys(p, "<Up>");
    pty_quiet(p);
    assert_int_equal(cursor_row(p), before); /* it was the first row already */
    pty_free(&p);
}

static void the_wide_screen_shows_more_columns_and_the_narrow_one_drops_them(void **state)
{
    struct pty *p = open_list(*state, &(struct world_program){.rows = 43, .cols = 132});
    pty_expect(p, "Number");
    pty_expect(p, "Person");
    pty_expect(p, "Doctor");
    pty_expect(p, "Method");
    pty_expect(p, "Status");
    pty_resize(p, 12, 40);
    pty_until_gone(p, "Status", PTY_DEADLINE);
    pty_until(p, "Person", PTY_DEADLINE);
    pty_until_row(p, 11, "Esc", PTY_DEADLINE);
    pty_until_row(p, 11, "?", PTY_DEADLINE);
    pty_refuse(p, "Doctor");
    pty_resize(p, 24, 80);
    pty_until(p, "Number", PTY_DEADLINE);
    pty_until(p, "Method", PTY_DEADLINE);
    pty_free(&p);
}

static void plain_screens_have_no_lines(void **state)
{
    static const char *const args[] = {"--plain", NULL};
    struct pty *p = open_list(*state, &(struct world_program){.args = args});
    char *all = pty_screen(p);
    assert_null(strstr(all, "─"));
    assert_null(strstr(all, "│"));
    assert_null(strstr(all, "-----"));
    free(all);
    pty_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_focus_is_a_cursor_a_sign_and_reverse_video),
        cmocka_unit_test(without_colours_the_focus_is_still_told),
        cmocka_unit_test(a_record_opens_and_the_focus_is_kept),
        cmocka_unit_test(the_filter_narrows_as_it_is_typed_in_either_script),
        cmocka_unit_test(a_paste_in_a_list_is_a_search_and_never_keys),
        cmocka_unit_test(marks_are_counted_and_taken_away),
        cmocka_unit_test(paging_goes_through_the_whole_queue),
        cmocka_unit_test(fifty_keys_at_once_end_where_they_should),
        cmocka_unit_test(the_wide_screen_shows_more_columns_and_the_narrow_one_drops_them),
        cmocka_unit_test(plain_screens_have_no_lines),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* Lists: layout at every width, the focus that stays on its row, marks by id, and what a small screen shows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tests/unit/tui_grid.h"
#include "tui/term/paint.h"
#include "tui/widget/list.h"

static const struct column COLUMNS[] = {
    {.id = "number", .title = "Number", .rank = 0, .min = 14, .ideal = 14},
    {.id = "person", .title = "Person", .rank = 0, .min = 12, .ideal = 26},
    {.id = "doctor", .title = "Doctor", .rank = 2, .min = 8, .ideal = 14},
    {.id = "method", .title = "Method", .rank = 3, .min = 8, .ideal = 12},
    {.id = "since", .title = "Since", .rank = 1, .min = 5, .ideal = 9, .right = true},
};
enum { N_COLUMNS = sizeof(COLUMNS) / sizeof(COLUMNS[0]) };

/* Rows as numbers; the number is the id. */
struct rows {
    long n, ids[200], first, last;
    char id[24];
};

static long rows_count(void *data)
{
    return ((struct rows *)data)->n;
}

static void rows_cell(void *data, long row, int column, struct text *out, unsigned *style)
{
    struct rows *r = data;

    assert_in_range(row, 0, r->n - 1);
    assert_int_equal(*style, THEME_NORMAL);
    switch (column) {
    case 0:
        text_addf(out, "N-%ld", r->ids[row]);
        break;
    case 1:
        text_add(out, r->ids[row] % 2 ? "Коваленко-Нечуй-Левицький Ігор Остапович" : "Koval Maria");
        break;
    case 4:
        text_addf(out, "%ld", r->ids[row] * 3);
        break;
    default:
        text_add(out, "other");
    }
}

static const char *rows_id(void *data, long row)
{
    struct rows *r = data;

    snprintf(r->id, sizeof(r->id), "%ld", r->ids[row]);
    return r->id;
}

static void rows_visible(void *data, long first, long last)
{
    struct rows *r = data;

    r->first = first;
    r->last = last;
}

static struct rows make(long n)
{
    struct rows r = {.n = n};

    for (long i = 0; i < n; i++)
        r.ids[i] = 1000 + i;
    return r;
}

static void begin(struct list *l, struct rows *r)
{
    struct list_model m = {r, rows_count, rows_cell, rows_id, NULL, rows_visible};

    list_init(l, COLUMNS, N_COLUMNS, &m);
}

static void press(struct list *l, int32_t code)
{
    struct key_event e = {.kind = EVENT_KEY, .code = code};

    assert_int_not_equal(list_key(l, &e), WIDGET_IGNORED);
}

static void draw(struct list *l, struct ui *ui, int rows, int cols)
{
    paint_resize(ui->paint, rows, cols);
    list_draw(l, ui, (struct rect){0, 0, rows, cols}, true, "There are no requests.");
}

static void expect_row(struct ui *ui, int row, const char *want)
{
    struct text got;

    text_init(&got, LIMIT_TEXT);
    grid_row(ui->paint, row, &got);
    assert_string_equal(got.data, want);
    text_free(&got);
}

static bool has(const struct list_slot *s, int n, int column)
{
    for (int i = 0; i < n; i++)
        if (s[i].column == column)
            return true;
    return false;
}

static void every_width_has_a_layout_that_fits(void **state)
{
    struct list_slot s[LIST_COLUMNS];
    int before = 0;

    (void)state;
    for (int cols = 1; cols <= 240; cols++) {
        int n = list_layout(COLUMNS, N_COLUMNS, 0, cols, s), at = 0;
        assert_in_range(n, 1, N_COLUMNS);
        assert_true(n >= before || cols < 30); /* a wider screen never shows fewer columns */
        before = n;
        for (int i = 0; i < n; i++) {
            assert_int_equal(s[i].col, at);
            assert_true(s[i].cols >= 1);
            assert_true(i == 0 || s[i].column > s[i - 1].column);
            if (cols >= 28)
                assert_true(s[i].cols >= COLUMNS[s[i].column].min);
            at += s[i].cols + 2;
        }
        assert_true(at - 2 <= cols);
        if (cols >= 28)
            assert_true(has(s, n, 0) && has(s, n, 1)); /* rank 0 is never dropped */
        if (has(s, n, 3))                              /* the highest rank goes first */
            assert_true(has(s, n, 2));
        if (has(s, n, 2))
            assert_true(has(s, n, 4));
    }
    assert_int_equal(list_layout(COLUMNS, N_COLUMNS, 0, 83, s), 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(s[i].cols, COLUMNS[i].ideal);
    assert_int_equal(list_layout(COLUMNS, N_COLUMNS, 1u << 1 | 1u << 3, 83, s), 3);
    assert_false(has(s, 3, 1) || has(s, 3, 3));
    assert_int_equal(list_layout(COLUMNS, N_COLUMNS, 31, 83, s), 0);
}

static void a_list_looks_right(void **state)
{
    struct rows r = make(3);
    struct ui ui = {.paint = paint_new(8, 60)};
    struct list l;
    int row, col;

    (void)state;
    begin(&l, &r);
    draw(&l, &ui, 8, 60);
    expect_row(&ui, 0, "   Number          Person                    Doctor    Since");
    expect_row(&ui, 1, " > N-1000          Koval Maria               other      3000");
    expect_row(&ui, 2, "   N-1001          Коваленко-Нечуй-Левицьк~  other      3003");
    assert_true(paint_cursor_at(ui.paint, &row, &col));
    assert_int_equal(row, 1);
    assert_int_equal(col, 1);
    assert_int_equal(paint_cell(ui.paint, 1, 1)->style, THEME_FOCUS);
    press(&l, K_DOWN);
    draw(&l, &ui, 8, 60); /* the focused row never cuts a name while others have room to give */
    expect_row(&ui, 2, " > N-1001          Коваленко-Нечуй-Левицький Ігор Остапович");
    ui.link = UI_LINK_SLOW;
    draw(&l, &ui, 8, 60);
    assert_int_equal(paint_cell(ui.paint, 2, 1)->style, THEME_NORMAL);
    r.n = 0;
    draw(&l, &ui, 8, 60);
    expect_row(&ui, 1, "   There are no requests.");
    assert_true(paint_cursor_at(ui.paint, &row, &col));
    list_free(&l);
    paint_free(&ui.paint);
}

static void the_focus_stays_on_its_row(void **state)
{
    struct rows r = make(100);
    struct ui ui = {.paint = paint_new(11, 60)};
    struct list l;
    long line;

    (void)state;
    begin(&l, &r);
    draw(&l, &ui, 11, 60);
    for (int i = 0; i < 15; i++)
        press(&l, K_DOWN);
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 15);
    line = l.focus - l.top;
    memmove(r.ids + 5, r.ids, 90 * sizeof(long)); /* five new rows came in above */
    for (int i = 0; i < 5; i++)
        r.ids[i] = i;
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 20);
    assert_int_equal(r.ids[list_focus(&l)], 1015);
    assert_int_equal(l.focus - l.top, line);            /* and it did not jump on the screen */
    memmove(r.ids + 20, r.ids + 21, 79 * sizeof(long)); /* its row is gone: stay at its place */
    r.n--;
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 20);
    r.n = 4;
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 3);
    assert_int_equal(l.top, 0);
    list_free(&l);
    paint_free(&ui.paint);
}

static void before_the_first_key_the_newest_row_has_the_focus(void **state)
{
    struct rows r = make(10);
    struct ui ui = {.paint = paint_new(11, 60)};
    struct list l;

    (void)state;
    begin(&l, &r);
    draw(&l, &ui, 11, 60);
    memmove(r.ids + 1, r.ids, 9 * sizeof(long));
    r.ids[0] = 5;
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 0);
    list_free(&l);
    paint_free(&ui.paint);
}

static void pages_turn_and_ends_hold(void **state)
{
    struct rows r = make(100);
    struct ui ui = {.paint = paint_new(11, 60)};
    struct list l;

    (void)state;
    begin(&l, &r);
    draw(&l, &ui, 11, 60); /* ten rows and the titles */
    assert_int_equal(r.first, 0);
    assert_int_equal(r.last, 9);
    press(&l, K_PAGE_DOWN);
    draw(&l, &ui, 11, 60);
    assert_int_equal(l.top, 9); /* one row of the old page stays to be recognised */
    assert_int_equal(list_focus(&l), 9);
    press(&l, K_END);
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 99);
    assert_int_equal(l.top, 90);
    press(&l, K_DOWN);
    press(&l, K_PAGE_DOWN);
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 99);
    press(&l, K_UP);
    draw(&l, &ui, 11, 60);
    assert_int_equal(l.top, 90); /* moves within the page do not scroll */
    press(&l, K_PAGE_UP);
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 89);
    press(&l, K_HOME);
    press(&l, K_UP);
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_focus(&l), 0);
    list_free(&l);
    paint_free(&ui.paint);
}

static void marks_are_kept_by_id(void **state)
{
    struct rows r = make(20);
    struct ui ui = {.paint = paint_new(11, 60)};
    struct list l;

    (void)state;
    begin(&l, &r);
    draw(&l, &ui, 11, 60);
    press(&l, ' ');
    press(&l, K_DOWN);
    press(&l, K_DOWN);
    press(&l, ' '); /* rows 0 and 3 */
    assert_int_equal(list_mark_count(&l), 2);
    assert_true(list_marked(&l, "1000") && list_marked(&l, "1003"));
    press(&l, K_DOWN);
    press(&l, K_DOWN);
    press(&l, 'V'); /* from the last mark to here: 3..6 */
    assert_int_equal(list_mark_count(&l), 5);
    draw(&l, &ui, 11, 60);
    expect_row(&ui, 1, "*  N-1000          Koval Maria               other      3000");
    memmove(r.ids, r.ids + 1, 19 * sizeof(long)); /* the first row is filtered away */
    r.n = 19;
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_mark_count(&l), 5);
    assert_int_equal(list_marks_hidden(&l), 1);
    press(&l, '~');
    assert_int_equal(list_mark_count(&l), 1 + 19 - 4);
    press(&l, '*');
    assert_int_equal(list_mark_count(&l), 20);
    press(&l, '-');
    assert_int_equal(list_mark_count(&l), 0);
    l.no_marks = true;
    struct key_event e = {.kind = EVENT_KEY, .code = ' '};
    assert_int_equal(list_key(&l, &e), WIDGET_IGNORED);
    list_free(&l);
    paint_free(&ui.paint);
}

static void the_title_counts(void **state)
{
    struct rows r = make(12);
    struct ui ui = {0};
    struct text left, right;
    struct list l;

    (void)state;
    text_init(&left, 1000);
    text_init(&right, 1000);
    begin(&l, &r);
    l.total = 1204;
    l.sort_word = "newest first";
    l.sort_column = 4;
    l.descending = true;
    list_title(&l, &ui, "New requests", &left, &right);
    assert_string_equal(left.data, "New requests (1,204)");
    assert_string_equal(right.data, "newest first v");
    text_clear(&left);
    text_clear(&right);
    l.filter = "ков";
    l.filter_open = true;
    list_mark(&l, "1003", true);
    list_mark(&l, "77", true);
    list_title(&l, &ui, "New requests", &left, &right);
    assert_string_equal(left.data, "New requests (12 of 1,204)");
    assert_string_equal(right.data, "newest first v   filter: ков_   2 marked, 1 of them hidden");
    text_clear(&left);
    text_clear(&right);
    l.filter = NULL;
    l.total = -1;
    l.more = true;
    list_title(&l, &ui, "Persons", &left, &right);
    assert_string_equal(left.data, "Persons (12+)");
    text_free(&left);
    text_free(&right);
    list_free(&l);
}

static void every_size_can_be_drawn(void **state)
{
    struct rows r = make(150);
    struct ui ui = {.paint = paint_new(24, 80)};
    struct list l;

    (void)state;
    begin(&l, &r);
    list_set_focus(&l, 75);
    for (int rows = 1; rows <= 70; rows += rows < 14 ? 1 : 7) {
        for (int cols = 1; cols <= 240; cols += cols < 44 ? 1 : 13) {
            int row, col;
            draw(&l, &ui, rows, cols);
            assert_int_equal(list_focus(&l), 75);
            if (cols > 3) {
                assert_true(paint_cursor_at(ui.paint, &row, &col));
                assert_int_equal(paint_cell(ui.paint, row, col)->point[0], '>');
            }
        }
    }
    list_free(&l);
    paint_free(&ui.paint);
}

static void clicks_find_their_row(void **state)
{
    struct rows r = make(50);
    struct ui ui = {.paint = paint_new(11, 60)};
    struct rect area = {0, 0, 11, 60};
    struct key_event e = {.kind = EVENT_MOUSE, .button = MOUSE_LEFT, .row = 4, .col = 5};
    struct list l;

    (void)state;
    begin(&l, &r);
    draw(&l, &ui, 11, 60);
    assert_int_equal(list_click(&l, area, &e), WIDGET_USED); /* the first click only moves the focus */
    assert_int_equal(list_focus(&l), 3);
    assert_int_equal(list_click(&l, area, &e), WIDGET_DONE);
    e.row = 0;
    assert_int_equal(list_click(&l, area, &e), WIDGET_IGNORED);
    e.button = MOUSE_WHEEL_DOWN;
    assert_int_equal(list_click(&l, area, &e), WIDGET_USED);
    assert_int_equal(list_focus(&l), 6);
    list_free(&l);
    paint_free(&ui.paint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_has_a_layout_that_fits),
        cmocka_unit_test(a_list_looks_right),
        cmocka_unit_test(the_focus_stays_on_its_row),
        cmocka_unit_test(before_the_first_key_the_newest_row_has_the_focus),
        cmocka_unit_test(pages_turn_and_ends_hold),
        cmocka_unit_test(marks_are_kept_by_id),
        cmocka_unit_test(the_title_counts),
        cmocka_unit_test(every_size_can_be_drawn),
        cmocka_unit_test(clicks_find_their_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Record pages, texts, dialogs, codes, palette, and the lines that stand on every screen, at every size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tests/unit/tui_grid.h"
#include "tui/term/paint.h"
#include "tui/widget/code.h"
#include "tui/widget/dialog.h"
#include "tui/widget/filter.h"
#include "tui/widget/helpline.h"
#include "tui/widget/pageview.h"
#include "tui/widget/palette.h"
#include "tui/widget/progress.h"
#include "tui/widget/status.h"
#include "tui/widget/textview.h"

static struct key_event key(int32_t code)
{
    return (struct key_event){.kind = EVENT_KEY, .code = code};
}

static struct ui screen(int rows, int cols)
{
    return (struct ui){.paint = paint_new(rows, cols), .rows = rows, .cols = cols};
}

static struct rect all(const struct ui *ui)
{
    return (struct rect){0, 0, ui->rows, ui->cols};
}

static char *row_text(const struct ui *ui, int row)
{
    struct text t;

    text_init(&t, LIMIT_TEXT);
    grid_row(ui->paint, row, &t);
    return text_take(&t) ?: text_dup("");
}

static void expect_row(const struct ui *ui, int row, const char *want)
{
    AUTO_FREE char *got = row_text(ui, row);

    assert_string_equal(got, want);
}

static bool shows(const struct ui *ui, const char *text)
{
    for (int row = 0; row < ui->rows; row++) {
        AUTO_FREE char *got = row_text(ui, row);
        if (strstr(got, text))
            return true;
    }
    return false;
}

/* --- pages ------------------------------------------------------------------------------------------------
 */

static void fill(struct pageview *p, const char *status)
{
    pageview_section(p, "Request");
    pageview_value(p, "Number", "0000-12H4-245D", THEME_VALUE);
    pageview_value(p, "Status", status, THEME_STATE_NEW);
    pageview_remark(p, '!', "The limit of this doctor is reached: 2000 of 2000 declarations.", THEME_WARNING);
    pageview_value(p, "Comment", NULL, THEME_VALUE);
    pageview_section(p, "Person");
    pageview_value(p, "Name", "Коваленко Ігор Остапович", THEME_VALUE);
    pageview_link(p, "person:17");
    pageview_wide(p, "Address", "79000, Львівська область, місто Львів, вулиця Шевченка 17, кв. 4",
                  THEME_VALUE);
    pageview_note(p, '?', "The registry does not tell the birth place.", THEME_DIM);
}

static void a_page_has_labels_values_and_remarks(void **state)
{
    struct ui ui = screen(20, 60);
    struct pageview p;
    int row, col;

    (void)state;
    pageview_init(&p);
    fill(&p, "New");
    pageview_draw(&p, &ui, all(&ui), true);
    expect_row(&ui, 0, "Request");
    expect_row(&ui, 1, "> Number   0000-12H4-245D");
    expect_row(&ui, 2, "  Status   New");
    expect_row(&ui, 3, "           ! The limit of this doctor is reached: 2000 of");
    expect_row(&ui, 4, "             2000 declarations.");
    expect_row(&ui, 5, "  Comment  -");
    expect_row(&ui, 6, "");
    expect_row(&ui, 7, "Person");
    expect_row(&ui, 9, "  Address  79000, Львівська область, місто Львів, вулиця");
    expect_row(&ui, 10, "           Шевченка 17, кв. 4");
    expect_row(&ui, 11, "  ? The registry does not tell the birth place.");
    assert_true(paint_cursor_at(ui.paint, &row, &col));
    assert_int_equal(row, 1);
    assert_int_equal(col, 0);
    pageview_free(&p);
    paint_free(&ui.paint);
}

static void a_wide_page_has_two_columns(void **state)
{
    struct ui ui = screen(20, 120);
    struct pageview p;
    struct key_event right = key(K_RIGHT), down = key(K_DOWN);

    (void)state;
    pageview_init(&p);
    fill(&p, "New");
    pageview_draw(&p, &ui, all(&ui), true);
    AUTO_FREE char *first = row_text(&ui, 1);
    assert_non_null(strstr(first, "0000-12H4-245D"));
    assert_non_null(strstr(first, "Status"));
    assert_int_equal(pageview_key(&p, &right), WIDGET_USED);
    assert_string_equal(pageview_focus_value(&p), "New");
    pageview_key(&p, &down);
    pageview_key(&p, &down);
    assert_string_equal(pageview_focus_value(&p), "Коваленко Ігор Остапович");
    pageview_free(&p);
    paint_free(&ui.paint);
}

static void a_page_is_walked(void **state)
{
    struct key_event down = key(K_DOWN), enter = key(K_ENTER), next = key(']'), before = key('['),
                     end = key(K_END);
    struct ui ui = screen(6, 60);
    struct pageview p;
    int row, col;

    (void)state;
    pageview_init(&p);
    fill(&p, "New");
    pageview_draw(&p, &ui, all(&ui), true);
    assert_int_equal(pageview_key(&p, &enter), WIDGET_IGNORED); /* not a link */
    for (int i = 0; i < 3; i++) {
        pageview_key(&p, &down);
        paint_begin(ui.paint);
        pageview_draw(&p, &ui, all(&ui), true);
        assert_true(paint_cursor_at(ui.paint, &row, &col)); /* the focus is always in view */
    }
    assert_string_equal(pageview_focus_id(&p), "person:17");
    assert_int_equal(pageview_key(&p, &enter), WIDGET_DONE);
    pageview_key(&p, &before);
    assert_string_equal(pageview_focus_value(&p), "0000-12H4-245D");
    pageview_key(&p, &next);
    assert_string_equal(pageview_focus_id(&p), "person:17");
    pageview_key(&p, &end);
    paint_begin(ui.paint);
    pageview_draw(&p, &ui, all(&ui), true);
    assert_true(shows(&ui, "? The registry"));
    pageview_free(&p);
    paint_free(&ui.paint);
}

static void a_page_filled_anew_keeps_its_place(void **state)
{
    struct key_event down = key(K_DOWN);
    struct ui ui = screen(8, 60);
    struct pageview p;
    int top;

    (void)state;
    pageview_init(&p);
    fill(&p, "New");
    pageview_draw(&p, &ui, all(&ui), true);
    for (int i = 0; i < 3; i++)
        pageview_key(&p, &down);
    top = p.top;
    pageview_clear(&p);
    pageview_section(&p, "News");
    pageview_value(&p, "Something", "new above", THEME_VALUE);
    fill(&p, "Approved");
    pageview_draw(&p, &ui, all(&ui), true);
    assert_string_equal(pageview_focus_id(&p), "person:17");
    assert_int_equal(p.top, top);
    pageview_free(&p);
    paint_free(&ui.paint);
}

/* --- texts ------------------------------------------------------------------------------------------------
 */

static void a_text_is_wrapped_and_searched(void **state)
{
    static const char TEXT[] = "One two three four five six seven eight.\r\n\r\nКоваленко Ігор\nlast";
    struct key_event down = key(K_DOWN), next = key('n');
    struct ui ui = screen(4, 21);
    struct textview v;
    struct text place;

    (void)state;
    text_init(&place, 200);
    textview_init(&v);
    textview_add(&v, "Heading", 7, THEME_TEXT_HEADING, 0, false);
    textview_add(&v, TEXT, sizeof(TEXT) - 1, THEME_NORMAL, 0, false);
    textview_draw(&v, &ui, all(&ui), true);
    expect_row(&ui, 0, " Heading");
    expect_row(&ui, 1, " One two three four");
    expect_row(&ui, 2, " five six seven");
    textview_place(&v, &ui, &place);
    assert_string_equal(place.data, "lines 1-4 of 7");
    assert_true(textview_search(&v, "kovalenko"));
    paint_begin(ui.paint);
    textview_draw(&v, &ui, all(&ui), true);
    assert_true(shows(&ui, ">Коваленко Ігор"));
    assert_int_equal(textview_key(&v, &next), WIDGET_USED);
    assert_false(textview_search(&v, "nothing such"));
    for (int i = 0; i < 50; i++)
        textview_key(&v, &down);
    paint_begin(ui.paint);
    textview_draw(&v, &ui, all(&ui), true);
    expect_row(&ui, 3, " last");
    textview_free(&v);
    text_free(&place);
    paint_free(&ui.paint);
}

/* --- dialogs ----------------------------------------------------------------------------------------------
 */

static void a_dialog_is_answered(void **state)
{
    struct key_event down = key(K_DOWN), enter = key(K_ENTER), quit = key('q'), other = key('x'),
                     esc = key(K_ESC);
    struct ui ui = screen(24, 80);
    struct dialog d;
    int row, col;

    (void)state;
    dialog_init(&d, "Leave registrar");
    dialog_line(&d, "2 changes are not sent yet. They stay on this computer.", THEME_NORMAL);
    dialog_choice(&d, "stay", "Go on working", 's');
    dialog_choice(&d, "quit", "Leave, send them next time", 'q');
    dialog_draw(&d, &ui, all(&ui));
    assert_true(shows(&ui, "2 changes are not sent yet."));
    assert_true(shows(&ui, "> s Go on working"));
    assert_true(paint_cursor_at(ui.paint, &row, &col));
    assert_int_equal(dialog_key(&d, &other), WIDGET_IGNORED);
    assert_int_equal(dialog_key(&d, &down), WIDGET_USED);
    assert_int_equal(dialog_key(&d, &enter), WIDGET_DONE);
    assert_string_equal(dialog_answer(&d), "quit");
    assert_int_equal(dialog_key(&d, &down), WIDGET_USED);
    assert_string_equal(dialog_answer(&d), "stay");
    assert_int_equal(dialog_key(&d, &quit), WIDGET_DONE);
    assert_string_equal(dialog_answer(&d), "quit");
    assert_int_equal(dialog_key(&d, &esc), WIDGET_CANCEL);
    dialog_free(&d);
    paint_free(&ui.paint);
}

/* --- codes ------------------------------------------------------------------------------------------------
 */

static void a_code_takes_digits_and_pastes(void **state)
{
    struct key_event enter = key(K_ENTER), back = key(K_BACKSPACE), resend = key('r'), three = key('3');
    struct key_event paste = {.kind = EVENT_PASTE, .text = "code: 37-48\n", .text_len = 12};
    struct ui ui = screen(1, 20);
    struct code c;
    int row, col;

    (void)state;
    assert_true(secret_setup());
    code_init(&c, 4);
    assert_int_equal(code_key(&c, &three), WIDGET_CHANGED);
    code_draw(&c, &ui, 0, 2, true);
    expect_row(&ui, 0, "  3 _ _ _");
    assert_true(paint_cursor_at(ui.paint, &row, &col));
    assert_int_equal(col, 4);
    assert_int_equal(code_key(&c, &enter), WIDGET_USED); /* too short to send */
    assert_int_equal(code_key(&c, &resend), WIDGET_IGNORED);
    assert_int_equal(code_key(&c, &paste), WIDGET_CHANGED);
    assert_string_equal(c.digits.data, "3748");
    assert_int_equal(code_key(&c, &three), WIDGET_USED);
    assert_int_equal(code_key(&c, &enter), WIDGET_DONE);
    assert_int_equal(code_key(&c, &back), WIDGET_CHANGED);
    assert_false(code_full(&c));
    paste.text = "374812";
    paste.text_len = 6;
    assert_int_equal(code_key(&c, &paste), WIDGET_USED); /* not this code */
    assert_string_equal(c.digits.data, "374");
    code_free(&c);
    paint_free(&ui.paint);
}

/* --- palette and filter -----------------------------------------------------------------------------------
 */

static void the_palette_finds_and_explains(void **state)
{
    static const struct palette_item ITEMS[] = {
        {.label = "Approve", .key = "a", .group = "Request"},
        {.label = "Reject",
         .key = "r",
         .detail = "only a New request can be rejected",
         .group = "Request",
         .off = true},
        {.label = "Persons", .key = "g p", .group = "Go to"},
    };
    struct key_event enter = key(K_ENTER), esc = key(K_ESC), down = key(K_DOWN);
    struct ui ui = screen(10, 80);
    struct palette p;

    (void)state;
    palette_init(&p, "Do");
    for (int i = 0; i < 3; i++)
        assert_true(palette_add(&p, &ITEMS[i]));
    palette_draw(&p, &ui, all(&ui));
    assert_true(shows(&ui, "> Request  a    Approve"));
    assert_true(shows(&ui, "only a New request can be rejected"));
    assert_int_equal(palette_taken(&p), 0);
    palette_key(&p, &ui, &down);
    assert_int_equal(palette_taken(&p), 1);
    for (const char *s = "pers"; *s; s++) {
        struct key_event e = key(*s);
        assert_int_equal(palette_key(&p, &ui, &e), WIDGET_CHANGED);
    }
    assert_int_equal(palette_taken(&p), 2);
    assert_int_equal(palette_key(&p, &ui, &enter), WIDGET_DONE);
    struct key_event x = key('x');
    palette_key(&p, &ui, &x);
    assert_int_equal(palette_taken(&p), -1);
    assert_string_equal(palette_text(&p), "persx");
    palette_draw(&p, &ui, all(&ui));
    assert_true(shows(&ui, "Nothing matches."));
    assert_int_equal(palette_key(&p, &ui, &esc), WIDGET_CANCEL);
    palette_free(&p);
    paint_free(&ui.paint);
}

static void a_filter_can_be_taken_back(void **state)
{
    struct key_event k = key('k'), enter = key(K_ENTER), esc = key(K_ESC), down = key(K_DOWN);
    struct ui ui = screen(1, 40);
    struct filter f;

    (void)state;
    filter_init(&f);
    filter_open(&f);
    assert_int_equal(filter_key(&f, &ui, &k), WIDGET_CHANGED);
    assert_int_equal(filter_key(&f, &ui, &down), WIDGET_IGNORED); /* the list moves while one types */
    assert_int_equal(filter_key(&f, &ui, &enter), WIDGET_DONE);
    assert_false(f.open);
    assert_string_equal(filter_text(&f), "k");
    filter_open(&f);
    filter_key(&f, &ui, &k);
    assert_string_equal(filter_text(&f), "kk");
    filter_draw(&f, &ui, all(&ui), "Filter");
    expect_row(&ui, 0, "Filter kk");
    assert_int_equal(filter_key(&f, &ui, &esc), WIDGET_CANCEL);
    assert_string_equal(filter_text(&f), "k");
    filter_free(&f);
    paint_free(&ui.paint);
}

/* --- lines ------------------------------------------------------------------------------------------------
 */

static const struct helpline_item HELP[] = {
    {"Enter", "open", 1}, {"a", "approve", 2}, {"r", "reject", 3}, {"p", "print", 3},
    {"Space", "mark", 4}, {"/", "filter", 4},  {"?", "keys", 0},   {"Esc", "back", 0},
};
enum { N_HELP = sizeof(HELP) / sizeof(HELP[0]) };

static void the_way_out_is_never_dropped(void **state)
{
    (void)state;
    for (int cols = 12; cols <= 240; cols++) {
        struct ui ui = screen(1, cols);
        helpline_draw(&ui, all(&ui), HELP, N_HELP);
        assert_true(shows(&ui, "?"));
        assert_true(shows(&ui, "Esc"));
        if (cols >= 90)
            assert_true(shows(&ui, "filter"));
        if (cols >= 17)
            assert_true(shows(&ui, "keys") && shows(&ui, "back"));
        paint_free(&ui.paint);
    }
    struct ui ui = screen(1, 50);
    helpline_draw(&ui, all(&ui), HELP, N_HELP);
    expect_row(&ui, 0, "Enter open  a approve  r reject  ? keys  Esc back");
    assert_int_equal(helpline_at(HELP, N_HELP, 50, 12), 1);
    assert_int_equal(helpline_at(HELP, N_HELP, 50, 33), 6);
    assert_int_equal(helpline_at(HELP, N_HELP, 50, 32), -1);
    paint_free(&ui.paint);
}

static void the_header_always_tells_the_line_and_what_is_unsent(void **state)
{
    struct header h = {"eHealth training", "Lviv, office 3", "Olena Koval", "uk", HEADER_OFFLINE, 3, true};

    (void)state;
    for (int cols = 20; cols <= 240; cols++) {
        struct ui ui = screen(1, cols);
        header_draw(&ui, all(&ui), &h);
        assert_true(shows(&ui, "offline"));
        assert_true(shows(&ui, "3 unsent"));
        if (cols >= 80)
            assert_true(shows(&ui, "eHealth training  Lviv, office 3") && shows(&ui, "Olena Koval  [uk]"));
        paint_free(&ui.paint);
    }
}

static void results_and_titles(void **state)
{
    struct ui ui = screen(4, 60);
    struct result r = {RESULT_NOT, "Not approved: the code is wrong.", "e why"};

    (void)state;
    title_draw(&ui, (struct rect){0, 0, 2, 60}, "New requests (142)", "newest first v");
    result_draw(&ui, (struct rect){2, 0, 1, 60}, &r);
    phone_draw(&ui, (struct rect){3, 0, 1, 60}, "12:04", "Code 3748");
    expect_row(&ui, 0, "New requests (142)                            newest first v");
    expect_row(&ui, 1, "------------------------------------------------------------");
    expect_row(&ui, 2, "Not approved: the code is wrong.                       e why");
    expect_row(&ui, 3, "Training phone  12:04  Code 3748");
    assert_int_equal(paint_cell(ui.paint, 2, 0)->style, THEME_ERROR);
    assert_int_equal(paint_cell(ui.paint, 3, 0)->style, THEME_TRAINING);
    ui.plain = true;
    paint_begin(ui.paint);
    title_draw(&ui, (struct rect){0, 0, 2, 60}, "New requests (142)", NULL);
    expect_row(&ui, 1, "");
    paint_free(&ui.paint);
}

static void a_wait_is_told_late_and_seldom(void **state)
{
    struct ui ui = screen(1, 60);
    struct progress p = {0};

    (void)state;
    assert_int_equal(progress_wait_ms(&p, 1000), -1);
    progress_start(&p, "Asking the registry", 1000);
    assert_false(progress_due(&p, &ui, 1400));
    assert_false(progress_shown(&p, 1400));
    assert_int_equal(progress_wait_ms(&p, 1400), 100);
    assert_true(progress_due(&p, &ui, 1500));
    assert_false(progress_due(&p, &ui, 1900)); /* at most twice a second */
    assert_true(progress_due(&p, &ui, 2000));
    progress_draw(&p, &ui, all(&ui), 4200);
    expect_row(&ui, 0, "  3 s  Asking the registry  (Esc cancels)");
    progress_stop(&p);
    assert_false(progress_shown(&p, 9000));
    paint_free(&ui.paint);
}

static void everything_can_be_drawn_at_every_size(void **state)
{
    struct pageview page;
    struct textview text;
    struct dialog d;
    struct palette p;
    struct header h = {"eHealth", "Lviv", "Olena", "uk", HEADER_ONLINE, 0, false};

    (void)state;
    pageview_init(&page);
    fill(&page, "New");
    textview_init(&text);
    textview_add(&text, "One two three\n日本語日本語日本語", strlen("One two three\n日本語日本語日本語"),
                 THEME_NORMAL, 2, false);
    textview_add(&text, "a table   of columns", 20, THEME_NORMAL, 0, true);
    dialog_init(&d, "A title that is rather long for a small screen");
    dialog_line(&d, "A sentence that has to be wrapped on most of them.", THEME_NORMAL);
    dialog_choice(&d, "a", "The first answer", 'a');
    d.room = 3;
    palette_init(&p, "Do");
    palette_add(&p,
                &(struct palette_item){.label = "Approve", .key = "a", .group = "Request", .detail = "why"});
    for (int rows = 1; rows <= 70; rows += rows < 14 ? 1 : 11) {
        for (int cols = 1; cols <= 240; cols += cols < 45 ? 1 : 19) {
            struct ui ui = screen(rows, cols);
            pageview_draw(&page, &ui, all(&ui), true);
            textview_draw(&text, &ui, all(&ui), true);
            palette_draw(&p, &ui, all(&ui));
            header_draw(&ui, all(&ui), &h);
            helpline_draw(&ui, all(&ui), HELP, N_HELP);
            struct rect room = dialog_draw(&d, &ui, all(&ui)), box = dialog_place(&d, all(&ui));
            assert_true(box.row >= 0 && box.col >= 0 && box.rows <= rows && box.cols <= cols);
            assert_true(room.cols <= cols);
            paint_free(&ui.paint);
        }
    }
    pageview_free(&page);
    textview_free(&text);
    dialog_free(&d);
    palette_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_has_labels_values_and_remarks),
        cmocka_unit_test(a_wide_page_has_two_columns),
        cmocka_unit_test(a_page_is_walked),
        cmocka_unit_test(a_page_filled_anew_keeps_its_place),
        cmocka_unit_test(a_text_is_wrapped_and_searched),
        cmocka_unit_test(a_dialog_is_answered),
        cmocka_unit_test(a_code_takes_digits_and_pastes),
        cmocka_unit_test(the_palette_finds_and_explains),
        cmocka_unit_test(a_filter_can_be_taken_back),
        cmocka_unit_test(the_way_out_is_never_dropped),
        cmocka_unit_test(the_header_always_tells_the_line_and_what_is_unsent),
        cmocka_unit_test(results_and_titles),
        cmocka_unit_test(a_wait_is_told_late_and_seldom),
        cmocka_unit_test(everything_can_be_drawn_at_every_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

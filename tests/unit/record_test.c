/* Cells, rows and pages: what comes from outside is cleaned, sorted and found as a registrar expects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "record/list.h"
#include "record/record.h"
#include "record/step.h"

static void cells_keep_no_control_characters(void **state)
{
    struct cell c = {0};

    (void)state;
    cell_text(&c, "Ko\x1b[31mval\xe2\x80\xae"
                  "cod.exe");
    assert_int_equal(c.kind, CELL_TEXT);
    assert_null(strchr(c.text, '\x1b'));
    assert_null(strstr(c.text, "\xe2\x80\xae"));
    cell_text(&c, "");
    assert_int_equal(c.kind, CELL_NONE);
    cell_clear(&c);
}

static void a_value_of_the_wrong_shape_is_shown_as_it_is(void **state)
{
    struct cell c = {0};

    (void)state;
    cell_date(&c, "1984-02-29");
    assert_int_equal(c.kind, CELL_DATE);
    cell_date(&c, "sometime");
    assert_int_equal(c.kind, CELL_TEXT);
    assert_string_equal(c.text, "sometime");
    cell_instant(&c, "2026-01-05T12:20:16.300597Z");
    assert_int_equal(c.kind, CELL_INSTANT);
    assert_true(c.instant == INT64_C(1767615616300));
    cell_instant(&c, "2026-13-05T12:20:16Z");
    assert_int_equal(c.kind, CELL_TEXT);
    cell_code(&c, "SOMETHING_NEW", NULL, NULL);
    assert_int_equal(c.kind, CELL_CODE);
    assert_string_equal(c.text, "SOMETHING_NEW");
    cell_clear(&c);
}

static void empty_cells_sort_last_and_dates_by_time(void **state)
{
    struct cell a = {0}, b = {0};

    (void)state;
    cell_date(&a, "2025-12-31");
    cell_date(&b, "2026-01-01");
    assert_true(cell_compare(&a, &b) < 0);
    cell_clear(&a);
    assert_true(cell_compare(&a, &b) > 0);
    assert_true(cell_compare(&b, &a) < 0);
    cell_text(&a, "Їжак");
    cell_text(&b, "їжак");
    assert_true(cell_compare(&a, &b) != 0);
    cell_number(&a, 9);
    cell_number(&b, 10);
    assert_true(cell_compare(&a, &b) < 0);
    cell_clear(&a);
    cell_clear(&b);
}

static void a_row_is_found_in_either_script(void **state)
{
    struct row *row = row_new(2);

    (void)state;
    record_ref_set(&row->ref, "request", "42", "0000-12H4-245D");
    cell_text(&row->cells[0], "Коваль Марія");
    cell_date(&row->cells[1], "2026-03-01");
    row_fold(row);

    static const char *const found[] = {"коваль", "KOVAL", "maria", "марія ков", "12h4", "01.03.2026"};
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        AUTO_FREE char *needle = utf8_fold(found[i]);

        if (!utf8_fold_match(row->folded, needle))
            fail_msg("not found: %s (as %s) in %s", found[i], needle, row->folded);
    }
    AUTO_FREE char *other = utf8_fold("шевченко");
    assert_false(utf8_fold_match(row->folded, other));

    struct row *copy = row_copy(row);
    assert_string_equal(copy->folded, row->folded);
    assert_true(record_ref_equal(&copy->ref, &row->ref));
    row_free(&row);
    row_free(&copy);
    assert_null(row);
}

static void pages_are_bounded(void **state)
{
    struct page *page = page_new();
    struct section *s;
    size_t made = 0;

    (void)state;
    while (page_section(page, "s", "S"))
        made++;
    assert_int_equal(made, LIMIT_SECTIONS);
    s = &page->sections[0];
    for (made = 0; section_field(s, "F"); made++)
        ;
    assert_int_equal(made, LIMIT_SECTION_ITEMS);
    for (int i = 0; i < LIMIT_SECTION_ITEMS + 10; i++)
        section_row(s, row_new(1));
    assert_int_equal(s->nrows, LIMIT_SECTION_ITEMS);
    page_free(&page);
}

static void pages_find_their_actions(void **state)
{
    static const struct action_def approve = {.id = "approve"};
    struct page *page = page_new();

    (void)state;
    page_action(page, &approve)->allowed = true;
    page_attachment(page, "form", "Printout form", "text/html");
    assert_true(page_find_action(page, "approve")->allowed);
    assert_null(page_find_action(page, "reject"));
    assert_int_equal(page->attachments[0].size, -1);
    page_free(&page);
}

static void steps_own_what_they_hold(void **state)
{
    struct step *s = step_new(STEP_FILES, "papers");

    (void)state;
    message_set(step_line(s), "A code was sent to %s.", 1, "+38093*****85");
    choices_add(&s->options, "a", "A", NULL);
    cell_text(&step_add_file(s, "person.tax_id")->label, "Tax number");
    assert_int_equal(s->attempts_left, -1);
    assert_true(s->files[0].needed);
    step_free(&s);
    assert_null(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_keep_no_control_characters),
        cmocka_unit_test(a_value_of_the_wrong_shape_is_shown_as_it_is),
        cmocka_unit_test(empty_cells_sort_last_and_dates_by_time),
        cmocka_unit_test(a_row_is_found_in_either_script),
        cmocka_unit_test(pages_are_bounded),
        cmocka_unit_test(pages_find_their_actions),
        cmocka_unit_test(steps_own_what_they_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

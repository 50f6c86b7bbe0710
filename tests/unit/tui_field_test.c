/* Fields and forms: typing by graphemes, masks, dates in parts, choices, secrets, and moving that is never
 * blocked. */
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
#include "tui/term/paint.h"
#include "tui/widget/formview.h"

static const struct ui UI = {0};

static enum widget_result press_mod(struct field *f, int32_t code, unsigned mods)
{
    struct key_event e = {.kind = EVENT_KEY, .code = code, .mods = mods};

    return field_key(f, &UI, &e);
}

static enum widget_result press(struct field *f, int32_t code)
{
    return press_mod(f, code, 0);
}

/* Types every character; the answer to the last one. */
static enum widget_result type(struct field *f, const char *s)
{
    enum widget_result r = WIDGET_IGNORED;
    size_t n = strlen(s), len;
    int32_t code;

    for (; n && (len = utf8_decode(s, n, &code)) != 0; s += len, n -= len)
        r = press(f, code);
    return r;
}

static enum widget_result paste(struct field *f, const char *s)
{
    struct key_event e = {.kind = EVENT_PASTE, .text = s, .text_len = strlen(s)};

    return field_key(f, &UI, &e);
}

static void holds(const struct field *f, const char *want)
{
    struct text got;

    text_init(&got, LIMIT_FIELD);
    field_value(f, &got);
    assert_string_equal(got.data, want);
    text_free(&got);
}

static void expect_drawn(struct field *f, const char *want, int cursor)
{
    struct ui ui = {.paint = paint_new(1, 40)};
    struct text got;
    int row, col;

    text_init(&got, LIMIT_FIELD);
    field_draw(f, &ui, 0, 0, 30, THEME_FIELD, true);
    grid_row(ui.paint, 0, &got);
    assert_string_equal(got.data, want);
    assert_true(paint_cursor_at(ui.paint, &row, &col));
    assert_int_equal(col, cursor);
    text_free(&got);
    paint_free(&ui.paint);
}

static void text_is_edited_by_graphemes(void **state)
{
    struct field_def def = {.id = "name", .kind = FIELD_TEXT, .max = 8};
    struct field f;

    (void)state;
    field_init(&f, &def, NULL);
    assert_int_equal(type(&f, "Коваль"), WIDGET_CHANGED);
    expect_drawn(&f, "Коваль", 6);
    press(&f, K_LEFT);
    press(&f, K_LEFT);
    type(&f, "x");
    holds(&f, "Коваxль");
    expect_drawn(&f, "Коваxль", 5);
    press(&f, K_BACKSPACE);
    press(&f, K_DELETE);
    holds(&f, "Коваь");
    press(&f, K_HOME);
    assert_int_equal(press(&f, K_BACKSPACE), WIDGET_USED);
    press(&f, K_END);
    type(&f, "e");
    press(&f, 0x301); /* a mark joins the letter before it */
    holds(&f, "Коваьe\xcc\x81");
    press(&f, K_BACKSPACE);
    holds(&f, "Коваь");
    type(&f, "12345"); /* eight graphemes and no more */
    holds(&f, "Коваь123");
    assert_int_equal(type(&f, "4"), WIDGET_USED);
    press(&f, K_LEFT);
    press_mod(&f, 'u', MOD_CTRL);
    holds(&f, "");
    press_mod(&f, 'y', MOD_CTRL);
    holds(&f, "Коваь123");
    press_mod(&f, 'y', MOD_CTRL);
    holds(&f, "");
    type(&f, "ab cd");
    press_mod(&f, 'w', MOD_CTRL);
    holds(&f, "ab ");
    field_free(&f);
}

static void leaving_is_a_key(void **state)
{
    struct field_def def = {.id = "name", .kind = FIELD_TEXT};
    struct field f;

    (void)state;
    field_init(&f, &def, NULL);
    assert_int_equal(press(&f, K_TAB), WIDGET_NEXT);
    assert_int_equal(press(&f, K_ENTER), WIDGET_NEXT);
    assert_int_equal(press(&f, K_DOWN), WIDGET_NEXT);
    assert_int_equal(press_mod(&f, K_TAB, MOD_SHIFT), WIDGET_PREVIOUS);
    assert_int_equal(press(&f, K_UP), WIDGET_PREVIOUS);
    assert_int_equal(press(&f, K_F1), WIDGET_IGNORED);
    assert_int_equal(press(&f, K_ESC), WIDGET_IGNORED);
    field_free(&f);
}

static void a_paste_is_trimmed_and_one_step_back(void **state)
{
    struct field_def def = {.id = "name", .kind = FIELD_TEXT},
                     digits = {.id = "tax", .kind = FIELD_DIGITS, .max = 10};
    struct field f;

    (void)state;
    field_init(&f, &def, NULL);
    type(&f, "A");
    paste(&f, "  two\nlines\t\n");
    holds(&f, "Atwo lines");
    press_mod(&f, 'y', MOD_CTRL);
    holds(&f, "A");
    field_free(&f);
    field_init(&f, &digits, NULL);
    paste(&f, "31 2 60-14850");
    holds(&f, "3126014850");
    assert_int_equal(type(&f, "x"), WIDGET_USED);
    holds(&f, "3126014850");
    field_free(&f);
}

static void only_fixed_fields_move_on_by_themselves(void **state)
{
    struct field_def fixed = {.id = "id", .kind = FIELD_DIGITS, .max = 9, .fixed = true};
    struct field_def open = {.id = "id", .kind = FIELD_DIGITS, .max = 9};
    struct field f;

    (void)state;
    field_init(&f, &fixed, NULL);
    assert_int_equal(type(&f, "12345678"), WIDGET_CHANGED);
    assert_int_equal(type(&f, "9"), WIDGET_NEXT);
    field_free(&f);
    field_init(&f, &open, NULL);
    assert_int_equal(type(&f, "123456789"), WIDGET_CHANGED);
    field_free(&f);
}

static void masks_show_what_is_missing(void **state)
{
    struct field_def def = {
        .id = "phone", .kind = FIELD_PHONE, .mask = "+38 (0__) ___-__-__", .prefix = "+380"};
    struct field f;

    (void)state;
    field_init(&f, &def, NULL);
    expect_drawn(&f, "+38 (0__) ___-__-__", 6);
    type(&f, "94x1");
    expect_drawn(&f, "+38 (094) 1__-__-__", 11);
    assert_false(field_is_full(&f));
    type(&f, "455543");
    expect_drawn(&f, "+38 (094) 145-55-43", 19);
    assert_true(field_is_full(&f));
    holds(&f, "+380941455543");
    assert_int_equal(type(&f, "7"), WIDGET_USED);
    press(&f, K_BACKSPACE);
    holds(&f, "+38094145554");
    field_clear(&f);
    holds(&f, "");
    paste(&f, "+380 (67) 123-45-67");
    holds(&f, "+380671234567");
    field_clear(&f);
    paste(&f, "0671234567");
    holds(&f, "+380671234567");
    field_set(&f, "+380501112233");
    expect_drawn(&f, "+38 (050) 111-22-33", 19);
    field_free(&f);
}

static void a_uuid_keeps_its_shape(void **state)
{
    struct field_def def = {.id = "id", .kind = FIELD_UUID};
    struct field f;

    (void)state;
    field_init(&f, &def, NULL);
    type(&f, "B0zF");
    holds(&f, "b0f");
    field_clear(&f);
    paste(&f, "  7C3DA506-804D-4550-8993-BF17F9EE0403 ");
    holds(&f, "7c3da506-804d-4550-8993-bf17f9ee0403");
    assert_true(field_is_full(&f));
    field_free(&f);
}

static void dates_are_typed_in_parts(void **state)
{
    static const struct {
        const char *typed, *value, *drawn;
    } DATES[] = {
        {"", "", "__.__.____"},
        {"3", "3.", "3_.__.____"}, /* 30 and 31 are still possible: see below */
        {"4", "4.", "4.__.____"},
        {"15061975", "1975-06-15", "15.06.1975"},
        {"15.6.1975", "1975-06-15", "15.6.1975"},
        {"3/2/1984", "1984-02-03", "3.2.1984"},
        {"3 mar", "3.03.", "3.03.____"},
        {"3 mar1984", "1984-03-03", "3.03.1984"},
        {"30.02.1984", "30.02.1984", "30.02.1984"},
        {"01.01.84", "01.01.84", "01.01.84__"},
        {"x1", "1", "1_.__.____"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(DATES) / sizeof(DATES[0]); i++) {
        struct field_def def = {.id = "born", .kind = FIELD_DATE};
        struct field f;
        field_init(&f, &def, NULL);
        type(&f, DATES[i].typed);
        expect_drawn(&f, DATES[i].drawn, (int)utf8_columns(f.text.data, f.at));
        if (i != 1)
            holds(&f, DATES[i].value);
        field_free(&f);
    }
    struct field_def def = {.id = "born", .kind = FIELD_DATE};
    struct field f;
    field_init(&f, &def, NULL);
    paste(&f, "1984-02-03");
    holds(&f, "1984-02-03");
    expect_drawn(&f, "03.02.1984", 10);
    assert_true(field_is_full(&f));
    press(&f, K_BACKSPACE);
    expect_drawn(&f, "03.02.198_", 9);
    field_set(&f, "1975-06-15");
    holds(&f, "1975-06-15");
    field_free(&f);
}

static void secrets_are_stars_and_never_text(void **state)
{
    struct field_def def = {.id = "password", .kind = FIELD_SECRET};
    struct secret secret = {0};
    struct field f;

    (void)state;
    assert_true(secret_setup());
    field_init(&f, &def, &secret);
    type(&f, "пар0ль");
    expect_drawn(&f, "******", 6);
    assert_string_equal(secret.data, "пар0ль");
    assert_string_equal(f.text.data, "");
    holds(&f, "");
    press(&f, K_BACKSPACE);
    assert_string_equal(secret.data, "пар0л");
    paste(&f, " x \n");
    assert_string_equal(secret.data, "пар0лx");
    press_mod(&f, 'u', MOD_CTRL);
    assert_true(field_is_empty(&f));
    secret_clear(&secret);
    field_free(&f);
}

static void choices_are_found_by_typing(void **state)
{
    struct field_def def = {.id = "type", .kind = FIELD_CHOICE};
    struct choices c = {0};
    struct field f;

    (void)state;
    choices_add(&c, "PASSPORT", "Паспорт", NULL);
    choices_add(&c, "NATIONAL_ID", "ID-картка", NULL);
    choices_add(&c, "REFUGEE", "Посвідчення біженця", NULL);
    field_init(&f, &def, NULL);
    assert_int_equal(press(&f, K_RIGHT), WIDGET_USED); /* nothing to choose from yet */
    field_set_choices(&f, &c);
    assert_int_equal(press(&f, K_RIGHT), WIDGET_CHANGED);
    holds(&f, "PASSPORT");
    expect_drawn(&f, "Паспорт", 0);
    type(&f, "b"); /* opens the list, narrowed to what has a b when written in Latin letters */
    assert_true(f.open);
    type(&f, "izh");
    assert_int_equal(f.choice, 2);
    assert_int_equal(press(&f, K_ENTER), WIDGET_CHANGED);
    assert_false(f.open);
    holds(&f, "REFUGEE");
    press(&f, ' ');
    press(&f, K_UP);
    assert_int_equal(press(&f, K_ESC), WIDGET_USED);
    holds(&f, "REFUGEE");
    press(&f, ' ');
    type(&f, "qqq");
    assert_int_equal(f.choice, -1);
    assert_int_equal(press(&f, K_ENTER), WIDGET_USED);
    holds(&f, "REFUGEE");
    assert_int_equal(press(&f, K_DELETE), WIDGET_CHANGED);
    holds(&f, "");
    assert_int_equal(press(&f, K_TAB), WIDGET_NEXT);
    field_free(&f);
    choices_free(&c);
}

static void a_field_shows_its_cursor_at_every_width(void **state)
{
    struct field_def def = {.id = "name", .kind = FIELD_TEXT};
    struct ui ui = {.paint = paint_new(1, 40)};
    struct field f;
    int row, col;

    (void)state;
    field_init(&f, &def, NULL);
    type(&f, "日本語 Коваленко Ігор Остапович 日本語");
    for (int cols = 1; cols <= 40; cols++) {
        for (int moves = 0; moves < 40; moves++) {
            field_draw(&f, &ui, 0, 0, cols, THEME_FIELD, true);
            assert_true(paint_cursor_at(ui.paint, &row, &col));
            assert_in_range(col, 0, cols);
            press(&f, K_LEFT);
        }
        press(&f, K_END);
    }
    field_free(&f);
    paint_free(&ui.paint);
}

/* --- forms ------------------------------------------------------------------------------------------------
 */

static bool number_open(const struct form *f, const struct field_def *d, struct message *why)
{
    (void)d;
    if (form_value_of(f, "type")[0])
        return true;
    if (why)
        message_set(why, N_("choose the type"), 0);
    return false;
}

static bool needs_name(const struct form *f, struct message *out)
{
    if (form_value_of(f, "name")[0])
        return false;
    message_set(out, N_("To search: add a name."), 0);
    return true;
}

static const struct field_def FIELDS[] = {
    {.id = "tax", .label = "Tax number", .kind = FIELD_DIGITS, .max = 10, .row = 1, .column = 1},
    {.id = "name", .label = "Last name", .kind = FIELD_TEXT, .max = 50, .row = 1, .column = 2},
    {.id = "type", .label = "Document", .kind = FIELD_TEXT, .max = 20, .row = 2, .column = 1},
    {.id = "number",
     .label = "Number",
     .kind = FIELD_TEXT,
     .max = 25,
     .row = 2,
     .column = 2,
     .enabled = number_open},
    {.id = "born",
     .label = "Birth date",
     .kind = FIELD_DATE,
     .hint = "Day, month, year.",
     .row = 3,
     .column = 1},
};
static const struct form_def FORM = {
    .id = "search", .title = "Person search", .fields = FIELDS, .n = 5, .missing = needs_name};

static enum widget_result form_press(struct formview *v, int32_t code, unsigned mods)
{
    struct key_event e = {.kind = EVENT_KEY, .code = code, .mods = mods};

    return formview_key(v, &UI, &e);
}

static bool drawn(struct formview *v, int rows, int cols, const char *want)
{
    struct ui ui = {.paint = paint_new(rows, cols)};
    struct text got;

    text_init(&got, LIMIT_TEXT);
    formview_draw(v, &ui, (struct rect){0, 0, rows, cols}, true);
    for (int row = 0; row < rows; row++) {
        grid_row(ui.paint, row, &got);
        text_add_char(&got, '\n');
    }
    bool found = strstr(got.data, want) != NULL;
    if (!found)
        print_message("%s", got.data);
    text_free(&got);
    paint_free(&ui.paint);
    return found;
}

static void a_form_is_walked_and_filled(void **state)
{
    struct form *form = form_new(&FORM);
    struct formview v;

    (void)state;
    assert_true(formview_init(&v, form));
    assert_true(drawn(&v, 10, 80, "Last name"));
    assert_true(drawn(&v, 10, 80, "(choose the type)"));
    assert_true(drawn(&v, 10, 80, "To search: add a name."));
    assert_true(drawn(&v, 12, 28, "Number      -"));
    assert_true(drawn(&v, 12, 28, "  - choose the type")); /* too long for its field: said below */
    assert_int_equal(form_press(&v, '7', 0), WIDGET_CHANGED);
    assert_string_equal(form_value_of(form, "tax"), "7"); /* in the form before the next key */
    form_press(&v, K_TAB, 0);
    assert_int_equal(v.focus, 1);
    form_press(&v, K_TAB, 0);
    form_press(&v, K_TAB, 0); /* over the closed number */
    assert_int_equal(v.focus, 4);
    assert_true(drawn(&v, 10, 80, "Day, month, year."));
    form_press(&v, K_TAB, MOD_SHIFT);
    assert_int_equal(v.focus, 2);
    form_press(&v, 'p', 0);
    form_press(&v, K_TAB, 0);
    assert_int_equal(v.focus, 3); /* open now */
    form_press(&v, K_UP, 0);
    assert_int_equal(v.focus, 1); /* the field above, not the one before */
    formview_free(&v);
    form_free(&form);
}

static void a_problem_marks_and_never_holds(void **state)
{
    struct form *form = form_new(&FORM);
    struct formview v;

    (void)state;
    assert_true(formview_init(&v, form));
    v.focus = (int)4;
    for (const char *s = "30021984"; *s; s++)
        form_press(&v, *s, 0);
    assert_false(v.left[4]);
    assert_int_equal(form_press(&v, K_TAB, 0), WIDGET_USED);
    assert_int_not_equal(v.focus, 4);
    assert_true(drawn(&v, 10, 80, "! Birth date"));
    assert_int_equal(form_press(&v, K_TAB, MOD_SHIFT), WIDGET_USED); /* and back */
    assert_int_equal(v.focus, 4);
    v.focus = (int)0;
    assert_true(formview_next_problem(&v));
    assert_int_equal(v.focus, 4);
    formview_free(&v);
    form_free(&form);
}

static void enter_submits_when_the_form_is_ready(void **state)
{
    struct form *form = form_new(&FORM);
    struct formview v;

    (void)state;
    assert_true(formview_init(&v, form));
    v.enter_submits = true;
    assert_int_equal(form_press(&v, K_ENTER, 0), WIDGET_USED);
    assert_int_equal(v.focus, 1);
    form_press(&v, 'K', 0);
    assert_int_equal(form_press(&v, K_ENTER, 0), WIDGET_DONE);
    v.enter_submits = false;
    assert_int_equal(form_press(&v, K_ENTER, 0), WIDGET_USED);
    v.focus = (int)4;
    assert_int_equal(form_press(&v, K_ENTER, 0), WIDGET_DONE); /* the last field */
    formview_free(&v);
    form_free(&form);
}

static void a_form_changed_elsewhere_is_shown(void **state)
{
    struct form *form = form_new(&FORM);
    struct formview v;

    (void)state;
    assert_true(formview_init(&v, form));
    form_set(form, 1, "Коваленко");
    form_set(form, 4, "1975-06-15");
    assert_true(drawn(&v, 10, 80, "Коваленко"));
    assert_true(drawn(&v, 10, 80, "15.06.1975"));
    form_clear(form);
    assert_true(drawn(&v, 10, 80, "__.__.____"));
    formview_free(&v);
    form_free(&form);
}

static void forms_fit_every_size(void **state)
{
    struct form *form = form_new(&FORM);
    struct formview v;
    int row, col;

    (void)state;
    assert_true(formview_init(&v, form));
    for (int rows = 1; rows <= 70; rows += rows < 14 ? 1 : 9) {
        for (int cols = 10; cols <= 240; cols += cols < 90 ? 1 : 17) {
            struct ui ui = {.paint = paint_new(rows, cols)};
            for (size_t i = 0; i < v.n; i++) {
                if (!form_enabled(form, i, NULL))
                    continue;
                v.focus = (int)i;
                formview_draw(&v, &ui, (struct rect){0, 0, rows, cols}, true);
                assert_true(paint_cursor_at(ui.paint, &row, &col)); /* the focused field is always in view */
            }
            paint_free(&ui.paint);
        }
    }
    formview_free(&v);
    form_free(&form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_edited_by_graphemes),
        cmocka_unit_test(leaving_is_a_key),
        cmocka_unit_test(a_paste_is_trimmed_and_one_step_back),
        cmocka_unit_test(only_fixed_fields_move_on_by_themselves),
        cmocka_unit_test(masks_show_what_is_missing),
        cmocka_unit_test(a_uuid_keeps_its_shape),
        cmocka_unit_test(dates_are_typed_in_parts),
        cmocka_unit_test(secrets_are_stars_and_never_text),
        cmocka_unit_test(choices_are_found_by_typing),
        cmocka_unit_test(a_field_shows_its_cursor_at_every_width),
        cmocka_unit_test(a_form_is_walked_and_filled),
        cmocka_unit_test(a_problem_marks_and_never_holds),
        cmocka_unit_test(enter_submits_when_the_form_is_ready),
        cmocka_unit_test(a_form_changed_elsewhere_is_shown),
        cmocka_unit_test(forms_fit_every_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

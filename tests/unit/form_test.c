/* Forms as data: what may be typed, which fields are open, what is wrong, what is missing, masks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "form/form.h"

enum { TYPE, NUMBER, BORN, PHONE, ID, SECRET };

static bool number_open(const struct form *f, const struct field_def *d, struct message *why)
{
    (void)d;
    if (*form_typed(f, TYPE))
        return true;
    if (why)
        message_set(why, "Choose the type first.", 0);
    return false;
}

static bool number_check(const struct form *f, const struct field_def *d, struct message *out)
{
    const char *v = form_typed(f, (size_t)form_find(f, d->id));

    if (strlen(v) == 9)
        return false;
    message_set(out, "A %s has nine digits.", 1, form_typed(f, TYPE)); /* never NULL, whoever asks */
    return true;
}

static void type_changed(struct form *f, const struct field_def *d)
{
    if (strcmp(d->id, "type") == 0)
        form_set(f, NUMBER, "");
}

static bool nothing_asked(const struct form *f, struct message *why)
{
    if (*form_value(f, NUMBER) || *form_value(f, PHONE))
        return false;
    if (why)
        message_set(why, "Add a number or a phone.", 0);
    return true;
}

static const struct field_def fields[] = {
    {.id = "type", .label = "Type", .kind = FIELD_CHOICE},
    {.id = "number",
     .label = "Number",
     .kind = FIELD_DIGITS,
     .max = 9,
     .enabled = number_open,
     .check = number_check},
    {.id = "born", .label = "Birth date", .kind = FIELD_DATE},
    {.id = "phone", .label = "Phone", .kind = FIELD_PHONE, .mask = "+38 (0__) ___-__-__", .prefix = "+380"},
    {.id = "id", .label = "Id", .kind = FIELD_UUID},
    {.id = "secret", .label = "Password", .kind = FIELD_SECRET, .required = true},
};
static const struct form_def definition = {.id = "t",
                                           .fields = fields,
                                           .n = sizeof fields / sizeof *fields,
                                           .missing = nothing_asked,
                                           .changed = type_changed};

static struct form *filled(void)
{
    struct form *f = form_new(&definition);
    struct choices c = {0};

    choices_add(&c, "NATIONAL_ID", "Id card", NULL);
    choices_add(&c, "PASSPORT", NULL, "Passport");
    form_set_choices(f, TYPE, &c);
    assert_null(c.items);
    secret_set(form_secret(f, SECRET), "x", 1);
    return f;
}

static void a_closed_field_has_no_value_and_says_why(void **state)
{
    struct form *f = filled();
    struct message why = {0};

    (void)state;
    assert_int_equal(form_set(f, NUMBER, "123456789"), STATUS_OK);
    assert_false(form_enabled(f, NUMBER, &why));
    assert_string_equal(why.id, "Choose the type first.");
    assert_string_equal(form_value(f, NUMBER), "");
    assert_string_equal(form_typed(f, NUMBER), "123456789");
    assert_int_equal(form_set(f, TYPE, "PASSPORT"), STATUS_OK);
    assert_string_equal(form_typed(f, NUMBER), "");
    message_clear(&why);
    form_free(&f);
}

static void problems_name_the_field_and_carry_their_arguments(void **state)
{
    struct form *f = filled();
    struct message m = {0};

    (void)state;
    form_set(f, TYPE, "NATIONAL_ID");
    form_set(f, NUMBER, "123");
    assert_int_equal(form_next_problem(f, 0), NUMBER);
    assert_true(form_problem(f, NUMBER, &m));
    assert_string_equal(m.args[0], "NATIONAL_ID");
    form_set(f, NUMBER, "123456789");
    assert_int_equal(form_next_problem(f, 0), -1);
    form_set(f, BORN, "2026-02-30");
    assert_int_equal(form_next_problem(f, NUMBER), BORN);
    form_set(f, BORN, "");
    secret_clear(form_secret(f, SECRET));
    assert_int_equal(form_next_problem(f, 0), SECRET);
    assert_false(form_ready(f, &m));
    assert_string_equal(m.id, "This has to be filled in.");
    message_clear(&m);
    form_free(&f);
}

static void kinds_refuse_what_cannot_be_right(void **state)
{
    static const struct {
        int field;
        const char *value;
        bool wrong;
    } cases[] = {
        {TYPE, "COURT", true},
        {TYPE, "PASSPORT", false},
        {BORN, "1984-02-29", false},
        {BORN, "29.02.1984", true},
        {ID, "3f0a9c12-5d24-4b81-9e7a-1c2d3e4f5a6b", false},
        {ID, "3F0A9C12-5d24-4b81-9e7a-1c2d3e4f5a6b", true},
        {ID, "3f0a9c12-5d24-6b81-9e7a-1c2d3e4f5a6b", true},
        {ID, "3f0a9c12-5d24-4b81-9e7a-1c2d3e4f5a6", true},
        {ID, "3f0a9c12", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct form *f = filled();

        form_set(f, (size_t)cases[i].field, cases[i].value);
        assert_int_equal(form_problem(f, (size_t)cases[i].field, NULL), cases[i].wrong);
        form_free(&f);
    }
}

static void the_whole_form_says_what_is_missing(void **state)
{
    struct form *f = filled();
    struct message why = {0};

    (void)state;
    assert_false(form_ready(f, &why));
    assert_string_equal(why.id, "Add a number or a phone.");
    form_set(f, PHONE, "+380941455543");
    assert_true(form_ready(f, &why));
    message_clear(&why);
    form_free(&f);
}

static void too_long_is_refused_and_changes_nothing(void **state)
{
    struct form *f = filled();
    char *huge = malloc(70000);
    unsigned before;

    (void)state;
    memset(huge, 'a', 69999);
    huge[69999] = '\0';
    form_set(f, TYPE, "PASSPORT");
    form_set(f, NUMBER, "12");
    before = form_generation(f);
    assert_int_equal(form_set(f, NUMBER, "1234567890"), STATUS_LIMIT);
    assert_int_equal(form_set(f, BORN, huge), STATUS_LIMIT);
    assert_string_equal(form_typed(f, NUMBER), "12");
    assert_int_equal(form_generation(f), before);
    assert_int_equal(form_set(f, SECRET, "never"), STATUS_INVALID);
    free(huge);
    form_free(&f);
}

static void masks_take_any_notation(void **state)
{
    static const char *const typed[] = {"+380941455543", "0941455543", "941455543", "+38 (094) 145-55-43",
                                        "38 094 145 55 43"};

    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        TEXT_AUTO stored;

        text_init(&stored, 100);
        form_mask_store(&fields[PHONE], typed[i], &stored);
        assert_string_equal(stored.data, "+380941455543");
    }
    TEXT_AUTO empty;
    text_init(&empty, 100);
    form_mask_store(&fields[PHONE], "", &empty);
    assert_string_equal(empty.data, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_field_has_no_value_and_says_why),
        cmocka_unit_test(problems_name_the_field_and_carry_their_arguments),
        cmocka_unit_test(kinds_refuse_what_cannot_be_right),
        cmocka_unit_test(the_whole_form_says_what_is_missing),
        cmocka_unit_test(too_long_is_refused_and_changes_nothing),
        cmocka_unit_test(masks_take_any_notation),
    };

    if (!secret_setup())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

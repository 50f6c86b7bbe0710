/* The person search form: whatever is typed into it, only the six combinations of ehealth contract 2.1 can be
 * sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "registry/ehealth/private.h"

static const struct {
    const char *id, *value;
} typed[] = {
    {"taxId", "3074512345"},      {"databaseId", "3f0a9c12-5d24-4b81-9e7a-1c2d3e4f5a6b"},
    {"lastName", "Шевчук"},       {"firstName", "Олена"},
    {"documentType", "PASSPORT"}, {"documentNumber", "АА120518"},
    {"phone", "+380941455543"},   {"birthDate", "1984-02-29"},
};
enum { FIELDS = sizeof typed / sizeof *typed };

static struct form *new_form(void)
{
    struct form *f = form_new(eh_search_form());
    struct choices types = {0}, states = {0};
    choices_add(&types, "PASSPORT", "p", NULL);
    choices_add(&types, "NATIONAL_ID", "n", NULL);
    choices_add(&types, "BIRTH_CERTIFICATE", "b", NULL);
    choices_add(&types, "REFUGEE_CERTIFICATE", "r", NULL);
    choices_add(&states, "ACTIVE", "a", NULL);
    form_set_choices(f, (size_t)form_find(f, "documentType"), &types);
    form_set_choices(f, (size_t)form_find(f, "status"), &states);
    return f;
}

static void put(struct form *f, const char *id, const char *value)
{
    assert_int_equal(form_set(f, (size_t)form_find(f, id), value), STATUS_OK);
}

static bool has(const struct form *f, const char *id)
{
    return *form_value_of(f, id) != '\0';
}

/* One of the six, from the values the form would send: each bit a field, as in `typed`. */
static int combination(const struct form *f)
{
    static const unsigned six[] = {0x01, 0x02, 0x4c, 0x8c, 0x70, 0xb0};
    unsigned filled = 0;
    for (unsigned i = 0; i < FIELDS; i++)
        filled |= has(f, typed[i].id) ? 1u << i : 0;
    for (int i = 0; i < 6; i++)
        if (six[i] == filled)
            return i + 1;
    return 0;
}

static void only_the_six_can_be_sent(void **state)
{
    (void)state;
    int seen[7] = {0};
    for (unsigned mask = 0; mask < 1u << FIELDS; mask++) {
        struct form *f = new_form();
        struct message why = {0};
        for (unsigned i = 0; i < FIELDS; i++)
            if (mask & 1u << i)
                put(f, typed[i].id, typed[i].value);
        int which = combination(f);
        if (form_ready(f, &why)) {
            assert_int_not_equal(which, 0);
            seen[which]++;
        } else {
            assert_non_null(why.id);
        }
        message_clear(&why);
        form_free(&f);
    }
    for (int i = 1; i <= 6; i++)
        assert_true(seen[i] > 0);
}

static void the_form_says_what_is_missing(void **state)
{
    (void)state;
    struct form *f = new_form();
    struct message why = {0};
    assert_false(form_ready(f, &why));
    assert_non_null(strstr(why.id, "tax number, a person id"));
    put(f, "lastName", "Шевчук");
    assert_false(form_ready(f, &why));
    assert_string_equal(why.id, "To search: add the first name.");
    put(f, "firstName", "Олена");
    assert_false(form_ready(f, &why));
    assert_string_equal(why.id, "To search: add a phone number or a birth date.");
    assert_true(form_enabled(f, (size_t)form_find(f, "phone"), NULL));
    put(f, "birthDate", "1984-02-29");
    assert_false(form_enabled(f, (size_t)form_find(f, "phone"), &why));
    assert_true(form_ready(f, NULL));
    put(f, "status", "ACTIVE");
    assert_true(form_ready(f, NULL));
    assert_false(form_enabled(f, (size_t)form_find(f, "documentType"), &why));
    put(f, "lastName", "");
    put(f, "firstName", "");
    assert_false(form_enabled(f, (size_t)form_find(f, "documentNumber"), &why));
    put(f, "documentType", "NATIONAL_ID");
    put(f, "documentNumber", "123456789");
    put(f, "documentType", "PASSPORT");
    assert_string_equal(form_typed(f, (size_t)form_find(f, "documentNumber")), "");
    message_clear(&why);
    form_free(&f);
}

static void patterns_of_the_fields(void **state)
{
    (void)state;
    static const struct {
        const char *type, *id, *value;
        bool good;
    } cases[] = {
        {NULL, "taxId", "3074512345", true},
        {NULL, "taxId", "30745123", true},
        {NULL, "taxId", "3074512", false},
        {NULL, "databaseId", "3f0a9c12-5d24-4b81-9e7a-1c2d3e4f5a6b", true},
        {NULL, "databaseId", "3F0A9C12-5d24-4b81-9e7a-1c2d3e4f5a6b", false},
        {NULL, "databaseId", "3f0a9c12-5d24-9b81-9e7a-1c2d3e4f5a6b", false},
        {NULL, "lastName", "О'Коннор-Їжакевич", true},
        {NULL, "lastName", "Ґалаґан", true},
        {NULL, "lastName", "Рыбак", false},
        {NULL, "lastName", "Ёлкин", false},
        {NULL, "lastName", "Smith", false},
        {NULL, "lastName", "Шевчук1", false},
        {"PASSPORT", "documentNumber", "АА120518", true},
        {"PASSPORT", "documentNumber", "АА12051", false},
        {"PASSPORT", "documentNumber", "AA120518", false},
        {"NATIONAL_ID", "documentNumber", "123456789", true},
        {"NATIONAL_ID", "documentNumber", "12345678", false},
        {"BIRTH_CERTIFICATE", "documentNumber", "І-БК№(1)/23", true},
        {"BIRTH_CERTIFICATE", "documentNumber", "І", false},
        {"REFUGEE_CERTIFICATE", "documentNumber", "АБ1234", true},
        {"REFUGEE_CERTIFICATE", "documentNumber", "АБ12345/12345", true},
        {"REFUGEE_CERTIFICATE", "documentNumber", "АБ123", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct form *f = new_form();
        struct message why = {0};
        if (cases[i].type)
            put(f, "documentType", cases[i].type);
        put(f, cases[i].id, cases[i].value);
        bool problem = form_problem(f, (size_t)form_find(f, cases[i].id), &why);
        if (problem == cases[i].good)
            fail_msg("%s %s: %s", cases[i].id, cases[i].value, why.id ? why.id : "accepted");
        message_clear(&why);
        form_free(&f);
    }
    struct form *f = new_form();
    struct message why = {0};
    put(f, "lastName", "Ш");
    put(f, "birthDate", "1899-12-31");
    assert_true(form_problem(f, (size_t)form_find(f, "birthDate"), &why));
    put(f, "birthDate", "2999-01-01");
    assert_true(form_problem(f, (size_t)form_find(f, "birthDate"), &why));
    put(f, "birthDate", "1900-01-01");
    assert_false(form_problem(f, (size_t)form_find(f, "birthDate"), &why));
    message_clear(&why);
    form_free(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_six_can_be_sent),
        cmocka_unit_test(the_form_says_what_is_missing),
        cmocka_unit_test(patterns_of_the_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Bounded text with a sticky error, messages and errors that own their arguments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>

#include <cmocka.h>

#include "base/catalog.h"
#include "base/status.h"
#include "base/text.h"

static void empty_text_is_a_string(void **state)
{
    TEXT_AUTO t;

    (void)state;
    text_init(&t, 10);
    assert_string_equal(t.data, "");
    assert_true(text_ok(&t));
    AUTO_FREE char *s = text_take(&t);
    assert_string_equal(s, "");
}

static void text_stops_at_its_bound(void **state)
{
    TEXT_AUTO t;

    (void)state;
    text_init(&t, 8);
    text_add(&t, "12345678");
    assert_true(text_ok(&t));
    text_add_char(&t, '9');
    assert_false(text_ok(&t));
    assert_string_equal(t.data, "12345678");
    text_add(&t, "");
    text_addf(&t, "%d", 1);
    assert_string_equal(t.data, "12345678");
    assert_null(text_take(&t));
    text_init(&t, 8);
    text_addf(&t, "%s-%d", "abc", 1234);
    assert_string_equal(t.data, "abc-1234");
    text_addf(&t, "%s", "x");
    assert_false(text_ok(&t));
    text_clear(&t);
    assert_true(text_ok(&t));
    assert_string_equal(t.data, "");
}

static void text_grows_to_the_exact_bound(void **state)
{
    (void)state;
    for (size_t max = 0; max < 200; max++) {
        TEXT_AUTO t;
        text_init(&t, max);
        for (size_t i = 0; i < max; i++)
            text_add_char(&t, 'a');
        assert_true(text_ok(&t));
        assert_int_equal(t.len, max);
        assert_int_equal(strlen(t.data), max);
        text_add_char(&t, 'a');
        assert_false(text_ok(&t));
    }
}

static void splice_replaces_in_the_middle(void **state)
{
    TEXT_AUTO t;

    (void)state;
    text_init(&t, 100);
    text_set(&t, "one two three");
    text_splice(&t, 4, 3, "2", 1);
    assert_string_equal(t.data, "one 2 three");
    text_splice(&t, 0, 3, "eins", 4);
    assert_string_equal(t.data, "eins 2 three");
    text_splice(&t, t.len, 0, "!", 1);
    assert_string_equal(t.data, "eins 2 three!");
    text_splice(&t, 0, t.len, NULL, 0);
    assert_string_equal(t.data, "");
    text_splice(&t, 1, 0, "x", 1);
    assert_false(text_ok(&t));
}

static void strings_take_null(void **state)
{
    char *slot = NULL;

    (void)state;
    assert_null(text_dup(NULL));
    assert_true(text_equal(NULL, NULL));
    assert_false(text_equal(NULL, ""));
    assert_true(text_empty(NULL));
    assert_false(text_starts(NULL, "a"));
    assert_true(text_replace(&slot, "a"));
    assert_true(text_replace(&slot, slot));
    assert_string_equal(slot, "a");
    assert_true(text_replace(&slot, NULL));
    assert_null(slot);
}

static void numbers_are_bounded(void **state)
{
    static const char *const wrong[] = {
        "", " 1", "1 ", "+1", "-1", "0x1", "1.", "101", "99999999999999999999999"};
    long n = 7;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(text_number(wrong[i], 100, &n));
        assert_int_equal(n, 7);
    }
    assert_false(text_number(NULL, 100, &n));
    assert_true(text_number("100", 100, &n));
    assert_int_equal(n, 100);
    assert_true(text_number("000", 100, &n));
    assert_int_equal(n, 0);
}

static void a_message_may_be_made_of_itself(void **state)
{
    struct message m = {0};

    (void)state;
    message_set(&m, "%1$s %2$s", 2, "a", "b");
    message_set(&m, "%1$s", 1, m.args[1]);
    assert_string_equal(m.args[0], "b");
    assert_null(m.args[1]);
    message_copy(&m, &m);
    assert_string_equal(m.args[0], "b");
    message_clear(&m);
    assert_null(m.id);
}

static void errors_say_what_helps(void **state)
{
    ERROR_AUTO e = {0};
    ERROR_AUTO copy = {0};
    TEXT_AUTO t;

    (void)state;
    text_init(&t, 1000);
    assert_int_equal(error_errno(&e, ENOSPC, "/disk"), STATUS_DISK);
    catalog_message(NULL, &e.what, &t);
    assert_non_null(strstr(t.data, "full"));
    assert_non_null(strstr(t.data, "/disk"));
    assert_non_null(e.next.id);
    assert_int_equal(error_errno(NULL, EROFS, "/disk"), STATUS_DISK);
    assert_int_equal(error_errno(&e, ENOENT, "/x"), STATUS_NOT_FOUND);
    assert_int_equal(error_errno(&e, ENOMEM, "/x"), STATUS_MEMORY);
    assert_int_equal(error_errno(&e, EXDEV, "/x"), STATUS_DISK);
    text_clear(&t);
    catalog_message(NULL, &e.what, &t);
    assert_non_null(strstr(t.data, "cross-device"));
    e.server = text_dup("words");
    error_copy(&copy, &e);
    assert_string_equal(copy.server, "words");
    assert_int_equal(error_set1(&e, STATUS_INVALID, "%s", NULL, e.what.args[0]), STATUS_INVALID);
    assert_string_equal(e.what.args[0], "/x");
    assert_null(e.server);
}

static void every_status_has_a_word(void **state)
{
    (void)state;
    for (int s = STATUS_OK; s <= STATUS_WRONG_CODE; s++)
        assert_true(strlen(status_name((enum status)s)) > 1);
    assert_string_equal(status_name((enum status)4711), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_text_is_a_string),
        cmocka_unit_test(text_stops_at_its_bound),
        cmocka_unit_test(text_grows_to_the_exact_bound),
        cmocka_unit_test(splice_replaces_in_the_middle),
        cmocka_unit_test(strings_take_null),
        cmocka_unit_test(numbers_are_bounded),
        cmocka_unit_test(a_message_may_be_made_of_itself),
        cmocka_unit_test(errors_say_what_helps),
        cmocka_unit_test(every_status_has_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

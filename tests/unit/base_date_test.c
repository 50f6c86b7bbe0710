/* Civil dates and instants: what is a date, what people may type, ages, zones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <time.h>

#include <cmocka.h>

#include "base/date.h"

static void only_real_dates_are_dates(void **state)
{
    static const char *const wrong[] = {
        "",           "2023-02-29", "1900-02-29", "2023-13-01",  "2023-00-10",
        "2023-1-01",  "2023-01-32", "0000-01-01", "2023-01-01 ", "20230101",
        "2023/01/01", "-023-01-01", "2023-01-0x", "２023-01-01", "2023-01-010"};
    struct date d = {1, 2, 3};
    char text[11];

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (date_parse(wrong[i], &d))
            fail_msg("%s", wrong[i]);
    assert_false(date_parse(NULL, &d));
    assert_int_equal(d.year, 1);
    assert_true(date_parse("2000-02-29", &d));
    date_format(d, text);
    assert_string_equal(text, "2000-02-29");
    date_format((struct date){0}, text);
    assert_string_equal(text, "");
}

static void days_count_both_ways(void **state)
{
    struct date before = {0};

    (void)state;
    assert_int_equal(date_days((struct date){1970, 1, 1}), 0);
    assert_int_equal(date_days((struct date){2000, 3, 1}), 11017);
    for (long day = -719162; day <= 2932896; day++) { /* 0001-01-01 to 9999-12-31 */
        struct date d = date_from_days(day);
        if (!date_valid(d) || date_days(d) != day || date_compare(before, d) >= 0)
            fail_msg("day %ld", day);
        before = d;
    }
    assert_int_equal(before.year, 9999);
}

static void leap_babies_grow_older_in_march(void **state)
{
    struct date born = {2004, 2, 29};

    (void)state;
    assert_int_equal(date_age(born, (struct date){2018, 2, 28}), 13);
    assert_int_equal(date_age(born, (struct date){2018, 3, 1}), 14);
    assert_int_equal(date_age(born, (struct date){2020, 2, 29}), 16);
    assert_int_equal(date_age((struct date){1975, 6, 15}, (struct date){2026, 6, 15}), 51);
}

static void typed_dates_never_guess(void **state)
{
    static const char *const right[] = {"3.2.1984",   "03.02.1984", "03021984", "3/2/1984",
                                        "1984-02-03", " 3 2 1984 ", "3-2-1984"};
    static const char *const wrong[] = {"3/2/84",    "030284",   "31.2.1984", "1984", "3.2",
                                        "3.2.19845", "a.2.1984", "32.1.1984", ""};
    struct date d;

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        d = (struct date){0};
        if (!date_parse_typed(right[i], &d) || date_compare(d, (struct date){1984, 2, 3}))
            fail_msg("%s", right[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (date_parse_typed(wrong[i], &d))
            fail_msg("%s", wrong[i]);
}

static void instants_have_zones_and_fractions(void **state)
{
    static const char *const wrong[] = {
        "2026-01-05",           "2026-01-05T12:20:16",       "2026-01-05T24:00:00Z",
        "2026-01-05T12:60:00Z", "2026-01-05T12:20:16.Z",     "2026-01-05T12:20Z",
        "2026-02-30T12:20:16Z", "2026-01-05T12:20:16+25:00", "2026-01-05T12:20:16Zx"};
    int64_t a, b;
    char text[25];

    (void)state;
    assert_true(instant_parse("2026-01-05T12:20:16.300Z", &a));
    instant_format(a, text);
    assert_string_equal(text, "2026-01-05T12:20:16.300Z");
    assert_true(instant_parse("2026-01-05T14:20:16.300999999+02:00", &b));
    assert_int_equal(a, b);
    assert_true(instant_parse("1969-12-31T23:59:59.5Z", &a));
    assert_int_equal(a, -500);
    instant_format(a, text);
    assert_string_equal(text, "1969-12-31T23:59:59.500Z");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (instant_parse(wrong[i], &a))
            fail_msg("%s", wrong[i]);
    instant_format(INT64_MAX, text);
    assert_string_equal(text, "");
    instant_format(INT64_MIN, text);
    assert_string_equal(text, "");
}

static void local_time_follows_the_zone(void **state)
{
    struct date d;
    int hour, minute, second;
    int64_t at;

    (void)state;
    setenv("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4", 1);
    tzset();
    assert_true(instant_parse("2026-01-05T22:30:05Z", &at));
    assert_int_equal(instant_local_offset(at), 120);
    instant_local(at, &d, &hour, &minute, &second);
    assert_int_equal(d.day, 6);
    assert_int_equal(hour * 10000 + minute * 100 + second, 3005);
    assert_true(instant_parse("2026-07-05T22:30:05Z", &at));
    assert_int_equal(instant_local_offset(at), 180);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_real_dates_are_dates),         cmocka_unit_test(days_count_both_ways),
        cmocka_unit_test(leap_babies_grow_older_in_march),   cmocka_unit_test(typed_dates_never_guess),
        cmocka_unit_test(instants_have_zones_and_fractions), cmocka_unit_test(local_time_follows_the_zone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

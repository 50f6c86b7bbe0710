/* Typed values as people read them: dates by nearness, spans, sizes, words, and what is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "tui/screen/cells.h"
#include "tui/term/theme.h"
#include "tui/term/ui.h"

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

/* 15 June 2026, 12:30 UTC */
static const int64_t now = 1781526600000;
static const struct ui ui = {.cols = 80, .rows = 24};

static struct text out;

static const char *shown(const struct cell *cell, enum cells_place place)
{
    text_clear(&out);
    cells_text(&ui, cell, place, now, &out);
    return out.data;
}

static void instants_by_nearness(void **state)
{
    struct cell cell = {.kind = CELL_INSTANT, .instant = now - 3 * HOUR_MS};
    (void)state;
    assert_string_equal(shown(&cell, CELLS_LIST), "09:30");
    assert_string_equal(shown(&cell, CELLS_PAGE), "15 Jun 2026, 09:30");
    cell.instant = now - DAY_MS;
    assert_string_equal(shown(&cell, CELLS_LIST), "yesterday");
    cell.instant = now - 5 * (int64_t)DAY_MS;
    assert_string_equal(shown(&cell, CELLS_LIST), "10 Jun");
    cell.instant = now - 400 * (int64_t)DAY_MS;
    assert_string_equal(shown(&cell, CELLS_LIST), "11 May 2025");
}

static void civil_dates(void **state)
{
    struct cell cell = {.kind = CELL_DATE, .date = {2026, 6, 15}};
    (void)state;
    assert_string_equal(shown(&cell, CELLS_LIST), "today");
    assert_string_equal(shown(&cell, CELLS_PAGE), "15 Jun 2026");
    cell.date = (struct date){2026, 6, 16};
    assert_string_equal(shown(&cell, CELLS_LIST), "tomorrow");
    cell.date = (struct date){1975, 6, 5};
    assert_string_equal(shown(&cell, CELLS_LIST), "5 Jun 1975");
}

static void a_date_inside_a_sentence(void **state)
{
    struct message m = {0};
    (void)state;
    message_set(&m, "%1$s, born %2$s", 2, "1984-02-30", "1984-02-29");
    text_clear(&out);
    cells_message(&ui, &m, &out);
    assert_string_equal(out.data, "1984-02-30, born 29 Feb 1984");
    message_clear(&m);
}

static void dates_as_iso(void **state)
{
    const struct ui iso = {.cols = 80, .rows = 24, .iso_dates = true};
    (void)state;
    const struct cell born = {.kind = CELL_DATE, .date = {1975, 6, 5}};
    text_clear(&out);
    cells_text(&iso, &born, CELLS_PAGE, now, &out);
    assert_string_equal(out.data, "1975-06-05");
}

static void what_is_not_there(void **state)
{
    struct cell none = {.kind = CELL_NONE}, waiting = {.kind = CELL_WAITING};
    struct cell absent = {.kind = CELL_ABSENT, .word = "erased"};
    (void)state;
    assert_string_equal(shown(&none, CELLS_LIST), "-");
    assert_string_equal(shown(&waiting, CELLS_LIST), "...");
    assert_string_equal(shown(&absent, CELLS_LIST), "erased");
}

/* The dictionary's words first, then our own, then the code as it is. */
static void codes(void **state)
{
    char text[] = "OTP", label[] = "SMS";
    struct cell cell = {.kind = CELL_CODE, .text = text, .label = label, .word = "code by phone"};
    (void)state;
    assert_string_equal(shown(&cell, CELLS_LIST), "SMS");
    cell.label = NULL;
    assert_string_equal(shown(&cell, CELLS_LIST), "code by phone");
    cell.word = NULL;
    assert_string_equal(shown(&cell, CELLS_LIST), "OTP");
}

static void spans_and_sizes(void **state)
{
    static const struct {
        int64_t ms;
        const char *words;
    } spans[] = {{1000, "1 second"},
                 {59 * 1000, "59 seconds"},
                 {-5, "0 seconds"},
                 {60 * 1000, "1 minute"},
                 {12 * 60 * 1000, "12 minutes"},
                 {HOUR_MS, "1 hour"},
                 {9 * (int64_t)DAY_MS, "9 days"}};
    (void)state;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        text_clear(&out);
        cells_span(&ui, spans[i].ms, &out);
        assert_string_equal(out.data, spans[i].words);
    }
    text_clear(&out);
    cells_size(&ui, 1, &out);
    assert_string_equal(out.data, "1 KB");
    text_clear(&out);
    cells_size(&ui, 10 * 1024 * 1024 + 512 * 1024, &out);
    assert_string_equal(out.data, "10.5 MB");
}

static void states_have_styles_and_signs(void **state)
{
    (void)state;
    assert_int_equal(cells_style(TONE_NEW), THEME_STATE_NEW);
    assert_int_equal(cells_style((enum tone)1000), THEME_NORMAL);
    assert_int_equal(cells_sign(TONE_WARNING), '!');
    assert_int_equal(cells_sign(TONE_GOOD), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_by_nearness),     cmocka_unit_test(civil_dates),
        cmocka_unit_test(a_date_inside_a_sentence), cmocka_unit_test(dates_as_iso),
        cmocka_unit_test(what_is_not_there),        cmocka_unit_test(codes),
        cmocka_unit_test(spans_and_sizes),          cmocka_unit_test(states_have_styles_and_signs),
    };
    setenv("TZ", "UTC", 1);
    tzset();
    text_init(&out, 4096);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    text_free(&out);
    return failed;
}

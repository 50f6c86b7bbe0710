/* Printing and saving from the desk: with the real helpers and a print service of the test's own. */
#include "tests/unit/desk_bench.h"

#include "desk/print_private.h"
#include "tests/harness/cupsd.h"

static struct cupsd *cupsd;

static int print_setup(void **state)
{
    if (cupsd)
        setenv("CUPS_SERVER", cupsd_server(cupsd), 1);
    else
        setenv("CUPS_SERVER", "/nonexistent/cups.sock", 1);
    return bench_setup(state);
}

static int service_begin(void **state)
{
    (void)state;
    if (!cupsd_missing()) {
        cupsd = cupsd_start();
        cupsd_add(cupsd, "Counter2", NULL);
    }
    return 0;
}

static int service_end(void **state)
{
    (void)state;
    cupsd_stop(&cupsd);
    return 0;
}

static void service_needed(void)
{
    const char *why = cupsd_missing();

    if (why)
        wait_skip(why);
}

static struct print_row *print_only_row(struct bench *b)
{
    const struct print_query q = {.states = PRINT_ALL};
    struct print_row **rows = NULL, *row = NULL;
    size_t n = 0;

    assert_int_equal(printlog_list(b->desk->printlog, &q, &rows, &n, NULL), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(printlog_find(b->desk->printlog, rows[0]->id, &row, NULL), STATUS_OK);
    print_rows_free(&rows, n);
    return row;
}

static enum print_state print_state(struct bench *b)
{
    struct print_row *row = print_only_row(b);
    enum print_state s = row->state;

    print_row_free(&row);
    return s;
}

static enum status print(struct bench *b, const char *printer, const char *reason, struct error *e)
{
    struct record_ref ref = bench_ref("r00001");
    const struct print_order order = {.ref = &ref,
                                      .attachment = "form",
                                      .printer = printer,
                                      .paper = "iso_a4_210x297mm",
                                      .copies = 1,
                                      .reason = reason};

    return desk_print(b->desk, &order, e);
}

static void test_print(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00001");
    struct print_row *row;
    int64_t last = 0;
    ERROR_AUTO e = {0};
    char *pdf;

    service_needed();
    bench_sign_in(b);
    assert_int_equal(print(b, "Counter2", NULL, NULL), STATUS_OK);
    assert_int_equal(print_state(b), PRINT_MAKING); /* on disk before anything is made */
    until(b, print_state(b) == PRINT_PRINTED);
    row = print_only_row(b);
    assert_true(row->job > 0);
    assert_string_equal(row->printer, "Counter2");
    assert_string_equal(row->user, "olena@training.example");
    pdf = cupsd_delivered(cupsd, "Counter2", row->job, 5000);
    assert_non_null(pdf);
    free(pdf);
    print_row_free(&row);
    assert_int_equal(desk_printed_before(b->desk, &ref, "form", &last), 1);
    assert_true(last > 0);
    assert_int_equal(print(b, "Counter2", NULL, &e), STATUS_INVALID); /* again only with a reason */
    assert_int_equal(print(b, "Counter2", "the first was smudged", NULL), STATUS_OK);
    until(b, desk_printed_before(b->desk, &ref, "form", NULL) == 2);
    assert_int_equal(desk_count(b->desk, "local:printed")->total, 2);
}

static void test_waits_for_paper_over_a_restart(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    service_needed();
    bench_sign_in(b);
    cupsd_reason(cupsd, "Counter2", "media-empty-error");
    assert_int_equal(print(b, "Counter2", NULL, NULL), STATUS_OK);
    until(b, desk_notice(b->desk) &&
                 strcmp(desk_notice(b->desk)->sentence.id, "The job waits for paper at %s.") == 0);
    assert_int_equal(print_state(b), PRINT_PRINTING);
    bench_restart(b); /* followed again, before anybody signs in */
    l = desk_list_open(b->desk, "local:printed", NULL);
    assert_int_equal(desk_list_rows(l), 1);
    cupsd_reason(cupsd, "Counter2", "");
    until(b, print_state(b) == PRINT_PRINTED);
    assert_string_equal(desk_list_row(l, 0)->cells[5].message.id, "Printed at %s.");
    desk_list_close(&l);
}

static void test_cancel(void **state)
{
    struct bench *b = *state;
    struct print_row *row;

    service_needed();
    bench_sign_in(b);
    cupsd_reason(cupsd, "Counter2", "media-jam-error");
    assert_int_equal(print(b, "Counter2", NULL, NULL), STATUS_OK);
    until(b, print_state(b) == PRINT_PRINTING);
    row = print_only_row(b);
    assert_int_equal(desk_print_cancel(b->desk, row->id, NULL), STATUS_OK);
    until(b, print_state(b) == PRINT_CANCELLED);
    assert_int_equal(desk_print_cancel(b->desk, row->id, NULL), STATUS_CONFLICT);
    print_row_free(&row);
    cupsd_reason(cupsd, "Counter2", "");
}

static void test_printers(void **state)
{
    struct bench *b = *state;
    size_t n;

    service_needed();
    desk_printers_refresh(b->desk);
    assert_true(desk_printers_loading(b->desk));
    until(b, !desk_printers_loading(b->desk));
    assert_null(desk_printers_error(b->desk));
    assert_string_equal(desk_printers(b->desk, &n)[0].name, "Counter2");
    assert_int_equal(n, 1);
    assert_true(desk_printers(b->desk, &n)[0].usable);
}

static void test_unknown_printer(void **state)
{
    struct bench *b = *state;

    service_needed();
    bench_sign_in(b);
    assert_int_equal(print(b, "Nowhere", NULL, NULL), STATUS_OK);
    until(b, print_state(b) == PRINT_FAILED);
    assert_int_equal(desk_notice(b->desk)->tone, TONE_BAD);
}

static void test_fetch_fails(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    script.fails[F_FETCH] = STATUS_OFFLINE;
    assert_int_equal(print(b, "Counter2", NULL, NULL), STATUS_OK);
    until(b, print_state(b) == PRINT_FAILED);
    assert_int_equal(desk_notice(b->desk)->story.status, STATUS_OFFLINE);
}

static void test_stopped_before_it_is_handed_over(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    script.hold[F_FETCH] = true;
    assert_int_equal(print(b, "Counter2", NULL, NULL), STATUS_OK);
    assert_true(desk_cancel_newest(b->desk));
    assert_int_equal(print_state(b), PRINT_CANCELLED);
}

static void test_killed_while_making(void **state)
{
    struct bench *b = *state;
    struct print_row *row;

    bench_sign_in(b);
    script.hold[F_FETCH] = true;
    assert_int_equal(print(b, "Counter2", NULL, NULL), STATUS_OK);
    bench_restart(b);
    row = print_only_row(b);
    assert_int_equal(row->state, PRINT_FAILED);
    assert_string_equal(row->sentence.id, "Not printed: the program ended before the pages were ready.");
    print_row_free(&row);
}

static void test_killed_while_handing_over(void **state)
{
    struct bench *b = *state;
    struct print_row *row;

    bench_sign_in(b);
    script.hold[F_FETCH] = true;
    assert_int_equal(print(b, "Counter2", NULL, NULL), STATUS_OK);
    row = print_only_row(b);
    assert_int_equal(printlog_update(b->desk->printlog, row->id, PRINT_HANDING, 0, NULL, NULL), STATUS_OK);
    print_row_free(&row);
    bench_restart(b);
    row = print_only_row(b);
    assert_int_equal(row->state, PRINT_FAILED);
    assert_true(text_starts(row->sentence.id, "Perhaps printed:")); /* never told as if nothing came out */
    print_row_free(&row);
}

static void test_no_service(void **state)
{
    struct bench *b = *state;
    size_t n;

    b->desk->printing->prints.server = "/nonexistent/cups.sock";
    bench_sign_in(b);
    desk_printers_refresh(b->desk);
    until(b, !desk_printers_loading(b->desk));
    assert_non_null(desk_printers_error(b->desk));
    desk_printers(b->desk, &n);
    assert_int_equal(n, 0);
    assert_int_equal(print(b, "Counter2", NULL, NULL), STATUS_OK);
    until(b, print_state(b) == PRINT_FAILED);
}

static void test_orders_that_cannot_be(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00001");
    struct print_order order = {.ref = &ref, .attachment = "form", .printer = "Counter2", .copies = 0};
    ERROR_AUTO e = {0};

    assert_int_equal(print(b, "Counter2", NULL, &e), STATUS_UNAUTHENTICATED);
    bench_sign_in(b);
    assert_int_equal(print(b, "", NULL, &e), STATUS_INVALID);
    assert_int_equal(desk_print(b->desk, &order, &e), STATUS_INVALID);
    order.copies = 100;
    assert_int_equal(desk_print(b->desk, &order, &e), STATUS_INVALID);
}

static void test_save(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00001");
    AUTO_FREE char *path = scratch_path(b->folder, "form.pdf");
    AUTO_FREE char *bytes = NULL;
    ERROR_AUTO e = {0};

    bench_sign_in(b);
    assert_int_equal(desk_save_pdf(b->desk, &ref, "form", path, false, NULL), STATUS_OK);
    until(b, print_state(b) == PRINT_SAVED);
    bytes = scratch_read(path, NULL);
    assert_true(text_starts(bytes, "%PDF-"));
    assert_string_equal(desk_notice(b->desk)->sentence.id, "Saved as %s.");
    assert_int_equal(desk_save_pdf(b->desk, &ref, "form", path, false, &e), STATUS_CONFLICT);
    assert_int_equal(desk_printed_before(b->desk, &ref, "form", NULL), 0); /* no paper came out */
}

static void test_text(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00001");
    struct desk_text *t;
    enum line_style style = LINE_NORMAL;

    bench_sign_in(b);
    t = desk_text_open(b->desk, &ref, "form", 40);
    assert_true(desk_text_loading(t));
    until(b, desk_text_lines(t) > 0);
    assert_non_null(strstr(desk_text_line(t, 0, &style), "Form"));
    assert_int_equal(style, LINE_HEADING);
    desk_text_width(t, 20);
    until(b, !desk_text_loading(t));
    assert_int_equal(server.calls[F_FETCH], 1); /* laid out anew, not fetched anew */
    assert_null(desk_text_line(t, 10000, NULL));
    desk_text_close(&t);
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, print_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_print),
        WITH_DESK(test_waits_for_paper_over_a_restart),
        WITH_DESK(test_cancel),
        WITH_DESK(test_printers),
        WITH_DESK(test_unknown_printer),
        WITH_DESK(test_fetch_fails),
        WITH_DESK(test_stopped_before_it_is_handed_over),
        WITH_DESK(test_killed_while_making),
        WITH_DESK(test_killed_while_handing_over),
        WITH_DESK(test_no_service),
        WITH_DESK(test_orders_that_cannot_be),
        WITH_DESK(test_save),
        WITH_DESK(test_text),
    };
    return cmocka_run_group_tests(tests, service_begin, service_end);
}

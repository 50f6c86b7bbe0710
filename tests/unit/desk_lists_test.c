/* Open lists: windows by offset and by cursor, filter, order, refresh, what is kept, counts. */
#include "tests/unit/desk_bench.h"

#include "desk/list_private.h"

static struct desk_list *queue(struct bench *b, const char *id)
{
    struct desk_list *l;

    bench_sign_in(b);
    l = desk_list_open(b->desk, id, NULL);
    assert_non_null(l);
    until(b, desk_list_row(l, 0));
    return l;
}

static void test_window(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");

    assert_int_equal(desk_list_rows(l), 142);
    assert_int_equal(desk_list_total(l), 142);
    assert_false(desk_list_more(l));
    assert_int_equal(server.calls[F_LIST], 1); /* the rest only when it is looked at */
    assert_null(desk_list_row(l, 141));
    until(b, desk_list_row(l, 141));
    assert_string_equal(desk_list_row(l, 141)->ref.id, "r00141");
    assert_int_equal(server.asked_offset, 100);
    assert_null(desk_list_row(l, 142));
    desk_list_close(&l);
}

static void test_looks_ahead(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");

    desk_list_look(l, 20, 40);
    until(b, server.calls[F_LIST] == 2 && !desk_list_loading(l));
    assert_int_equal(server.asked_offset, 50);
    desk_list_close(&l);
}

static void test_what_is_looked_at_goes_first(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");

    server.calls[F_LIST] = 0;
    script.hold[F_LIST] = true;
    desk_list_look(l, 20, 40); /* ahead: offset 50 */
    assert_int_equal(fake_call(F_LIST)->offset, 50);
    desk_list_look(l, 110, 130);
    assert_int_equal(fake_call(F_LIST)->offset, 100);
    script.hold[F_LIST] = false;
    fake_answer(fake_call(F_LIST));
    assert_non_null(desk_list_row(l, 110));
    desk_list_close(&l);
}

static void test_names_of_visible_rows(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");

    desk_list_look(l, 0, 9);
    until(b, desk_list_row(l, 9)->cells[1].kind == CELL_TEXT);
    assert_string_equal(desk_list_row(l, 9)->cells[1].text, "Person of N-00009");
    assert_int_equal(desk_list_row(l, 30)->cells[1].kind, CELL_WAITING);
    server.calls[F_ENRICH] = 0;
    desk_list_refresh(l); /* what is known already is not asked for again */
    until(b, !desk_list_loading(l));
    bench_turn(b);
    assert_int_equal(server.calls[F_ENRICH], 0);
    assert_int_equal(desk_list_row(l, 9)->cells[1].kind, CELL_TEXT);
    desk_list_close(&l);
}

static void test_filter(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");

    desk_list_filter(l, "n-0014");
    until(b, desk_list_rows(l) == 2); /* it brings the rows it needs */
    assert_string_equal(desk_list_row(l, 0)->ref.id, "r00140");
    assert_int_equal(desk_list_hidden(l), 140);
    desk_list_filter(l, "n-00141");
    assert_int_equal(desk_list_rows(l), 1);
    assert_int_equal(desk_list_find(l, &desk_list_row(l, 0)->ref), 0);
    desk_list_filter(l, "N-0014");
    assert_int_equal(desk_list_rows(l), 2);
    desk_list_filter(l, "");
    assert_int_equal(desk_list_rows(l), 142);
    assert_int_equal(desk_list_hidden(l), 0);
    desk_list_close(&l);
}

static void test_filter_in_another_script(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "chain"); /* rows of it carry their names */

    desk_list_filter(
        l, "\320\277\320\265\321\200\321\201\320\276\320\275 0"); /* "person 0" in Cyrillic letters */
    until(b, desk_list_rows(l) >= 1);
    assert_string_equal(desk_list_row(l, 0)->ref.id, "r00000");
    desk_list_close(&l);
}

static void test_server_order(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");
    bool descending, only_loaded;

    desk_list_sort(l, 0);
    assert_non_null(desk_list_row(l, 0)); /* the old rows stay until the others come */
    until(b, strcmp(server.asked_order, "NUMBER_ASC") == 0 && !desk_list_loading(l));
    desk_list_sort(l, 0);
    until(b, desk_list_row(l, 0) && strcmp(desk_list_row(l, 0)->ref.id, "r00141") == 0);
    assert_int_equal(desk_list_sorted(l, &descending, &only_loaded), 0);
    assert_true(descending);
    assert_false(only_loaded);
    desk_list_sort(l, 0);
    until(b, desk_list_row(l, 0) && strcmp(desk_list_row(l, 0)->ref.id, "r00000") == 0);
    assert_int_equal(desk_list_sorted(l, NULL, NULL), -1);
    assert_string_equal(server.asked_order, "");
    desk_list_close(&l);
}

static void test_local_order(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;
    bool descending, only_loaded;

    script.hold[F_LIST] = false;
    l = queue(b, "queue");
    desk_list_sort(l, 2);
    assert_int_equal(desk_list_sorted(l, &descending, &only_loaded), 2);
    assert_true(only_loaded); /* not all rows are here yet, and that is told */
    until(b, desk_list_rows(l) == 142);
    desk_list_sorted(l, &descending, &only_loaded);
    assert_false(only_loaded);
    for (long i = 1; i < 142; i++)
        assert_true(desk_list_row(l, i - 1)->cells[2].number <= desk_list_row(l, i)->cells[2].number);
    assert_string_equal(desk_list_row(l, 0)->ref.id, "r00000");
    assert_string_equal(desk_list_row(l, 1)->ref.id, "r00005"); /* equal ones keep their order */
    desk_list_sort(l, 2);
    assert_int_equal(desk_list_row(l, 0)->cells[2].number, 4);
    desk_list_close(&l);
}

static void test_empty_cells_sort_last(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");

    desk_list_look(l, 0, 4);
    until(b, desk_list_row(l, 4)->cells[1].kind == CELL_TEXT);
    script.hold[F_ENRICH] = true;
    for (int way = 0; way < 2; way++) {
        desk_list_sort(l, 1);
        until(b, desk_list_rows(l) == 142);
        assert_int_equal(desk_list_row(l, 0)->cells[1].kind, CELL_TEXT);
        assert_int_equal(desk_list_row(l, 141)->cells[1].kind, CELL_WAITING);
    }
    desk_list_close(&l);
}

static void test_cursor_list(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    server.rows = 50;
    l = queue(b, "chain");
    assert_int_equal(desk_list_rows(l), 20);
    assert_int_equal(desk_list_total(l), -1);
    assert_true(desk_list_more(l));
    desk_list_look(l, 5, 18);
    until(b, desk_list_rows(l) == 40);
    assert_string_equal(server.asked_cursor, "20");
    desk_list_look(l, 30, 39);
    until(b, desk_list_rows(l) == 50);
    assert_false(desk_list_more(l));
    assert_string_equal(desk_list_row(l, 49)->ref.id, "r00049");
    desk_list_close(&l);
}

static void test_cursor_refresh_keeps_what_is_read(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    server.rows = 50;
    l = queue(b, "chain");
    desk_list_look(l, 5, 18);
    until(b, desk_list_rows(l) == 40);
    desk_list_look(l, 22, 29);
    server.names_from = 3; /* three rows at the top are gone */
    desk_list_refresh(l);
    assert_non_null(desk_list_row(l, 25));
    until(b, desk_list_row(l, 25) && strcmp(desk_list_row(l, 25)->ref.id, "r00028") == 0);
    assert_true(desk_list_rows(l) >= 40);
    desk_list_close(&l);
}

static void test_refresh_follows_rows_by_id(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");
    struct record_ref ref = {0};

    record_ref_copy(&ref, &desk_list_row(l, 10)->ref);
    server.names_from = 2;
    server.rows = 140;
    desk_list_refresh(l);
    assert_non_null(desk_list_row(l, 10)); /* rows stay while the new ones are on their way */
    until(b, desk_list_total(l) == 140);
    assert_int_equal(desk_list_find(l, &ref), 8);
    record_ref_clear(&ref);
    desk_list_close(&l);
}

static void test_failure_keeps_rows(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");

    script.fails[F_LIST] = STATUS_OFFLINE;
    desk_list_refresh(l);
    until(b, desk_list_error(l));
    assert_int_equal(desk_list_error(l)->status, STATUS_OFFLINE);
    assert_non_null(desk_list_row(l, 0));
    script.fails[F_LIST] = STATUS_OK;
    desk_line_event(b->desk, NET_LINE_OFFLINE);
    desk_line_event(b->desk, NET_LINE_ONLINE);
    until(b, !desk_list_error(l));
    desk_list_close(&l);
}

static void test_failure_does_not_hammer(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    bench_sign_in(b);
    script.fails[F_LIST] = STATUS_FORBIDDEN;
    l = desk_list_open(b->desk, "queue", NULL);
    until(b, desk_list_error(l));
    for (int i = 0; i < 20; i++) {
        desk_list_look(l, 0, 10);
        loop_wait(b->loop, 0);
    }
    assert_int_equal(server.calls[F_LIST], 1);
    desk_list_close(&l);
}

static void test_cancel(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    bench_sign_in(b);
    script.hold[F_LIST] = true;
    l = desk_list_open(b->desk, "queue", NULL);
    assert_true(desk_list_loading(l));
    assert_string_equal(desk_awaited(b->desk, NULL)->id, "Loading the list");
    assert_true(desk_cancel_newest(b->desk));
    assert_false(desk_list_loading(l));
    assert_int_equal(desk_list_error(l)->status, STATUS_CANCELLED);
    script.hold[F_LIST] = false;
    desk_list_refresh(l);
    until(b, desk_list_row(l, 0));
    desk_list_close(&l);
}

static void test_kept_rows_are_shown_at_once(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");
    int64_t then;

    desk_list_look(l, 0, 9);
    until(b, desk_list_row(l, 9)->cells[1].kind == CELL_TEXT);
    then = desk_list_as_of(l);
    desk_list_close(&l);
    bench_restart(b);
    bench_sign_in(b);
    script.hold[F_LIST] = true;
    l = desk_list_open(b->desk, "queue", NULL);
    assert_non_null(desk_list_row(l, 9)); /* without waiting for anybody */
    assert_string_equal(desk_list_row(l, 9)->cells[1].text, "Person of N-00009");
    assert_int_equal(desk_list_row(l, 9)->cells[2].number, 4);
    assert_true(desk_list_as_of(l) <= then + 5000 && desk_list_as_of(l) > 0);
    assert_int_equal(desk_list_rows(l), 142);
    script.hold[F_LIST] = false;
    fake_answer(fake_call(F_LIST));
    until(b, !desk_list_loading(l));
    desk_list_close(&l);
}

static void test_kept_rows_are_nobody_elses(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");

    desk_list_close(&l);
    bench_restart(b);
    bench_sign_in_as(b, "ivan@training.example");
    script.hold[F_LIST] = true;
    l = desk_list_open(b->desk, "queue", NULL);
    assert_null(desk_list_row(l, 0));
    desk_list_close(&l);
}

static void test_unknown_total(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    server.no_total = true;
    server.rows = 70;
    l = queue(b, "queue");
    assert_int_equal(desk_list_total(l), -1);
    assert_int_equal(desk_list_rows(l), 50);
    assert_true(desk_list_more(l));
    desk_list_look(l, 40, 49);
    until(b, desk_list_rows(l) == 70);
    assert_false(desk_list_more(l));
    desk_list_close(&l);
}

static void test_empty_list(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    server.rows = 0;
    bench_sign_in(b);
    l = desk_list_open(b->desk, "queue", NULL);
    until(b, !desk_list_loading(l));
    bench_turn(b);
    assert_int_equal(desk_list_rows(l), 0);
    assert_int_equal(server.calls[F_LIST], 1);
    desk_list_close(&l);
}

static void test_counts(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    assert_int_equal(desk_count(b->desk, "queue")->total, -1);
    until(b, desk_count(b->desk, "queue")->total == 142);
    assert_true(desk_count(b->desk, "queue")->as_of > 0);
    assert_int_equal(server.calls[F_COUNT], 1); /* fresh enough: not asked again */
    server.rows = 10;
    desk_counts_refresh(b->desk);
    until(b, desk_count(b->desk, "queue")->total == 10);
    bench_restart(b);
    bench_sign_in(b);
    script.hold[F_COUNT] = true;
    assert_int_equal(desk_count(b->desk, "queue")->total, 10); /* as it was, and marked so */
    assert_int_equal(desk_count(b->desk, "queue")->as_of, 0);
}

static void test_done_action_refreshes(void **state)
{
    struct bench *b = *state;
    struct desk_list *l = queue(b, "queue");
    struct record_ref ref = bench_ref("r00001");
    struct desk_page *p = desk_page_open(b->desk, &ref);
    struct desk_task *t;

    until(b, desk_page(p));
    server.calls[F_LIST] = 0;
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_string_equal(desk_page(p)->state.word, "Approved"); /* the page shows what is told */
    until(b, server.calls[F_LIST] > 0);
    desk_task_close(&t);
    desk_page_close(&p);
    desk_list_close(&l);
}

static void test_filter_does_not_bring_everything(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    server.rows = 1000 * 1000;
    l = queue(b, "queue");
    desk_line_event(b->desk, NET_LINE_SLOW);
    desk_list_filter(l, "no such row");
    until(b, l->rows.held >= 500 && !desk_list_loading(l));
    bench_turn(b);
    assert_int_equal(l->rows.held, 500);
    assert_int_equal(desk_list_rows(l), 0);
    assert_true(desk_list_more(l)); /* and that is told */
    desk_list_close(&l);
}

static void test_many_rows(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;

    server.rows = 1000 * 1000;
    l = queue(b, "queue");
    desk_list_look(l, 999990, 999999);
    until(b, desk_list_row(l, 999999));
    assert_true(l->rows.held <= 200);
    desk_list_close(&l);
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_window),
        WITH_DESK(test_looks_ahead),
        WITH_DESK(test_what_is_looked_at_goes_first),
        WITH_DESK(test_names_of_visible_rows),
        WITH_DESK(test_filter),
        WITH_DESK(test_filter_in_another_script),
        WITH_DESK(test_server_order),
        WITH_DESK(test_local_order),
        WITH_DESK(test_empty_cells_sort_last),
        WITH_DESK(test_cursor_list),
        WITH_DESK(test_cursor_refresh_keeps_what_is_read),
        WITH_DESK(test_refresh_follows_rows_by_id),
        WITH_DESK(test_failure_keeps_rows),
        WITH_DESK(test_failure_does_not_hammer),
        WITH_DESK(test_cancel),
        WITH_DESK(test_kept_rows_are_shown_at_once),
        WITH_DESK(test_kept_rows_are_nobody_elses),
        WITH_DESK(test_unknown_total),
        WITH_DESK(test_empty_list),
        WITH_DESK(test_counts),
        WITH_DESK(test_done_action_refreshes),
        WITH_DESK(test_filter_does_not_bring_everything),
        WITH_DESK(test_many_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The outbox's runner: every state a row can be in, and how it leaves it, also after a crash. */
#include "tests/unit/desk_bench.h"

static void test_done(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    assert_int_equal(desk_task_state(t), TASK_SENDING); /* on disk before it returns, not sent yet */
    assert_int_equal(server.nruns, 0);
    assert_int_equal(bench_state(b), OUTBOX_QUEUED);
    assert_int_equal(desk_unsent(b->desk), 1);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_string_equal(desk_task_sentence(t)->id, "Approved %s.");
    assert_string_equal(desk_task_sentence(t)->args[0], "r00001");
    assert_int_equal(bench_state(b), OUTBOX_DONE);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    assert_int_equal(desk_unsent(b->desk), 0);
    desk_task_close(&t);
}

static void test_sending_is_on_disk_first(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    bench_sign_in(b);
    script.hold[F_RUN] = true;
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, fake_call(F_RUN));
    assert_int_equal(bench_state(b), OUTBOX_SENDING);
    fake_answer(fake_call(F_RUN));
    until(b, desk_task_state(t) == TASK_DONE);
    desk_task_close(&t);
}

static void test_wrong_code_then_right(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;
    struct secret code = {0};
    struct step_answer answer = {.step_id = "code", .verb = VERB_SUBMIT, .code = &code};

    script.step = STEP_CODE;
    script.run = WAY_WRONG_CODE;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", "1111");
    until(b, desk_task_error(t));
    assert_int_equal(desk_task_state(t), TASK_STEP);
    assert_int_equal(desk_task_step(t)->attempts_left, 2);
    assert_int_equal(desk_task_error(t)->status, STATUS_WRONG_CODE);
    assert_int_equal(bench_state(b), OUTBOX_NEEDS_YOU);
    script.run = WAY_OK;
    secret_set(&code, "3748", 4);
    desk_task_answer(t, &answer);
    secret_clear(&code);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_string_equal(server.runs[0].code, "1111");
    assert_string_equal(server.runs[1].code, "3748");
    assert_string_equal(server.runs[0].id, server.runs[1].id);
    assert_int_equal(bench_state(b), OUTBOX_DONE);
    desk_task_close(&t);
}

static void test_wrong_code_then_leaving(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.step = STEP_CODE;
    script.run = WAY_WRONG_CODE;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", "1111");
    until(b, desk_task_error(t));
    desk_task_close(&t);
    assert_int_equal(bench_state(b), OUTBOX_WITHDRAWN);
    assert_int_equal(desk_unsent(b->desk), 0);
}

static void test_needs_you_without_a_step(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.run = WAY_NEEDS_YOU;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, server.calls[F_PREPARE] == 2 && desk_task_state(t) == TASK_STEP);
    assert_string_equal(desk_task_error(t)->what.id, "Not approved: papers are missing.");
    desk_task_close(&t);
    assert_int_equal(bench_state(b), OUTBOX_WITHDRAWN);
}

static void test_refused(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.run = WAY_REFUSED;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, desk_task_state(t) == TASK_FAILED);
    assert_int_equal(desk_task_error(t)->status, STATUS_REFUSED);
    assert_int_equal(bench_state(b), OUTBOX_REFUSED);
    assert_int_equal(desk_unsent(b->desk), 0);
    desk_task_close(&t);
}

static void test_lost_answer(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.run = WAY_LOST_DONE;
    script.hold[F_CONFIRM] = true;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, fake_call(F_CONFIRM));
    assert_int_equal(desk_task_state(t), TASK_ASKING);
    assert_int_equal(bench_state(b), OUTBOX_ASKING);
    fake_answer(fake_call(F_CONFIRM));
    until(b, desk_task_state(t) == TASK_DONE);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    assert_int_equal(fake_runs("r00001"), 1);
    desk_task_close(&t);
}

static void test_lost_answer_not_done_sends_again(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.run = WAY_LOST_NOT;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, desk_task_state(t) == TASK_LATER);
    assert_int_equal(bench_state(b), OUTBOX_QUEUED);
    script.run = WAY_OK;
    desk_line_event(b->desk, NET_LINE_OFFLINE);
    desk_line_event(b->desk, NET_LINE_ONLINE);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    desk_task_close(&t);
}

static void test_cannot_be_told_yet(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;
    struct outbox_row *row;

    script.run = WAY_LOST_DONE;
    script.confirm = WAY_UNKNOWN;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, server.calls[F_CONFIRM] == 1 && !fake_call(F_CONFIRM));
    assert_int_equal(desk_task_state(t), TASK_ASKING);
    row = bench_only_row(b);
    assert_int_equal(row->state, OUTBOX_ASKING);
    assert_true(row->next_try > clock_wall()); /* says when it asks again */
    assert_int_not_equal(desk_outbox_act(b->desk, row->id, "withdraw", NULL), STATUS_OK);
    script.confirm = WAY_OK;
    assert_int_equal(desk_outbox_act(b->desk, row->id, "retry", NULL), STATUS_OK);
    outbox_row_free(&row);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_int_equal(fake_runs("r00001"), 1);
    desk_task_close(&t);
}

static void test_offline_waits_and_goes_on(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;
    struct outbox_row *row;

    script.run = WAY_OFFLINE;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, desk_task_state(t) == TASK_LATER);
    assert_int_equal(desk_task_error(t)->status, STATUS_OFFLINE);
    row = bench_only_row(b);
    assert_int_equal(row->state, OUTBOX_QUEUED);
    assert_true(row->next_try > 0);
    outbox_row_free(&row);
    desk_task_close(&t); /* leaving does not stop it */
    script.run = WAY_OK;
    desk_line_event(b->desk, NET_LINE_OFFLINE);
    desk_line_event(b->desk, NET_LINE_ONLINE);
    until(b, bench_state(b) == OUTBOX_DONE);
    assert_non_null(desk_notice(b->desk));
    assert_string_equal(desk_notice(b->desk)->sentence.id, "Approved %s.");
}

static void test_offline_tries_by_itself(void **state)
{
    struct bench *b = *state;

    script.run = WAY_OFFLINE;
    bench_sign_in(b);
    bench_act(b, "r00001", "approve", NULL);
    until(b, fake_runs("r00001") == 1 && bench_state(b) == OUTBOX_QUEUED);
    script.run = WAY_OK;
    until(b, bench_state(b) == OUTBOX_DONE); /* after the first pause, without anybody's help */
    assert_int_equal(fake_runs("r00001"), 2);
}

static void test_offline_code_expires(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.step = STEP_CODE;
    script.run = WAY_OFFLINE;
    script.code_life = 300;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", "3748");
    until(b, desk_task_state(t) == TASK_LATER);
    desk_task_close(&t);
    assert_int_equal(bench_state(b), OUTBOX_QUEUED);
    until(b, bench_state(b) == OUTBOX_NEEDS_YOU);
    assert_int_equal(fake_runs("r00001"), 1); /* a code that is too old is not sent */
    assert_string_equal(desk_notice(b->desk)->sentence.id, "Not sent: %s needs a new one-time code.");
    bench_nowhere(b, "3748");
}

static void test_offline_code_still_good(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.step = STEP_CODE;
    script.run = WAY_OFFLINE;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", "3748");
    until(b, desk_task_state(t) == TASK_LATER);
    script.run = WAY_OK;
    desk_line_event(b->desk, NET_LINE_OFFLINE);
    desk_line_event(b->desk, NET_LINE_ONLINE);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_string_equal(server.runs[1].code, "3748");
    desk_task_close(&t);
}

static void test_session_lost_and_back(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.step = STEP_CODE;
    script.run = WAY_SIGNED_OUT;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", "3748");
    until(b, desk_session(b->desk) == DESK_LOST);
    assert_int_equal(bench_state(b), OUTBOX_QUEUED);
    assert_int_equal(desk_task_state(t), TASK_LATER);
    script.run = WAY_OK;
    bench_sign_in(b);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_string_equal(server.runs[1].code, "3748");
    assert_int_equal(fake_times("approve", "r00001"), 1);
    desk_task_close(&t);
}

static void test_another_person_leaves_it_alone(void **state)
{
    struct bench *b = *state;
    struct outbox_row *row;
    ERROR_AUTO e = {0};

    script.run = WAY_SIGNED_OUT;
    bench_sign_in(b);
    bench_act(b, "r00001", "approve", NULL);
    until(b, desk_session(b->desk) == DESK_LOST);
    script.run = WAY_OK;
    bench_sign_in_as(b, "ivan@training.example");
    bench_turn(b);
    assert_int_equal(fake_runs("r00001"), 1);
    row = bench_only_row(b);
    assert_int_equal(row->state, OUTBOX_QUEUED);
    assert_int_equal(desk_outbox_act(b->desk, row->id, "withdraw", &e), STATUS_FORBIDDEN);
    assert_string_equal(e.what.args[0], "olena@training.example");
    outbox_row_free(&row);
    desk_sign_out(b->desk);
    bench_sign_in(b);
    until(b, bench_state(b) == OUTBOX_DONE);
}

static void test_two_changes_of_one_record_keep_their_order(void **state)
{
    struct bench *b = *state;
    struct desk_task *first, *second;

    bench_sign_in(b);
    script.hold[F_RUN] = true;
    first = bench_act(b, "r00001", "approve", NULL);
    second = bench_act(b, "r00001", "reject", NULL);
    until(b, fake_call(F_RUN));
    bench_turn(b);
    assert_int_equal(server.calls[F_RUN], 1);
    fake_answer(fake_call(F_RUN));
    until(b, server.calls[F_RUN] == 2);
    assert_int_equal(desk_task_state(first), TASK_DONE);
    assert_string_equal(server.runs[1].action, "reject");
    fake_answer(fake_call(F_RUN));
    until(b, desk_task_state(second) == TASK_DONE);
    desk_task_close(&first);
    desk_task_close(&second);
}

static void test_never_two_at_once(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00001");
    struct desk_task *first, *second;

    bench_sign_in(b);
    script.hold[F_RUN] = true;
    first = bench_act(b, "r00001", "approve", NULL);
    until(b, fake_call(F_RUN));
    second = desk_task_begin(b->desk, &ref, "approve");
    assert_int_equal(desk_task_state(second), TASK_FAILED);
    desk_task_close(&second);
    desk_task_close(&first);
    second = desk_task_begin(b->desk, &ref, "approve"); /* now it can be followed */
    assert_int_equal(desk_task_state(second), TASK_SENDING);
    fake_answer(fake_call(F_RUN));
    until(b, desk_task_state(second) == TASK_DONE);
    assert_int_equal(fake_runs("r00001"), 1);
    desk_task_close(&second);
}

static void test_withdraw_while_waiting(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;
    struct outbox_row *row;

    script.run = WAY_OFFLINE;
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, desk_task_state(t) == TASK_LATER);
    row = bench_only_row(b);
    assert_int_equal(desk_outbox_act(b->desk, row->id, "withdraw", NULL), STATUS_OK);
    outbox_row_free(&row);
    assert_int_equal(desk_task_state(t), TASK_FAILED);
    assert_int_equal(bench_state(b), OUTBOX_WITHDRAWN);
    desk_line_event(b->desk, NET_LINE_OFFLINE);
    desk_line_event(b->desk, NET_LINE_ONLINE);
    bench_turn(b);
    assert_int_equal(fake_runs("r00001"), 1);
    desk_task_close(&t);
}

static void test_signing_out_in_the_middle(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    script.hold[F_RUN] = true;
    bench_act(b, "r00001", "approve", NULL);
    until(b, fake_call(F_RUN));
    fake_happens(fake_call(F_RUN));
    desk_sign_out(b->desk);
    assert_int_equal(bench_state(b), OUTBOX_ASKING);
    bench_sign_in(b);
    until(b, bench_state(b) == OUTBOX_DONE);
    assert_int_equal(fake_runs("r00001"), 1);
}

static void test_local_list_tells_what_is_awaited(void **state)
{
    struct bench *b = *state;
    struct desk_list *l;
    struct desk_page *p;
    const struct row *row;

    script.run = WAY_OFFLINE;
    bench_sign_in(b);
    l = desk_list_open(b->desk, "local:outbox", NULL);
    assert_int_equal(desk_list_rows(l), 0);
    bench_act(b, "r00001", "approve", NULL);
    until(b, desk_list_rows(l) == 1 && bench_state(b) == OUTBOX_QUEUED && fake_runs("r00001") == 1);
    row = desk_list_row(l, 0);
    assert_string_equal(row->ref.kind, "outbox");
    assert_string_equal(row->cells[1].text, "r00001");
    assert_string_equal(row->cells[4].message.id, "waiting for the line, next try %s");
    p = desk_page_open(b->desk, &row->ref);
    assert_non_null(desk_page(p));
    assert_true(page_find_action(desk_page(p), "retry")->allowed);
    assert_true(page_find_action(desk_page(p), "withdraw")->allowed);
    assert_int_equal(desk_count(b->desk, "local:outbox")->total, 1);
    script.run = WAY_OK;
    desk_line_event(b->desk, NET_LINE_OFFLINE);
    desk_line_event(b->desk, NET_LINE_ONLINE);
    until(b, desk_list_rows(l) == 0);
    assert_false(page_find_action(desk_page(p), "withdraw")->allowed);
    desk_page_close(&p);
    desk_list_close(&l);
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_done),
        WITH_DESK(test_sending_is_on_disk_first),
        WITH_DESK(test_wrong_code_then_right),
        WITH_DESK(test_wrong_code_then_leaving),
        WITH_DESK(test_needs_you_without_a_step),
        WITH_DESK(test_refused),
        WITH_DESK(test_lost_answer),
        WITH_DESK(test_lost_answer_not_done_sends_again),
        WITH_DESK(test_cannot_be_told_yet),
        WITH_DESK(test_offline_waits_and_goes_on),
        WITH_DESK(test_offline_tries_by_itself),
        WITH_DESK(test_offline_code_expires),
        WITH_DESK(test_offline_code_still_good),
        WITH_DESK(test_session_lost_and_back),
        WITH_DESK(test_another_person_leaves_it_alone),
        WITH_DESK(test_two_changes_of_one_record_keep_their_order),
        WITH_DESK(test_never_two_at_once),
        WITH_DESK(test_withdraw_while_waiting),
        WITH_DESK(test_signing_out_in_the_middle),
        WITH_DESK(test_local_list_tells_what_is_awaited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

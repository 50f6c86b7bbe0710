/* Orders and what happens around them: killed programs, full disks, two programs; nothing is sent twice. */
#include "tests/unit/desk_bench.h"

#include <signal.h>
#include <sys/resource.h>

static void test_killed_while_sending_and_done(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    script.hold[F_RUN] = true;
    bench_act(b, "r00001", "approve", NULL);
    until(b, fake_call(F_RUN));
    fake_happens(fake_call(F_RUN)); /* it reached the server; the answer never comes */
    bench_restart(b);
    script.hold[F_RUN] = false;
    assert_int_equal(bench_state(b), OUTBOX_ASKING);
    bench_sign_in(b);
    until(b, bench_state(b) == OUTBOX_DONE);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    assert_int_equal(fake_runs("r00001"), 1);
    assert_int_equal(server.calls[F_CONFIRM], 1);
}

static void test_killed_while_sending_and_not_done(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    script.hold[F_RUN] = true;
    bench_act(b, "r00001", "approve", NULL);
    until(b, fake_call(F_RUN));
    bench_restart(b);
    script.hold[F_RUN] = false;
    bench_sign_in(b);
    until(b, bench_state(b) == OUTBOX_QUEUED || bench_state(b) == OUTBOX_DONE);
    assert_int_equal(server.calls[F_CONFIRM], 1);
    struct outbox_row *row = bench_only_row(b);
    desk_outbox_act(b->desk, row->id, "retry", NULL);
    outbox_row_free(&row);
    until(b, bench_state(b) == OUTBOX_DONE);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    assert_int_equal(fake_runs("r00001"), 2);
    assert_string_equal(server.runs[0].id, server.runs[2].id); /* one idempotency key, the question between */
}

static void test_killed_with_a_code(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;
    struct record_ref ref = bench_ref("r00001");

    script.step = STEP_CODE;
    bench_sign_in(b);
    script.hold[F_RUN] = true;
    bench_act(b, "r00001", "approve", "3748");
    until(b, fake_call(F_RUN));
    bench_restart(b);
    script.hold[F_RUN] = false;
    bench_sign_in(b);
    until(b, bench_state(b) == OUTBOX_NEEDS_YOU);
    assert_int_equal(fake_runs("r00001"), 1);
    bench_nowhere(b, "3748");
    /* doing it again uses the same row */
    t = desk_task_begin(b->desk, &ref, "approve");
    until(b, desk_task_state(t) == TASK_STEP);
    desk_task_close(&t);
    assert_int_equal(bench_state(b), OUTBOX_WITHDRAWN); /* left without an answer: taken back */
}

static void test_killed_before_sending_with_a_code(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;

    script.step = STEP_CODE;
    bench_sign_in(b);
    bench_act(b, "r00001", "approve", "3748");
    bench_restart(b);
    assert_int_equal(bench_state(b), OUTBOX_NEEDS_YOU);
    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", "3748");
    until(b, desk_task_state(t) == TASK_DONE);
    assert_int_equal(bench_state(b), OUTBOX_DONE);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    desk_task_close(&t);
}

/* A disk that takes nothing more: no file may grow. */
static void disk(bool full)
{
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = full ? 1 : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_disk_full_when_submitting(void **state)
{
    struct bench *b = *state;
    const struct step_answer answer = {.step_id = "confirm", .verb = VERB_SUBMIT};
    struct record_ref ref = bench_ref("r00001");
    struct desk_task *t;

    bench_sign_in(b);
    t = desk_task_begin(b->desk, &ref, "approve");
    until(b, desk_task_state(t) == TASK_STEP);
    disk(true);
    desk_task_answer(t, &answer);
    disk(false);
    assert_int_equal(desk_task_state(t), TASK_STEP); /* what was typed is still here */
    assert_non_null(desk_task_error(t));
    bench_turn(b);
    assert_int_equal(server.nruns, 0);
    desk_task_answer(t, &answer);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    assert_int_equal(bench_state(b), OUTBOX_DONE); /* one change, one row */
    desk_task_close(&t);
}

static void test_disk_full_before_sending(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;
    struct outbox_row *row;

    bench_sign_in(b);
    t = bench_act(b, "r00001", "approve", NULL);
    disk(true);
    until(b, desk_task_state(t) != TASK_SENDING);
    disk(false);
    assert_int_equal(server.nruns, 0); /* "sending" could not be written, so nothing was sent */
    assert_non_null(desk_notice(b->desk));
    row = bench_only_row(b);
    desk_outbox_act(b->desk, row->id, "retry", NULL);
    outbox_row_free(&row);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    desk_task_close(&t);
}

static void test_disk_full_after_the_answer(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;
    struct outbox_row *row;

    bench_sign_in(b);
    script.hold[F_RUN] = true;
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, fake_call(F_RUN));
    disk(true);
    fake_answer(fake_call(F_RUN));
    disk(false);
    assert_int_equal(desk_task_state(t), TASK_ASKING); /* known to us, not on disk: it is asked again */
    row = bench_only_row(b);
    desk_outbox_act(b->desk, row->id, "retry", NULL);
    outbox_row_free(&row);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_int_equal(fake_runs("r00001"), 1);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    assert_int_equal(bench_state(b), OUTBOX_DONE);
    desk_task_close(&t);
}

static void test_no_memory_to_send_or_ask(void **state)
{
    struct bench *b = *state;
    struct desk_task *t;
    struct outbox_row *row;

    bench_sign_in(b);
    script.no_memory[F_RUN] = true;
    t = bench_act(b, "r00001", "approve", NULL);
    until(b, desk_task_state(t) == TASK_LATER); /* nothing was sent: it waits and goes on by itself */
    script.no_memory[F_RUN] = false;
    script.no_memory[F_CONFIRM] = true;
    script.run = WAY_LOST_DONE;
    row = bench_only_row(b);
    desk_outbox_act(b->desk, row->id, "retry", NULL);
    until(b, fake_runs("r00001") == 1 && !fake_call(F_RUN));
    bench_turn(b);
    assert_int_equal(bench_state(b), OUTBOX_ASKING); /* not known is not "did not happen" */
    script.no_memory[F_CONFIRM] = false;
    desk_outbox_act(b->desk, row->id, "retry", NULL);
    outbox_row_free(&row);
    until(b, desk_task_state(t) == TASK_DONE);
    assert_int_equal(fake_runs("r00001"), 1);
    desk_task_close(&t);
}

static void test_two_programs_send_once(void **state)
{
    struct bench *b = *state;
    struct desk *first = b->desk, *second;
    struct outbox_row *row;

    script.run = WAY_OFFLINE;
    bench_sign_in(b);
    bench_act(b, "r00001", "approve", NULL);
    until(b, fake_runs("r00001") == 1 && bench_state(b) == OUTBOX_QUEUED);
    bench_desk_open(b);
    bench_sign_in(b);
    until(b, fake_runs("r00001") == 2 && bench_state(b) == OUTBOX_QUEUED);
    second = b->desk;
    script.run = WAY_OK;
    row = bench_only_row(b);
    desk_outbox_act(first, row->id, "retry", NULL);
    desk_outbox_act(second, row->id, "retry", NULL);
    outbox_row_free(&row);
    until(b, bench_state(b) == OUTBOX_DONE);
    bench_turn(b);
    assert_int_equal(fake_times("approve", "r00001"), 1);
    desk_close(&second);
    b->desk = first;
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_killed_while_sending_and_done),
        WITH_DESK(test_killed_while_sending_and_not_done),
        WITH_DESK(test_killed_with_a_code),
        WITH_DESK(test_killed_before_sending_with_a_code),
        WITH_DESK(test_disk_full_when_submitting),
        WITH_DESK(test_disk_full_before_sending),
        WITH_DESK(test_disk_full_after_the_answer),
        WITH_DESK(test_no_memory_to_send_or_ask),
        WITH_DESK(test_two_programs_send_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

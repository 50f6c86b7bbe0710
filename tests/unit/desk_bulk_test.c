/* One action on many records, and the documents of a task. */
#include "tests/unit/desk_bench.h"

enum { MANY = 5 };

static struct desk_bulk *begin(struct bench *b, const char *action)
{
    struct record_ref refs[MANY];
    char ids[MANY][8];

    for (int i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "r%05d", i);
        refs[i] = bench_ref(ids[i]);
    }
    return desk_bulk_begin(b->desk, refs, MANY, action);
}

static void test_many(void **state)
{
    struct bench *b = *state;
    struct desk_bulk *bulk;

    bench_sign_in(b);
    bulk = begin(b, "reject");
    assert_int_equal(desk_bulk_size(bulk), MANY);
    until(b, desk_bulk_finished(bulk) == MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(desk_bulk_state(bulk, i), TASK_DONE);
        assert_string_equal(desk_bulk_sentence(bulk, i)->args[0], desk_bulk_ref(bulk, i)->id);
        assert_int_equal(fake_times("reject", desk_bulk_ref(bulk, i)->id), 1);
    }
    desk_bulk_close(&bulk);
}

static void test_codes_are_left(void **state)
{
    struct bench *b = *state;
    struct desk_bulk *bulk;

    bench_sign_in(b);
    script.step = STEP_CODE;
    bulk = begin(b, "approve");
    until(b, desk_bulk_finished(bulk) == MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(desk_bulk_state(bulk, i), TASK_FAILED);
        assert_string_equal(desk_bulk_error(bulk, i)->what.id, "Not done: %s needs a one-time code.");
    }
    assert_int_equal(server.nruns, 0);
    desk_bulk_close(&bulk);
}

static void test_retry_only_what_failed(void **state)
{
    struct bench *b = *state;
    struct desk_bulk *bulk;

    bench_sign_in(b);
    script.run = WAY_REFUSED;
    bulk = begin(b, "reject");
    until(b, desk_bulk_finished(bulk) == 2); /* two at a time */
    script.run = WAY_OK;
    until(b, desk_bulk_finished(bulk) == MANY);
    size_t failed = 0;
    for (size_t i = 0; i < MANY; i++)
        failed += desk_bulk_state(bulk, i) == TASK_FAILED;
    assert_true(failed >= 2 && failed < MANY);
    server.nruns = 0;
    desk_bulk_retry(bulk);
    assert_int_equal(desk_bulk_finished(bulk), MANY - failed);
    until(b, desk_bulk_finished(bulk) == MANY);
    assert_int_equal(server.nruns, failed);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(fake_times("reject", desk_bulk_ref(bulk, i)->id), 1);
    desk_bulk_close(&bulk);
}

static void test_closing_lets_go_on_what_is_sent(void **state)
{
    struct bench *b = *state;
    struct desk_bulk *bulk;

    bench_sign_in(b);
    script.hold[F_RUN] = true;
    bulk = begin(b, "reject");
    until(b, server.calls[F_RUN] == 2);
    desk_bulk_close(&bulk);
    script.hold[F_RUN] = false;
    while (fake_call(F_RUN))
        fake_answer(fake_call(F_RUN));
    until(b, desk_unsent(b->desk) == 0);
    assert_int_equal(server.nhappened, 2);
}

/* --- documents --- */

static struct desk_task *papers(struct bench *b)
{
    struct record_ref ref = bench_ref("r00001");
    struct desk_task *t;

    script.step = STEP_FILES;
    bench_sign_in(b);
    t = desk_task_begin(b->desk, &ref, "approve");
    until(b, desk_task_state(t) == TASK_STEP);
    assert_int_equal(desk_task_step(t)->nfiles, 2);
    assert_false(desk_task_step(t)->files[0].uploaded);
    return t;
}

static char *picture(struct bench *b)
{
    scratch_write(b->folder, "page.jpg", "\xff\xd8\xff\xe0 picture", 0600);
    return scratch_path(b->folder, "page.jpg");
}

static void submit(struct desk_task *t)
{
    const struct step_answer answer = {.step_id = desk_task_step(t)->id, .verb = VERB_SUBMIT};

    desk_task_answer(t, &answer);
}

static void test_upload(void **state)
{
    struct bench *b = *state;
    struct desk_task *t = papers(b);
    AUTO_FREE char *path = picture(b);
    size_t file = 9;
    long done, total;
    ERROR_AUTO e = {0};

    script.hold[F_RUN] = true;
    assert_int_equal(desk_task_upload(t, 0, "/dev/zero", &e), STATUS_INVALID);
    assert_int_equal(desk_task_upload(t, 0, path, NULL), STATUS_OK);
    assert_int_equal(desk_task_upload(t, 0, path, &e), STATUS_CONFLICT);
    until(b, fake_call(F_RUN));
    assert_string_equal(fake_call(F_RUN)->file, path);
    assert_string_equal(server.runs[0].action, "upload");
    fake_call(F_RUN)->progress(fake_call(F_RUN)->data, 5, 11);
    assert_true(desk_task_uploading(t, &file, &done, &total));
    assert_int_equal(file, 0);
    assert_int_equal(done, 5);
    assert_int_equal(total, 11);
    fake_answer(fake_call(F_RUN));
    until(b, desk_task_step(t)->files[0].uploaded);
    assert_false(desk_task_uploading(t, NULL, NULL, NULL));
    assert_int_equal(bench_state(b), OUTBOX_DONE);
    script.hold[F_RUN] = false;
    assert_int_equal(desk_task_upload(t, 1, path, NULL), STATUS_OK);
    until(b, desk_task_step(t)->files[1].uploaded);
    submit(t);
    until(b, desk_task_state(t) == TASK_DONE);
    desk_task_close(&t);
}

static void test_uploaded_is_remembered(void **state)
{
    struct bench *b = *state;
    struct desk_task *t = papers(b);
    struct record_ref ref = bench_ref("r00001");
    AUTO_FREE char *path = picture(b);

    assert_int_equal(desk_task_upload(t, 1, path, NULL), STATUS_OK);
    until(b, desk_task_step(t)->files[1].uploaded);
    desk_task_close(&t);
    bench_restart(b);
    bench_sign_in(b);
    t = desk_task_begin(b->desk, &ref, "approve");
    until(b, desk_task_state(t) == TASK_STEP);
    assert_false(desk_task_step(t)->files[0].uploaded);
    assert_true(desk_task_step(t)->files[1].uploaded);
    desk_task_close(&t);
}

static void test_upload_cancelled(void **state)
{
    struct bench *b = *state;
    struct desk_task *t = papers(b);
    AUTO_FREE char *path = picture(b);

    script.hold[F_RUN] = true;
    assert_int_equal(desk_task_upload(t, 0, path, NULL), STATUS_OK);
    until(b, fake_call(F_RUN));
    assert_true(desk_cancel_newest(b->desk)); /* Esc */
    assert_null(fake_call(F_RUN));
    assert_false(desk_task_uploading(t, NULL, NULL, NULL));
    assert_int_equal(desk_task_state(t), TASK_STEP);
    assert_int_equal(desk_task_error(t)->status, STATUS_CANCELLED);
    assert_int_equal(bench_state(b), OUTBOX_WITHDRAWN);
    script.hold[F_RUN] = false;
    assert_int_equal(desk_task_upload(t, 0, path, NULL), STATUS_OK);
    until(b, desk_task_step(t)->files[0].uploaded);
    desk_task_close(&t);
}

static void test_upload_goes_on_after_leaving(void **state)
{
    struct bench *b = *state;
    struct desk_task *t = papers(b);
    AUTO_FREE char *path = picture(b);

    script.hold[F_RUN] = true;
    assert_int_equal(desk_task_upload(t, 0, path, NULL), STATUS_OK);
    until(b, fake_call(F_RUN));
    desk_task_close(&t);
    fake_answer(fake_call(F_RUN));
    until(b, bench_state(b) == OUTBOX_DONE);
}

static void test_upload_that_needs_the_person(void **state)
{
    struct bench *b = *state;
    struct desk_task *t = papers(b);
    AUTO_FREE char *path = picture(b);

    script.run = WAY_NEEDS_YOU;
    assert_int_equal(desk_task_upload(t, 0, path, NULL), STATUS_OK);
    until(b, desk_task_error(t));
    assert_int_equal(desk_task_state(t), TASK_STEP);
    assert_false(desk_task_step(t)->files[0].uploaded);
    assert_int_equal(desk_unsent(b->desk), 0); /* told here: nothing waits for it in "To send" */
    script.hold[F_RUN] = true;
    assert_int_equal(desk_task_upload(t, 0, path, NULL), STATUS_OK);
    until(b, fake_call(F_RUN));
    desk_task_close(&t);
    fake_answer(fake_call(F_RUN));
    until(b, desk_notice(b->desk) && desk_unsent(b->desk) == 1); /* left: it waits there */
    script.hold[F_RUN] = false;
    script.run = WAY_OK;
    struct record_ref ref = bench_ref("r00001");
    t = desk_task_begin(b->desk, &ref, "approve");
    until(b, desk_task_state(t) == TASK_STEP);
    assert_int_equal(desk_task_upload(t, 0, path, NULL), STATUS_OK);
    until(b, desk_task_step(t)->files[0].uploaded);
    assert_int_equal(desk_unsent(b->desk), 0); /* choosing it again answered that row too */
    desk_task_close(&t);
}

static void test_code_after_the_papers(void **state)
{
    struct bench *b = *state;
    struct desk_task *t = papers(b);

    script.code_after_files = true;
    submit(t);
    until(b, desk_task_step(t)->kind == STEP_CODE && desk_task_state(t) == TASK_STEP);
    assert_int_equal(server.nruns, 0); /* nothing was sent for it yet */
    assert_int_equal(desk_unsent(b->desk), 0);
    desk_task_close(&t);
}

static void test_resend(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00001");
    struct step_answer again = {.step_id = "code", .verb = VERB_RESEND};
    struct desk_task *t;

    script.step = STEP_CODE;
    bench_sign_in(b);
    t = desk_task_begin(b->desk, &ref, "approve");
    until(b, desk_task_state(t) == TASK_STEP);
    desk_task_answer(t, &again);
    until(b, server.calls[F_STEP] == 1 && !fake_call(F_STEP));
    assert_int_equal(desk_task_state(t), TASK_STEP);
    assert_int_equal(desk_unsent(b->desk), 0);
    script.fails[F_STEP] = STATUS_THROTTLED;
    desk_task_answer(t, &again);
    until(b, desk_task_error(t));
    assert_int_equal(desk_task_state(t), TASK_STEP); /* the code at hand can still be typed */
    assert_non_null(desk_task_step(t));
    desk_task_close(&t);
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_many),
        WITH_DESK(test_codes_are_left),
        WITH_DESK(test_retry_only_what_failed),
        WITH_DESK(test_closing_lets_go_on_what_is_sent),
        WITH_DESK(test_upload),
        WITH_DESK(test_uploaded_is_remembered),
        WITH_DESK(test_upload_cancelled),
        WITH_DESK(test_upload_goes_on_after_leaving),
        WITH_DESK(test_upload_that_needs_the_person),
        WITH_DESK(test_code_after_the_papers),
        WITH_DESK(test_resend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

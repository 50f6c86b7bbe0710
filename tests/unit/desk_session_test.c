/* Signing in, losing the session over the work, coming back, locking; and nothing of it on disk. */
#include "tests/unit/desk_bench.h"

static struct secret password(const char *s)
{
    struct secret p = {0};

    secret_set(&p, s, strlen(s));
    return p;
}

static bool unlock(struct bench *b, const char *s)
{
    struct secret p = password(s);
    bool ok = desk_unlock(b->desk, &p);

    secret_clear(&p);
    return ok;
}

static size_t audited(struct bench *b, enum audit_event event)
{
    struct audit_row **rows = NULL;
    size_t n = 0, found = 0;

    assert_int_equal(audit_list(b->desk->audit, 0, 100, &rows, &n, NULL), STATUS_OK);
    for (size_t i = 0; i < n; i++)
        found += rows[i]->event == event;
    audit_rows_free(&rows, n);
    return found;
}

static void test_walk(void **state)
{
    struct bench *b = *state;

    assert_int_equal(desk_session(b->desk), DESK_SIGNED_OUT);
    assert_null(desk_description(b->desk));
    bench_sign_in(b);
    assert_non_null(desk_description(b->desk));
    assert_null(desk_step(b->desk));
    assert_int_equal(audited(b, AUDIT_SIGN_IN), 1);
    bench_nowhere(b, "training-password");
}

static void test_wrong_password_keeps_the_name(void **state)
{
    struct bench *b = *state;

    bench_password(b, "olena@training.example", "wrong");
    until(b, desk_step_error(b->desk) && desk_step(b->desk));
    assert_string_equal(form_value(desk_step_form(b->desk), 0), "olena@training.example");
    assert_int_equal(form_secret(desk_step_form(b->desk), 1)->len, 0);
    assert_int_equal(audited(b, AUDIT_SIGN_IN_FAILED), 1);
    bench_password(b, NULL, "training");
    until(b, desk_step(b->desk) && desk_step(b->desk)->kind == STEP_CODE);
    assert_null(desk_step_error(b->desk));
}

static void test_walk_over_begins_anew_with_the_reason(void **state)
{
    struct bench *b = *state;

    bench_password(b, "olena@training.example", "blocked");
    until(b, desk_step_error(b->desk) && desk_step(b->desk));
    assert_string_equal(desk_step_error(b->desk)->what.id, "Not signed in: this user is blocked.");
    assert_int_equal(desk_step(b->desk)->kind, STEP_FORM);
    desk_restart_sign_in(b->desk);
    until(b, desk_step(b->desk));
    assert_null(desk_step_error(b->desk));
}

static void test_code_wrong_and_resent(void **state)
{
    struct bench *b = *state;
    const struct step_answer again = {.step_id = "code", .verb = VERB_RESEND};

    bench_password(b, "olena@training.example", "training");
    bench_code(b, "999999");
    until(b, desk_step_error(b->desk) && desk_step(b->desk));
    assert_int_equal(desk_step(b->desk)->attempts_left, 2);
    desk_answer(b->desk, &again);
    until(b, desk_step(b->desk) && !desk_step_error(b->desk));
    bench_code(b, "123456");
    until(b, desk_session(b->desk) == DESK_SIGNED_IN);
}

static void test_stale_answer_is_ignored(void **state)
{
    struct bench *b = *state;
    const struct step_answer stale = {.step_id = "code", .verb = VERB_SUBMIT};

    until(b, desk_step(b->desk));
    desk_answer(b->desk, &stale);
    assert_false(desk_step_waiting(b->desk));
}

static void test_no_first_step_is_tried_again(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    script.fails[F_SIGN_IN] = STATUS_OFFLINE;
    desk_sign_out(b->desk);
    until(b, desk_step_error(b->desk) && !desk_step_waiting(b->desk));
    assert_null(desk_step(b->desk));
    script.fails[F_SIGN_IN] = STATUS_OK;
    desk_line_event(b->desk, NET_LINE_OFFLINE);
    desk_line_event(b->desk, NET_LINE_ONLINE);
    until(b, desk_step(b->desk));
}

static void lose(struct bench *b)
{
    ERROR_AUTO e = {0};

    error_set(&e, STATUS_UNAUTHENTICATED, "Your session has ended.", "Sign in again.");
    fake->signed_in = false;
    fake->env.session_lost(fake->env.data, &e);
    until(b, desk_session(b->desk) == DESK_LOST);
}

static void test_lost_over_the_work(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00003");
    struct desk_page *p;
    struct desk_task *t;

    bench_sign_in(b);
    script.hold[F_PREPARE] = script.hold[F_OPEN] = true;
    p = desk_page_open(b->desk, &ref);
    t = desk_task_begin(b->desk, &ref, "approve");
    until(b, fake_call(F_PREPARE) && fake_call(F_OPEN));
    script.fails[F_PREPARE] = script.fails[F_OPEN] = STATUS_UNAUTHENTICATED;
    fake_answer(fake_call(F_PREPARE));
    fake_answer(fake_call(F_OPEN));
    lose(b);
    assert_int_equal(desk_task_state(t), TASK_PREPARING); /* the work stays */
    assert_int_equal(desk_page_error(p)->status, STATUS_UNAUTHENTICATED);
    until(b, desk_step(b->desk));
    assert_string_equal(desk_step_error(b->desk)->what.id, "Your session has ended.");
    assert_string_equal(form_value(desk_step_form(b->desk), 0), "olena@training.example");
    memset(&script.fails, 0, sizeof script.fails);
    script.hold[F_PREPARE] = script.hold[F_OPEN] = false;
    bench_password(b, NULL, "training");
    bench_code(b, "123456");
    until(b, desk_task_state(t) == TASK_STEP && desk_page(p));
    assert_null(desk_page_error(p));
    assert_int_equal(audited(b, AUDIT_SESSION_LOST), 1);
    desk_task_close(&t);
    desk_page_close(&p);
}

static void test_lost_and_somebody_else(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00003");
    struct desk_list *l;
    struct desk_page *p;
    struct desk_task *t;

    bench_sign_in(b);
    l = desk_list_open(b->desk, "queue", NULL);
    p = desk_page_open(b->desk, &ref);
    t = desk_task_begin(b->desk, &ref, "approve");
    until(b, desk_list_row(l, 0) && desk_page(p) && desk_task_state(t) == TASK_STEP);
    lose(b);
    assert_non_null(desk_list_row(l, 0));
    script.hold[F_LIST] = script.hold[F_OPEN] = true;
    bench_sign_in_as(b, "ivan@training.example");
    assert_null(desk_list_row(l, 0)); /* nothing of the other person stays on the screen */
    assert_null(desk_page(p));
    assert_int_equal(desk_task_state(t), TASK_FAILED);
    until(b, fake_call(F_LIST) && fake_call(F_OPEN));
    fake_answer(fake_call(F_LIST));
    fake_answer(fake_call(F_OPEN));
    until(b, desk_list_row(l, 0) && desk_page(p));
    desk_task_close(&t);
    desk_page_close(&p);
    desk_list_close(&l);
}

static void test_lock(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    desk_lock(b->desk);
    assert_int_equal(desk_session(b->desk), DESK_LOCKED);
    assert_int_equal(desk_unlock_tries_left(b->desk), 3);
    assert_false(unlock(b, "wrong"));
    assert_int_equal(desk_unlock_tries_left(b->desk), 2);
    assert_true(unlock(b, "training"));
    assert_int_equal(desk_session(b->desk), DESK_SIGNED_IN);
    assert_int_equal(audited(b, AUDIT_LOCK), 1);
    assert_int_equal(audited(b, AUDIT_UNLOCK), 1);
    assert_int_equal(audited(b, AUDIT_UNLOCK_FAILED), 1);
}

static void test_third_wrong_password_signs_out_over_the_work(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00003");
    struct desk_page *p;

    bench_sign_in(b);
    p = desk_page_open(b->desk, &ref);
    until(b, desk_page(p));
    desk_lock(b->desk);
    for (int i = 0; i < 3; i++)
        assert_false(unlock(b, "wrong"));
    assert_int_equal(desk_session(b->desk), DESK_LOST);
    until(b, server.calls[F_SIGN_OUT] == 1 && desk_step(b->desk));
    assert_string_equal(desk_step_error(b->desk)->what.id, "Signed out: the password was wrong three times.");
    assert_non_null(desk_page(p));
    bench_sign_in(b);
    desk_page_close(&p);
}

static void test_lost_while_locked(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    desk_lock(b->desk);
    fake->env.session_lost(fake->env.data, NULL);
    bench_turn(b);
    assert_int_equal(desk_session(b->desk), DESK_LOCKED);
    assert_true(unlock(b, "training"));
    assert_int_equal(desk_session(b->desk), DESK_LOST);
}

static void test_idle_lock(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    b->desk->session.touched -= 11 * 60 * 1000; /* eleven minutes without a key */
    desk_touch(b->desk);
    assert_int_equal(desk_session(b->desk), DESK_LOCKED);
    assert_true(unlock(b, "training"));
    desk_touch(b->desk);
    assert_int_equal(desk_session(b->desk), DESK_SIGNED_IN);
}

static void test_sign_out(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    desk_sign_out(b->desk);
    assert_int_equal(desk_session(b->desk), DESK_SIGNED_OUT);
    assert_null(desk_description(b->desk));
    until(b, server.calls[F_SIGN_OUT] == 1 && desk_step(b->desk));
    assert_null(desk_step_error(b->desk));
    assert_string_equal(form_value(desk_step_form(b->desk), 0), "");
    assert_int_equal(audited(b, AUDIT_SIGN_OUT), 1);
}

static void test_sign_out_without_a_line(void **state)
{
    struct bench *b = *state;

    bench_sign_in(b);
    script.fails[F_SIGN_OUT] = STATUS_OFFLINE;
    desk_sign_out(b->desk);
    until(b, desk_step(b->desk));
    assert_int_equal(desk_notice(b->desk)->tone, TONE_WARNING);
}

static void test_renewed_before_it_ends(void **state)
{
    struct bench *b = *state;

    server.left = 90;
    bench_sign_in(b);
    until(b, server.refreshes == 1);
    assert_int_equal(desk_session(b->desk), DESK_SIGNED_IN);
}

static void test_end_is_seen_coming(void **state)
{
    struct bench *b = *state;

    server.left = 90;
    script.fails[F_REFRESH] = STATUS_REFUSED;
    bench_sign_in(b);
    until(b, desk_notice(b->desk));
    assert_int_equal(desk_notice(b->desk)->tone, TONE_WARNING);
    assert_int_equal(desk_session(b->desk), DESK_SIGNED_IN);
}

static void test_ended_by_the_clock(void **state)
{
    struct bench *b = *state;

    server.left = 0;
    bench_sign_in(b);
    until(b, desk_session(b->desk) == DESK_LOST);
}

static void test_esc_stops_signing_in(void **state)
{
    struct bench *b = *state;

    until(b, desk_step(b->desk));
    script.hold[F_SIGN_IN] = true;
    bench_password(b, "olena@training.example", "training");
    assert_true(desk_step_waiting(b->desk));
    assert_string_equal(desk_awaited(b->desk, NULL)->id, "Signing in");
    assert_true(desk_cancel_newest(b->desk));
    assert_null(fake_call(F_SIGN_IN));
    assert_false(desk_step_waiting(b->desk));
    assert_non_null(desk_step(b->desk));
    assert_false(desk_cancel_newest(b->desk));
}

static void test_phone_only_in_training(void **state)
{
    struct bench *b = *state;
    static const char line[] =
        "{\"at\":\"2026-01-05T12:04:00Z\",\"to\":\"+380\",\"text\":\"a\\u001b[31mb\",\"code\":\"3748\"}";

    phone_line(b->desk, line, sizeof line - 1);
    assert_null(desk_phone(b->desk));
    b->desk->profile->training = true;
    phone_line(b->desk, "not json", 8);
    assert_null(desk_phone(b->desk));
    phone_line(b->desk, line, sizeof line - 1);
    assert_string_equal(desk_phone(b->desk)->code, "3748");
    assert_null(strchr(desk_phone(b->desk)->text, '\x1b'));
}

static void test_phone_file(void **state)
{
    struct bench *b = *state;
    char *path = scratch_path(b->folder, "phone");
    FILE *f;

    b->desk->profile->training = true;
    text_replace(&b->desk->profile->phone_file, path);
    phone_watch(b->desk);
    f = fopen(path, "a");
    fputs("{\"code\":\"11", f);
    fflush(f);
    bench_turn(b);
    assert_null(desk_phone(b->desk));
    fputs("11\"}\n{\"code\":\"2222\"}\n", f);
    fclose(f);
    until(b, desk_phone(b->desk) && strcmp(desk_phone(b->desk)->code, "2222") == 0);
    free(path);
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_walk),
        WITH_DESK(test_wrong_password_keeps_the_name),
        WITH_DESK(test_walk_over_begins_anew_with_the_reason),
        WITH_DESK(test_code_wrong_and_resent),
        WITH_DESK(test_stale_answer_is_ignored),
        WITH_DESK(test_no_first_step_is_tried_again),
        WITH_DESK(test_lost_over_the_work),
        WITH_DESK(test_lost_and_somebody_else),
        WITH_DESK(test_lock),
        WITH_DESK(test_third_wrong_password_signs_out_over_the_work),
        WITH_DESK(test_lost_while_locked),
        WITH_DESK(test_idle_lock),
        WITH_DESK(test_sign_out),
        WITH_DESK(test_sign_out_without_a_line),
        WITH_DESK(test_renewed_before_it_ends),
        WITH_DESK(test_end_is_seen_coming),
        WITH_DESK(test_ended_by_the_clock),
        WITH_DESK(test_esc_stops_signing_in),
        WITH_DESK(test_phone_only_in_training),
        WITH_DESK(test_phone_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

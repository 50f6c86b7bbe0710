/* The training registry's process: its address, its phone, its end; with a small program in its place. */
#include "tests/unit/desk_bench.h"

#include <signal.h>
#include <sys/stat.h>

/* A stand-in: says it is ready, tells of a message, notes how it was started, lives until its input ends. */
static const char stand_in[] =
    "#!/bin/sh\n"
    "echo \"$*\" > \"$(dirname \"$0\")/arguments\"\n"
    "echo $$ > \"$(dirname \"$0\")/pid\"\n"
    "echo 'words of no meaning'\n"
    "echo 'ready http://127.0.0.1:9'\n"
    "echo 'phone {\"at\":\"2026-01-05T12:04:00Z\",\"text\":\"Code 3748\",\"code\":\"3748\"}'\n"
    "cat >/dev/null\n";

static int training_open(struct bench *b, const char *program)
{
    ERROR_AUTO e = {0};
    struct profile *p;
    struct desk_options o = {
        .loop = b->loop, .config = b->config, .helper_dir = b->folder, .changed = bench_changed, .data = b};
    enum status s;

    if (program)
        scratch_write(b->folder, "registrar-sandbox", program, 0700);
    desk_close(&b->desk);
    p = profile_copy(config_profile(b->config, "test"));
    p->training = p->start = true;
    text_replace(&p->url, "");
    o.profile = p;
    s = desk_open_with(&fake_registry, &o, &b->desk, &e);
    profile_free(&p);
    return s;
}

static bool file_there(struct bench *b, const char *name)
{
    char *path = scratch_path(b->folder, name);
    char *text = scratch_read(path, NULL);
    bool there = text && strchr(text, '\n');

    free(text);
    free(path);
    return there;
}

static pid_t pid_of(struct bench *b)
{
    char *path = scratch_path(b->folder, "pid");
    char *text = scratch_read(path, NULL);
    pid_t pid = text ? (pid_t)strtol(text, NULL, 10) : 0;

    free(text);
    free(path);
    return pid;
}

static void test_start(void **state)
{
    struct bench *b = *state;
    char *path, *arguments;

    assert_int_equal(training_open(b, stand_in), STATUS_OK);
    assert_int_equal(desk_session(b->desk), DESK_STARTING);
    until(b, desk_session(b->desk) == DESK_SIGNED_OUT && desk_step(b->desk));
    assert_string_equal(desk_profile(b->desk)->url, "http://127.0.0.1:9");
    until(b, desk_phone(b->desk));
    assert_string_equal(desk_phone(b->desk)->code, "3748");
    path = scratch_path(b->folder, "arguments");
    arguments = scratch_read(path, NULL);
    assert_non_null(strstr(arguments, "--size demo"));
    assert_non_null(strstr(arguments, "--stdin-guard"));
    assert_non_null(strstr(arguments, "/registrar/training"));
    free(arguments);
    free(path);
    bench_sign_in(b);
}

static bool gone(void *data)
{
    return kill(*(pid_t *)data, 0) != 0;
}

static void test_ends_with_the_desk(void **state)
{
    struct bench *b = *state;
    pid_t pid;

    assert_int_equal(training_open(b, stand_in), STATUS_OK);
    until(b, desk_step(b->desk) && file_there(b, "pid"));
    pid = pid_of(b);
    assert_int_equal(kill(pid, 0), 0);
    desk_close(&b->desk);
    assert_true(wait_until(gone, &pid, 5000));
}

static void test_comes_back_after_it_died(void **state)
{
    struct bench *b = *state;
    struct record_ref ref = bench_ref("r00001");
    struct desk_page *p;
    pid_t pid;

    assert_int_equal(training_open(b, stand_in), STATUS_OK);
    until(b, desk_step(b->desk) && file_there(b, "pid"));
    bench_sign_in(b);
    p = desk_page_open(b->desk, &ref);
    until(b, desk_page(p));
    pid = pid_of(b);
    kill(pid, SIGKILL);
    until(b, desk_session(b->desk) == DESK_STARTING);
    assert_non_null(desk_step_error(b->desk));
    assert_non_null(desk_page(p)); /* the work stays */
    until(b, desk_session(b->desk) == DESK_LOST && desk_step(b->desk));
    bench_sign_in(b);
    assert_non_null(desk_page(p));
    desk_page_close(&p);
}

static void test_does_not_start(void **state)
{
    struct bench *b = *state;

    assert_int_not_equal(training_open(b, NULL), STATUS_OK);
    assert_null(b->desk);
    assert_int_equal(training_open(b, "#!/bin/sh\necho 'no port' >&2\nexit 3\n"), STATUS_OK);
    until(b, desk_step_error(b->desk));
    assert_string_equal(desk_step_error(b->desk)->what.id, "The training registry ended unexpectedly. %s");
    assert_non_null(strstr(desk_step_error(b->desk)->what.args[0], "no port"));
}

static void test_an_address_elsewhere_is_refused(void **state)
{
    struct bench *b = *state;

    assert_int_equal(training_open(b, "#!/bin/sh\necho 'ready http://example.org'\ncat >/dev/null\n"),
                     STATUS_OK);
    until(b, desk_step_error(b->desk));
    assert_int_equal(desk_session(b->desk), DESK_STARTING);
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_start),
        WITH_DESK(test_ends_with_the_desk),
        WITH_DESK(test_comes_back_after_it_died),
        WITH_DESK(test_does_not_start),
        WITH_DESK(test_an_address_elsewhere_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

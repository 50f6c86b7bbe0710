/* A desk on a loop with real files in a folder of its own, the registry in memory behind it. */
#ifndef UNIT_DESK_BENCH_H
#define UNIT_DESK_BENCH_H

#include "tests/unit/desk_fake.h"

#include "config/config.h"
#include "desk/desk.h"
#include "desk/desk_private.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

struct bench {
    char *folder, *build;
    struct loop *loop;
    struct config *config;
    struct desk *desk;
    unsigned changed;
};

/* Turns the loop until the condition holds. */
#define until(b, condition)                                                                                  \
    do {                                                                                                     \
        int64_t give_up_ = wait_now() + wait_patience(10000);                                                \
        while (!(condition)) {                                                                               \
            if (wait_now() > give_up_)                                                                       \
                fail_msg("never came: %s", #condition);                                                      \
            loop_wait((b)->loop, 20);                                                                        \
        }                                                                                                    \
    } while (0)

/* Turns the loop until nothing is due at once any more. */
FAKE void bench_turn(struct bench *b)
{
    for (int i = 0; i < 12; i++)
        loop_wait(b->loop, 0);
}

FAKE void bench_changed(void *data, unsigned what)
{
    ((struct bench *)data)->changed |= what;
}

FAKE void bench_desk_open(struct bench *b)
{
    ERROR_AUTO e = {0};
    const struct desk_options o = {.loop = b->loop,
                                   .config = b->config,
                                   .profile = config_profile(b->config, "test"),
                                   .helper_dir = b->build,
                                   .changed = bench_changed,
                                   .data = b};

    if (desk_open_with(&fake_registry, &o, &b->desk, &e) != STATUS_OK)
        fail_msg("the desk does not open: %s %s", e.what.id, e.what.args[0] ? e.what.args[0] : "");
}

FAKE void bench_folders(const char *folder)
{
    static const char *const names[] = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
                                        "XDG_DATA_HOME"};

    setenv("HOME", folder, 1);
    for (int i = 0; i < 4; i++) {
        char *path = scratch_path(folder, names[i]);

        setenv(names[i], path, 1);
        free(path);
    }
}

FAKE int bench_setup(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    char *file;

    memset(&server, 0, sizeof server);
    memset(&script, 0, sizeof script);
    server.rows = 142;
    server.left = -1;
    script.step = STEP_CONFIRM;
    script.sign_in_left = 2;
    secret_setup();
    b->folder = scratch_new();
    b->build = program_build();
    bench_folders(b->folder);
    scratch_write(
        b->folder, "registrar.ini",
        "[general]\nlock_minutes = 10\n[profile test]\nregistry = ehealth\nurl = http://127.0.0.1:9\n"
        "client_id = a\nlogin_client_id = b\n",
        0600);
    file = scratch_path(b->folder, "registrar.ini");
    assert_int_equal(config_load(file, &b->config, NULL), STATUS_OK);
    free(file);
    assert_non_null(config_profile(b->config, "test"));
    b->loop = loop_new();
    bench_desk_open(b);
    *state = b;
    return 0;
}

FAKE int bench_teardown(void **state)
{
    struct bench *b = *state;

    desk_close(&b->desk);
    config_free(&b->config);
    loop_free(&b->loop);
    scratch_remove(&b->folder);
    free(b->build);
    free(b);
    return 0;
}

/* --- what a person does --- */

FAKE void bench_password(struct bench *b, const char *user, const char *password)
{
    struct form *f;
    const struct step_answer answer = {.step_id = "password", .verb = VERB_SUBMIT};

    until(b, desk_step(b->desk) && desk_step(b->desk)->kind == STEP_FORM);
    f = desk_step_form(b->desk);
    assert_non_null(f);
    if (user)
        form_set(f, 0, user);
    secret_set(form_secret(f, 1), password, strlen(password));
    desk_answer(b->desk, &answer);
}

FAKE void bench_code(struct bench *b, const char *code)
{
    struct secret s = {0};
    const struct step_answer answer = {.step_id = "code", .verb = VERB_SUBMIT, .code = &s};

    until(b, desk_step(b->desk) && desk_step(b->desk)->kind == STEP_CODE);
    secret_set(&s, code, strlen(code));
    desk_answer(b->desk, &answer);
    secret_clear(&s);
}

FAKE void bench_sign_in_as(struct bench *b, const char *user)
{
    bench_password(b, user, "training");
    bench_code(b, "123456");
    until(b, desk_session(b->desk) == DESK_SIGNED_IN);
}

FAKE void bench_sign_in(struct bench *b)
{
    bench_sign_in_as(b, "olena@training.example");
}

/* As if the program was killed: nothing is said to anybody, the files stay as they are. */
FAKE void bench_restart(struct bench *b)
{
    desk_close(&b->desk);
    bench_desk_open(b);
}

FAKE struct record_ref bench_ref(const char *id)
{
    return (struct record_ref){.kind = (char *)"request", .id = (char *)id, .label = (char *)id};
}

/* Begins an action and answers its step: a code, or only "yes". */
FAKE struct desk_task *bench_act(struct bench *b, const char *id, const char *action, const char *code)
{
    struct record_ref ref = bench_ref(id);
    struct desk_task *t = desk_task_begin(b->desk, &ref, action);
    struct secret s = {0};
    struct step_answer answer = {.verb = VERB_SUBMIT};

    until(b, desk_task_state(t) == TASK_STEP);
    answer.step_id = desk_task_step(t)->id;
    if (code) {
        secret_set(&s, code, strlen(code));
        answer.code = &s;
    }
    desk_task_answer(t, &answer);
    secret_clear(&s);
    return t;
}

FAKE struct outbox_row *bench_only_row(struct bench *b)
{
    const struct outbox_query q = {.states = OUTBOX_ALL};
    struct outbox_row **rows = NULL, *row = NULL;
    size_t n = 0;

    assert_int_equal(outbox_list(b->desk->outbox, &q, &rows, &n, NULL), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(outbox_find(b->desk->outbox, rows[0]->id, &row, NULL), STATUS_OK);
    outbox_rows_free(&rows, n);
    return row;
}

FAKE enum outbox_state bench_state(struct bench *b)
{
    struct outbox_row *row = bench_only_row(b);
    enum outbox_state s = row->state;

    outbox_row_free(&row);
    return s;
}

/* A folder's files hold that text nowhere. */
FAKE void bench_nowhere(struct bench *b, const char *needle)
{
    char *where = scratch_search(b->folder, needle, strlen(needle));

    if (where)
        fail_msg("%s is in %s", needle, where);
}

#endif

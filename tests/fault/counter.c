/* The person at the counter: steps answered one by one, waits bounded. */
#include "tests/fault/counter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "config/config.h"
#include "desk/desk.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/world.h"

enum { HEALTHY_MS = 20000, WAIT_MS = 20 };

struct counter *counter_new(struct world *w, const char *request)
{
    /* cppcheck-suppress invalidFunctionArg; memory of nobody's file */
    struct counter *c = mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (c == MAP_FAILED)
        fail_msg("no shared memory");
    snprintf(c->request, sizeof c->request, "%s", request);
    snprintf(c->config, sizeof c->config, "%s/config/registrar/registrar.ini", world_home(w));
    return c;
}

static void home_remove(struct counter *c)
{
    char *home = text_dup(c->home);

    if (home && *home)
        scratch_remove(&home);
    free(home);
    c->home[0] = '\0';
}

void counter_free(struct counter **c)
{
    home_remove(*c);
    munmap(*c, sizeof **c);
    *c = NULL;
}

/* The registry keeps everything in one file, so a request can be made new behind its back. */
static void request_renew(struct world *w, const char *id)
{
    AUTO_FREE char *file = text_format("%s/registry/registry.db", world_folder(w));
    AUTO_FREE char *sql = text_format("UPDATE declaration_request SET status = 'NEW', status_reason = NULL"
                                      " WHERE id = '%s'",
                                      id);
    sqlite3 *db = NULL;

    if (!scratch_exists(file) || sqlite3_open(file, &db) != SQLITE_OK)
        fail_msg("the registry's file is not where it was: %s", file);
    sqlite3_busy_timeout(db, 10000);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK || sqlite3_changes(db) != 1)
        fail_msg("the request cannot be made new: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

void counter_renew(struct counter *c, struct world *w)
{
    request_renew(w, c->request);
}

void counter_begin(struct counter *c, struct world *w)
{
    char *home;

    home_remove(c);
    home = scratch_new();
    snprintf(c->home, sizeof c->home, "%s", home);
    free(home);
    request_renew(w, c->request);
    c->signed_in = c->promised = c->told = c->ended = false;
    c->unsent = -1;
}

/* ---- the walk ---------------------------------------------------------------------------------------------
 */

struct walk {
    struct counter *c;
    struct loop *loop;
    struct config *config;
    struct desk *desk;
    char *helpers, *used; /* used: the code that was tried last */
    bool waiting_seen;
};

static void on_changed(void *data, unsigned what)
{
    (void)data;
    (void)what;
}

static bool walk_open(struct walk *w)
{
    struct desk_options o = {.loop = w->loop, .helper_dir = w->helpers, .changed = on_changed};
    ERROR_AUTO e = {0};
    size_t problems;

    if (!w->loop || !w->helpers || config_load(w->c->config, &w->config, &e))
        return false;
    config_problems(w->config, &problems);
    if (problems) /* an unreadable file would send this walk to a training registry of its own */
        return false;
    o.config = w->config;
    o.profile = config_profile(w->config, NULL);
    return desk_open(&o, &w->desk, &e) == STATUS_OK;
}

static void walk_close(struct walk *w)
{
    if (w->desk)
        desk_close(&w->desk);
    config_free(&w->config);
    loop_free(&w->loop);
    free(w->helpers);
    free(w->used);
}

/* Answers the step being asked; false when there is nothing to answer it with yet. */
static bool step_answer(struct walk *w)
{
    const struct step *s = desk_step(w->desk);
    struct step_answer answer = {.verb = VERB_SUBMIT};
    struct secret code = {0};

    if (!s || desk_step_waiting(w->desk))
        return false;
    answer.step_id = s->id;
    if (s->kind == STEP_FORM) {
        struct form *f = desk_step_form(w->desk);
        if (!f || form_set(f, 0, WORLD_USER))
            return false;
        if (!secret_set(form_secret(f, 1), WORLD_PASSWORD, strlen(WORLD_PASSWORD)))
            return false;
        answer.form = f;
    } else if (s->kind == STEP_CODE) {
        const struct phone_message *m = desk_phone(w->desk);
        if (!m || !m->code || text_equal(m->code, w->used))
            return false;
        text_replace(&w->used, m->code);
        secret_set(&code, m->code, strlen(m->code));
        answer.code = &code;
    } else if (s->kind == STEP_CHOICE) {
        answer.choice = s->options.n ? s->options.items[0].id : NULL;
    }
    desk_answer(w->desk, &answer);
    secret_clear(&code);
    return true;
}

/* Turns the loop until the test says so, or until patience ends. */
static bool walk_until(struct walk *w, bool (*seen)(struct walk *))
{
    int64_t end = clock_steady() + w->c->patience_ms;

    while (!seen(w)) {
        if (clock_steady() > end)
            return false;
        loop_wait(w->loop, WAIT_MS);
    }
    return true;
}

static bool signed_in(struct walk *w)
{
    if (desk_session(w->desk) == DESK_SIGNED_IN)
        return true;
    if (desk_session(w->desk) != DESK_STARTING)
        step_answer(w);
    return false;
}

static bool outbox_empty(struct walk *w)
{
    return desk_unsent(w->desk) == 0;
}

struct approval {
    struct walk *w;
    struct desk_task *task;
    bool answered;
};

/* True when the task can go no further. */
static bool approval_turn(struct approval *a)
{
    struct step_answer answer = {.verb = VERB_SUBMIT};
    enum task_state s = desk_task_state(a->task);

    if (s == TASK_STEP && !a->answered) {
        a->answered = true;
        answer.step_id = desk_task_step(a->task)->id;
        desk_task_answer(a->task, &answer);
        s = desk_task_state(a->task);
    }
    if (s == TASK_SENDING || s == TASK_ASKING || s == TASK_DONE || s == TASK_LATER)
        a->w->c->promised = true;
    if (s == TASK_DONE)
        a->w->c->told = true;
    return s == TASK_DONE || s == TASK_FAILED || s == TASK_LATER || (s == TASK_STEP && a->answered);
}

static void approve(struct walk *w)
{
    struct record_ref ref = {.kind = (char *)"request", .id = w->c->request, .label = (char *)"request"};
    struct approval a = {.w = w, .task = desk_task_begin(w->desk, &ref, "approve")};
    int64_t end = clock_steady() + w->c->patience_ms;

    while (a.task && !approval_turn(&a) && clock_steady() < end)
        loop_wait(w->loop, WAIT_MS);
    if (a.task)
        desk_task_close(&a.task);
}

/* A home of its own: nothing is shared between two walks of a sweep but what the first left on the disk. */
static void home_enter(const char *home)
{
    static const char *const names[] = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
                                        "XDG_DATA_HOME"};

    setenv("HOME", home, 1);
    for (int i = 0; i < 4; i++)
        setenv(names[i], home, 1);
}

void counter_walk(void *data)
{
    struct counter *c = data;
    struct walk w = {.c = c};

    home_enter(c->home);
    w.loop = loop_new();
    w.helpers = program_build();
    if (walk_open(&w) && walk_until(&w, signed_in)) {
        c->signed_in = true;
        walk_until(&w, outbox_empty);
        approve(&w);
        walk_until(&w, outbox_empty);
        c->unsent = desk_unsent(w.desk);
    }
    walk_close(&w);
    c->ended = true;
}

bool counter_healthy(struct counter *c)
{
    long patience = c->patience_ms;
    int status = 0;
    pid_t pid, parent = getpid();

    c->patience_ms = HEALTHY_MS;
    c->ended = c->signed_in = false;
    pid = fork();
    if (pid == 0) {
        program_child_setup(parent);
        counter_walk(c);
        _exit(0);
    }
    while (waitpid(pid, &status, 0) < 0)
        ;
    c->patience_ms = patience;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 && c->ended;
}

const char *counter_judge(struct counter *c, struct world *w, long before)
{
    bool promised = c->promised, told = c->told;
    long after = world_count(w, "approve");

    if (told && after != before + 1)
        return "it was said to be done and is not";
    if (after > before + 1)
        return "it was done twice";
    if (!counter_healthy(c))
        return "the healthy run after it crashed";
    if (!c->signed_in)
        return "the healthy run after it could not sign in";
    if (c->unsent)
        return "a row is stuck in the outbox";
    after = world_count(w, "approve");
    if (after > before + 1)
        return "the healthy run did it twice";
    if (after != before + 1)
        return promised ? "a promised approval is lost" : "it cannot be approved any more";
    return NULL;
}

/* The test world: the registry's process, its folder, and the configuration that points at it. */
#include "tests/harness/world_inside.h"

#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

#include "config/training.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { START_DEADLINE = 60000, END_DEADLINE = 20000, ARGS_MAX = 48 };

void world_fail(struct world *w, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    print_error("%s\n", text);
    char *log = w->log_path ? scratch_read(w->log_path, NULL) : NULL;
    char *err = w->err_path ? scratch_read(w->err_path, NULL) : NULL;
    size_t n = log ? strlen(log) : 0;
    print_error("registry's log, its end:\n%s\n", log ? log + (n > 3000 ? n - 3000 : 0) : "(none)");
    if (err && *err) {
        print_error("registry's errors:\n%s\n", err);
    }
    free(log);
    free(err);
    fail();
}

/* Reads the registry's standard output up to the line "ready URL"; the pipe stays open, as its life line. */
static char *registry_ready(struct world *w)
{
    char line[512];
    size_t n = 0;
    int64_t end = wait_now() + wait_patience(START_DEADLINE);
    for (;;) {
        struct pollfd p = {.fd = w->out, .events = POLLIN};
        int64_t left = end - wait_now();
        if (left <= 0 || poll(&p, 1, (int)left) <= 0) {
            return NULL;
        }
        ssize_t got = read(w->out, line + n, 1);
        if (got <= 0) {
            return NULL;
        }
        if (line[n] == '\n') {
            line[n] = '\0';
            if (strncmp(line, "ready ", 6) == 0) {
                return strdup(line + 6);
            }
            n = 0;
        } else if (n + 1 < sizeof line) {
            n++;
        }
    }
}

static void registry_start(struct world *w, const char *port)
{
    /* Tests sign in more often than a person may. */
    const char *argv[ARGS_MAX] = {w->program, "--port", port,        "--data", w->data,
                                  "--size",   w->size,  "--seed",    w->seed,  "--phone",
                                  w->phone,   "--log",  w->log_path, "--set",  "login_otp_sends=1000"};
    size_t n = 15;
    if (w->tls) {
        argv[n++] = "--tls";
    }
    if (w->hostile) {
        argv[n++] = "--hostile";
    }
    for (size_t i = 0; w->extra && w->extra[i] && n + 1 < ARGS_MAX; i++) {
        argv[n++] = w->extra[i];
    }
    char **env = program_environment(w->folder, NULL, NULL, NULL);
    w->pid = program_start(argv, env, w->err_path, &w->out);
    program_environment_free(&env);
    char *url = registry_ready(w);
    if (!url) {
        world_fail(w, "The training registry did not come up");
    }
    free(w->url);
    w->url = url;
}

static void registry_end(struct world *w, bool hard)
{
    int status = 0;
    if (w->pid <= 0) {
        return;
    }
    kill(w->pid, hard ? SIGKILL : SIGTERM);
    bool ended = wait_child(w->pid, &status, END_DEADLINE);
    if (!ended) {
        kill(w->pid, SIGKILL);
        waitpid(w->pid, &status, 0);
    }
    w->pid = 0;
    close(w->out);
    w->out = -1;
    if (!hard && (!ended || status != 0)) {
        world_fail(
            w, ended ? "The training registry ended badly: %d" : "The training registry hangs at its end: %d",
            wait_code(status));
    }
}

struct world *world_new(const struct world_options *given)
{
    static const struct world_options standard = {0};
    const struct world_options *o = given ? given : &standard;
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->out = -1;
    w->folder = scratch_new();
    scratch_make_folder(w->folder, "home");
    w->home = scratch_path(w->folder, "home");
    w->data = scratch_path(w->folder, "registry");
    w->phone = scratch_path(w->folder, "phone");
    w->log_path = scratch_path(w->folder, "registry.log");
    w->err_path = scratch_path(w->folder, "registry.err");
    w->program = program_path("registrar-sandbox");
    w->size = o->size ? o->size : "small";
    w->seed = o->seed ? o->seed : "1";
    w->tls = o->tls;
    w->hostile = o->hostile;
    w->extra = o->extra;
    if (!o->no_registry) {
        registry_start(w, "0");
        world_configure(w, o->general, o->profile);
    }
    return w;
}

void world_free(struct world **ww)
{
    struct world *w = *ww;
    if (!w) {
        return;
    }
    registry_end(w, false);
    json_decref(w->fixtures);
    scratch_remove(&w->folder);
    free(w->home);
    free(w->data);
    free(w->phone);
    free(w->log_path);
    free(w->err_path);
    free(w->program);
    free(w->url);
    free(w);
    *ww = NULL;
}

const char *world_url(const struct world *w)
{
    return w->url;
}

const char *world_home(const struct world *w)
{
    return w->home;
}

const char *world_folder(const struct world *w)
{
    return w->folder;
}

void world_stop(struct world *w, bool hard)
{
    registry_end(w, hard);
}

void world_resume(struct world *w)
{
    const char *colon = strrchr(w->url, ':');
    char port[16];
    snprintf(port, sizeof port, "%s", colon ? colon + 1 : "0");
    port[strspn(port, "0123456789")] = '\0';
    registry_start(w, port);
}

/* True when a line of `lines` sets `key`. */
static bool sets(const char *lines, const char *key)
{
    size_t n = strlen(key);
    for (const char *at = lines; at && *at; at = strchr(at, '\n'), at += at != NULL) {
        if (strncmp(at, key, n) == 0 && at[n + strspn(at + n, " ")] == '=') {
            return true;
        }
    }
    return false;
}

void world_configure(struct world *w, const char *general, const char *profile)
{
    char *secret = scratch_path(w->home, "secret");
    const char *const ours[][2] = {
        {"title", "eHealth training"},
        {"registry", "ehealth"},
        {"url", w->url ? w->url : "http://127.0.0.1:1"}, /* nobody listens there */
        {"training", "yes"},
        {"phone_file", w->phone},
        {"place", "Lviv, office 3"},
        {"client_id", TRAINING_CLIENT_ID},
        {"client_secret_file", secret},
        {"login_client_id", TRAINING_LOGIN_CLIENT_ID},
        {"redirect_uri", TRAINING_REDIRECT_URI},
        {"scope", TRAINING_SCOPE},
        {"legal_entity_id", TRAINING_LEGAL_ENTITY_ID},
        {"auth_methods", "connection"},
    };
    char *ini = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&ini, &n);
    assert_non_null(out);
    fprintf(out, "[general]\nprofile = test\n%s\n[profile test]\n", general ? general : "");
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (!sets(profile, ours[i][0])) {
            fprintf(out, "%s = %s\n", ours[i][0], ours[i][1]);
        }
    }
    fprintf(out, "%s\n", profile ? profile : "");
    fclose(out);
    scratch_write(w->home, "secret", TRAINING_CLIENT_SECRET "\n", 0600);
    scratch_write(w->home, "config/registrar/registrar.ini", ini, 0600);
    free(ini);
    free(secret);
}

struct pty *world_open(struct world *w, const struct world_program *given)
{
    static const struct world_program standard = {0};
    const struct world_program *o = given ? given : &standard;
    char *program = program_path("registrar");
    const char *argv[ARGS_MAX] = {program};
    for (size_t i = 0; o->args && o->args[i] && i + 2 < ARGS_MAX; i++) {
        argv[i + 1] = o->args[i];
    }
    struct pty *p = pty_start(&(struct pty_options){
        .argv = argv,
        .rows = o->rows,
        .cols = o->cols,
        .term = o->term,
        .lang = o->lang,
        .extra = o->extra,
        .home = w->home,
        .rate = o->rate,
        .hang_up_at = o->hang_up_at,
    });
    free(program);
    return p;
}

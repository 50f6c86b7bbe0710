/* Finding the built programs, closing their environment, running them without a terminal. */
#include "tests/harness/program.h"

#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ENVIRONMENT_MAX = 64, DEADLINE_DEFAULT = 10000 };

static void program_die(const char *what)
{
    fprintf(stderr, "harness: %s: %s\n", what, strerror(errno));
    abort();
}

char *program_build(void)
{
    const char *given = getenv("REGISTRAR_BUILD");
    if (given && *given) {
        char *path = realpath(given, NULL);
        return path ? path : strdup(given);
    }
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n < 0) {
        program_die("cannot read /proc/self/exe");
    }
    self[n] = '\0';
    /* BUILD/tests/<kind>/<name>: three steps up */
    for (int up = 0; up < 3; up++) {
        char *slash = strrchr(self, '/');
        if (slash) {
            *slash = '\0';
        }
    }
    return strdup(self);
}

char *program_path(const char *name)
{
    char *build = program_build();
    char *path = scratch_path(build, name);
    free(build);
    return path;
}

char *program_source(void)
{
    const char *given = getenv("REGISTRAR_SOURCE");
    if (given && *given) {
        return strdup(given);
    }
    char *at = program_build();
    while (*at) {
        char *probe = scratch_path(at, "tests/harness/program.h");
        bool here = scratch_exists(probe);
        free(probe);
        if (here) {
            return at;
        }
        char *slash = strrchr(at, '/');
        if (!slash) {
            break;
        }
        *slash = '\0';
    }
    free(at);
    char *here = getcwd(NULL, 0);
    if (!here) {
        program_die("cannot find the source tree");
    }
    return here;
}

static size_t environment_find(char **env, size_t n, const char *name, size_t len)
{
    size_t i = 0;
    while (i < n && (strncmp(env[i], name, len) != 0 || env[i][len] != '=')) {
        i++;
    }
    return i;
}

/* Puts "NAME=VALUE" into the list, in place of an older one; a NAME alone takes it out. Takes the string. */
static size_t environment_put(char **env, size_t n, char *pair)
{
    if (!pair) {
        program_die("no memory for an environment");
    }
    size_t len = strcspn(pair, "=");
    bool set = pair[len] == '=';
    size_t at = environment_find(env, n, pair, len);
    if (at < n) {
        free(env[at]);
        env[at] = env[n - 1];
        n--;
    }
    if (!set || n + 1 >= ENVIRONMENT_MAX) {
        free(pair);
        return n;
    }
    env[n] = pair;
    return n + 1;
}

static char *environment_pair(const char *name, const char *value, const char *below)
{
    char *pair = NULL;
    return asprintf(&pair, "%s=%s%s", name, value, below) < 0 ? NULL : pair;
}

char **program_environment(const char *home, const char *lang, const char *term, const char *const *extra)
{
    static const char *const folders[][2] = {
        {"HOME", ""},
        {"XDG_CONFIG_HOME", "/config"},
        {"XDG_STATE_HOME", "/state"},
        {"XDG_CACHE_HOME", "/cache"},
        {"XDG_DATA_HOME", "/data"},
        {"XDG_RUNTIME_DIR", "/run"},
        {"TMPDIR", "/tmp"},
    };
    static const char *const kept[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
    char **env = calloc(ENVIRONMENT_MAX, sizeof *env);
    if (!env) {
        program_die("no memory for an environment");
    }
    size_t n = 0;
    n = environment_put(env, n, environment_pair("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", ""));
    n = environment_put(env, n, environment_pair("LANG", lang ? lang : "C.UTF-8", ""));
    n = environment_put(env, n, environment_pair("TERM", term ? term : "xterm-256color", ""));
    n = environment_put(env, n, environment_pair("TZ", "UTC", ""));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (i > 0) {
            scratch_make_folder(home, folders[i][1] + 1);
        }
        n = environment_put(env, n, environment_pair(folders[i][0], home, folders[i][1]));
    }
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        const char *value = getenv(kept[i]);
        if (value) {
            n = environment_put(env, n, environment_pair(kept[i], value, ""));
        }
    }
    for (size_t i = 0; extra && extra[i]; i++) {
        n = environment_put(env, n, strdup(extra[i]));
    }
    env[n] = NULL;
    return env;
}

void program_environment_free(char ***env)
{
    for (size_t i = 0; *env && (*env)[i]; i++) {
        free((*env)[i]);
    }
    free(*env);
    *env = NULL;
}

void program_child_setup(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(126);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int s = 1; s < NSIG; s++) {
        signal(s, SIG_DFL);
    }
}

static _Noreturn void program_exec(const char *const *argv, char *const *env)
{
    execve(argv[0], (char *const *)(const void *)argv, env);
    dprintf(STDERR_FILENO, "harness: cannot start %s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

pid_t program_start(const char *const *argv, char *const *env, const char *err_path, int *out)
{
    int pipe_fds[2];
    if (pipe2(pipe_fds, O_CLOEXEC) != 0) {
        program_die("no pipe");
    }
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        program_die("no process");
    }
    if (pid == 0) {
        program_child_setup(parent);
        setsid();
        int null = open("/dev/null", O_RDWR);
        int err = err_path ? open(err_path, O_WRONLY | O_CREAT | O_APPEND, 0600) : dup(STDERR_FILENO);
        dup2(null, STDIN_FILENO);
        dup2(pipe_fds[1], STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        close_range(3, ~0U, 0);
        program_exec(argv, env);
    }
    close(pipe_fds[1]);
    *out = pipe_fds[0];
    return pid;
}

struct program_pipe {
    char *data;
    size_t n, room;
};

/* Takes what the pipe holds; false at its end. */
static bool program_drain(int fd, struct program_pipe *pipe)
{
    if (pipe->room - pipe->n < 4096) {
        pipe->room = pipe->room * 2 + 8192;
        char *more = realloc(pipe->data, pipe->room + 1);
        if (!more) {
            program_die("no memory for output");
        }
        pipe->data = more;
    }
    ssize_t got = read(fd, pipe->data + pipe->n, pipe->room - pipe->n);
    if (got > 0) {
        pipe->n += (size_t)got;
    }
    pipe->data[pipe->n] = '\0';
    return got > 0 || (got < 0 && errno == EINTR);
}

static pid_t program_spawn(const struct program_run *run, const char *home, int in, int out, int err)
{
    char **env = program_environment(home, run->lang, run->term, run->extra);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        program_die("no process");
    }
    if (pid == 0) {
        program_child_setup(parent);
        setsid();
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        close_range(3, ~0U, 0);
        if (chdir(home) != 0) {
            _exit(126);
        }
        program_exec(run->argv, env);
    }
    program_environment_free(&env);
    return pid;
}

static void program_feed(int fd, const char **input, size_t *left)
{
    ssize_t put = write(fd, *input, *left);
    if (put >= 0) {
        *input += put;
        *left -= (size_t)put;
    } else if (errno != EAGAIN && errno != EINTR) {
        *left = 0; /* it reads no more */
    }
}

/* Writes input, collects both outputs until their ends; false when the deadline passed. */
static bool program_serve(const struct program_run *run, int fds[3], struct program_pipe pipes[2])
{
    int64_t end = wait_now() + wait_patience(run->deadline_ms ? run->deadline_ms : DEADLINE_DEFAULT);
    const char *input = run->input ? run->input : "";
    size_t left = strlen(input);
    while (fds[1] >= 0 || fds[2] >= 0) {
        if (left == 0 && fds[0] >= 0) {
            close(fds[0]);
            fds[0] = -1;
        }
        struct pollfd p[3] = {{fds[0], POLLOUT, 0}, {fds[1], POLLIN, 0}, {fds[2], POLLIN, 0}};
        int64_t wait = end - wait_now();
        if (wait <= 0) {
            return false;
        }
        poll(p, 3, (int)wait);
        if (p[0].revents) {
            program_feed(fds[0], &input, &left);
        }
        for (int i = 1; i < 3; i++) {
            if (p[i].revents && !program_drain(fds[i], &pipes[i - 1])) {
                close(fds[i]);
                fds[i] = -1;
            }
        }
    }
    return true;
}

void program_run(struct program_run *run)
{
    int in[2];
    int out[2];
    int err[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
        program_die("no pipe");
    }
    char *own = run->home ? NULL : scratch_new();
    signal(SIGPIPE, SIG_IGN);
    pid_t pid = program_spawn(run, own ? own : run->home, in[0], out[1], err[1]);
    close(in[0]);
    close(out[1]);
    close(err[1]);
    fcntl(in[1], F_SETFL, O_NONBLOCK);

    int fds[3] = {in[1], out[0], err[0]};
    struct program_pipe pipes[2] = {{calloc(1, 1), 0, 0}, {calloc(1, 1), 0, 0}};
    bool ended = program_serve(run, fds, pipes);
    for (int i = 0; i < 3; i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
    int status = 0;
    if (!ended || !wait_child(pid, &status, run->deadline_ms ? run->deadline_ms : DEADLINE_DEFAULT)) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        run->code = -1000;
    } else {
        run->code = wait_code(status);
    }
    run->out = pipes[0].data;
    run->out_size = pipes[0].n;
    run->err = pipes[1].data;
    run->err_size = pipes[1].n;
    scratch_remove(&own);
}

void program_run_free(struct program_run *run)
{
    free(run->out);
    free(run->err);
    run->out = run->err = NULL;
}

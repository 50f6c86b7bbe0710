/*
 * Child programs over fork and exec: pipes in the loop, the end learnt from a pidfd, the whole process group
 * ended together. Between fork and exec only what is safe in a signal handler is called.
 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/limits.h"

enum {
    CHILD_TERM_MS = 2000,  /* between SIGTERM and SIGKILL */
    CHILD_DRAIN_MS = 1000, /* for a pipe that outlives the child in other hands */
    CHILD_LOOK_MS = 20,    /* where the kernel has no pidfd */
    CHILD_READ = 16 * 1024,
};

struct child {
    struct loop *loop;
    struct child_events events;
    pid_t pid;
    int in, out, err, pidfd; /* -1 when closed */
    bool lines, guard, close_in, gone, stopped, overrun, dropped;
    int busy; /* calls into the owner that are running now */
    int code;
    size_t sent;
    struct text input, output, errors;
    struct loop_timer *limit, *kill, *drain, *look;
};

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void pipe_close(struct child *c, int *fd)
{
    if (*fd < 0)
        return;
    loop_unwatch(c->loop, *fd);
    fd_close(fd);
}

static void child_release(struct child *c)
{
    pipe_close(c, &c->in);
    pipe_close(c, &c->out);
    pipe_close(c, &c->err);
    pipe_close(c, &c->pidfd);
    loop_stop(c->loop, &c->limit);
    loop_stop(c->loop, &c->kill);
    loop_stop(c->loop, &c->drain);
    loop_stop(c->loop, &c->look);
    if (c->input.cap)
        explicit_bzero(c->input.data, c->input.cap); /* a signer's input may hold a passphrase */
    text_free(&c->input);
    text_free(&c->output);
    text_free(&c->errors);
    free(c);
}

/* --- the child's side ------------------------------------------------------------------------------------
 */

struct start {
    int in[2], out[2], err[2], fail[2]; /* pipes: [0] read, [1] write */
};

static void others_close_on_exec(void)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */) == 0)
        return;
#endif
    for (int fd = 3; fd < 1024; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void signals_default(void)
{
    struct sigaction plain = {.sa_handler = SIG_DFL};
    sigset_t none;

    sigemptyset(&none);
    for (int s = 1; s < NSIG; s++)
        sigaction(s, &plain, NULL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void child_run(const struct child_options *o, struct start *s, pid_t parent)
{
    static char *const nothing[] = {NULL};
    int number;

    setpgid(0, 0);
    signals_default();
    /* The parent may have died before the death signal was asked for. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && dup2(s->in[0], 0) == 0 &&
        dup2(s->out[1], 1) == 1 && dup2(s->err[1], 2) == 2) {
        others_close_on_exec();
        execve(o->path, (char *const *)o->argv, o->envp ? (char *const *)o->envp : nothing);
    }
    number = errno ? errno : ECHILD;
    while (write(s->fail[1], &number, sizeof number) < 0 && errno == EINTR)
        ;
    _exit(127);
}

/* --- starting --------------------------------------------------------------------------------------------
 */

static void start_close(struct start *s)
{
    int *pipes[] = {s->in, s->out, s->err, s->fail};

    for (size_t i = 0; i < 4; i++) {
        fd_close(&pipes[i][0]);
        fd_close(&pipes[i][1]);
    }
}

/* Pipes with all ends above 2, so that dup2() in the child never hits another end. */
static int start_pipes(struct start *s)
{
    int *pipes[] = {s->in, s->out, s->err, s->fail};

    for (size_t i = 0; i < 4; i++)
        pipes[i][0] = pipes[i][1] = -1;
    for (size_t i = 0; i < 4; i++) {
        if (pipe2(pipes[i], O_CLOEXEC))
            return -1;
        for (int end = 0; end < 2; end++) {
            int low = pipes[i][end];
            if (low > 2)
                continue;
            pipes[i][end] = fcntl(low, F_DUPFD_CLOEXEC, 3);
            close(low);
            if (pipes[i][end] < 0)
                return -1;
        }
    }
    return 0;
}

static void nonblocking(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* Forks; waits until exec() happened or failed. Returns 0 or an errno. */
static int start_fork(const struct child_options *o, struct start *s, pid_t *pid)
{
    pid_t parent = getpid();
    sigset_t all, before;
    int number = 0;
    ssize_t got;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* no handler of ours may run in the child */
    errno = 0;
    *pid = fork();
    if (*pid == 0)
        child_run(o, s, parent);
    number = *pid < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (*pid < 0)
        return number;
    fd_close(&s->fail[1]);
    do
        got = read(s->fail[0], &number, sizeof number);
    while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof number)
        return 0; /* closed by a successful exec */
    while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return number;
}

/* --- while it runs ---------------------------------------------------------------------------------------
 */

static void child_group_signal(struct child *c, int signal)
{
    if (c->gone)
        return;
    if (kill(-c->pid, signal)) /* the group may not exist yet or any more */
        kill(c->pid, signal);
}

static void deliver_line(struct child *c, const char *line, size_t n)
{
    if (n && line[n - 1] == '\r')
        n--;
    if (c->events.line && !c->dropped)
        c->events.line(c->events.data, line, n);
}

static void deliver_lines(struct child *c, bool last)
{
    size_t start = 0;
    char *end;

    while (!c->dropped && (end = memchr(c->output.data + start, '\n', c->output.len - start)) != NULL) {
        size_t n = (size_t)(end - c->output.data) - start;
        deliver_line(c, c->output.data + start, n);
        start += n + 1;
    }
    text_splice(&c->output, 0, start, NULL, 0);
    if (last && c->output.len && !c->dropped) {
        deliver_line(c, c->output.data, c->output.len);
        text_clear(&c->output);
    }
}

/* Calls `end` when the child is gone and both pipes are. The last thing any handler does. */
static void child_settle(struct child *c)
{
    if (c->busy)
        return;
    if (!c->dropped) {
        if (!c->gone || c->out >= 0 || c->err >= 0)
            return;
        c->busy++;
        if (c->lines)
            deliver_lines(c, true);
        if (!c->dropped && c->events.end)
            c->events.end(c->events.data, c->code, &c->output, &c->errors);
        c->busy--;
    }
    child_release(c);
}

static void on_kill(void *data)
{
    struct child *c = data;

    c->kill = NULL;
    child_group_signal(c, SIGKILL);
}

void child_stop(struct child *c)
{
    if (c->gone || c->stopped)
        return;
    c->stopped = true;
    child_group_signal(c, SIGTERM);
    c->kill = loop_after(c->loop, CHILD_TERM_MS, on_kill, c);
    if (!c->kill)
        child_group_signal(c, SIGKILL);
}

static void on_limit(void *data)
{
    struct child *c = data;

    c->limit = NULL;
    child_stop(c);
}

static void on_drain(void *data)
{
    struct child *c = data;

    c->drain = NULL;
    pipe_close(c, &c->out);
    pipe_close(c, &c->err);
    child_settle(c);
}

/* Takes the exit code; anything the child left running in its group ends with it. */
static bool child_reap(struct child *c, int options)
{
    siginfo_t info = {0};

    if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOWAIT | options) || !info.si_pid)
        return false;
    kill(-c->pid, SIGKILL);
    while (waitid(P_PID, (id_t)c->pid, &info, WEXITED) < 0 && errno == EINTR)
        ;
    c->gone = true;
    c->code = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
    return true;
}

static void child_gone(struct child *c)
{
    pipe_close(c, &c->pidfd);
    pipe_close(c, &c->in);
    loop_stop(c->loop, &c->limit);
    loop_stop(c->loop, &c->kill);
    if (c->out >= 0 || c->err >= 0)
        c->drain = loop_after(c->loop, CHILD_DRAIN_MS, on_drain, c);
    if (!c->drain) {
        pipe_close(c, &c->out);
        pipe_close(c, &c->err);
    }
    child_settle(c);
}

static void on_pidfd(void *data, int fd, int events)
{
    struct child *c = data;

    (void)fd;
    (void)events;
    if (child_reap(c, WNOHANG))
        child_gone(c);
}

static void on_look(void *data)
{
    struct child *c = data;

    c->look = NULL;
    if (child_reap(c, WNOHANG)) {
        child_gone(c);
        return;
    }
    c->look = loop_after(c->loop, CHILD_LOOK_MS, on_look, c);
    if (!c->look) { /* no memory to wait politely */
        child_group_signal(c, SIGKILL);
        child_reap(c, 0);
        child_gone(c);
    }
}

static void keep_output(struct child *c, const char *data, size_t n)
{
    text_add_n(&c->output, data, n);
    if (c->lines && text_ok(&c->output))
        deliver_lines(c, false);
    if (!text_ok(&c->output) && !c->overrun) {
        c->overrun = true;
        child_stop(c);
    }
}

/* Reads what is there; false at the end. Errors are kept up to their bound and then let go. */
static bool child_read(struct child *c, int fd, bool output)
{
    char chunk[CHILD_READ];
    ssize_t got = read(fd, chunk, sizeof chunk);

    if (got < 0)
        return errno == EINTR || errno == EAGAIN;
    if (!got)
        return false;
    if (output)
        keep_output(c, chunk, (size_t)got);
    else if (c->errors.len < c->errors.max)
        text_add_n(&c->errors, chunk,
                   (size_t)got < c->errors.max - c->errors.len ? (size_t)got : c->errors.max - c->errors.len);
    return true;
}

static void on_output(void *data, int fd, int events)
{
    struct child *c = data;
    bool output = fd == c->out;

    (void)events;
    c->busy++;
    if (!child_read(c, fd, output))
        pipe_close(c, output ? &c->out : &c->err);
    c->busy--;
    child_settle(c);
}

/* write() that meets a closed pipe without a signal, whatever the program has set for SIGPIPE. */
static ssize_t write_quietly(int fd, const char *data, size_t n)
{
    const struct timespec now = {0};
    sigset_t pipe_only, before, waiting;
    bool had;
    ssize_t done;
    int number;

    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    sigpending(&waiting);
    had = sigismember(&waiting, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
    done = write(fd, data, n);
    number = errno;
    if (done < 0 && number == EPIPE && !had)
        while (sigtimedwait(&pipe_only, NULL, &now) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return done;
}

static void on_input(void *data, int fd, int events);

/* Writes what waits; afterwards watches the pipe, leaves it quiet, or closes it. */
static void child_feed(struct child *c)
{
    while (c->in >= 0 && c->sent < c->input.len) {
        ssize_t done = write_quietly(c->in, c->input.data + c->sent, c->input.len - c->sent);
        if (done > 0) {
            c->sent += (size_t)done;
            continue;
        }
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0 && errno == EAGAIN && !loop_watch(c->loop, c->in, LOOP_WRITE, on_input, c))
            return;
        pipe_close(c, &c->in);
    }
    if (c->in < 0)
        return;
    loop_unwatch(c->loop, c->in);
    explicit_bzero(c->input.data, c->input.cap ? c->input.len : 0);
    text_clear(&c->input);
    c->sent = 0;
    if (!c->guard || c->close_in)
        pipe_close(c, &c->in);
}

static void on_input(void *data, int fd, int events)
{
    (void)fd;
    (void)events;
    child_feed(data);
}

enum status child_send(struct child *c, const char *input, size_t n)
{
    if (c->in < 0 || c->close_in)
        return STATUS_OFFLINE;
    text_add_n(&c->input, input, n);
    if (!text_ok(&c->input)) {
        c->input.failed = false; /* what was taken before still goes out whole */
        return STATUS_LIMIT;
    }
    child_feed(c);
    return STATUS_OK;
}

void child_close_input(struct child *c)
{
    c->close_in = true;
    if (c->in >= 0 && c->sent == c->input.len)
        pipe_close(c, &c->in);
}

void child_drop(struct child **cp)
{
    struct child *c = *cp;

    *cp = NULL;
    if (!c || c->dropped)
        return;
    c->dropped = true;
    if (!c->gone) {
        child_group_signal(c, SIGKILL);
        while (!child_reap(c, 0) && errno == EINTR)
            ;
        c->gone = true;
    }
    child_settle(c);
}

int child_pid(const struct child *c)
{
    return (int)c->pid;
}

/* --- the way in ------------------------------------------------------------------------------------------
 */

static struct child *child_new(struct loop *loop, const struct child_options *o,
                               const struct child_events *ev)
{
    struct child *c = calloc(1, sizeof *c);
    size_t out_max = o->out_max ? o->out_max : o->lines ? LIMIT_LINE : LIMIT_HELPER_OUTPUT;

    if (!c)
        return NULL;
    c->loop = loop;
    c->events = *ev;
    c->in = c->out = c->err = c->pidfd = -1;
    c->lines = o->lines;
    c->guard = o->guard;
    text_init(&c->input, LIMIT_HELPER_OUTPUT);
    text_init(&c->output, out_max);
    text_init(&c->errors, LIMIT_TEXT);
    return c;
}

/* Hands our ends of the pipes to the loop. */
static bool child_listen(struct child *c, struct start *s, int timeout_ms)
{
    c->in = s->in[1];
    c->out = s->out[0];
    c->err = s->err[0];
    s->in[1] = s->out[0] = s->err[0] = -1;
    nonblocking(c->in);
    nonblocking(c->out);
    nonblocking(c->err);
#ifdef SYS_pidfd_open
    c->pidfd = (int)syscall(SYS_pidfd_open, c->pid, 0u);
#endif
    if (c->pidfd >= 0) {
        fcntl(c->pidfd, F_SETFD, FD_CLOEXEC);
        if (loop_watch(c->loop, c->pidfd, LOOP_READ, on_pidfd, c))
            return false;
    } else {
        c->look = loop_after(c->loop, CHILD_LOOK_MS, on_look, c);
        if (!c->look)
            return false;
    }
    if (timeout_ms) {
        c->limit = loop_after(c->loop, timeout_ms, on_limit, c);
        if (!c->limit)
            return false;
    }
    return !loop_watch(c->loop, c->out, LOOP_READ, on_output, c) &&
           !loop_watch(c->loop, c->err, LOOP_READ, on_output, c);
}

enum status child_start(struct loop *loop, const struct child_options *o, const char *input, size_t n,
                        const struct child_events *events, struct child **out, struct error *e)
{
    struct child *c = child_new(loop, o, events);
    struct start s;
    int number;

    *out = NULL;
    if (!c)
        return error_memory(e);
    text_add_n(&c->input, input, n);
    if (!text_ok(&c->input)) {
        child_release(c);
        return error_set1(e, STATUS_LIMIT, N_("Too much was to be handed to this helper program: %s"),
                          N_("Report this to whoever looks after the program."), o->path);
    }
    number = start_pipes(&s) ? errno : start_fork(o, &s, &c->pid);
    if (number) {
        start_close(&s);
        child_release(c);
        return error_errno(e, number, o->path);
    }
    setpgid(c->pid, c->pid); /* the child does it too: whoever comes first */
    if (!child_listen(c, &s, o->timeout_ms)) {
        start_close(&s);
        child_drop(&c);
        return error_memory(e);
    }
    start_close(&s);
    child_feed(c);
    *out = c;
    return STATUS_OK;
}

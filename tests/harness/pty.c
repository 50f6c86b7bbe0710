/* The line between a test and a program: starting, moving bytes both ways, signals, size, the end. */
#include "tests/harness/pty_inside.h"

#include "tests/harness/keys.h"
#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHUNK = 16384 };

static void pty_die(const char *what)
{
    fprintf(stderr, "harness: %s: %s\n", what, strerror(errno));
    abort();
}

static void buffer_add(char **data, size_t *n, size_t *room, const char *bytes, size_t len)
{
    if (*n + len > *room) {
        *room = (*n + len) * 2;
        char *more = realloc(*data, *room);
        if (!more) {
            pty_die("no memory for terminal output");
        }
        *data = more;
    }
    memcpy(*data + *n, bytes, len);
    *n += len;
}

static void pty_put(const char *bytes, size_t n, void *data)
{
    struct pty *p = data;
    buffer_add(&p->pending, &p->pending_n, &p->pending_room, bytes, n);
}

static _Noreturn void pty_child(const struct pty_options *o, const char *home, char *const *env, pid_t parent)
{
    program_child_setup(parent);
    if (o->err_path) {
        int err = open(o->err_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (err >= 0) {
            dup2(err, STDERR_FILENO);
        }
    }
    close_range(3, ~0U, 0);
    if (chdir(home) == 0) {
        execve(o->argv[0], (char *const *)(const void *)o->argv, env);
    }
    dprintf(STDERR_FILENO, "harness: cannot start %s: %s\n", o->argv[0], strerror(errno));
    _exit(127);
}

struct pty *pty_start(const struct pty_options *o)
{
    struct pty *p = calloc(1, sizeof *p);
    if (!p) {
        pty_die("no memory");
    }
    int rows = o->rows ? o->rows : 24;
    int cols = o->cols ? o->cols : 80;
    p->emulator = emulator_new(rows, cols, pty_put, p);
    p->home = o->home ? strdup(o->home) : scratch_new();
    p->home_own = !o->home;
    p->rate = o->rate;
    p->rate_since = wait_now();
    p->hang_up_at = o->hang_up_at;
    if (!p->emulator || !p->home) {
        pty_die("no memory");
    }
    char **env = program_environment(p->home, o->lang, o->term, o->extra);
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    pid_t parent = getpid();
    p->pid = forkpty(&p->fd, NULL, NULL, &size);
    if (p->pid < 0) {
        pty_die("no pseudo-terminal");
    }
    if (p->pid == 0) {
        pty_child(o, p->home, env, parent);
    }
    program_environment_free(&env);
    fcntl(p->fd, F_SETFD, FD_CLOEXEC);
    fcntl(p->fd, F_SETFL, O_NONBLOCK);
    return p;
}

static void pty_close(struct pty *p)
{
    if (p->fd >= 0) {
        close(p->fd);
        p->fd = -1;
    }
}

void pty_free(struct pty **pp)
{
    struct pty *p = *pp;
    if (!p) {
        return;
    }
    if (!p->collected) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, &p->status, 0);
    }
    pty_close(p);
    emulator_free(&p->emulator);
    if (p->home_own) {
        scratch_remove(&p->home);
    }
    free(p->home);
    free(p->raw);
    free(p->pending);
    free(p);
    *pp = NULL;
}

const char *pty_home(const struct pty *p)
{
    return p->home;
}

pid_t pty_pid(const struct pty *p)
{
    return p->pid;
}

/* How many bytes the simulated line may carry now. */
static size_t pty_allowance(struct pty *p)
{
    if (p->held) {
        return 0;
    }
    if (p->rate <= 0) {
        return CHUNK;
    }
    size_t earned = (size_t)((wait_now() - p->rate_since) * p->rate / 1000);
    size_t left = earned > p->rate_used ? earned - p->rate_used : 0;
    return left < CHUNK ? left : CHUNK;
}

static bool pty_read(struct pty *p, size_t room)
{
    char bytes[CHUNK];
    if (p->hang_up_at && p->raw_n + room > p->hang_up_at) {
        room = p->hang_up_at - p->raw_n;
    }
    ssize_t got = read(p->fd, bytes, room);
    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            pty_close(p); /* EIO: the other side is gone */
        }
        return false;
    }
    buffer_add(&p->raw, &p->raw_n, &p->raw_room, bytes, (size_t)got);
    p->rate_used += (size_t)got;
    emulator_feed(p->emulator, bytes, (size_t)got);
    if (p->hang_up_at && p->raw_n >= p->hang_up_at) {
        pty_close(p);
    }
    return true;
}

static bool pty_write(struct pty *p)
{
    ssize_t put = write(p->fd, p->pending, p->pending_n);
    if (put <= 0) {
        return false;
    }
    memmove(p->pending, p->pending + put, p->pending_n - (size_t)put);
    p->pending_n -= (size_t)put;
    return true;
}

bool pty_pump(struct pty *p, int ms)
{
    if (p->fd < 0) {
        if (ms > 0) {
            poll(NULL, 0, ms < 5 ? ms : 5);
        }
        return false;
    }
    size_t room = pty_allowance(p);
    struct pollfd f = {.fd = p->fd, .events = (short)((room ? POLLIN : 0) | (p->pending_n ? POLLOUT : 0))};
    int wait = room ? ms : (ms < 5 ? ms : 5); /* a slow line earns its next bytes soon */
    poll(&f, 1, wait);
    bool moved = false;
    if (f.revents & POLLOUT) {
        moved = pty_write(p);
    }
    if (room && p->fd >= 0 && (f.revents & (POLLIN | POLLHUP | POLLERR))) {
        moved = pty_read(p, room) || moved;
    }
    return moved;
}

bool pty_running(struct pty *p)
{
    if (!p->collected && waitpid(p->pid, &p->status, WNOHANG) == p->pid) {
        p->collected = true;
    }
    return !p->collected;
}

void pty_keys_at(struct pty *p, const char *keys, const char *file, int line)
{
    const char *bad = NULL;
    snprintf(p->last_keys, sizeof p->last_keys, "%s", keys);
    if (!keys_send(p->emulator, keys, pty_put, p, &bad)) {
        pty_fail_at(p, file, line, "There is no such key: %s", bad);
    }
    pty_pump(p, 0);
}

void pty_type(struct pty *p, const char *bytes, size_t n)
{
    snprintf(p->last_keys, sizeof p->last_keys, "(%zu raw bytes)", n);
    pty_put(bytes, n, p);
    pty_pump(p, 0);
}

void pty_paste(struct pty *p, const char *text)
{
    snprintf(p->last_keys, sizeof p->last_keys, "(paste) %s", text);
    vterm_keyboard_start_paste(emulator_vterm(p->emulator));
    pty_put(text, strlen(text), p);
    vterm_keyboard_end_paste(emulator_vterm(p->emulator));
    pty_pump(p, 0);
}

void pty_resize(struct pty *p, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    emulator_resize(p->emulator, rows, cols);
    ioctl(p->fd, TIOCSWINSZ, &size);
}

void pty_signal(struct pty *p, int signal)
{
    if (pty_running(p)) {
        kill(p->pid, signal);
    }
}

void pty_hang_up(struct pty *p)
{
    pty_close(p);
}

void pty_hold(struct pty *p, bool held)
{
    p->held = held;
}

void pty_rate(struct pty *p, long bytes_a_second)
{
    p->rate = bytes_a_second;
    p->rate_since = wait_now();
    p->rate_used = 0;
}

struct emulator *pty_emulator(struct pty *p)
{
    return p->emulator;
}

void pty_mark(struct pty *p)
{
    p->mark = p->raw_n;
}

size_t pty_bytes(const struct pty *p)
{
    return p->raw_n - p->mark;
}

const char *pty_raw(const struct pty *p, size_t *n)
{
    *n = p->raw_n - p->mark;
    return p->raw ? p->raw + p->mark : "";
}

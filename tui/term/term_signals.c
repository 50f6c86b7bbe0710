/*
 * Signals: handlers only write a byte into a pipe; a crash writes one prepared string and ends. Handlers get
 * no argument of ours, so this file has the program's only static state: the pipe and that string.
 */
#include "tui/term/term_private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int PIPED[] = {SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGCONT};
static const int CRASHES[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { N_PIPED = sizeof(PIPED) / sizeof(PIPED[0]), N_CRASHES = sizeof(CRASHES) / sizeof(CRASHES[0]) };

static struct {
    int pipe[2];
    const struct term *term; /* whose terminal a crash gives back; NULL: nobody's */
    struct sigaction before[N_PIPED];
    bool open;
} signals = {.pipe = {-1, -1}};

static void piped(int number)
{
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t n = write(signals.pipe[1], &byte, 1);

    (void)n; /* a full pipe holds a signal already */
    errno = saved;
}

static void crashed(int number)
{
    const struct term *t = signals.term;

    if (t && t->active) {
        ssize_t n = write(t->out.fd, t->restore, t->restore_len);
        (void)n;
        if (t->has_found)
            tcsetattr(t->in_fd, TCSANOW, &t->found);
    }
    /* SA_RESETHAND brought the default back: the signal ends the program as it would have. */
    raise(number);
}

static void install(int number, void (*handler)(int), int flags, struct sigaction *before)
{
    struct sigaction a;

    memset(&a, 0, sizeof(a));
    a.sa_handler = handler;
    a.sa_flags = flags;
    sigemptyset(&a.sa_mask);
    sigaction(number, &a, before);
}

enum status signals_open(struct term *t, struct error *e)
{
    struct sigaction now;

    if (signals.open)
        return error_set(e, STATUS_UNSUPPORTED, N_("The terminal is in use by this program already."), NULL);
    if (pipe2(signals.pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return error_errno(e, errno, "pipe");
    signals.open = true;
    signals.term = t;
    for (int i = 0; i < N_PIPED; i++) {
        /* nohup and the like: what was ignored stays ignored */
        sigaction(PIPED[i], NULL, &now);
        if (now.sa_handler == SIG_IGN && (PIPED[i] == SIGHUP || PIPED[i] == SIGINT))
            signals.before[i] = now;
        else
            install(PIPED[i], piped, SA_RESTART, &signals.before[i]);
    }
    for (int i = 0; i < N_CRASHES; i++) {
        sigaction(CRASHES[i], NULL, &now);
        if (now.sa_handler == SIG_DFL) /* a sanitizer's handler stays */
            install(CRASHES[i], crashed, SA_RESETHAND | SA_NODEFER, NULL);
    }
    return STATUS_OK;
}

void signals_close(struct term *t)
{
    struct sigaction now;

    if (signals.term != t || !signals.open)
        return;
    for (int i = 0; i < N_PIPED; i++)
        sigaction(PIPED[i], &signals.before[i], NULL);
    for (int i = 0; i < N_CRASHES; i++) {
        sigaction(CRASHES[i], NULL, &now);
        if (now.sa_handler == crashed)
            install(CRASHES[i], SIG_DFL, 0, NULL);
    }
    signals.term = NULL;
    signals.open = false;
    close(signals.pipe[0]);
    close(signals.pipe[1]);
    signals.pipe[0] = signals.pipe[1] = -1;
}

int signals_fd(void)
{
    return signals.pipe[0];
}

int signals_next(void)
{
    unsigned char byte;

    return read(signals.pipe[0], &byte, 1) == 1 ? byte : 0;
}

void signals_stop_group(void)
{
    struct sigaction ours;

    install(SIGTSTP, SIG_DFL, 0, &ours);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}

/* The terminal: fit or not, taken and given back, read, resized, suspended. */
#include "tui/term/term.h"

#include "base/clock.h"
#include "tui/term/term_private.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { ESCAPE_MS = 50, ESCAPE_MOST = 500, RESTORE_MS = 1000, READ_PASS = 65536, OWN_CONT_MS = 500 };

bool term_locale(void)
{
    const char *set = setlocale(LC_ALL, ""), *codeset = nl_langinfo(CODESET);
    bool utf8;

    if (set && strcmp(codeset, "UTF-8") == 0)
        return true;
    /* An unknown locale and plain C say nothing about the terminal; a named other codeset does. */
    utf8 = !set || strcmp(codeset, "ANSI_X3.4-1968") == 0;
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "C.utf8");
    return utf8;
}

static void measure_size(struct term *t)
{
    struct winsize w;
    const char *env;
    long n;

    t->rows = 24;
    t->cols = 80;
    if ((env = getenv("LINES")) != NULL && text_number(env, PAINT_MAX_ROWS, &n) && n > 0)
        t->rows = (int)n;
    if ((env = getenv("COLUMNS")) != NULL && text_number(env, PAINT_MAX_COLS, &n) && n > 0)
        t->cols = (int)n;
    if (ioctl(t->out.fd, TIOCGWINSZ, &w) == 0 && w.ws_row && w.ws_col) {
        t->rows = w.ws_row < PAINT_MAX_ROWS ? w.ws_row : PAINT_MAX_ROWS;
        t->cols = w.ws_col < PAINT_MAX_COLS ? w.ws_col : PAINT_MAX_COLS;
    }
}

/* Keys come one by one and as they are; Ctrl-S and Ctrl-Q keep the meaning they had. */
static void take_modes(struct term *t)
{
    struct termios m = t->found;

    m.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | ISIG | IEXTEN);
    m.c_iflag &= ~(tcflag_t)(ICRNL | INLCR | IGNCR | ISTRIP | INPCK);
    m.c_oflag &= ~(tcflag_t)OPOST;
    m.c_cc[VMIN] = 1;
    m.c_cc[VTIME] = 0;
    tcsetattr(t->in_fd, TCSANOW, &m);
}

static void say(struct term *t, const char *s)
{
    outlet_add(t, s, strlen(s));
}

static void enter(struct term *t)
{
    take_modes(t);
    t->active = true;
    show_begin(t);
    say(t, "\x1b[?2004h");
    if (t->mouse)
        say(t, "\x1b[?1000h\x1b[?1006h");
}

/* Everything back as it was; what does not leave within a second is thrown away, but for the restoring
 * string. */
static void leave(struct term *t)
{
    if (!t->active)
        return;
    if (t->mouse)
        say(t, "\x1b[?1006l\x1b[?1000l");
    say(t, "\x1b[?2004l");
    show_end(t);
    if (!t->gone && !outlet_finish(&t->out, RESTORE_MS)) {
        text_clear(&t->out.queue);
        t->out.sent = 0;
        tcflush(t->out.fd, TCOFLUSH);
        ssize_t n = write(t->out.fd, t->restore, t->restore_len);
        (void)n;
    }
    tcsetattr(t->in_fd, TCSANOW, &t->found);
    t->active = false;
}

static void stop(struct term *t, int number)
{
    if (t->events.stop)
        t->events.stop(t->events.data, number);
}

static void resize(struct term *t)
{
    measure_size(t);
    show_resize(t);
    if (t->events.resized)
        t->events.resized(t->events.data, t->rows, t->cols);
}

void term_suspend(struct term *t)
{
    if (t->captive || !t->active)
        return;
    leave(t);
    signals_stop_group();
    t->resumed_at = clock_steady();
    enter(t);
    resize(t);
}

static void on_signal(void *data, int fd, int events)
{
    struct term *t = data;
    bool sized = false;
    int number;

    (void)fd;
    (void)events;
    while ((number = signals_next()) != 0) {
        if (number == SIGWINCH)
            sized = true; /* one repaint for a burst */
        else if (number == SIGTSTP)
            term_suspend(t);
        else if (number != SIGCONT)
            stop(t, number);
        else if (t->active && clock_steady() - t->resumed_at > OWN_CONT_MS) {
            enter(t); /* stopped by somebody else: modes may be anything */
            sized = true;
        }
    }
    if (sized && t->active)
        resize(t);
}

static void escape_due(void *data);

/* Gives out all whole keys, then waits for the rest of a half one. */
static void deliver(struct term *t)
{
    struct key_event event;
    int wait;

    while (t->active && keys_next(t->keys, &event)) {
        if (key_is(&event, 'z', MOD_CTRL)) {
            term_suspend(t);
            continue;
        }
        if (t->events.key)
            t->events.key(t->events.data, &event);
    }
    loop_stop(t->loop, &t->escape);
    wait = keys_wait_ms(t->keys, t->escape_ms);
    if (!wait) {
        /* A sequence that came in two pieces with a gap: on this line Esc must wait longer. */
        int64_t gap = t->partial_since ? clock_steady() - t->partial_since : 0;
        if (gap > t->escape_ms / 2 && t->escape_ms < ESCAPE_MOST)
            t->escape_ms = gap * 3 < ESCAPE_MOST ? (int)gap * 3 : ESCAPE_MOST;
        t->partial_since = 0;
        return;
    }
    if (!t->partial_since)
        t->partial_since = clock_steady();
    t->escape = loop_after(t->loop, wait, escape_due, t);
}

static void escape_due(void *data)
{
    struct term *t = data;

    t->escape = NULL;
    t->partial_since = 0;
    keys_timeout(t->keys);
    deliver(t);
}

static void on_input(void *data, int fd, int events)
{
    struct term *t = data;
    char bytes[4096];
    size_t total = 0;
    ssize_t n = 0;

    (void)events;
    while (total < READ_PASS && (n = read(fd, bytes, sizeof(bytes))) > 0) {
        keys_feed(t->keys, bytes, (size_t)n);
        total += (size_t)n;
    }
    bool gone = n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
    explicit_bzero(bytes, sizeof(bytes));
    deliver(t);
    if (gone) {
        loop_unwatch(t->loop, fd);
        t->gone = true;
        stop(t, 0);
    }
}

static const char *refusal(enum term_refusal why)
{
    static const char *const SAYS[] = {
        [TERM_NO_TTY] = N_("registrar needs a terminal: its input or output is a file or a pipe."),
        [TERM_NO_NAME] = N_("The environment variable TERM is not set, so the kind of terminal is unknown."),
        [TERM_DUMB] = N_("The terminal \"%s\" cannot move its cursor; registrar needs one that can."),
        [TERM_UNKNOWN] = N_("This computer has no description of the terminal \"%s\"."),
        [TERM_FAILED] = N_("The terminal cannot be taken over."),
    };
    return SAYS[why];
}

static enum term_refusal check(const char *name)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return TERM_NO_TTY;
    if (!name || !name[0])
        return TERM_NO_NAME;
    return strcmp(name, "dumb") == 0 ? TERM_DUMB : TERM_FIT;
}

/* Our own descriptions of the terminal: what we set on them (no waiting) does not reach the shell's. */
static int reopen(int fd, int flags)
{
    const char *name = ttyname(fd);
    int own = name ? open(name, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;

    return own >= 0 ? own : open("/dev/tty", flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static enum status take(struct term *t, const struct term_options *o, const char *name, struct error *e)
{
    enum status s;
    int out = reopen(STDOUT_FILENO, O_WRONLY);

    t->in_fd = reopen(STDIN_FILENO, O_RDONLY);
    t->keys = keys_new();
    if (t->in_fd < 0 || out < 0 || !t->keys) {
        if (out >= 0)
            close(out);
        return error_set(e, STATUS_UNSUPPORTED, refusal(TERM_FAILED), NULL);
    }
    outlet_open(&t->out, out, o->slow);
    t->has_found = tcgetattr(t->in_fd, &t->found) == 0;
    keys_set_erase(t->keys, t->found.c_cc[VERASE]);
    measure_size(t);
    s = signals_open(t, e); /* before ncurses, which then installs none of its own */
    if (s == STATUS_OK)
        s = show_open(name, &t->show, e);
    if (s != STATUS_OK)
        return s;
    show_keys(t->keys);
    t->restore_len = show_restore(t->restore, sizeof(t->restore));
    enter(t);
    show_resize(t);
    loop_watch(t->loop, signals_fd(), LOOP_READ, on_signal, t);
    return loop_watch(t->loop, t->in_fd, LOOP_READ, on_input, t);
}

enum status term_open(const struct term_options *o, struct term **out, enum term_refusal *why,
                      struct error *e)
{
    const char *name = getenv("TERM");
    struct term *t;
    enum status s;

    *out = NULL;
    *why = check(name);
    if (*why != TERM_FIT)
        return error_set1(e, STATUS_UNSUPPORTED, refusal(*why), NULL, name ? name : "");
    t = calloc(1, sizeof(*t));
    *why = TERM_FAILED;
    if (!t)
        return error_memory(e);
    t->loop = o->loop;
    t->events = o->events;
    t->captive = o->captive;
    t->mouse = o->mouse;
    t->slow = o->slow;
    t->in_fd = t->out.fd = -1;
    t->escape_ms = o->escape_ms > 0 ? o->escape_ms : o->slow ? ESCAPE_MS * 4 : ESCAPE_MS;
    s = take(t, o, name, e);
    if (s != STATUS_OK) {
        if (s == STATUS_NOT_FOUND) {
            *why = TERM_UNKNOWN;
            error_set1(e, STATUS_UNSUPPORTED, refusal(TERM_UNKNOWN), NULL, name);
        } else if (s == STATUS_REFUSED) {
            *why = TERM_DUMB;
            error_set1(e, STATUS_UNSUPPORTED, refusal(TERM_DUMB), NULL, name);
        }
        term_close(&t);
        return STATUS_UNSUPPORTED;
    }
    *why = TERM_FIT;
    *out = t;
    return STATUS_OK;
}

void term_close(struct term **tp)
{
    struct term *t = *tp;

    if (!t)
        return;
    leave(t);
    show_close(&t->show);
    if (t->loop && t->in_fd >= 0)
        loop_unwatch(t->loop, t->in_fd);
    if (t->loop && signals_fd() >= 0)
        loop_unwatch(t->loop, signals_fd());
    signals_close(t);
    if (t->loop)
        loop_stop(t->loop, &t->escape);
    outlet_close(t);
    if (t->in_fd >= 0)
        close(t->in_fd);
    if (t->out.fd >= 0)
        close(t->out.fd);
    keys_free(&t->keys);
    free(t);
    *tp = NULL;
}

int term_rows(const struct term *t)
{
    return t->rows;
}

int term_cols(const struct term *t)
{
    return t->cols;
}

void term_set_mouse(struct term *t, bool on)
{
    if (t->mouse == on)
        return;
    t->mouse = on;
    if (t->active)
        say(t, on ? "\x1b[?1000h\x1b[?1006h" : "\x1b[?1006l\x1b[?1000l");
}

bool term_ready(struct term *t)
{
    return t->active && outlet_ready(t);
}

void term_show(struct term *t, struct paint *p, const struct theme *theme)
{
    if (t->active)
        show_frame(t, p, theme);
}

void term_redraw(struct term *t)
{
    show_forget(t);
}

long term_rate(const struct term *t)
{
    return t->out.rate;
}

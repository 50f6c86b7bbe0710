/*
 * The terminal as a device: found fit, set up, written to without ever blocking, suspended, resized, and
 * given back as it was, whatever happens. ncurses is used for output only and writes into memory; this room
 * owns the line to the terminal, so a slow terminal postpones paints and never stops the program. Flow
 * control (Ctrl-S, Ctrl-Q) is left as found.
 */
#ifndef TUI_TERM_TERM_H
#define TUI_TERM_TERM_H

#include "base/loop.h"
#include "base/status.h"
#include "tui/term/keys.h"
#include "tui/term/theme.h"

struct paint;
struct term;

/* Why the program cannot start here (exit status 2); the sentence is in the error. */
enum term_refusal {
    TERM_FIT = 0,
    TERM_NO_TTY,  /* standard input or output is not a terminal */
    TERM_NO_NAME, /* TERM is not set */
    TERM_DUMB,    /* TERM=dumb, or a terminal that cannot move its cursor */
    TERM_UNKNOWN, /* no description of this TERM on the computer */
    TERM_FAILED,  /* memory or descriptors */
};

struct term_events {
    void (*key)(void *data, const struct key_event *); /* keys, pastes, clicks; all that waits, in order */
    void (*resized)(void *data, int rows, int cols);   /* also after fg; repaint everything */
    void (*stop)(void *data, int signal);              /* HUP, TERM, INT, or 0: the terminal is gone */
    void *data;
};

struct term_options {
    struct loop *loop;
    struct term_events events;
    int escape_ms; /* 0: 50, raised by itself when the line is slow */
    bool slow;     /* --link slow */
    bool mouse;
    bool captive; /* a kiosk login: Ctrl-Z does nothing */
};

/*
 * Before anything else that depends on the locale: setlocale(LC_ALL, ""), and LC_CTYPE from C.UTF-8 when that
 * leaves no UTF-8 (platform rules for machines that have only C.UTF-8). True when the terminal is to be
 * spoken to in UTF-8, false when the user's own locale says otherwise; the program itself works in UTF-8 in
 * any case.
 */
bool term_locale(void);

/*
 * Checks standard input and output, takes the terminal (alternate screen, no echo, bracketed paste), installs
 * the signal handlers, and watches the terminal on the loop. On failure nothing is changed, *why tells the
 * reason and the error has the sentence.
 */
enum status term_open(const struct term_options *, struct term **out, enum term_refusal *why, struct error *);
/* Gives the terminal back: waits at most a second for a slow line. NULL is fine. */
void term_close(struct term **);
/* Ctrl-Z: gives the terminal back, stops the process group, and on SIGCONT takes it again and calls
 * resized(). */
void term_suspend(struct term *);

int term_rows(const struct term *);
int term_cols(const struct term *);
void term_set_mouse(struct term *, bool on);

/*
 * May a frame be painted now? False while the last one has not left, or while the kernel's output queue holds
 * more than a quarter of a second of the measured speed: the paint is postponed and loop_wait() returns when
 * it is worth asking again. The order of a pass: loop_wait(), then if something changed and term_ready():
 * draw, term_show().
 */
bool term_ready(struct term *);
/* Sends what differs between the painted grid and the terminal, as one frame. */
void term_show(struct term *, struct paint *, const struct theme *);
/* Forget what the terminal shows: the next term_show() sends everything (Ctrl-L). */
void term_redraw(struct term *);
/* The terminal's speed in bytes a second as measured on its output queue, 0 when unknown (fast). */
long term_rate(const struct term *);

#endif

/* The inside of a terminal, shared by the files of this room that begin with term_. */
#ifndef TUI_TERM_TERM_PRIVATE_H
#define TUI_TERM_TERM_PRIVATE_H

#include "tui/term/paint.h"
#include "tui/term/term.h"

#include <termios.h>

enum { TERM_RESTORE = 256, TERM_QUEUE = 8 * 1024 * 1024 };

/* What leaves for the terminal: our own queue, the kernel's, and how fast they drain. */
struct outlet {
    int fd;
    struct text queue; /* not written yet */
    size_t sent;       /* bytes of it that are */
    long rate;         /* bytes a second, 0 unknown */
    bool fixed;        /* the rate is known (a serial line), not measured */
    bool paced;        /* a slow line that cannot be measured: so many bytes a second after a burst */
    int64_t busy_until;
    int64_t since; /* when the queue last began to wait, 0 */
    size_t waited; /* bytes that left while it waited */
    bool watching;
    bool lost; /* bytes were thrown away: what the terminal shows is unknown */
    struct loop_timer *timer;
};

struct show;

struct term {
    struct loop *loop;
    struct term_events events;
    struct keys *keys;
    int in_fd;
    struct outlet out;
    struct termios found; /* as it was before us */
    bool has_found, active, mouse, captive, gone, slow;
    int rows, cols, escape_ms, user_escape_ms;
    int64_t partial_since;
    struct loop_timer *escape;
    struct show *show;
    char restore[TERM_RESTORE]; /* what a crash writes */
    size_t restore_len;
    int64_t resumed_at; /* when term_suspend() came back: its own SIGCONT follows */
};

/* term_outlet.c */
void outlet_open(struct outlet *, int fd, bool slow);
void outlet_add(struct term *, const char *bytes, size_t n);
/* Writes what the terminal takes now. */
void outlet_push(struct term *);
bool outlet_ready(struct term *);
/* Waits at most `ms` until everything is written. */
bool outlet_finish(struct outlet *, int ms);
void outlet_close(struct term *);

/* term_show.c: ncurses, painting into memory. */
enum status show_open(const char *name, struct show **out, struct error *);
void show_close(struct show **);
void show_keys(struct keys *); /* terminfo's key strings */
/* Modes of ncurses on and off again; the bytes go to the outlet. */
void show_begin(struct term *);
void show_end(struct term *);
void show_resize(struct term *);
void show_forget(struct term *);
void show_frame(struct term *, struct paint *, const struct theme *);
/* The string that gives the terminal back after a crash. */
size_t show_restore(char *out, size_t max);

/* term_signals.c: handlers that write a byte into a pipe. */
enum status signals_open(struct term *, struct error *);
void signals_close(struct term *);
/* Next signal that came, 0 none. */
int signals_next(void);
int signals_fd(void);
/* Stops the process group, as Ctrl-Z would have; returns after it goes on. */
void signals_stop_group(void);

#endif

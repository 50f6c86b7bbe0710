/*
 * A program in a pseudo-terminal: keys in, an emulated screen and an exact count of bytes out. Functions that
 * wait print the screen and fail the running cmocka test when their deadline passes; they wait for what is
 * shown, never for time. Deadlines are milliseconds and stretch with wait_patience().
 */
#ifndef HARNESS_PTY_H
#define HARNESS_PTY_H

#include "tests/harness/emulator.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pty;

enum { PTY_DEADLINE = 10000 }; /* for any single thing a program is expected to show */

struct pty_options {
    const char *const *argv;  /* argv[0]: full path; NULL-ended */
    int rows, cols;           /* 0: 24 x 80 */
    const char *term, *lang;  /* NULL: xterm-256color, C.UTF-8 */
    const char *const *extra; /* more NAME=VALUE, as in program_environment() */
    const char *home;         /* NULL: a fresh folder that pty_free() removes */
    const char *err_path;     /* NULL: standard error is the terminal too */
    long rate;                /* bytes a second that are read from the program; 0: as they come */
    size_t hang_up_at;        /* hang up after so many bytes of output; 0: never */
};

struct pty *pty_start(const struct pty_options *);
/* Ends the program (SIGKILL when it still runs) and frees everything. */
void pty_free(struct pty **);
const char *pty_home(const struct pty *);
pid_t pty_pid(const struct pty *);

/* --- what goes in --- */
void pty_keys_at(struct pty *, const char *keys, const char *file, int line); /* notation: keys.h */
void pty_type(struct pty *, const char *bytes, size_t n);                     /* raw bytes */
void pty_paste(struct pty *, const char *text); /* bracketed when the program asked for that */
void pty_resize(struct pty *, int rows, int cols);
void pty_signal(struct pty *, int signal);
void pty_hang_up(struct pty *);         /* the line drops: SIGHUP for the program */
void pty_hold(struct pty *, bool held); /* held: nothing is read, so the program's writes back up */
void pty_rate(struct pty *, long bytes_a_second);

/* --- waiting --- */
void pty_until_at(struct pty *, const char *text, int deadline, const char *file, int line);
void pty_until_gone_at(struct pty *, const char *text, int deadline, const char *file, int line);
void pty_until_row_at(struct pty *, int row, const char *text, int deadline, const char *file, int line);
void pty_until_cursor_at(struct pty *, int row, int col, int deadline, const char *file, int line);
/* Until `seen(p, data)`; `what` is named when it never is. */
void pty_until_true_at(struct pty *, bool (*seen)(struct pty *, void *), void *data, const char *what,
                       int deadline, const char *file, int line);
/* Reads until the program sleeps and wrote nothing for 60 ms. Only for counting bytes. */
void pty_quiet(struct pty *);
/* Reads for so many milliseconds whatever happens: only for "an idle program writes nothing". */
void pty_idle(struct pty *, int ms);
/* Until it ends: its exit code, or minus the signal. */
int pty_wait_at(struct pty *, int deadline, const char *file, int line);

#define pty_keys(p, keys) pty_keys_at(p, keys, __FILE__, __LINE__)
#define pty_until(p, text, deadline) pty_until_at(p, text, deadline, __FILE__, __LINE__)
#define pty_until_gone(p, text, deadline) pty_until_gone_at(p, text, deadline, __FILE__, __LINE__)
#define pty_until_row(p, row, text, deadline) pty_until_row_at(p, row, text, deadline, __FILE__, __LINE__)
#define pty_until_cursor(p, row, col, deadline) pty_until_cursor_at(p, row, col, deadline, __FILE__, __LINE__)
#define pty_until_true(p, seen, data, what, deadline)                                                        \
    pty_until_true_at(p, seen, data, what, deadline, __FILE__, __LINE__)
#define pty_wait(p, deadline) pty_wait_at(p, deadline, __FILE__, __LINE__)

/* --- what came out --- */
bool pty_running(struct pty *);
struct emulator *pty_emulator(struct pty *);
bool pty_shows(struct pty *, const char *text);
char *pty_text(struct pty *, int row); /* one row; the caller frees */
char *pty_screen(struct pty *);        /* all rows; the caller frees */
void pty_mark(struct pty *);           /* bytes count from here */
size_t pty_bytes(const struct pty *);  /* since the mark */
/* The raw bytes since the mark (valid until more is read). */
const char *pty_raw(const struct pty *, size_t *n);
/* Resident memory now and at its highest, KiB; 0 when it has ended. */
long pty_memory(const struct pty *);
long pty_memory_peak(const struct pty *);

/* --- judging; each prints the screen when it fails --- */
void pty_fail_at(struct pty *, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void pty_expect_at(struct pty *, const char *text, bool shown, const char *file, int line);
void pty_expect_cursor_at(struct pty *, int row, int col, const char *file, int line);
void pty_budget_at(struct pty *, const char *what, size_t bytes, const char *file, int line);

#define pty_fail(p, ...) pty_fail_at(p, __FILE__, __LINE__, __VA_ARGS__)
#define pty_expect(p, text) pty_expect_at(p, text, true, __FILE__, __LINE__)
#define pty_refuse(p, text) pty_expect_at(p, text, false, __FILE__, __LINE__)
#define pty_expect_cursor(p, row, col) pty_expect_cursor_at(p, row, col, __FILE__, __LINE__)
/*
 * Fails when more than `bytes` were written since the mark, and shows them. A letter counts once however many
 * bytes UTF-8 takes for it: the budgets were measured on Latin text, and the names here are Ukrainian.
 */
#define pty_budget(p, what, bytes) pty_budget_at(p, what, bytes, __FILE__, __LINE__)

#endif

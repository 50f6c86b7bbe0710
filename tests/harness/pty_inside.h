/* The inside of a pty, shared by pty.c (the line) and pty_expect.c (waiting and judging). */
#ifndef HARNESS_PTY_INSIDE_H
#define HARNESS_PTY_INSIDE_H

#include "tests/harness/pty.h"

#include <stdint.h>

struct pty {
    pid_t pid;
    int fd;         /* the master side; -1 after the end of the line */
    bool collected; /* the child was waited for */
    int status;     /* its wait status, then */
    bool held;
    long rate;
    int64_t rate_since; /* the moment from which the allowance of `rate` counts */
    size_t rate_used;
    size_t hang_up_at;
    struct emulator *emulator;
    char *home;
    bool home_own;
    char *raw; /* all that was written */
    size_t raw_n, raw_room, mark;
    char *pending; /* what the program did not take yet */
    size_t pending_n, pending_room;
    char last_keys[160];
};

/* Moves bytes both ways for at most `ms`, returning after the first that moved. False when nothing did. */
bool pty_pump(struct pty *p, int ms);

#endif

/*
 * Programs under test: where they are, the closed environment they get, and running one without a terminal.
 * The programs are those of the same build as the test itself (build/ or build/san/), or of REGISTRAR_BUILD.
 */
#ifndef HARNESS_PROGRAM_H
#define HARNESS_PROGRAM_H

#include <stddef.h>
#include <sys/types.h>

/* The build folder with the programs. The caller frees. */
char *program_build(void);
/* The full path of a built program such as "registrar". The caller frees. */
char *program_path(const char *name);
/* The root of the source tree (where tests/ is). The caller frees. */
char *program_source(void);

/*
 * A closed environment: PATH, HOME and the XDG folders below `home`, LANG, TERM, TZ=UTC and the sanitizers'
 * own options; then the NAME=VALUE pairs of `extra` (NULL-ended or NULL), which win; "NAME" alone removes.
 * NULL for lang is C.UTF-8, NULL for term is xterm-256color. Freed by program_environment_free().
 */
char **program_environment(const char *home, const char *lang, const char *term, const char *const *extra);
void program_environment_free(char ***env);

struct program_run {
    const char *const *argv;  /* argv[0] is the path of the program; NULL-ended */
    const char *home;         /* NULL: a fresh folder for this run */
    const char *const *extra; /* as above */
    const char *lang, *term;  /* as above */
    const char *input;        /* for its standard input, NULL for none */
    int deadline_ms;          /* 0: 10,000 */
    /* out */
    int code; /* exit code, minus the signal, or -1000 when the deadline passed (then it was killed) */
    char *out, *err;
    size_t out_size, err_size;
};

/* Runs a program to its end without any terminal, in a session of its own. */
void program_run(struct program_run *run);
void program_run_free(struct program_run *run);

/* Starts a program with its standard output on *out (a pipe to read from) and standard error into `err_path`
 * (NULL: the test's own). It dies with the test. Returns its pid; failure aborts the test program. */
pid_t program_start(const char *const *argv, char *const *env, const char *err_path, int *out);
/* In a child between fork and exec: dies with the test, has no inherited signal masks. */
void program_child_setup(pid_t parent);

#endif

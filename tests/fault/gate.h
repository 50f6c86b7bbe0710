/*
 * A gate between a program and the kernel: a seccomp filter hands chosen system calls to us before they
 * happen, and we let the nth through, answer it with an error in the kernel's stead, or kill the program
 * there. Works for any program, sanitized or not, without a debugger's rights over it.
 */
#ifndef FAULT_GATE_H
#define FAULT_GATE_H

#include <stdbool.h>

struct gate_fault {
    const int *calls; /* system calls that count, ended by -1; not sendmsg: the gate itself needs it */
    long at;          /* 1 is the first of them; 0: only counts */
    int error;        /* errno to answer with, 0: kill the program */
    bool forever;     /* all later ones fail too */
};

/* True when this machine can; else *why. */
bool gate_works(const char **why);
/* Runs `body` in a child behind the gate. Its wait status in *status, the calls seen are returned; -1 when
 * the gate could not be made. */
long gate_run(const struct gate_fault *, void (*body)(void *data), void *data, int *status);

#endif

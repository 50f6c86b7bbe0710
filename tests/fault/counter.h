/*
 * A person at the counter without a screen: signs in at the training registry through the desk and approves
 * one request, as often as a sweep wants, with whatever goes wrong on the way. What was promised and what
 * came of it lie in shared memory, so that they outlive the program that died.
 */
#ifndef FAULT_COUNTER_H
#define FAULT_COUNTER_H

#include <stdbool.h>

struct world;

struct counter {
    char home[512], request[64]; /* where this run keeps its files; the id of the request */
    char config[512];            /* registrar.ini */
    bool signed_in, promised, told,
        ended;        /* promised: the desk said that it is on disk; told: that it is done */
    long unsent;      /* in the outbox at the end, -1 unknown */
    long patience_ms; /* how long one wait may last */
};

struct counter *counter_new(struct world *, const char *request); /* shared memory */
void counter_free(struct counter **);
/* A fresh home, and the request is new again at the registry. */
void counter_begin(struct counter *, struct world *);
/* Only the latter: the planted fault is a registry that lets itself be told twice. */
void counter_renew(struct counter *, struct world *);
/* One walk: sign in, wait for what the outbox still has, approve if it can be approved. For use in a child.
 */
void counter_walk(void *counter);
/* The walk in a child of its own, with nothing in its way; false when the child crashed. */
bool counter_healthy(struct counter *);
/* After a faulty walk and `before` approvals: settles it in a healthy one. NULL, or what is wrong. */
const char *counter_judge(struct counter *, struct world *, long before);

#endif

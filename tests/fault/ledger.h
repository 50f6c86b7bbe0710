/*
 * The journey every sweep over the store takes, and the ledger beside it: what was acknowledged, what may be,
 * and what the registry was really told. The ledger lives in shared memory, so it survives the death of the
 * one who writes it; the judge reads it and the disk, and nothing else.
 */
#ifndef FAULT_LEDGER_H
#define FAULT_LEDGER_H

#include <stdbool.h>

#include "store/outbox.h"

enum { LEDGER_ROWS = 4 };

struct ledger {
    struct {
        char id[37];
        int acked;      /* state that was acknowledged, 0 none */
        unsigned maybe; /* OUTBOX_BIT()s of states that were begun or left in doubt; bit 0: not there */
        int sent;       /* how often the registry was told */
        bool doubt;     /* STATUS_UNKNOWN was said: this run leaves the row alone */
    } row[LEDGER_ROWS];
    bool ended;    /* the journey came to its end */
    int failures;  /* calls that said they failed */
    int fault_met; /* the fault that was to happen did */
};

struct ledger *ledger_new(void); /* shared memory; fails the test when there is none */
void ledger_free(struct ledger **);
void ledger_begin(struct ledger *);

/* Opens the outbox, takes every row from queued over sending to done, closes it. Never fails: a failure goes
 * into the ledger. */
void journey_run(const char *folder, struct ledger *);
/* The promise of the rows: NULL, or what is wrong (static storage). Opens the outbox on a healthy disk. */
const char *journey_judge(const char *folder, const struct ledger *);
/* One healthy run: recovers, asks, sends what was not sent. Then every row is done and was sent once. NULL or
 * what is wrong. */
const char *journey_finish(const char *folder, struct ledger *);

/* FAULT_POINT: the one point to replay, 0 all. SOAK set: the long form. */
long fault_point(void);
bool fault_soak(void);
/* "n points of KIND"; and on failure the number to replay. */
void fault_points(const char *kind, long n);
void fault_failed(const char *kind, long point, const char *what, const char *test) __attribute__((noreturn));

#endif

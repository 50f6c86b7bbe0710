/*
 * The print log: what was printed, when, by whom, on which printer, as which job, and why again. A row is
 * durable before the print service hears of the job, so that no paper is without one; a row whose job was not
 * seen to its end is followed again after a restart.
 */
#ifndef STORE_PRINTLOG_H
#define STORE_PRINTLOG_H

#include "base/status.h"

#include <stdint.h>

/* Written to disk: never renumbered. */
enum print_state {
    PRINT_MAKING = 1,   /* the PDF is being made, nothing was handed over */
    PRINT_HANDING = 2,  /* being handed to the print service: it may or may not have it */
    PRINT_QUEUED = 3,   /* the print service has it; `job` is set */
    PRINT_PRINTING = 4, /* sentence: which page, or what it waits for */
    PRINT_PRINTED = 5,
    PRINT_FAILED = 6, /* sentence says why; nothing came out, or not all */
    PRINT_CANCELLED = 7,
    PRINT_SAVED = 8, /* written to a file instead; `printer` is the path */
};
#define PRINT_BIT(state) (1u << (state))
#define PRINT_OPEN                                                                                           \
    (PRINT_BIT(PRINT_MAKING) | PRINT_BIT(PRINT_HANDING) | PRINT_BIT(PRINT_QUEUED) | PRINT_BIT(PRINT_PRINTING))
#define PRINT_ALL 0x1feu
const char *print_state_word(enum print_state); /* message id */

struct print_row {
    char id[37];
    char *profile, *user;
    char *kind, *ref, *label; /* the record */
    char *attachment, *title; /* what of it, and in words */
    char *printer, *paper;
    int copies;
    char *reason; /* why again, or NULL */
    int job;      /* of the print service, 0 none yet */
    enum print_state state;
    struct message sentence;  /* ids live as long as the log is open */
    int64_t created, changed; /* UTC ms */
};
void print_row_free(struct print_row **);

struct printlog;

enum status printlog_open(const char *dir, struct printlog **, struct error *);
void printlog_close(struct printlog **);

/* Texts of `row` are copied; id, state, created and changed are set by the log. The id in id_out. */
enum status printlog_add(struct printlog *, const struct print_row *row, enum print_state, char id_out[37],
                         struct error *);
/* `job` 0 keeps the one known, NULL sentence clears. STATUS_CONFLICT when the row has ended already. */
enum status printlog_update(struct printlog *, const char *id, enum print_state, int job,
                            const struct message *, struct error *);
enum status printlog_find(struct printlog *, const char *id, struct print_row **, struct error *);

struct print_query {
    const char *profile, *user; /* NULL: all */
    const char *kind, *ref, *attachment;
    unsigned states;    /* PRINT_BIT()s */
    int64_t since;      /* created at or after; 0: all */
    long offset, count; /* count 0: up to LIMIT_PAGE_ROWS */
};
/* Newest first. */
enum status printlog_list(struct printlog *, const struct print_query *, struct print_row ***, size_t *n,
                          struct error *);
void print_rows_free(struct print_row ***, size_t n);
/* How many rows match and the newest one's `created` (0 none); pointers may be NULL. */
enum status printlog_count(struct printlog *, const struct print_query *, long *n, int64_t *newest,
                           struct error *);

#endif

/*
 * The print service as registrar-print sees it: a few IPP questions, asked one at a time. Words of IPP stop
 * here; what goes out are the states of print.h.
 */
#ifndef PRINT_HELPER_SERVER_H
#define PRINT_HELPER_SERVER_H

#include <cups/cups.h>
#include <jansson.h>

#include "print/print.h"
#include "print/protocol.h"

struct server {
    http_t *http; /* NULL: not connected */
};

/* The print service's own words, cut when longer. */
struct words {
    char text[512];
};

struct order {
    char printer[PRINT_NAME_MAX + 1], title[PRINT_TITLE_MAX + 1], media[128];
    int copies;
    size_t bytes;
};

/* What one look at a job found. */
struct look {
    enum job_state state;
    int sheets;
    struct words detail;
};

void server_setup(void);
void server_close(struct server *);
/* The printers as a JSON array, or NULL with the state that says why. */
json_t *server_printers(struct server *, enum job_state *why, struct words *);
/*
 * Makes the job and sends the pages. JOB_QUEUED: *job is its number. JOB_SERVER_LOST: the connection
 * broke when the job was already made; *job is its number. Anything else: nothing was and will be printed.
 */
enum job_state server_submit(struct server *, const struct order *, const char *pdf, int *job,
                             struct words *);
/* Looks at a job and at its printer. */
void server_look(struct server *, int job, const char *printer, struct look *);
/* False when it was refused, with the words. A job that has already ended counts as cancelled. */
bool server_cancel(struct server *, int job, struct words *);

/* judge.c: the state from the answers about a job and about its printer (which may be NULL). */
void judge(ipp_t *job, ipp_t *printer, struct look *);
/* The first reason of `attribute` that stops a printer, as a state; JOB_PRINTING when there is none. */
enum job_state judge_reasons(ipp_attribute_t *, struct words *);
void words_set(struct words *, const char *text);

#endif

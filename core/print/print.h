/*
 * Printers and print jobs. The program registrar-print talks to CUPS beside the loop; here its lines become
 * states, and every state has its own sentence with what to do. What only the job's own state says is
 * believed; the message field of the print service is shown beside, never instead.
 */
#ifndef PRINT_PRINT_H
#define PRINT_PRINT_H

#include "base/loop.h"
#include "base/status.h"

#include <stddef.h>

/* Where the helper and the print service are; the caller keeps it for as long as a job is followed. */
struct print_service {
    const char *helper; /* absolute path of registrar-print */
    const char *server; /* CUPS_SERVER: host, host:port or the path of a socket; NULL: the computer's own */
};

enum job_state {
    JOB_SENDING, /* on its way to the print service */
    JOB_QUEUED,  /* waits for its turn */
    JOB_HELD,    /* waits until somebody releases it */
    JOB_PRINTING,
    JOB_NO_PAPER,
    JOB_OTHER_PAPER, /* the chosen paper is not in the printer */
    JOB_JAM,
    JOB_COVER,
    JOB_NO_TONER,
    JOB_TRAY_FULL,
    JOB_OFFLINE,     /* the printer does not answer the print service */
    JOB_ATTENTION,   /* another reason, in the printer's words */
    JOB_STOPPED,     /* the printer was stopped; the job waits */
    JOB_SERVER_LOST, /* the print service died under the job; asked again until it answers */
    JOB_DONE,        /* ends from here on */
    JOB_CANCELLED,
    JOB_ABORTED,
    JOB_REJECTED,        /* the printer takes no jobs; nothing was sent */
    JOB_UNKNOWN_PRINTER, /* nothing was sent */
    JOB_NO_SERVER,       /* no print service; nothing was sent */
    JOB_REFUSED,         /* refused for another reason, in the service's words */
    JOB_GONE,            /* the service does not know the job any more */
    JOB_LOST,            /* our helper died: the job may or may not be printed */
    JOB_STATES,
};

/* The word that travels between helper and library, kept in the print log as well ("no-paper"). */
const char *job_state_word(enum job_state);
/* False and *out untouched for a word that is none. */
bool job_state_find(const char *word, enum job_state *out);
/* No change follows. */
bool job_state_final(enum job_state);
/* No paper came out and none will: it is safe to print again without looking at the printer. */
bool job_state_nothing_printed(enum job_state);

enum printer_state { PRINTER_IDLE, PRINTER_BUSY, PRINTER_STOPPED };

struct printer {
    char *name, *info, *location, *model; /* never NULL; cleaned for the screen, `name` exact */
    enum printer_state state;
    bool accepting, is_default;
    struct message note; /* why it is not ready, as a sentence; id NULL when it is */
    char **media;        /* sizes it says it has; none when it does not say */
    size_t n_media;
};

struct printers {
    struct printer *items;
    size_t n;
};

void printers_free(struct printers **);

struct print_job;

/*
 * Called once. STATUS_OK: the list (perhaps empty) belongs to the callback. STATUS_OFFLINE: no print service.
 * STATUS_BROKEN, STATUS_MALFORMED: the helper failed. The job is gone afterwards.
 */
typedef void (*print_list_fn)(void *data, enum status, const struct error *, struct printers *);
enum status print_list(struct loop *, const struct print_service *, print_list_fn fn, void *data,
                       struct print_job **out, struct error *);

/* What changed; valid during the call. */
struct print_news {
    enum job_state state;
    int job;    /* number at the print service, 0 while it has none */
    int sheets; /* printed so far, as far as the printer tells */
    bool final; /* the last call; the job is gone afterwards */
    struct message what, next;
    const char *detail; /* the print service's own words, cleaned; "" when there are none */
};
typedef void (*print_news_fn)(void *data, const struct print_news *);

struct job_order {
    const char *printer; /* the queue's name */
    const char *label;   /* what people call it, for the sentences; NULL: its name */
    const char *title;   /* of the job, as the print service lists it */
    int copies;          /* 1-99 */
    const char *media;   /* "iso_a4_210x297mm"; always sent, as printers' own default is often Letter */
    const char *pdf;
    size_t n;
};

/*
 * Sends the pages (copied) and follows the job; the first news may only come from the loop. STATUS_INVALID:
 * an order that cannot be right; STATUS_LIMIT: more than LIMIT_PDF; nothing was sent then. News end with a
 * final one.
 */
enum status print_submit(struct loop *, const struct print_service *, const struct job_order *,
                         print_news_fn fn, void *data, struct print_job **out, struct error *);
/* Follows a job of an earlier run. */
enum status print_follow(struct loop *, const struct print_service *, const char *printer, const char *label,
                         int job, print_news_fn fn, void *data, struct print_job **out, struct error *);
/* Asks the print service to cancel; the news tell whether and when it did. */
void print_cancel(struct print_job *);
/* Stops following; the job itself goes on at the print service. NULL is fine. */
void print_drop(struct print_job **);

/* The sentence of a state: `printer` and `detail` are put in where the sentence has room for them. */
void print_sentence(enum job_state, const char *printer, const char *detail, struct message *what,
                    struct message *next);

#endif

/* Printing: what the files about printers, papers on their way and the print log share. */
#ifndef DESK_PRINT_PRIVATE_H
#define DESK_PRINT_PRIVATE_H

#include "desk/desk_private.h"
#include "document/document.h"
#include "print/print.h"

/* One paper on its way: its row in the print log leads, as the outbox does for orders. */
struct paper {
    struct desk *desk;
    struct paper *next;
    char id[37];
    struct record_ref ref;
    char *attachment, *printer, *media;
    char *path; /* save to a file instead */
    bool replace;
    int copies;
    enum print_state logged; /* as the log has it */
    int job;
    enum job_state news; /* the last that was told */
    bool said;           /* news holds something */
    struct await call;   /* fetching the form, then making the pages */
    struct document_job *making;
    struct print_job *printing;
};

struct printing {
    char *document_program, *print_program, *server;
    struct document_service documents;
    struct print_service prints;

    struct print_job *listing;
    struct desk_printer *printers;
    size_t n;
    struct error error;
    bool failed;

    struct paper *papers;
    int lock; /* held while we live: who gets it knows that no other program prints */
    struct loop_timer *again;
};

/* print_jobs.c */
struct paper *paper_new(struct desk *, const struct record_ref *, const char *attachment);
void paper_free(struct paper *);
void paper_follow(struct paper *);
void printing_changed(struct desk *);

#endif

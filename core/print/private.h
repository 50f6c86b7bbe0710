/* Shared by the files of this room only: the job, and how its helper is started. */
#ifndef PRINT_PRIVATE_H
#define PRINT_PRIVATE_H

#include "base/child.h"
#include "print/print.h"

struct print_job {
    struct child *child;
    print_list_fn list;
    print_news_fn news;
    void *data;
    char *label;
    enum job_state state;
    int number, sheets;
    bool cancel;  /* wanted before the job had a number */
    bool busy;    /* inside the owner's function */
    bool ended;   /* the final news is out */
    bool dropped; /* by the owner, from inside its function */
};

struct print_start {
    struct child_events events;
    size_t out_max;
    int timeout_ms;
    bool guard;
};

/* Starts the helper with `input` and the closed environment of the service. */
enum status print_start(struct loop *, const struct print_service *, const char *input, size_t n,
                        const struct print_start *, struct print_job *, struct error *);

#endif

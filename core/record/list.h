/*
 * What this user may see: the lists of a registry (queues and searches) and its actions, as data.
 */
#ifndef RECORD_LIST_H
#define RECORD_LIST_H

#include "form/form.h"
#include "record/record.h"

enum paging { PAGING_OFFSET, PAGING_CURSOR };

struct list_def {
    const char *id;          /* "requests:NEW" */
    const char *title;       /* message id */
    const char *group;       /* message id: heading on the home screen */
    const char *record_kind; /* what Enter opens */
    const struct column *columns;
    size_t ncolumns;
    enum paging paging;
    int page_size;                 /* rows asked for at a time on a normal line */
    bool countable;                /* shown with a count on the home screen */
    bool oldest;                   /* the home screen also shows how old its oldest row is */
    const struct form_def *search; /* NULL: a queue; else it opens with this form */
    const char *const *bulk;       /* action ids for marked rows, NULL-ended; NULL: none */
    enum tone tone;
};

struct description {
    const struct list_def *lists;
    size_t nlists;
    const struct action_def *const *actions; /* all this registry has, also those not allowed */
    size_t nactions;
    struct message user;  /* who is signed in */
    struct message place; /* office, legal entity */
};

const struct list_def *description_list(const struct description *, const char *id);
const struct action_def *description_action(const struct description *, const char *id);

#endif

/* One action on one record: what the files about tasks, uploads and bulk share. */
#ifndef DESK_TASK_PRIVATE_H
#define DESK_TASK_PRIVATE_H

#include "desk/desk_private.h"
#include "desk/outbox_private.h"

struct desk_task {
    struct desk *desk;
    struct desk_task *next;
    struct record_ref ref;
    char *name;
    const struct action_def *action; /* NULL when the registry has no such action */
    enum task_state state;
    struct step *step;
    struct form *form;
    struct error error;
    bool failed;
    struct message sentence;
    struct await call; /* prepare, or a verb of a step */
    bool resume;       /* prepare again when there is a session, or a line */
    bool keep_error;   /* the step under way is asked for because of the error */
    bool quiet;        /* one of many: nothing is shown as awaited */
    char order[37];    /* the row of this task, "" none yet; it waits for an answer while it needs you */
    bool doubt;        /* the disk did not say whether it kept that row */
    struct job *job;   /* while the row is being brought to its end */
};

/* task_submit.c */
void task_submit(struct desk_task *, const struct step_answer *);

/* tasks.c */
/* A verb of the step that is not the order itself: a new code, or the next step. */
void task_verb(struct desk_task *, const struct step_answer *);
void task_changed(struct desk_task *);
void task_fail(struct desk_task *, const struct error *, enum task_state);
void task_no_trouble(struct desk_task *);
void task_prepare(struct desk_task *);

#endif

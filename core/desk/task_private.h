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
    struct await call;        /* prepare, or a verb of a step */
    bool resume;              /* prepare again when there is a session, or a line */
    bool keep_error;          /* the step under way is asked for because of the error */
    void (*told)(void *data); /* one of many: nothing is shown as awaited, news go there */
    void *told_data;
    const struct job_watch *watch; /* how its jobs tell it */
    char order[37]; /* the row of this task, "" none yet; it waits for an answer while it needs you */
    bool doubt;     /* the disk did not say whether it kept that row */
    struct loop_timer *settle; /* it is done and about to be told */
    int64_t settled;
    struct job *job; /* while the row is being brought to its end */
};

/* task_submit.c */
void task_submit(struct desk_task *, const struct step_answer *);

/* task_steps.c */
/* A verb of the step that is not the order itself: a new code, or the next step. */
void task_verb(struct desk_task *, const struct step_answer *);
void task_take_step(struct desk_task *, struct step *taken);
void task_changed(struct desk_task *);
void task_fail(struct desk_task *, const struct error *, enum task_state);
void task_no_trouble(struct desk_task *);
void task_prepare(struct desk_task *);
void task_watch_job(struct desk_task *, struct job *);

/* uploads.c */
void task_upload_settled(struct desk_task *, struct job *, const struct error *);

/* tasks.c */
/* With `told` the task is one of many: its news go there. */
struct desk_task *task_begin(struct desk *, const struct record_ref *, const char *action,
                             void (*told)(void *), void *told_data);

#endif

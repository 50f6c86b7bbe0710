/* Orders in memory: each is one row of the outbox that this program is bringing to its end. */
#ifndef DESK_OUTBOX_PRIVATE_H
#define DESK_OUTBOX_PRIVATE_H

#include "desk/desk_private.h"

/* The row on disk leads: `state` is what it says, and a job moves only after the row has moved. */
struct job;

/* How a job tells whoever watches it; `step` is taken. */
struct job_watch {
    void (*settled)(struct desk_task *, struct job *, const struct error *why, const struct message *sentence,
                    struct step *step);
    void (*gone)(struct desk_task *, struct job *);
};

struct job {
    struct desk *desk;
    struct job *next; /* oldest first */
    char id[37];
    char *user;
    char *action;
    struct record_ref ref;
    char *payload, *file;
    bool needs_code;
    enum outbox_state state; /* queued, sending or asking; needs you only while a task may answer */
    struct secret code;      /* nowhere but here */
    int64_t code_until;      /* wall ms */
    int64_t due;             /* steady ms */
    int tries;               /* in a row without an answer that settles it */
    struct await call;       /* run or confirm */
    bool confirming;
    bool told;              /* that the disk refuses was said once */
    bool doubt;             /* a move failed: the row may have moved all the same */
    long done, total;       /* upload */
    struct desk_task *task; /* who watches, or NULL */
    const struct job_watch *watch;
    size_t task_file; /* upload: which document of the task */
};

enum {
    CODE_LIFE_MS = 5 * 60 * 1000, /* when the registry does not tell (ehealth contract 3.7) */
};

/* outbox_jobs.c */
struct job *job_find(struct desk *, const char *id);
struct job *job_of_record(struct desk *, const struct record_ref *, const char *action);
/* A job for a row that is on disk in `state`; it stands behind all others. NULL when memory ended (the row is
 * then taken up at the next sign-in). */
struct job *job_add(struct desk *, const struct outbox_row *);
void job_remove(struct job *);
/* Hands the one-time code over to the job, until `until` (wall ms, 0: CODE_LIFE_MS from now). */
void job_set_code(struct job *, const struct secret *, int64_t until);
bool job_is_upload(const struct job *);
/* The row moves on disk, then the job. False: it did not (the error says why). */
bool job_move(struct job *, enum outbox_state to, int64_t wait_ms, const struct error *why,
              const struct message *sentence, struct error *e);
/* Writes a new row and its job; both exist or neither does. */
struct job *job_order(struct desk *, const struct outbox_order *, struct error *);

/* In the next pass of the loop: begins what is due. */
void outbox_kick(struct desk *);
/* Tells whoever watches how the job stands now; `step` is taken. */
void job_tell(struct job *, const struct error *why, const struct message *sentence, struct step *);
/* Nobody watches it any more, and who did is told. */
void job_let_go(struct job *);

/* outbox_settle.c */
void job_verdict(void *job, enum verdict, const struct error *, const struct message *sentence,
                 struct step *);
/* The code is gone or too old. */
void job_needs_code(struct job *);
/* A move failed. The disk: said once, tried again later. Another state on disk than ours: taken over when our
 * own earlier move may have done it, else another program goes on with the row. The job may be gone
 * afterwards. */
void job_trouble(struct job *, const struct error *);
void outbox_changed(struct desk *);
/* Takes an upload back, also one that is being sent: the same document can be put again at any time. */
void job_take_back(void *job);

#endif

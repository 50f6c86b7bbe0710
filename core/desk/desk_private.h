/*
 * What the files of the desk share. The desk owns everything below; screens hold lists, pages, texts and
 * tasks by pointers that stay good until they are closed, whatever the session does meanwhile.
 *
 *   file             job
 *   desk.c           opening, closing, what is lent to the adapter, what happens to all rooms at once
 *   base.c           telling that something changed, who is signed in
 *   records.c        records that changed through us
 *   session.c        the sign-in walk, the session's end
 *   renew.c          its renewal
 *   password.c       the hash that unlocks
 *   lock.c           idle lock and unlocking
 *   training.c       the training registry's process
 *   phone.c          its text messages
 *   notices.c        sentences for the status line, the line's state
 *   await.c          what is under way, Esc
 *   counts.c         counts of lists
 *   lists.c, list_*  open lists
 *   locals.c         "To send" and "Printed" as lists and pages
 *   pages.c          open records
 *   texts.c          attachments as readable lines
 *   tasks.c          one action from key to result
 *   task_steps.c     what it needs
 *   task_submit.c    the answer as a durable row
 *   uploads.c        documents of a task
 *   bulk.c           one action on many records
 *   outbox_*.c       the runner: sends each row once, asks when it is not known
 *   print_*.c        printers, printing, saving
 *   files.c          files people choose
 */
#ifndef DESK_PRIVATE_H
#define DESK_PRIVATE_H

#include "base/child.h"
#include "base/log.h"
#include "base/secret.h"
#include "desk/await.h"
#include "desk/desk.h"
#include "net/net.h"
#include "registry/registry.h"
#include "store/audit.h"
#include "store/cache.h"
#include "store/outbox.h"
#include "store/printlog.h"

struct count;
struct job;
struct printing;
struct phone;
struct training;

enum session_phase { PHASE_STARTING, PHASE_OUT, PHASE_IN, PHASE_LOST };

struct session {
    enum session_phase phase;
    bool locked;

    struct await walk; /* a sign-in step, or signing out */
    struct step *step;
    struct form *form;
    struct error error;
    bool failed;
    bool keep_error; /* the walk begins anew because of it: the next step does not clear it */
    bool leaving;    /* the token is being ended at the server */
    bool begun;      /* the request under way is the first of a walk */
    struct loop_timer *again, *losing;
    struct error lost_why;

    char *user, *typed; /* who is (or was) signed in: folded for comparing, and as typed */
    char *trying;       /* the name of the walk under way */
    struct secret hash, hash_trying;

    int tries; /* of unlocking */
    int64_t touched;
    struct loop_timer *idle;

    struct await renew;
    struct loop_timer *renew_clock;
    bool warned;
};

/* What lower rooms tell upwards; desk.c fills the table. */
struct desk_news {
    void (*signed_in)(struct desk *, bool same); /* as the person whose work is on the screens, or another */
    void (*stopped)(struct desk *, bool on_purpose);
    void (*line_up)(struct desk *);
    void (*registry_up)(struct desk *);
    void (*registry_down)(struct desk *);
};

struct desk {
    const struct desk_news *news;
    struct loop *loop;
    struct config *config;
    struct profile *profile; /* our own: the address of a training registry is filled in */
    char *helper_dir;
    void (*changed)(void *data, unsigned what);
    void *data;

    const struct registry_ops *ops;
    struct registry *registry; /* NULL while the training registry is not up */
    struct net *net;
    struct log *log;
    struct outbox *outbox;
    struct printlog *printlog;
    struct cache *cache;
    struct audit *audit;
    char **words; /* texts read from the cache that stand in places of message ids */
    size_t nwords;

    const struct description *description;
    struct session session;
    struct training *training;
    struct phone *phone;
    struct phone_message phone_message;
    bool phone_has;

    struct await *awaits;
    enum desk_line line;
    struct loop_timer *settle;        /* the line came back: everything that waited goes on */
    struct loop_timer *records_clock; /* records changed: lists and counts are asked for when it gets quiet */
    int64_t records_since;
    struct notice notice;
    bool noticed;

    struct count *counts;
    struct loop_timer *counts_clock;
    struct desk_list *lists;
    struct desk_page *pages;
    struct desk_text *texts;
    struct desk_task *tasks;
    struct desk_bulk *bulks;

    struct job *jobs;
    loop_fn jobs_pump; /* the runner's turn */
    struct loop_timer *jobs_clock;
    struct printing *printing;
    bool closing;
};

/* The same as desk_open() with another adapter: for tests. */
enum status desk_open_with(const struct registry_ops *, const struct desk_options *, struct desk **,
                           struct error *);

/* base.c */
void desk_changed(struct desk *, unsigned what);
/* Whether the registry can be asked for something of this user now. */
bool desk_may_ask(const struct desk *);
struct cache_scope desk_scope(const struct desk *);
/* `s` kept for as long as the desk: a text in the place of a message id. NULL when memory ended. */
const char *desk_word(struct desk *, const char *s);
void desk_audit(struct desk *, enum audit_event, const char *user, const char *detail);

/* records.c */
/* A change of that record came to an end: what shows it is asked for anew. */
void desk_record_changed(struct desk *, const struct record_ref *);

/* notices.c */
void desk_notice_error(struct desk *, const struct error *);
void desk_line_event(void *desk, enum net_line);

/* outbox_runner.c */
void outbox_begin(struct desk *);
void outbox_line_up(struct desk *);
void outbox_signed_in(struct desk *);
/* Nothing is sent any more; what was on its way is asked about later. */
void outbox_stop(struct desk *);
/* One-time codes do not outlive a session that is ended on purpose: their rows need the person again. */
void outbox_codes_forget(struct desk *);
void outbox_jobs_close(struct desk *);

/* session.c */
void session_begin(struct desk *, bool keep_error);
/* The session is over; signs in over the work. Safe to call from inside the adapter. */
void session_end(struct desk *, const struct error *why);
/* Too many wrong passwords: the token is ended at the server, the work stays under a new sign-in. */
void session_thrown_out(struct desk *);
void session_close(struct desk *);
void session_line_up(struct desk *);
/* renew.c */
void renew_schedule(struct desk *);
void renew_line_up(struct desk *);
/* lock.c */
void lock_begin(struct desk *);

/* training.c, phone.c */
enum status training_start(struct desk *, struct error *);
void training_stop(struct desk *);
void phone_watch(struct desk *);
void phone_line(struct desk *, const char *json, size_t n);
void phone_close(struct desk *);

/* counts.c */
void counts_stop(struct desk *);
void counts_stale(struct desk *);
void counts_close(struct desk *);
void counts_pump(struct desk *);

/* lists.c */
void lists_resume(struct desk *);
void lists_reopen(struct desk *);
void lists_stop(struct desk *);
void lists_line_up(struct desk *);
void lists_locals_changed(struct desk *, const char *id);
/* Notes which lists a record that changed may stand in; lists_records_changed() asks for those anew. */
void lists_record_changed(struct desk *, const struct record_ref *);
void lists_records_changed(struct desk *);

/* locals.c */
const struct list_def *locals_find(const char *id);
void locals_count(struct desk *, const char *id, struct desk_count *);
struct page *locals_page(struct desk *, const struct record_ref *, struct error *);

/* pages.c, texts.c */
void pages_resume(struct desk *, bool all);
void pages_stop(struct desk *);
/* The page of that record if it is open and here. */
const struct page *pages_find(const struct desk *, const struct record_ref *);
/* Whether an open page of that record is being asked for. */
bool pages_loading(const struct desk *, const struct record_ref *);
void pages_locals_changed(struct desk *);
void pages_record_changed(struct desk *, const struct record_ref *);
void texts_resume(struct desk *, bool all);
void texts_stop(struct desk *);

/* tasks.c */
void tasks_resume(struct desk *);
void tasks_reopen(struct desk *);
void tasks_stop(struct desk *);

/* print_*.c */
enum status printing_open(struct desk *, struct error *);
void printing_close(struct desk *);

#endif

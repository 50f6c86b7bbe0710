/*
 * What a registrar can do, as calls: the only part of core/ the screens talk to. Nothing blocks: a call
 * begins work and returns; results are found by asking, and `changed` says when to ask again. One desk is one
 * person at one registry.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "base/loop.h"
#include "base/status.h"
#include "config/config.h"
#include "form/form.h"
#include "record/list.h"
#include "record/record.h"
#include "record/step.h"

struct desk;

/* What may have changed; observers only set dirty flags and look again when they paint. */
enum {
    DESK_SESSION = 1 << 0,     /* signed in or out, a sign-in step, locked, expiring */
    DESK_LINE = 1 << 1,        /* online, slow, offline; something is awaited */
    DESK_DESCRIPTION = 1 << 2, /* lists and actions of this user */
    DESK_COUNTS = 1 << 3,
    DESK_LISTS = 1 << 4,
    DESK_PAGES = 1 << 5,
    DESK_TASKS = 1 << 6,
    DESK_OUTBOX = 1 << 7,
    DESK_PRINT = 1 << 8,
    DESK_PHONE = 1 << 9,   /* training phone */
    DESK_NOTICE = 1 << 10, /* a sentence for line 22 */
};

struct desk_options {
    struct loop *loop;
    struct config *config;
    const struct profile *profile;
    const char *helper_dir; /* where registrar-document, -print and -sandbox are */
    void (*changed)(void *data, unsigned what);
    void *data;
};

/* Opens stores, recovers the outbox, starts the training registry when the profile asks for one. On failure
 * (a newer database, an unwritable folder) nothing was touched and *e says what to do. */
enum status desk_open(const struct desk_options *, struct desk **, struct error *e);
/* Ends running requests, the training registry and helpers; unsent work stays in the outbox. */
void desk_close(struct desk **);

/* ---- session ---------------------------------------------------------------------------------------------
 */

enum desk_session {
    DESK_STARTING,   /* the training registry is coming up */
    DESK_SIGNED_OUT, /* desk_step() asks for a name and password, or what comes next */
    DESK_SIGNED_IN,
    DESK_LOST,   /* the session ended in the middle of work: sign in over it, the work stays */
    DESK_LOCKED, /* idle: the password opens it again */
};
enum desk_session desk_session(const struct desk *);
/* The step being asked (signed out or lost), NULL while waiting for the registry. */
const struct step *desk_step(const struct desk *);
/* Why the last answer was not enough; NULL when nothing is wrong. */
const struct error *desk_step_error(const struct desk *);
bool desk_step_waiting(const struct desk *);
/* The form of a STEP_FORM, kept over errors. */
struct form *desk_step_form(struct desk *);
void desk_answer(struct desk *, const struct step_answer *);
void desk_restart_sign_in(struct desk *);
void desk_sign_out(struct desk *);
void desk_lock(struct desk *);
/* True when it was the password of the signed-in person; the third wrong one signs out over the work. */
bool desk_unlock(struct desk *, const struct secret *password);
int desk_unlock_tries_left(const struct desk *);
/* Every key press: restarts the idle clock. */
void desk_touch(struct desk *);

const struct profile *desk_profile(const struct desk *);
const struct description *desk_description(const struct desk *); /* NULL before sign-in */

/* ---- header, notices, training phone ---------------------------------------------------------------------
 */

enum desk_line { DESK_ONLINE, DESK_SLOW, DESK_OFFLINE };
enum desk_line desk_line(const struct desk *);
long desk_unsent(const struct desk *); /* outbox rows that are not done, refused or withdrawn */
/* What is awaited now, since when (steady ms); NULL when nothing is. */
const struct message *desk_awaited(const struct desk *, int64_t *since);
/* Esc: cancels the newest request that can be cancelled; false when there is none. */
bool desk_cancel_newest(struct desk *);

struct notice {
    struct message sentence;
    enum tone tone;
    struct error story; /* the whole of it for `e`; status OK when there is none */
    unsigned serial;    /* grows with each notice */
};
const struct notice *desk_notice(const struct desk *);
void desk_notice_set(struct desk *, const struct message *, enum tone, const struct error *story);

struct phone_message {
    int64_t at;
    char *to, *text, *code, *about;
};
/* Newest text message of the training phone; NULL outside training mode or before the first. */
const struct phone_message *desk_phone(const struct desk *);

/* ---- counts and lists ------------------------------------------------------------------------------------
 */

struct desk_count {
    long total;     /* -1 unknown */
    int64_t oldest; /* UTC ms, 0 unknown */
    int64_t as_of;  /* when it was told (wall ms), 0 never: then it comes from this computer's cache */
};
/* Count of a list of the description or of a local one; asks the registry when it is older than the
 * preference. */
const struct desk_count *desk_count(struct desk *, const char *list);
void desk_counts_refresh(struct desk *);

/* Lists kept on this computer, described like the registry's: "local:outbox", "local:printed". */
const struct list_def *desk_local_lists(const struct desk *, size_t *n);

/* An open list: a window on a server query, or a local list. Rows arrive by themselves as they are looked at.
 */
struct desk_list;
/* `search` (copied) only for lists with a form. Never NULL unless memory ended or the list is unknown. */
struct desk_list *desk_list_open(struct desk *, const char *id, const struct form *search);
void desk_list_close(struct desk_list **);
/* Fills the choices of a search form that come from the registry (dictionaries). */
void desk_form_choices(struct desk *, struct form *);
const struct list_def *desk_list_def(const struct desk_list *);
/* Rows to show now: after the filter; of an unfiltered list of known size, all of it. */
long desk_list_rows(const struct desk_list *);
long desk_list_total(const struct desk_list *);  /* as the registry tells, -1 unknown */
long desk_list_hidden(const struct desk_list *); /* loaded rows the filter hides */
bool desk_list_more(const struct desk_list *);   /* a cursor list that goes on after the last row */
/* Row `i`, or NULL while it is not here: asking is what loads it. Valid until the loop runs again. */
const struct row *desk_list_row(struct desk_list *, long i);
/* Where the row of that id stands now, -1 when it is gone or hidden. */
long desk_list_find(const struct desk_list *, const struct record_ref *);
/* Rows [first, last] are on the screen: loads and enriches them, ahead of the others. */
void desk_list_look(struct desk_list *, long first, long last);
void desk_list_filter(struct desk_list *, const char *typed); /* "" shows all */
/* Next order of column `c` (ascending, descending, the server's own). Local when the server cannot. */
void desk_list_sort(struct desk_list *, size_t c);
int desk_list_sorted(const struct desk_list *, bool *descending, bool *only_loaded); /* column or -1 */
void desk_list_refresh(struct desk_list *);
bool desk_list_loading(const struct desk_list *);
int64_t desk_list_as_of(const struct desk_list *); /* wall ms; rows older than that come from the cache */
const struct error *desk_list_error(const struct desk_list *); /* last load failed; rows stay. NULL: fine */

/* ---- records ---------------------------------------------------------------------------------------------
 */

struct desk_page;
struct desk_page *desk_page_open(struct desk *, const struct record_ref *);
void desk_page_close(struct desk_page **);
const struct page *desk_page(const struct desk_page *); /* NULL until the first answer */
bool desk_page_loading(const struct desk_page *);
const struct error *desk_page_error(const struct desk_page *);
int64_t desk_page_as_of(const struct desk_page *);
void desk_page_refresh(struct desk_page *);

/* An attachment as readable lines of the given width. */
struct desk_text;
enum line_style { LINE_NORMAL, LINE_HEADING, LINE_BOLD };
struct desk_text *desk_text_open(struct desk *, const struct record_ref *, const char *attachment, int width);
void desk_text_close(struct desk_text **);
void desk_text_width(struct desk_text *, int width); /* lays it out anew */
size_t desk_text_lines(const struct desk_text *);
const char *desk_text_line(const struct desk_text *, size_t i, enum line_style *);
bool desk_text_loading(const struct desk_text *);
const struct error *desk_text_error(const struct desk_text *);

/* ---- actions ---------------------------------------------------------------------------------------------
 */

enum task_state {
    TASK_PREPARING, /* asking the registry what is needed */
    TASK_STEP,      /* desk_task_step() waits for an answer */
    TASK_SENDING,   /* on disk, being sent */
    TASK_ASKING,    /* the answer was lost: asking whether it happened */
    TASK_DONE,
    TASK_FAILED, /* nothing happened; the error says why */
    TASK_LATER,  /* it stands in "To send" and goes on by itself */
};

/* One action on one record, from the key that begins it to its result. Closing it while it is sending does
 * not stop it: the outbox row goes on. */
struct desk_task;
struct desk_task *desk_task_begin(struct desk *, const struct record_ref *, const char *action);
void desk_task_close(struct desk_task **);
const struct action_def *desk_task_action(const struct desk_task *);
enum task_state desk_task_state(const struct desk_task *);
const struct step *desk_task_step(const struct desk_task *);
struct form *desk_task_form(struct desk_task *);
const struct error *desk_task_error(const struct desk_task *);
const struct message *desk_task_sentence(const struct desk_task *); /* the result, when done */
/* Submits or runs another verb (resend). With VERB_SUBMIT the order is on disk before this returns
 * TASK_SENDING. */
void desk_task_answer(struct desk_task *, const struct step_answer *);

/* Documents of a STEP_FILES: choose a file (checked: exists, size, type), upload with progress, cancel. */
enum status desk_task_upload(struct desk_task *, size_t file, const char *path, struct error *);
bool desk_task_uploading(const struct desk_task *, size_t *file, long *done, long *total);
void desk_task_upload_cancel(struct desk_task *);

/* The same action on many records, one result a record; those that need a code are named and left. */
struct desk_bulk;
struct desk_bulk *desk_bulk_begin(struct desk *, const struct record_ref *refs, size_t n, const char *action);
void desk_bulk_close(struct desk_bulk **);
size_t desk_bulk_size(const struct desk_bulk *);
size_t desk_bulk_finished(const struct desk_bulk *);
const struct record_ref *desk_bulk_ref(const struct desk_bulk *, size_t i);
enum task_state desk_bulk_state(const struct desk_bulk *, size_t i);
const struct message *desk_bulk_sentence(const struct desk_bulk *, size_t i);
const struct error *desk_bulk_error(const struct desk_bulk *, size_t i);
/* Again, only those that failed. */
void desk_bulk_retry(struct desk_bulk *);

/* Rows of "To send": what the user can do with one. Actions "retry", "withdraw" of record kind "outbox" go
 * through desk_outbox_act; the page of such a record (desk_page_open) tells its whole story. */
enum status desk_outbox_act(struct desk *, const char *order_id, const char *what, struct error *);

/* ---- printing --------------------------------------------------------------------------------------------
 */

struct desk_printer {
    char *name, *info;
    struct message state; /* "ready", "out of paper", ... */
    bool usable, is_default;
};
/* Asks CUPS anew; desk_printers() answers from memory. Error when there is no print service. */
void desk_printers_refresh(struct desk *);
const struct desk_printer *desk_printers(const struct desk *, size_t *n);
bool desk_printers_loading(const struct desk *);
const struct error *desk_printers_error(const struct desk *);

struct print_order {
    const struct record_ref *ref;
    const char *attachment;
    const char *printer;
    const char *paper; /* "iso_a4_210x297mm" */
    int copies;
    const char *reason; /* needed when it was printed before */
};
/* How often this attachment of this record was printed from this computer, and when last (UTC ms). */
long desk_printed_before(const struct desk *, const struct record_ref *, const char *attachment,
                         int64_t *last);
/* Begins: makes the PDF, hands it to CUPS, follows the job; each turn is a notice and a row of "Printed". */
enum status desk_print(struct desk *, const struct print_order *, struct error *);
enum status desk_print_cancel(struct desk *, const char *print_id, struct error *);
/* Makes the PDF and writes it (0600, never over an existing file unless `replace`); the result is a notice.
 */
enum status desk_save_pdf(struct desk *, const struct record_ref *, const char *attachment, const char *path,
                          bool replace, struct error *);

#endif

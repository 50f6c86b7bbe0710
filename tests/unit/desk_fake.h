/*
 * A registry in memory for the tests of the desk. The `server` remembers what happened to records, whatever
 * the programs do; the `script` says how the next calls go; a call that is "held" is answered by the test.
 */
#ifndef UNIT_DESK_FAKE_H
#define UNIT_DESK_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/text.h"
#include "registry/registry.h"

#define FAKE static inline __attribute__((unused))

enum fake_verb {
    F_SIGN_IN,
    F_SIGN_OUT,
    F_REFRESH,
    F_COUNT,
    F_LIST,
    F_ENRICH,
    F_OPEN,
    F_FETCH,
    F_PREPARE,
    F_STEP,
    F_RUN,
    F_CONFIRM,
    F_VERBS
};

/* How a run or a confirmation goes. */
enum fake_way {
    WAY_OK,         /* it happens and is told */
    WAY_LOST_DONE,  /* it happens, the answer is lost */
    WAY_LOST_NOT,   /* it does not happen, and that is not known */
    WAY_OFFLINE,    /* nothing reached the server */
    WAY_WRONG_CODE, /* needs you, with a new step */
    WAY_NEEDS_YOU,  /* needs you, without one */
    WAY_REFUSED,
    WAY_SIGNED_OUT, /* 401: nothing happened, the session is over */
    WAY_UNKNOWN,    /* confirm: cannot be told yet */
};

struct registry_call {
    struct registry *r;
    struct registry_call *next;
    enum fake_verb verb;
    struct loop_timer *timer;
    bool held;
    void *data;
    union {
        registry_step_fn step;
        registry_done_fn done;
        registry_count_fn count;
        registry_window_fn window;
        registry_page_fn page;
        registry_bytes_fn bytes;
        registry_verdict_fn verdict;
    } on;
    registry_progress_fn progress;
    /* what was asked */
    char *name; /* list, action, attachment */
    struct record_ref ref;
    long offset;
    int count;
    char *cursor, *order, *order_id, *code, *file;
    struct row **rows;
    size_t n;
    bool begin;
    char *answer_id, *user, *password;
    enum step_verb answer_verb;
};

struct fake_run {
    char id[37], code[16], record[40], action[16];
    bool confirm;
};

/* What is true at the server, and what it was asked: outlives every program. */
struct fake_server {
    long rows;       /* of the queues */
    long names_from; /* numbers begin here: other data after a refresh */
    bool no_total;
    char happened[64][80]; /* "approve r00001" */
    size_t nhappened;
    struct fake_run runs[64];
    size_t nruns;
    int calls[F_VERBS];
    long asked_offset;
    char asked_order[40], asked_cursor[40];
    const char *user;
    int64_t left; /* of the session, -1 unknown */
    int refreshes;
};

struct fake_script {
    bool hold[F_VERBS];
    bool no_memory[F_VERBS];    /* the verb cannot even begin */
    enum status fails[F_VERBS]; /* not OK: such calls end with it */
    enum fake_way run, confirm;
    enum step_kind step; /* what prepare hands out */
    bool code_after_files;
    int sign_in_left;  /* attempts told with a wrong code */
    int64_t code_life; /* ms, 0: not told */
};

struct registry {
    struct registry_env env;
    struct registry_call *calls;
    bool signed_in;
    char *user;
};

static struct fake_server server;
static struct fake_script script;
static struct registry *fake; /* the open one */

/* --- data --- */

static const struct column fake_columns[] = {
    {.id = "number",
     .title = "Number",
     .sortable = true,
     .order_asc = "NUMBER_ASC",
     .order_desc = "NUMBER_DESC"},
    {.id = "name", .title = "Name", .rank = 1, .sortable = true},
    {.id = "group", .title = "Group", .rank = 2, .sortable = true},
};
static const char *const fake_bulk[] = {"approve", "reject", NULL};
static const struct list_def fake_lists[] = {
    {.id = "queue",
     .title = "Queue",
     .record_kind = "request",
     .columns = fake_columns,
     .ncolumns = 3,
     .page_size = 50,
     .countable = true,
     .bulk = fake_bulk},
    {.id = "chain",
     .title = "Chain",
     .record_kind = "request",
     .columns = fake_columns,
     .ncolumns = 3,
     .paging = PAGING_CURSOR,
     .page_size = 20},
};
static const struct action_def fake_approve = {.id = "approve",
                                               .label = "approve",
                                               .title = "Approve %s",
                                               .doing = "Approving %s",
                                               .done = "Approved %s.",
                                               .not_done = "Not approved",
                                               .bulk = true};
static const struct action_def fake_reject = {.id = "reject",
                                              .label = "reject",
                                              .title = "Reject %s",
                                              .doing = "Rejecting %s",
                                              .done = "Rejected %s.",
                                              .not_done = "Not rejected",
                                              .bulk = true};
static const struct action_def *const fake_actions[] = {&fake_approve, &fake_reject};
static const struct description fake_description = {
    .lists = fake_lists, .nlists = 2, .actions = fake_actions, .nactions = 2};

static const struct field_def fake_fields[] = {
    {.id = "name", .label = "Name", .kind = FIELD_TEXT, .required = true},
    {.id = "password", .label = "Password", .kind = FIELD_SECRET, .required = true},
};
static const struct form_def fake_form = {
    .id = "password", .title = "Sign in", .fields = fake_fields, .n = 2};

FAKE struct row *fake_row(long i, bool filled)
{
    struct row *row = row_new(3);
    char id[40], label[40], name[40];

    snprintf(id, sizeof id, "r%05ld", i + server.names_from);
    snprintf(label, sizeof label, "N-%05ld", i + server.names_from);
    snprintf(name, sizeof name, "Person %ld", (i * 7919) % 1000);
    record_ref_set(&row->ref, "request", id, label);
    cell_text(&row->cells[0], label);
    if (filled)
        cell_text(&row->cells[1], name);
    else
        row->cells[1].kind = CELL_WAITING;
    cell_number(&row->cells[2], i % 5);
    row->partial = !filled;
    return row;
}

FAKE bool fake_happened(const char *action, const char *record)
{
    char line[80];

    snprintf(line, sizeof line, "%s %s", action, record);
    for (size_t i = 0; i < server.nhappened; i++)
        if (strcmp(server.happened[i], line) == 0)
            return true;
    return false;
}

FAKE size_t fake_times(const char *action, const char *record)
{
    char line[80];
    size_t n = 0;

    snprintf(line, sizeof line, "%s %s", action, record);
    for (size_t i = 0; i < server.nhappened; i++)
        n += strcmp(server.happened[i], line) == 0;
    return n;
}

FAKE size_t fake_runs(const char *record)
{
    size_t n = 0;

    for (size_t i = 0; i < server.nruns; i++)
        n += !server.runs[i].confirm && strcmp(server.runs[i].record, record) == 0;
    return n;
}

/* --- calls --- */

FAKE void fake_call_free(struct registry_call *c)
{
    struct registry_call **at;

    for (at = &c->r->calls; *at && *at != c;)
        at = &(*at)->next;
    if (*at)
        *at = c->next;
    loop_stop(c->r->env.loop, &c->timer);
    for (size_t i = 0; i < c->n; i++)
        row_free(&c->rows[i]);
    free(c->rows);
    record_ref_clear(&c->ref);
    free(c->name);
    free(c->cursor);
    free(c->order);
    free(c->order_id);
    free(c->code);
    free(c->file);
    free(c->answer_id);
    free(c->user);
    free(c->password);
    free(c);
}

FAKE struct step *fake_step(enum step_kind kind, const char *record)
{
    struct step *s = step_new(kind, kind == STEP_CODE ? "code" : kind == STEP_FILES ? "papers" : "confirm");

    message_set(&s->title, "Approve %s", 1, record);
    if (kind == STEP_CODE) {
        s->digits = 4;
        s->attempts_left = 2;
        s->resend = "send a new code";
        s->valid_until = script.code_life ? clock_wall() + script.code_life : 0;
    }
    if (kind == STEP_FILES) {
        struct record_ref ref = {.kind = (char *)"request", .id = (char *)record};

        for (int i = 0; i < 2; i++) {
            struct step_file *f = step_add_file(s, i ? "person.passport" : "person.tax_id");

            f->uploaded = fake->env.uploaded(fake->env.data, &ref, f->type) > 0;
            f->size_max = 10 * 1024 * 1024;
            f->accept = "image/jpeg";
        }
    }
    return s;
}

FAKE struct step *fake_password_step(void)
{
    struct step *s = step_new(STEP_FORM, "password");

    s->form = &fake_form;
    return s;
}

FAKE void fake_sign_in_answer(struct registry_call *c)
{
    ERROR_AUTO e = {0};
    struct step *s = NULL;

    if (c->begin) {
        s = fake_password_step();
    } else if (strcmp(c->answer_id, "password") == 0) {
        if (text_equal(c->password, "training")) {
            text_replace(&c->r->user, c->user);
            s = step_new(STEP_CODE, "code");
            s->digits = 6;
            s->attempts_left = 3;
            s->resend = "send a new code";
        } else if (text_equal(c->password, "blocked")) {
            error_set(&e, STATUS_REFUSED, "Not signed in: this user is blocked.", "Ask your administrator.");
        } else {
            error_set(&e, STATUS_REFUSED, "Not signed in: name or password is wrong.", "Type them again.");
            s = fake_password_step();
        }
    } else if (c->answer_verb == VERB_RESEND || text_equal(c->code, "123456")) {
        s = step_new(c->answer_verb == VERB_RESEND ? STEP_CODE : STEP_DONE, "code");
        c->r->signed_in = c->answer_verb != VERB_RESEND;
    } else {
        error_set(&e, STATUS_WRONG_CODE, "Not signed in: the code is wrong.", "Look at the message again.");
        s = step_new(STEP_CODE, "code");
        s->attempts_left = script.sign_in_left;
    }
    c->on.step(c->data, e.status, e.status ? &e : NULL, s);
}

FAKE void fake_window_answer(struct registry_call *c)
{
    bool chain = strcmp(c->name, "chain") == 0;
    long first = chain ? (c->cursor ? strtol(c->cursor, NULL, 10) : 0) : c->offset;
    struct window *w = window_new((size_t)c->count);
    char cursor[32];

    for (long i = first; i < server.rows && i < first + c->count; i++) {
        long at = c->order && strstr(c->order, "DESC") ? server.rows - 1 - i : i;

        window_add(w, fake_row(at, chain));
    }
    w->offset = first;
    w->total = chain || server.no_total ? -1 : server.rows;
    w->more_after = first + (long)w->n < server.rows;
    snprintf(cursor, sizeof cursor, "%ld", first + (long)w->n);
    w->last_cursor = text_dup(cursor);
    c->on.window(c->data, STATUS_OK, NULL, w);
}

FAKE void fake_enrich_answer(struct registry_call *c)
{
    struct window *w = window_new(c->n);

    for (size_t i = 0; i < c->n; i++) {
        struct row *row = row_copy(c->rows[i]);
        char name[60];

        snprintf(name, sizeof name, "Person of %s", row->ref.label);
        cell_text(&row->cells[1], name);
        row->partial = false;
        window_add(w, row);
    }
    c->on.window(c->data, STATUS_OK, NULL, w);
}

FAKE void fake_page_answer(struct registry_call *c)
{
    struct page *p = page_new();
    struct section *s = page_section(p, "main", "Main");

    record_ref_copy(&p->ref, &c->ref);
    message_set(&p->title, "Request %s", 1, c->ref.id);
    cell_word(&p->state, fake_happened("approve", c->ref.id) ? "Approved" : "New", TONE_NEW);
    cell_text(&section_field(s, "Number")->value, c->ref.id);
    page_action(p, &fake_approve)->allowed = true;
    page_attachment(p, "form", "Printout form", "text/html")->printable = true;
    c->on.page(c->data, STATUS_OK, NULL, p);
}

FAKE void fake_happens(const struct registry_call *c)
{
    snprintf(server.happened[server.nhappened++ % 64], sizeof server.happened[0], "%s %s", c->name,
             c->ref.id);
}

FAKE void fake_verdict(struct registry_call *c, enum verdict v, enum status s, const char *what,
                       struct step *step)
{
    struct message sentence = {0};
    ERROR_AUTO e = {0};

    if (s != STATUS_OK)
        error_set(&e, s, what, "Do what helps.");
    c->on.verdict(c->data, v, s != STATUS_OK ? &e : NULL, &sentence, step);
}

FAKE void fake_run_answer(struct registry_call *c)
{
    switch (script.run) {
    case WAY_OK:
        fake_happens(c);
        fake_verdict(c, VERDICT_DONE, STATUS_OK, NULL, NULL);
        break;
    case WAY_LOST_DONE:
        fake_happens(c);
        fake_verdict(c, VERDICT_UNKNOWN, STATUS_UNKNOWN, "The line broke.", NULL);
        break;
    case WAY_LOST_NOT:
    case WAY_UNKNOWN:
        fake_verdict(c, VERDICT_UNKNOWN, STATUS_UNKNOWN, "The line broke.", NULL);
        break;
    case WAY_OFFLINE:
        fake_verdict(c, VERDICT_NOT, STATUS_OFFLINE, "Not sent: there is no line.", NULL);
        break;
    case WAY_WRONG_CODE:
        fake_verdict(c, VERDICT_NEEDS_YOU, STATUS_WRONG_CODE, "Not approved: the code is wrong.",
                     fake_step(STEP_CODE, c->ref.id));
        break;
    case WAY_NEEDS_YOU:
        fake_verdict(c, VERDICT_NEEDS_YOU, STATUS_CONFLICT, "Not approved: papers are missing.", NULL);
        break;
    case WAY_REFUSED:
        fake_verdict(c, VERDICT_REFUSED, STATUS_REFUSED, "Not approved: the doctor is full.", NULL);
        break;
    case WAY_SIGNED_OUT: {
        ERROR_AUTO e = {0};
        struct registry *r = c->r;

        error_set(&e, STATUS_UNAUTHENTICATED, "The session has ended.", "Sign in again.");
        r->signed_in = false;
        fake_verdict(c, VERDICT_NOT, STATUS_UNAUTHENTICATED, "The session has ended.", NULL);
        r->env.session_lost(r->env.data, &e);
        break;
    }
    }
}

FAKE void fake_confirm_answer(struct registry_call *c)
{
    if (script.confirm == WAY_UNKNOWN)
        fake_verdict(c, VERDICT_UNKNOWN, STATUS_OFFLINE, "There is no line.", NULL);
    else if (fake_happened(c->name, c->ref.id))
        fake_verdict(c, VERDICT_DONE, STATUS_OK, NULL, NULL);
    else
        fake_verdict(c, VERDICT_NOT, STATUS_OFFLINE, "It did not happen.", NULL);
}

FAKE void fake_error_answer(struct registry_call *c, enum status s)
{
    ERROR_AUTO e = {0};

    error_set(&e, s, "Not loaded: the registry failed.", "Try again.");
    switch (c->verb) {
    case F_SIGN_IN:
    case F_PREPARE:
    case F_STEP:
        c->on.step(c->data, s, &e, NULL);
        break;
    case F_SIGN_OUT:
    case F_REFRESH:
        c->on.done(c->data, s, &e);
        break;
    case F_COUNT:
        c->on.count(c->data, s, &e, -1, 0);
        break;
    case F_LIST:
    case F_ENRICH:
        c->on.window(c->data, s, &e, NULL);
        break;
    case F_OPEN:
        c->on.page(c->data, s, &e, NULL);
        break;
    case F_FETCH:
        c->on.bytes(c->data, s, &e, NULL, 0, NULL);
        break;
    default:
        c->on.verdict(c->data, VERDICT_NOT, &e, NULL, NULL);
        break;
    }
}

/* Answers a call as the script says, and frees it. */
FAKE void fake_answer(struct registry_call *c)
{
    static const char html[] = "<html><body><h1>Form</h1><p>Text</p></body></html>";

    loop_stop(c->r->env.loop, &c->timer);
    if (script.fails[c->verb]) {
        fake_error_answer(c, script.fails[c->verb]);
    } else if (c->verb == F_SIGN_IN) {
        fake_sign_in_answer(c);
    } else if (c->verb == F_SIGN_OUT || c->verb == F_REFRESH) {
        server.refreshes += c->verb == F_REFRESH;
        c->on.done(c->data, STATUS_OK, NULL);
    } else if (c->verb == F_COUNT) {
        c->on.count(c->data, STATUS_OK, NULL, server.rows, 1000);
    } else if (c->verb == F_LIST) {
        fake_window_answer(c);
    } else if (c->verb == F_ENRICH) {
        fake_enrich_answer(c);
    } else if (c->verb == F_OPEN) {
        fake_page_answer(c);
    } else if (c->verb == F_FETCH) {
        c->on.bytes(c->data, STATUS_OK, NULL, html, sizeof html - 1, "text/html");
    } else if (c->verb == F_PREPARE) {
        c->on.step(c->data, STATUS_OK, NULL, fake_step(script.step, c->ref.id));
    } else if (c->verb == F_STEP) {
        c->on.step(c->data, STATUS_OK, NULL, fake_step(STEP_CODE, c->ref.id));
    } else if (c->verb == F_RUN) {
        fake_run_answer(c);
    } else {
        fake_confirm_answer(c);
    }
    fake_call_free(c);
}

FAKE void fake_due(void *data)
{
    struct registry_call *c = data;

    c->timer = NULL;
    fake_answer(c);
}

/* The newest call of a verb that is under way, or NULL. */
FAKE struct registry_call *fake_call(enum fake_verb verb)
{
    for (struct registry_call *c = fake ? fake->calls : NULL; c; c = c->next)
        if (c->verb == verb)
            return c;
    return NULL;
}

FAKE struct registry_call *fake_begin(struct registry *r, enum fake_verb verb, void *data)
{
    struct registry_call *c = calloc(1, sizeof *c);

    c->r = r;
    c->verb = verb;
    c->data = data;
    c->next = r->calls;
    r->calls = c;
    c->held = script.hold[verb];
    if (!c->held)
        c->timer = loop_after(r->env.loop, 0, fake_due, c);
    server.calls[verb]++;
    return c;
}

#include "tests/unit/desk_fake_ops.h"

#endif

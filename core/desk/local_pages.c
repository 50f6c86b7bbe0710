/* The whole story of one row of "To send" or "Printed", as a page. */
#include "desk/local_pages.h"

#include <stdio.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/text.h"
#include "desk/outbox_private.h"

static const struct action_def retry_action = {
    .id = "retry",
    .label = N_("try now"),
    .title = N_("Try %s now"),
    .doing = N_("Trying %s"),
    .done = N_("Tried %s."),
    .not_done = N_("Not tried"),
    .key = "t",
    .rank = 1,
    .local = true,
};
static const struct action_def withdraw_action = {
    .id = "withdraw",
    .label = N_("take back"),
    .title = N_("Take back %s"),
    .doing = N_("Taking back %s"),
    .done = N_("Taken back: %s."),
    .not_done = N_("Not taken back"),
    .key = "w",
    .rank = 2,
    .local = true,
};
static const struct action_def cancel_action = {
    .id = "cancel",
    .label = N_("cancel printing"),
    .title = N_("Cancel printing %s"),
    .doing = N_("Cancelling the printing of %s"),
    .done = N_("Cancelled printing %s."),
    .not_done = N_("Not cancelled"),
    .key = "c",
    .rank = 1,
    .local = true,
};

/* --- words --- */

void local_action_cell(const struct desk *d, const char *action, struct cell *c)
{
    const struct action_def *def = description_action(d->description, action);

    if (strcmp(action, "upload") == 0)
        cell_word(c, N_("upload"), TONE_NONE);
    else if (def)
        cell_word(c, def->label, TONE_NONE);
    else
        cell_text(c, action);
}

enum tone local_outbox_tone(enum outbox_state s)
{
    switch (s) {
    case OUTBOX_DONE:
        return TONE_GOOD;
    case OUTBOX_REFUSED:
        return TONE_BAD;
    case OUTBOX_NEEDS_YOU:
    case OUTBOX_ASKING:
        return TONE_WARNING;
    default:
        return TONE_NONE;
    }
}

static void clock_text(int64_t at, char out[16])
{
    struct date day;
    int hour, minute, second;

    instant_local(at, &day, &hour, &minute, &second);
    snprintf(out, 16, "%02d:%02d:%02d", hour % 24, minute % 60, second % 60);
}

/* While it waits: for whom or what, and when the next try is. */
static void waiting_next(const struct desk *d, const struct outbox_row *row, struct message *m)
{
    bool asking = row->state == OUTBOX_ASKING;
    char at[16];

    if (!text_equal(row->user, d->session.user)) {
        message_set(m, N_("waits until %s signs in"), 1, row->user);
    } else if (!desk_may_ask(d)) {
        message_set(m,
                    asking ? N_("asks the registry whether it happened, once you are signed in")
                           : N_("waits until you sign in"),
                    0);
    } else if (row->next_try > clock_wall()) {
        clock_text(row->next_try, at);
        if (asking)
            message_set(m, N_("asking the registry whether it happened, next try %s"), 1, at);
        else if (d->line == DESK_OFFLINE || row->why.status == STATUS_OFFLINE)
            message_set(m, N_("waiting for the line, next try %s"), 1, at);
        else
            message_set(m, N_("waiting, next try %s"), 1, at);
    } else {
        message_set(m, asking ? N_("asking the registry whether it happened") : N_("is sent next"), 0);
    }
}

void local_outbox_next(const struct desk *d, const struct outbox_row *row, struct message *m)
{
    switch (row->state) {
    case OUTBOX_QUEUED:
    case OUTBOX_ASKING:
        waiting_next(d, row, m);
        break;
    case OUTBOX_SENDING:
        message_set(m, N_("being sent"), 0);
        break;
    case OUTBOX_NEEDS_YOU:
        if (row->why.what.id)
            message_copy(m, &row->why.what);
        else
            message_set(m, N_("Open the record and do it again."), 0);
        break;
    case OUTBOX_REFUSED:
        message_copy(m, &row->why.what);
        break;
    case OUTBOX_DONE:
        message_copy(m, &row->sentence);
        break;
    case OUTBOX_WITHDRAWN:
        message_set(m, N_("Taken back. Nothing was sent."), 0);
        break;
    }
}

enum tone local_print_tone(enum print_state s)
{
    switch (s) {
    case PRINT_PRINTED:
    case PRINT_SAVED:
        return TONE_GOOD;
    case PRINT_FAILED:
        return TONE_BAD;
    case PRINT_CANCELLED:
        return TONE_CANCELLED;
    default:
        return TONE_WARNING;
    }
}

void local_print_state(const struct print_row *row, struct message *m)
{
    if (row->sentence.id)
        message_copy(m, &row->sentence);
    else
        message_set(m, print_state_word(row->state), 0);
}

/* --- pages --- */

static void field_text(struct section *s, const char *label, const char *value)
{
    struct record_field *f = text_empty(value) ? NULL : section_field(s, label);

    if (f)
        cell_text(&f->value, value);
}

static void field_instant(struct section *s, const char *label, int64_t at)
{
    struct record_field *f = at > 0 ? section_field(s, label) : NULL;

    if (f) {
        f->value.kind = CELL_INSTANT;
        f->value.instant = at;
    }
}

static void field_number(struct section *s, const char *label, long n)
{
    struct record_field *f = section_field(s, label);

    if (f)
        cell_number(&f->value, n);
}

static void field_message(struct section *s, const char *label, const struct message *m)
{
    struct record_field *f = m->id ? section_field(s, label) : NULL;

    if (f) {
        f->value.kind = CELL_MESSAGE;
        message_copy(&f->value.message, m);
    }
}

static void field_link(struct section *s, const char *label, const char *kind, const char *id,
                       const char *shown)
{
    struct record_field *f = section_field(s, label);

    if (!f)
        return;
    cell_text(&f->value, shown ? shown : id);
    record_ref_set(&f->link, kind, id, shown ? shown : id);
}

static void page_act(struct page *p, const struct action_def *def, bool allowed, const char *why)
{
    struct action_state *a = page_action(p, def);

    if (!a)
        return;
    a->allowed = allowed;
    if (!allowed)
        message_set(&a->reason, why, 0);
}

static void outbox_actions(const struct desk *d, const struct outbox_row *row, struct page *p)
{
    bool mine = text_equal(row->user, d->session.user);
    bool waits = row->state == OUTBOX_QUEUED || row->state == OUTBOX_ASKING;
    bool again =
        outbox_may_move(row->state, OUTBOX_QUEUED) && row->state != OUTBOX_SENDING && !row->needs_secret;

    page_act(p, &retry_action, mine && (waits || again),
             !mine               ? N_("Only the person who began it can do that.")
             : row->needs_secret ? N_("It needs a new one-time code: open the record and do it again.")
                                 : N_("It is being sent or finished."));
    page_act(p, &withdraw_action, mine && outbox_may_move(row->state, OUTBOX_WITHDRAWN),
             !mine ? N_("Only the person who began it can do that.")
                   : N_("It may have happened already, or is finished."));
}

static struct page *outbox_page(struct desk *d, const struct outbox_row *row)
{
    struct page *p = page_new();
    struct section *s;
    struct record_field *f;
    struct message next = {0};

    if (!p)
        return NULL;
    record_ref_set(&p->ref, "outbox", row->id, row->label ? row->label : row->ref);
    message_set(&p->title, N_("To send: %s"), 1, p->ref.label);
    cell_word(&p->state, outbox_state_word(row->state), local_outbox_tone(row->state));
    local_outbox_next(d, row, &next);
    message_copy(&p->state_reason, &next);
    s = page_section(p, "order", N_("What is to be sent"));
    if (s) {
        f = section_field(s, N_("What"));
        if (f)
            local_action_cell(d, row->action, &f->value);
        field_link(s, N_("Record"), row->kind, row->ref, row->label);
        field_text(s, N_("File"), row->file);
        field_text(s, N_("Begun by"), row->user);
        field_instant(s, N_("Since"), row->created);
        field_instant(s, N_("Last change"), row->changed);
        field_number(s, N_("Times sent"), row->attempts);
        if (row->state == OUTBOX_QUEUED || row->state == OUTBOX_ASKING)
            field_instant(s, N_("Next try"), row->next_try);
        field_text(s, N_("Number of the order"), row->id);
    }
    s = page_section(p, "story", N_("What happened"));
    if (s) {
        field_message(s, N_("Result"), &row->sentence);
        field_message(s, N_("What happened"), &row->why.what);
        field_message(s, N_("What to do"), &row->why.next);
        field_text(s, N_("The registry's words"), row->why.server);
        field_text(s, N_("Number of the request"), row->why.request_id);
    }
    outbox_actions(d, row, p);
    message_clear(&next);
    return p;
}

static struct page *print_page(struct desk *d, const struct print_row *row)
{
    struct page *p = page_new();
    const char *title = desk_word(d, row->title);
    struct message state = {0};
    struct record_field *f;
    struct section *s;

    if (!p)
        return NULL;
    record_ref_set(&p->ref, "print", row->id, row->label ? row->label : row->ref);
    message_set(&p->title, N_("Printed: %s"), 1, p->ref.label);
    local_print_state(row, &state);
    cell_word(&p->state, print_state_word(row->state), local_print_tone(row->state));
    message_copy(&p->state_reason, &state);
    s = page_section(p, "print", N_("Print"));
    if (s) {
        field_link(s, N_("Record"), row->kind, row->ref, row->label);
        f = title ? section_field(s, N_("What")) : NULL;
        if (f)
            cell_word(&f->value, title, TONE_NONE);
        field_text(s, row->state == PRINT_SAVED ? N_("File") : N_("Printer"), row->printer);
        if (row->state != PRINT_SAVED) {
            field_text(s, N_("Paper"), row->paper);
            field_number(s, N_("Copies"), row->copies);
        }
        if (row->job > 0)
            field_number(s, N_("Job of the print service"), row->job);
        field_text(s, N_("Why again"), row->reason);
        field_text(s, N_("By"), row->user);
        field_instant(s, N_("Begun"), row->created);
        field_instant(s, N_("Last change"), row->changed);
    }
    page_act(p, &cancel_action,
             (PRINT_BIT(row->state) & PRINT_OPEN) != 0 && text_equal(row->user, d->session.user),
             N_("It is finished, or somebody else prints it."));
    message_clear(&state);
    return p;
}

struct page *locals_page(struct desk *d, const struct record_ref *ref, struct error *e)
{
    struct page *p = NULL;

    if (strcmp(ref->kind, "outbox") == 0) {
        struct outbox_row *row = NULL;

        if (outbox_find(d->outbox, ref->id, &row, e) != STATUS_OK)
            return NULL;
        p = outbox_page(d, row);
        outbox_row_free(&row);
    } else {
        struct print_row *row = NULL;

        if (printlog_find(d->printlog, ref->id, &row, e) != STATUS_OK)
            return NULL;
        p = print_page(d, row);
        print_row_free(&row);
    }
    if (!p)
        error_memory(e);
    return p;
}

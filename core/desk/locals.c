/* "To send" and "Printed": what is kept on this computer, as lists and pages like any other. */
#include "desk/list_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "desk/local_pages.h"
#include "desk/outbox_private.h"

enum { LOCAL_ROWS = 2000 };
enum outbox_column { OC_WHAT, OC_RECORD, OC_SINCE, OC_STATE, OC_NEXT, OUTBOX_COLUMNS };
enum print_column {
    PC_WHEN,
    PC_RECORD,
    PC_WHAT,
    PC_PRINTER,
    PC_COPIES,
    PC_STATE,
    PC_USER,
    PC_REASON,
    PRINT_COLUMNS
};

static const struct column outbox_columns[OUTBOX_COLUMNS] = {
    [OC_WHAT] = {.id = "what", .title = N_("What"), .rank = 0, .min = 8, .ideal = 14, .sortable = true},
    [OC_RECORD] =
        {.id = "record", .title = N_("Record"), .rank = 0, .min = 12, .ideal = 18, .sortable = true},
    [OC_SINCE] = {.id = "since", .title = N_("Since"), .rank = 1, .min = 9, .ideal = 10, .sortable = true},
    [OC_STATE] = {.id = "state", .title = N_("State"), .rank = 0, .min = 9, .ideal = 10, .sortable = true},
    [OC_NEXT] = {.id = "next", .title = N_("What happens next"), .rank = 2, .min = 20, .ideal = 60},
};

static const struct column print_columns[PRINT_COLUMNS] = {
    [PC_WHEN] = {.id = "when", .title = N_("When"), .rank = 0, .min = 9, .ideal = 10, .sortable = true},
    [PC_RECORD] =
        {.id = "record", .title = N_("Record"), .rank = 0, .min = 12, .ideal = 18, .sortable = true},
    [PC_WHAT] = {.id = "what", .title = N_("What"), .rank = 3, .min = 8, .ideal = 20, .sortable = true},
    [PC_PRINTER] =
        {.id = "printer", .title = N_("Printer"), .rank = 2, .min = 8, .ideal = 14, .sortable = true},
    [PC_COPIES] = {.id = "copies",
                   .title = N_("Copies"),
                   .rank = 5,
                   .min = 6,
                   .ideal = 6,
                   .right = true,
                   .sortable = true},
    [PC_STATE] = {.id = "state", .title = N_("State"), .rank = 0, .min = 14, .ideal = 30, .sortable = true},
    [PC_USER] = {.id = "user", .title = N_("By"), .rank = 4, .min = 8, .ideal = 20, .sortable = true},
    [PC_REASON] =
        {.id = "reason", .title = N_("Why again"), .rank = 6, .min = 8, .ideal = 20, .sortable = true},
};

static const struct list_def local_lists[] = {
    {.id = "local:outbox",
     .title = N_("To send"),
     .group = N_("on this computer"),
     .record_kind = "outbox",
     .columns = outbox_columns,
     .ncolumns = OUTBOX_COLUMNS,
     .page_size = LIMIT_PAGE_ROWS,
     .countable = true,
     .oldest = true,
     .tone = TONE_WARNING},
    {.id = "local:printed",
     .title = N_("Printed"),
     .group = N_("on this computer"),
     .record_kind = "print",
     .columns = print_columns,
     .ncolumns = PRINT_COLUMNS,
     .page_size = LIMIT_PAGE_ROWS,
     .countable = true},
};

const struct list_def *desk_local_lists(const struct desk *d, size_t *n)
{
    (void)d;
    *n = sizeof local_lists / sizeof *local_lists;
    return local_lists;
}

const struct list_def *locals_find(const char *id)
{
    for (size_t i = 0; i < sizeof local_lists / sizeof *local_lists; i++)
        if (strcmp(local_lists[i].id, id) == 0)
            return &local_lists[i];
    return NULL;
}

/* --- counts --- */

static int64_t today_begins(void)
{
    int64_t now = clock_wall();
    struct date day;
    int hour, minute, second;

    instant_local(now, &day, &hour, &minute, &second);
    return now - ((int64_t)hour * 3600 + minute * 60 + second) * 1000;
}

long desk_unsent(const struct desk *d)
{
    const struct outbox_query q = {.profile = d->profile->name, .states = OUTBOX_UNSENT};
    long n = 0;

    return outbox_count(d->outbox, &q, &n, NULL, NULL, NULL) == STATUS_OK ? n : 0;
}

void locals_count(struct desk *d, const char *id, struct desk_count *c)
{
    c->as_of = clock_wall();
    c->oldest = 0;
    c->total = -1;
    if (strcmp(id, "local:outbox") == 0) {
        const struct outbox_query q = {.profile = d->profile->name, .states = OUTBOX_UNSENT};

        if (outbox_count(d->outbox, &q, &c->total, &c->oldest, NULL, NULL) != STATUS_OK)
            c->total = -1;
    } else {
        const struct print_query q = {
            .profile = d->profile->name, .states = PRINT_ALL, .since = today_begins()};

        if (printlog_count(d->printlog, &q, &c->total, NULL, NULL) != STATUS_OK)
            c->total = -1;
    }
}

/* --- lists --- */

static void cell_of_instant(struct cell *c, int64_t at)
{
    cell_clear(c);
    c->kind = CELL_INSTANT;
    c->instant = at;
}

static void cell_of_message(struct cell *c, const struct message *m, enum tone tone)
{
    cell_clear(c);
    if (!m->id)
        return;
    c->kind = CELL_MESSAGE;
    c->tone = tone;
    message_copy(&c->message, m);
}

static struct row *outbox_as_row(struct desk *d, const struct outbox_row *from)
{
    struct row *row = row_new(OUTBOX_COLUMNS);
    struct message next = {0};

    if (!row)
        return NULL;
    record_ref_set(&row->ref, "outbox", from->id, from->label ? from->label : from->ref);
    local_action_cell(d, from->action, &row->cells[OC_WHAT]);
    cell_text(&row->cells[OC_RECORD], row->ref.label);
    cell_of_instant(&row->cells[OC_SINCE], from->created);
    cell_word(&row->cells[OC_STATE], outbox_state_word(from->state), local_outbox_tone(from->state));
    local_outbox_next(d, from, &next);
    cell_of_message(&row->cells[OC_NEXT], &next, local_outbox_tone(from->state));
    message_clear(&next);
    return row;
}

static void outbox_fill(struct desk_list *l)
{
    struct desk *d = l->desk;
    struct outbox_query q = {.profile = d->profile->name,
                             .states = OUTBOX_UNSENT | OUTBOX_BIT(OUTBOX_REFUSED),
                             .count = LIMIT_PAGE_ROWS};
    size_t n = 0;

    do {
        struct outbox_row **rows = NULL;

        error_clear(&l->error);
        l->failed = outbox_list(d->outbox, &q, &rows, &n, &l->error) != STATUS_OK;
        if (l->failed)
            n = 0;
        for (size_t i = 0; i < n; i++) {
            struct row *row = outbox_as_row(d, rows[i]);

            if (row)
                chunks_append(&l->rows, row);
        }
        outbox_rows_free(&rows, n);
        q.offset += (long)n;
    } while (n == (size_t)q.count && l->rows.held < LOCAL_ROWS);
}

static struct row *print_as_row(struct desk *d, const struct print_row *from)
{
    const char *title = desk_word(d, from->title);

    struct row *row = row_new(PRINT_COLUMNS);
    struct message state = {0};

    if (!row)
        return NULL;
    record_ref_set(&row->ref, "print", from->id, from->label ? from->label : from->ref);
    cell_of_instant(&row->cells[PC_WHEN], from->created);
    cell_text(&row->cells[PC_RECORD], row->ref.label);
    if (title) /* a form of ours has a message id for a title, one of the registry its own words */
        cell_word(&row->cells[PC_WHAT], title, TONE_NONE);
    cell_text(&row->cells[PC_PRINTER], from->printer);
    cell_number(&row->cells[PC_COPIES], from->copies);
    local_print_state(from, &state);
    cell_of_message(&row->cells[PC_STATE], &state, local_print_tone(from->state));
    message_clear(&state);
    cell_text(&row->cells[PC_USER], from->user);
    cell_text(&row->cells[PC_REASON], from->reason);
    return row;
}

static void print_fill(struct desk_list *l)
{
    struct desk *d = l->desk;
    struct print_query q = {.profile = d->profile->name, .states = PRINT_ALL, .count = LIMIT_PAGE_ROWS};
    size_t n = 0;

    do {
        struct print_row **rows = NULL;

        error_clear(&l->error);
        l->failed = printlog_list(d->printlog, &q, &rows, &n, &l->error) != STATUS_OK;
        if (l->failed)
            n = 0;
        for (size_t i = 0; i < n; i++) {
            struct row *row = print_as_row(d, rows[i]);

            if (row)
                chunks_append(&l->rows, row);
        }
        print_rows_free(&rows, n);
        q.offset += (long)n;
    } while (n == (size_t)q.count && l->rows.held < LOCAL_ROWS);
}

void list_local_fill(struct desk_list *l)
{
    chunks_clear(&l->rows);
    if (strcmp(l->def.id, "local:outbox") == 0)
        outbox_fill(l);
    else
        print_fill(l);
    l->first_loaded = true;
    l->as_of = clock_wall();
    l->total = l->known = l->rows.held;
    list_view_rebuild(l);
    list_changed(l);
}

/* Declaration requests as queues (ehealth contract 3.1-3.3): counts, windows, and what enriching adds to
 * rows. */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/date.h"
#include "base/utf8.h"

/* The list's own filter, the profile's office, a page. */
static bool list_path(const struct registry *r, const char *list, long page, long size, struct text *out)
{
    static const char channel[] = "requests:channel:", status[] = "requests:";
    const struct profile *p = r->env.profile;
    text_add(out, "/api/v3/declaration_requests?");
    if (text_starts(list, channel))
        text_addf(out, "channel=%s", list + sizeof channel - 1);
    else if (text_starts(list, status))
        text_addf(out, "status=%s", list + sizeof status - 1);
    else
        return false;
    if (eh_uuid(p->legal_entity_id))
        text_addf(out, "&legal_entity_id=%s", p->legal_entity_id);
    if (eh_uuid(p->employee_id))
        text_addf(out, "&employee_id=%s", p->employee_id);
    text_addf(out, "&page=%ld&page_size=%ld", page, size);
    return text_ok(out);
}

/* --- counts --- */

struct count_job {
    char *list;
    bool oldest;
    long total;
};

static void count_free(void *job)
{
    free(((struct count_job *)job)->list);
    free(job);
}

static void count_end(struct registry_call *call, enum status status, const struct error *e, int64_t oldest)
{
    struct count_job *job = call->job;
    call->on.count(call->data, status, status == STATUS_OK ? NULL : e, job->total, oldest);
    eh_call_free(call);
}

static void count_failed(struct registry_call *call)
{
    count_end(call, call->error.status, &call->error, 0);
}

/* The list is newest first and has no moment of its own: the start date of its last row is the oldest. */
static int64_t row_moment(const json_t *row)
{
    struct date d;
    const char *start = json_text(row, "start_date");
    return start && date_parse(start, &d) ? (int64_t)date_days(d) * 86400 * 1000 : 0;
}

static void on_oldest(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = rest_read(reply, false, &rest, &e);
    int64_t oldest = status == STATUS_OK ? row_moment(json_at(rest.data, "0")) : 0;
    rest_free(&rest);
    count_end(call, STATUS_OK, NULL, oldest);
}

static void on_count(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct count_job *job = call->job;
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = rest_read(reply, false, &rest, &e);
    eh_sentence(AREA_READ, &rest, &e);
    bool more = false;
    if (status == STATUS_OK) {
        job->total = rest.page.numbered ? (long)rest.page.total : (long)json_array_size(rest.data);
        more = job->oldest && job->total > 1;
    }
    int64_t oldest = job->total == 1 ? row_moment(json_at(rest.data, "0")) : 0;
    rest_free(&rest);
    if (more) {
        TEXT_AUTO path;
        text_init(&path, LIMIT_URL);
        if (list_path(call->r, job->list, job->total, 1, &path) &&
            eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_oldest))
            return;
    }
    count_end(call, status == STATUS_OK ? STATUS_OK : e.status, &e, oldest);
}

struct registry_call *eh_count(struct registry *r, const char *list, registry_count_fn fn, void *data)
{
    const struct list_def *def = description_list(&r->description, list);
    struct count_job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    *job = (struct count_job){.list = text_dup(list), .oldest = def && def->oldest, .total = -1};
    struct registry_call *call = eh_call(r, data, job, count_free);
    if (!call)
        return NULL;
    call->on.count = fn;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    if (!list_path(r, list, 1, 1, &path)) {
        error_set(&call->error, STATUS_NOT_FOUND, N_("This list cannot be counted."), NULL);
        eh_later(call, count_failed);
    } else if (!eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_count)) {
        eh_later(call, count_failed);
    }
    return call;
}

/* --- rows --- */

static bool can_name(const struct registry *r, char kind)
{
    return !r->names_denied && r->env.profile->enrich && (kind != 'p' || eh_may(r, "person:read"));
}

/* Fills a name cell; true when it waits for an answer. */
static bool name_cell(struct registry *r, struct cell *cell, char kind, const char *id, const char *absent)
{
    if (!eh_uuid(id)) {
        cell_absent(cell, absent);
        return false;
    }
    const json_t *name = eh_name(r, kind, id);
    if (name) {
        AUTO_FREE char *full =
            kind == 'd' ? json_show(name, "name") : eh_full_name(kind == 'e' ? json_at(name, "party") : name);
        cell_text(cell, full);
        return false;
    }
    if (eh_name_known(r, kind, id)) {
        cell_absent(cell, N_("not told"));
        return false;
    }
    if (!can_name(r, kind)) {
        cell_absent(cell, N_("not permitted"));
        return false;
    }
    cell->kind = CELL_WAITING;
    return true;
}

static bool method_cell(struct registry *r, struct cell *cell, const json_t *request, const char *person_id)
{
    const json_t *own = eh_name(r, 'n', json_text(request, "id"));
    const char *type = json_text(own, "method");
    const json_t *person = eh_name(r, 'p', person_id);
    if (!type && person)
        type = json_text(
            eh_active_method(json_at(person, "authenticationMethods"), json_text(request, "authorize_with")),
            "type");
    if (type) {
        cell_code(cell, type, eh_label(r, "AUTHENTICATION_METHOD", type), eh_method_word(type));
        if (eh_method_word(type)) {
            free(cell->label); /* our short word fits the column; the record shows the long one */
            cell->label = NULL;
        }
        return false;
    }
    if (!eh_uuid(person_id) || eh_name_known(r, 'p', person_id) || !can_name(r, 'p')) {
        cell->kind = CELL_NONE;
        return false;
    }
    cell->kind = CELL_WAITING;
    return true;
}

struct row *eh_request_row(struct registry *r, const json_t *request)
{
    const char *id = json_text(request, "id"), *status = json_text(request, "status");
    const char *person = json_text(request, "person_id"), *reason = json_text(request, "status_reason");
    const char *channel = json_text(request, "channel");
    struct row *row = row_new(REQUEST_COLUMNS);
    if (!row)
        return NULL;
    struct cell *c = row->cells;
    const json_t *own = eh_name(r, 'n', id);
    const char *number = json_text(request, "declaration_number");
    if (!number)
        number = json_text(own, "number");
    enum tone tone;
    const char *word = eh_status_word(status, &tone);
    bool gone = text_equal(status, "EXPIRED");
    AUTO_FREE char *shown = number ? utf8_clean(number, strlen(number), 64, false) : eh_short(id);
    record_ref_set(&row->ref, "request", id ? id : "", shown);
    if (number)
        cell_text(&c[RC_NUMBER], number);
    else if (!eh_uuid(id) || eh_name_known(r, 'n', id))
        cell_absent(&c[RC_NUMBER], N_("none"));
    else
        c[RC_NUMBER].kind = CELL_WAITING;
    row->partial = c[RC_NUMBER].kind == CELL_WAITING;
    row->partial |= name_cell(r, &c[RC_PERSON], 'p', person, gone ? N_("erased") : N_("older version"));
    row->partial |=
        name_cell(r, &c[RC_DOCTOR], 'e', json_text(request, "employee_id"), gone ? N_("erased") : N_("none"));
    row->partial |= name_cell(r, &c[RC_DIVISION], 'd', json_text(request, "division_id"),
                              gone ? N_("erased") : N_("none"));
    row->partial |= method_cell(r, &c[RC_METHOD], request, person);
    cell_code(&c[RC_STATUS], status, NULL, word);
    c[RC_STATUS].tone = tone;
    cell_code(&c[RC_REASON], reason, eh_label(r, "DECLARATION_REQUEST_STATUS_REASON", reason), NULL);
    cell_code(&c[RC_CHANNEL], channel, NULL, eh_channel_word(channel));
    cell_date(&c[RC_START], json_text(request, "start_date"));
    cell_date(&c[RC_END], json_text(request, "end_date"));
    row_fold(row);
    return row;
}

/* --- windows --- */

static void window_end(struct registry_call *call, enum status status, const struct error *e,
                       struct window *w)
{
    call->on.window(call->data, status, status == STATUS_OK ? NULL : e, w);
    eh_call_free(call);
}

static void window_failed(struct registry_call *call)
{
    window_end(call, call->error.status, &call->error, NULL);
}

static void on_list(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = rest_read(reply, false, &rest, &e);
    status = status == STATUS_OK ? status : eh_sentence(AREA_READ, &rest, &e);
    size_t n = json_array_size(rest.data);
    struct window *w = NULL;
    if (status == STATUS_OK && !json_is_array(rest.data))
        status = error_set(&e, STATUS_MALFORMED, N_("An answer came that cannot be read."),
                           N_("Try again. If it stays, tell whoever runs the registry."));
    if (status == STATUS_OK && !(w = window_new(n)))
        status = error_memory(&e);
    for (size_t i = 0; w && i < n && i < LIMIT_PAGE_ROWS; i++) {
        const json_t *request = json_array_get(rest.data, i);
        eh_request_note(r, request);
        struct row *row = eh_request_row(r, request);
        if (row)
            window_add(w, row);
    }
    if (w) {
        w->offset = rest.page.numbered ? (long)((rest.page.number - 1) * rest.page.size) : 0;
        w->total = rest.page.numbered ? (long)rest.page.total : (long)n;
        w->more_before = w->offset > 0;
        w->more_after = rest.page.has_more;
    }
    rest_free(&rest);
    window_end(call, status, &e, w);
}

struct registry_call *eh_list(struct registry *r, const struct query *query, registry_window_fn fn,
                              void *data)
{
    if (!strcmp(query->list, "persons") || !strcmp(query->list, "declarations"))
        return eh_search(r, query, fn, data);
    struct registry_call *call = eh_call(r, data, NULL, NULL);
    if (!call)
        return NULL;
    call->on.window = fn;
    long size = query->count < 1 ? 50 : query->count > LIMIT_PAGE_ROWS ? LIMIT_PAGE_ROWS : query->count;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    if (!list_path(r, query->list, query->offset / size + 1, size, &path)) {
        error_set(&call->error, STATUS_NOT_FOUND, N_("This registry has no such list."), NULL);
        eh_later(call, window_failed);
    } else if (!eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_list)) {
        eh_later(call, window_failed);
    }
    return call;
}

/* --- enriching: first the names, in one document; what only the request itself tells (its number) after that
 * --- */

struct enrich_job {
    size_t n;
    struct row **rows;
    int waiting; /* for numbers, and for names */
    bool again;  /* names were asked for once more */
};

static void enrich_free(void *data)
{
    struct enrich_job *job = data;
    for (size_t i = 0; i < job->n; i++)
        row_free(&job->rows[i]);
    free(job->rows);
    free(job);
}

/* The rows again, from what is known by now. A row of an unknown source stays as it was. */
static void enrich_show(struct registry_call *call)
{
    struct enrich_job *job = call->job;
    if (call->error.status != STATUS_OK) {
        window_failed(call);
        return;
    }
    struct window *w = window_new(job->n);
    for (size_t i = 0; w && i < job->n; i++) {
        const char *id = job->rows[i]->ref.id;
        JSON_AUTO *source = eh_request_known(call->r, id);
        struct row *row = source ? eh_request_row(call->r, source) : NULL;
        if (!row) {
            row = job->rows[i];
            job->rows[i] = NULL;
        }
        /* What did not come now (a number on a slow line) will not come by asking again. */
        row->partial = false;
        for (size_t c = 0; c < row->n; c++)
            if (row->cells[c].kind == CELL_WAITING)
                row->cells[c].kind = CELL_NONE;
        window_add(w, row);
    }
    window_end(call, w ? STATUS_OK : error_memory(&call->error), &call->error, w);
}

static json_t *enrich_wanted(struct registry *r, const struct enrich_job *job)
{
    json_t *wanted = json_array();
    for (size_t i = 0; i < job->n; i++) {
        const char *id = job->rows[i]->ref.id;
        JSON_AUTO *source = eh_request_known(r, id);
        if (source)
            eh_names_want(r, wanted, source);
    }
    return wanted;
}

/* One part has come; a row that came from this computer's cache tells only now whose names it needs. */
static void enrich_part(struct registry_call *call)
{
    struct enrich_job *job = call->job;
    if (--job->waiting > 0)
        return;
    bool again = !job->again && call->error.status == STATUS_OK;
    job->again = true;
    if (again && eh_names_ask(call, enrich_wanted(call->r, job), enrich_part))
        job->waiting = 1;
    else
        enrich_show(call);
}

static void on_number(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct enrich_job *job = call->job;
    ERROR_AUTO e = {0};
    const char *id = job->rows[q->index]->ref.id;
    json_t *request = eh_request_read(r, reply, &e);
    json_decref(request);
    bool told = request || e.status == STATUS_NOT_FOUND || e.status == STATUS_FORBIDDEN;
    if (told && !eh_name_known(r, 'n', id))
        eh_name_put(r, 'n', id, NULL);
    if (!told && call->error.status == STATUS_OK)
        error_copy(&call->error, &e);
    enrich_part(call);
}

/* Lists carry no numbers, only the request itself does. On a slow line they wait until it is opened. */
static void enrich_numbers(struct registry_call *call)
{
    struct registry *r = call->r;
    struct enrich_job *job = call->job;
    bool slow = net_line(r->env.net) == NET_LINE_SLOW;
    int sent = 0;
    for (size_t i = 0; i < job->n && sent < NUMBERS_AT_ONCE; i++) {
        const char *id = job->rows[i]->ref.id;
        TEXT_AUTO path;
        text_init(&path, LIMIT_URL);
        bool sourced = json_object_get(r->requests, id ? id : "") != NULL;
        if (!eh_uuid(id) || (sourced && (slow || eh_name_known(r, 'n', id))))
            continue;
        if (eh_request_path(id, "", &path) &&
            eh_send(call, &(struct eh_http){.method = "GET", .path = path.data, .index = (int)i}, on_number))
            sent++;
    }
    job->waiting += sent;
}

struct registry_call *eh_enrich(struct registry *r, const char *list, struct row *const *rows, size_t n,
                                registry_window_fn fn, void *data)
{
    struct enrich_job *job = calloc(1, sizeof *job);
    (void)list;
    if (!job)
        return NULL;
    job->rows = calloc(n ? n : 1, sizeof *job->rows);
    for (size_t i = 0; job->rows && i < n; i++) {
        struct row *copy = row_copy(rows[i]);
        if (!copy)
            break;
        job->rows[job->n++] = copy;
    }
    struct registry_call *call = eh_call(r, data, job, enrich_free);
    if (!call)
        return NULL;
    call->on.window = fn;
    job->waiting = 1; /* the beginning itself, so that nothing ends inside of it */
    enrich_numbers(call);
    if (!eh_names_ask(call, enrich_wanted(r, job), enrich_part))
        eh_later(call, enrich_part);
    return call;
}

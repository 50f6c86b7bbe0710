/* One person as a page (ehealth contract 2.3, 2.4, 8.2), and one declaration (3.10). */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/utf8.h"

#define NAMES "lastName firstName secondName "

static const char full_fields[] =
    "databaseId " NAMES
    "birthDate deathDate taxId unzr noTaxId status insertedAt updatedAt gender birthCountry "
    "birthSettlement email preferredWayCommunication verificationStatus "
    "verificationDetails{drfo{verificationStatus verificationReason}"
    "dracsDeath{verificationStatus verificationReason unverifiedAt}"
    "manualRules{verificationStatus verificationReason}}"
    "documents{type number issuedBy issuedAt expirationDate}"
    "addresses{type country area region settlement settlementType streetType street building apartment zip}"
    "phones{type number}emergencyContact{" NAMES "phones{type number}}"
    "confidantPersons{relationType " NAMES "birthDate gender taxId unzr email phones{type number}"
    "relationshipDocuments{type number issuedBy issuedAt}}";
/* What the public schema of 2021 has. */
static const char basic_fields[] =
    "databaseId " NAMES
    "birthDate taxId unzr noTaxId status insertedAt updatedAt gender birthCountry birthSettlement "
    "preferredWayCommunication documents{type number issuedBy issuedAt}"
    "addresses{type country area region settlement settlementType streetType street building apartment zip}"
    "phones{type number}";
static const char methods_list[] = " authenticationMethods{type phoneNumber}";
static const char methods_connection[] =
    " authenticationMethods(first:20){nodes{databaseId type phoneNumber startedAt endedAt isActive "
    "thirdPerson{databaseId " NAMES "}}}";
static const char declarations_part[] =
    " declarations(first:20,orderBy:START_DATE_DESC){nodes{databaseId declarationNumber startDate endDate "
    "status "
    "employee{party{" NAMES "}} division{name} legalEntity{name}} pageInfo{hasNextPage}}";
static const char declaration_document[] = "query($id:ID!){declaration(id:$id){databaseId declarationNumber "
                                           "startDate endDate signedAt status scope reason "
                                           "reasonDescription person{databaseId " NAMES
                                           "birthDate} employee{position party{" NAMES "}} division{name} "
                                           "legalEntity{name edrpou}}}";

struct person_job {
    char *id;
    json_t *person, *merged; /* merged: rows of the REST list, or NULL */
    struct error merged_error;
    int waiting;
    int turns; /* how often the question was made simpler */
};

static void person_free(void *data)
{
    struct person_job *job = data;
    free(job->id);
    json_decref(job->person);
    json_decref(job->merged);
    error_clear(&job->merged_error);
    free(job);
}

/* --- sections --- */

static void section_state(struct registry *r, struct page *page, const json_t *p)
{
    struct section *s = page_section(page, "record", N_("Record"));
    eh_field(s, N_("Person id"), p, "databaseId");
    struct record_field *f = section_field(s, N_("Status"));
    if (f)
        cell_copy(&f->value, &page->state);
    const char *verified = json_text(p, "verificationStatus");
    f = section_field(s, N_("Verification"));
    if (f) {
        cell_code(&f->value, verified, eh_label(r, "PERSON_VERIFICATION_STATUSES", verified),
                  eh_verification_word(verified));
        f->value.tone = eh_verification_tone(verified);
        if (text_equal(verified, "NOT_VERIFIED")) {
            message_set(&f->note, N_("Not verified: no new declaration can be made or approved."), 0);
            f->note_tone = TONE_BAD;
        }
    }
    eh_field_date(s, N_("Added"), p, "insertedAt");
    eh_field_date(s, N_("Changed"), p, "updatedAt");
}

static const struct column stream_columns[] = {
    {.id = "stream", .title = N_("Checked in"), .rank = 0, .min = 14, .ideal = 30},
    {.id = "status", .title = N_("Status"), .rank = 0, .min = 12, .ideal = 18},
    {.id = "reason", .title = N_("Reason"), .rank = 1, .min = 12, .ideal = 26},
    {.id = "since", .title = N_("Since"), .rank = 2, .min = 10, .ideal = 16},
};

static void section_streams(struct registry *r, struct page *page, const json_t *p)
{
    const char *stream;
    json_t *d;
    json_t *details = json_at(p, "verificationDetails");
    if (!json_object_size(details))
        return;
    struct section *s = page_section(page, "verification", N_("Verification"));
    json_object_foreach(details, stream, d)
    {
        struct row *row =
            s && json_is_object(d) ? row_new(sizeof stream_columns / sizeof *stream_columns) : NULL;
        if (!row)
            continue;
        const char *status = json_text(d, "verificationStatus"), *reason = json_text(d, "verificationReason");
        s->columns = stream_columns;
        s->ncolumns = row->n;
        if (eh_stream_word(stream))
            cell_word(&row->cells[0], eh_stream_word(stream), TONE_NONE);
        else
            cell_text(&row->cells[0], stream);
        cell_code(&row->cells[1], status, eh_label(r, "PERSON_VERIFICATION_STATUSES", status),
                  eh_verification_word(status));
        row->cells[1].tone = eh_verification_tone(status);
        cell_code(&row->cells[2], reason, eh_label(r, "PERSON_VERIFICATION_STATUS_REASONS", reason), NULL);
        cell_instant(&row->cells[3], json_text(d, "unverifiedAt"));
        section_row(s, row);
    }
}

static const struct column method_columns[] = {
    {.id = "type", .title = N_("Way to confirm"), .rank = 0, .min = 12, .ideal = 28},
    {.id = "phone", .title = N_("Phone"), .rank = 1, .min = 13, .ideal = 13},
    {.id = "third", .title = N_("Third person"), .rank = 2, .min = 12, .ideal = 28},
    {.id = "state", .title = N_("State"), .rank = 3, .min = 6, .ideal = 8},
    {.id = "from", .title = N_("Since"), .rank = 4, .min = 10, .ideal = 16},
    {.id = "until", .title = N_("Until"), .rank = 5, .min = 10, .ideal = 16},
};

static void section_methods(struct registry *r, struct page *page, const json_t *p)
{
    const json_t *list = json_at(p, "authenticationMethods");
    struct section *s = page_section(page, "methods", N_("Ways to confirm"));
    if (s)
        s->empty = N_("This person has no way to confirm.");
    for (size_t i = 0; s && i < eh_list_size(list); i++) {
        const json_t *m = eh_list_item(list, i);
        const char *type = json_text(m, "type"), *third = json_text(m, "thirdPerson.databaseId");
        struct row *row = row_new(sizeof method_columns / sizeof *method_columns);
        if (!row)
            break;
        AUTO_FREE char *name = eh_full_name(json_at(m, "thirdPerson"));
        s->columns = method_columns;
        s->ncolumns = row->n;
        cell_code(&row->cells[0], type, eh_label(r, "AUTHENTICATION_METHOD", type), eh_method_word(type));
        cell_text(&row->cells[1], json_text(m, "phoneNumber"));
        cell_text(&row->cells[2], name);
        if (json_is_boolean(json_at(m, "isActive"))) {
            bool active = json_truth(m, "isActive", false) && json_blank(m, "endedAt");
            cell_word(&row->cells[3], active ? N_("in use") : N_("ended"),
                      active ? TONE_GOOD : TONE_CANCELLED);
        }
        cell_instant(&row->cells[4], json_text(m, "startedAt"));
        cell_instant(&row->cells[5], json_text(m, "endedAt"));
        if (eh_uuid(third))
            record_ref_set(&row->ref, "person", third, name);
        section_row(s, row);
    }
}

static void section_declarations(struct registry *r, struct page *page, const json_t *p)
{
    if (!eh_may(r, "declaration:read"))
        return;
    const json_t *list = json_at(p, "declarations");
    struct section *s = page_section(page, "declarations", N_("Declarations"));
    if (s)
        s->empty = N_("This person has no declarations.");
    for (size_t i = 0; s && i < eh_list_size(list); i++) {
        const json_t *d = eh_list_item(list, i);
        struct row *row = json_is_object(d) ? eh_declaration_row(r, d) : NULL;
        if (!row)
            continue;
        s->columns = eh_declaration_columns;
        s->ncolumns = DECLARATION_COLUMNS;
        AUTO_FREE char *name = eh_full_name(p);
        cell_text(&row->cells[DC_PERSON], name);
        section_row(s, row);
    }
}

/* Requests of this person among those the lists have shown: the registry has no such question (contract 3.1).
 */
static void section_requests(struct registry *r, struct page *page, const char *person)
{
    if (!eh_may(r, "declaration_request:read"))
        return;
    struct section *s = page_section(page, "requests", N_("Requests"));
    if (s)
        s->empty = N_("None among the requests this program has listed today.");
    const char *id;
    json_t *text;
    json_object_foreach(r->requests, id, text)
    {
        if (!strstr(json_string_value(text), person))
            continue;
        JSON_AUTO *request = eh_request_known(r, id);
        struct row *row =
            s && text_equal(json_text(request, "person_id"), person) ? eh_request_row(r, request) : NULL;
        if (!row)
            continue;
        s->columns = eh_request_columns;
        s->ncolumns = REQUEST_COLUMNS;
        section_row(s, row);
    }
}

static const struct column merged_columns[] = {
    {.id = "id", .title = N_("Person id"), .rank = 0, .min = 12, .ideal = 36},
    {.id = "status", .title = N_("Status"), .rank = 1, .min = 8, .ideal = 10},
    {.id = "at", .title = N_("Since"), .rank = 2, .min = 10, .ideal = 16},
};

static void section_merged(struct registry *r, struct page *page, const struct person_job *job)
{
    (void)r;
    struct section *s = page_section(page, "merged", N_("Records merged into this one"));
    if (!s)
        return;
    s->empty = N_("None.");
    if (job->merged_error.status != STATUS_OK) {
        struct record_field *f = section_field(s, N_("Merged records"));
        if (f) {
            cell_absent(&f->value, N_("not told"));
            message_copy(&f->note, &job->merged_error.what);
            f->note_tone = TONE_WARNING;
        }
    }
    for (size_t i = 0; i < json_array_size(job->merged); i++) {
        const json_t *m = json_array_get(job->merged, i);
        const char *id = json_text(m, "merge_person_id"), *status = json_text(m, "status");
        struct row *row = row_new(sizeof merged_columns / sizeof *merged_columns);
        if (!row)
            break;
        s->columns = merged_columns;
        s->ncolumns = row->n;
        cell_text(&row->cells[0], id);
        cell_code(&row->cells[1], status, NULL, text_equal(status, "MERGED") ? N_("Merged") : NULL);
        cell_instant(&row->cells[2], json_text(m, "inserted_at"));
        if (eh_uuid(id))
            record_ref_set(&row->ref, "person", id, NULL);
        section_row(s, row);
    }
}

static struct page *person_build(struct registry *r, const struct person_job *job)
{
    struct page *page = page_new();
    const json_t *p = job->person;
    if (!page)
        return NULL;
    AUTO_FREE char *name = eh_full_name(p);
    const char *status = json_text(p, "status");
    enum tone tone;
    const char *word = eh_status_word(status, &tone);
    record_ref_set(&page->ref, "person", job->id, name ? name : job->id);
    message_set(&page->title, "%s", 1, name ? name : job->id);
    cell_code(&page->state, status, NULL, word);
    page->state.tone = tone;
    page->version = text_dup(json_text(p, "updatedAt"));
    eh_person_sections(r, page, p);
    section_state(r, page, p);
    section_streams(r, page, p);
    section_methods(r, page, p);
    section_declarations(r, page, p);
    section_requests(r, page, job->id);
    section_merged(r, page, job);
    return page;
}

/* --- asking --- */

static void page_end(struct registry_call *call, struct page *page)
{
    enum status status = call->error.status;
    if (status == STATUS_OK && !page)
        status = error_memory(&call->error);
    call->on.page(call->data, status, status == STATUS_OK ? NULL : &call->error, page);
    eh_call_free(call);
}

static void page_failed(struct registry_call *call)
{
    page_end(call, NULL);
}

static void person_part(struct registry_call *call)
{
    struct person_job *job = call->job;
    if (--job->waiting > 0)
        return;
    page_end(call, job->person ? person_build(call->r, job) : NULL);
}

static void on_merged(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct person_job *job = call->job;
    struct rest_reply rest;
    (void)q;
    enum status status = rest_read(reply, false, &rest, &job->merged_error);
    if (status == STATUS_OK && json_is_array(rest.data))
        job->merged = json_incref(rest.data);
    else if (status == STATUS_NOT_FOUND)
        error_clear(&job->merged_error);
    else if (status != STATUS_OK)
        eh_sentence(AREA_READ, &rest, &job->merged_error);
    rest_free(&rest);
    person_part(call);
}

static bool ask_person(struct registry_call *call);

static void on_person(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct person_job *job = call->job;
    struct graphql_reply answer;
    (void)q;
    error_clear(&call->error);
    enum status status = graphql_read(reply, "person", false, &answer, &call->error);
    if (status == STATUS_OK) {
        error_clear(&call->error);
        job->person = json_incref(json_object_get(answer.data, "person"));
        eh_name_put(r, 'p', job->id, json_deep_copy(job->person));
    }
    graphql_free(&answer);
    /* An older server: first the other form of methods, then only the older fields. */
    if (status == STATUS_UNSUPPORTED && job->turns < 3) {
        job->turns++;
        r->methods_connection = !r->methods_connection;
        r->person_basic = job->turns >= 2;
        if (ask_person(call))
            return;
    }
    person_part(call);
}

static bool ask_person(struct registry_call *call)
{
    struct registry *r = call->r;
    struct person_job *job = call->job;
    char id[RELAY_ID];
    TEXT_AUTO document;
    text_init(&document, LIMIT_REQUEST / 2);
    text_addf(&document, "query($id:ID!){person(id:$id){%s%s%s}}",
              r->person_basic ? basic_fields : full_fields,
              r->methods_connection ? methods_connection : methods_list,
              eh_may(r, "declaration:read") ? declarations_part : "");
    relay_id("Person", job->id, id);
    return eh_query(call, document.data, json_pack("{s:s}", "id", id), on_person);
}

struct registry_call *eh_open_person(struct registry *r, const struct record_ref *ref, registry_page_fn fn,
                                     void *data)
{
    struct person_job *job = calloc(1, sizeof *job);
    struct registry_call *call = job ? eh_call(r, data, job, person_free) : NULL;
    if (!call)
        return NULL;
    call->on.page = fn;
    job->id = text_dup(ref->id);
    if (!eh_uuid(job->id)) {
        error_set(&call->error, STATUS_NOT_FOUND, N_("The registry does not know this record."), NULL);
        eh_later(call, page_failed);
        return call;
    }
    if (!ask_person(call)) {
        eh_later(call, page_failed);
        return call;
    }
    job->waiting = 1;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    text_addf(&path, "/api/persons/%s/merged_persons?status=MERGED&page=1&page_size=50", job->id);
    if (eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_merged))
        job->waiting++;
    return call;
}

/* --- a declaration --- */

static void link_person(struct record_field *f, const json_t *person)
{
    const char *id = json_text(person, "databaseId");
    if (f && eh_uuid(id))
        record_ref_set(&f->link, "person", id, NULL);
}

static struct page *declaration_build(struct registry *r, const json_t *d)
{
    struct page *page = page_new();
    if (!page)
        return NULL;
    const char *status = json_text(d, "status"), *id = json_text(d, "databaseId");
    AUTO_FREE char *number = json_show(d, "declarationNumber");
    AUTO_FREE char *person = eh_full_name(json_at(d, "person")),
                   *doctor = eh_full_name(json_at(d, "employee.party"));
    enum tone tone;
    const char *word = eh_status_word(status, &tone);
    record_ref_set(&page->ref, "declaration", id ? id : "", number ? number : id);
    message_set(&page->title, N_("Declaration %s"), 1, number ? number : "");
    cell_code(&page->state, status, NULL, word);
    page->state.tone = tone;
    struct section *s = page_section(page, "declaration", N_("Declaration"));
    eh_field_text(s, N_("Declaration number"), number);
    struct record_field *f = section_field(s, N_("Status"));
    if (f)
        cell_copy(&f->value, &page->state);
    eh_field(s, N_("Reason"), d, "reason");
    eh_field(s, N_("Comment"), d, "reasonDescription");
    eh_field_date(s, N_("From"), d, "startDate");
    eh_field_date(s, N_("Until"), d, "endDate");
    eh_field_date(s, N_("Signed"), d, "signedAt");
    link_person(eh_field_text(s, N_("Person"), person), json_at(d, "person"));
    eh_field_text(s, N_("Doctor"), doctor);
    eh_field_code(r, s, N_("Position"), "POSITION", json_at(d, "employee"), "position");
    eh_field(s, N_("Division"), d, "division.name");
    eh_field(s, N_("Institution"), d, "legalEntity.name");
    eh_field(s, N_("EDRPOU"), d, "legalEntity.edrpou");
    return page;
}

static void on_declaration(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct graphql_reply answer;
    (void)q;
    enum status status = graphql_read(reply, "declaration", false, &answer, &call->error);
    struct page *page = NULL;
    if (status == STATUS_OK)
        page = declaration_build(call->r, json_object_get(answer.data, "declaration"));
    graphql_free(&answer);
    page_end(call, page);
}

struct registry_call *eh_open_declaration(struct registry *r, const struct record_ref *ref,
                                          registry_page_fn fn, void *data)
{
    struct registry_call *call = eh_call(r, data, NULL, NULL);
    char id[RELAY_ID];
    if (!call)
        return NULL;
    call->on.page = fn;
    if (!eh_uuid(ref->id) || !relay_id("Declaration", ref->id, id)) {
        error_set(&call->error, STATUS_NOT_FOUND, N_("The registry does not know this record."), NULL);
        eh_later(call, page_failed);
    } else if (!eh_query(call, declaration_document, json_pack("{s:s}", "id", id), on_declaration)) {
        eh_later(call, page_failed);
    }
    return call;
}

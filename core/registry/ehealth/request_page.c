/* One declaration request as a page (ehealth contract 3.2, 3.3, 3.8), and its printout form. */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/catalog.h"
#include "base/utf8.h"

static const char no_scope[] = N_("This needs the permission %s.");

/* Channel and sharing rule of contract 3.3: open to the institution only when MIS or shared. */
static bool forbidden_channel(const json_t *request, const char *action, struct message *why)
{
    const char *channel = json_text(request, "channel");
    if (!channel || !strcasecmp(channel, "MIS") || json_truth(request, "is_shareable", false))
        return false;
    if (!strcmp(action, "approve") && !strcasecmp(channel, "CABINET")) {
        message_set(why, N_("Made in the patient's cabinet: only the patient can approve it."), 0);
        return true;
    }
    /* A record without is_shareable does not tell (the field is not in the contract's answers): the server
     * decides. */
    if (!json_object_get(request, "is_shareable"))
        return false;
    message_set(why, N_("Made elsewhere and not shared with your institution."), 0);
    return true;
}

bool eh_request_forbids(struct registry *r, const json_t *request, const char *action, struct message *why)
{
    bool approve = !strcmp(action, "approve");
    const char *status = json_text(request, "status");
    const char *scope = approve && *r->env.profile->approve_scope ? r->env.profile->approve_scope
                        : approve                                 ? eh_approve.scope
                                                                  : eh_reject.scope;
    bool fresh = status && !strcasecmp(status, "NEW");
    bool approved = status && !strcasecmp(status, "APPROVED");
    if (!eh_may(r, scope)) {
        message_set(why, no_scope, 1, scope);
        return true;
    }
    if (approve && !fresh) {
        message_set(why, N_("Only a New request can be approved."), 0);
        return true;
    }
    if (!approve && !fresh && !approved) {
        message_set(why, N_("Only a New or Approved request can be rejected."), 0);
        return true;
    }
    return forbidden_channel(request, action, why);
}

/* --- sections --- */

static void link_field(struct record_field *f, const char *kind, const char *id)
{
    if (f && eh_uuid(id))
        record_ref_set(&f->link, kind, id, NULL);
}

static void note_set(struct record_field *f, const char *note, enum tone tone)
{
    if (f) {
        message_set(&f->note, note, 0);
        f->note_tone = tone;
    }
}

static void section_request(struct registry *r, struct page *page, const json_t *q)
{
    struct section *s = page_section(page, "request", N_("Request"));
    eh_field(s, N_("Declaration number"), q, "declaration_number");
    struct record_field *f = section_field(s, N_("Status"));
    const char *status = json_text(q, "status"), *channel = json_text(q, "channel");
    if (f)
        cell_copy(&f->value, &page->state);
    eh_field_code(r, s, N_("Reason"), "DECLARATION_REQUEST_STATUS_REASON", q, "status_reason");
    f = section_field(s, N_("Channel"));
    if (f)
        cell_code(&f->value, channel, NULL, eh_channel_word(channel));
    eh_field_date(s, N_("From"), q, "start_date");
    eh_field_date(s, N_("Until"), q, "end_date");
    eh_field(s, N_("Request id"), q, "id");
    f = eh_field(s, N_("Declaration id"), q, "declaration_id");
    if (status && !strcasecmp(status, "SIGNED"))
        link_field(f, "declaration", json_text(q, "declaration_id"));
    f = eh_field(s, N_("Continues declaration"), q, "parent_declaration_id");
    link_field(f, "declaration", json_text(q, "parent_declaration_id"));
    if (status && !strcasecmp(status, "EXPIRED"))
        note_set(f ? f : section_field(s, N_("Kept data")),
                 N_("The registry has erased the data, the phone and the form of this request."),
                 TONE_EXPIRED);
}

static const char *authorization(const json_t *q)
{
    return json_text(q, "authorize_with");
}

/* The method object of the person that this request is confirmed with, when names told it. */
static const json_t *person_method(struct registry *r, const json_t *q)
{
    const json_t *person = eh_name(r, 'p', json_text(q, "person_id"));
    return person ? eh_active_method(json_at(person, "authenticationMethods"), authorization(q)) : NULL;
}

static void section_confirmation(struct registry *r, struct page *page, const json_t *q)
{
    struct section *s = page_section(page, "method", N_("How it is confirmed"));
    if (!s)
        return;
    const char *type = json_text(q, "urgent.authentication_method_current.type");
    const json_t *method = person_method(r, q);
    struct record_field *f = section_field(s, N_("Method"));
    if (f && type)
        cell_code(&f->value, type, eh_label(r, "AUTHENTICATION_METHOD", type), eh_method_word(type));
    eh_field(s, N_("Phone"), q, "urgent.authentication_method_current.number");
    if (text_equal(json_text(method, "type"), "THIRD_PERSON")) {
        AUTO_FREE char *name = eh_full_name(json_at(method, "thirdPerson"));
        note_set(eh_field_text(s, N_("Third person"), name ? name : "-"),
                 N_("The code goes to this person's phone."), TONE_WARNING);
    }
    eh_field(s, N_("Authorized with"), q, "authorize_with");
}

static void section_papers(struct registry *r, struct page *page, const json_t *q)
{
    const json_t *documents = json_list(q, "urgent.documents");
    if (!json_array_size(documents))
        return;
    struct section *s = page_section(page, "papers", N_("Papers to upload"));
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const char *type = json_text(json_array_get(documents, i), "type");
        if (!type)
            continue;
        struct record_field *f = section_field(s, NULL);
        if (!f)
            break;
        struct step_file label = {0};
        eh_paper_label(r, type, &label.label);
        f->label_text = text_dup(label.label.label ? label.label.label : label.label.text);
        f->label = label.label.word;
        cell_clear(&label.label);
        int64_t at = r->env.uploaded ? r->env.uploaded(r->env.data, &page->ref, type) : 0;
        if (at) {
            f->value.kind = CELL_INSTANT;
            f->value.instant = at;
            note_set(f, N_("Uploaded from this computer."), TONE_GOOD);
        } else {
            cell_word(&f->value, N_("not uploaded from this computer"), TONE_WARNING);
        }
    }
}

static void section_doctor(struct registry *r, struct page *page, const json_t *q, const json_t *data)
{
    struct section *s = page_section(page, "doctor", N_("Doctor"));
    const json_t *employee = json_at(data, "employee"), *division = json_at(data, "division");
    const json_t *known = eh_name(r, 'e', json_text(q, "employee_id"));
    AUTO_FREE char *name = eh_full_name(json_at(employee ? employee : known, "party"));
    if (name)
        eh_field_text(s, N_("Doctor"), name);
    else
        eh_field(s, N_("Doctor"), q, "employee_id");
    eh_field_code(r, s, N_("Position"), "POSITION", employee ? employee : known, "position");
    if (division)
        eh_field(s, N_("Division"), division, "name");
    else if (eh_name(r, 'd', json_text(q, "division_id")))
        eh_field(s, N_("Division"), eh_name(r, 'd', json_text(q, "division_id")), "name");
    else
        eh_field(s, N_("Division"), q, "division_id");
    const json_t *entity = json_at(data, "legal_entity.name")
                               ? json_at(data, "legal_entity")
                               : eh_name(r, 'l', json_text(q, "legal_entity_id"));
    if (entity)
        eh_field(s, N_("Institution"), entity, "name");
    else
        eh_field(s, N_("Institution"), q, "legal_entity_id");
    eh_field(s, N_("EDRPOU"), entity, "edrpou");
    int64_t limit, count;
    bool limited = json_number(q, "system_declaration_limit", &limit);
    bool counted = json_number(q, "current_declaration_count", &count);
    struct record_field *f = eh_field(s, N_("Declarations now"), q, "current_declaration_count");
    if (limited && counted && count >= limit)
        note_set(f, N_("The doctor has reached the limit and may not take more."), TONE_BAD);
    eh_field(s, N_("Declarations at most"), q, "system_declaration_limit");
}

/* Older versions do not tell the person, expired requests have none any more (contract 3.1, 3.3). */
static void person_untold(struct section *s, const json_t *q)
{
    const char *status = json_text(q, "status");
    bool gone = status && !strcasecmp(status, "EXPIRED");
    struct record_field *f = section_field(s, N_("Person"));
    if (f)
        cell_absent(&f->value, gone ? N_("erased") : N_("older version"));
    note_set(f,
             gone ? N_("The registry erases the person of an expired request.")
                  : N_("This request was made by an older version of the registry, which does not tell "
                       "the person."),
             TONE_NONE);
}

/* null is an answer of its own there (contract 3.5, step 7): nothing is shown then. */
static void field_truth(struct section *s, const char *label, const json_t *value)
{
    struct record_field *f = json_is_boolean(value) ? section_field(s, label) : NULL;
    if (f)
        cell_word(&f->value, json_is_true(value) ? N_("yes") : N_("no"), TONE_NONE);
}

static void section_person(struct registry *r, struct page *page, const json_t *q, const json_t *data)
{
    const char *id = json_text(q, "person_id");
    const json_t *person = json_at(data, "person"), *known = eh_name(r, 'p', id);
    struct section *s = page_section(page, "person", N_("Person"));
    if (!s)
        return;
    if (!person && !known && !eh_uuid(id)) {
        person_untold(s, q);
        return;
    }
    AUTO_FREE char *name = eh_full_name(person ? person : known);
    struct record_field *f = eh_field_text(s, N_("Person"), name ? name : id);
    link_field(f, "person", id);
    const char *verified = json_text(known, "verificationStatus");
    if (text_equal(verified, "NOT_VERIFIED"))
        note_set(f, N_("The data of this person are marked as not verified, so nothing can be approved."),
                 TONE_BAD);
    if (!person) {
        eh_field_date(s, N_("Born"), known, "birthDate");
        return;
    }
    eh_field_date(s, N_("Born"), person, "birth_date");
    field_truth(s, N_("Patient has signed"), json_at(person, "patient_signed"));
    field_truth(s, N_("Agrees to disclose data"), json_at(person, "process_disclosure_data_consent"));
    eh_person_sections(r, page, person);
}

static void page_actions(struct registry *r, struct page *page, const json_t *q)
{
    static const struct action_def *const defs[] = {&eh_approve, &eh_reject};
    for (size_t i = 0; i < sizeof defs / sizeof *defs; i++) {
        struct action_state *a = page_action(page, defs[i]);
        if (a)
            a->allowed = !eh_request_forbids(r, q, defs[i]->id, &a->reason);
    }
}

static struct page *build(struct registry *r, const json_t *q)
{
    struct page *page = page_new();
    if (!page)
        return NULL;
    const char *id = json_text(q, "id"), *number = json_text(q, "declaration_number");
    const char *status = json_text(q, "status"), *reason = json_text(q, "status_reason");
    const json_t *data = json_at(q, "data_to_be_signed");
    AUTO_FREE char *label = number ? utf8_clean(number, strlen(number), 64, false) : eh_short(id);
    enum tone tone;
    const char *word = eh_status_word(status, &tone);
    record_ref_set(&page->ref, "request", id ? id : "", label);
    message_set(&page->title, N_("Declaration request %s"), 1, label ? label : "");
    cell_code(&page->state, status, NULL, word);
    page->state.tone = tone;
    AUTO_FREE char *why = json_show(q, "status_reason");
    if (why) {
        const char *words = eh_label(r, "DECLARATION_REQUEST_STATUS_REASON", reason);
        AUTO_FREE char *clean = words ? utf8_clean(words, strlen(words), LIMIT_TEXT, false) : NULL;
        message_set(&page->state_reason, "%s", 1, clean ? clean : why);
    }
    section_request(r, page, q);
    section_person(r, page, q, data);
    section_doctor(r, page, q, data);
    section_confirmation(r, page, q);
    section_papers(r, page, q);
    if (json_text(data, "content")) {
        struct attachment *a = page_attachment(page, "form", N_("Declaration form"), "text/html");
        if (a) {
            a->size = (long)json_string_length(json_at(data, "content"));
            a->printable = true;
        }
    }
    page_actions(r, page, q);
    page->version = text_format("%s %s", status ? status : "",
                                json_text(q, "updated_at") ? json_text(q, "updated_at") : "");
    return page;
}

/* --- opening --- */

struct open_job {
    json_t *request;
    char *attachment;
};

static void open_free(void *data)
{
    struct open_job *job = data;
    json_decref(job->request);
    free(job->attachment);
    free(job);
}

static void open_failed(struct registry_call *call)
{
    call->on.page(call->data, call->error.status, &call->error, NULL);
    eh_call_free(call);
}

static void open_built(struct registry_call *call)
{
    struct open_job *job = call->job;
    struct page *page = build(call->r, job->request);
    error_clear(&call->error);
    enum status status = page ? STATUS_OK : error_memory(&call->error);
    call->on.page(call->data, status, status == STATUS_OK ? NULL : &call->error, page);
    eh_call_free(call);
}

static void on_open(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct open_job *job = call->job;
    (void)q;
    job->request = eh_request_read(call->r, reply, &call->error);
    if (!job->request) {
        open_failed(call);
        return;
    }
    json_t *wanted = json_array();
    /* A form that is there tells every name itself, except who a third person is. */
    if (!json_is_object(json_at(job->request, "data_to_be_signed.person")) || authorization(job->request)) {
        eh_names_want(call->r, wanted, job->request);
        eh_names_want_entity(call->r, wanted, job->request);
    }
    if (!eh_names_ask(call, wanted, open_built))
        open_built(call);
}

struct registry_call *eh_open(struct registry *r, const struct record_ref *ref, registry_page_fn fn,
                              void *data)
{
    if (text_equal(ref->kind, "person"))
        return eh_open_person(r, ref, fn, data);
    if (text_equal(ref->kind, "declaration"))
        return eh_open_declaration(r, ref, fn, data);
    struct open_job *job = calloc(1, sizeof *job);
    struct registry_call *call = job ? eh_call(r, data, job, open_free) : NULL;
    if (!call)
        return NULL;
    call->on.page = fn;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    if (!text_equal(ref->kind, "request") || !eh_request_path(ref->id, "", &path)) {
        error_set(&call->error, STATUS_NOT_FOUND, N_("The registry does not know this record."), NULL);
        eh_later(call, open_failed);
    } else if (!eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_open)) {
        eh_later(call, open_failed);
    }
    return call;
}

/* --- the form --- */

static void fetch_end(struct registry_call *call, enum status status, const struct error *e,
                      const char *bytes)
{
    call->on.bytes(call->data, status, status == STATUS_OK ? NULL : e, bytes, bytes ? strlen(bytes) : 0,
                   "text/html");
    eh_call_free(call);
}

static void fetch_failed(struct registry_call *call)
{
    fetch_end(call, call->error.status, &call->error, NULL);
}

static void on_fetch(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct open_job *job = call->job;
    (void)q;
    job->request = eh_request_read(call->r, reply, &call->error);
    const char *content = json_text(job->request, "data_to_be_signed.content");
    if (job->request && !content)
        error_set(&call->error, STATUS_NOT_FOUND,
                  N_("This request has no form; it is made when it is approved."), NULL);
    else if (content && strlen(content) > LIMIT_FORM_HTML)
        error_set(&call->error, STATUS_LIMIT, N_("The form is larger than this program accepts."), NULL);
    fetch_end(call, call->error.status, &call->error, call->error.status == STATUS_OK ? content : NULL);
}

struct registry_call *eh_fetch(struct registry *r, const struct record_ref *ref, const char *attachment,
                               registry_bytes_fn fn, void *data)
{
    struct open_job *job = calloc(1, sizeof *job);
    struct registry_call *call = job ? eh_call(r, data, job, open_free) : NULL;
    if (!call)
        return NULL;
    call->on.bytes = fn;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    if (!text_equal(attachment, "form") || !text_equal(ref->kind, "request") ||
        !eh_request_path(ref->id, "", &path)) {
        error_set(&call->error, STATUS_NOT_FOUND, N_("The registry does not know this record."), NULL);
        eh_later(call, fetch_failed);
    } else if (!eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_fetch)) {
        eh_later(call, fetch_failed);
    }
    return call;
}

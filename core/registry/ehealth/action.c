/*
 * What approving and rejecting ask of a person (ehealth contract 3.5-3.7): the method of the request, not a
 * form, decides. Papers come before the code, so that no code is burnt while papers are missing.
 */
#include "registry/ehealth/private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/catalog.h"
#include "base/utf8.h"

enum { CODE_DIGITS = 4, CODE_TRIES = 3 };

/* --- papers --- */

static const char *method_of(const json_t *request)
{
    return json_text(request, "urgent.authentication_method_current.type");
}

static bool is_otp(const json_t *request)
{
    const char *method = method_of(request);
    return method && !strcasecmp(method, "OTP");
}

static bool uploaded(struct registry *r, const struct record_ref *ref, const char *type)
{
    return r->env.uploaded && r->env.uploaded(r->env.data, ref, type) > 0;
}

static size_t papers_missing(struct registry *r, const struct record_ref *ref, const json_t *request)
{
    const json_t *documents = json_list(request, "urgent.documents");
    size_t missing = 0;
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const char *type = json_text(json_array_get(documents, i), "type");
        missing += type && !uploaded(r, ref, type);
    }
    return missing;
}

/* --- what is being approved, in sentences --- */

static char *label_of(const json_t *request)
{
    const char *number = json_text(request, "declaration_number"), *id = json_text(request, "id");
    return number ? utf8_clean(number, strlen(number), 64, false) : eh_short(id);
}

static void tell_who(struct registry *r, struct step *step, const json_t *request)
{
    const json_t *person = eh_name(r, 'p', json_text(request, "person_id"));
    const json_t *doctor = eh_name(r, 'e', json_text(request, "employee_id"));
    const json_t *division = eh_name(r, 'd', json_text(request, "division_id"));
    AUTO_FREE char *name = eh_full_name(person), *born = json_show(person, "birthDate");
    AUTO_FREE char *doctor_name = eh_full_name(json_at(doctor, "party")),
                   *office = json_show(division, "name");
    AUTO_FREE char *from = json_show(request, "start_date");
    if (name)
        EH_LINE(step, N_("%1$s, born %2$s"), 2, name, born ? born : "-");
    else
        EH_LINE(step, N_("The registry does not tell the name of the person here."), 0);
    if (doctor_name)
        EH_LINE(step, N_("chooses doctor %1$s, %2$s, from %3$s"), 3, doctor_name, office ? office : "-",
                from ? from : "-");
    if (text_equal(json_text(person, "verificationStatus"), "NOT_VERIFIED"))
        message_set(
            step_line(step),
            N_("The data of this person are marked as not verified; the registry will refuse an approval."),
            0);
}

static void tell_where(struct registry *r, struct step *step, const json_t *request)
{
    AUTO_FREE char *number = json_show(request, "urgent.authentication_method_current.number");
    const json_t *person = eh_name(r, 'p', json_text(request, "person_id"));
    const json_t *method =
        eh_active_method(json_at(person, "authenticationMethods"), json_text(request, "authorize_with"));
    AUTO_FREE char *third = text_equal(json_text(method, "type"), "THIRD_PERSON")
                                ? eh_full_name(json_at(method, "thirdPerson"))
                                : NULL;
    if (third)
        EH_LINE(step, N_("The code was sent to a third person, %1$s, at %2$s."), 2, third,
                number ? number : "-");
    else
        EH_LINE(step, N_("A code was sent to %s when the request was made."), 1, number ? number : "-");
}

static struct step *step_code(struct registry *r, const json_t *request, const char *id)
{
    struct step *s = step_new(STEP_CODE, "code");
    const json_t *sent = eh_name(r, 'c', id);
    if (!s)
        return NULL;
    tell_who(r, s, request);
    if (sent)
        EH_LINE(s, N_("A new code was sent; the old one is dead."), 0);
    else
        tell_where(r, s, request);
    s->digits = CODE_DIGITS;
    s->submit = N_("approve");
    s->resend = eh_may(r, "otp:write") ? N_("send a new code") : NULL;
    if (sent) {
        s->valid_until = (int64_t)json_integer_value(json_object_get(sent, "until"));
        s->attempts_left = (int)json_integer_value(json_object_get(sent, "tries"));
    }
    return s;
}

void eh_code_wrong(struct registry *r, const char *id)
{
    const json_t *sent = eh_name(r, 'c', id);
    json_int_t tries = json_integer_value(json_object_get(sent, "tries"));
    if (sent && tries > 0)
        eh_name_put(r, 'c', id,
                    json_pack("{s:O, s:I}", "until", json_object_get(sent, "until"), "tries", tries - 1));
}

static struct step *step_papers(struct registry *r, const json_t *request)
{
    struct record_ref ref = {.kind = (char *)"request", .id = (char *)json_text(request, "id")};
    const json_t *documents = json_list(request, "urgent.documents");
    struct step *s = step_new(STEP_FILES, "papers");
    if (!s)
        return NULL;
    tell_who(r, s, request);
    EH_LINE(s, N_("The person confirms with papers: one JPEG picture of each, at most 10 MB."), 0);
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const char *type = json_text(json_array_get(documents, i), "type");
        struct step_file *file = type ? step_add_file(s, type) : NULL;
        if (!file)
            continue;
        eh_paper_label(r, type, &file->label);
        file->uploaded = uploaded(r, &ref, type);
        file->size_max = LIMIT_UPLOAD;
        file->accept = "image/jpeg";
    }
    s->submit = is_otp(request) ? N_("go on to the code") : N_("approve");
    return s;
}

static struct step *step_confirm(struct registry *r, const json_t *request, const char *action)
{
    struct step *s = step_new(STEP_CONFIRM, "confirm");
    if (!s)
        return NULL;
    tell_who(r, s, request);
    if (!strcmp(action, "reject")) {
        EH_LINE(s, N_("The request is closed for good; a new one can be made."), 0);
        s->submit = N_("reject");
        return s;
    }
    AUTO_FREE char *parent = json_show(request, "parent_declaration_id");
    const char *method = method_of(request);
    if (method && !strcasecmp(method, "NA")) {
        EH_LINE(s, N_("The person has no way to confirm, so none is asked for."), 0);
        if (parent)
            EH_LINE(s, N_("It continues declaration %s, which must still be active."), 1, parent);
    } else if (method && !eh_method_word(method)) {
        AUTO_FREE char *shown = utf8_clean(method, strlen(method), 64, false);
        EH_LINE(s, N_("The way of confirming (%s) is not known to this program; nothing is asked for it."), 1,
                shown);
    } else if (!method) {
        EH_LINE(s, N_("The registry does not tell how this person confirms."), 0);
    } else {
        EH_LINE(s, N_("The registry needs no code and no more papers for this."), 0);
    }
    s->submit = N_("approve");
    return s;
}

struct step *eh_request_step(struct registry *r, const json_t *request, const char *action)
{
    struct record_ref ref = {.kind = (char *)"request", .id = (char *)json_text(request, "id")};
    const char *method = method_of(request);
    bool offline = method && !strcasecmp(method, "OFFLINE");
    struct step *s;
    if (!strcmp(action, "reject"))
        s = step_confirm(r, request, action);
    else if (json_array_size(json_list(request, "urgent.documents")) &&
             (offline || papers_missing(r, &ref, request)))
        s = step_papers(r, request);
    else if (is_otp(request))
        s = step_code(r, request, ref.id);
    else
        s = step_confirm(r, request, action);
    AUTO_FREE char *label = label_of(request);
    if (s)
        message_set(&s->title, !strcmp(action, "reject") ? eh_reject.title : eh_approve.title, 1, label);
    return s;
}

/* --- prepare --- */

struct act_job {
    json_t *request;
    char *id, *action;
};

static void act_free(void *data)
{
    struct act_job *job = data;
    json_decref(job->request);
    free(job->id);
    free(job->action);
    free(job);
}

static struct registry_call *act_call(struct registry *r, const struct record_ref *ref, const char *action,
                                      registry_step_fn fn, void *data)
{
    struct act_job *job = calloc(1, sizeof *job);
    struct registry_call *call = job ? eh_call(r, data, job, act_free) : NULL;
    if (!call)
        return NULL;
    call->on.step = fn;
    job->id = text_dup(ref->id);
    job->action = text_dup(action);
    return call;
}

static void act_failed(struct registry_call *call)
{
    call->on.step(call->data, call->error.status, &call->error, NULL);
    eh_call_free(call);
}

static void act_step(struct registry_call *call)
{
    struct act_job *job = call->job;
    struct step *step = eh_request_step(call->r, job->request, job->action);
    error_clear(&call->error);
    enum status status = step ? STATUS_OK : error_memory(&call->error);
    call->on.step(call->data, status, status == STATUS_OK ? NULL : &call->error, step);
    eh_call_free(call);
}

static void on_prepare(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct act_job *job = call->job;
    struct message why = {0};
    (void)q;
    job->request = eh_request_read(r, reply, &call->error);
    if (!job->request) {
        act_failed(call);
        return;
    }
    if (eh_request_forbids(r, job->request, job->action, &why)) {
        const char *status = json_text(job->request, "status");
        bool state = status && strcasecmp(status, "NEW");
        error_set(&call->error, state ? STATUS_CONFLICT : STATUS_FORBIDDEN, NULL,
                  state ? N_("Open it again to see how it stands now.") : N_("Ask your administrator."));
        message_copy(&call->error.what, &why);
        message_clear(&why);
        act_failed(call);
        return;
    }
    json_t *wanted = json_array();
    eh_names_want(r, wanted, job->request);
    if (!eh_names_ask(call, wanted, act_step))
        act_step(call);
}

struct registry_call *eh_prepare(struct registry *r, const struct record_ref *ref, const char *action,
                                 registry_step_fn fn, void *data)
{
    struct registry_call *call = act_call(r, ref, action, fn, data);
    if (!call)
        return NULL;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    if ((strcmp(action, "approve") && strcmp(action, "reject")) || !eh_request_path(ref->id, "", &path)) {
        error_set(&call->error, STATUS_UNSUPPORTED, N_("This registry cannot do this."), NULL);
        eh_later(call, act_failed);
    } else if (!eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_prepare)) {
        eh_later(call, act_failed);
    }
    return call;
}

/* --- a new code --- */

static void act_code(struct registry_call *call, int64_t valid_until, const char *id)
{
    struct registry *r = call->r;
    JSON_AUTO *request = eh_request_known(r, id);
    eh_name_put(r, 'c', id, json_pack("{s:I, s:i}", "until", (json_int_t)valid_until, "tries", CODE_TRIES));
    struct step *s = step_code(r, request, id);
    if (!s) {
        error_memory(&call->error);
        act_failed(call);
        return;
    }
    const json_t *number = eh_name(r, 'n', id);
    AUTO_FREE char *label = json_show(number, "number");
    AUTO_FREE char *short_id = eh_short(id);
    message_set(&s->title, eh_approve.title, 1, label ? label : short_id);
    call->on.step(call->data, STATUS_OK, NULL, s);
    eh_call_free(call);
}

static void on_resend(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct act_job *job = call->job;
    struct rest_reply rest;
    int64_t until = 0;
    (void)q;
    enum status status = rest_read(reply, true, &rest, &call->error);
    status = status == STATUS_OK ? status : eh_sentence(AREA_RESEND, &rest, &call->error);
    const char *expires = json_text(rest.data, "code_expired_at");
    if (expires && instant_parse(expires, &until) && reply->skew_known)
        until -= reply->skew_ms;
    rest_free(&rest);
    if (status == STATUS_UNKNOWN)
        error_set(&call->error, STATUS_UNKNOWN,
                  N_("The line broke before the answer came. A new code may have been sent."),
                  N_("If a new message came, type its code; else ask again."));
    if (status != STATUS_OK)
        act_failed(call);
    else
        act_code(call, until, job->id);
}

struct registry_call *eh_step(struct registry *r, const struct record_ref *ref, const char *action,
                              const struct step_answer *answer, registry_step_fn fn, void *data)
{
    /* Papers are complete: the next step is asked for with a fresh look. */
    if (answer->verb != VERB_RESEND)
        return eh_prepare(r, ref, action, fn, data);
    struct registry_call *call = act_call(r, ref, action, fn, data);
    if (!call)
        return NULL;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    struct eh_http http = {.method = "POST", .change = true};
    bool ok = eh_request_path(ref->id, "/actions/resend_otp", &path);
    http.path = path.data;
    if (!ok)
        error_set(&call->error, STATUS_NOT_FOUND, N_("The registry does not know this record."), NULL);
    if (!ok || !eh_send(call, &http, on_resend))
        eh_later(call, act_failed);
    return call;
}

/* --- the order --- */

static enum status compose_upload(const struct step_answer *answer, char **payload, struct error *e)
{
    const char *type = answer ? answer->choice : NULL;
    if (text_empty(type))
        return error_set(e, STATUS_INVALID, N_("It is not said which paper this is. Nothing was sent."),
                         NULL);
    JSON_AUTO *body = json_pack("{s:s}", "type", type);
    *payload = body ? json_dumps(body, JSON_COMPACT) : NULL;
    return *payload ? STATUS_OK : error_memory(e);
}

static enum status check_papers(struct registry *r, const struct record_ref *ref, const struct step *step,
                                struct error *e)
{
    for (size_t i = 0; i < step->nfiles; i++)
        if (step->files[i].needed && !uploaded(r, ref, step->files[i].type))
            return error_set(e, STATUS_INVALID, N_("Some papers are not uploaded yet. Nothing was sent."),
                             N_("Upload every paper of the list; then approve."));
    return STATUS_OK;
}

static enum status check_code(const struct secret *code, struct error *e)
{
    long number;
    if (code && code->len && code->len <= 9 && code->data[0] != '0' &&
        text_number(code->data, 999999999, &number))
        return STATUS_OK;
    return error_set(e, STATUS_INVALID,
                     N_("A code has only digits and does not begin with 0. Nothing was sent."),
                     N_("Look at the message again."));
}

enum status eh_compose(struct registry *r, const struct record_ref *ref, const char *action,
                       const struct step *step, const struct step_answer *answer, char **payload,
                       bool *needs_code, struct error *e)
{
    enum step_kind kind = step ? step->kind : STEP_CONFIRM;
    enum status status = STATUS_OK;
    *payload = NULL;
    *needs_code = false;
    if (!strcmp(action, "upload"))
        return compose_upload(answer, payload, e);
    if (strcmp(action, "approve") != 0) {
        *payload = text_dup("{}");
        return *payload ? STATUS_OK : error_memory(e);
    }
    if (kind == STEP_FILES)
        status = check_papers(r, ref, step, e);
    else if (kind == STEP_CODE)
        status = check_code(answer ? answer->code : NULL, e);
    if (status != STATUS_OK)
        return status;
    const char *method = json_text(eh_name(r, 'n', ref->id), "method");
    bool otp = kind == STEP_CODE || (method && !strcasecmp(method, "OTP"));
    /* With papers first, the code comes in a step of its own (eh_run asks for it). */
    bool brought = kind == STEP_FILES;
    *needs_code = otp && !brought;
    *payload = text_format("{\"method\":\"%s\"%s}", otp ? "OTP" : "NONE", brought ? ",\"papers\":true" : "");
    return *payload ? STATUS_OK : error_memory(e);
}

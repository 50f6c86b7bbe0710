/*
 * Orders of the outbox at the registry: sent once, understood by one table, and confirmed by asking (never by
 * sending again) when the answer was lost. Papers go straight to the store behind a signed link, without our
 * token.
 */
#include "registry/ehealth/private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/utf8.h"

struct run_job {
    char *id, *action, *label, *file, *type, *order;
    json_t *request;
    bool papers;        /* they were brought just before */
    struct error first; /* what the server said before we asked again */
    int fd;
};

static void run_free(void *data)
{
    struct run_job *job = data;
    free(job->id);
    free(job->action);
    free(job->label);
    free(job->file);
    free(job->type);
    free(job->order);
    json_decref(job->request);
    error_clear(&job->first);
    if (job->fd >= 0)
        close(job->fd);
    free(job);
}

static struct registry_call *run_call(struct registry *r, const struct order *order, registry_verdict_fn fn,
                                      void *data)
{
    struct run_job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    job->fd = -1;
    struct registry_call *call = eh_call(r, data, job, run_free);
    if (!call)
        return NULL;
    call->on.verdict = fn;
    job->id = text_dup(order->ref.id);
    job->action = text_dup(order->action);
    job->order = text_dup(order->id);
    job->label = text_dup(order->ref.label ? order->ref.label : "");
    job->file = text_dup(order->file);
    JSON_AUTO *payload = NULL;
    if (order->payload)
        json_read(order->payload, strlen(order->payload), &payload, NULL);
    job->type = text_dup(json_text(payload, "type"));
    job->papers = json_truth(payload, "papers", false);
    return call;
}

static bool approving(const struct run_job *job)
{
    return text_equal(job->action, "approve");
}

static void verdict_end(struct registry_call *call, enum verdict verdict, const struct error *e,
                        struct step *step)
{
    struct run_job *job = call->job;
    struct message sentence = {0};
    if (verdict == VERDICT_DONE && text_equal(job->action, "upload"))
        message_set(&sentence, N_("The paper was uploaded."), 0);
    else if (verdict == VERDICT_DONE)
        message_set(&sentence, approving(job) ? eh_approve.done : eh_reject.done, 1, job->label);
    else if (e)
        message_copy(&sentence, &e->what);
    call->on.verdict(call->data, verdict, verdict == VERDICT_DONE ? NULL : e, &sentence, step);
    message_clear(&sentence);
    eh_call_free(call);
}

static void run_failed(struct registry_call *call)
{
    /* Nothing left this computer. */
    bool mine = call->error.status == STATUS_DISK || call->error.status == STATUS_INVALID ||
                call->error.status == STATUS_LIMIT;
    verdict_end(call, mine ? VERDICT_NEEDS_YOU : VERDICT_NOT, &call->error, NULL);
}

/* --- how the request stands, as the verdict of an action --- */

static enum verdict verdict_of(const char *action, const char *status)
{
    static const struct {
        const char *action, *status;
        enum verdict verdict;
    } table[] = {
        {"approve", "NEW", VERDICT_NOT},     {"approve", "APPROVED", VERDICT_DONE},
        {"approve", "SIGNED", VERDICT_DONE}, {"reject", "NEW", VERDICT_NOT},
        {"reject", "APPROVED", VERDICT_NOT}, {"reject", "REJECTED", VERDICT_DONE},
    };
    for (size_t i = 0; status && i < sizeof table / sizeof *table; i++)
        if (!strcmp(table[i].action, action) && !strcasecmp(table[i].status, status))
            return table[i].verdict;
    return VERDICT_REFUSED;
}

static void state_error(const json_t *request, struct error *e)
{
    AUTO_FREE char *status = json_show(request, "status");
    error_set1(e, STATUS_CONFLICT, N_("The request is %s in the registry, so this did not happen."),
               N_("Open it again to see how it stands now."), status ? status : "?");
}

/* Asking failed: whether it will ever be told depends on why. */
static enum verdict verdict_unasked(enum status status)
{
    return status == STATUS_NOT_FOUND || status == STATUS_FORBIDDEN ? VERDICT_REFUSED : VERDICT_UNKNOWN;
}

static void on_confirm(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct run_job *job = call->job;
    (void)q;
    job->request = eh_request_read(call->r, reply, &call->error);
    if (!job->request) {
        verdict_end(call, verdict_unasked(call->error.status), &call->error, NULL);
        return;
    }
    enum verdict verdict = verdict_of(job->action, json_text(job->request, "status"));
    if (verdict == VERDICT_REFUSED)
        state_error(job->request, &call->error);
    else if (verdict == VERDICT_NOT)
        error_set(&call->error, STATUS_OFFLINE, N_("The registry says that it did not happen."),
                  N_("It can be sent again."));
    verdict_end(call, verdict, &call->error, NULL);
}

static void later_not(struct registry_call *call)
{
    error_set(&call->error, STATUS_OFFLINE,
              N_("It is not known whether the paper arrived; it is sent again."), NULL);
    verdict_end(call, VERDICT_NOT, &call->error, NULL);
}

static void later_unknown(struct registry_call *call)
{
    verdict_end(call, VERDICT_UNKNOWN, &call->error, NULL);
}

struct registry_call *eh_confirm(struct registry *r, const struct order *order, registry_verdict_fn fn,
                                 void *data)
{
    struct registry_call *call = run_call(r, order, fn, data);
    if (!call)
        return NULL;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    if (!strcmp(order->action, "upload"))
        eh_later(call, later_not); /* the same paper twice is the same paper */
    else if (!eh_request_path(order->ref.id, "", &path) ||
             !eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_confirm))
        eh_later(call, later_unknown);
    return call;
}

/* --- approve and reject --- */

/* After a refusal that may hide an earlier success of ours, or that needs a new step: look how it stands. */
static void on_after(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct run_job *job = call->job;
    ERROR_AUTO e = {0};
    (void)q;
    job->request = eh_request_read(call->r, reply, &e);
    enum verdict verdict =
        job->request ? verdict_of(job->action, json_text(job->request, "status")) : VERDICT_NEEDS_YOU;
    struct step *step = NULL;
    if (verdict == VERDICT_NOT)
        verdict = VERDICT_NEEDS_YOU;
    if (verdict == VERDICT_NEEDS_YOU && job->request)
        step = eh_request_step(call->r, job->request, job->action);
    if (!job->request && job->first.status == STATUS_CONFLICT)
        verdict = verdict_unasked(e.status);
    if (step && step->kind == STEP_CODE && text_starts(job->first.what.id, "This code was"))
        step->attempts_left = 0;
    verdict_end(call, verdict, &job->first, step);
}

static bool look_after(struct registry_call *call)
{
    struct run_job *job = call->job;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    return eh_request_path(job->id, "", &path) &&
           eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_after);
}

static enum verdict verdict_of_status(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return VERDICT_DONE;
    case STATUS_OFFLINE:
    case STATUS_TLS:
    case STATUS_THROTTLED:
    case STATUS_UNAUTHENTICATED:
    case STATUS_MEMORY:
        return VERDICT_NOT;
    case STATUS_WRONG_CODE:
    case STATUS_CONFLICT:
        return VERDICT_NEEDS_YOU;
    case STATUS_UNKNOWN:
    case STATUS_MALFORMED:
    case STATUS_BROKEN:
        return VERDICT_UNKNOWN;
    default:
        return VERDICT_REFUSED;
    }
}

static void on_run(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct run_job *job = call->job;
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = rest_read(reply, true, &rest, &e);
    if (status != STATUS_OK)
        status = eh_sentence(approving(job) ? AREA_APPROVE : AREA_REJECT, &rest, &e);
    if (status == STATUS_OK && json_is_object(rest.data))
        eh_request_note(call->r, rest.data);
    rest_free(&rest);
    if (status == STATUS_WRONG_CODE)
        eh_code_wrong(call->r, job->id);
    if (status == STATUS_WRONG_CODE || status == STATUS_CONFLICT) {
        error_copy(&job->first, &e);
        if (look_after(call))
            return;
    }
    verdict_end(call, verdict_of_status(status), &e, NULL);
}

static void later_needs_code(struct registry_call *call)
{
    struct run_job *job = call->job;
    error_set(&job->first, STATUS_WRONG_CODE,
              N_("This approval needs the code, and codes are never kept on disk."),
              N_("Type the code again, or ask for a new one."));
    if (!look_after(call))
        verdict_end(call, VERDICT_NEEDS_YOU, &job->first, NULL);
}

static bool send_change(struct registry_call *call, const struct order *order)
{
    const struct run_job *job = call->job;
    const struct profile *p = call->r->env.profile;
    long number = 0;
    json_t *body = NULL;
    TEXT_AUTO path;
    text_init(&path, LIMIT_URL);
    bool code = approving(job) && order->code && order->code->len;
    if (!eh_request_path(job->id, approving(job) ? "/actions/approve" : "/actions/reject", &path) ||
        (code && !text_number(order->code->data, 999999999, &number))) {
        error_set(&call->error, STATUS_INVALID, N_("A code has only digits. Nothing was sent."), NULL);
        return false;
    }
    if (code)
        body = json_pack("{s:I}", "verification_code", (json_int_t)number);
    else if (approving(job) && p->approve_empty_body == EMPTY_BODY_OBJECT)
        body = json_object();
    struct eh_http http = {
        .method = "PATCH", .path = path.data, .body = body, .change = true, .idempotency_key = job->order};
    return eh_send(call, &http, on_run);
}

/* --- papers --- */

/* The store answers in XML; its own words are in Message. */
static void store_words(const struct net_reply *reply, struct error *e)
{
    static const char open_tag[] = "<Message>";
    const char *at = strstr(reply->body, open_tag), *end = at ? strstr(at, "</Message>") : NULL;
    if (!end)
        return;
    at += sizeof open_tag - 1;
    AUTO_FREE char *shown = utf8_clean(at, (size_t)(end - at), 512, false);
    text_replace(&e->server, shown);
}

static void on_put(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    (void)q;
    if (reply->status != STATUS_OK) {
        verdict_end(call,
                    verdict_of_status(reply->status) == VERDICT_REFUSED ? VERDICT_NEEDS_YOU : VERDICT_NOT,
                    reply->error, NULL);
        return;
    }
    if (reply->http >= 200 && reply->http < 300) {
        verdict_end(call, VERDICT_DONE, NULL, NULL);
        return;
    }
    AUTO_FREE char *code = text_format("%d", reply->http);
    if (reply->http >= 500) {
        error_set1(&call->error, STATUS_BROKEN,
                   N_("The store for papers failed (%s). The paper was not uploaded."),
                   N_("It is tried again."), code);
        store_words(reply, &call->error);
        verdict_end(call, VERDICT_NOT, &call->error, NULL);
        return;
    }
    error_set1(&call->error, STATUS_REFUSED, N_("The store for papers did not take the picture (%s)."),
               N_("Upload it again; the link to the store lives only for a short time."), code);
    store_words(reply, &call->error);
    verdict_end(call, VERDICT_NEEDS_YOU, &call->error, NULL);
}

static void on_link(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct run_job *job = call->job;
    struct stat st = {0};
    const char *url = NULL;
    (void)q;
    job->request = eh_request_read(call->r, reply, &call->error);
    if (!job->request) {
        enum verdict v = verdict_of_status(call->error.status);
        verdict_end(call, v == VERDICT_UNKNOWN ? VERDICT_NOT : v, &call->error, NULL);
        return;
    }
    const json_t *documents = json_list(job->request, "urgent.documents");
    for (size_t i = 0; i < json_array_size(documents) && !url; i++)
        if (text_equal(json_text(json_array_get(documents, i), "type"), job->type))
            url = json_text(json_array_get(documents, i), "url");
    if (!url) {
        error_set(&call->error, STATUS_CONFLICT, N_("The registry does not ask for this paper any more."),
                  N_("Open the request again to see how it stands now."));
        verdict_end(call, VERDICT_REFUSED, &call->error, NULL);
        return;
    }
    job->fd = open(job->file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (job->fd < 0 || fstat(job->fd, &st) || !S_ISREG(st.st_mode) || st.st_size == 0 ||
        st.st_size > LIMIT_UPLOAD) {
        error_set(&call->error, STATUS_DISK,
                  N_("The picture could not be read, or is empty or larger than 10 MB."),
                  N_("Choose it again."));
        run_failed(call);
        return;
    }
    struct eh_http http = {
        .method = "PUT", .path = url, .bare = true, .file = job->fd, .file_size = st.st_size};
    if (!eh_send(call, &http, on_put))
        run_failed(call);
}

struct registry_call *eh_run(struct registry *r, const struct order *order, registry_progress_fn progress,
                             registry_verdict_fn fn, void *data)
{
    struct registry_call *call = run_call(r, order, fn, data);
    if (!call)
        return NULL;
    struct run_job *job = call->job;
    call->progress = progress;
    if (text_equal(job->action, "upload")) {
        TEXT_AUTO path;
        text_init(&path, LIMIT_URL);
        if (!job->file || !job->type || !eh_request_path(job->id, "", &path)) {
            error_set(&call->error, STATUS_INVALID,
                      N_("It is not said which paper this is. Nothing was sent."), NULL);
            eh_later(call, run_failed);
        } else if (!eh_send(call, &(struct eh_http){.method = "GET", .path = path.data}, on_link)) {
            eh_later(call, run_failed);
        }
        return call;
    }
    bool needs_code = order->payload && strstr(order->payload, "\"OTP\"");
    if (!approving(job) && !text_equal(job->action, "reject")) {
        error_set(&call->error, STATUS_INVALID, N_("This registry cannot do this."), NULL);
        eh_later(call, run_failed);
    } else if (approving(job) && needs_code && (!order->code || !order->code->len)) {
        eh_later(call, later_needs_code);
    } else if (!send_change(call, order)) {
        eh_later(call, run_failed);
    }
    return call;
}

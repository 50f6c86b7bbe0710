/* Calls of the adapter: every verb ends exactly once, from the loop, or is cancelled and then says nothing.
 */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"

struct registry_call *eh_call(struct registry *r, void *data, void *job, void (*job_free)(void *))
{
    struct registry_call *call = calloc(1, sizeof *call);
    if (!call) {
        if (job_free)
            job_free(job);
        return NULL;
    }
    call->r = r;
    call->data = data;
    call->job = job;
    call->job_free = job_free;
    call->next = r->calls;
    if (r->calls)
        r->calls->prev = call;
    r->calls = call;
    return call;
}

void eh_call_free(struct registry_call *call)
{
    while (call->requests) {
        struct eh_request *q = call->requests;
        call->requests = q->next;
        net_cancel(&q->net);
        free(q);
    }
    loop_stop(call->r->env.loop, &call->later);
    if (call->names_free)
        call->names_free(&call->names);
    if (call->job_free)
        call->job_free(call->job);
    if (call->prev)
        call->prev->next = call->next;
    else
        call->r->calls = call->next;
    if (call->next)
        call->next->prev = call->prev;
    error_clear(&call->error);
    free(call);
}

void eh_cancel(struct registry *r, struct registry_call *call)
{
    for (struct registry_call *c = r->calls; c; c = c->next)
        if (c == call) {
            eh_call_free(call);
            return;
        }
}

static void on_later(void *data)
{
    struct registry_call *call = data;
    call->later = NULL;
    call->later_fn(call);
}

void eh_later(struct registry_call *call, void (*fn)(struct registry_call *))
{
    call->later_fn = fn;
    loop_stop(call->r->env.loop, &call->later);
    call->later = loop_after(call->r->env.loop, 0, on_later, call);
}

static void request_unlink(struct eh_request *q)
{
    struct eh_request **at = &q->call->requests;
    while (*at && *at != q)
        at = &(*at)->next;
    if (*at)
        *at = q->next;
}

static void on_lost(void *data)
{
    struct registry *r = data;
    r->lost_timer = NULL;
    ERROR_AUTO why = {0};
    error_copy(&why, &r->lost_why);
    error_clear(&r->lost_why);
    r->env.session_lost(r->env.data, &why);
}

void eh_session_lost(struct registry *r, const struct error *why)
{
    if (!r->token.value.len)
        return;
    token_clear(&r->token);
    error_copy(&r->lost_why, why);
    /* Told from the loop, so that whoever is being answered now is answered first. */
    if (!r->lost_timer)
        r->lost_timer = loop_after(r->env.loop, 0, on_lost, r);
}

/* 401 is also said of scopes and of the information system's key (contract 1.6, 3.5): signing in would not
 * help. */
static bool ends_session(const struct rest_reply *rest)
{
    return !rest->message || (!strcasestr(rest->message, "scope") && !strcasestr(rest->message, "api key") &&
                              !strcasestr(rest->message, "api-key"));
}

static void on_reply(void *data, const struct net_reply *reply)
{
    struct eh_request *q = data;
    struct registry_call *call = q->call;
    q->net = NULL;
    request_unlink(q);
    if (q->with_token && reply->http == 401) {
        ERROR_AUTO why = {0};
        struct rest_reply rest;
        rest_read(reply, false, &rest, &why);
        if (ends_session(&rest))
            eh_session_lost(call->r, &why);
        rest_free(&rest);
    }
    q->fn(call, q, reply);
    free(q);
}

static void on_progress(void *data, int64_t sent, int64_t total)
{
    struct eh_request *q = data;
    if (q->call->progress)
        q->call->progress(q->call->data, (long)sent, (long)total);
}

static size_t headers_fill(struct registry *r, const struct eh_http *http, struct net_header *h)
{
    size_t n = 0;
    if (http->bare) {
        h[n++] = (struct net_header){"Content-Type", "image/jpeg", NULL};
        return n;
    }
    const struct secret *bearer = http->bearer ? http->bearer : http->auth_host ? NULL : &r->token.value;
    if (bearer && bearer->len)
        h[n++] = (struct net_header){"Authorization", "Bearer ", bearer};
    if (r->api_key.len)
        h[n++] = (struct net_header){"api-key", "", &r->api_key};
    if (r->psk.len)
        h[n++] = (struct net_header){"X-Custom-PSK", "", &r->psk};
    h[n++] = (struct net_header){"Accept", "application/json", NULL};
    if (http->body)
        h[n++] = (struct net_header){"Content-Type", "application/json", NULL};
    if (http->idempotency_key)
        h[n++] = (struct net_header){"X-Idempotency-Key", http->idempotency_key, NULL};
    return n;
}

/* Of exact size, so that no copy of a password is left behind by growing. NULL when memory ended. */
static char *body_text(const json_t *body, size_t *n)
{
    *n = json_dumpb(body, NULL, 0, JSON_COMPACT);
    char *text = malloc(*n + 1);
    if (text)
        json_dumpb(body, text, *n, JSON_COMPACT);
    return text;
}

static void body_free(char *body, size_t n)
{
    if (body)
        secret_wipe(body, n);
    free(body);
}

static bool url_make(const struct registry *r, const struct eh_http *http, struct text *url)
{
    if (!strstr(http->path, "://"))
        text_add(url, http->auth_host ? r->env.profile->auth_url : r->env.profile->url);
    text_add(url, http->path);
    return text_ok(url);
}

static enum status send_request(struct eh_request *q, const struct eh_http *http, const char *url,
                                const char *body, size_t body_n)
{
    struct registry *r = q->call->r;
    struct net_header headers[8];
    bool with_file = http->file_size > 0;
    if (q->with_token && !r->token.value.len)
        return error_set(&q->call->error, STATUS_UNAUTHENTICATED,
                         N_("Nobody is signed in. Nothing was sent."),
                         N_("Sign in; the work stays as it is."));
    struct net_request request = {
        .method = http->method,
        .url = url,
        .headers = headers,
        .n_headers = headers_fill(r, http, headers),
        .body = body,
        .body_len = body_n,
        .with_file = with_file,
        .file = http->file,
        .file_size = http->file_size,
        .idempotent = !http->change,
        .progress = with_file ? on_progress : NULL,
    };
    return net_send(r->env.net, &request, on_reply, q, &q->net, &q->call->error);
}

bool eh_send(struct registry_call *call, const struct eh_http *http, eh_reply_fn fn)
{
    size_t body_n = 0;
    char *body = http->body ? body_text(http->body, &body_n) : NULL;
    struct eh_request *q = calloc(1, sizeof *q);
    enum status status = STATUS_MEMORY;
    TEXT_AUTO url;
    text_init(&url, LIMIT_URL);
    if (q && url_make(call->r, http, &url) && (body || !http->body)) {
        *q = (struct eh_request){.call = call, .fn = fn, .index = http->index};
        q->with_token = !http->bare && !http->auth_host && !http->bearer;
        status = send_request(q, http, url.data, body, body_n);
    } else {
        error_memory(&call->error);
    }
    if (status == STATUS_OK) {
        q->next = call->requests;
        call->requests = q;
    } else {
        free(q);
    }
    body_free(body, body_n);
    json_decref(http->body);
    return status == STATUS_OK;
}

bool eh_query(struct registry_call *call, const char *document, json_t *variables, eh_reply_fn fn)
{
    json_t *body = json_pack("{s:s, s:o*}", "query", document, "variables", variables);
    if (!body) {
        error_memory(&call->error);
        return false;
    }
    return eh_send(call, &(struct eh_http){.method = "POST", .path = "/graphql", .body = body}, fn);
}

/* One request: its copy, the curl handle made from it, and what curl hands back while it runs. */
#include "net/private.h"

#include "base/limits.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t call_on_header(char *p, size_t size, size_t n, void *data)
{
    struct net_call *call = data;
    if (net_head_line(&call->head, p, size * n))
        return size * n;
    call->too_big = true;
    return 0;
}

static size_t call_on_body(char *p, size_t size, size_t n, void *data)
{
    struct net_call *call = data;
    if (call->reply.len + size * n > LIMIT_REPLY) {
        call->too_big = true;
        return 0;
    }
    if (net_bytes_add(&call->reply, p, size * n))
        return size * n;
    call->no_memory = true;
    return 0;
}

static size_t call_on_read(char *p, size_t size, size_t n, void *data)
{
    struct net_call *call = data;
    ssize_t got = pread(call->file, p, size * n, call->file_sent);
    if (got < 0 || (got == 0 && call->file_sent < call->file_size)) {
        call->file_failed = true;
        return CURL_READFUNC_ABORT;
    }
    call->file_sent += got;
    return (size_t)got;
}

static int call_on_seek(void *data, curl_off_t offset, int origin)
{
    struct net_call *call = data;
    if (origin != SEEK_SET || offset < 0 || offset > call->file_size)
        return CURL_SEEKFUNC_FAIL;
    call->file_sent = offset;
    return CURL_SEEKFUNC_OK;
}

/*
 * Called each time the request is about to be written. curl repeats a request by itself when a kept
 * connection turns out to be dead; for a change that could be a second time, so it is stopped there and
 * settled by asking.
 */
static int call_on_start(void *data, char *ip, char *local, int port, int local_port)
{
    struct net_call *call = data;
    (void)ip, (void)local, (void)port, (void)local_port;
    call->starts++;
    if (call->starts > 1 && !call->idempotent) {
        call->second_start = true;
        return CURL_PREREQFUNC_ABORT;
    }
    return CURL_PREREQFUNC_OK;
}

static int call_on_debug(CURL *easy, curl_infotype type, char *p, size_t n, void *data)
{
    struct net_call *call = data;
    (void)easy, (void)p;
    int64_t up = type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT ? (int64_t)n : 0;
    int64_t down = type == CURLINFO_HEADER_IN || type == CURLINFO_DATA_IN ? (int64_t)n : 0;
    call->up += up;
    call->down += down;
    call->net->counts.up += up;
    call->net->counts.down += down;
    return 0;
}

static void header_add(struct curl_slist **list, const char *line, bool *ok)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer)
        *list = longer;
    else
        *ok = false;
}

static bool header_copy(struct curl_slist **list, const struct net_header *h)
{
    bool ok = true;
    size_t n = strlen(h->name) + strlen(h->value ? h->value : "") + (h->secret ? h->secret->len : 0) + 4;
    char *line = malloc(n);
    if (!line)
        return false;
    /* "Name;" is curl's way to send a header without a value. */
    const char *value = h->value ? h->value : "",
               *secret = h->secret && h->secret->data ? h->secret->data : "";
    snprintf(line, n, *value || *secret ? "%s: %s%s" : "%s;%s%s", h->name, value, secret);
    if (strpbrk(line, "\r\n"))
        ok = false;
    else
        header_add(list, line, &ok);
    secret_wipe(line, n);
    free(line);
    return ok;
}

static bool call_headers(struct net_call *call, const struct net_request *request)
{
    bool ok = true;
    header_add(&call->headers, "Expect:", &ok);
    /* curl would name a type of its own for a body. */
    header_add(&call->headers, "Content-Type:", &ok);
    for (size_t i = 0; i < request->n_headers && ok; i++) {
        if (!strcasecmp(request->headers[i].name, "content-type")) {
            curl_slist_free_all(call->headers);
            call->headers = NULL;
            header_add(&call->headers, "Expect:", &ok);
        }
    }
    for (size_t i = 0; i < request->n_headers && ok; i++)
        ok = header_copy(&call->headers, &request->headers[i]);
    return ok;
}

struct net_call *net_call_new(struct net *net, const struct net_request *request, struct error *e)
{
    struct net_call *call = calloc(1, sizeof *call);
    if (!call) {
        error_memory(e);
        return NULL;
    }
    call->net = net;
    call->method = text_dup(request->method);
    call->url = text_dup(request->url);
    call->with_file = request->with_file;
    call->file = request->with_file ? request->file : -1;
    call->file_size = request->file_size;
    call->idempotent = request->idempotent;
    call->progress = request->progress;
    call->timeout_ms = request->timeout_ms  ? request->timeout_ms
                       : request->with_file ? TIMEOUT_UPLOAD
                                            : net->request_ms * net->factor;
    bool ok = call->method && call->url && call_headers(call, request);
    if (ok && request->body) {
        call->body = malloc(request->body_len + 1);
        if (call->body) {
            memcpy(call->body, request->body, request->body_len);
            call->body[request->body_len] = '\0';
            call->body_len = request->body_len;
        }
        ok = call->body;
    }
    call->easy = ok ? curl_easy_init() : NULL;
    if (!call->easy) {
        net_call_free(call);
        error_memory(e);
        return NULL;
    }
    return call;
}

void net_call_detach(struct net_call *call)
{
    if (call->attached)
        curl_multi_remove_handle(call->net->multi, call->easy);
    call->attached = false;
}

void net_call_free(struct net_call *call)
{
    net_call_detach(call);
    loop_stop(call->net->loop, &call->wait);
    if (call->easy)
        curl_easy_cleanup(call->easy);
    curl_slist_free_all(call->headers);
    if (call->body) {
        secret_wipe(call->body, call->body_len);
        free(call->body);
    }
    net_head_reset(&call->head);
    net_bytes_wipe(&call->reply);
    free(call->method);
    free(call->url);
    free(call);
}

/* Method and body. curl names CURLOPT_POSTFIELDS the body of any method; an empty one sends Content-Length:
 * 0. */
static bool call_set_body(struct net_call *call)
{
    CURL *h = call->easy;
    CURLcode rc;
    if (call->with_file) {
        rc = curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(h, CURLOPT_INFILESIZE_LARGE, (curl_off_t)call->file_size);
        curl_easy_setopt(h, CURLOPT_READFUNCTION, call_on_read);
        curl_easy_setopt(h, CURLOPT_READDATA, call);
        curl_easy_setopt(h, CURLOPT_SEEKFUNCTION, call_on_seek);
        curl_easy_setopt(h, CURLOPT_SEEKDATA, call);
        return !rc && !curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, call->method);
    }
    if (!strcmp(call->method, "GET"))
        return !curl_easy_setopt(h, CURLOPT_HTTPGET, 1L);
    if (!strcmp(call->method, "HEAD"))
        return !curl_easy_setopt(h, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(h, CURLOPT_POST, 1L);
    curl_easy_setopt(h, CURLOPT_POSTFIELDS, call->body ? call->body : "");
    curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_len);
    return !curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, call->method);
}

static bool call_set_policy(struct net_call *call)
{
    CURL *h = call->easy;
    struct net *net = call->net;
    CURLcode rc = CURLE_OK;
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_QUICK_EXIT, 1L); /* a cancelled look-up of a name must not be waited for */
    curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long)(net->connect_ms * net->factor));
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
    curl_easy_setopt(h, CURLOPT_MAXAGE_CONN, 50L); /* servers drop idle connections after about a minute */
    curl_easy_setopt(h, CURLOPT_TCP_KEEPALIVE, 1L);
    rc = rc ? rc : curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    rc = rc ? rc : curl_easy_setopt(h, CURLOPT_PROXY, net->proxy ? net->proxy : "");
    rc = rc ? rc : curl_easy_setopt(h, CURLOPT_ACCEPT_ENCODING, "");
    rc = rc ? rc : curl_easy_setopt(h, CURLOPT_USERAGENT, net->user_agent);
    if (net->ca_file) {
        rc = rc ? rc : curl_easy_setopt(h, CURLOPT_CAINFO, net->ca_file);
        curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
    }
    return !rc;
}

bool net_call_start(struct net_call *call)
{
    CURL *h = call->easy;
    net_call_detach(call);
    curl_easy_reset(h);
    net_head_reset(&call->head);
    net_bytes_wipe(&call->reply);
    call->starts = 0;
    call->too_big = call->no_memory = call->file_failed = call->second_start = call->ended = false;
    call->file_sent = call->file_told = 0;
    call->words[0] = '\0';
    call->tries++;
    curl_easy_setopt(h, CURLOPT_PRIVATE, call);
    curl_easy_setopt(h, CURLOPT_ERRORBUFFER, call->words);
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, call->headers);
    curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, call_on_header);
    curl_easy_setopt(h, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, call_on_body);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, call_on_start);
    curl_easy_setopt(h, CURLOPT_PREREQDATA, call);
    curl_easy_setopt(h, CURLOPT_DEBUGFUNCTION, call_on_debug);
    curl_easy_setopt(h, CURLOPT_DEBUGDATA, call);
    curl_easy_setopt(h, CURLOPT_VERBOSE, 1L);
    bool ok = call_set_policy(call) && call_set_body(call) && !curl_easy_setopt(h, CURLOPT_URL, call->url);
    call->attached = ok && curl_multi_add_handle(call->net->multi, h) == CURLM_OK;
    return call->attached;
}

/* The client: curl's sockets and timer on the program's loop, the ends of requests, retries of reads,
 * counters. */
#include "net/private.h"

#include "base/catalog.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"

#include <malloc.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { RETRY_MS = 400, RETRY_AFTER_MAX = 5, LINE_SLOW_KBIT = 128 };

/* --- memory that curl used for tokens and bodies is wiped when curl lets go of it --- */

static void wipe_free(void *p)
{
    if (p)
        secret_wipe(p, malloc_usable_size(p));
    free(p);
}

static void *wipe_realloc(void *p, size_t n)
{
    void *grown = malloc(n ? n : 1);
    if (!grown)
        return NULL;
    if (p) {
        size_t had = malloc_usable_size(p);
        memcpy(grown, p, had < n ? had : n);
        wipe_free(p);
    }
    return grown;
}

/* --- the loop's side --- */

static void net_drain(struct net *net);

static void net_act(struct net *net, curl_socket_t fd, int mask)
{
    int running;
    /* Without memory curl may lose sight of a socket and would never speak of that transfer again. */
    if (curl_multi_socket_action(net->multi, fd, mask, &running) == CURLM_OUT_OF_MEMORY)
        net->broken = true;
    net_drain(net);
}

static void net_on_fd(void *data, int fd, int events)
{
    int mask = 0;
    if (events & (LOOP_READ | LOOP_HANGUP))
        mask |= CURL_CSELECT_IN;
    if (events & (LOOP_WRITE | LOOP_HANGUP))
        mask |= CURL_CSELECT_OUT;
    net_act(data, fd, mask);
}

static int net_on_socket(CURL *easy, curl_socket_t fd, int what, void *data, void *socket_data)
{
    struct net *net = data;
    (void)easy, (void)socket_data;
    if (what == CURL_POLL_REMOVE) {
        loop_unwatch(net->loop, fd);
        return 0;
    }
    int events = (what & CURL_POLL_IN ? LOOP_READ : 0) | (what & CURL_POLL_OUT ? LOOP_WRITE : 0);
    return loop_watch(net->loop, fd, events, net_on_fd, net) == STATUS_OK ? 0 : -1;
}

static void net_on_timer(void *data)
{
    struct net *net = data;
    net->timer = NULL;
    net_act(net, CURL_SOCKET_TIMEOUT, 0);
}

static int net_on_timeout(CURLM *multi, long ms, void *data)
{
    struct net *net = data;
    (void)multi;
    loop_stop(net->loop, &net->timer);
    if (ms < 0)
        return 0;
    net->timer = loop_after(net->loop, ms, net_on_timer, net);
    return net->timer ? 0 : -1;
}

/* --- the end of a request --- */

static void call_unlink(struct net_call *call)
{
    if (call->prev)
        call->prev->next = call->next;
    else
        call->net->calls = call->next;
    if (call->next)
        call->next->prev = call->prev;
}

static const char *url_path(const char *url)
{
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;
    return path ? path : "/";
}

static int call_latency(struct net_call *call)
{
    curl_off_t start = 0, first = 0;
    curl_easy_getinfo(call->easy, CURLINFO_PRETRANSFER_TIME_T, &start);
    curl_easy_getinfo(call->easy, CURLINFO_STARTTRANSFER_TIME_T, &first);
    return first > start ? (int)((first - start) / 1000) : 0;
}

static void call_log(const struct net_call *call, const struct net_reply *r)
{
    const char *path = url_path(call->url);
    log_line(call->net->log, "net", "%s %.*s %s http=%d up=%lld down=%lld ms=%d tries=%d id=%s", call->method,
             (int)strcspn(path, "?#"), path, status_name(r->status), r->http, (long long)r->up,
             (long long)r->down, r->latency_ms, call->tries, r->request_id ? r->request_id : "-");
}

/* Hands the reply over and frees the call. */
static void call_finish(struct net_call *call, enum status status, struct error *e)
{
    struct net *net = call->net;
    long http = 0;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &http);
    const char *id = net_head_find(&call->head, "x-request-id");
    const char *date = net_head_find(&call->head, "date");
    time_t there = date ? curl_getdate(date, NULL) : -1;
    int64_t now = clock_wall();
    struct net_reply reply = {
        .status = status,
        .error = e,
        .http = call->head.complete ? (int)http : 0,
        .body = call->reply.data ? call->reply.data : "",
        .body_len = call->reply.len,
        .head = &call->head,
        .request_id = id ? utf8_clean(id, strlen(id), 128, false) : NULL,
        .retry_after = net_head_retry_after(&call->head, now),
        .skew_known = there != -1,
        .skew_ms = there != -1 ? (int64_t)there * 1000 + 500 - now : 0,
        .up = call->up,
        .down = call->down,
        .latency_ms = call_latency(call),
    };
    if (status != STATUS_OK) {
        e->retry_after = reply.retry_after;
        if (reply.request_id)
            text_replace(&e->request_id, reply.request_id);
    }
    net_line_note(net, call->too_big ? STATUS_LIMIT : status, reply.http ? reply.latency_ms : -1);
    call_log(call, &reply);
    call_unlink(call);
    net_call_detach(call);
    call->finishing = true;
    if (call->done && !net->dead)
        call->done(call->data, &reply);
    free((char *)reply.request_id);
    net_call_free(call);
}

static void call_again(void *data)
{
    struct net_call *call = data;
    struct net *net = call->net;
    call->wait = NULL;
    if (net_call_start(call))
        return;
    ERROR_AUTO e = {0};
    net->busy++;
    call_finish(call, error_memory(&e), &e);
    net->busy--;
    net_drain(net);
}

/* Only reads, at most twice more, only when nothing was understood of the first; the wait grows and varies.
 */
static bool call_retry(struct net_call *call, enum status status)
{
    long http = 0;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &http);
    bool broken = status == STATUS_OK && http >= 500 && http != 501;
    if (!call->idempotent || call->tries - call->redirects >= NET_TRIES ||
        (!broken && status != STATUS_OFFLINE))
        return false;
    if (net_head_retry_after(&call->head, clock_wall()) > RETRY_AFTER_MAX)
        return false;
    int64_t wait = RETRY_MS * (1 << (call->tries - call->redirects - 1));
    wait += randombytes_uniform((uint32_t)wait);
    net_call_detach(call);
    call->wait = loop_after(call->net->loop, wait, call_again, call);
    if (call->wait)
        call->net->counts.retries++;
    return call->wait;
}

/* The address `to` names, seen from `url`, when it is at the same server; else NULL. The caller curl_free()s
 * it. */
static char *url_within(const char *url, const char *to)
{
    static const CURLUPart parts[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
    CURLU *from = curl_url(), *next = curl_url();
    bool same = from && next && !curl_url_set(from, CURLUPART_URL, url, 0) &&
                !curl_url_set(next, CURLUPART_URL, url, 0) && !curl_url_set(next, CURLUPART_URL, to, 0);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && same; i++) {
        char *a = NULL, *b = NULL;
        same = !curl_url_get(from, parts[i], &a, CURLU_DEFAULT_PORT) &&
               !curl_url_get(next, parts[i], &b, CURLU_DEFAULT_PORT) && !strcasecmp(a, b);
        curl_free(a);
        curl_free(b);
    }
    char *whole = NULL;
    if (same)
        curl_url_get(next, CURLUPART_URL, &whole, 0);
    curl_url_cleanup(from);
    curl_url_cleanup(next);
    return whole;
}

/* A read may be sent on within the same server; anything else is refused with a sentence (net_fault). */
static bool call_redirect(struct net_call *call)
{
    const char *to = net_head_find(&call->head, "location");
    if (!to || strcmp(call->method, "GET") || call->redirects >= NET_REDIRECTS)
        return false;
    char *url = url_within(call->url, to);
    bool good = url && strlen(url) <= LIMIT_URL && net_check_url(url, NULL) == STATUS_OK &&
                text_replace(&call->url, url);
    curl_free(url);
    if (!good)
        return false;
    net_call_detach(call);
    call->wait = loop_after(call->net->loop, 0, call_again, call);
    call->redirects += call->wait != NULL;
    return call->wait;
}

static void call_end(struct net_call *call)
{
    ERROR_AUTO e = {0};
    long connects = 0, http = 0;
    curl_easy_getinfo(call->easy, CURLINFO_NUM_CONNECTS, &connects);
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &http);
    call->net->counts.connections += (unsigned long)(connects > 0 ? connects : 0);
    enum status status = net_fault(call, &e);
    if (call_retry(call, status))
        return;
    if (status == STATUS_REFUSED && http >= 300 && http < 400 && call_redirect(call))
        return;
    call_finish(call, status, &e);
}

static void net_tell_progress(struct net *net)
{
    for (struct net_call *call = net->calls, *next; call; call = next) {
        next = call->next;
        if (!call->progress || call->file_told == call->file_sent)
            continue;
        call->file_told = call->file_sent;
        call->progress(call->data, call->file_sent, call->file_size);
        if (net->dead)
            return;
        /* The watcher may have cancelled any call: begin anew, told ones are skipped. */
        next = net->calls;
    }
}

static void net_destroy(struct net *net)
{
    while (net->calls) {
        struct net_call *call = net->calls;
        call_unlink(call);
        net_call_free(call);
    }
    if (net->multi) {
        curl_multi_cleanup(net->multi);
        curl_global_cleanup();
    }
    loop_stop(net->loop, &net->timer);
    free(net->ca_file);
    free(net->user_agent);
    free(net->proxy);
    free(net);
}

/* Ends what is under way after curl ran out of memory. */
static void net_end_all(struct net *net)
{
    net->broken = false;
    for (struct net_call *call = net->calls; call && !net->dead;) {
        bool lost = call->attached && !call->ended;
        struct net_call *next = call->next;
        if (lost) {
            call->result = CURLE_OUT_OF_MEMORY;
            call->ended = true;
            net_call_detach(call);
            call_end(call);
            next = net->calls; /* a callback may have changed the list */
        }
        call = next;
    }
}

/* After every turn of curl: what ended is handed over here, outside of curl's own calls. */
static void net_drain(struct net *net)
{
    if (net->busy)
        return;
    net->busy++;
    if (!net->dead)
        net_tell_progress(net);
    CURLMsg *message;
    int left;
    while (!net->dead && (message = curl_multi_info_read(net->multi, &left))) {
        struct net_call *call = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&call);
        call->result = message->data.result;
        call->ended = true;
        call_end(call);
    }
    if (net->broken && !net->dead)
        net_end_all(net);
    net->busy--;
    if (net->dead && !net->busy)
        net_destroy(net);
}

/* --- the public side --- */

enum status net_check_url(const char *url, struct error *e)
{
    char *scheme = NULL, *host = NULL, *user = NULL;
    CURLU *u = curl_url();
    bool ok = u && !curl_url_set(u, CURLUPART_URL, url, 0) &&
              !curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) && !curl_url_get(u, CURLUPART_HOST, &host, 0) &&
              curl_url_get(u, CURLUPART_USER, &user, 0);
    bool safe = ok && (!strcmp(scheme, "https") ||
                       (!strcmp(scheme, "http") &&
                        (!strcmp(host, "localhost") || !strcmp(host, "[::1]") ||
                         (text_starts(host, "127.") && host[strspn(host, "0123456789.")] == '\0'))));
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(u);
    if (!ok)
        return error_set(e, STATUS_INVALID,
                         N_("The address of the registry is not a web address. Nothing was sent."),
                         N_("Check the address in the profile. It begins with https://."));
    if (!safe)
        return error_set(
            e, STATUS_TLS, N_("The address is not a safe one (https). Nothing was sent."),
            N_("Check the address in the profile. Only a registry on this computer may do without."));
    return STATUS_OK;
}

enum status net_new(struct loop *loop, const struct net_policy *policy, struct net **out, struct error *e)
{
    *out = NULL;
    struct net *net = calloc(1, sizeof *net);
    if (!net)
        return error_memory(e);
    net->loop = loop;
    net->log = policy->log;
    net->connect_ms = policy->connect_ms > 0 ? policy->connect_ms : TIMEOUT_CONNECT;
    net->request_ms = policy->request_ms > 0 ? policy->request_ms : TIMEOUT_REQUEST;
    net->factor = policy->line_kbit > 0 && policy->line_kbit < LINE_SLOW_KBIT ? 2 : 1;
    net->ca_file = text_dup(policy->ca_file);
    net->proxy = text_dup(policy->proxy);
    net->user_agent = text_dup(policy->user_agent ? policy->user_agent : "registrar/" REGISTRAR_VERSION);
    bool ok = net->user_agent && (net->ca_file || !policy->ca_file) && (net->proxy || !policy->proxy);
    if (ok && curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wipe_free, wipe_realloc, strdup, calloc) ==
                  CURLE_OK) {
        net->multi = curl_multi_init();
        if (!net->multi)
            curl_global_cleanup();
    }
    if (!net->multi) {
        net_destroy(net);
        return error_memory(e);
    }
    curl_multi_setopt(net->multi, CURLMOPT_SOCKETFUNCTION, net_on_socket);
    curl_multi_setopt(net->multi, CURLMOPT_SOCKETDATA, net);
    curl_multi_setopt(net->multi, CURLMOPT_TIMERFUNCTION, net_on_timeout);
    curl_multi_setopt(net->multi, CURLMOPT_TIMERDATA, net);
    curl_multi_setopt(net->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)NET_HOST_CONNECTIONS);
    *out = net;
    return STATUS_OK;
}

void net_free(struct net **net)
{
    struct net *n = *net;
    *net = NULL;
    if (!n)
        return;
    n->dead = true;
    n->line_fn = NULL;
    if (!n->busy)
        net_destroy(n);
}

enum status net_send(struct net *net, const struct net_request *request, net_done_fn done, void *data,
                     struct net_call **out, struct error *e)
{
    if (out)
        *out = NULL;
    enum status status = net_check_url(request->url, e);
    if (status != STATUS_OK)
        return status;
    if (strlen(request->url) > LIMIT_URL || request->body_len > LIMIT_REQUEST ||
        (request->with_file && request->file_size > LIMIT_UPLOAD))
        return error_set(e, STATUS_LIMIT, N_("This is more than can be sent at once. Nothing was sent."),
                         NULL);
    struct net_call *call = net_call_new(net, request, e);
    if (!call)
        return STATUS_MEMORY;
    call->done = done;
    call->data = data;
    if (!net_call_start(call)) {
        net_call_free(call);
        return error_memory(e);
    }
    call->next = net->calls;
    if (net->calls)
        net->calls->prev = call;
    net->calls = call;
    net->counts.requests++;
    if (out)
        *out = call;
    return STATUS_OK;
}

void net_cancel(struct net_call **slot)
{
    struct net_call *call = *slot;
    *slot = NULL;
    if (!call || call->finishing)
        return;
    const char *path = url_path(call->url);
    log_line(call->net->log, "net", "%s %.*s cancelled", call->method, (int)strcspn(path, "?#"), path);
    call_unlink(call);
    net_call_free(call);
}

bool net_call_sent(const struct net_call *call)
{
    return call->starts > 0;
}

const struct net_counts *net_counts(const struct net *net)
{
    return &net->counts;
}

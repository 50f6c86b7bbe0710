/* What goes wrong on purpose: replies of a proxy, spoilt bodies, cut and slow lines. */
#include "tests/sandbox/faults.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <gnutls/gnutls.h>
#include <microhttpd.h>

#include "tests/sandbox/reply.h"

void faults_sleep(const struct world *world, int64_t milliseconds)
{
    while (milliseconds > 0 && !world->ending) {
        int64_t slice = milliseconds < 20 ? milliseconds : 20;
        struct timespec rest = {0, slice * 1000000};

        while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
            continue;
        milliseconds -= slice;
    }
}

static void over_the_limit(struct request *request, struct reply *reply)
{
    reply_text(reply, 429, "application/json; charset=utf-8", "{\"message\":\"API rate limit exceeded\"}");
    if (strcmp(switch_text(&request->switches, SW_RATE_LIMIT), "bare") != 0) {
        reply_header(reply, "X-RateLimit-Limit-minute", "60");
        reply_header(reply, "X-RateLimit-Remaining-minute", "0");
        if (strcmp(switch_text(&request->switches, SW_RATE_LIMIT), "retry-after") == 0)
            reply_header(reply, "Retry-After", "2");
    }
}

bool faults_instead(struct request *request, struct reply *reply)
{
    const struct switch_values *s = &request->switches;
    const json_t *rate = s->value[SW_RATE_LIMIT];

    if (json_is_true(rate) || json_is_string(rate)) {
        over_the_limit(request, reply);
    } else if (switch_on(s, SW_REPLY_502_HTML)) {
        reply_text(reply, 502, "text/html",
                   "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
                   "Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n");
    } else if (switch_number(s, SW_REPLY_STATUS)) {
        reply_error(request, reply, (int)switch_number(s, SW_REPLY_STATUS), NULL, NULL);
    } else if (switch_on(s, SW_PROXIED_ERROR)) {
        reply_error(request, reply, 500, "proxied error", "remote server internal error");
    } else if (*switch_text(s, SW_REDIRECT_TO)) {
        reply_text(reply, 302, "text/html", "<html><body>Found</body></html>");
        reply_header(reply, "Location", switch_text(s, SW_REDIRECT_TO));
    } else {
        return false;
    }
    return true;
}

static void body_replace(struct reply *reply, char *body, size_t size)
{
    free(reply->body);
    reply->body = body;
    reply->size = size;
}

static char *after_brace(struct reply *reply, const char *insert, size_t insert_size)
{
    char *body = malloc(reply->size + insert_size + 1);

    if (!body || reply->size == 0) {
        free(body);
        return NULL;
    }
    body[0] = reply->body[0];
    memcpy(body + 1, insert, insert_size);
    memcpy(body + 1 + insert_size, reply->body + 1, reply->size - 1);
    body[reply->size + insert_size] = 0;
    return body;
}

static void insert_first(struct reply *reply, const char *insert, size_t size)
{
    char *body = after_brace(reply, insert, size);

    if (body)
        body_replace(reply, body, reply->size + size);
}

static void deepen(struct reply *reply, int64_t depth)
{
    size_t head = 8, size = head + (size_t)depth * 2 + 1;
    char *text = malloc(size + 1);

    if (!text)
        return;
    memcpy(text, "\"deep\": ", head);
    memset(text + head, '[', (size_t)depth);
    memset(text + head + depth, ']', (size_t)depth);
    text[size - 1] = ',';
    insert_first(reply, text, size);
    free(text);
}

static void swell(struct reply *reply, int64_t bytes)
{
    size_t size = (size_t)bytes + 12;
    char *text = malloc(size);

    if (!text)
        return;
    memcpy(text, "\"padding\":\"", 11);
    memset(text + 11, 'x', (size_t)bytes - 2);
    memcpy(text + size - 3, "x\",", 3);
    insert_first(reply, text, size);
    free(text);
}

void faults_body(struct request *request, struct reply *reply)
{
    const struct switch_values *s = &request->switches;
    int64_t keep = switch_number(s, SW_TRUNCATE_JSON);

    if (!reply->body || reply->size == 0 || reply->body[0] != '{')
        return;
    if (switch_number(s, SW_DEEP_JSON) > 0)
        deepen(reply, switch_number(s, SW_DEEP_JSON));
    if (switch_number(s, SW_HUGE_REPLY) > 2)
        swell(reply, switch_number(s, SW_HUGE_REPLY));
    if (switch_on(s, SW_DUPLICATE_KEYS))
        insert_first(reply, "\"data\":null,\"meta\":{\"code\":200},\"data\":{},", 42);
    if (switch_on(s, SW_INVALID_UTF8))
        insert_first(reply, "\"note\":\"\xC3\x28 \xED\xA0\x80 \xFF\",", 18);
    if (keep > 0 && (size_t)keep < reply->size)
        reply->size = (size_t)keep;
    else if (keep < 0 && (size_t)-keep < reply->size)
        reply->size -= (size_t)-keep;
}

bool faults_line(const struct request *request)
{
    return json_is_integer(request->switches.value[SW_CUT_REPLY_AT]) ||
           switch_number(&request->switches, SW_DRIBBLE) > 0 ||
           strcmp(switch_text(&request->switches, SW_DROP_CONNECTION), "after") == 0;
}

static bool send_all(const struct world *world, struct MHD_Connection *connection, int fd, const char *bytes,
                     size_t size)
{
    const union MHD_ConnectionInfo *tls =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    gnutls_session_t session = tls ? (gnutls_session_t)tls->tls_session : NULL;

    while (size > 0) {
        ssize_t n = session ? gnutls_record_send(session, bytes, size) : send(fd, bytes, size, MSG_NOSIGNAL);
        if (n > 0) {
            bytes += n;
            size -= (size_t)n;
        } else if (session ? (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
                           : (errno == EAGAIN || errno == EINTR)) {
            struct pollfd wait = {.fd = fd, .events = POLLOUT};
            if (poll(&wait, 1, 200) <= 0 && world->ending)
                return false;
        } else {
            return false;
        }
    }
    return true;
}

static void reset(int fd)
{
    struct sockaddr none = {.sa_family = AF_UNSPEC};

    /* Dissolving the association makes Linux send RST at once, whatever the library does afterwards. */
    if (connect(fd, &none, sizeof none) != 0)
        shutdown(fd, SHUT_RDWR);
}

/* Of `size` bytes, those before the cut. */
static size_t bytes_to_send(const struct switch_values *s, size_t size)
{
    int64_t cut = switch_number(s, SW_CUT_REPLY_AT);

    if (strcmp(switch_text(s, SW_DROP_CONNECTION), "after") == 0)
        return 0;
    if (!json_is_integer(s->value[SW_CUT_REPLY_AT]))
        return size;
    if (cut < 0)
        return (size_t)-cut < size ? size - (size_t)-cut : 0;
    return (size_t)cut < size ? (size_t)cut : size;
}

size_t faults_send(struct request *request, const struct reply *reply, const char *headers)
{
    const struct switch_values *s = &request->switches;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    int64_t rate = switch_number(s, SW_DRIBBLE);
    size_t head = strlen(headers), size = head + reply->size, slice, sent = 0;
    char *all = malloc(size + 1);
    int fd = info ? info->connect_fd : -1;

    if (!all || fd < 0) {
        free(all);
        return 0;
    }
    memcpy(all, headers, head);
    memcpy(all + head, reply->body ? reply->body : "", reply->size);
    size = bytes_to_send(s, size);
    slice = rate > 0 ? (size_t)(rate / 20 > 0 ? rate / 20 : 1) : size;
    while (sent < size && !request->world->ending) {
        size_t n = size - sent < slice ? size - sent : slice;
        if (!send_all(request->world, request->connection, fd, all + sent, n))
            break;
        sent += n;
        if (rate > 0 && sent < size)
            faults_sleep(request->world, rate >= 20 ? 50 : 1000 / rate);
    }
    free(all);
    if (strcmp(switch_text(s, SW_CUT_WITH), "rst") == 0)
        reset(fd);
    return sent;
}

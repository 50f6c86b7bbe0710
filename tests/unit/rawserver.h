/*
 * A server that says exactly what a test wants, byte for byte, and then keeps, closes, resets the connection
 * or lets it hang. Answers are given in order, or (when they have `when`) to the first request that contains
 * that text.
 */
#ifndef UNIT_RAWSERVER_H
#define UNIT_RAWSERVER_H

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum raw_after { RAW_KEEP, RAW_CLOSE, RAW_RESET, RAW_STALL };
enum { RAW_CONNECTIONS = 64, RAW_REQUEST = 65536 };

struct raw_answer {
    const char *bytes;
    enum raw_after after;
};

/* Answers by content: `json` is sent with status `http`. */
struct raw_route {
    const char *when;
    int http;
    const char *json;
};

struct raw_server {
    int fd, port;
    int stop[2];
    pthread_t thread, threads[RAW_CONNECTIONS];
    const struct raw_answer *answers;
    size_t n_answers;
    const struct raw_route *routes; /* ended by when NULL */
    pthread_mutex_t lock;
    bool any; /* whatever comes is a request */
    int connections, requests, unknown;
    char last[RAW_REQUEST], all[1024 * 1024];
};

struct raw_connection {
    struct raw_server *server;
    int fd;
};

/* Reads one request with its body; false when the other side is gone or the server is stopped. */
static bool raw_read(struct raw_server *s, int fd, char *buf, size_t size)
{
    size_t got = 0, need = 0;
    while (got + 1 < size) {
        struct pollfd p[2] = {{fd, POLLIN, 0}, {s->stop[0], POLLIN, 0}};
        if (poll(p, 2, -1) < 0 || p[1].revents)
            return false;
        ssize_t n = recv(fd, buf + got, need ? need - got : size - 1 - got, 0);
        if (n <= 0)
            return false;
        got += (size_t)n;
        buf[got] = '\0';
        if (s->any)
            return true;
        char *end = strstr(buf, "\r\n\r\n");
        if (end && !need) {
            char *length = strcasestr(buf, "content-length:");
            need = (size_t)(end + 4 - buf) + (length && length < end ? strtoul(length + 15, NULL, 10) : 0);
        }
        if (need && (got >= need || need >= size))
            return true;
    }
    return true;
}

static bool raw_send(int fd, const char *bytes)
{
    size_t left = strlen(bytes);
    while (left) {
        ssize_t n = send(fd, bytes, left, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes += n;
        left -= (size_t)n;
    }
    return true;
}

static bool raw_route(struct raw_server *s, int fd, const char *request)
{
    const struct raw_route *r = s->routes;
    while (r->when && !strstr(request, r->when))
        r++;
    if (!r->when) {
        pthread_mutex_lock(&s->lock);
        s->unknown++;
        pthread_mutex_unlock(&s->lock);
    }
    char head[128];
    const char *json = r->when ? r->json : "{\"error\":{\"type\":\"not_found\"}}";
    snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n\r\n", r->when ? r->http : 404,
             strlen(json));
    return raw_send(fd, head) && raw_send(fd, json);
}

static bool raw_serve(struct raw_server *s, int fd, char *buf)
{
    if (!raw_read(s, fd, buf, RAW_REQUEST))
        return false;
    pthread_mutex_lock(&s->lock);
    size_t i = (size_t)s->requests++, had = strlen(s->all);
    memcpy(s->last, buf, sizeof s->last);
    snprintf(s->all + had, sizeof s->all - had, "%s\n", buf);
    pthread_mutex_unlock(&s->lock);
    if (s->routes)
        return raw_route(s, fd, buf);
    const struct raw_answer *a = &s->answers[i < s->n_answers ? i : s->n_answers - 1];
    if (!raw_send(fd, a->bytes))
        return false;
    if (a->after == RAW_STALL) {
        struct pollfd p[2] = {{fd, POLLRDHUP, 0}, {s->stop[0], POLLIN, 0}};
        poll(p, 2, -1);
        return false;
    }
    if (a->after == RAW_RESET) {
        struct linger now = {1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return false;
    }
    return a->after == RAW_KEEP;
}

static void *raw_connection(void *data)
{
    struct raw_connection *c = data;
    char *buf = malloc(RAW_REQUEST);
    while (buf && raw_serve(c->server, c->fd, buf))
        ;
    close(c->fd);
    free(buf);
    free(c);
    return NULL;
}

static void *raw_run(void *data)
{
    struct raw_server *s = data;
    for (;;) {
        struct pollfd p[2] = {{s->fd, POLLIN, 0}, {s->stop[0], POLLIN, 0}};
        if (poll(p, 2, -1) < 0 || p[1].revents || s->connections == RAW_CONNECTIONS)
            return NULL;
        int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
        struct raw_connection *c = malloc(sizeof *c);
        if (fd < 0 || !c)
            abort();
        *c = (struct raw_connection){s, fd};
        pthread_mutex_lock(&s->lock);
        if (pthread_create(&s->threads[s->connections], NULL, raw_connection, c))
            abort();
        s->connections++;
        pthread_mutex_unlock(&s->lock);
    }
}

static inline struct raw_server *raw_begin(const struct raw_answer *answers, size_t n,
                                           const struct raw_route *routes)
{
    struct raw_server *s = calloc(1, sizeof *s);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    if (!s)
        abort();
    s->answers = answers;
    s->n_answers = n;
    s->routes = routes;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(s->fd, (struct sockaddr *)&at, sizeof at) || listen(s->fd, 8) ||
        getsockname(s->fd, (struct sockaddr *)&at, &len) || pipe(s->stop))
        abort();
    s->port = ntohs(at.sin_port);
    pthread_mutex_init(&s->lock, NULL);
    if (pthread_create(&s->thread, NULL, raw_run, s))
        abort();
    return s;
}

static inline struct raw_server *raw_start(const struct raw_answer *answers, size_t n)
{
    return raw_begin(answers, n, NULL);
}

static inline struct raw_server *raw_start_routes(const struct raw_route *routes)
{
    return raw_begin(NULL, 0, routes);
}

static inline void raw_stop(struct raw_server **server)
{
    struct raw_server *s = *server;
    if (write(s->stop[1], "x", 1) != 1)
        abort();
    pthread_join(s->thread, NULL);
    for (int i = 0; i < s->connections; i++)
        pthread_join(s->threads[i], NULL);
    close(s->fd);
    close(s->stop[0]);
    close(s->stop[1]);
    pthread_mutex_destroy(&s->lock);
    free(s);
    *server = NULL;
}

static inline int raw_requests(struct raw_server *s)
{
    pthread_mutex_lock(&s->lock);
    int n = s->requests;
    pthread_mutex_unlock(&s->lock);
    return n;
}

#endif

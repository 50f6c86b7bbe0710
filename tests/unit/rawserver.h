/*
 * A server that says exactly what a test wants: the n-th request gets the n-th answer, byte for byte, and
 * then the connection is kept, closed, reset or left hanging. One thread, one connection at a time.
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

struct raw_answer {
    const char *bytes;
    enum raw_after after;
};

struct raw_server {
    int fd, port;
    int stop[2];
    pthread_t thread;
    const struct raw_answer *answers;
    size_t n_answers;
    pthread_mutex_t lock;
    int connections, requests;
    char last[32768], all[262144];
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

static bool raw_serve(struct raw_server *s, int fd)
{
    static _Thread_local char buf[sizeof((struct raw_server *)0)->last];
    if (!raw_read(s, fd, buf, sizeof buf))
        return false;
    pthread_mutex_lock(&s->lock);
    size_t i = (size_t)s->requests++;
    memcpy(s->last, buf, sizeof s->last);
    size_t had = strlen(s->all);
    snprintf(s->all + had, sizeof s->all - had, "%s\n", buf);
    pthread_mutex_unlock(&s->lock);
    const struct raw_answer *a = &s->answers[i < s->n_answers ? i : s->n_answers - 1];
    if (*a->bytes && send(fd, a->bytes, strlen(a->bytes), MSG_NOSIGNAL) < 0)
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

static void *raw_run(void *data)
{
    struct raw_server *s = data;
    for (;;) {
        struct pollfd p[2] = {{s->fd, POLLIN, 0}, {s->stop[0], POLLIN, 0}};
        if (poll(p, 2, -1) < 0 || p[1].revents)
            return NULL;
        int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        pthread_mutex_lock(&s->lock);
        s->connections++;
        pthread_mutex_unlock(&s->lock);
        while (raw_serve(s, fd))
            ;
        close(fd);
    }
}

static inline struct raw_server *raw_start(const struct raw_answer *answers, size_t n)
{
    struct raw_server *s = calloc(1, sizeof *s);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    s->answers = answers;
    s->n_answers = n;
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

static inline void raw_stop(struct raw_server **server)
{
    struct raw_server *s = *server;
    if (write(s->stop[1], "x", 1) != 1)
        abort();
    pthread_join(s->thread, NULL);
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

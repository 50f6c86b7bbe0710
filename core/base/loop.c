/* The event loop: poll() over a small array of descriptors, a heap of timers, an eventfd to wake it up. */
#include "base/loop.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"

struct watch {
    int fd, events;
    unsigned long born; /* the pass must not serve a watch that began while it ran */
    loop_fd_fn fn;
    void *data;
};

struct loop_timer {
    int64_t due;
    unsigned long born;
    size_t at; /* place in the heap */
    loop_fn fn;
    void *data;
};

struct loop {
    struct watch *watches;
    struct pollfd *polled;
    size_t watch_n, watch_cap, polled_cap;
    struct loop_timer **heap;
    size_t heap_n, heap_cap;
    unsigned long births;
    int64_t now;
    int wake;
};

struct loop *loop_new(void)
{
    struct loop *l = calloc(1, sizeof *l);

    if (!l)
        return NULL;
    l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    l->now = clock_steady();
    if (l->wake < 0) {
        free(l);
        return NULL;
    }
    return l;
}

void loop_free(struct loop **lp)
{
    struct loop *l = *lp;

    if (!l)
        return;
    *lp = NULL;
    for (size_t i = 0; i < l->heap_n; i++)
        free(l->heap[i]);
    close(l->wake);
    free(l->heap);
    free(l->watches);
    free(l->polled);
    free(l);
}

static struct watch *watch_find(struct loop *l, int fd)
{
    for (size_t i = 0; i < l->watch_n; i++)
        if (l->watches[i].fd == fd)
            return &l->watches[i];
    return NULL;
}

/* Grows *array (of `size`-byte items) to hold `n`. */
static bool array_grow(void *array, size_t *cap, size_t n, size_t size)
{
    size_t want = *cap ? *cap : 16;
    void *p, *more;

    if (n <= *cap)
        return true;
    while (want < n)
        want *= 2;
    memcpy(&p, array, sizeof p);
    more = reallocarray(p, want, size);
    if (!more)
        return false;
    memcpy(array, &more, sizeof more);
    *cap = want;
    return true;
}

enum status loop_watch(struct loop *l, int fd, int events, loop_fd_fn fn, void *data)
{
    struct watch *w;

    if (!events) {
        loop_unwatch(l, fd);
        return STATUS_OK;
    }
    w = watch_find(l, fd);
    if (!w) {
        if (!array_grow(&l->watches, &l->watch_cap, l->watch_n + 1, sizeof *l->watches))
            return STATUS_MEMORY;
        w = &l->watches[l->watch_n++];
        *w = (struct watch){.fd = fd, .born = ++l->births};
    }
    w->events = events;
    w->fn = fn;
    w->data = data;
    return STATUS_OK;
}

void loop_unwatch(struct loop *l, int fd)
{
    struct watch *w = watch_find(l, fd);

    if (w)
        *w = l->watches[--l->watch_n];
}

static bool timer_before(const struct loop_timer *a, const struct loop_timer *b)
{
    return a->due != b->due ? a->due < b->due : a->born < b->born;
}

static void heap_put(struct loop *l, size_t at, struct loop_timer *t)
{
    l->heap[at] = t;
    t->at = at;
}

static void heap_up(struct loop *l, size_t at, struct loop_timer *t)
{
    while (at && timer_before(t, l->heap[(at - 1) / 2])) {
        heap_put(l, at, l->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    heap_put(l, at, t);
}

static void heap_down(struct loop *l, size_t at, struct loop_timer *t)
{
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= l->heap_n)
            break;
        if (child + 1 < l->heap_n && timer_before(l->heap[child + 1], l->heap[child]))
            child++;
        if (!timer_before(l->heap[child], t))
            break;
        heap_put(l, at, l->heap[child]);
        at = child;
    }
    heap_put(l, at, t);
}

static void heap_remove(struct loop *l, struct loop_timer *t)
{
    size_t at = t->at;
    struct loop_timer *last = l->heap[--l->heap_n];

    l->heap[l->heap_n] = NULL;
    if (last == t)
        return;
    if (at && timer_before(last, l->heap[(at - 1) / 2]))
        heap_up(l, at, last);
    else
        heap_down(l, at, last);
}

struct loop_timer *loop_after(struct loop *l, int64_t ms, loop_fn fn, void *data)
{
    struct loop_timer *t;
    int64_t now = clock_steady();

    if (!array_grow(&l->heap, &l->heap_cap, l->heap_n + 1, sizeof *l->heap))
        return NULL;
    t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->due = ms <= 0 ? now : ms > INT64_MAX - now ? INT64_MAX : now + ms;
    t->born = ++l->births;
    t->fn = fn;
    t->data = data;
    heap_up(l, l->heap_n++, t);
    return t;
}

void loop_stop(struct loop *l, struct loop_timer **t)
{
    if (!*t)
        return;
    heap_remove(l, *t);
    free(*t);
    *t = NULL;
}

/* How long poll() may sleep, from what the caller allows and what the next timer needs. */
static int wait_ms(const struct loop *l, int max_ms)
{
    int64_t ms;

    if (!l->heap_n)
        return max_ms;
    ms = l->heap[0]->due - clock_steady();
    if (ms < 0)
        ms = 0;
    if (ms > INT_MAX)
        ms = INT_MAX;
    return max_ms >= 0 && max_ms < ms ? max_ms : (int)ms;
}

/* A pipe whose other end is gone counts as readable or writable too, so that read() or write() can tell why.
 */
static int events_of(short revents, int wanted)
{
    int events = 0;

    if (revents & (POLLHUP | POLLERR | POLLNVAL | POLLRDHUP))
        events |= LOOP_HANGUP | wanted;
    if (revents & (POLLIN | POLLPRI))
        events |= LOOP_READ;
    if (revents & POLLOUT)
        events |= LOOP_WRITE;
    return events & (wanted | LOOP_HANGUP);
}

static void serve_fds(struct loop *l, size_t n, unsigned long pass)
{
    for (size_t i = 1; i < n; i++) {
        short revents = l->polled[i].revents;
        int fd = l->polled[i].fd;
        struct watch *w;

        if (!revents)
            continue;
        w = watch_find(l, fd);
        if (!w || w->born > pass)
            continue;
        if (revents & POLLNVAL) { /* closed under our feet: it would end every wait from now on */
            struct watch gone = *w;
            loop_unwatch(l, fd);
            gone.fn(gone.data, fd, LOOP_HANGUP);
            continue;
        }
        int events = events_of(revents, w->events);
        if (events)
            w->fn(w->data, fd, events);
    }
}

static void serve_timers(struct loop *l, unsigned long pass)
{
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): what is freed below has left the heap */
    while (l->heap_n && l->heap[0]->due <= l->now && l->heap[0]->born <= pass) {
        struct loop_timer *t = l->heap[0];
        loop_fn fn = t->fn;
        void *data = t->data;

        heap_remove(l, t);
        free(t);
        fn(data);
    }
}

enum status loop_wait(struct loop *l, int max_ms)
{
    unsigned long pass = l->births;
    size_t n = l->watch_n + 1;
    uint64_t count;
    int rc;

    if (!array_grow(&l->polled, &l->polled_cap, n, sizeof *l->polled))
        return STATUS_MEMORY;
    l->polled[0] = (struct pollfd){.fd = l->wake, .events = POLLIN};
    for (size_t i = 1; i < n; i++) {
        const struct watch *w = &l->watches[i - 1];
        short events = (short)((w->events & LOOP_READ ? POLLIN : 0) | (w->events & LOOP_WRITE ? POLLOUT : 0));
        l->polled[i] = (struct pollfd){.fd = w->fd, .events = events};
    }
    rc = poll(l->polled, n, wait_ms(l, max_ms));
    l->now = clock_steady();
    if (rc < 0 && errno != EINTR && errno != EAGAIN)
        return STATUS_BROKEN;
    if (rc > 0) {
        if (l->polled[0].revents && read(l->wake, &count, sizeof count) < 0 && errno != EAGAIN)
            return STATUS_BROKEN;
        serve_fds(l, n, pass);
    }
    serve_timers(l, pass);
    return STATUS_OK;
}

void loop_wake(struct loop *l)
{
    const uint64_t one = 1;
    int saved = errno;

    if (write(l->wake, &one, sizeof one) < 0) {
        /* full: a wake-up is waiting already */
    }
    errno = saved;
}

int64_t loop_now(const struct loop *l)
{
    return l->now;
}

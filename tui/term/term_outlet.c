/* The line to the terminal: a queue that is written as the terminal takes it, and the answer to "may I paint
 * now". */
#include "base/clock.h"
#include "tui/term/term_private.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { QUARTER_MS = 250, SLOW_RATE = 960, UNKNOWN_QUEUE = 1024, BURST = 2600, LOOK_AGAIN_MS = 50 };

/* Bytes a second of a real serial line; 0 for everything that is faster or only pretends. */
static long line_rate(int fd)
{
    static const struct {
        speed_t speed;
        long rate;
    } SPEEDS[] = {{B1200, 120}, {B1800, 180},   {B2400, 240}, {B4800, 480},
                  {B9600, 960}, {B19200, 1920}, {B300, 30},   {B600, 60}};
    struct termios t;

    if (tcgetattr(fd, &t) != 0)
        return 0;
    for (size_t i = 0; i < sizeof(SPEEDS) / sizeof(SPEEDS[0]); i++)
        if (cfgetospeed(&t) == SPEEDS[i].speed)
            return SPEEDS[i].rate;
    return 0;
}

void outlet_open(struct outlet *o, int fd, bool slow)
{
    o->fd = fd;
    text_init(&o->queue, TERM_QUEUE);
    o->rate = line_rate(fd);
    o->fixed = o->rate != 0;
    /* A slow line beyond a pseudo-terminal cannot be measured from here: a burst is free, then so much a
     * second. */
    o->paced = slow && !o->fixed;
}

static void writable(void *data, int fd, int events)
{
    (void)fd;
    (void)events;
    outlet_push(data);
}

static void look_again(void *data)
{
    struct term *t = data;
    t->out.timer = NULL; /* waking the loop was all: the program asks term_ready() anew */
}

static void watch(struct term *t, bool on)
{
    if (t->out.watching == on || !t->loop)
        return;
    t->out.watching = on;
    if (on)
        loop_watch(t->loop, t->out.fd, LOOP_WRITE, writable, t);
    else
        loop_unwatch(t->loop, t->out.fd);
}

static void measure(struct outlet *o, int64_t now)
{
    if (o->fixed || !o->since || now - o->since < 100)
        return;
    long rate = (long)((int64_t)o->waited * 1000 / (now - o->since));
    o->rate = o->rate ? (o->rate * 3 + rate) / 4 : rate;
    if (o->rate < 1)
        o->rate = 1;
    o->since = now;
    o->waited = 0;
}

/* One round of writing; false when the terminal takes no more now. */
static bool write_some(struct outlet *o)
{
    while (o->sent < o->queue.len) {
        ssize_t n = write(o->fd, o->queue.data + o->sent, o->queue.len - o->sent);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return false;
        if (n <= 0) { /* the terminal is gone: reading will say so */
            o->sent = o->queue.len;
            break;
        }
        o->sent += (size_t)n;
        o->waited += (size_t)n;
    }
    text_clear(&o->queue);
    o->sent = 0;
    return true;
}

void outlet_push(struct term *t)
{
    struct outlet *o = &t->out;
    bool done = write_some(o);

    if (!done && !o->since) {
        o->since = clock_steady();
        o->waited = 0;
    }
    measure(o, clock_steady());
    if (done)
        o->since = 0;
    watch(t, !done);
}

void outlet_add(struct term *t, const char *bytes, size_t n)
{
    struct outlet *o = &t->out;
    int64_t now = clock_steady();

    if (t->gone || !n)
        return;
    if (o->busy_until < now)
        o->busy_until = now;
    if (o->paced)
        o->busy_until += (int64_t)n * 1000 / SLOW_RATE;
    text_add_n(&o->queue, bytes, n);
    if (!text_ok(&o->queue)) { /* never: frames wait for an empty queue; then start anew */
        text_clear(&o->queue);
        o->sent = 0;
        o->lost = true;
    }
    outlet_push(t);
}

bool outlet_ready(struct term *t)
{
    struct outlet *o = &t->out;
    int64_t now = clock_steady(), wait = 0;
    long most = o->rate ? o->rate * QUARTER_MS / 1000 : UNKNOWN_QUEUE;
    const int64_t burst = (int64_t)BURST * 1000 / SLOW_RATE;
    int queued = 0;

    if (o->sent < o->queue.len)
        return false; /* writable() wakes the loop */
    if (ioctl(o->fd, TIOCOUTQ, &queued) != 0)
        queued = 0;
    if (o->paced && o->busy_until - now > burst)
        wait = o->busy_until - now - burst;
    else if (queued > most)
        wait = LOOK_AGAIN_MS;
    if (!wait)
        return true;
    if (!o->timer && t->loop)
        o->timer = loop_after(t->loop, wait, look_again, t);
    return false;
}

bool outlet_finish(struct outlet *o, int ms)
{
    int64_t end = clock_steady() + ms;

    while (!write_some(o)) {
        struct pollfd p = {o->fd, POLLOUT, 0};
        int64_t left = end - clock_steady();
        if (left <= 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR))
            return false;
    }
    return true;
}

void outlet_close(struct term *t)
{
    watch(t, false);
    if (t->loop)
        loop_stop(t->loop, &t->out.timer);
    text_free(&t->out.queue);
}

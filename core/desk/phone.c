/* Text messages of the training phone: lines of JSON from the training registry or appended to a file. */
#include "desk/desk_private.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"

enum { PHONE_TEXT = 1000 };

struct phone {
    int watch; /* inotify */
    char *path;
    off_t read;
    struct text part; /* a line that has not ended yet */
};

/* --- messages --- */

static char *phone_text(const json_t *o, const char *name)
{
    const char *s = json_string_value(json_object_get(o, name));

    return s ? utf8_clean(s, strlen(s), PHONE_TEXT, false) : NULL;
}

static void message_free(struct phone_message *m)
{
    free(m->to);
    free(m->text);
    free(m->code);
    free(m->about);
    *m = (struct phone_message){0};
}

void phone_line(struct desk *d, const char *line, size_t n)
{
    struct phone_message *m = &d->phone_message;
    json_t *o;
    const char *at;

    if (!d->profile->training || n > LIMIT_LINE)
        return;
    o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(o)) {
        json_decref(o);
        return;
    }
    message_free(m);
    at = json_string_value(json_object_get(o, "at"));
    if (!at || !instant_parse(at, &m->at))
        m->at = clock_wall();
    m->to = phone_text(o, "to");
    m->text = phone_text(o, "text");
    m->code = phone_text(o, "code");
    m->about = phone_text(o, "about");
    json_decref(o);
    d->phone_has = true;
    desk_changed(d, DESK_PHONE);
}

const struct phone_message *desk_phone(const struct desk *d)
{
    return d->phone_has && d->profile->training ? &d->phone_message : NULL;
}

/* --- a file that messages are appended to --- */

static int phone_file_open(const struct phone *p, off_t *size)
{
    struct stat st;
    int fd = open(p->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        close(fd);
        return -1;
    }
    *size = st.st_size;
    return fd;
}

static void phone_bytes(struct desk *d, const char *bytes, size_t n)
{
    struct phone *p = d->phone;

    while (n) {
        const char *end = memchr(bytes, '\n', n);
        size_t len = end ? (size_t)(end - bytes) : n;

        text_add_n(&p->part, bytes, len);
        if (end) {
            if (text_ok(&p->part) && p->part.len)
                phone_line(d, p->part.data, p->part.len);
            text_clear(&p->part);
        }
        len += end ? 1 : 0;
        bytes += len;
        n -= len;
    }
}

static void phone_read(struct desk *d)
{
    struct phone *p = d->phone;
    char bytes[4096];
    off_t size = 0;
    ssize_t got;
    int fd = phone_file_open(p, &size);

    if (fd < 0)
        return;
    if (size < p->read) { /* begun anew */
        p->read = 0;
        text_clear(&p->part);
    }
    while ((got = pread(fd, bytes, sizeof bytes, p->read)) > 0) {
        p->read += got;
        phone_bytes(d, bytes, (size_t)got);
    }
    close(fd);
}

static void phone_event(void *data, int fd, int events)
{
    char drain[4096];

    (void)events;
    while (read(fd, drain, sizeof drain) > 0)
        ;
    phone_read(data);
}

/* The folder is watched, not the file: it may be made later, or anew. */
static bool phone_folder_watch(struct phone *p)
{
    const char *slash = strrchr(p->path, '/');
    AUTO_FREE char *folder =
        slash ? text_dup_n(p->path, slash == p->path ? 1 : (size_t)(slash - p->path)) : NULL;

    return folder &&
           inotify_add_watch(p->watch, folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE) >= 0;
}

void phone_watch(struct desk *d)
{
    struct phone *p;
    off_t size = 0;
    int fd;

    if (!d->profile->training || text_empty(d->profile->phone_file))
        return;
    p = calloc(1, sizeof *p);
    if (!p)
        return;
    d->phone = p;
    text_init(&p->part, LIMIT_LINE);
    p->path = text_dup(d->profile->phone_file);
    p->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (!p->path || p->watch < 0 || !phone_folder_watch(p) ||
        loop_watch(d->loop, p->watch, LOOP_READ, phone_event, d) != STATUS_OK) {
        log_line(d->log, "desk", "the training phone's file cannot be watched: %s", strerrorname_np(errno));
        phone_close(d);
        return;
    }
    /* what came before this program has been read by somebody else */
    fd = phone_file_open(p, &size);
    if (fd >= 0)
        close(fd);
    p->read = size;
}

void phone_close(struct desk *d)
{
    struct phone *p = d->phone;

    if (p) {
        if (p->watch >= 0) {
            loop_unwatch(d->loop, p->watch);
            close(p->watch);
        }
        text_free(&p->part);
        free(p->path);
        free(p);
    }
    d->phone = NULL;
    message_free(&d->phone_message);
    d->phone_has = false;
}

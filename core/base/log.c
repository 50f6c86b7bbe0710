/* The log file: lines are cleaned, bounded, and written in one call each, so that two programs may share it.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"

enum { LOG_LINE = 2048 };

struct log {
    int fd;
    long size;
    char *path;
};

/* The log of a program that has no memory for one: swallows everything and is never freed. */
static const struct log log_nowhere = {.fd = -1};

static void log_reopen(struct log *l)
{
    struct stat st;

    l->fd = open(l->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    l->size = 0;
    if (l->fd < 0)
        return;
    if (fstat(l->fd, &st) || !S_ISREG(st.st_mode)) {
        close(l->fd);
        l->fd = -1;
        return;
    }
    l->size = (long)st.st_size;
}

struct log *log_open(const char *path)
{
    struct log *l = calloc(1, sizeof *l);

    if (!l)
        return (struct log *)&log_nowhere;
    l->fd = -1;
    l->path = text_dup(path);
    if (l->path)
        log_reopen(l);
    return l;
}

void log_close(struct log **lp)
{
    struct log *l = *lp;

    *lp = NULL;
    if (!l || l == &log_nowhere)
        return;
    if (l->fd >= 0)
        close(l->fd);
    free(l->path);
    free(l);
}

/* A full log becomes PATH.old (the older one goes) and a new one is begun. */
static void log_turn(struct log *l)
{
    AUTO_FREE char *old = text_format("%s.old", l->path);

    close(l->fd);
    l->fd = -1;
    if (old && rename(l->path, old) == 0)
        log_reopen(l);
}

void log_line(struct log *l, const char *area, const char *format, ...)
{
    AUTO_FREE char *raw = NULL;
    AUTO_FREE char *clean = NULL;
    AUTO_FREE char *line = NULL;
    int saved = errno;
    char when[25];
    va_list ap;
    int n;

    if (!l || l->fd < 0)
        return;
    va_start(ap, format);
    n = vasprintf(&raw, format, ap);
    va_end(ap);
    if (n < 0) {
        raw = NULL;
        errno = saved;
        return;
    }
    clean = utf8_clean(raw, (size_t)n, LOG_LINE, false);
    instant_format(clock_wall(), when);
    if (clean)
        line = text_format("%s %s %s\n", when, area, clean);
    if (line) {
        size_t len = strlen(line);
        if (l->size + (long)len > LIMIT_LOG_FILE)
            log_turn(l);
        if (l->fd >= 0 && write(l->fd, line, len) > 0)
            l->size += (long)len;
    }
    errno = saved;
}

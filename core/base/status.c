/* Messages and errors: sentences as ids with arguments, and the few that every room of the house needs. */
#include "base/status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/text.h"

static void message_put(struct message *m, const char *id, char *args[MESSAGE_ARGS])
{
    message_clear(m);
    m->id = id;
    for (unsigned i = 0; i < MESSAGE_ARGS; i++)
        m->args[i] = args[i];
}

void message_set(struct message *m, const char *id, unsigned n, ...)
{
    char *args[MESSAGE_ARGS] = {NULL};
    va_list ap;

    va_start(ap, n);
    for (unsigned i = 0; i < n && i < MESSAGE_ARGS; i++)
        args[i] = text_dup(va_arg(ap, const char *));
    va_end(ap);
    message_put(m, id, args); /* copied before the old arguments go: a caller may pass them on */
}

void message_copy(struct message *to, const struct message *from)
{
    char *args[MESSAGE_ARGS] = {NULL};

    if (to == from)
        return;
    for (unsigned i = 0; i < MESSAGE_ARGS; i++)
        args[i] = text_dup(from->args[i]);
    message_put(to, from->id, args);
}

void message_clear(struct message *m)
{
    m->id = NULL;
    for (unsigned i = 0; i < MESSAGE_ARGS; i++) {
        free(m->args[i]);
        m->args[i] = NULL;
    }
}

enum status error_set(struct error *e, enum status s, const char *what, const char *next)
{
    if (!e)
        return s;
    error_clear(e);
    e->status = s;
    e->what.id = what;
    e->next.id = next;
    return s;
}

enum status error_set1(struct error *e, enum status s, const char *what, const char *next, const char *arg)
{
    char *copy;

    if (!e)
        return s;
    copy = text_dup(arg);
    error_set(e, s, what, next);
    e->what.args[0] = copy;
    return s;
}

enum status error_memory(struct error *e)
{
    return error_set(e, STATUS_MEMORY, N_("This computer has run out of memory."),
                     N_("Close other programs, then repeat."));
}

/* What the system can say about a file, and what helps. */
static const struct errno_row {
    int number;
    enum status status;
    const char *what, *next;
} errno_rows[] = {
    {ENOSPC, STATUS_DISK, N_("The disk is full: %s"), N_("Free some space on the disk, then repeat.")},
    {EDQUOT, STATUS_DISK, N_("Your share of the disk is used up: %s"),
     N_("Free some space on the disk, then repeat.")},
    {EROFS, STATUS_DISK, N_("The disk can only be read, not written: %s"),
     N_("Ask whoever looks after this computer to make it writable.")},
    {EACCES, STATUS_DISK, N_("This user may not use the file or folder: %s"),
     N_("Ask whoever looks after this computer for the right to it.")},
    {EPERM, STATUS_DISK, N_("This user may not use the file or folder: %s"),
     N_("Ask whoever looks after this computer for the right to it.")},
    {ENOENT, STATUS_NOT_FOUND, N_("There is no such file or folder: %s"), N_("Check the name.")},
    {ENOTDIR, STATUS_NOT_FOUND, N_("A part of this path is not a folder: %s"), N_("Check the name.")},
    {EISDIR, STATUS_INVALID, N_("This is a folder, not a file: %s"), N_("Choose a file.")},
    {ELOOP, STATUS_INVALID, N_("Links are not followed here: %s"), N_("Name the file itself.")},
    {ENAMETOOLONG, STATUS_INVALID, N_("This name is too long: %s"), N_("Choose a shorter name.")},
    {EMFILE, STATUS_DISK, N_("Too many files are open: %s"), N_("Leave the program and start it again.")},
    {ENFILE, STATUS_DISK, N_("Too many files are open: %s"), N_("Close other programs, then repeat.")},
    {EIO, STATUS_DISK, N_("The disk has failed while using: %s"),
     N_("Ask whoever looks after this computer to check the disk.")},
    {EFBIG, STATUS_LIMIT, N_("This file is too large: %s"), N_("Choose a smaller file.")},
};

enum status error_errno(struct error *e, int number, const char *path)
{
    const char *words;

    if (number == ENOMEM)
        return error_memory(e);
    for (size_t i = 0; i < sizeof errno_rows / sizeof *errno_rows; i++) {
        const struct errno_row *row = &errno_rows[i];
        if (row->number == number)
            return error_set1(e, row->status, row->what, row->next, path);
    }
    words = strerrordesc_np(number); /* unlike strerror() neither translated nor kept in shared memory */
    error_set(e, STATUS_DISK, NULL, N_("Ask whoever looks after this computer."));
    if (e)
        message_set(&e->what, N_("This computer reports \"%2$s\" for: %1$s"), 2, path, words ? words : "?");
    return STATUS_DISK;
}

void error_copy(struct error *to, const struct error *from)
{
    if (to == from)
        return;
    to->status = from->status;
    message_copy(&to->what, &from->what);
    message_copy(&to->next, &from->next);
    free(to->server);
    free(to->request_id);
    to->server = text_dup(from->server);
    to->request_id = text_dup(from->request_id);
    to->retry_after = from->retry_after;
}

void error_clear(struct error *e)
{
    message_clear(&e->what);
    message_clear(&e->next);
    free(e->server);
    free(e->request_id);
    *e = (struct error){.status = STATUS_OK};
}

const char *status_name(enum status s)
{
    static const char *const names[] = {
        [STATUS_OK] = "ok",
        [STATUS_CANCELLED] = "cancelled",
        [STATUS_INVALID] = "invalid",
        [STATUS_NOT_FOUND] = "not-found",
        [STATUS_REFUSED] = "refused",
        [STATUS_UNAUTHENTICATED] = "unauthenticated",
        [STATUS_FORBIDDEN] = "forbidden",
        [STATUS_CONFLICT] = "conflict",
        [STATUS_THROTTLED] = "throttled",
        [STATUS_OFFLINE] = "offline",
        [STATUS_UNKNOWN] = "unknown",
        [STATUS_MALFORMED] = "malformed",
        [STATUS_LIMIT] = "limit",
        [STATUS_DISK] = "disk",
        [STATUS_MEMORY] = "memory",
        [STATUS_VERSION] = "version",
        [STATUS_UNSUPPORTED] = "unsupported",
        [STATUS_TLS] = "tls",
        [STATUS_BROKEN] = "broken",
        [STATUS_WRONG_CODE] = "wrong-code",
    };

    if ((unsigned)s >= sizeof names / sizeof *names)
        return "?";
    return names[s];
}

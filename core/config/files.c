/* Reading a small file whole, and replacing one so that a crash leaves the old or the new, never a part. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "config/private.h"

enum status file_read_all(const char *path, struct text *out, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum status status = STATUS_OK;
    struct stat st;
    char chunk[8192];
    ssize_t got = 1;

    if (fd < 0)
        return error_errno(e, errno, path);
    if (fstat(fd, &st))
        status = error_errno(e, errno, path);
    else if (!S_ISREG(st.st_mode))
        status = error_set1(e, STATUS_INVALID, N_("This is not a file: %s"), N_("Choose a file."), path);
    while (!status && got > 0) {
        got = read(fd, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            status = error_errno(e, errno, path);
        else
            text_add_n(out, chunk, (size_t)got);
        if (!text_ok(out))
            status = error_errno(e, (size_t)got > out->max - out->len ? EFBIG : ENOMEM, path);
    }
    close(fd);
    return status;
}

static int write_whole(int fd, const char *data, size_t n)
{
    while (n) {
        ssize_t done = write(fd, data, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        data += done;
        n -= (size_t)done;
    }
    return fsync(fd) ? errno : 0;
}

/* Makes a rename lasting. */
static int folder_sync(const char *path)
{
    AUTO_FREE char *copy = text_dup(path);
    int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int number;

    if (fd < 0)
        return copy ? errno : ENOMEM;
    number = fsync(fd) ? errno : 0;
    close(fd);
    return number;
}

enum status file_replace(const char *path, const char *data, size_t n, struct error *e)
{
    AUTO_FREE char *target = realpath(path, NULL); /* a link keeps pointing at the file it names */
    AUTO_FREE char *fresh = text_format("%s.XXXXXX", target ? target : path);
    int fd, number;

    if (!fresh)
        return error_memory(e);
    fd = mkostemp(fresh, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return error_errno(e, errno, path);
    number = write_whole(fd, data, n);
    if (close(fd) && !number)
        number = errno;
    if (!number && rename(fresh, target ? target : path))
        number = errno;
    if (number) {
        unlink(fresh);
        return error_errno(e, number, path);
    }
    number = folder_sync(target ? target : path);
    return number ? error_errno(e, number, path) : STATUS_OK;
}

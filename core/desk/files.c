/* Files a person chooses on this computer: what may go to a registry, and how a PDF is put in its place. */
#include "desk/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/secret.h"
#include "base/text.h"

/* Opens a regular file without ever waiting on a pipe or waking a device. */
static enum status open_regular(const char *path, int *out, struct stat *st, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum status s = STATUS_OK;

    if (fd < 0)
        return error_errno(e, errno, path);
    if (fstat(fd, st))
        s = error_errno(e, errno, path);
    else if (!S_ISREG(st->st_mode))
        s = error_set1(e, STATUS_INVALID,
                       S_ISDIR(st->st_mode) ? N_("This is a folder, not a file: %s")
                                            : N_("This is not a file with a document in it: %s"),
                       N_("Choose a JPEG file."), path);
    if (s != STATUS_OK)
        close(fd);
    else
        *out = fd;
    return s;
}

enum status files_check_jpeg(const char *path, long max, struct error *e)
{
    static const unsigned char magic[3] = {0xff, 0xd8, 0xff};
    unsigned char head[3];
    struct stat st = {0};
    enum status s = STATUS_OK;
    AUTO_FREE char *limit = NULL;
    int fd = -1;

    if (text_empty(path))
        return error_set(e, STATUS_INVALID, N_("No file was chosen."), N_("Choose a JPEG file."));
    s = open_regular(path, &fd, &st, e);
    if (s != STATUS_OK)
        return s;
    if (max <= 0 || max > LIMIT_UPLOAD)
        max = LIMIT_UPLOAD;
    if (st.st_size > max) {
        limit = text_format("%ld", max / (1024 * 1024));
        s = error_set1(e, STATUS_LIMIT, N_("Not uploaded: the file is larger than %s MB."),
                       N_("Scan the page with fewer dots per inch, then choose it again."), limit);
    } else {
        ssize_t n = pread(fd, head, sizeof head, 0);

        if (n < 0)
            s = error_errno(e, errno, path);
        else if (n != sizeof head || memcmp(head, magic, sizeof magic) != 0)
            s = error_set(e, STATUS_INVALID, N_("Not uploaded: the file is not a JPEG picture."),
                          N_("Save the page as JPEG, then choose it again."));
    }
    close(fd);
    return s;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t w = write(fd, bytes, n);

        if (w < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        bytes += w;
        n -= (size_t)w;
    }
    return true;
}

/* The folder's own entry must reach the disk too, else the name may be gone after a power cut. */
static bool sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    AUTO_FREE char *folder =
        slash ? text_dup_n(path, slash == path ? 1 : (size_t)(slash - path)) : text_dup(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool ok;

    if (fd < 0)
        return false;
    ok = fsync(fd) == 0 || errno == EINVAL;
    close(fd);
    return ok;
}

static enum status put_in_place(const char *from, const char *path, bool replace, struct error *e)
{
    if (replace) {
        if (rename(from, path))
            return error_errno(e, errno, path);
        return STATUS_OK;
    }
    if (renameat2(AT_FDCWD, from, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return STATUS_OK;
    if (errno == EINVAL || errno == ENOSYS) { /* a file system that cannot: a hard link never replaces */
        if (link(from, path) == 0) {
            unlink(from);
            return STATUS_OK;
        }
    }
    if (errno == EEXIST)
        return error_set1(e, STATUS_CONFLICT, N_("Not saved: there is already a file %s"),
                          N_("Choose another name, or say that it may be replaced."), path);
    return error_errno(e, errno, path);
}

enum status files_save(const char *path, const char *bytes, size_t n, bool replace, struct error *e)
{
    char id[37];
    AUTO_FREE char *part = NULL;
    enum status s = STATUS_OK;
    int fd;

    secret_uuid(id);
    part = text_format("%s.%.8s.part", path, id);
    if (!part)
        return error_memory(e);
    fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return error_errno(e, errno, path);
    if (!write_all(fd, bytes, n) || fsync(fd))
        s = error_errno(e, errno, path);
    if (close(fd) && s == STATUS_OK)
        s = error_errno(e, errno, path);
    if (s == STATUS_OK)
        s = put_in_place(part, path, replace, e);
    if (s != STATUS_OK) {
        unlink(part);
        return s;
    }
    if (!sync_folder(path))
        return error_errno(e, errno, path);
    return STATUS_OK;
}

enum status files_check_target(const char *path, bool replace, struct error *e)
{
    struct stat st;

    if (text_empty(path) || path[strlen(path) - 1] == '/')
        return error_set(e, STATUS_INVALID, N_("No file name was given."), N_("Type a file name."));
    if (lstat(path, &st)) {
        if (errno == ENOENT)
            return STATUS_OK; /* a missing folder is told when it is written */
        return error_errno(e, errno, path);
    }
    if (!S_ISREG(st.st_mode))
        return error_set1(e, STATUS_INVALID,
                          N_("Not saved: this name is taken by something that is not a file: %s"),
                          N_("Choose another name."), path);
    if (!replace)
        return error_set1(e, STATUS_CONFLICT, N_("Not saved: there is already a file %s"),
                          N_("Choose another name, or say that it may be replaced."), path);
    return STATUS_OK;
}

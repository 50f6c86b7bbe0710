/* Temporary folders: made 0700, removed as a tree, searched byte by byte for what must not be there. */
#include "tests/harness/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void scratch_die(const char *what, const char *path)
{
    fprintf(stderr, "harness: cannot %s %s: %s\n", what, path, strerror(errno));
    abort();
}

char *scratch_new(void)
{
    const char *base = getenv("TMPDIR");
    char *path = NULL;
    if (asprintf(&path, "%s/registrar-test-XXXXXX", base && *base ? base : "/tmp") < 0 || !mkdtemp(path)) {
        scratch_die("make", path ? path : "a temporary folder");
    }
    return path;
}

static int scratch_remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)at;
    if (kind == FTW_DNR || kind == FTW_DP) {
        rmdir(path);
    } else {
        unlink(path);
    }
    return 0;
}

static int scratch_open_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)at;
    if (kind == FTW_D && (st->st_mode & 0700) != 0700) {
        chmod(path, 0700); /* tests of read-only folders leave them so */
    }
    return 0;
}

void scratch_remove(char **folder)
{
    if (!*folder) {
        return;
    }
    nftw(*folder, scratch_open_one, 16, FTW_PHYS);
    nftw(*folder, scratch_remove_one, 16, FTW_PHYS | FTW_DEPTH);
    free(*folder);
    *folder = NULL;
}

char *scratch_path(const char *folder, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        scratch_die("name", name);
    }
    return path;
}

void scratch_make_folder(const char *folder, const char *name)
{
    char *path = scratch_path(folder, name);
    for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            scratch_die("make", path);
        }
        *slash = '/';
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        scratch_die("make", path);
    }
    free(path);
}

void scratch_write(const char *folder, const char *name, const char *text, mode_t mode)
{
    char *above = strdup(name);
    char *slash = above ? strrchr(above, '/') : NULL;
    if (slash) {
        *slash = '\0';
        scratch_make_folder(folder, above);
    }
    free(above);
    char *path = scratch_path(folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    size_t n = strlen(text);
    if (fd < 0 || write(fd, text, n) != (ssize_t)n || fchmod(fd, mode) != 0) {
        scratch_die("write", path);
    }
    close(fd);
    free(path);
}

char *scratch_read(const char *path, size_t *n)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    size_t len = 0;
    size_t room = 4096;
    char *data = malloc(room + 1);
    ssize_t got = 0;
    while (data && (got = read(fd, data + len, room - len)) > 0) {
        len += (size_t)got;
        if (len == room) {
            room *= 2;
            char *more = realloc(data, room + 1);
            if (!more) {
                free(data);
            }
            data = more;
        }
    }
    close(fd);
    if (!data || got < 0) {
        free(data);
        return NULL;
    }
    data[len] = '\0';
    if (n) {
        *n = len;
    }
    return data;
}

bool scratch_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* True when [at, at + n) lies inside a UUID's text: four digits of a code stand in many of those by chance.
 */
static bool inside_uuid(const char *data, size_t len, size_t at, size_t n)
{
    enum { UUID = 36 };
    for (size_t back = 0; back + n <= UUID && back <= at; back++) {
        size_t from = at - back;
        size_t i = 0;
        while (from + UUID <= len && i < UUID) {
            bool dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? data[from + i] != '-'
                     : !strchr("0123456789abcdefABCDEF", data[from + i] ? data[from + i] : '-')) {
                break;
            }
            i++;
        }
        if (i == UUID) {
            return true;
        }
    }
    return false;
}

static bool holds(const char *data, size_t len, const char *needle, size_t n)
{
    const char *at = data;
    while ((at = memmem(at, len - (size_t)(at - data), needle, n))) {
        if (!inside_uuid(data, len, (size_t)(at - data), n)) {
            return true;
        }
        at++;
    }
    return false;
}

static char *scratch_search_entry(const char *path, const char *needle, size_t n)
{
    struct stat st;
    if (lstat(path, &st) != 0) {
        return NULL;
    }
    if (S_ISDIR(st.st_mode)) {
        return scratch_search(path, needle, n);
    }
    if (!S_ISREG(st.st_mode)) {
        return NULL;
    }
    size_t len = 0;
    char *data = scratch_read(path, &len);
    char *found = data && holds(data, len, needle, n) ? strdup(path) : NULL;
    free(data);
    return found;
}

char *scratch_search(const char *folder, const char *needle, size_t n)
{
    DIR *dir = opendir(folder);
    if (!dir) {
        return NULL;
    }
    char *found = NULL;
    const struct dirent *entry;
    while (!found && (entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            char *path = scratch_path(folder, entry->d_name);
            found = scratch_search_entry(path, needle, n);
            free(path);
        }
    }
    closedir(dir);
    return found;
}

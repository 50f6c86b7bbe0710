/* The XDG folders: found by the environment, made owner-only, checked to be ours. */
#include "config/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/text.h"

static const struct folder_row {
    const char *variable, *below_home;
} folder_rows[] = {
    [FOLDER_CONFIG] = {"XDG_CONFIG_HOME", ".config"},
    [FOLDER_STATE] = {"XDG_STATE_HOME", ".local/state"},
    [FOLDER_CACHE] = {"XDG_CACHE_HOME", ".cache"},
    [FOLDER_DATA] = {"XDG_DATA_HOME", ".local/share"},
};

static char *home_path(void)
{
    const char *home = getenv("HOME");
    struct passwd pw, *found = NULL;
    char names[4096];

    if (home && home[0] == '/')
        return text_dup(home);
    if (getpwuid_r(getuid(), &pw, names, sizeof names, &found) || !found || !pw.pw_dir || pw.pw_dir[0] != '/')
        return NULL;
    return text_dup(pw.pw_dir);
}

char *folder_path(enum folder which)
{
    const struct folder_row *row = &folder_rows[which];
    const char *base = getenv(row->variable);
    AUTO_FREE char *home = NULL;

    if (base && base[0] == '/')
        return text_format("%s/registrar", base);
    home = home_path();
    return home ? text_format("%s/%s/registrar", home, row->below_home) : NULL;
}

/* Makes every missing folder of the path. Returns 0 or an errno. */
static int folders_make(char *path)
{
    for (char *p = path + 1;; p++) {
        char was = *p;
        if (was != '/' && was != '\0')
            continue;
        *p = '\0';
        int number = mkdir(path, 0700) ? errno : 0;
        *p = was;
        if (number && number != EEXIST) {
            struct stat st; /* a read-only or foreign parent that is there already is none of our business */
            *p = '\0';
            bool there = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
            *p = was;
            if (!there)
                return number;
        }
        if (was == '\0')
            return 0;
    }
}

/* Ours, a folder, and closed to others; one that is ours but open is closed. */
static enum status folder_check(const char *path, struct error *e)
{
    enum status status = STATUS_OK;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return error_errno(e, errno, path);
    if (fstat(fd, &st))
        status = error_errno(e, errno, path);
    else if (st.st_uid != geteuid())
        status = error_set1(e, STATUS_DISK, N_("This folder belongs to somebody else: %s"),
                            N_("Ask whoever looks after this computer for a folder of your own."), path);
    else if ((st.st_mode & 077) && fchmod(fd, 0700))
        status = error_errno(e, errno, path);
    close(fd);
    return status;
}

static char *folder_finish(char *path, struct error *e)
{
    int number;

    if (!path) {
        error_set(e, STATUS_DISK, N_("No home folder is known for this user."),
                  N_("Set HOME, or ask whoever looks after this computer."));
        return NULL;
    }
    number = folders_make(path);
    if (number)
        error_errno(e, number, path);
    if (number || folder_check(path, e)) {
        free(path);
        return NULL;
    }
    return path;
}

char *folder_make(enum folder which, struct error *e)
{
    return folder_finish(folder_path(which), e);
}

char *folder_make_in(enum folder which, const char *name, struct error *e)
{
    AUTO_FREE char *outer = NULL;

    if (text_empty(name) || strchr(name, '/') || name[0] == '.') {
        error_set1(e, STATUS_INVALID, N_("This is no name of a folder: %s"), N_("Choose another name."),
                   name);
        return NULL;
    }
    outer = folder_make(which, e);
    return outer ? folder_finish(text_format("%s/%s", outer, name), e) : NULL;
}

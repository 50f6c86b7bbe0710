/* Where the program finds what belongs to it. */
#include "tui/app/folders.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

/* The first of two folders that has `file`; the second when neither has. */
static char *folder_with(const char *program_dir, const char *first, const char *second, const char *file)
{
    AUTO_FREE char *path = text_format("%s/%s/%s", program_dir, first, file);
    bool here = path && access(path, R_OK) == 0;
    return text_format("%s/%s", program_dir, here ? first : second);
}

/* A folder inside the build folder, which is one level up (two for the sanitizers' own) from the sources. */
static char *themes_of(const char *program_dir)
{
    static const char *const places[] = {"../themes", "../../themes"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        AUTO_FREE char *path = text_format("%s/%s/dark.theme", program_dir, places[i]);
        if (path && access(path, R_OK) == 0)
            return text_format("%s/%s", program_dir, places[i]);
    }
    return text_format("%s/../share/registrar/themes", program_dir);
}

static void find_from(struct folders *folders, const char *program_dir)
{
    folders->helpers = folder_with(program_dir, ".", "../libexec/registrar", "registrar-document");
    folders->locale = folder_with(program_dir, "locale", "../share/registrar/locale", "uk.mo");
    folders->themes = themes_of(program_dir);
}

void folders_find(struct folders *folders)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        n = 0;
    path[n] = '\0';
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    find_from(folders, slash ? path : ".");
}

void folders_free(struct folders *folders)
{
    free(folders->helpers);
    free(folders->locale);
    free(folders->themes);
    *folders = (struct folders){0};
}

/* A file of this computer, found by walking folders or by typing; a whole path can be typed too. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "tui/screen/cells.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/widget/palette.h"

enum { ENTRIES_MAX = 2000, WORDS_MAX = 4096 };

struct entry {
    char *name;
    bool folder;
    long size;
};

struct files {
    struct screen screen;
    char *title, *accept, *folder;
    struct entry *entries;
    int n;
    struct palette list;
    bool made;
};

static struct files *of(struct screen *screen)
{
    return (struct files *)screen;
}

static void forget(struct files *s)
{
    for (int i = 0; i < s->n; i++)
        free(s->entries[i].name);
    s->n = 0;
    if (s->made)
        palette_free(&s->list);
    s->made = false;
}

static void files_close(struct screen *screen)
{
    struct files *s = of(screen);
    forget(s);
    free(s->entries);
    free(s->title);
    free(s->accept);
    free(s->folder);
    free(s);
}

/* Whether a name looks like the media type that is wanted; what it really is the desk checks. */
static bool name_fits(const char *name, const char *accept)
{
    static const struct {
        const char *type, *ending;
    } endings[] = {
        {"image/jpeg", ".jpg"}, {"image/jpeg", ".jpeg"}, {"application/pdf", ".pdf"}, {"image/png", ".png"}};
    size_t n = strlen(name);
    bool known = false;
    for (size_t i = 0; accept && i < sizeof endings / sizeof *endings; i++) {
        size_t m = strlen(endings[i].ending);
        if (strcmp(endings[i].type, accept))
            continue;
        known = true;
        if (n > m && !strcasecmp(name + n - m, endings[i].ending))
            return true;
    }
    return !known;
}

static void add_entry(struct files *s, const char *name)
{
    struct stat st;
    AUTO_FREE char *path = text_format("%s/%s", s->folder, name);
    if (!path || stat(path, &st))
        return;
    bool folder = S_ISDIR(st.st_mode);
    if (!folder && (!S_ISREG(st.st_mode) || !name_fits(name, s->accept)))
        return;
    s->entries[s->n++] = (struct entry){text_dup(name), folder, (long)st.st_size};
}

/* Folders first, then by name as it looks. */
static int entry_order(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->folder != y->folder)
        return x->folder ? -1 : 1;
    return strcoll(x->name ? x->name : "", y->name ? y->name : "");
}

static void read_folder(struct files *s)
{
    DIR *dir = opendir(s->folder);
    if (strcmp(s->folder, "/"))
        s->entries[s->n++] = (struct entry){text_dup(".."), true, 0};
    for (struct dirent *d; dir && s->n < ENTRIES_MAX && (d = readdir(dir));)
        if (d->d_name[0] != '.')
            add_entry(s, d->d_name);
    if (dir)
        closedir(dir);
    qsort(s->entries, (size_t)s->n, sizeof *s->entries, entry_order);
}

static void show_folder(struct files *s)
{
    const struct ui *ui = s->screen.host->ui;
    forget(s);
    read_folder(s);
    palette_init(&s->list, s->folder);
    s->made = true;
    for (int i = 0; i < s->n; i++) {
        TEXT_AUTO size;
        text_init(&size, 128);
        if (!s->entries[i].folder)
            cells_size(ui, s->entries[i].size, &size);
        AUTO_FREE char *name = text_format("%s%s", s->entries[i].name, s->entries[i].folder ? "/" : "");
        AUTO_FREE char *clean = name ? utf8_clean(name, strlen(name), WORDS_MAX, false) : NULL;
        const struct palette_item item = {.label = clean ? clean : "", .detail = size.len ? size.data : NULL};
        palette_add(&s->list, &item);
    }
}

static void go_to(struct files *s, const char *name)
{
    char *to = NULL;
    if (!strcmp(name, "..")) {
        char *slash = strrchr(s->folder, '/');
        to = slash && slash != s->folder ? text_dup_n(s->folder, (size_t)(slash - s->folder)) : text_dup("/");
    } else {
        to = text_format("%s/%s", strcmp(s->folder, "/") ? s->folder : "", name);
    }
    if (!to)
        return;
    free(s->folder);
    s->folder = to;
    show_folder(s);
}

static void take(struct files *s)
{
    struct host *host = s->screen.host;
    int taken = palette_taken(&s->list);
    struct stat st;
    if (taken < 0 && palette_text(&s->list)[0] == '/' && !stat(palette_text(&s->list), &st)) {
        AUTO_FREE char *path = text_dup(palette_text(&s->list));
        if (S_ISDIR(st.st_mode) && path) {
            text_replace(&s->folder, path);
            show_folder(s);
        } else {
            host_pop(host, &s->screen, path);
        }
        return;
    }
    if (taken < 0 || taken >= s->n) {
        host_say(host, TONE_WARNING, N_("Not found: %s."), palette_text(&s->list));
        return;
    }
    if (s->entries[taken].folder) {
        AUTO_FREE char *name = text_dup(s->entries[taken].name);
        go_to(s, name);
        return;
    }
    AUTO_FREE char *path =
        text_format("%s/%s", strcmp(s->folder, "/") ? s->folder : "", s->entries[taken].name);
    host_pop(host, &s->screen, path);
}

static void files_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    (void)ui;
    text_add(left, of(screen)->title);
    text_add(right, of(screen)->folder);
}

static void files_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    palette_draw(&of(screen)->list, ui, area);
}

static bool files_key(struct screen *screen, const struct key_event *event)
{
    enum widget_result r = palette_key(&of(screen)->list, screen->host->ui, event);
    if (r == WIDGET_DONE)
        take(of(screen));
    else if (r == WIDGET_CANCEL)
        host_pop(screen->host, screen, NULL);
    return r != WIDGET_IGNORED;
}

static void files_act(struct screen *screen, enum act act)
{
    if (act == ACT_ENTER)
        take(of(screen));
    else if (act == ACT_BACK)
        host_pop(screen->host, screen, NULL);
}

static bool files_editing(const struct screen *screen)
{
    (void)screen;
    return true;
}

static const struct screen_ops ops = {
    .where = ON_CHOOSE,
    .close = files_close,
    .title = files_title,
    .draw = files_draw,
    .key = files_key,
    .act = files_act,
    .editing = files_editing,
};

struct screen *files_screen_new(struct host *host, int tag, const char *title, const char *accept,
                                const char *folder)
{
    struct files *s = calloc(1, sizeof *s);
    const char *home = getenv("HOME");
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host, .tag = tag};
    s->title = text_dup(title);
    s->accept = text_dup(accept);
    s->folder = text_dup(folder ? folder : home && home[0] == '/' ? home : "/");
    s->entries = calloc(ENTRIES_MAX + 1, sizeof *s->entries);
    if (!s->title || !s->folder || !s->entries) {
        files_close(&s->screen);
        return NULL;
    }
    show_folder(s);
    return &s->screen;
}

/*
 * Anything by typing: what can be done here, any list, and, when nothing else matches, a number that is
 * looked up wherever the registry takes such a number.
 */
#include "tui/widget/palette.h"

#include <stdlib.h>
#include <string.h>

#include "tui/screen/screens.h"
#include "tui/term/i18n.h"

enum { PALETTE_ITEMS = 96, PALETTE_LISTS = 96, WORDS_MAX = 4096 };

struct palette_screen {
    struct screen screen;
    struct screen *about;
    struct act_item *items;
    size_t n;
    int item_at[PALETTE_ITEMS]; /* which of items stands at that place of the palette */
    int n_items;
    const char *lists[PALETTE_LISTS]; /* ids, after the items */
    int n_lists;
    struct palette list;
};

static struct palette_screen *of(struct screen *screen)
{
    return (struct palette_screen *)screen;
}

static void add_items(struct palette_screen *s, const struct ui *ui)
{
    for (size_t i = 0; i < s->n && s->n_items < PALETTE_ITEMS; i++) {
        if (s->items[i].told_only)
            continue;
        TEXT_AUTO detail;
        text_init(&detail, WORDS_MAX);
        act_item_detail(ui, &s->items[i], &detail);
        const struct palette_item item = {.label = _(s->items[i].label),
                                          .key = s->items[i].key[0] ? s->items[i].key : NULL,
                                          .detail = detail.len ? detail.data : NULL,
                                          .group = _("Actions"),
                                          .off = !s->items[i].allowed};
        if (palette_add(&s->list, &item))
            s->item_at[s->n_items++] = (int)i;
    }
}

static void add_lists(struct palette_screen *s, const struct ui *ui, const struct list_def *lists, size_t n)
{
    for (size_t i = 0; i < n && s->n_lists < PALETTE_LISTS; i++) {
        const struct palette_item item = {.label = _(lists[i].title),
                                          .detail = lists[i].group ? _(lists[i].group) : NULL,
                                          .group = _("Lists")};
        if (palette_add(&s->list, &item))
            s->lists[s->n_lists++] = lists[i].id;
    }
}

static void gather(struct palette_screen *s)
{
    struct host *host = s->screen.host;
    const struct ui *ui = host->ui;
    const struct description *about = desk_description(host->desk);
    size_t n;
    s->n = host->ops->items(host, s->about, s->items, PALETTE_ITEMS);
    palette_init(&s->list, _("Do"));
    add_items(s, ui);
    if (about)
        add_lists(s, ui, about->lists, about->nlists);
    const struct list_def *local = desk_local_lists(host->desk, &n);
    add_lists(s, ui, local, n);
}

static void palette_close(struct screen *screen)
{
    struct palette_screen *s = of(screen);
    for (size_t i = 0; i < s->n; i++)
        message_clear(&s->items[i].why);
    free(s->items);
    palette_free(&s->list);
    free(s);
}

static void palette_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    (void)screen, (void)right;
    text_add(left, _("Actions, lists, numbers"));
}

static void palette_screen_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    palette_draw(&of(screen)->list, ui, area);
}

/* Fills the one field of a search form that takes these words and lets the search go. */
static bool search_takes(struct form *form, const char *words)
{
    const struct form_def *def = form_def(form);
    struct message why = {0};
    bool taken = false;
    for (size_t i = 0; i < def->n && !taken; i++) {
        form_clear(form);
        taken = def->fields[i].kind != FIELD_CHOICE && form_set(form, i, words) == STATUS_OK &&
                !form_problem(form, i, &why) && form_ready(form, &why);
        message_clear(&why);
    }
    return taken;
}

static void look_up(struct palette_screen *s)
{
    struct host *host = s->screen.host;
    const struct description *about = desk_description(host->desk);
    AUTO_FREE char *words = text_dup(palette_text(&s->list));
    host_pop(host, &s->screen, NULL);
    if (!about || text_empty(words))
        return;
    for (size_t i = 0; i < about->nlists; i++) {
        struct form *form = about->lists[i].search ? form_new(about->lists[i].search) : NULL;
        bool taken = form && search_takes(form, words);
        if (taken)
            host_push(host, host->rooms->list(host, about->lists[i].id, form, NULL));
        form_free(&form);
        if (taken)
            return;
    }
    for (size_t i = 0; i < about->nlists; i++)
        if (!about->lists[i].search) {
            host_push(host, host->rooms->list(host, about->lists[i].id, NULL, words));
            return;
        }
}

static void run(struct palette_screen *s)
{
    struct host *host = s->screen.host;
    struct screen *about = s->about;
    int taken = palette_taken(&s->list);
    if (taken < 0) {
        look_up(s);
    } else if (taken < s->n_items) {
        const struct act_item item = s->items[s->item_at[taken]];
        host_pop(host, &s->screen, NULL);
        host->ops->run(host, about, item.act, item.id);
    } else if (taken - s->n_items < s->n_lists) {
        const char *id = s->lists[taken - s->n_items];
        host_pop(host, &s->screen, NULL);
        host_push(host, host->rooms->any_list(host, id));
    }
}

static bool palette_screen_key(struct screen *screen, const struct key_event *event)
{
    enum widget_result r = palette_key(&of(screen)->list, screen->host->ui, event);
    if (r == WIDGET_DONE)
        run(of(screen));
    else if (r == WIDGET_CANCEL)
        host_pop(screen->host, screen, NULL);
    return r != WIDGET_IGNORED;
}

static void palette_act(struct screen *screen, enum act act)
{
    if (act == ACT_ENTER)
        run(of(screen));
    else if (act == ACT_BACK)
        host_pop(screen->host, screen, NULL);
}

static bool palette_editing(const struct screen *screen)
{
    (void)screen;
    return true;
}

static const struct screen_ops ops = {
    .where = ON_HELP,
    .close = palette_close,
    .title = palette_title,
    .draw = palette_screen_draw,
    .key = palette_screen_key,
    .act = palette_act,
    .editing = palette_editing,
};

struct screen *palette_screen_new(struct host *host, struct screen *about)
{
    struct palette_screen *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->about = about;
    s->items = calloc(PALETTE_ITEMS, sizeof *s->items);
    if (!s->items) {
        free(s);
        return NULL;
    }
    gather(s);
    return &s->screen;
}

/* All that can be done here: each key with its sentence, dim ones with the reason; typing narrows, Enter
 * runs. */
#include <stdlib.h>
#include <string.h>

#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/theme.h"
#include "tui/widget/palette.h"

enum { HELP_ITEMS = 96, WORDS_MAX = 4096, ROWS_FOR_DETAIL = 9, DETAIL_ROWS = 2 };

struct help {
    struct screen screen;
    struct screen *about;
    struct act_item *items;
    size_t n;
    struct palette list;
    bool made;
};

static void forget(struct help *s)
{
    for (size_t i = 0; i < s->n; i++)
        message_clear(&s->items[i].why);
    s->n = 0;
    if (s->made)
        palette_free(&s->list);
    s->made = false;
}

void act_item_detail(const struct ui *ui, const struct act_item *item, struct text *out)
{
    if (item->allowed && item->help)
        text_add(out, _(item->help));
    else if (!item->allowed)
        ui_message(ui, &item->why, out);
}

static void gather(struct help *s)
{
    const struct ui *ui = s->screen.host->ui;
    forget(s);
    s->n = s->screen.host->ops->items(s->screen.host, s->about, s->items, HELP_ITEMS);
    palette_init(&s->list, _("All keys here"));
    s->made = true;
    for (size_t i = 0; i < s->n; i++) {
        TEXT_AUTO detail;
        text_init(&detail, WORDS_MAX);
        act_item_detail(ui, &s->items[i], &detail);
        const struct palette_item item = {.label = _(s->items[i].label),
                                          .key = s->items[i].key[0] ? s->items[i].key : NULL,
                                          .detail = detail.len ? detail.data : NULL,
                                          .group = _(s->items[i].group),
                                          .off = !s->items[i].allowed};
        palette_add(&s->list, &item);
    }
}

static void help_close(struct screen *screen)
{
    struct help *s = (struct help *)screen;
    forget(s);
    free(s->items);
    free(s);
}

static void help_changed(struct screen *screen, unsigned what)
{
    if (what & CHANGED_LANGUAGE)
        gather((struct help *)screen);
}

static void help_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    (void)screen, (void)right;
    text_add(left, _("Keys"));
}

static void help_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct help *s = (struct help *)screen;
    int taken = palette_taken(&s->list), below = area.rows >= ROWS_FOR_DETAIL ? DETAIL_ROWS : 0;
    area.rows -= below;
    palette_draw(&s->list, ui, area);
    if (taken < 0 || (size_t)taken >= s->n)
        return;
    TEXT_AUTO detail;
    text_init(&detail, WORDS_MAX);
    act_item_detail(ui, &s->items[taken], &detail);
    prose_draw(ui, (struct rect){area.row + area.rows, area.col, below, area.cols}, detail.data,
               THEME_NORMAL);
}

static void run(struct help *s)
{
    struct host *host = s->screen.host;
    struct screen *about = s->about;
    int taken = palette_taken(&s->list);
    if (taken < 0 || (size_t)taken >= s->n)
        return;
    struct act_item item = s->items[taken];
    host_pop(host, &s->screen, NULL);
    if (!item.told_only)
        host->ops->run(host, about, item.act, item.id);
}

static bool help_key(struct screen *screen, const struct key_event *event)
{
    struct help *s = (struct help *)screen;
    enum widget_result r = palette_key(&s->list, screen->host->ui, event);
    if (r == WIDGET_DONE)
        run(s);
    else if (r == WIDGET_CANCEL)
        host_pop(screen->host, screen, NULL);
    return r != WIDGET_IGNORED;
}

static void help_act(struct screen *screen, enum act act)
{
    if (act == ACT_ENTER)
        run((struct help *)screen);
    else if (act == ACT_BACK)
        host_pop(screen->host, screen, NULL);
}

static bool help_editing(const struct screen *screen)
{
    (void)screen;
    return true;
}

static const struct screen_ops ops = {
    .where = ON_HELP,
    .close = help_close,
    .title = help_title,
    .draw = help_draw,
    .key = help_key,
    .act = help_act,
    .editing = help_editing,
    .changed = help_changed,
};

struct screen *help_screen_new(struct host *host, struct screen *about)
{
    struct help *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->about = about;
    s->items = calloc(HELP_ITEMS, sizeof *s->items);
    if (!s->items) {
        free(s);
        return NULL;
    }
    gather(s);
    return &s->screen;
}

/* Leaving with work unsent: it is named once, it stays on the disk, and the person decides. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tui/screen/cells.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/theme.h"
#include "tui/widget/dialog.h"

enum { WORDS_MAX = 4096, LISTED = 8 };

struct quit {
    struct screen screen;
    struct desk_list *unsent;
    struct dialog box;
    long rows; /* of the list when the box was filled */
};

static struct quit *of(struct screen *screen)
{
    return (struct quit *)screen;
}

static void quit_close(struct screen *screen)
{
    struct quit *s = of(screen);
    desk_list_close(&s->unsent);
    dialog_free(&s->box);
    free(s);
}

static void add_row(struct quit *s, const struct ui *ui, const struct row *row)
{
    TEXT_AUTO words;
    text_init(&words, WORDS_MAX);
    for (size_t i = 0; row && i < row->n; i++) {
        text_add(&words, i ? "  " : "  - ");
        cells_text(ui, &row->cells[i], CELLS_LIST, clock_wall(), &words);
    }
    dialog_line(&s->box, words.data, THEME_NORMAL);
}

static void fill(struct quit *s)
{
    const struct ui *ui = s->screen.host->ui;
    unsigned long n = (unsigned long)desk_unsent(s->screen.host->desk);
    TEXT_AUTO words, number;
    text_init(&words, WORDS_MAX);
    text_init(&number, 64);
    ui_number(ui, (long)n, &number);
    const char *args[] = {number.data};
    ui_format(
        ui, &words,
        P_("%s action has not reached the registry yet. It stays on this computer and goes on when you "
           "are back.",
           "%s actions have not reached the registry yet. They stay on this computer and go on when you "
           "are back.",
           n),
        1, args);
    dialog_free(&s->box);
    dialog_init(&s->box, _("Leave the program"));
    dialog_line(&s->box, words.data, THEME_NORMAL);
    s->rows = s->unsent ? desk_list_rows(s->unsent) : 0;
    for (long i = 0; i < s->rows && i < LISTED; i++)
        add_row(s, ui, desk_list_row(s->unsent, i));
    dialog_choice(&s->box, "stay", _("Stay"), 0);
    dialog_choice(&s->box, "leave", _("Leave"), 0);
}

static void quit_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    dialog_draw(&of(screen)->box, ui, area);
}

static void quit_changed(struct screen *screen, unsigned what)
{
    struct quit *s = of(screen);
    bool more = s->unsent && desk_list_rows(s->unsent) != s->rows;
    if (what & (DESK_OUTBOX | CHANGED_LANGUAGE) || more)
        fill(s);
}

static bool quit_key(struct screen *screen, const struct key_event *event)
{
    struct host *host = screen->host;
    enum widget_result r = dialog_key(&of(screen)->box, event);
    const char *answer = r == WIDGET_DONE ? dialog_answer(&of(screen)->box) : NULL;
    if (answer && !strcmp(answer, "leave"))
        host->ops->quit(host);
    else if (r == WIDGET_DONE || r == WIDGET_CANCEL)
        host_pop(host, screen, NULL);
    return r != WIDGET_IGNORED;
}

static void quit_act(struct screen *screen, enum act act)
{
    const struct key_event enter = {.kind = EVENT_KEY, .code = K_ENTER};
    if (act == ACT_ENTER)
        quit_key(screen, &enter);
    else if (act == ACT_BACK)
        host_pop(screen->host, screen, NULL);
}

static const struct screen_ops ops = {
    .where = ON_CHOOSE,
    .over = true,
    .close = quit_close,
    .draw = quit_draw,
    .key = quit_key,
    .act = quit_act,
    .changed = quit_changed,
};

const struct screen_ops *quit_screen_ops(void)
{
    return &ops;
}

struct screen *quit_screen_new(struct host *host)
{
    struct quit *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->unsent = desk_list_open(host->desk, "local:outbox", NULL);
    dialog_init(&s->box, "");
    fill(s);
    return &s->screen;
}

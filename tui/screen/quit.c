/* Leaving with work unsent: it is named once, it stays on the disk, and the person decides. */
#include <stdlib.h>

#include "base/clock.h"
#include "tui/screen/cells.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

enum { WORDS_MAX = 4096, QUIT_COLS = 72, CHOICES = 2 };

struct quit {
    struct screen screen;
    struct desk_list *unsent;
    int focus; /* 0 stay, 1 leave */
};

static struct quit *of(struct screen *screen)
{
    return (struct quit *)screen;
}

static void quit_close(struct screen *screen)
{
    struct quit *s = of(screen);
    desk_list_close(&s->unsent);
    free(s);
}

static void row_words(const struct ui *ui, const struct row *row, struct text *out)
{
    for (size_t i = 0; row && i < row->n; i++) {
        text_add(out, i ? "  " : "");
        cells_text(ui, &row->cells[i], CELLS_LIST, clock_wall(), out);
    }
}

static void quit_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct quit *s = of(screen);
    long n = desk_unsent(screen->host->desk);
    TEXT_AUTO words, number;
    text_init(&words, WORDS_MAX);
    text_init(&number, 64);
    ui_number(ui, n, &number);
    const char *args[] = {number.data};
    ui_format(ui, &words,
              P_("%s action has not reached the registry yet. It stays on this computer and goes on when you "
                 "are back.",
                 "%s actions have not reached the registry yet. They stay on this computer and go on when "
                 "you are back.",
                 (unsigned long)n),
              1, args);
    int cols = area.cols < QUIT_COLS + 4 ? area.cols : QUIT_COLS,
        text_rows = prose_rows(words.data, cols - 4);
    long listed = s->unsent ? desk_list_rows(s->unsent) : 0, room = area.rows - text_rows - 6;
    listed = listed > room ? (room > 0 ? room : 0) : listed;
    int rows = text_rows + (int)listed + 6;
    rows = rows > area.rows ? area.rows : rows;
    struct rect box = {area.row + (area.rows - rows) / 3, area.col + (area.cols - cols) / 2, rows, cols};
    paint_box(ui, box, _("Leave the program"), THEME_DIALOG);
    struct rect inner = {box.row + 1, box.col + 2, rows - 2, cols - 4};
    inner = prose_below(inner, prose_draw(ui, inner, words.data, THEME_NORMAL));
    for (long i = 0; i < listed; i++) {
        TEXT_AUTO line;
        text_init(&line, WORDS_MAX);
        row_words(ui, desk_list_row(s->unsent, i), &line);
        paint_text(ui->paint, inner.row + (int)i, inner.col + 2, inner.cols - 2, line.data, THEME_DIM);
    }
    inner = prose_below(inner, (int)listed + 1);
    prose_item(ui, inner, 0, s->focus == 0, _("Stay"), NULL, 0);
    prose_item(ui, inner, 1, s->focus == 1, _("Leave"), NULL, 0);
}

static bool quit_key(struct screen *screen, const struct key_event *event)
{
    struct quit *s = of(screen);
    if (event->kind != EVENT_KEY ||
        !(key_is(event, K_UP, 0) || key_is(event, K_DOWN, 0) || key_is(event, K_TAB, 0)))
        return false;
    s->focus = (s->focus + 1) % CHOICES;
    return true;
}

static void quit_act(struct screen *screen, enum act act)
{
    if (act == ACT_ENTER && of(screen)->focus == 1)
        screen->host->ops->quit(screen->host);
    else if (act == ACT_ENTER || act == ACT_BACK)
        host_pop(screen->host, screen, NULL);
}

static const struct screen_ops ops = {
    .where = ON_CHOOSE,
    .over = true,
    .close = quit_close,
    .draw = quit_draw,
    .key = quit_key,
    .act = quit_act,
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
    return &s->screen;
}

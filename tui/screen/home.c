/*
 * The first screen after sign-in: the queues with how many wait and since when, the look-ups, and what is
 * kept on this computer. Everything on it comes from the description of the registry.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "tui/screen/cells.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

enum { HOME_LINES = 128, COUNT_COLS = 8, LABEL_MAX = 1024 };

/* A line is a list or, with `def` NULL, the heading of a group. */
struct home_line {
    const struct list_def *def;
    const char *heading; /* message id */
};

struct home {
    struct screen screen;
    struct home_line lines[HOME_LINES];
    int n, focus, top, shown;
    char focus_id[64];
};

static void add_lists(struct home *s, const struct list_def *lists, size_t n, const char *fallback)
{
    const char *group = NULL;
    for (size_t i = 0; i < n && s->n + 2 < HOME_LINES; i++) {
        const char *own = lists[i].group ? lists[i].group : fallback;
        if (!group || strcmp(group, own)) {
            group = own;
            s->lines[s->n++] = (struct home_line){.heading = group};
        }
        s->lines[s->n++] = (struct home_line){.def = &lists[i]};
    }
}

/* The registry's lists first, then those of this computer; the focus stays on its list. */
static void look_again(struct home *s)
{
    struct desk *desk = s->screen.host->desk;
    const struct description *about = desk_description(desk);
    size_t n;
    const struct list_def *local = desk_local_lists(desk, &n);
    s->n = 0;
    if (about)
        add_lists(s, about->lists, about->nlists, N_("queues"));
    add_lists(s, local, n, N_("on this computer"));
    s->focus = -1;
    for (int i = 0; i < s->n; i++) {
        if (!s->lines[i].def)
            continue;
        if (s->focus < 0 || !strcmp(s->lines[i].def->id, s->focus_id))
            s->focus = i;
    }
}

static void set_focus(struct home *s, int at)
{
    if (at < 0 || at >= s->n || !s->lines[at].def)
        return;
    s->focus = at;
    strncpy(s->focus_id, s->lines[at].def->id, sizeof s->focus_id - 1);
}

/* Moves over headings; `steps` below 0 is up. */
static void move(struct home *s, int steps)
{
    int step = steps < 0 ? -1 : 1, at = s->focus;
    for (int left = abs(steps); left > 0; left--) {
        int next = at + step;
        while (next >= 0 && next < s->n && !s->lines[next].def)
            next += step;
        if (next < 0 || next >= s->n)
            break;
        at = next;
    }
    set_focus(s, at);
}

static void home_close(struct screen *screen)
{
    free(screen);
}

static void home_changed(struct screen *screen, unsigned what)
{
    if (what & (DESK_DESCRIPTION | DESK_SESSION))
        look_again((struct home *)screen);
}

static void home_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    const struct profile *profile = screen->host->profile;
    text_add(left, _("Home"));
    if (profile && profile->training)
        text_add(right, _("TRAINING registry"));
}

/* "oldest 9 days", or that the number is the one seen last. */
static void age_words(const struct ui *ui, const struct list_def *def, const struct desk_count *count,
                      struct text *out)
{
    if (def->oldest && count->oldest > 0 && count->total > 0) {
        TEXT_AUTO span;
        text_init(&span, LABEL_MAX);
        cells_span(ui, clock_wall() - count->oldest, &span);
        const char *args[] = {span.data};
        /* TRANSLATORS: how long the oldest row of a queue has waited: "oldest 9 days". */
        ui_format(ui, out, _("oldest %s"), 1, args);
    }
    if (count->as_of == 0 && count->total >= 0) {
        text_add(out, out->len ? ", " : "");
        text_add(out, _("as seen last"));
    }
}

static void line_draw(struct home *s, const struct ui *ui, int row, struct rect area, int i, int name_cols)
{
    const struct home_line *line = &s->lines[i];
    bool focused = i == s->focus, reversed = focused && ui->link == UI_LINK_FAST;
    if (!line->def) {
        AUTO_FREE char *heading = text_format("-- %s --", _(line->heading));
        paint_text(ui->paint, row, area.col + 1, area.cols - 1, ui->plain ? _(line->heading) : heading,
                   THEME_DIM);
        return;
    }
    unsigned style = reversed ? THEME_FOCUS : THEME_NORMAL;
    paint_fill(ui->paint, (struct rect){row, area.col, 1, area.cols}, style);
    paint_text(ui->paint, row, area.col + 1, 2, focused ? ui_glyph(ui, UI_GLYPH_FOCUS) : "", style);
    paint_text(ui->paint, row, area.col + 3, name_cols, _(line->def->title), style);
    if (focused)
        paint_cursor(ui->paint, row, area.col + 1);
    const struct desk_count *count =
        line->def->countable ? desk_count(s->screen.host->desk, line->def->id) : NULL;
    if (!count)
        return;
    TEXT_AUTO number, age;
    text_init(&number, LABEL_MAX);
    text_init(&age, LABEL_MAX);
    if (count->total >= 0)
        ui_number(ui, count->total, &number);
    else
        text_add(&number, "...");
    int at = area.col + 3 + name_cols;
    paint_right(ui->paint, row, at, COUNT_COLS, number.data,
                reversed           ? style
                : count->total > 0 ? cells_style(line->def->tone)
                                   : THEME_DIM);
    age_words(ui, line->def, count, &age);
    at += COUNT_COLS + 3;
    if (at + 12 <= area.col + area.cols)
        paint_text(ui->paint, row, at, area.col + area.cols - at, age.data, reversed ? style : THEME_DIM);
}

static void home_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct home *s = (struct home *)screen;
    int widest = 12;
    for (int i = 0; i < s->n; i++) {
        int cols = s->lines[i].def ? utf8_columns_z(_(s->lines[i].def->title)) : 0;
        widest = cols > widest ? cols : widest;
    }
    if (widest > area.cols - 3 - COUNT_COLS)
        widest = area.cols - 3 - COUNT_COLS;
    s->shown = area.rows > 0 ? area.rows : 1;
    if (s->focus < s->top + 1)
        s->top = s->focus > 1 ? s->focus - 1 : 0;
    if (s->focus >= s->top + s->shown)
        s->top = s->focus - s->shown + 1;
    if (s->top > 0 && s->top + s->shown > s->n)
        s->top = s->n > s->shown ? s->n - s->shown : 0;
    for (int i = 0; i < s->shown && s->top + i < s->n; i++)
        line_draw(s, ui, area.row + i, area, s->top + i, widest);
    if (!s->n)
        prose_draw(ui, area, _("Waiting for the registry."), THEME_DIM);
}

static bool home_key(struct screen *screen, const struct key_event *event)
{
    struct home *s = (struct home *)screen;
    if (event->kind == EVENT_MOUSE && event->button == MOUSE_WHEEL_DOWN)
        move(s, 3);
    else if (event->kind == EVENT_MOUSE && event->button == MOUSE_WHEEL_UP)
        move(s, -3);
    else if (event->kind != EVENT_KEY)
        return false;
    else if (key_is(event, K_UP, 0))
        move(s, -1);
    else if (key_is(event, K_DOWN, 0))
        move(s, 1);
    else if (key_is(event, K_PAGE_UP, 0))
        move(s, -s->shown);
    else if (key_is(event, K_PAGE_DOWN, 0))
        move(s, s->shown);
    else if (key_is(event, K_HOME, 0))
        move(s, -s->n);
    else if (key_is(event, K_END, 0))
        move(s, s->n);
    else
        return false;
    return true;
}

static void home_act(struct screen *screen, enum act act)
{
    struct home *s = (struct home *)screen;
    if (act == ACT_REFRESH)
        desk_counts_refresh(screen->host->desk);
    if (act != ACT_ENTER || s->focus < 0)
        return;
    set_focus(s, s->focus);
    host_push(screen->host, screen->host->rooms->any_list(screen->host, s->lines[s->focus].def->id));
}

static bool home_can(struct screen *screen, enum act act, struct message *why)
{
    struct home *s = (struct home *)screen;
    if (act == ACT_BACK) {
        message_set(why, N_("this is the first screen"), 0);
        return false;
    }
    if (act == ACT_ENTER && s->focus < 0) {
        message_set(why, N_("there is nothing here"), 0);
        return false;
    }
    return true;
}

static const struct screen_ops ops = {
    .where = ON_HOME,
    .close = home_close,
    .title = home_title,
    .draw = home_draw,
    .key = home_key,
    .act = home_act,
    .can = home_can,
    .changed = home_changed,
};

struct screen *home_screen_new(struct host *host)
{
    struct home *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    look_again(s);
    return &s->screen;
}

/* One of a few, in a box: languages, registries, orders of a list, papers. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

enum { CHOICES_MAX = 64 };

struct choose {
    struct screen screen;
    char *title;
    char *values[CHOICES_MAX], *labels[CHOICES_MAX], *details[CHOICES_MAX];
    int n, focus, top, shown;
};

static struct choose *of(struct screen *screen)
{
    return (struct choose *)screen;
}

static void choose_close(struct screen *screen)
{
    struct choose *s = of(screen);
    for (int i = 0; i < s->n; i++) {
        free(s->values[i]);
        free(s->labels[i]);
        free(s->details[i]);
    }
    free(s->title);
    free(s);
}

static void choose_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct choose *s = of(screen);
    int wide = utf8_columns_z(s->title) + 2;
    for (int i = 0; i < s->n; i++) {
        int cols = utf8_columns_z(s->labels[i]) + (s->details[i] ? utf8_columns_z(s->details[i]) + 4 : 0);
        wide = cols > wide ? cols : wide;
    }
    wide = wide + 6 > area.cols ? area.cols : wide + 6;
    int rows = s->n + 2 > area.rows ? area.rows : s->n + 2;
    struct rect box = {area.row + (area.rows - rows) / 3, area.col + (area.cols - wide) / 2, rows, wide};
    paint_box(ui, box, s->title, THEME_DIALOG);
    struct rect inner = {box.row + 1, box.col + 1, rows - 2, wide - 2};
    s->shown = inner.rows > 0 ? inner.rows : 1;
    if (s->focus < s->top)
        s->top = s->focus;
    if (s->focus >= s->top + s->shown)
        s->top = s->focus - s->shown + 1;
    for (int i = 0; i < s->shown && s->top + i < s->n; i++)
        prose_item(ui, inner, i, s->top + i == s->focus, s->labels[s->top + i], s->details[s->top + i],
                   THEME_DIM);
}

static bool choose_key(struct screen *screen, const struct key_event *event)
{
    struct choose *s = of(screen);
    int to = s->focus;
    if (event->kind != EVENT_KEY)
        return false;
    if (key_is(event, K_UP, 0))
        to--;
    else if (key_is(event, K_DOWN, 0))
        to++;
    else if (key_is(event, K_PAGE_UP, 0))
        to -= s->shown;
    else if (key_is(event, K_PAGE_DOWN, 0))
        to += s->shown;
    else if (key_is(event, K_HOME, 0))
        to = 0;
    else if (key_is(event, K_END, 0))
        to = s->n - 1;
    else
        return false;
    s->focus = to < 0 ? 0 : to >= s->n ? s->n - 1 : to;
    return true;
}

static void choose_act(struct screen *screen, enum act act)
{
    struct choose *s = of(screen);
    if (act == ACT_ENTER && s->n)
        host_pop(screen->host, screen, s->values[s->focus]);
    else if (act == ACT_BACK)
        host_pop(screen->host, screen, NULL);
}

static const struct screen_ops ops = {
    .where = ON_CHOOSE,
    .over = true,
    .close = choose_close,
    .draw = choose_draw,
    .key = choose_key,
    .act = choose_act,
};

struct screen *choose_screen_new(struct host *host, int tag, const char *title,
                                 const struct choose_option *options, size_t n, const char *now)
{
    struct choose *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host, .tag = tag};
    s->title = text_dup(title);
    for (size_t i = 0; i < n && i < CHOICES_MAX; i++, s->n++) {
        s->values[i] = text_dup(options[i].value);
        s->labels[i] = text_dup(options[i].label ? options[i].label : options[i].value);
        s->details[i] = text_dup(options[i].detail);
        if (now && !strcmp(options[i].value, now))
            s->focus = (int)i;
    }
    return &s->screen;
}

/* A paper of a record as readable text: scrolled, searched, and printed from here. */
#include <stdlib.h>
#include <string.h>

#include "tui/screen/cells.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/filter.h"
#include "tui/widget/textview.h"

enum { WORDS_MAX = 8192, TEXT_COLS_MAX = 100 };

struct text_screen {
    struct screen screen;
    struct record_ref ref;
    struct attachment paper; /* a copy */
    struct desk_text *text;
    struct textview view;
    struct filter find;
    size_t lines; /* taken into the view */
    int cols;
};

static struct text_screen *of(struct screen *screen)
{
    return (struct text_screen *)screen;
}

static void text_screen_close(struct screen *screen)
{
    struct text_screen *s = of(screen);
    desk_text_close(&s->text);
    textview_free(&s->view);
    filter_free(&s->find);
    record_ref_clear(&s->ref);
    paper_clear(&s->paper);
    free(s);
}

static void take_lines(struct text_screen *s)
{
    static const unsigned styles[] = {
        [LINE_NORMAL] = THEME_NORMAL, [LINE_HEADING] = THEME_TEXT_HEADING, [LINE_BOLD] = THEME_TEXT_STRONG};
    size_t n = desk_text_lines(s->text);
    textview_free(&s->view);
    textview_init(&s->view);
    for (size_t i = 0; i < n; i++) {
        enum line_style style = LINE_NORMAL;
        const char *line = desk_text_line(s->text, i, &style);
        textview_add(&s->view, line ? line : "", line ? strlen(line) : 0, styles[style], 0, true);
    }
    s->lines = n;
}

static void text_changed(struct screen *screen, unsigned what)
{
    struct text_screen *s = of(screen);
    if (what & DESK_PAGES && !desk_text_loading(s->text))
        take_lines(s);
}

static void text_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    struct text_screen *s = of(screen);
    text_add(left, s->paper.title ? _(s->paper.title) : s->paper.title_text ? s->paper.title_text : "");
    if (s->ref.label) {
        text_add(left, "  ");
        text_add(left, s->ref.label);
    }
    if (s->lines)
        textview_place(&s->view, ui, right);
}

static void text_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct text_screen *s = of(screen);
    int margin = area.cols >= 60 ? 2 : 0, cols = area.cols - 2 * margin;
    cols = cols > TEXT_COLS_MAX ? TEXT_COLS_MAX : cols;
    struct rect inner = {area.row, area.col + margin, area.rows - s->find.open, cols};
    if (cols != s->cols) {
        s->cols = cols;
        desk_text_width(s->text, cols - 1); /* the first column is for the sign of a match */
    }
    if (!s->lines && !desk_text_loading(s->text))
        take_lines(s);
    if (!s->lines) {
        const struct error *e = desk_text_error(s->text);
        TEXT_AUTO words;
        text_init(&words, WORDS_MAX);
        if (e)
            cells_error(ui, e, &words);
        else
            text_add(&words,
                     desk_text_loading(s->text) ? _("Waiting for the form.") : _("This form is empty."));
        prose_draw(ui, inner, words.data, e ? THEME_ERROR : THEME_DIM);
        paint_cursor(ui->paint, inner.row, inner.col);
    } else {
        textview_draw(&s->view, ui, inner, !s->find.open);
    }
    if (s->find.open)
        filter_draw(&s->find, ui, (struct rect){area.row + area.rows - 1, area.col, 1, area.cols},
                    _("Find:"));
}

static void find(struct text_screen *s)
{
    if (filter_text(&s->find)[0] && !textview_search(&s->view, filter_text(&s->find)))
        host_say(s->screen.host, TONE_WARNING, N_("Not found: %s."), filter_text(&s->find));
}

static bool text_key(struct screen *screen, const struct key_event *event)
{
    struct text_screen *s = of(screen);
    if (event->kind == EVENT_PASTE && !s->find.open)
        filter_open(&s->find);
    if (s->find.open) {
        enum widget_result r = filter_key(&s->find, screen->host->ui, event);
        if (r == WIDGET_DONE || r == WIDGET_CHANGED)
            find(s);
        if (r != WIDGET_IGNORED)
            return true;
    }
    return textview_key(&s->view, event) != WIDGET_IGNORED;
}

static void press(struct text_screen *s, int32_t code)
{
    struct key_event event = {.kind = EVENT_KEY, .code = code};
    textview_key(&s->view, &event);
}

static void text_act(struct screen *screen, enum act act)
{
    struct text_screen *s = of(screen);
    struct host *host = screen->host;
    if (act == ACT_BACK)
        host_pop(host, screen, NULL);
    else if (act == ACT_FIND)
        filter_open(&s->find);
    else if (act == ACT_FIND_NEXT)
        press(s, 'n');
    else if (act == ACT_FIND_PREVIOUS)
        press(s, 'N');
    else if (act == ACT_PRINT)
        host_push(host, host->rooms->print(host, &s->ref, &s->paper));
}

static bool text_can(struct screen *screen, enum act act, struct message *why)
{
    struct text_screen *s = of(screen);
    const char *reason = NULL;
    if (act == ACT_PRINT && !s->paper.printable)
        reason = N_("this paper is not for printing");
    if ((act == ACT_FIND_NEXT || act == ACT_FIND_PREVIOUS) && !filter_text(&s->find)[0])
        reason = N_("nothing was searched yet");
    if (reason)
        message_set(why, reason, 0);
    return !reason;
}

static bool text_editing(const struct screen *screen)
{
    return ((const struct text_screen *)screen)->find.open;
}

static const struct screen_ops ops = {
    .where = ON_TEXT,
    .close = text_screen_close,
    .title = text_title,
    .draw = text_draw,
    .key = text_key,
    .act = text_act,
    .can = text_can,
    .editing = text_editing,
    .changed = text_changed,
};

struct screen *text_screen_new(struct host *host, const struct record_ref *ref,
                               const struct attachment *paper)
{
    struct text_screen *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->cols = host->ui->cols >= 60 ? host->ui->cols - 4 : host->ui->cols;
    s->cols = s->cols > TEXT_COLS_MAX ? TEXT_COLS_MAX : s->cols;
    paper_copy(&s->paper, paper);
    textview_init(&s->view);
    filter_init(&s->find);
    s->text = desk_text_open(host->desk, ref, paper->id, s->cols - 1);
    record_ref_copy(&s->ref, ref);
    if (!s->text) {
        text_screen_close(&s->screen);
        return NULL;
    }
    return &s->screen;
}

/* One action on many records: asked once, then one line a record with its own result, and the failed ones
 * again. */
#include <stdlib.h>
#include <string.h>

#include "tui/screen/cells.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

enum { WORDS_MAX = 8192, ROWS_FOR_DETAIL = 8, DETAIL_ROWS = 3 };

struct bulk {
    struct screen screen;
    const struct action_def *action;
    struct record_ref *refs;
    size_t n, hidden;
    struct desk_bulk *run; /* NULL while it is only asked */
    int focus, top, shown;
};

static struct bulk *of(struct screen *screen)
{
    return (struct bulk *)screen;
}

static void bulk_close(struct screen *screen)
{
    struct bulk *s = of(screen);
    desk_bulk_close(&s->run);
    for (size_t i = 0; i < s->n; i++)
        record_ref_clear(&s->refs[i]);
    free(s->refs);
    free(s);
}

static void number_words(const struct ui *ui, struct text *out, const char *format, size_t n)
{
    TEXT_AUTO number;
    text_init(&number, 64);
    ui_number(ui, (long)n, &number);
    const char *args[] = {number.data};
    ui_format(ui, out, format, 1, args);
}

static void bulk_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    struct bulk *s = of(screen);
    text_add(left, _(s->action->label));
    text_add(left, ": ");
    number_words(ui, left, P_("%s record", "%s records", s->n), s->n);
    if (s->run) {
        TEXT_AUTO done, all;
        text_init(&done, 64);
        text_init(&all, 64);
        ui_number(ui, (long)desk_bulk_finished(s->run), &done);
        ui_number(ui, (long)desk_bulk_size(s->run), &all);
        const char *args[] = {done.data, all.data};
        ui_format(ui, right, _("%1$s of %2$s finished"), 2, args);
    }
}

/* ---- asking -----------------------------------------------------------------------------------------------
 */

static void ask_draw(struct bulk *s, const struct ui *ui, struct rect area)
{
    TEXT_AUTO words;
    text_init(&words, WORDS_MAX);
    number_words(ui, &words,
                 P_("The action runs on %s marked record.", "The action runs on %s marked records.", s->n),
                 s->n);
    if (s->hidden) {
        text_add_char(&words, ' ');
        number_words(
            ui, &words,
            P_("%s of them is hidden by the filter.", "%s of them are hidden by the filter.", s->hidden),
            s->hidden);
    }
    text_add_char(&words, ' ');
    text_add(&words, _("Records that need a code are named and left as they are."));
    struct rect inner = {area.row + (area.rows > 8), area.col + 1, area.rows - (area.rows > 8),
                         area.cols - 2};
    inner = prose_below(inner, prose_draw(ui, inner, words.data, THEME_NORMAL) + 1);
    prose_item(ui, inner, 0, s->focus == 0, _("Go back, nothing is done"), NULL, 0);
    AUTO_FREE char *go = text_format("%s", _(s->action->label));
    prose_item(ui, inner, 1, s->focus == 1, go, NULL, 0);
    s->shown = 2;
}

/* ---- results ----------------------------------------------------------------------------------------------
 */

static void line_words(struct bulk *s, const struct ui *ui, size_t i, struct text *out, unsigned *style)
{
    const struct error *e = desk_bulk_error(s->run, i);
    const struct message *sentence = desk_bulk_sentence(s->run, i);
    switch (desk_bulk_state(s->run, i)) {
    case TASK_DONE:
        *style = THEME_GOOD;
        if (sentence && sentence->id)
            ui_message(ui, sentence, out);
        else
            text_add(out, _("done"));
        break;
    case TASK_FAILED:
        *style = THEME_ERROR;
        if (e)
            cells_error(ui, e, out);
        break;
    case TASK_STEP:
        *style = THEME_WARNING;
        text_add(out, _("left as it is: it needs a code or more answers"));
        break;
    case TASK_LATER:
        *style = THEME_STATE_WAITING;
        text_add(out, _("waits in To send and goes on by itself"));
        break;
    case TASK_ASKING:
        *style = THEME_STATE_WAITING;
        text_add(out, _("asking whether it happened"));
        break;
    default:
        *style = THEME_DIM;
        text_add(out, _("waiting"));
    }
}

/* The whole result of the record in focus, which its own line may have cut. */
static void detail_draw(struct bulk *s, const struct ui *ui, struct rect area)
{
    TEXT_AUTO words;
    unsigned style = THEME_NORMAL;
    text_init(&words, WORDS_MAX);
    line_words(s, ui, (size_t)s->focus, &words, &style);
    prose_draw(ui, area, words.data, style);
}

static void results_draw(struct bulk *s, const struct ui *ui, struct rect area)
{
    int below = area.rows >= ROWS_FOR_DETAIL ? DETAIL_ROWS : 0;
    area.rows -= below;
    detail_draw(s, ui, (struct rect){area.row + area.rows, area.col, below, area.cols});
    s->shown = area.rows > 0 ? area.rows : 1;
    if (s->focus < s->top)
        s->top = s->focus;
    if (s->focus >= s->top + s->shown)
        s->top = s->focus - s->shown + 1;
    for (int i = 0; i < s->shown && (size_t)(s->top + i) < s->n; i++) {
        size_t at = (size_t)(s->top + i);
        TEXT_AUTO words, line;
        unsigned style = THEME_NORMAL;
        text_init(&words, WORDS_MAX);
        text_init(&line, WORDS_MAX);
        line_words(s, ui, at, &words, &style);
        prose_item(ui, area, i, (int)at == s->focus, "", NULL, 0);
        bool reversed = (int)at == s->focus && ui->link == UI_LINK_FAST;
        int col = paint_put(ui->paint, area.row + i, area.col + 2, area.cols - 2, s->refs[at].label,
                            reversed ? THEME_FOCUS : THEME_NORMAL);
        paint_text(ui->paint, area.row + i, col + 2, area.col + area.cols - col - 2, words.data,
                   reversed ? (unsigned)THEME_FOCUS : style);
    }
}

static void bulk_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct bulk *s = of(screen);
    if (s->run)
        results_draw(s, ui, area);
    else
        ask_draw(s, ui, area);
}

static bool bulk_key(struct screen *screen, const struct key_event *event)
{
    struct bulk *s = of(screen);
    int to = s->focus, last = s->run ? (int)s->n - 1 : 1;
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
        to = last;
    else
        return false;
    s->focus = to < 0 ? 0 : to > last ? last : to;
    return true;
}

static void bulk_act(struct screen *screen, enum act act)
{
    struct bulk *s = of(screen);
    struct host *host = screen->host;
    if (act == ACT_BACK || (act == ACT_ENTER && !s->run && s->focus == 0)) {
        host_pop(host, screen, s->run ? "begun" : NULL); /* the marks have done their work */
    } else if (act == ACT_ENTER && !s->run) {
        s->run = desk_bulk_begin(host->desk, s->refs, s->n, s->action->id);
        s->focus = 0;
    } else if (act == ACT_ENTER) {
        host_push(host, host->rooms->record(host, &s->refs[s->focus]));
    } else if (act == ACT_RETRY && s->run) {
        desk_bulk_retry(s->run);
    }
}

static bool bulk_can(struct screen *screen, enum act act, struct message *why)
{
    struct bulk *s = of(screen);
    if (act != ACT_RETRY)
        return true;
    for (size_t i = 0; s->run && i < s->n; i++)
        if (desk_bulk_state(s->run, i) == TASK_FAILED)
            return true;
    message_set(why, N_("nothing has failed"), 0);
    return false;
}

static const char *bulk_label(struct screen *screen, enum act act)
{
    return act == ACT_ENTER && !of(screen)->run ? N_("choose") : NULL;
}

static const struct screen_ops ops = {
    .where = ON_BULK,
    .close = bulk_close,
    .title = bulk_title,
    .draw = bulk_draw,
    .key = bulk_key,
    .act = bulk_act,
    .can = bulk_can,
    .label = bulk_label,
};

struct screen *bulk_screen_new(struct host *host, const struct record_ref *refs, size_t n,
                               const struct action_def *action, size_t hidden)
{
    struct bulk *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->action = action;
    s->hidden = hidden;
    s->refs = calloc(n ? n : 1, sizeof *s->refs);
    if (!s->refs) {
        free(s);
        return NULL;
    }
    for (; s->n < n; s->n++)
        record_ref_copy(&s->refs[s->n], &refs[s->n]);
    return &s->screen;
}

/*
 * Sign-in: the registry's steps, one after the other, whatever they are. Over lost work it stands on top of
 * it and goes away by itself; there is no way back around it but to answer or to leave.
 */
#include <stdlib.h>

#include "tui/screen/cells.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/screen/stepview.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

struct sign_in {
    struct screen screen;
    struct stepview step;
    bool over_work;
    bool failed; /* the last answer was not enough: seen once, to empty a code */
};

static void look_again(struct sign_in *s)
{
    struct desk *desk = s->screen.host->desk;
    stepview_set(&s->step, desk_step(desk), desk_step_form(desk), NULL);
    bool failed = desk_step_error(desk) != NULL;
    if (failed && !desk_step_waiting(desk) && !s->failed)
        stepview_wrong(&s->step);
    s->failed = failed && !desk_step_waiting(desk);
}

static void sign_in_close(struct screen *screen)
{
    struct sign_in *s = (struct sign_in *)screen;
    stepview_free(&s->step);
    free(s);
}

static void sign_in_changed(struct screen *screen, unsigned what)
{
    if (what & DESK_SESSION)
        look_again((struct sign_in *)screen);
}

static void sign_in_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    struct sign_in *s = (struct sign_in *)screen;
    const struct profile *profile = screen->host->profile;
    const struct step *step = desk_step(screen->host->desk);
    if (s->over_work)
        text_add(left, _("Sign in again: the session ended, the work is kept"));
    else if (step && step->title.id)
        ui_message(ui, &step->title, left);
    else
        text_add(left, _("Sign in"));
    if (profile && profile->training)
        text_add(right, _("TRAINING registry"));
}

static int error_draw(const struct ui *ui, struct rect area, const struct error *e)
{
    TEXT_AUTO words;
    text_init(&words, 8192);
    cells_error(ui, e, &words);
    return prose_draw(ui, area, words.data, THEME_ERROR);
}

/* What helps a newcomer; only where nothing is real, and only where a name is asked. */
static void hint_draw(const struct sign_in *s, const struct ui *ui, struct rect area)
{
    const struct profile *profile = s->screen.host->profile;
    const struct step *step = s->step.step;
    if (!profile || !profile->training || !step || step->kind != STEP_FORM || area.rows < 1)
        return;
    int rows = prose_draw(ui, area, _("Nothing you do here reaches a real register."), THEME_TRAINING);
    if (profile->builtin)
        prose_draw(ui, prose_below(area, rows), _("Try olena@training.example with the password training."),
                   THEME_DIM);
}

static void sign_in_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct sign_in *s = (struct sign_in *)screen;
    struct desk *desk = screen->host->desk;
    int margin = area.cols >= 60 ? 3 : 1, air = area.rows >= 14;
    struct rect inner = {area.row + air, area.col + margin, area.rows - air, area.cols - 2 * margin};
    const struct profile *profile = screen->host->profile;
    if (inner.rows > 8 && profile) {
        const char *label = _("Registry");
        int at = paint_put(ui->paint, inner.row, inner.col, inner.cols, label, THEME_LABEL);
        paint_put(ui->paint, inner.row, at + 2, inner.cols - (at + 2 - inner.col), profile->title,
                  THEME_VALUE);
        inner = prose_below(inner, 2);
    }
    const struct error *e = desk_step_error(desk);
    if (e && !desk_step_waiting(desk)) {
        int rows = error_draw(ui, inner, e);
        inner = prose_below(inner, inner.rows > rows + 6 ? rows + 1 : rows);
    }
    if (!s->step.step) {
        const char *words = desk_session(desk) == DESK_STARTING ? _("The training registry is starting.")
                                                                : _("Waiting for the registry.");
        if (!e)
            prose_draw(ui, inner, words, THEME_DIM);
        paint_cursor(ui->paint, inner.row, inner.col);
        return;
    }
    int used = stepview_rows(&s->step, ui, inner.cols);
    if (inner.rows > used + 1)
        hint_draw(s, ui, prose_below(inner, used + 2));
    struct rect body = inner;
    if (body.rows > used + 1)
        body.rows = used + 1;
    stepview_draw(&s->step, ui, body, -1, 0, 0);
}

static void answer(struct sign_in *s, enum step_verb verb)
{
    struct host *host = s->screen.host;
    struct step_answer out;
    struct message why = {0};
    if (desk_step_waiting(host->desk))
        return;
    if (verb == VERB_SUBMIT && !stepview_ready(&s->step, &why)) {
        if (!stepview_next_problem(&s->step) && why.id && s->step.kind == STEP_FORM)
            desk_notice_set(host->desk, &why, TONE_WARNING, NULL);
        message_clear(&why);
        return;
    }
    s->failed = false;
    stepview_answer(&s->step, verb, &out);
    desk_answer(host->desk, &out);
    host_dirty(host);
}

static bool sign_in_key(struct screen *screen, const struct key_event *event)
{
    struct sign_in *s = (struct sign_in *)screen;
    enum stepview_result r = stepview_key(&s->step, screen->host->ui, event);
    if (r == STEPVIEW_SUBMIT)
        answer(s, VERB_SUBMIT);
    return r != STEPVIEW_IGNORED;
}

static void sign_in_act(struct screen *screen, enum act act)
{
    struct sign_in *s = (struct sign_in *)screen;
    struct host *host = screen->host;
    struct key_event enter = {.kind = EVENT_KEY, .code = K_ENTER};
    switch (act) {
    case ACT_SUBMIT:
        if (s->step.kind == STEP_FORM)
            answer(s, VERB_SUBMIT);
        else
            sign_in_key(screen, &enter);
        break;
    case ACT_RESEND:
        answer(s, VERB_RESEND);
        break;
    case ACT_START_AGAIN:
        desk_restart_sign_in(host->desk);
        break;
    case ACT_BACK:
        host->ops->run(host, screen, ACT_QUIT, NULL);
        break;
    default:
        break;
    }
}

static bool sign_in_can(struct screen *screen, enum act act, struct message *why)
{
    struct sign_in *s = (struct sign_in *)screen;
    const struct step *step = s->step.step;
    if (act == ACT_RESEND && (!step || !step->resend)) {
        message_set(why, N_("no code is asked now"), 0);
        return false;
    }
    if (act == ACT_BACK && s->over_work) {
        message_set(why, N_("work is open behind this; Ctrl-C leaves the program"), 0);
        return false;
    }
    if (act == ACT_REGISTRY && s->over_work) {
        message_set(why, N_("work is open in this registry"), 0);
        return false;
    }
    if (act == ACT_SUBMIT && !step) {
        message_set(why, N_("the registry has not answered yet"), 0);
        return false;
    }
    return true;
}

static const char *sign_in_label(struct screen *screen, enum act act)
{
    return stepview_label(&((struct sign_in *)screen)->step, act);
}

static bool sign_in_editing(const struct screen *screen)
{
    return stepview_editing(&((const struct sign_in *)screen)->step);
}

static int sign_in_clock(struct screen *screen)
{
    return stepview_clock(&((struct sign_in *)screen)->step, screen->host->ui);
}

static const struct screen_ops ops = {
    .where = ON_SIGN_IN,
    .close = sign_in_close,
    .title = sign_in_title,
    .draw = sign_in_draw,
    .key = sign_in_key,
    .act = sign_in_act,
    .can = sign_in_can,
    .label = sign_in_label,
    .editing = sign_in_editing,
    .changed = sign_in_changed,
    .clock = sign_in_clock,
};

struct screen *sign_in_screen_new(struct host *host, bool over_work)
{
    struct sign_in *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->over_work = over_work;
    stepview_init(&s->step);
    look_again(s);
    return &s->screen;
}

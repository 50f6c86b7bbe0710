/* The form before a search: what may be filled in together, what is still missing, and then the results. */
#include <stdlib.h>

#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/formview.h"

struct search {
    struct screen screen;
    const struct list_def *def;
    char *list;
    struct form *form;
    struct formview view;
};

static struct search *of(struct screen *screen)
{
    return (struct search *)screen;
}

static void search_close(struct screen *screen)
{
    struct search *s = of(screen);
    formview_free(&s->view);
    form_free(&s->form);
    free(s->list);
    free(s);
}

static void search_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    struct search *s = of(screen);
    const struct form_def *def = form_def(s->form);
    text_add(left, _(def->title ? def->title : s->def->title));
    (void)right;
}

static void search_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct search *s = of(screen);
    const struct form_def *def = form_def(s->form);
    int margin = area.cols >= 60 ? 2 : 0;
    struct rect inner = {area.row, area.col + margin, area.rows, area.cols - 2 * margin};
    if (def->note && inner.rows > 6) {
        int rows = prose_draw(ui, inner, _(def->note), THEME_DIM);
        inner = prose_below(inner, rows + (inner.rows > 10));
    }
    formview_draw(&s->view, ui, inner, true);
}

static void submit(struct search *s)
{
    struct host *host = s->screen.host;
    struct message why = {0};
    if (form_ready(s->form, &why)) {
        host_push(host, host->rooms->list(host, s->list, s->form, NULL));
        return;
    }
    formview_next_problem(&s->view);
    if (why.id)
        desk_notice_set(host->desk, &why, TONE_WARNING, NULL);
    message_clear(&why);
}

static bool search_key(struct screen *screen, const struct key_event *event)
{
    struct search *s = of(screen);
    enum widget_result r = formview_key(&s->view, screen->host->ui, event);
    if (r == WIDGET_DONE)
        submit(s);
    return r != WIDGET_IGNORED && r != WIDGET_CANCEL;
}

static void search_act(struct screen *screen, enum act act)
{
    struct search *s = of(screen);
    if (act == ACT_SUBMIT)
        submit(s);
    else if (act == ACT_NEXT_PROBLEM)
        formview_next_problem(&s->view);
    else if (act == ACT_CLEAR) {
        form_clear(s->form);
        formview_sync(&s->view);
    } else if (act == ACT_BACK) {
        host_pop(screen->host, screen, NULL);
    }
}

static bool search_can(struct screen *screen, enum act act, struct message *why)
{
    struct search *s = of(screen);
    if (act == ACT_SUBMIT)
        return form_ready(s->form, why);
    if (act == ACT_CLEAR && form_is_empty(s->form)) {
        message_set(why, N_("the form is empty"), 0);
        return false;
    }
    return true;
}

static const char *search_label(struct screen *screen, enum act act)
{
    (void)screen;
    return act == ACT_SUBMIT ? N_("search") : NULL;
}

static bool search_editing(const struct screen *screen)
{
    return formview_editing(&((const struct search *)screen)->view);
}

static const struct screen_ops ops = {
    .where = ON_SEARCH,
    .close = search_close,
    .title = search_title,
    .draw = search_draw,
    .key = search_key,
    .act = search_act,
    .can = search_can,
    .label = search_label,
    .editing = search_editing,
};

struct screen *search_screen_new(struct host *host, const struct list_def *def)
{
    struct search *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    s->def = def;
    s->list = text_dup(def->id);
    s->form = form_new(def->search);
    if (s->form)
        desk_form_choices(host->desk, s->form);
    if (!s->form || !s->list || !formview_init(&s->view, s->form)) {
        form_free(&s->form);
        free(s->list);
        free(s);
        return NULL;
    }
    s->view.enter_submits = true;
    return &s->screen;
}

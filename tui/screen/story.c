/* The whole story of what did not work: our sentence, what to do, the registry's own words and its request
 * id. */
#include <stdlib.h>
#include <string.h>

#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/textview.h"

enum { WORDS_MAX = 64 * 1024 };

struct story {
    struct screen screen;
    struct error error;
    struct message sentence;
    struct textview view;
};

static void story_close(struct screen *screen)
{
    struct story *s = (struct story *)screen;
    error_clear(&s->error);
    message_clear(&s->sentence);
    textview_free(&s->view);
    free(s);
}

static void part(struct story *s, const char *heading, const char *words)
{
    if (heading)
        textview_add(&s->view, heading, strlen(heading), THEME_TEXT_HEADING, 0, false);
    textview_add(&s->view, words, strlen(words), THEME_NORMAL, heading ? 2 : 0, false);
    textview_add(&s->view, "", 0, THEME_NORMAL, 0, false);
}

static void message_part(struct story *s, const struct ui *ui, const char *heading, const struct message *m)
{
    if (!m->id)
        return;
    TEXT_AUTO words;
    text_init(&words, WORDS_MAX);
    ui_message(ui, m, &words);
    part(s, heading, words.data);
}

/* Whether anything reached the registry, told by the kind of failure. */
static const char *what_is_kept(enum status status)
{
    switch (status) {
    case STATUS_UNKNOWN:
        return N_("It is not known yet whether it reached the registry. It will be asked before anything is "
                  "sent again.");
    case STATUS_OFFLINE:
    case STATUS_TLS:
    case STATUS_CANCELLED:
    case STATUS_INVALID:
    case STATUS_LIMIT:
        return N_("Nothing reached the registry.");
    case STATUS_REFUSED:
    case STATUS_FORBIDDEN:
    case STATUS_CONFLICT:
    case STATUS_NOT_FOUND:
    case STATUS_WRONG_CODE:
    case STATUS_UNAUTHENTICATED:
    case STATUS_THROTTLED:
        return N_("The registry answered; nothing was changed there.");
    default:
        return NULL;
    }
}

static void tell(struct story *s, const struct ui *ui)
{
    const char *kept = what_is_kept(s->error.status);
    textview_free(&s->view);
    textview_init(&s->view);
    message_part(s, ui, NULL, &s->sentence);
    if (s->error.what.id && s->error.what.id != s->sentence.id)
        message_part(s, ui, NULL, &s->error.what);
    message_part(s, ui, _("What to do"), &s->error.next);
    if (kept)
        part(s, _("What was saved or sent"), _(kept));
    if (s->error.retry_after > 0) {
        TEXT_AUTO words;
        AUTO_FREE char *n = text_format("%d", s->error.retry_after);
        const char *args[] = {n ? n : ""};
        text_init(&words, WORDS_MAX);
        ui_format(ui, &words,
                  P_("The registry asks to wait %s second.", "The registry asks to wait %s seconds.",
                     (unsigned long)s->error.retry_after),
                  1, args);
        part(s, _("Waiting"), words.data);
    }
    if (s->error.server)
        part(s, _("The registry's own words"), s->error.server);
    if (s->error.request_id)
        part(s, _("Request number, for whoever looks into it"), s->error.request_id);
}

static void story_changed(struct screen *screen, unsigned what)
{
    if (what & CHANGED_LANGUAGE)
        tell((struct story *)screen, screen->host->ui);
}

static void story_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    (void)screen, (void)right;
    text_add(left, _("What did not work, and why"));
}

static void story_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct story *s = (struct story *)screen;
    int margin = area.cols >= 60 ? 2 : 0;
    textview_draw(&s->view, ui, (struct rect){area.row, area.col + margin, area.rows, area.cols - 2 * margin},
                  true);
}

static bool story_key(struct screen *screen, const struct key_event *event)
{
    return textview_key(&((struct story *)screen)->view, event) != WIDGET_IGNORED;
}

static void story_act(struct screen *screen, enum act act)
{
    if (act == ACT_BACK)
        host_pop(screen->host, screen, NULL);
}

static const struct screen_ops ops = {
    .where = ON_STORY,
    .close = story_close,
    .title = story_title,
    .draw = story_draw,
    .key = story_key,
    .act = story_act,
    .changed = story_changed,
};

struct screen *story_screen_new(struct host *host, const struct error *e, const struct message *sentence)
{
    struct story *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    error_copy(&s->error, e);
    message_copy(&s->sentence, sentence);
    textview_init(&s->view);
    tell(s, host->ui);
    return &s->screen;
}

/* The one place that paints: what is below a dialog, the frame, the screen on top, and then the difference
 * goes out. */
#include "tui/app/app.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "tui/screen/cells.h"
#include "tui/screen/frame.h"
#include "tui/term/i18n.h"

enum { TITLE_MAX = 1024, SENTENCE_MAX = 4096, PHONE_EDGE = 30 };

/* Texts that a frame borrows while it is painted. */
struct words {
    struct text left, right, result, place, person, phone_time, phone_text;
};

static void words_init(struct words *w)
{
    text_init(&w->left, TITLE_MAX);
    text_init(&w->right, TITLE_MAX);
    text_init(&w->result, SENTENCE_MAX);
    text_init(&w->place, TITLE_MAX);
    text_init(&w->person, TITLE_MAX);
    text_init(&w->phone_time, TITLE_MAX);
    text_init(&w->phone_text, SENTENCE_MAX);
}

static void words_free(struct words *w)
{
    text_free(&w->left);
    text_free(&w->right);
    text_free(&w->result);
    text_free(&w->place);
    text_free(&w->person);
    text_free(&w->phone_time);
    text_free(&w->phone_text);
}

static void header_fill(struct app *app, struct header *header, struct words *w)
{
    static const enum header_line_state lines[] = {
        [DESK_ONLINE] = HEADER_ONLINE, [DESK_SLOW] = HEADER_SLOW, [DESK_OFFLINE] = HEADER_OFFLINE};
    const struct description *about = app->desk ? desk_description(app->desk) : NULL;
    enum desk_session session = app->desk ? desk_session(app->desk) : DESK_SIGNED_OUT;
    header->registry = app->profile ? app->profile->title : "";
    header->training = app->profile && app->profile->training;
    header->language = catalog_language(app->catalog);
    header->unsent = app->desk ? desk_unsent(app->desk) : 0;
    header->line = app->desk ? lines[desk_line(app->desk)] : HEADER_OFFLINE;
    if (header->line != HEADER_OFFLINE && session != DESK_SIGNED_IN && session != DESK_LOCKED)
        header->line = HEADER_SIGNED_OUT;
    if (session == DESK_SIGNED_OUT || session == DESK_STARTING || !about)
        return;
    ui_message(&app->ui, &about->user, &w->person);
    ui_message(&app->ui, &about->place, &w->place);
    header->person = w->person.data;
    header->place = w->place.len ? w->place.data : app->profile->place;
}

/* `e` is offered only where the table lets it be pressed. */
static void result_fill(struct app *app, struct frame *frame, struct words *w)
{
    const struct ui *ui = &app->ui;
    const struct notice *notice = app->desk ? desk_notice(app->desk) : NULL;
    if (!notice || !notice->sentence.id || notice->serial == app->notice_hidden ||
        desk_session(app->desk) == DESK_LOCKED)
        return;
    if (notice->serial != app->notice_seen) {
        app->notice_seen = notice->serial;
        app->notice_at = loop_now(app->loop);
    }
    ui_message(ui, &notice->sentence, &w->result);
    frame->result.text = w->result.data;
    frame->result.kind = notice->tone == TONE_BAD       ? RESULT_NOT
                         : notice->tone == TONE_WARNING ? RESULT_WARNING
                         : notice->tone == TONE_NONE    ? RESULT_PLAIN
                                                        : RESULT_GOOD;
    if (notice->story.status != STATUS_OK)
        /* TRANSLATORS: at the end of a line that says what did not work; "e" is the key. */
        frame->result.hint = _("e why");
}

static void phone_fill(struct app *app, struct frame *frame, struct words *w)
{
    frame->phone = app->profile && app->profile->training;
    const struct phone_message *message = frame->phone && app->desk ? desk_phone(app->desk) : NULL;
    if (!message)
        return;
    cells_clock(&app->ui, message->at, clock_wall(), &w->phone_time);
    text_add(&w->phone_text, message->text ? message->text : "");
    if (utf8_columns_z(w->phone_text.data) > app->ui.cols - PHONE_EDGE && !text_empty(message->code)) {
        /* The end would be cut, and the code stands there: it alone, then what it is for. */
        text_set(&w->phone_text, message->code);
        text_add(&w->phone_text, "  ");
        text_add(&w->phone_text, message->about ? message->about : "");
    }
    frame->phone_time = w->phone_time.data;
    frame->phone_text = w->phone_text.data;
}

static void screens_draw(struct app *app, bool phone)
{
    int from = app->stack.n - 1;
    while (from > 0 && app->stack.open[from]->ops->over)
        from--;
    struct rect area = frame_content(&app->ui, phone);
    for (int i = from; i < app->stack.n && i >= 0; i++) {
        paint_cursor(app->paint, -1, -1);
        app->stack.open[i]->ops->draw(app->stack.open[i], &app->ui, area);
    }
}

/* The title of the nearest screen that has one. */
static void title_fill(struct app *app, struct words *w)
{
    for (int i = app->stack.n - 1; i >= 0; i--) {
        struct screen *s = app->stack.open[i];
        if (s->ops->title) {
            s->ops->title(s, &app->ui, &w->left, &w->right);
            return;
        }
    }
}

void app_show(struct app *app)
{
    struct screen *top = stack_top(&app->stack);
    if (!top)
        return;
    struct words words;
    struct frame frame = {.now = loop_now(app->loop)};
    struct helpline_item keys[HELPLINE_ITEMS];
    struct act_item *items = calloc(APP_ITEMS, sizeof *items);
    size_t n = items ? app_items(&app->host, top, items, APP_ITEMS) : 0;
    words_init(&words);
    paint_begin(app->paint);
    header_fill(app, &frame.header, &words);
    result_fill(app, &frame, &words);
    phone_fill(app, &frame, &words);
    if (progress_shown(&app->progress, frame.now)) {
        progress_due(&app->progress, &app->ui, frame.now);
        frame.progress = &app->progress;
    }
    screens_draw(app, frame.phone);
    title_fill(app, &words);
    frame.left = words.left.data;
    frame.right = words.right.data;
    frame.keys = keys;
    frame.n_keys = app_help_keys(app, items, n, keys);
    frame_draw(&app->ui, &frame);
    term_show(app->term, app->paint, &app->theme);
    words_free(&words);
    for (size_t i = 0; i < n; i++)
        message_clear(&items[i].why);
    free(items);
}

int app_clock_ms(struct app *app)
{
    int ms = progress_wait_ms(&app->progress, loop_now(app->loop));
    for (int i = app->stack.n - 1; i >= 0; i--) {
        struct screen *s = app->stack.open[i];
        int wants = s->ops->clock ? s->ops->clock(s) : -1;
        if (wants >= 0 && (ms < 0 || wants < ms))
            ms = wants;
        if (!s->ops->over)
            break;
    }
    return ms;
}

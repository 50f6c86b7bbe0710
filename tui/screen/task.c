/*
 * One action from the key that begins it to its result, as a box over the record: what is asked comes from
 * the registry, step by step. Leaving the box while it is being sent stops nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "tui/screen/cells.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/screen/stepview.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"

enum { WORDS_MAX = 16 * 1024, TAG_FILE = 1, BOX_COLS = 76 };

struct task {
    struct screen screen;
    struct desk_task *task;
    struct record_ref ref;
    struct stepview step;
    struct desk_page *page; /* of the record, for its papers */
    size_t file;            /* the document that is being chosen */
    char *folder;           /* where the last one was found */
    bool failed;            /* the error of the present step was seen */
    bool told;              /* the end was told on line 22 */
};

static struct task *of(struct screen *screen)
{
    return (struct task *)screen;
}

static void task_screen_close(struct screen *screen)
{
    struct task *s = of(screen);
    stepview_free(&s->step);
    desk_task_close(&s->task);
    desk_page_close(&s->page);
    record_ref_clear(&s->ref);
    free(s->folder);
    free(s);
}

/* Done and nothing more to say here: the desk told it on line 22, the box goes away by itself. */
static bool over(const struct task *s)
{
    enum task_state state = desk_task_state(s->task);
    return state == TASK_DONE || state == TASK_LATER;
}

/* "Not approved: the reason", unless the reason begins with "Not" itself. */
static void fail_words(struct task *s, const struct error *e)
{
    const struct host *host = s->screen.host;
    const struct action_def *action = desk_task_action(s->task);
    if (!action || !action->not_done || !host->desk || !e->what.id || text_starts(e->what.id, "Not ")) {
        host_fail(s->screen.host, e);
        return;
    }
    TEXT_AUTO what;
    struct message m = {0};
    text_init(&what, WORDS_MAX);
    ui_message(host->ui, &e->what, &what);
    /* TRANSLATORS: "Not approved: The code is not right." */
    message_set(&m, N_("%1$s: %2$s"), 2, catalog_text(host->ui->catalog, action->not_done), what.data);
    desk_notice_set(host->desk, &m, TONE_BAD, e);
    message_clear(&m);
    host_dirty(s->screen.host);
}

static void look_again(struct task *s)
{
    enum task_state state = desk_task_state(s->task);
    bool asked = state == TASK_STEP;
    stepview_set(&s->step, asked ? desk_task_step(s->task) : NULL, asked ? desk_task_form(s->task) : NULL,
                 s->ref.label);
    const struct error *e = asked || state == TASK_FAILED ? desk_task_error(s->task) : NULL;
    if (e && !s->failed) {
        stepview_wrong(&s->step);
        fail_words(s, e);
    }
    s->failed = e != NULL;
}

static void task_changed(struct screen *screen, unsigned what)
{
    struct task *s = of(screen);
    if (!(what & (DESK_TASKS | DESK_PAGES | DESK_OUTBOX)))
        return;
    look_again(s);
    if (over(s) && !s->told) {
        s->told = true;
        const struct message *sentence = desk_task_sentence(s->task);
        if (sentence && sentence->id)
            desk_notice_set(screen->host->desk, sentence,
                            desk_task_state(s->task) == TASK_DONE ? TONE_GOOD : TONE_WARNING, NULL);
        host_pop(screen->host, screen, NULL);
    }
}

/* ---- drawing ----------------------------------------------------------------------------------------------
 */

static void title_words(const struct task *s, const struct ui *ui, struct text *out)
{
    const struct action_def *action = desk_task_action(s->task);
    const struct step *step = s->step.step;
    const char *args[] = {s->ref.label ? s->ref.label : s->ref.id};
    if (action && action->title)
        ui_format(ui, out, _(action->title), 1, args);
    else if (step && step->title.id)
        ui_message(ui, &step->title, out);
}

static const char *state_words(const struct task *s, const struct ui *ui)
{
    switch (desk_task_state(s->task)) {
    case TASK_PREPARING:
        return _("Asking the registry what is needed.");
    case TASK_SENDING:
        return _("It is on this computer's disk and is being sent.");
    case TASK_ASKING:
        return _("The line broke before the answer came. Asking the registry whether it happened.");
    default:
        return "";
    }
}

/* What stands above the step: the error of the last try, or how the action is doing. */
static void head_words(const struct task *s, const struct ui *ui, struct text *out, unsigned *style)
{
    const struct error *e = desk_task_error(s->task);
    enum task_state state = desk_task_state(s->task);
    *style = THEME_NORMAL;
    if (e && (state == TASK_STEP || state == TASK_FAILED)) {
        *style = THEME_ERROR;
        cells_error(ui, e, out);
        if (e->server) {
            const char *args[] = {e->server};
            text_add(out, "\n");
            /* TRANSLATORS: %s is what the registry answered, in its own language. */
            ui_format(ui, out, _("The registry's words: %s"), 1, args);
        }
    } else if (state != TASK_STEP) {
        text_add(out, state_words(s, ui));
    }
}

static void task_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct task *s = of(screen);
    TEXT_AUTO title, head;
    unsigned style;
    text_init(&title, WORDS_MAX);
    text_init(&head, WORDS_MAX);
    title_words(s, ui, &title);
    head_words(s, ui, &head, &style);
    int cols = area.cols < BOX_COLS + 4 ? area.cols : BOX_COLS, inside = cols - 4;
    int head_rows = prose_rows(head.data, inside);
    int rows = 2 + head_rows + (s->step.step ? stepview_rows(&s->step, ui, inside) + (head_rows > 0) : 0);
    bool airy = rows + 2 <= area.rows;
    rows += airy ? 2 : 0;
    rows = rows > area.rows ? area.rows : rows < 4 ? 4 : rows;
    struct rect box = {area.row + (area.rows - rows) / 3, area.col + (area.cols - cols) / 2, rows, cols};
    paint_fill(ui->paint, (struct rect){box.row, area.col, box.rows, area.cols}, THEME_NORMAL);
    paint_box(ui, box, title.data, THEME_DIALOG);
    struct rect inner = {box.row + 1 + airy, box.col + 2, rows - 2 - 2 * airy, inside};
    paint_cursor(ui->paint, inner.row, inner.col);
    prose_draw(ui, inner, head.data, style);
    if (!s->step.step)
        return;
    inner = prose_below(inner, head_rows + (head_rows > 0 && inner.rows > head_rows + 4));
    size_t file = 0;
    long done = 0, total = 0;
    bool uploading = desk_task_uploading(s->task, &file, &done, &total);
    stepview_draw(&s->step, ui, inner, uploading ? (int)file : -1, done, total);
}

/* ---- keys and actions -------------------------------------------------------------------------------------
 */

static void answer(struct task *s, enum step_verb verb)
{
    struct host *host = s->screen.host;
    struct step_answer out;
    struct message why = {0};
    if (desk_task_state(s->task) != TASK_STEP)
        return;
    if (verb == VERB_SUBMIT && !stepview_ready(&s->step, &why)) {
        stepview_next_problem(&s->step);
        TEXT_AUTO words;
        text_init(&words, WORDS_MAX);
        ui_message(host->ui, &why, &words);
        host_say(host, TONE_WARNING, N_("Not sent: %s."), words.data);
        message_clear(&why);
        return;
    }
    stepview_answer(&s->step, verb, &out);
    desk_task_answer(s->task, &out);
    look_again(s);
    host_dirty(host);
}

static void choose_file(struct task *s)
{
    struct host *host = s->screen.host;
    const struct ui *ui = host->ui;
    s->file = (size_t)s->step.focus;
    if (desk_task_uploading(s->task, NULL, NULL, NULL)) {
        host_say(host, TONE_WARNING, N_("Not chosen: another document is being sent."), NULL);
        return;
    }
    host_push(host, host->rooms->files(host, TAG_FILE, _("Choose the document"),
                                       s->step.step->files[s->file].accept, s->folder));
}

static void task_result(struct screen *screen, int tag, const char *value)
{
    struct task *s = of(screen);
    ERROR_AUTO e = {0};
    const char *slash = tag == TAG_FILE && value ? strrchr(value, '/') : NULL;
    if (slash && slash != value) {
        free(s->folder);
        s->folder = text_dup_n(value, (size_t)(slash - value));
    }
    if (tag == TAG_FILE && value && desk_task_upload(s->task, s->file, value, &e) != STATUS_OK)
        host_fail(screen->host, &e);
}

static bool task_key(struct screen *screen, const struct key_event *event)
{
    struct task *s = of(screen);
    enum stepview_result r = stepview_key(&s->step, screen->host->ui, event);
    if (r == STEPVIEW_SUBMIT)
        answer(s, VERB_SUBMIT);
    else if (r == STEPVIEW_FILE)
        choose_file(s);
    return r != STEPVIEW_IGNORED;
}

/* The official form of the record, when it has one already. */
static const struct attachment *paper_of(const struct task *s)
{
    const struct page *page = s->page ? desk_page(s->page) : NULL;
    return page && page->nattachments ? &page->attachments[0] : NULL;
}

static void task_act(struct screen *screen, enum act act)
{
    struct task *s = of(screen);
    struct host *host = screen->host;
    struct key_event enter = {.kind = EVENT_KEY, .code = K_ENTER};
    switch (act) {
    case ACT_SUBMIT:
        if (s->step.kind == STEP_FORM)
            answer(s, VERB_SUBMIT);
        else
            task_key(screen, &enter);
        break;
    case ACT_RESEND:
        answer(s, VERB_RESEND);
        break;
    case ACT_NEXT_PROBLEM:
        stepview_next_problem(&s->step);
        break;
    case ACT_CANCEL:
        desk_task_upload_cancel(s->task);
        break;
    case ACT_VIEW:
        if (paper_of(s))
            host_push(host, host->rooms->text(host, &s->ref, paper_of(s)));
        break;
    case ACT_BACK:
        host_pop(host, screen, NULL);
        break;
    default:
        break;
    }
}

static bool refuse(struct message *why, const char *id)
{
    message_set(why, id, 0);
    return false;
}

static bool task_can(struct screen *screen, enum act act, struct message *why)
{
    struct task *s = of(screen);
    switch (act) {
    case ACT_SUBMIT:
        return s->step.step || refuse(why, N_("nothing is asked now"));
    case ACT_RESEND:
        return (s->step.step && s->step.step->resend) || refuse(why, N_("no code is asked now"));
    case ACT_NEXT_PROBLEM:
        return (s->step.step && s->step.kind == STEP_FORM) || refuse(why, N_("there is no form here"));
    case ACT_CANCEL:
        return desk_task_uploading(s->task, NULL, NULL, NULL) || refuse(why, N_("no document is being sent"));
    case ACT_VIEW:
        return paper_of(s) || refuse(why, N_("this record has no form yet"));
    default:
        return true;
    }
}

static const char *task_label(struct screen *screen, enum act act)
{
    return stepview_label(&((struct task *)screen)->step, act);
}

static bool task_editing(const struct screen *screen)
{
    return stepview_editing(&((const struct task *)screen)->step);
}

static int task_clock(struct screen *screen)
{
    return stepview_clock(&of(screen)->step, screen->host->ui);
}

static const struct screen_ops ops = {
    .where = ON_TASK,
    .over = true,
    .close = task_screen_close,
    .draw = task_draw,
    .key = task_key,
    .act = task_act,
    .can = task_can,
    .label = task_label,
    .editing = task_editing,
    .changed = task_changed,
    .clock = task_clock,
    .result = task_result,
};

struct screen *task_screen_new(struct host *host, const struct record_ref *ref, const char *action)
{
    struct task *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    record_ref_copy(&s->ref, ref);
    stepview_init(&s->step);
    s->task = desk_task_begin(host->desk, ref, action);
    if (!s->task) {
        task_screen_close(&s->screen);
        host_say(host, TONE_BAD, N_("Not begun: this computer is out of memory."), NULL);
        return NULL;
    }
    s->page = desk_page_open(host->desk, ref);
    look_again(s);
    return &s->screen;
}

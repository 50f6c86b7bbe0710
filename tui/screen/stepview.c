/* One step on the screen, whoever asks it. */
#include "tui/screen/stepview.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "tui/screen/cells.h"
#include "tui/screen/prose.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/term/wrap.h"

enum { LINE_MAX_BYTES = 4096, WORD_COLS = 32 };

void stepview_init(struct stepview *v)
{
    *v = (struct stepview){.attempts = -1, .brought = -1};
}

static void forget(struct stepview *v)
{
    if (v->view_made)
        formview_free(&v->view);
    if (v->code_made)
        code_free(&v->code);
    if (v->word_made)
        field_free(&v->word);
    free(v->id);
    stepview_init(v);
}

void stepview_free(struct stepview *v)
{
    forget(v);
}

static bool same_step(const struct stepview *v, const struct step *step, const struct form *form)
{
    if (!v->id || !step || v->kind != step->kind || !text_equal(v->id, step->id))
        return false;
    if (step->kind == STEP_FORM)
        return v->form == form;
    return step->kind != STEP_CODE || v->code.length == step->digits;
}

static void make_word(struct stepview *v, const char *label)
{
    static const struct field_def def = {.id = "word", .kind = FIELD_TEXT, .max = 64};
    field_init(&v->word, &def, NULL);
    v->word_made = true;
    v->must_type = label;
}

/* The document that was chosen has arrived: on to the next one that is missing, or to the button. */
static void next_file(struct stepview *v)
{
    const struct step *step = v->step;
    int n = (int)step->nfiles, next = 0;
    if (step->kind != STEP_FILES || v->brought < 0 || v->brought >= n || !step->files[v->brought].uploaded)
        return;
    while (next < n && step->files[next].uploaded)
        next++;
    if (v->focus == v->brought)
        v->focus = next;
    v->brought = -1;
}

/* The same step told again: fewer attempts mean that the code was wrong. */
static void keep_step(struct stepview *v, const struct step *step, const char *label)
{
    bool fewer = step->attempts_left >= 0 && step->attempts_left < v->attempts;
    v->step = step;
    v->must_type = v->word_made ? label : NULL;
    if (step->kind == STEP_CODE && fewer)
        code_clear(&v->code);
    v->attempts = step->attempts_left;
    next_file(v);
}

/* The first thing that is still to be typed: a name may be there already, a password never is. */
static void focus_first_empty(struct stepview *v)
{
    const struct form_def *def = form_def(v->form);
    for (size_t i = 0; i < def->n; i++) {
        const struct secret *secret =
            def->fields[i].kind == FIELD_SECRET ? form_secret_of(v->form, def->fields[i].id) : NULL;
        if (secret ? secret->len > 0 : form_typed(v->form, i)[0] != '\0')
            continue;
        formview_focus(&v->view, i);
        return;
    }
}

void stepview_set(struct stepview *v, const struct step *step, struct form *form, const char *label)
{
    if (same_step(v, step, form)) {
        keep_step(v, step, label);
        return;
    }
    forget(v);
    if (!step)
        return;
    v->step = step;
    v->id = text_dup(step->id ? step->id : "");
    v->kind = step->kind;
    v->attempts = step->attempts_left;
    if (step->kind == STEP_FORM && form) {
        v->form = form;
        v->view_made = formview_init(&v->view, form);
        if (v->view_made)
            focus_first_empty(v);
    } else if (step->kind == STEP_CODE) {
        code_init(&v->code, step->digits > 0 && step->digits <= CODE_MAX ? step->digits : 4);
        v->code_made = true;
    } else if (step->irreversible && !text_empty(label)) {
        make_word(v, label);
    }
}

void stepview_wrong(struct stepview *v)
{
    if (v->code_made)
        code_clear(&v->code);
    if (v->view_made)
        focus_first_empty(v);
}

/* ---- keys -------------------------------------------------------------------------------------------------
 */

static int line_count(const struct stepview *v)
{
    if (v->kind == STEP_CHOICE)
        return (int)v->step->options.n;
    return v->kind == STEP_FILES ? (int)v->step->nfiles + 1 : 0;
}

static enum stepview_result lines_key(struct stepview *v, const struct key_event *event)
{
    int n = line_count(v), to = v->focus;
    if (event->kind != EVENT_KEY || n == 0)
        return STEPVIEW_IGNORED;
    if (key_is(event, K_UP, 0) || key_is(event, K_TAB, MOD_SHIFT))
        to--;
    else if (key_is(event, K_DOWN, 0) || key_is(event, K_TAB, 0))
        to++;
    else if (key_is(event, K_HOME, 0))
        to = 0;
    else if (key_is(event, K_END, 0))
        to = n - 1;
    else if (key_is(event, K_ENTER, 0)) {
        v->brought = v->kind == STEP_FILES && v->focus < n - 1 ? v->focus : -1;
        return v->brought >= 0 ? STEPVIEW_FILE : STEPVIEW_SUBMIT;
    } else
        return STEPVIEW_IGNORED;
    v->focus = to < 0 ? n - 1 : to >= n ? 0 : to;
    return STEPVIEW_USED;
}

/* The widget that is typed into, if the step has one. */
static enum widget_result widget_key(struct stepview *v, const struct ui *ui, const struct key_event *event)
{
    bool enter = event->kind == EVENT_KEY && key_is(event, K_ENTER, 0);
    if (v->kind == STEP_FORM && v->view_made)
        return formview_key(&v->view, ui, event);
    if (v->kind == STEP_CODE && v->code_made)
        return code_key(&v->code, event);
    if (enter)
        return WIDGET_DONE;
    return v->word_made ? field_key(&v->word, ui, event) : WIDGET_IGNORED;
}

/* Sentences that do not fit are scrolled where nothing else wants these keys. */
static bool scroll_key(struct stepview *v, const struct key_event *event)
{
    int to = v->top;
    if (event->kind != EVENT_KEY || v->kind == STEP_FORM || line_count(v) || v->word_made)
        return false;
    if (key_is(event, K_DOWN, 0))
        to++;
    else if (key_is(event, K_UP, 0))
        to--;
    else if (key_is(event, K_PAGE_DOWN, 0) || key_is(event, K_END, 0))
        to += v->hidden;
    else if (key_is(event, K_PAGE_UP, 0) || key_is(event, K_HOME, 0))
        to = 0;
    else
        return false;
    to = to > v->top + v->hidden ? v->top + v->hidden : to < 0 ? 0 : to;
    v->hidden += v->top - to;
    v->top = to;
    return true;
}

enum stepview_result stepview_key(struct stepview *v, const struct ui *ui, const struct key_event *event)
{
    if (!v->step)
        return STEPVIEW_IGNORED;
    if (line_count(v))
        return lines_key(v, event);
    if (scroll_key(v, event))
        return STEPVIEW_USED;
    enum widget_result r = widget_key(v, ui, event);
    if (r == WIDGET_IGNORED || r == WIDGET_CANCEL)
        return STEPVIEW_IGNORED;
    return r == WIDGET_DONE ? STEPVIEW_SUBMIT : STEPVIEW_USED;
}

bool stepview_editing(const struct stepview *v)
{
    if (!v->step)
        return false;
    if (v->kind == STEP_FORM)
        return v->view_made && formview_editing(&v->view);
    return v->word_made && !line_count(v);
}

bool stepview_next_problem(struct stepview *v)
{
    return v->kind == STEP_FORM && v->view_made && formview_next_problem(&v->view);
}

bool stepview_ready(struct stepview *v, struct message *why)
{
    if (!v->step) {
        message_set(why, N_("the registry has not answered yet"), 0);
        return false;
    }
    if (v->kind == STEP_FORM)
        return v->form && form_ready(v->form, why);
    if (v->kind == STEP_CODE && !code_full(&v->code)) {
        message_set(why, N_("the code is not complete"), 0);
        return false;
    }
    for (size_t i = 0; v->kind == STEP_FILES && i < v->step->nfiles; i++)
        if (v->step->files[i].needed && !v->step->files[i].uploaded) {
            message_set(why, N_("a document is missing"), 0);
            return false;
        }
    if (v->word_made) {
        TEXT_AUTO typed;
        text_init(&typed, LINE_MAX_BYTES);
        field_value(&v->word, &typed);
        if (!text_equal(typed.data, v->must_type)) {
            message_set(why, N_("the number that was typed is another one"), 0);
            return false;
        }
    }
    return true;
}

void stepview_answer(struct stepview *v, enum step_verb verb, struct step_answer *out)
{
    *out = (struct step_answer){.step_id = v->step ? v->step->id : NULL, .verb = verb};
    if (v->kind == STEP_FORM)
        out->form = v->form;
    if (v->kind == STEP_CODE && verb == VERB_SUBMIT)
        out->code = &v->code.digits;
    if (v->kind == STEP_CHOICE && v->step && v->focus < (int)v->step->options.n)
        out->choice = v->step->options.items[v->focus].id;
}

const char *stepview_label(const struct stepview *v, enum act act)
{
    if (!v->step)
        return NULL;
    if (act == ACT_RESEND)
        return v->step->resend;
    if (act != ACT_SUBMIT)
        return NULL;
    return v->kind == STEP_FILES && v->focus < (int)v->step->nfiles ? N_("choose a file") : v->step->submit;
}

/* ---- drawing ----------------------------------------------------------------------------------------------
 */

/* "It is valid for 4:12." or, on a slow line, until when; and how many tries are left. */
static void code_words(const struct stepview *v, const struct ui *ui, struct text *out)
{
    int64_t now = clock_wall(), left = v->step->valid_until - now;
    if (v->step->valid_until && left <= 0) {
        text_add(out, _("This code is no longer valid."));
    } else if (v->step->valid_until && ui->link == UI_LINK_SLOW) {
        TEXT_AUTO clock;
        text_init(&clock, 128);
        cells_clock(ui, v->step->valid_until, now, &clock);
        const char *args[] = {clock.data};
        ui_format(ui, out, _("The code is valid until %s."), 1, args);
    } else if (v->step->valid_until) {
        AUTO_FREE char *clock = text_format("%d:%02d", (int)(left / 60000), (int)(left / 1000 % 60));
        const char *args[] = {clock ? clock : ""};
        /* TRANSLATORS: %s is a time that counts down, minutes and seconds: 4:12. */
        ui_format(ui, out, _("The code is valid for %s."), 1, args);
    }
    if (v->step->attempts_left >= 0) {
        AUTO_FREE char *n = text_format("%d", v->step->attempts_left);
        const char *args[] = {n ? n : ""};
        if (out->len)
            text_add_char(out, ' ');
        ui_format(ui, out, P_("%s try is left.", "%s tries are left.", (unsigned long)v->step->attempts_left),
                  1, args);
    }
}

static void file_words(const struct stepview *v, const struct ui *ui, int i, bool uploading, long done,
                       long total, struct text *out, unsigned *style)
{
    const struct step_file *file = &v->step->files[i];
    *style = THEME_NORMAL;
    if (uploading) {
        AUTO_FREE char *percent = text_format("%ld", total > 0 ? done * 100 / total : 0);
        const char *args[] = {percent ? percent : ""};
        ui_format(ui, out, _("sending, %s %%"), 1, args);
        *style = THEME_PROGRESS;
    } else if (file->uploaded) {
        text_add(out, _("uploaded"));
        *style = THEME_GOOD;
    } else {
        text_add(out, file->needed ? _("missing") : _("not needed"));
        *style = file->needed ? THEME_WARNING : THEME_DIM;
    }
}

static void files_draw(struct stepview *v, const struct ui *ui, struct rect area, int uploading, long done,
                       long total)
{
    int n = (int)v->step->nfiles, top = v->focus >= area.rows ? v->focus - area.rows + 1 : 0;
    for (int i = 0; i < n; i++) {
        TEXT_AUTO name, state;
        unsigned style;
        text_init(&name, LINE_MAX_BYTES);
        text_init(&state, LINE_MAX_BYTES);
        cells_text(ui, &v->step->files[i].label, CELLS_PAGE, clock_wall(), &name);
        if (!name.len || !strcmp(name.data, "-"))
            text_set(&name, v->step->files[i].type ? v->step->files[i].type : "");
        file_words(v, ui, i, i == uploading, done, total, &state, &style);
        prose_item(ui, area, i - top, i == v->focus, name.data, state.data, style);
    }
    AUTO_FREE char *button = text_format("[ %s ]", v->step->submit ? _(v->step->submit) : _("go on"));
    prose_item(ui, area, n - top, n == v->focus, button, NULL, 0);
}

static void choice_draw(struct stepview *v, const struct ui *ui, struct rect area)
{
    int top = v->focus >= area.rows ? v->focus - area.rows + 1 : 0;
    for (int i = top; i < (int)v->step->options.n; i++) {
        const struct choice *choice = &v->step->options.items[i];
        prose_item(ui, area, i - top, i == v->focus, choice->label_id ? _(choice->label_id) : choice->label,
                   NULL, 0);
    }
}

static void code_draw_all(struct stepview *v, const struct ui *ui, struct rect area)
{
    TEXT_AUTO words;
    text_init(&words, LINE_MAX_BYTES);
    code_words(v, ui, &words);
    struct rect told = {area.row, area.col, area.rows - 1, area.cols};
    int rows = prose_draw(ui, told, words.data, THEME_NORMAL);
    area = prose_below(area, rows && area.rows > rows + 1 ? rows + 1 : rows);
    const char *label = _("Code");
    int wide = utf8_columns_z(label);
    paint_text(ui->paint, area.row, area.col, wide, label, THEME_LABEL);
    code_draw(&v->code, ui, area.row, area.col + wide + 2, true);
}

static void word_draw(struct stepview *v, const struct ui *ui, struct rect area)
{
    TEXT_AUTO words;
    text_init(&words, LINE_MAX_BYTES);
    const char *args[] = {v->must_type};
    ui_format(ui, &words, _("This cannot be taken back. Type %s to go on:"), 1, args);
    int rows = prose_draw(ui, area, words.data, THEME_WARNING);
    field_draw(&v->word, ui, area.row + rows, area.col, area.cols < WORD_COLS ? area.cols : WORD_COLS,
               THEME_FIELD, true);
}

int stepview_rows(struct stepview *v, const struct ui *ui, int cols)
{
    int rows = 0;
    if (!v->step)
        return 1;
    for (size_t i = 0; i < v->step->nlines; i++)
        rows += prose_message_rows(ui, &v->step->lines[i], cols);
    rows += rows > 0;
    if (v->kind == STEP_FORM && v->view_made)
        return rows + formview_layout(&v->view, ui, cols) + 2;
    if (v->kind == STEP_CODE)
        return rows + 3;
    return rows + line_count(v) + (v->word_made ? 2 : 0);
}

/* Rows that what can be typed or chosen takes at the least. */
static int least_rows(const struct stepview *v)
{
    if (v->kind == STEP_FORM)
        return 2;
    if (line_count(v))
        return line_count(v) < 3 ? line_count(v) : 3;
    return v->word_made ? 3 : v->kind == STEP_CODE;
}

/* The sentences from the first shown line; returns the rows used. */
static int sentences_draw(struct stepview *v, const struct ui *ui, struct rect area)
{
    TEXT_AUTO words;
    text_init(&words, LINE_MAX_BYTES * 4);
    for (size_t i = 0; i < v->step->nlines; i++) {
        text_add(&words, i ? "\n" : "");
        cells_message(ui, &v->step->lines[i], &words);
    }
    int all = prose_rows(words.data, area.cols);
    const char *from = words.data;
    v->top = all > area.rows ? (v->top > all - area.rows ? all - area.rows : v->top) : 0;
    for (int skip = 0; skip < v->top; skip++) {
        size_t next = 0;
        wrap_next(from, strlen(from), area.cols > 0 ? area.cols : 1, &next);
        from += next;
    }
    int used = prose_draw(ui, area, from, THEME_NORMAL);
    v->hidden = all - v->top - used;
    if (v->hidden > 0 && area.rows > 1)
        /* TRANSLATORS: at the end of sentences that go on below the box. */
        paint_right(ui->paint, area.row + area.rows - 1, area.col + area.cols / 2, area.cols - area.cols / 2,
                    _("Down: more"), THEME_DIM);
    return used;
}

void stepview_draw(struct stepview *v, const struct ui *ui, struct rect area, int uploading, long done,
                   long total)
{
    if (!v->step) {
        paint_cursor(ui->paint, area.row, area.col);
        return;
    }
    /* What is typed into is never pushed out by what is read. */
    int before = area.rows, keep = least_rows(v);
    struct rect told = {area.row, area.col, area.rows - keep, area.cols};
    area = prose_below(area, sentences_draw(v, ui, told));
    if (area.rows < before && area.rows > keep)
        area = prose_below(area, 1);
    paint_cursor(ui->paint, area.row, area.col);
    if (v->kind == STEP_FORM && v->view_made)
        formview_draw(&v->view, ui, area, true);
    else if (v->kind == STEP_CODE)
        code_draw_all(v, ui, area);
    else if (v->kind == STEP_FILES)
        files_draw(v, ui, area, uploading, done, total);
    else if (v->kind == STEP_CHOICE)
        choice_draw(v, ui, area);
    else if (v->word_made)
        word_draw(v, ui, area);
}

int stepview_clock(const struct stepview *v, const struct ui *ui)
{
    if (!v->step || v->kind != STEP_CODE || !v->step->valid_until)
        return -1;
    int64_t left = v->step->valid_until - clock_wall();
    if (left <= 0)
        return -1;
    return ui->link == UI_LINK_SLOW ? (int)(left < 3600000 ? left + 1 : 3600000) : (int)(left % 1000 + 1);
}

/*
 * A paper on its way out: which printer, which size, how many, and why again when it was printed before; or
 * into a file. What becomes of the job is told on line 22 and kept in "Printed".
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tui/screen/cells.h"
#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/formview.h"

enum { WORDS_MAX = 4096, FIELD_PRINTER = 0, FIELD_PAPER, FIELD_COPIES, FIELD_REASON, COPIES_MAX = 99 };

struct print {
    struct screen screen;
    struct record_ref ref;
    struct attachment paper; /* a copy */
    struct form *form;
    struct formview view;
    bool chosen; /* a printer was proposed once; after that the choice is the person's */
};

static struct print *of(struct screen *screen)
{
    return (struct print *)screen;
}

/* ---- the form ---------------------------------------------------------------------------------------------
 */

static bool check_copies(const struct form *form, const struct field_def *def, struct message *out)
{
    long n;
    if (text_number(form_value_of(form, def->id), COPIES_MAX, &n) && n >= 1)
        return false;
    message_set(out, N_("Between 1 and 99 copies can be printed."), 0);
    return true;
}

#define PRINT_FIELDS                                                                                         \
    {.id = "printer", .label = N_("Printer"), .kind = FIELD_CHOICE, .required = true},                       \
        {.id = "paper", .label = N_("Paper"), .kind = FIELD_CHOICE, .required = true},                       \
    {                                                                                                        \
        .id = "copies", .label = N_("Copies"), .kind = FIELD_DIGITS, .max = 2, .required = true,             \
        .check = check_copies                                                                                \
    }

static const struct field_def first_fields[] = {PRINT_FIELDS};
static const struct field_def again_fields[] = {
    PRINT_FIELDS,
    {.id = "reason",
     .label = N_("Reason"),
     .kind = FIELD_TEXT,
     .max = 200,
     .required = true,
     .hint = N_("Why it is printed again, for example: the first one was damaged.")}};
static const struct form_def first_form = {
    .id = "print", .title = N_("Print"), .fields = first_fields, .n = 3};
static const struct form_def again_form = {
    .id = "print", .title = N_("Print"), .fields = again_fields, .n = 4};

static void fill_printers(struct print *s)
{
    const struct ui *ui = s->screen.host->ui;
    struct desk *desk = s->screen.host->desk;
    const char *wanted = config_text(s->screen.host->config, OPTION_PRINTER), *best = NULL;
    struct choices choices = {0};
    size_t n;
    const struct desk_printer *printers = desk_printers(desk, &n);
    for (size_t i = 0; i < n; i++) {
        TEXT_AUTO state;
        text_init(&state, WORDS_MAX);
        ui_message(ui, &printers[i].state, &state);
        AUTO_FREE char *label = text_format("%s (%s)", printers[i].name, state.data);
        choices_add(&choices, printers[i].name, label, NULL);
        if (!best || printers[i].is_default || !strcmp(printers[i].name, wanted))
            best = best && !strcmp(best, wanted) ? best : printers[i].name;
    }
    form_set_choices(s->form, FIELD_PRINTER, &choices);
    if (best && !s->chosen) {
        s->chosen = true;
        form_set(s->form, FIELD_PRINTER, best);
    }
}

static void fill_papers(struct print *s)
{
    static const struct {
        const char *id, *label;
    } papers[] = {{"iso_a4_210x297mm", "A4"}, {"iso_a5_148x210mm", "A5"}, {"na_letter_8.5x11in", "Letter"}};
    struct choices choices = {0};
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        choices_add(&choices, papers[i].id, papers[i].label, NULL);
    form_set_choices(s->form, FIELD_PAPER, &choices);
    form_set(s->form, FIELD_PAPER, config_text(s->screen.host->config, OPTION_PAPER));
}

/* ---- drawing ----------------------------------------------------------------------------------------------
 */

static void print_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    struct print *s = of(screen);
    const char *args[] = {s->paper.title ? _(s->paper.title) : s->paper.title_text, s->ref.label};
    (void)right;
    /* TRANSLATORS: %1$s is the name of a paper, %2$s the number of its record. */
    ui_format(ui, left, _("Print: %1$s %2$s"), 2, args);
}

static void state_words(const struct print *s, const struct ui *ui, struct text *out, unsigned *style)
{
    struct desk *desk = s->screen.host->desk;
    const struct error *e = desk_printers_error(desk);
    size_t n;
    int64_t last = 0;
    long before = desk_printed_before(desk, &s->ref, s->paper.id, &last);
    *style = THEME_NORMAL;
    desk_printers(desk, &n);
    if (e) {
        *style = THEME_ERROR;
        cells_error(ui, e, out);
    } else if (!n) {
        text_add(out, desk_printers_loading(desk) ? _("Asking for printers.")
                                                  : _("There is no printer. F9 saves the form as a file."));
    }
    if (before > 0) {
        TEXT_AUTO clock, times;
        text_init(&clock, 128);
        text_init(&times, 128);
        cells_instant(ui, last, &clock);
        ui_number(ui, before, &times);
        const char *args[] = {times.data, clock.data};
        text_add(out, out->len ? "\n" : "");
        ui_format(ui, out,
                  P_("It was printed %1$s time from this computer, last on %2$s.",
                     "It was printed %1$s times from this computer, last on %2$s.", (unsigned long)before),
                  2, args);
    }
}

static void print_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct print *s = of(screen);
    int margin = area.cols >= 60 ? 2 : 0, air = area.rows > 10;
    struct rect inner = {area.row + air, area.col + margin, area.rows - air, area.cols - 2 * margin};
    TEXT_AUTO words;
    unsigned style;
    text_init(&words, WORDS_MAX);
    state_words(s, ui, &words, &style);
    int rows = prose_draw(ui, inner, words.data, style);
    inner = prose_below(inner, rows ? rows + 1 : 0);
    formview_draw(&s->view, ui, inner, true);
}

static void print_changed(struct screen *screen, unsigned what)
{
    if (what & (DESK_PRINT | CHANGED_LANGUAGE))
        fill_printers(of(screen));
}

/* ---- actions ----------------------------------------------------------------------------------------------
 */

static void print_now(struct print *s)
{
    struct host *host = s->screen.host;
    struct message why = {0};
    ERROR_AUTO e = {0};
    long copies = 1;
    if (!form_ready(s->form, &why)) {
        if (!formview_next_problem(&s->view) && why.id)
            desk_notice_set(host->desk, &why, TONE_WARNING, NULL);
        message_clear(&why);
        return;
    }
    text_number(form_value(s->form, FIELD_COPIES), COPIES_MAX, &copies);
    const struct print_order order = {
        .ref = &s->ref,
        .attachment = s->paper.id,
        .printer = form_value(s->form, FIELD_PRINTER),
        .paper = form_value(s->form, FIELD_PAPER),
        .copies = (int)copies,
        .reason = form_find(s->form, "reason") >= 0 ? form_value_of(s->form, "reason") : NULL,
    };
    if (desk_print(host->desk, &order, &e) != STATUS_OK)
        host_fail(host, &e);
    else
        host_pop(host, &s->screen, NULL);
}

static bool print_key(struct screen *screen, const struct key_event *event)
{
    struct print *s = of(screen);
    enum widget_result r = formview_key(&s->view, screen->host->ui, event);
    if (r == WIDGET_DONE)
        print_now(s);
    return r != WIDGET_IGNORED && r != WIDGET_CANCEL;
}

static void print_act(struct screen *screen, enum act act)
{
    struct print *s = of(screen);
    struct host *host = screen->host;
    if (act == ACT_SUBMIT)
        print_now(s);
    else if (act == ACT_VIEW)
        host_push(host, host->rooms->text(host, &s->ref, &s->paper));
    else if (act == ACT_SAVE_FILE)
        host_push(host, host->rooms->save(host, &s->ref, &s->paper));
    else if (act == ACT_REFRESH)
        desk_printers_refresh(host->desk);
    else if (act == ACT_BACK)
        host_pop(host, screen, NULL);
}

static bool print_can(struct screen *screen, enum act act, struct message *why)
{
    return act != ACT_SUBMIT || form_ready(of(screen)->form, why);
}

static const char *print_label(struct screen *screen, enum act act)
{
    (void)screen;
    return act == ACT_SUBMIT ? N_("print") : NULL;
}

static bool print_editing(const struct screen *screen)
{
    return formview_editing(&((const struct print *)screen)->view);
}

static void print_close(struct screen *screen)
{
    struct print *s = of(screen);
    formview_free(&s->view);
    form_free(&s->form);
    record_ref_clear(&s->ref);
    paper_clear(&s->paper);
    free(s);
}

static const struct screen_ops ops = {
    .where = ON_PRINT,
    .close = print_close,
    .title = print_title,
    .draw = print_draw,
    .key = print_key,
    .act = print_act,
    .can = print_can,
    .label = print_label,
    .editing = print_editing,
    .changed = print_changed,
};

struct screen *print_screen_new(struct host *host, const struct record_ref *ref,
                                const struct attachment *paper)
{
    struct print *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    record_ref_copy(&s->ref, ref);
    paper_copy(&s->paper, paper);
    bool again = desk_printed_before(host->desk, ref, paper->id, NULL) > 0;
    s->form = form_new(again ? &again_form : &first_form);
    if (!s->form || !formview_init(&s->view, s->form)) {
        form_free(&s->form);
        record_ref_clear(&s->ref);
        paper_clear(&s->paper);
        free(s);
        return NULL;
    }
    s->view.enter_submits = true;
    AUTO_FREE char *copies = text_format("%ld", config_number(host->config, OPTION_COPIES));
    form_set(s->form, FIELD_COPIES, copies ? copies : "1");
    fill_papers(s);
    fill_printers(s);
    desk_printers_refresh(host->desk);
    return &s->screen;
}

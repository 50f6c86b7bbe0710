/*
 * Preferences, made from the table of options: each takes hold as it is changed and is written to the
 * configuration file when the screen is left.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/formview.h"

enum { THEMES_MAX = 32 };

static const enum option shown[] = {
    OPTION_LANGUAGE,        OPTION_THEME,   OPTION_LINK,  OPTION_PLAIN,
    OPTION_DATES,           OPTION_MOUSE,   OPTION_BIDI,  OPTION_LOCK_MINUTES,
    OPTION_REFRESH_SECONDS, OPTION_PRINTER, OPTION_PAPER, OPTION_COPIES,
};
enum { SHOWN = sizeof shown / sizeof *shown };

/* TRANSLATORS: values of preferences. */
static const struct {
    const char *value, *label;
} value_words[] = {
    {"auto", N_("by itself")},
    {"fast", N_("fast")},
    {"slow", N_("slow")},
    {"app", N_("the program turns it")},
    {"terminal", N_("the terminal turns it")},
    {"language", N_("as the language writes them")},
    {"iso", N_("2026-01-31")},
    {"iso_a4_210x297mm", "A4"},
    {"iso_a5_148x210mm", "A5"},
    {"iso_a3_297x420mm", "A3"},
    {"na_letter_8.5x11in", "Letter"},
    {"na_legal_8.5x14in", "Legal"},
    {"dark", N_("dark")},
    {"light", N_("light")},
    {"mono", N_("without colours")},
};

struct preferences {
    struct screen screen;
    struct field_def fields[SHOWN];
    struct form_def def;
    struct form *form;
    struct formview view;
    bool changed;
};

static struct preferences *of(struct screen *screen)
{
    return (struct preferences *)screen;
}

/* ---- the form ---------------------------------------------------------------------------------------------
 */

static bool check_number(const struct form *form, const struct field_def *field, struct message *out)
{
    const struct option_def *option = field->rule;
    long n;
    if (text_number(form_value_of(form, field->id), option->max, &n) && n >= option->min)
        return false;
    AUTO_FREE char *min = text_format("%ld", option->min), *max = text_format("%ld", option->max);
    message_set(out, N_("This is a number from %1$s to %2$s."), 2, min, max);
    return true;
}

static void field_from_option(struct field_def *field, const struct option_def *option)
{
    *field =
        (struct field_def){.id = option->name, .label = option->title, .hint = option->doc, .rule = option};
    switch (option->type) {
    case OPTION_FLAG:
        field->kind = FIELD_BOOL;
        break;
    case OPTION_NUMBER:
        field->kind = FIELD_DIGITS;
        field->max = 5;
        field->check = check_number;
        break;
    case OPTION_CHOICE:
    case OPTION_WORD:
        field->kind = FIELD_CHOICE;
        break;
    case OPTION_TEXT:
        field->kind = FIELD_TEXT;
        field->max = 200;
        break;
    }
}

static void add_choice(struct choices *choices, const char *value)
{
    for (size_t i = 0; i < sizeof value_words / sizeof *value_words; i++)
        if (!strcmp(value_words[i].value, value)) {
            choices_add(choices, value, NULL, value_words[i].label);
            return;
        }
    choices_add(choices, value, value, NULL);
}

static int name_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_themes(struct choices *choices, const char *folder)
{
    char *names[THEMES_MAX] = {0};
    size_t n = 0;
    DIR *dir = folder ? opendir(folder) : NULL;
    for (struct dirent *d; dir && n < THEMES_MAX && (d = readdir(dir));) {
        size_t length = strlen(d->d_name), ending = strlen(".theme");
        if (length > ending && d->d_name[0] != '.' && !strcmp(d->d_name + length - ending, ".theme") &&
            (names[n] = text_dup_n(d->d_name, length - ending)))
            n++;
    }
    if (dir)
        closedir(dir);
    qsort(names, n, sizeof *names, name_order);
    for (size_t i = 0; i < n; i++) {
        add_choice(choices, names[i]);
        free(names[i]);
    }
}

static void fill_choices(struct preferences *s, size_t i)
{
    const struct option_def *option = config_option(shown[i]);
    struct choices choices = {0};
    if (shown[i] == OPTION_LANGUAGE) {
        add_choice(&choices, "auto");
        choices_add(&choices, "en", "English", NULL);
        choices_add(&choices, "uk", "Українська", NULL);
        choices_add(&choices, "fr", "Français", NULL);
    } else if (shown[i] == OPTION_THEME) {
        add_themes(&choices, s->screen.host->theme_dir);
    }
    for (size_t k = 0; option->choices && option->choices[k]; k++)
        add_choice(&choices, option->choices[k]);
    form_set_choices(s->form, i, &choices);
}

static void fill_values(struct preferences *s)
{
    struct config *config = s->screen.host->config;
    for (size_t i = 0; i < SHOWN; i++) {
        if (s->fields[i].kind == FIELD_CHOICE)
            fill_choices(s, i);
        if (s->fields[i].kind == FIELD_BOOL)
            form_set(s->form, i, config_flag(config, shown[i]) ? "yes" : "");
        else
            form_set(s->form, i, config_text(config, shown[i]));
    }
    formview_sync(&s->view);
}

/* ---- taking hold ------------------------------------------------------------------------------------------
 */

static void take_hold(struct host *host, const struct option_def *option)
{
    if (option->reload & RELOAD_LANGUAGE && !host->ops->language(host, config_language(host->config)))
        host_say(host, TONE_BAD, N_("Not changed: the texts of this language are not installed."), NULL);
    if (option->reload & RELOAD_THEME && !host->ops->theme(host, config_text(host->config, OPTION_THEME)))
        host_say(host, TONE_BAD, N_("Not changed: these colours cannot be read."), NULL);
    if (option->reload & (RELOAD_TERMINAL | RELOAD_PAINT))
        host->ops->look(host);
}

static void value_changed(struct preferences *s, size_t i)
{
    struct host *host = s->screen.host;
    const struct option_def *option = config_option(shown[i]);
    const char *value = form_value(s->form, i);
    struct message problem = {0};
    if (s->fields[i].kind == FIELD_BOOL)
        value = value[0] ? "yes" : "no";
    bool wrong = form_problem(s->form, i, &problem);
    message_clear(&problem);
    if (wrong || !strcmp(value, config_text(host->config, shown[i])) ||
        config_set(host->config, shown[i], value, NULL) != STATUS_OK)
        return;
    s->changed = true;
    take_hold(host, option);
}

static void leave(struct preferences *s)
{
    struct host *host = s->screen.host;
    ERROR_AUTO e = {0};
    if (s->changed && config_save(host->config, &e) != STATUS_OK)
        host_fail(host, &e);
    else if (s->changed)
        host_say(host, TONE_GOOD, N_("Preferences are saved."), NULL);
    host_pop(host, &s->screen, NULL);
}

/* ---- the screen -------------------------------------------------------------------------------------------
 */

static void preferences_title(struct screen *screen, const struct ui *ui, struct text *left,
                              struct text *right)
{
    text_add(left, _("Preferences"));
    text_add(right, config_file(screen->host->config));
}

static void preferences_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    int margin = area.cols >= 60 ? 2 : 0;
    formview_draw(&of(screen)->view, ui,
                  (struct rect){area.row, area.col + margin, area.rows, area.cols - 2 * margin}, true);
}

static bool preferences_key(struct screen *screen, const struct key_event *event)
{
    struct preferences *s = of(screen);
    size_t at = (size_t)s->view.focus;
    enum widget_result r = formview_key(&s->view, screen->host->ui, event);
    if (at < SHOWN)
        value_changed(s, at);
    if (r == WIDGET_DONE)
        leave(s);
    return r != WIDGET_IGNORED && r != WIDGET_CANCEL;
}

static void preferences_act(struct screen *screen, enum act act)
{
    if (act == ACT_BACK || act == ACT_ENTER)
        leave(of(screen));
}

static bool preferences_editing(const struct screen *screen)
{
    return formview_editing(&((const struct preferences *)screen)->view);
}

static void preferences_close(struct screen *screen)
{
    struct preferences *s = of(screen);
    formview_free(&s->view);
    form_free(&s->form);
    free(s);
}

static const struct screen_ops ops = {
    .where = ON_PREFERENCES,
    .close = preferences_close,
    .title = preferences_title,
    .draw = preferences_draw,
    .key = preferences_key,
    .act = preferences_act,
    .editing = preferences_editing,
};

struct screen *preferences_screen_new(struct host *host)
{
    struct preferences *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    for (size_t i = 0; i < SHOWN; i++)
        field_from_option(&s->fields[i], config_option(shown[i]));
    s->def =
        (struct form_def){.id = "preferences", .title = N_("Preferences"), .fields = s->fields, .n = SHOWN};
    s->form = form_new(&s->def);
    if (!s->form || !formview_init(&s->view, s->form)) {
        form_free(&s->form);
        free(s);
        return NULL;
    }
    fill_values(s);
    return &s->screen;
}

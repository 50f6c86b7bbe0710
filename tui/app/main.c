/* The start and the end of the program: arguments, configuration, language, the desk, and then the loop. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "tui/app/app.h"
#include "tui/app/arguments.h"
#include "tui/app/folders.h"
#include "tui/app/rooms.h"

enum { EXIT_START = 1, EXIT_USE = 2 };

/* A sentence on standard error, in the language that is loaded by now. */
static int refuse(const struct catalog *catalog, const struct error *e, int code)
{
    TEXT_AUTO words;
    text_init(&words, 8192);
    catalog_message(catalog, &e->what, &words);
    if (e->next.id) {
        text_add_char(&words, '\n');
        catalog_message(catalog, &e->next, &words);
    }
    fprintf(stderr, "registrar: %s\n", words.data);
    return code;
}

static int print_all(void (*fill)(struct text *))
{
    TEXT_AUTO out;
    text_init(&out, 1024 * 1024);
    fill(&out);
    fputs(out.data, stdout);
    return text_ok(&out) && fflush(stdout) == 0 ? 0 : EXIT_START;
}

static void complain_about_config(const struct config *config, const struct catalog *catalog)
{
    size_t n;
    const struct message *problems = config_problems(config, &n);
    for (size_t i = 0; i < n; i++) {
        TEXT_AUTO words;
        text_init(&words, 8192);
        catalog_message(catalog, &problems[i], &words);
        fprintf(stderr, "registrar: %s\n", words.data);
    }
}

static int print_config(const struct config *config, const struct catalog *catalog)
{
    TEXT_AUTO out;
    text_init(&out, 1024 * 1024);
    complain_about_config(config, catalog);
    config_dump(config, &out);
    fputs(out.data, stdout);
    return text_ok(&out) && fflush(stdout) == 0 ? 0 : EXIT_START;
}

/* What the command line says holds for this run only. */
static enum status override_all(struct config *config, const struct arguments *given, struct error *e)
{
    const struct {
        enum option option;
        const char *value;
    } all[] = {
        {OPTION_LANGUAGE, given->language},
        {OPTION_THEME, given->theme},
        {OPTION_LINK, given->link},
        {OPTION_PLAIN, given->plain ? "yes" : NULL},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value && config_override(config, all[i].option, all[i].value, e) != STATUS_OK)
            return e->status;
    return STATUS_OK;
}

/* Libraries that write to standard error must not write over the screen. Returns the old one, to be given
 * back. */
static int quiet_standard_error(void)
{
    AUTO_FREE char *dir = folder_make(FOLDER_STATE, NULL);
    AUTO_FREE char *path = dir ? text_format("%s/stderr.log", dir) : NULL;
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    if (fd < 0)
        fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        dup2(fd, STDERR_FILENO);
        close(fd);
    }
    return kept;
}

static void loud_standard_error(int kept)
{
    if (kept < 0)
        return;
    dup2(kept, STDERR_FILENO);
    close(kept);
}

/* What was wrong with the preferences, as the first sentence of line 22; the rest of them is used. */
static void tell_problems(struct app *app, bool themed)
{
    size_t n;
    const struct message *problems = config_problems(app->config, &n);
    if (n == 1) {
        desk_notice_set(app->desk, &problems[0], TONE_WARNING, NULL);
    } else if (n) {
        host_say(&app->host, TONE_WARNING,
                 N_("Some lines of the configuration were skipped; --dump-config tells which."), NULL);
    } else if (strcmp(config_language(app->config), catalog_language(app->catalog))) {
        host_say(&app->host, TONE_WARNING,
                 N_("Not shown in %s: the texts of this language are not installed."),
                 config_language(app->config));
    } else if (!themed) {
        host_say(&app->host, TONE_WARNING, N_("Not used: the colours %s cannot be read."),
                 config_text(app->config, OPTION_THEME));
    }
}

/* Everything between the arguments and the loop. The error is filled when something stands in the way. */
static int start(struct app *app, const struct arguments *given, struct error *e)
{
    const struct profile *profile = config_profile(app->config, given->profile);
    if (!profile) {
        error_set1(e, STATUS_NOT_FOUND,
                   N_("Not started: there is no registry called %s in the configuration."),
                   N_("Use --dump-config to see which there are."), given->profile);
        return EXIT_USE;
    }
    app->loop = loop_new();
    if (!app->loop) {
        error_memory(e);
        return EXIT_START;
    }
    app->host = (struct host){.ops = &app_host_ops,
                              .rooms = &app_rooms,
                              .config = app->config,
                              .ui = &app->ui,
                              .locale_dir = app->locale_dir,
                              .theme_dir = app->theme_dir};
    app->ui.loop = app->loop;
    app->ui.theme = &app->theme;
    app->awaited_since = -1;
    bool themed = app_set_theme(app, config_text(app->config, OPTION_THEME));
    enum term_refusal why;
    if (app_open_terminal(app, &why, e) != STATUS_OK)
        return why == TERM_FAILED ? EXIT_START : EXIT_USE;
    if (app_open_desk(app, profile, e) != STATUS_OK)
        return EXIT_START;
    tell_problems(app, themed);
    app_run(app);
    return 0;
}

static int with_config(struct app *app, const struct arguments *given)
{
    ERROR_AUTO e = {0};
    if (config_load(given->config, &app->config, &e) != STATUS_OK ||
        override_all(app->config, given, &e) != STATUS_OK)
        return refuse(NULL, &e, EXIT_USE);
    const char *language = config_language(app->config);
    if (strcmp(language, "en"))
        catalog_load(app->locale_dir, language, &app->catalog, NULL);
    app->ui.catalog = app->catalog;
    if (given->dump_config)
        return print_config(app->config, app->catalog);
    int kept = quiet_standard_error();
    int code = start(app, given, &e);
    term_close(&app->term);
    loud_standard_error(kept);
    return code && e.what.id ? refuse(app->catalog, &e, code) : code;
}

int main(int argc, char **argv)
{
    struct arguments given;
    ERROR_AUTO e = {0};
    if (arguments_read(argc, argv, &given, &e) != STATUS_OK)
        return refuse(NULL, &e, EXIT_USE);
    if (given.help)
        return print_all(arguments_help);
    if (given.version) {
        puts("registrar " REGISTRAR_VERSION);
        return 0;
    }
    if (given.completion)
        return print_all(arguments_completion);
    if (given.man)
        return print_all(man_page);
    if (!secret_setup()) {
        fputs("registrar: Not started: this computer cannot keep secrets in memory.\n", stderr);
        return EXIT_START;
    }
    struct app *app = calloc(1, sizeof *app);
    if (!app)
        return EXIT_START;
    struct folders folders = {0};
    folders_find(&folders);
    app->utf8 = term_locale();
    app->helper_dir = folders.helpers;
    app->locale_dir = folders.locale;
    app->theme_dir = folders.themes;
    theme_builtin(&app->theme);
    int code = with_config(app, &given);
    app_free(app);
    free(app);
    folders_free(&folders);
    return code;
}

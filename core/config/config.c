/* Loading the configuration, answering for options, and finding profiles. */
#include "config/config.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "config/private.h"

static void language_from_environment(struct config *c)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    size_t n;

    snprintf(c->language, sizeof c->language, "en");
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (text_empty(value))
            continue;
        n = strspn(value, "abcdefghijklmnopqrstuvwxyz");
        if (n >= 2 && n <= 3 && (value[n] == '\0' || strchr("_.@", value[n])))
            snprintf(c->language, sizeof c->language, "%.*s", (int)n, value);
        return;
    }
}

/* An unreadable file is a problem to tell; one that is not there is none. */
static void config_read(struct config *c)
{
    ERROR_AUTO e = {0};
    TEXT_AUTO text;
    enum status status;

    text_init(&text, LIMIT_CONFIG_FILE);
    status = file_read_all(c->file, &text, &e);
    if (status == STATUS_OK)
        ini_read(c, text.data, text.len);
    else if (status == STATUS_MEMORY)
        c->starved = true;
    else if (status != STATUS_NOT_FOUND && c->problem_n < CONFIG_PROBLEMS_MAX)
        message_copy(&c->problems[c->problem_n++], &e.what);
}

static bool config_begin(struct config *c, const char *file)
{
    AUTO_FREE char *folder = NULL;
    AUTO_FREE char *copy = NULL;

    if (file) {
        c->file = file[0] == '/' ? text_dup(file) : realpath(file, NULL);
        if (!c->file)
            c->file = text_dup(file);
    } else {
        folder = folder_path(FOLDER_CONFIG);
        c->file = folder ? text_format("%s/registrar.ini", folder) : text_dup("registrar.ini");
    }
    copy = text_dup(c->file);
    if (!copy)
        return false;
    c->folder = text_dup(dirname(copy));
    for (int i = 0; i < OPTION_COUNT; i++)
        if (!option_put(c, (enum option)i, config_option((enum option)i)->initial))
            return false;
    return c->folder != NULL;
}

static bool config_add_training(struct config *c)
{
    struct profile *p;

    for (size_t i = 0; i < c->profile_n; i++)
        if (strcmp(c->profiles[i]->name, "training") == 0)
            return true;
    p = profile_training();
    if (!p)
        return false;
    c->profiles[c->profile_n++] = p; /* one place more than the file may fill */
    return true;
}

enum status config_load(const char *file, struct config **out, struct error *e)
{
    struct config *c = calloc(1, sizeof *c);

    *out = NULL;
    if (!c || !config_begin(c, file)) {
        config_free(&c);
        return error_memory(e);
    }
    language_from_environment(c);
    config_read(c);
    if (c->starved || !config_add_training(c)) {
        config_free(&c);
        return error_memory(e);
    }
    *out = c;
    return STATUS_OK;
}

void config_free(struct config **cp)
{
    struct config *c = *cp;

    *cp = NULL;
    if (!c)
        return;
    for (int i = 0; i < OPTION_COUNT; i++) {
        free(c->values[i]);
        free(c->to_save[i]);
    }
    for (size_t i = 0; i < c->profile_n; i++)
        profile_free(&c->profiles[i]);
    for (size_t i = 0; i < c->problem_n; i++)
        message_clear(&c->problems[i]);
    free(c->file);
    free(c->folder);
    free(c);
}

const char *config_file(const struct config *c)
{
    return c->file;
}

const struct message *config_problems(const struct config *c, size_t *n)
{
    *n = c->problem_n;
    return c->problems;
}

const char *config_text(const struct config *c, enum option o)
{
    return c->values[o];
}

long config_number(const struct config *c, enum option o)
{
    return c->numbers[o];
}

bool config_flag(const struct config *c, enum option o)
{
    return c->numbers[o] != 0;
}

const char *config_language(const struct config *c)
{
    return strcmp(c->values[OPTION_LANGUAGE], "auto") == 0 ? c->language : c->values[OPTION_LANGUAGE];
}

enum status config_override(struct config *c, enum option o, const char *value, struct error *e)
{
    const struct option_def *def = config_option(o);
    long number;

    if (!option_check(def, value, &number)) {
        error_set(e, STATUS_INVALID, NULL, def->doc);
        if (e)
            message_set(&e->what, N_("%1$s cannot be \"%2$s\"."), 2, def->name, value);
        return STATUS_INVALID;
    }
    return option_put(c, o, value) ? STATUS_OK : error_memory(e);
}

enum status config_set(struct config *c, enum option o, const char *value, struct error *e)
{
    enum status status = config_override(c, o, value, e);

    if (status)
        return status;
    return text_replace(&c->to_save[o], c->values[o]) ? STATUS_OK : error_memory(e);
}

size_t config_profile_count(const struct config *c)
{
    return c->profile_n;
}

const struct profile *config_profile_at(const struct config *c, size_t i)
{
    return i < c->profile_n ? c->profiles[i] : NULL;
}

const struct profile *config_profile(const struct config *c, const char *name)
{
    const char *wanted = name ? name : c->values[OPTION_PROFILE];

    for (size_t i = 0; i < c->profile_n; i++)
        if (strcmp(c->profiles[i]->name, wanted) == 0)
            return c->profiles[i];
    return name ? NULL : c->profiles[0];
}

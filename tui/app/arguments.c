/* The command line, by table. */
#include "tui/app/arguments.h"

#include <stddef.h>
#include <string.h>

#include "base/catalog.h"

static const struct argument_def table[] = {
    {"--help", NULL, N_("Shows this list and ends."), offsetof(struct arguments, help)},
    {"--version", NULL, N_("Tells the version and ends."), offsetof(struct arguments, version)},
    {"--profile", "NAME", N_("Opens this registry of the configuration."),
     offsetof(struct arguments, profile)},
    {"--lang", "CODE", N_("Speaks this language: en, uk or fr."), offsetof(struct arguments, language)},
    {"--theme", "NAME", N_("Uses these colours, the name of a file in the themes folder without its ending."),
     offsetof(struct arguments, theme)},
    {"--config", "FILE", N_("Reads this configuration file instead of the usual one."),
     offsetof(struct arguments, config)},
    {"--dump-config", NULL, N_("Prints the configuration in use and what each line means, and ends."),
     offsetof(struct arguments, dump_config)},
    {"--plain", NULL, N_("Draws no borders and no signs: for screen readers and braille lines."),
     offsetof(struct arguments, plain)},
    {"--link", "KIND", N_("Says how the line is: auto, fast or slow. On a slow line less is painted."),
     offsetof(struct arguments, link)},
    {"--completion", NULL, N_("Prints the completion of these options for bash and ends."),
     offsetof(struct arguments, completion)},
    {"--man", NULL, N_("Prints the manual page and ends."), offsetof(struct arguments, man)},
};

const struct argument_def *arguments_table(size_t *n)
{
    *n = sizeof table / sizeof *table;
    return table;
}

static const struct argument_def *argument_find(const char *arg, size_t n)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strlen(table[i].name) == n && !memcmp(table[i].name, arg, n))
            return &table[i];
    return NULL;
}

enum status arguments_read(int argc, char **argv, struct arguments *out, struct error *e)
{
    *out = (struct arguments){0};
    for (int i = 1; i < argc; i++) {
        size_t n = strcspn(argv[i], "=");
        const struct argument_def *def = argument_find(argv[i], n);
        if (!def)
            return error_set1(e, STATUS_INVALID, N_("Not started: %s is not an option."),
                              N_("Use --help to see all options."), argv[i]);
        void *at = (char *)out + def->at;
        if (!def->value) {
            if (argv[i][n])
                return error_set1(e, STATUS_INVALID, N_("Not started: %s takes no value."),
                                  N_("Use --help to see all options."), def->name);
            *(bool *)at = true;
            continue;
        }
        const char *value = argv[i][n] ? argv[i] + n + 1 : i + 1 < argc ? argv[++i] : NULL;
        if (text_empty(value))
            return error_set1(e, STATUS_INVALID, N_("Not started: %s needs a value."),
                              N_("Use --help to see all options."), def->name);
        *(const char **)at = value;
    }
    if (out->link && strcmp(out->link, "auto") && strcmp(out->link, "slow") && strcmp(out->link, "fast"))
        return error_set1(e, STATUS_INVALID, N_("Not started: %s is not a kind of line."),
                          N_("Use --link auto, fast or slow."), out->link);
    return STATUS_OK;
}

void arguments_help(struct text *out)
{
    text_add(out, "registrar " REGISTRAR_VERSION "\n"
                  "A full-screen terminal program for civil registrars.\n\n"
                  "Usage: registrar [OPTION]...\n\n");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        AUTO_FREE char *name = text_format("%s%s%s", table[i].name, table[i].value ? " " : "",
                                           table[i].value ? table[i].value : "");
        text_addf(out, "  %-16s  %s\n", name ? name : table[i].name, table[i].help);
    }
}

void arguments_completion(struct text *out)
{
    text_add(
        out,
        "# Completion of registrar for bash: source this file, or put it into the folder of completions.\n"
        "_registrar() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    case $before in\n"
        "    --lang) COMPREPLY=($(compgen -W 'en uk fr' -- \"$word\")) ;;\n"
        "    --link) COMPREPLY=($(compgen -W 'auto fast slow' -- \"$word\")) ;;\n"
        "    --config) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
        "    --profile | --theme) COMPREPLY=() ;;\n"
        "    *) COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        text_addf(out, "%s%s", i ? " " : "", table[i].name);
    text_add(out, "' -- \"$word\")) ;;\n"
                  "    esac\n"
                  "}\n"
                  "complete -F _registrar registrar\n");
}

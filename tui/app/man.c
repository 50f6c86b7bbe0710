/* The manual page, printed from the tables that drive the program: it cannot say anything else than they do.
 */
#include "tui/app/actions.h"
#include "tui/app/arguments.h"

/* Text in man(7): backslashes, hyphens, and a dot or quote at the start of a line are escaped. */
static void man_text(struct text *out, const char *s)
{
    if (*s == '.' || *s == '\'')
        text_add(out, "\\&");
    for (; *s; s++) {
        if (*s == '\\')
            text_add(out, "\\e");
        else if (*s == '-')
            text_add(out, "\\-");
        else if (*s == '~')
            text_add(out, "\\(ti");
        else if (*s == '^')
            text_add(out, "\\(ha");
        else
            text_add_char(out, *s);
    }
}

static void man_arguments(struct text *out)
{
    size_t n;
    const struct argument_def *defs = arguments_table(&n);
    text_add(out, ".SH OPTIONS\n");
    for (size_t i = 0; i < n; i++) {
        text_add(out, ".TP\n.B ");
        man_text(out, defs[i].name);
        if (defs[i].value)
            text_addf(out, " \\fI%s\\fR", defs[i].value);
        text_add(out, "\n");
        man_text(out, defs[i].help);
        text_add(out, "\n");
    }
}

static void man_action(struct text *out, const struct action *a)
{
    text_add(out, ".TP\n");
    for (size_t k = 0; k < ACTION_KEYS && a->keys[k]; k++) {
        text_add(out, k ? ", \\fB" : "\\fB");
        man_text(out, a->keys[k]);
        text_add(out, "\\fR");
    }
    text_add(out, "\n");
    man_text(out, a->help);
    text_add(out, "\n");
}

static void man_keys(struct text *out)
{
    size_t n, moves;
    const struct action *table = actions_table(&n), *moving = actions_moving(&moves);
    text_add(
        out,
        ".SH KEYS\nWhat can be done now stands on the last line of the screen. Keys of a record, such as\n"
        "approving a request, come from the registry and are shown there too.\n");
    for (int group = 0; group < GROUP_COUNT; group++) {
        text_add(out, ".SS ");
        man_text(out, action_group_title(group));
        text_add(out, "\n");
        for (size_t i = 0; i < moves; i++)
            if ((int)moving[i].group == group)
                man_action(out, &moving[i]);
        for (size_t i = 0; i < n; i++)
            if ((int)table[i].group == group)
                man_action(out, &table[i]);
    }
}

void man_page(struct text *out)
{
    text_add(
        out,
        ".TH REGISTRAR 1 2026-11-20 \"registrar " REGISTRAR_VERSION "\" \"User Commands\"\n"
        ".SH NAME\nregistrar \\- civil registration at the terminal\n"
        ".SH SYNOPSIS\n.B registrar\n.RI [ OPTION ]...\n"
        ".SH DESCRIPTION\n"
        "Signs in to a civil registry, shows its queues and records, carries out what a registrar decides,\n"
        "and prints the forms. Everything that is sent is first written to this computer, so that a broken\n"
        "line or a crash loses nothing and sends nothing twice.\n"
        "Without a configuration it opens the training registry, where nothing is real.\n");
    man_arguments(out);
    man_keys(out);
    text_add(
        out,
        ".SH EXAMPLES\n"
        ".TP\n.B registrar \\-\\-lang uk \\-\\-theme light\nIn Ukrainian, in light colours.\n"
        ".TP\n.B registrar \\-\\-plain \\-\\-link slow\nFor a braille line behind a slow line.\n"
        ".TP\n.B registrar \\-\\-profile office \\-\\-config /etc/registrar/office.ini\n"
        "The registry called office in that file.\n"
        ".SH FILES\n"
        ".TP\n.I $XDG_CONFIG_HOME/registrar/registrar.ini\nRegistries and preferences.\n"
        ".TP\n.I $XDG_DATA_HOME/registrar/\nWork that is not sent yet and the list of what was printed.\n"
        ".TP\n.I $XDG_STATE_HOME/registrar/\nThe log.\n"
        ".TP\n.I $XDG_CACHE_HOME/registrar/\nWhat can be asked for again.\n"
        ".SH ENVIRONMENT\n"
        ".TP\n.B NO_COLOR\nWhen set, no colours are used.\n"
        ".SH EXIT STATUS\n0 at a normal end, 1 when it could not start, 2 when there is no usable terminal "
        "or an\n"
        "option is wrong.\n");
}

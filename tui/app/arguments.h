/* The command line: what can be asked for, as a table that also makes --help and the manual page. */
#ifndef TUI_APP_ARGUMENTS_H
#define TUI_APP_ARGUMENTS_H

#include "base/status.h"
#include "base/text.h"

struct arguments {
    const char *profile, *language, *theme, *config; /* borrowed from argv, NULL: not given */
    const char *link;                                /* "auto", "slow", "fast"; NULL: not given */
    bool help, version, dump_config, man, completion, plain;
};

struct argument_def {
    const char *name;  /* "--profile" */
    const char *value; /* "NAME", NULL: takes none */
    const char *help;  /* message id */
    size_t at;         /* in struct arguments: a const char * when it takes a value, else a bool */
};
const struct argument_def *arguments_table(size_t *n);

/* `argv` must outlive *out. Both "--lang uk" and "--lang=uk" are understood. */
enum status arguments_read(int argc, char **argv, struct arguments *out, struct error *);
/* The text of --help. */
void arguments_help(struct text *out);
/* The completion of the command line for bash, made from the same table. */
void arguments_completion(struct text *out);
/* The manual page registrar(1), made from the tables of options and actions; man(7) markup. */
void man_page(struct text *out);

#endif

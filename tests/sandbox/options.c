/* The command line of the training registry. */
#include "tests/sandbox/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "registrar-sandbox: a training registry that speaks the eHealth contracts on a loopback port\n\n"
    "  --port N          port to listen on; 0 takes a free one (default)\n"
    "  --data DIR        folder of the data file; default: a private one that goes away at the end\n"
    "  --size SIZE       small, demo or large (small)\n"
    "  --seed N          which people the generator makes (1)\n"
    "  --hostile         add rows with escape sequences, bidi controls and very long names\n"
    "  --phone FILE|-    where text messages go, a JSON line each; - is standard output\n"
    "  --log FILE        what happened, a line each\n"
    "  --tls             serve HTTPS with a certificate made now; its authority is ca.pem in the data "
    "folder\n"
    "  --now INSTANT     start the clock at, say, 2026-01-05T09:00:00Z\n"
    "  --set NAME=VALUE  turn a switch; VALUE is JSON or a word; may be repeated\n"
    "  --stdin-guard     end when standard input closes or the parent ends\n"
    "  --fixtures        print the ids of the prepared records as JSON and end\n"
    "  --help, --version\n";

static int number(const char *text, unsigned long long most, unsigned long long *out)
{
    char *end = NULL;

    *out = strtoull(text, &end, 10);
    return *text && *text != '-' && *end == 0 && *out <= most ? 0 : -1;
}

static int read_size(struct options *options, const char *text)
{
    static const char *const names[] = {"small", "demo", "large"};

    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            options->size = (enum size_of_data)i;
            return 0;
        }
    }
    return -1;
}

static int take(struct options *options, int letter, const char *value)
{
    unsigned long long n;

    switch (letter) {
    case 'p':
        if (number(value, 65535, &n) != 0)
            return -1;
        options->port = (int)n;
        return 0;
    case 'd':
        return snprintf(options->data, sizeof options->data, "%s", value) < (int)sizeof options->data ? 0
                                                                                                      : -1;
    case 's':
        return read_size(options, value);
    case 'e':
        if (number(value, UINT64_MAX, &n) != 0)
            return -1;
        options->seed = n;
        return 0;
    case 'S':
        if (options->set_count == (int)(sizeof options->sets / sizeof *options->sets))
            return -1;
        options->sets[options->set_count++] = value;
        return 0;
    case 'f':
        options->phone = value;
        return 0;
    case 'l':
        options->log = value;
        return 0;
    case 'n':
        options->now = value;
        return 0;
    default:
        return -1;
    }
}

int options_read(struct options *options, int argc, char **argv)
{
    static const struct option table[] = {
        {"port", required_argument, NULL, 'p'},
        {"data", required_argument, NULL, 'd'},
        {"size", required_argument, NULL, 's'},
        {"seed", required_argument, NULL, 'e'},
        {"hostile", no_argument, NULL, 'H'},
        {"phone", required_argument, NULL, 'f'},
        {"log", required_argument, NULL, 'l'},
        {"tls", no_argument, NULL, 't'},
        {"now", required_argument, NULL, 'n'},
        {"set", required_argument, NULL, 'S'},
        {"stdin-guard", no_argument, NULL, 'g'},
        {"fixtures", no_argument, NULL, 'x'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {NULL, 0, NULL, 0},
    };
    int letter;

    memset(options, 0, sizeof *options);
    options->seed = 1;
    while ((letter = getopt_long(argc, argv, "", table, NULL)) != -1) {
        if (letter == 'h') {
            fputs(help, stdout);
            return 1;
        }
        if (letter == 'v') {
            puts("registrar-sandbox " REGISTRAR_VERSION);
            return 1;
        }
        if (letter == 'H')
            options->hostile = true;
        else if (letter == 't')
            options->tls = true;
        else if (letter == 'g')
            options->stdin_guard = true;
        else if (letter == 'x')
            options->print_fixtures = true;
        else if (letter == '?')
            return 2;
        else if (take(options, letter, optarg) != 0) {
            fprintf(stderr, "registrar-sandbox: %s is no good value here; see --help\n", optarg);
            return 2;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "registrar-sandbox: %s is not wanted; see --help\n", argv[optind]);
        return 2;
    }
    return 0;
}

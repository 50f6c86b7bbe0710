/*
 * The one table of actions: its id, default keys, label, help, group, rank, places, and what must be true
 * first. Keys, help line, help screen, palette, manual page and shell completion are all read from it.
 */
#ifndef TUI_APP_ACTIONS_H
#define TUI_APP_ACTIONS_H

#include "tui/screen/screen.h"

enum { ACTION_KEYS = 3, KEYSEQ_MAX = 3 };

enum action_group {
    GROUP_EVERYWHERE,
    GROUP_MOVING,
    GROUP_LISTS,
    GROUP_RECORDS,
    GROUP_FORMS,
    GROUP_PROGRAM,
    GROUP_COUNT
};

struct action {
    enum act act; /* ACT_NONE: a key of the widgets, listed so that it is explained */
    const char *id;
    const char *keys[ACTION_KEYS]; /* as people write them: "g h", "Enter", "Ctrl-P"; NULL-ended */
    const char *label;             /* message ids */
    const char *help;
    enum action_group group;
    int rank; /* help line: highest goes first, 0 never, -1 is not on the help line at all */
    unsigned where;
    bool (*can)(const struct host *, struct message *why); /* NULL: always */
};

const struct action *actions_table(size_t *n);
/* Keys that the widgets handle themselves: explained, never dispatched. */
const struct action *actions_moving(size_t *n);
const char *action_group_title(enum action_group); /* message id */

/* A sequence of keys as typed so far. */
struct keyseq {
    int32_t code[KEYSEQ_MAX];
    unsigned mods[KEYSEQ_MAX];
    int n;
};
bool keyseq_parse(const char *written, struct keyseq *out);
/* Whether `typed` begins `whole`; equal ones begin each other. */
bool keyseq_begins(const struct keyseq *typed, const struct keyseq *whole);

/* The first key of `a` that works in a place where letters are typed (editing) or not; NULL: none. */
const char *action_key(const struct action *a, bool editing);

#endif

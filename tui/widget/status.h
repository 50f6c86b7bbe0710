/* The lines that are the same on every screen: the header (where, who, line, unsent), the result line, the
 * training phone. */
#ifndef TUI_WIDGET_STATUS_H
#define TUI_WIDGET_STATUS_H

#include "tui/term/ui.h"

enum header_line_state { HEADER_ONLINE, HEADER_SLOW, HEADER_OFFLINE, HEADER_SIGNED_OUT };

struct header {
    const char *registry; /* "eHealth training" */
    const char *place;    /* "Lviv, office 3" */
    const char *person;
    const char *language; /* "uk" */
    enum header_line_state line;
    long unsent;
    bool training;
};

/* Drops place, then language, then registry name on narrow screens; line state and unsent count always stay.
 */
void header_draw(const struct ui *, struct rect area, const struct header *);

/* Line 2: what this is (left), order, filter and marks (right, cut first), and the rule below it when there
 * are two rows. Either text may be NULL. */
void title_draw(const struct ui *, struct rect area, const char *left, const char *right);

enum result_kind {
    RESULT_NONE,
    RESULT_PLAIN,
    RESULT_GOOD,
    RESULT_WARNING,
    RESULT_NOT /* began with "Not" */
};

struct result {
    enum result_kind kind;
    const char *text; /* one translated sentence */
    const char *hint; /* at the right end: "u undo", "e why"; NULL: none */
};

void result_draw(const struct ui *, struct rect area, const struct result *);
/* "Training phone  12:04  Code 3748 approves ...": marked by its word and its style. NULL text: a dash. */
void phone_draw(const struct ui *, struct rect area, const char *time, const char *text);

#endif

/*
 * A wait: nothing for the first half second, then what is awaited and for how long, at most twice a second,
 * in a few bytes. Pure but for drawing: the caller owns the timer and asks progress_wait_ms() when to look
 * again.
 */
#ifndef TUI_WIDGET_PROGRESS_H
#define TUI_WIDGET_PROGRESS_H

#include "tui/term/ui.h"

#include <stdbool.h>
#include <stdint.h>

enum { PROGRESS_QUIET = 500, PROGRESS_STEP = 500, PROGRESS_STEP_SLOW = 5000 };

struct progress {
    char *what;          /* translated: "Asking the registry"; owned; NULL: no wait */
    int64_t since, next; /* steady ms */
};

void progress_start(struct progress *, const char *what, int64_t now);
void progress_stop(struct progress *);
/* Milliseconds until it wants to be painted anew, -1 when there is no wait. */
int progress_wait_ms(const struct progress *, int64_t now);
/* True when it is to be shown now; then counts as painted. */
bool progress_due(struct progress *, const struct ui *, int64_t now);
bool progress_shown(const struct progress *, int64_t now);
/* "  3 s  Asking the registry  (Esc cancels)": the number stands first in its own cells, so that a step
 * changes only digits. */
void progress_draw(const struct progress *, const struct ui *, struct rect area, int64_t now);

#endif

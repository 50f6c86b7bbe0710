/* The last line: which keys do what now. Drops labels by rank on narrow screens; `?` and Esc are never
 * dropped. */
#ifndef TUI_WIDGET_HELPLINE_H
#define TUI_WIDGET_HELPLINE_H

#include "tui/term/ui.h"

#include <stdbool.h>

enum { HELPLINE_ITEMS = 32 };

struct helpline_item {
    const char *key;   /* as shown: "Enter", "a", "Esc" */
    const char *label; /* translated: "approve" */
    int rank;          /* 0 is never dropped (`?` and Esc); higher goes first */
};

/* Which items fit into `cols`, as a mask (bit i = item i shown). When even rank 0 does not fit, their labels
 * are cut but the keys remain. Pure. */
unsigned helpline_fit(const struct helpline_item *, int n, int cols);
void helpline_draw(const struct ui *, struct rect area, const struct helpline_item *, int n);
/* Which item a click at column `col` hits, -1 none. */
int helpline_at(const struct helpline_item *, int n, int cols, int col);

#endif

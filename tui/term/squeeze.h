/* Takes bytes out of what ncurses wrote that change nothing on the terminal; pure. */
#ifndef TUI_TERM_SQUEEZE_H
#define TUI_TERM_SQUEEZE_H

#include "base/text.h"

#include <stdbool.h>

struct squeeze {
    bool charset; /* ESC ( B does nothing here: other character sets are never chosen */
    bool colours; /* ESC [ m resets colours, so that resetting them just before it is idle */
    bool repeat;  /* the terminal has ECMA-48's REP */
};

void squeeze(const struct squeeze *, const char *bytes, size_t n, struct text *out);

#endif

/* Which screen is which: how they open each other, and those that can be opened from everywhere. */
#ifndef TUI_APP_ROOMS_H
#define TUI_APP_ROOMS_H

#include "tui/screen/screen.h"

extern const struct rooms app_rooms;

/* Actions that open the same screen from everywhere (keys, palette, preferences, ...); false: not one of
 * them. */
bool rooms_act(struct screen *, enum act);
/* Takes the results of the choosers that rooms_act() opened; false: it was another one. */
bool rooms_chosen(struct host *host, int tag, const char *value);

#endif

/* What a record asks of the list it was opened from. */
#ifndef TUI_SCREEN_LIST_SCREEN_H
#define TUI_SCREEN_LIST_SCREEN_H

#include "tui/screen/screen.h"

/* Moves the focus of a list screen and tells which record stands there; NULL at the ends or while the row is
 * not here. Only for screens with ON_LIST. The reference is valid until the loop runs again. */
const struct record_ref *list_screen_step(struct screen *, int steps);

#endif

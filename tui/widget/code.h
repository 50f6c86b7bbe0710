/* Entry of a one-time code: so many digits, one place each, kept as a secret and wiped. */
#ifndef TUI_WIDGET_CODE_H
#define TUI_WIDGET_CODE_H

#include "base/secret.h"
#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/widget.h"

enum { CODE_MAX = 12 };

struct code {
    struct secret digits;
    int length; /* digits the registry wants, 1..CODE_MAX */
};

void code_init(struct code *, int length);
void code_free(struct code *);
void code_clear(struct code *);
bool code_full(const struct code *);
/* Digits, Backspace, Ctrl-U, a paste (its digits; more digits than places changes nothing). Enter on a full
 * code is WIDGET_DONE; on a code that is not full WIDGET_USED. Other characters are WIDGET_IGNORED, so keys
 * such as `r` work. */
enum widget_result code_key(struct code *, const struct key_event *);
void code_draw(const struct code *, const struct ui *, int row, int col, bool focused);

#endif

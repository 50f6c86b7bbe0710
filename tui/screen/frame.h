/* What is the same around every screen: header, title, result line, training phone, help line. */
#ifndef TUI_SCREEN_FRAME_H
#define TUI_SCREEN_FRAME_H

#include "tui/term/ui.h"
#include "tui/widget/helpline.h"
#include "tui/widget/progress.h"
#include "tui/widget/status.h"

struct frame {
    struct header header;
    const char *left, *right; /* line 2, translated */
    struct result result;
    const struct progress *progress; /* shown instead of the result; NULL: nothing is awaited */
    int64_t now;                     /* steady ms, for progress */
    bool phone;                      /* training mode: the strip is there */
    const char *phone_time, *phone_text;
    const struct helpline_item *keys;
    int n_keys;
};

/* The part of a screen of that size that belongs to its content. Pure. */
struct rect frame_content(const struct ui *, bool phone);
void frame_draw(const struct ui *, const struct frame *);

#endif

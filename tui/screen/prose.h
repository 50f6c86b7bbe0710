/* Sentences in a part of the screen: wrapped, measured, painted. */
#ifndef TUI_SCREEN_PROSE_H
#define TUI_SCREEN_PROSE_H

#include "tui/term/ui.h"

/* Lines the text takes at that width; line ends in it are kept. */
int prose_rows(const char *text, int cols);
/* Paints it from the top of `area`, at most area.rows lines; returns the lines used. */
int prose_draw(const struct ui *, struct rect area, const char *text, unsigned style);
/* A message, translated. */
int prose_message_rows(const struct ui *, const struct message *, int cols);
/* The part of `area` without its first `rows` lines. */
struct rect prose_below(struct rect area, int rows);
/* One line that can have the focus: `>` and a style; the cursor stands on its first column. */
void prose_item(const struct ui *, struct rect area, int row, bool focused, const char *text,
                const char *right, unsigned right_style);

#endif

/* One list for everything that can be done or opened: type words, Enter runs. Used for `:`, Ctrl-P and `?`.
 */
#ifndef TUI_WIDGET_PALETTE_H
#define TUI_WIDGET_PALETTE_H

#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/field.h"

struct palette_item {
    const char *label;  /* translated */
    const char *key;    /* "a", "Ctrl-P"; NULL: none */
    const char *detail; /* translated; for an item that is off: the reason why; NULL: none */
    const char *group;  /* translated heading; items of a group stand together; NULL: none */
    bool off;           /* shown dim; Enter only shows the reason */
};

struct palette {
    struct field input;
    struct palette_item *items; /* strings owned */
    int n_items, cap_items;
    char **folds; /* of label, detail and key: what a search looks at */
    int *match;   /* indices of items that match, in order */
    int n_match, focus, top, shown;
    char *title; /* translated; owned */
};

void palette_init(struct palette *, const char *title);
void palette_free(struct palette *);
/* Copies the strings. False when memory ended. */
bool palette_add(struct palette *, const struct palette_item *);
/* WIDGET_DONE: palette_taken() was chosen; WIDGET_CANCEL: Esc; WIDGET_CHANGED: typed, palette_text() is new.
 */
enum widget_result palette_key(struct palette *, const struct ui *, const struct key_event *);
/* Index (in order of palette_add) under the focus, -1 when nothing matches: then the typed text may be a
 * record number. */
int palette_taken(const struct palette *);
const char *palette_text(const struct palette *);
void palette_draw(struct palette *, const struct ui *, struct rect area);

#endif

/*
 * A form on the screen: the fields of core's struct form, with labels, marks, hints and sentences. Values
 * live in the form; every change is there before the next key. Moving is never blocked: a field left forward
 * with a problem is marked and says why.
 */
#ifndef TUI_WIDGET_FORMVIEW_H
#define TUI_WIDGET_FORMVIEW_H

#include "form/form.h"
#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/field.h"
#include "tui/widget/widget.h"

/* Where a field stands: cells from the top left corner of the form. */
struct formview_slot {
    int row, label_col, label_cols, col, cols;
    int room; /* cells a field could have */
};

struct formview {
    struct form *form; /* borrowed */
    struct field *fields;
    bool *left; /* was left forward, or all problems were asked for: show its problem */
    struct formview_slot *slots;
    size_t n;
    int focus, top, shown;
    unsigned generation; /* of the form, when the fields were last read from it */
    /* Enter anywhere is WIDGET_DONE once the form may be submitted (searches, sign-in). Else Enter goes to
     * the next field and is WIDGET_DONE on the last. */
    bool enter_submits;
};

/* False when memory ended. Focus is on the first open field. */
bool formview_init(struct formview *, struct form *);
void formview_free(struct formview *);
/*
 * Places: two columns as the definition arranges them when `cols` >= 76 and it does, else one field a line;
 * labels as wide as the widest (at most 24 cells, 2/5 of a narrow screen). Returns the rows. Pure but for
 * `slots`.
 */
int formview_layout(struct formview *, const struct ui *, int cols);
/* Tab, Down, Enter, Shift-Tab, Up between open fields (round), PageUp, PageDown, and everything of
 * field_key(). WIDGET_CHANGED: a value changed (it is in the form already); WIDGET_DONE: submit is wanted. */
enum widget_result formview_key(struct formview *, const struct ui *, const struct key_event *);
/* True while keys that type go into a field or a list of choices is open. */
bool formview_editing(const struct formview *);
/* To the next field with a problem, marking all that have one; false when there is none. */
bool formview_next_problem(struct formview *);
void formview_focus(struct formview *, size_t field);
/* Reads values anew when the form changed behind the view; called by draw and key. */
void formview_sync(struct formview *);
/*
 * Fields, a `!` before those with a problem, below the last field the sentence that matters now: the problem
 * or hint of the focused field, else what is missing. The cursor stands in the focused field.
 */
void formview_draw(struct formview *, const struct ui *, struct rect area, bool focused);

#endif

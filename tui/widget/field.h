/*
 * One thing that can be typed into, as core's field_def describes it: text by graphemes, digits, masks, ids,
 * secrets, a choice, a date in three parts. It checks characters, never values: what is right is said by the
 * form.
 */
#ifndef TUI_WIDGET_FIELD_H
#define TUI_WIDGET_FIELD_H

#include "base/secret.h"
#include "base/text.h"
#include "form/form.h"
#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/widget.h"

#include <stdbool.h>

struct field {
    struct field_def def;          /* a copy; what it points to is borrowed */
    const struct choices *choices; /* of FIELD_CHOICE; borrowed */
    struct text text;              /* as typed: of a mask the digits, of a date "d.m.y", of a choice its id */
    struct secret *secret;         /* of FIELD_SECRET: the form's, else its own */
    struct secret own;
    size_t at;        /* cursor, bytes of `text` */
    int scroll;       /* first shown column */
    struct text undo; /* one step back */
    bool undo_set;
    bool typing;        /* the last change was typing: the next one belongs to the same undo step */
    bool open;          /* the list of choices is shown */
    int choice;         /* the one under the cursor while open */
    struct text narrow; /* what was typed to find a choice */
};

/* `secret`: where a FIELD_SECRET keeps what is typed; NULL: in the field itself. */
void field_init(struct field *, const struct field_def *, struct secret *secret);
/* Wipes its own secret. */
void field_free(struct field *);
void field_set_choices(struct field *, const struct choices *);
/* Takes a stored value, as form_value() gives it. Not for secrets. */
void field_set(struct field *, const char *value);
/* Appends the value as the form stores it (a date: YYYY-MM-DD when it is whole and real, else as typed);
 * nothing for a secret. */
void field_value(const struct field *, struct text *out);
void field_clear(struct field *);
bool field_is_empty(const struct field *);
/* Every place filled: a mask, a uuid, a date, a field of fixed length. */
bool field_is_full(const struct field *);
/*
 * Typing, Left, Right, Home, End, Backspace, Delete, Ctrl-U (empty), Ctrl-W (a word), Ctrl-Y (back one step,
 * and forth again). A choice: Left and Right change it, letters find it, Space or Alt-Down open the list, in
 * which Enter takes and Esc leaves; Delete empties it. FIELD_BOOL: Space turns. A paste is trimmed, its line
 * ends become blanks, characters that do not belong are dropped; one undo step. WIDGET_NEXT and
 * WIDGET_PREVIOUS: Tab, Enter, Down, Up, Shift-Tab, or a full field of fixed length.
 */
enum widget_result field_key(struct field *, const struct ui *, const struct key_event *);
/* Cells that suit it: of a mask its length, of a date 10. */
int field_ideal_cols(const struct field *);
/* The value as people read it: label of the choice, masked phone, 15.06.1975; stars for a secret. */
void field_shown(const struct field *, const struct ui *, struct text *out);
/* In `cols` cells; `style` is THEME_FIELD, THEME_FIELD_BAD or THEME_FIELD_OFF; the focus puts the real
 * cursor. */
void field_draw(struct field *, const struct ui *, int row, int col, int cols, unsigned style, bool focused);
/* The open list of choices over everything else: call it last. `area` is where it may be; (row, col) the
 * field. */
void field_draw_choices(struct field *, const struct ui *, struct rect area, int row, int col);

#endif

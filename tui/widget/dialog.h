/*
 * A framed box over a screen: title, sentences, and how to answer: choices by key or cursor, or none (the
 * screen draws its own fields into the room it asks for).
 */
#ifndef TUI_WIDGET_DIALOG_H
#define TUI_WIDGET_DIALOG_H

#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/widget.h"

enum { DIALOG_CHOICES = 8, DIALOG_LINES = 24 };

struct dialog_choice {
    const char *id;    /* fixed word for the program */
    const char *label; /* translated */
    int32_t key;       /* a character that takes it at once, 0: none */
};

struct dialog {
    char *title;              /* owned */
    char *line[DIALOG_LINES]; /* owned paragraphs, wrapped when drawn; "" is a blank line */
    unsigned style[DIALOG_LINES];
    int n_lines;
    struct dialog_choice choice[DIALOG_CHOICES]; /* id static; label owned */
    char *label[DIALOG_CHOICES];
    int n_choices, focus;
    int room; /* rows kept free below the sentences for the screen's own */
};

void dialog_init(struct dialog *, const char *title);
void dialog_free(struct dialog *);
void dialog_line(struct dialog *, const char *text, unsigned style);
/* Esc is always there and needs no choice; the first choice has the focus, so let it be the harmless one. */
void dialog_choice(struct dialog *, const char *id, const char *label, int32_t key);
/* WIDGET_DONE: answered, see dialog_answer(); WIDGET_CANCEL: Esc. */
enum widget_result dialog_key(struct dialog *, const struct key_event *);
/* The id of the choice in focus; NULL without choices. */
const char *dialog_answer(const struct dialog *);
/* The box it needs, centred in `area`. Pure. */
struct rect dialog_place(const struct dialog *, struct rect area);
/* Draws it and returns the room inside that belongs to the screen (rows may be 0). */
struct rect dialog_draw(struct dialog *, const struct ui *, struct rect area);

#endif

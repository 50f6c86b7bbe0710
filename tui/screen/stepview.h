/*
 * One step on the screen, whoever asks it: sign-in or an action, a form, a code, a choice, documents or a
 * question to confirm. The owner hands over the step again whenever it may have changed.
 */
#ifndef TUI_SCREEN_STEPVIEW_H
#define TUI_SCREEN_STEPVIEW_H

#include "desk/desk.h"
#include "tui/screen/act.h"
#include "tui/term/keys.h"
#include "tui/term/ui.h"
#include "tui/widget/code.h"
#include "tui/widget/field.h"
#include "tui/widget/formview.h"

struct stepview {
    const struct step *step; /* borrowed from the desk */
    char *id;                /* of the step being shown */
    enum step_kind kind;
    struct form *form; /* borrowed, STEP_FORM */
    struct formview view;
    bool view_made;
    struct code code;
    bool code_made;
    int focus;         /* STEP_CHOICE and STEP_FILES: which line; of files the last one is the button */
    struct field word; /* irreversible: the record's label is typed */
    bool word_made;
    int top, hidden;       /* sentences: first shown line, lines that do not fit */
    const char *must_type; /* borrowed; NULL: nothing */
    int brought;           /* STEP_FILES: the document that was chosen last and is not there yet, -1 none */
    int attempts;          /* as told last, to see that a code was wrong */
};

enum stepview_result {
    STEPVIEW_IGNORED,
    STEPVIEW_USED,
    STEPVIEW_SUBMIT, /* stepview_answer() and send it */
    STEPVIEW_FILE,   /* bring document number `focus` */
};

void stepview_init(struct stepview *);
void stepview_free(struct stepview *);
/* What is asked now; NULL while nothing is. `label` must be typed when the step is irreversible. */
void stepview_set(struct stepview *, const struct step *, struct form *, const char *label);
/* A code that was not taken is emptied. */
void stepview_wrong(struct stepview *);
enum stepview_result stepview_key(struct stepview *, const struct ui *, const struct key_event *);
bool stepview_editing(const struct stepview *);
/* Whether it can be sent as it stands; else *why says what is missing. */
bool stepview_ready(struct stepview *, struct message *why);
void stepview_answer(struct stepview *, enum step_verb, struct step_answer *out);
/* What Enter and the resend key do now (message id), NULL: nothing special. */
const char *stepview_label(const struct stepview *, enum act);
bool stepview_next_problem(struct stepview *);
/* Rows it needs at that width. */
int stepview_rows(struct stepview *, const struct ui *, int cols);
/* Its sentences and what can be typed; the cursor on the focus. `uploading` is a file's number or -1. */
void stepview_draw(struct stepview *, const struct ui *, struct rect, int uploading, long done, long total);
/* Milliseconds until the clock changes what is shown (a code's life), -1: never. */
int stepview_clock(const struct stepview *, const struct ui *);

#endif

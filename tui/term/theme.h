/*
 * Colours named by meaning. A theme gives every element a style for terminals without colours and for 8, 16
 * and 256 colours. Themes are files of one line an element; what a file leaves out or says wrongly comes from
 * the built-in theme (the same as themes/dark.theme). A state is always a word or sign before it is a colour.
 *
 *   [theme]
 *   name = Dark
 *   background = dark            (or light: what it was made for; the terminal's own is kept in any case)
 *   [elements]
 *   # element   = mono | 8 colours | 16 colours | 256 colours; a style is: [colour] [on colour] [attributes]
 *   error       = bold | red bold | bright-red bold | 210 bold
 *   field_focus = underline bold | - underline | - underline | on 236 underline
 *
 * Colours: black red green yellow blue magenta cyan white, bright-..., 0-255, default (the terminal's own);
 * attributes: bold underline reverse dim; "-" or nothing is the terminal's own.
 */
#ifndef TUI_TERM_THEME_H
#define TUI_TERM_THEME_H

#include "base/catalog.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define THEME_ELEMENTS(X)                                                                                    \
    X(NORMAL, "normal")                                                                                      \
    X(HEADER, "header") /* line 1 */                                                                         \
    X(TITLE, "title")   /* line 2, titles of boxes and sections */                                           \
    X(COLUMN, "column") /* column titles of a list */                                                        \
    X(RULE, "rule")     /* rules and frames */                                                               \
    X(FOCUS, "focus")   /* the focused row or item */                                                        \
    X(MARK, "mark")     /* the sign of a marked row */                                                       \
    X(LABEL, "label")                                                                                        \
    X(VALUE, "value")                                                                                        \
    X(LINK, "link")   /* an item that Enter follows */                                                       \
    X(MATCH, "match") /* what a search found */                                                              \
    X(DIM, "dim")     /* not available now, help texts */                                                    \
    X(ERROR, "error") /* "Not ..." */                                                                        \
    X(WARNING, "warning")                                                                                    \
    X(GOOD, "good") /* done */                                                                               \
    X(PROGRESS, "progress")                                                                                  \
    X(TRAINING, "training") /* everything that says "training" */                                            \
    X(KEY, "key")           /* a key in the help line */                                                     \
    X(KEY_LABEL, "key_label")                                                                                \
    X(FIELD, "field") /* something that can be typed into */                                                 \
    X(FIELD_FOCUS, "field_focus")                                                                            \
    X(FIELD_BAD, "field_bad")                                                                                \
    X(FIELD_OFF, "field_off") /* a field that is not enabled */                                              \
    X(DIALOG, "dialog")                                                                                      \
    X(CODE, "code") /* the boxes of a one-time code */                                                       \
    X(STATE_NEW, "state_new")                                                                                \
    X(STATE_APPROVED, "state_approved")                                                                      \
    X(STATE_SIGNED, "state_signed")                                                                          \
    X(STATE_REJECTED, "state_rejected")                                                                      \
    X(STATE_CANCELLED, "state_cancelled")                                                                    \
    X(STATE_EXPIRED, "state_expired")                                                                        \
    X(STATE_WAITING, "state_waiting") /* queued, sending, asking */                                          \
    X(STATE_DONE, "state_done")                                                                              \
    X(STATE_REFUSED, "state_refused")                                                                        \
    X(STATE_NEEDS_YOU, "state_needs_you")                                                                    \
    X(LINE_ONLINE, "line_online")                                                                            \
    X(LINE_SLOW, "line_slow")                                                                                \
    X(LINE_OFFLINE, "line_offline")                                                                          \
    X(LINE_SIGNED_OUT, "line_signed_out")                                                                    \
    X(BAR_NEW, "bar_new") /* the three parts of an age bar */                                                \
    X(BAR_WEEK, "bar_week")                                                                                  \
    X(BAR_OLD, "bar_old")                                                                                    \
    X(TEXT_HEADING, "text_heading") /* in a readable document */                                             \
    X(TEXT_STRONG, "text_strong")                                                                            \
    X(TEXT_QUIET, "text_quiet")

enum theme_element {
#define X(id, name) THEME_##id,
    THEME_ELEMENTS(X)
#undef X
        THEME_COUNT
};

enum theme_depth { THEME_MONO, THEME_8, THEME_16, THEME_256, THEME_DEPTHS };

enum { THEME_ATTR_BOLD = 1, THEME_ATTR_UNDERLINE = 2, THEME_ATTR_REVERSE = 4, THEME_ATTR_DIM = 8 };

enum { THEME_DEFAULT_COLOUR = -1 };

struct theme_style {
    int16_t fg, bg; /* colour numbers, THEME_DEFAULT_COLOUR is the terminal's own */
    uint8_t attrs;  /* THEME_ATTR_BOLD ... */
    bool given;     /* said by the theme itself, not inherited */
};

struct theme {
    char name[32];
    bool light; /* made for a light background */
    struct theme_style style[THEME_COUNT][THEME_DEPTHS];
};

/* The built-in theme; needs no file. */
void theme_builtin(struct theme *);
/*
 * Reads `text` over the built-in theme; `file` is only for sentences. Wrong lines become one sentence each
 * ("dark.theme:12: there is no colour \"purpel\"."), in the language of `catalog`, one a line in `complaints`
 * (may be NULL), at most 20; the rest is used. True when no line was wrong.
 */
bool theme_read(struct theme *, const char *text, size_t n, const char *file, const struct catalog *catalog,
                struct text *complaints);
/* Reads a file of at most LIMIT_CONFIG_FILE bytes. When it cannot be read, the theme is the built-in one. */
enum status theme_load(struct theme *, const char *path, const struct catalog *catalog,
                       struct text *complaints, struct error *);
struct theme_style theme_style(const struct theme *, enum theme_element, enum theme_depth);

#endif

/*
 * The context that everything drawn gets: where to paint, in which colours, words and signs, how wide, and
 * how slow the line is. Owned and filled by the program; widgets only read it. Strings: `_()` and `P_()` of
 * i18n.h.
 */
#ifndef TUI_TERM_UI_H
#define TUI_TERM_UI_H

#include "base/catalog.h"
#include "base/text.h"

#include <stdbool.h>

struct loop;
struct paint;
struct term;
struct theme;

/* A part of the screen, in cells, from 0. */
struct rect {
    int row, col, rows, cols;
};

enum ui_glyphs {
    UI_GLYPHS_ASCII = 0, /* --plain, slow link, terminals without UTF-8 */
    UI_GLYPHS_LINES = 1, /* box lines and a few signs that every UTF-8 terminal has */
};

enum ui_link {
    UI_LINK_FAST = 0,
    UI_LINK_SLOW = 1, /* a marker instead of a bar, no borders, no clock */
};

/* Right-to-left text is stored and sent in logical order; who turns it round for the eye? */
enum ui_bidi {
    UI_BIDI_APP = 0,      /* we do, see paint_set_bidi() */
    UI_BIDI_TERMINAL = 1, /* the terminal does */
};

enum ui_glyph {
    UI_GLYPH_RULE,     /* - */
    UI_GLYPH_VERTICAL, /* | */
    UI_GLYPH_TOP_LEFT, /* + and so on */
    UI_GLYPH_TOP_RIGHT,
    UI_GLYPH_BOTTOM_LEFT,
    UI_GLYPH_BOTTOM_RIGHT,
    UI_GLYPH_SORT_UP,   /* ^ smallest first */
    UI_GLYPH_SORT_DOWN, /* v largest first */
    UI_GLYPH_CUT,       /* ~ text goes on to the right */
    UI_GLYPH_FOCUS,     /* > */
    UI_GLYPH_MARK,      /* * */
    UI_GLYPH_STAR,      /* * one character of a password */
    UI_GLYPH_BAR_NEW,   /* # the three parts of an age bar */
    UI_GLYPH_BAR_WEEK,  /* ~ */
    UI_GLYPH_BAR_OLD,   /* . */
    UI_GLYPH_COUNT
};

struct ui {
    struct loop *loop;
    struct term *term; /* NULL in tests without a terminal */
    struct paint *paint;
    const struct theme *theme;
    const struct catalog *catalog; /* NULL is English */
    enum ui_glyphs glyphs;
    enum ui_link link;
    enum ui_bidi bidi;
    bool plain;
    bool iso_dates; /* 2026-01-05 whatever the language */
    int rows, cols;
};

/* The UTF-8 of a sign in the present glyph set; one column wide always; static storage. */
const char *ui_glyph(const struct ui *ui, enum ui_glyph glyph);
/* True when frames are drawn: neither --plain nor a slow line. */
bool ui_borders(const struct ui *ui);
/* Appends `m` in the language of the screen. */
void ui_message(const struct ui *ui, const struct message *m, struct text *out);
/* "1,204" in the screen's language: grouping from the catalogue (message "," with context "thousands"). */
void ui_number(const struct ui *ui, long n, struct text *out);
/* Appends the translated `format` with its arguments (%s, %1$s..%4$s only), see catalog_format(). */
void ui_format(const struct ui *ui, struct text *out, const char *format, unsigned n,
               const char *const *args);

#endif

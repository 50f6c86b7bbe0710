/* Typed values as people read them: one routine for every list, page and sentence. Colours come last. */
#ifndef TUI_SCREEN_CELLS_H
#define TUI_SCREEN_CELLS_H

#include "record/record.h"
#include "tui/term/ui.h"

/* In a list dates are told by nearness ("09:14", "yesterday", "5 Jan", "5 Jan 2024"), on a page in full; the
 * order of day, month and year is the language's. */
enum cells_place { CELLS_LIST, CELLS_PAGE };

/* Appends the cell in the language of the screen; `now` is the wall clock in ms. */
void cells_text(const struct ui *, const struct cell *, enum cells_place, int64_t now, struct text *out);
/* A theme element. */
unsigned cells_style(enum tone);
/* The sign that stands before a note of that tone, 0 none. */
char cells_sign(enum tone);

/* Appends `m`; an argument that is an ISO date stands as dates stand on a page. */
void cells_message(const struct ui *, const struct message *m, struct text *out);

/* "12:04", and with the date before it when it is not today. */
void cells_clock(const struct ui *, int64_t ms, int64_t now, struct text *out);
/* "5 Jan 2026, 12:04". */
void cells_instant(const struct ui *, int64_t ms, struct text *out);
/* How long: "12 minutes", "9 days". */
void cells_span(const struct ui *, int64_t ms, struct text *out);
/* "1.2 MB", "800 KB". */
void cells_size(const struct ui *, long bytes, struct text *out);

/* The whole of an error in the order of house rules: what happened, what to do. Appends. */
void cells_error(const struct ui *, const struct error *, struct text *out);

#endif

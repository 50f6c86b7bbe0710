/*
 * The program as a whole: one loop, the desk, the terminal, the stack of screens, and what the screens are
 * lent. A pass always goes in the same order: input is drained, what the desk tells is settled, the size is
 * settled, and painting comes last; nothing else paints.
 */
#ifndef TUI_APP_APP_H
#define TUI_APP_APP_H

#include "base/loop.h"
#include "config/config.h"
#include "tui/app/actions.h"
#include "tui/app/stack.h"
#include "tui/screen/screen.h"
#include "tui/term/paint.h"
#include "tui/term/term.h"
#include "tui/term/theme.h"
#include "tui/widget/helpline.h"
#include "tui/widget/progress.h"

enum { APP_ITEMS = 96, WHICH_KEY_MS = 400 };

struct app {
    struct host host; /* first: a struct host * of a screen is the struct app * */
    struct loop *loop;
    struct config *config;
    struct term *term;
    struct paint *paint;
    struct theme theme;
    struct ui ui;
    struct catalog *catalog;
    struct desk *desk;
    const struct profile *profile;
    const char *helper_dir, *locale_dir, *theme_dir;
    bool utf8; /* the terminal is spoken to in UTF-8 */

    struct stack stack;
    unsigned changed;    /* DESK_... bits since the last settle */
    bool dirty;          /* something on the screen may be different */
    bool ended;          /* leave the loop */
    int64_t dirty_since; /* steady ms: paint is not put off for ever */

    struct keyseq typed; /* a sequence under way */
    bool which_key;      /* its continuations are shown */
    struct loop_timer *which_timer;
    struct loop_timer *clock_timer;
    struct progress progress;
    int64_t awaited_since;
    unsigned notice_hidden;             /* serial of the notice that is no longer shown */
    unsigned notice_seen;               /* serial that was painted */
    int64_t notice_at;                  /* when it was first painted, steady ms */
    const struct profile *next_profile; /* to be opened at the next settle */
};

/* ---- the loop (app.c) ---- */
/* Takes the terminal; *why and the error tell when it cannot be used. */
enum status app_open_terminal(struct app *, enum term_refusal *why, struct error *);
/* Runs until the person leaves or the terminal is gone. */
void app_run(struct app *);
void app_free(struct app *);

/* ---- keys and clicks (input.c) ---- */
void app_key(void *data, const struct key_event *);

/* ---- painting (show.c) ---- */
void app_show(struct app *);
/* Milliseconds until the clock alone makes another paint needed, -1: never. */
int app_clock_ms(struct app *);

/* ---- what screens are lent (lend.c) ---- */
extern const struct host_ops app_host_ops;

/* ---- running actions (act.c) ---- */
void app_act(struct host *, struct screen *s, enum act, const char *extra_id);
/* Tells on line 22 why something cannot be done now; empties *why. */
void app_say_why_not(struct host *, struct message *why);

/* ---- what is settled before a paint and before a key (settle.c) ---- */
/* Opens the desk of a profile; the program goes on without one when that fails and says why. */
enum status app_open_desk(struct app *, const struct profile *, struct error *);
void app_close_desk(struct app *);
/* Another registry was chosen: its desk is opened. Never in the middle of an event. */
void app_settle_profile(struct app *);
/* Hands on what the desk told since the last time; screens let go of what is gone. Before any key is looked
 * at. */
void app_settle(struct app *);

/* ---- what can be done (items.c) ---- */
/* What can be done on `s` now; each item's `why` belongs to the caller. */
size_t app_items(struct host *, struct screen *s, struct act_item *out, size_t max);
bool app_has(const struct action *, const struct screen *s);
bool app_allowed(const struct action *, struct host *, struct screen *s, struct message *why);
bool app_editing(const struct screen *s);
/* The help line: the usual keys, or what a sequence under way can go on with. */
int app_help_keys(struct app *, const struct act_item *, size_t n, struct helpline_item *out);

/* ---- the program's own state (state.c) ---- */
void app_dirty(struct app *);
void app_forget_keys(struct app *);
bool app_set_theme(struct app *, const char *name);
void app_look(struct app *); /* link, glyphs, dates, mouse from the preferences */
/* Leaves, or asks once when something is not sent yet. */
void app_quit_asked(struct app *);

#endif

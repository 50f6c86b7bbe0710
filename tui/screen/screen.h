/*
 * What a screen is, and what the program lends to it. A screen is one table of functions over its own state;
 * dialogs are screens too and stand on the same stack, so nothing ever runs a loop of its own. Screens know
 * the desk and the widgets; the program above them is reached only through struct host.
 */
#ifndef TUI_SCREEN_SCREEN_H
#define TUI_SCREEN_SCREEN_H

#include "desk/desk.h"
#include "tui/screen/act.h"
#include "tui/term/keys.h"
#include "tui/term/ui.h"

struct host;
struct screen;

/* Besides DESK_...: texts must be looked up anew. */
#define CHANGED_LANGUAGE (1u << 31)

/* Which rooms an action of the table belongs to; one bit a screen. */
enum {
    ON_SIGN_IN = 1 << 0,
    ON_LOCK = 1 << 1,
    ON_HOME = 1 << 2,
    ON_LIST = 1 << 3,
    ON_SEARCH = 1 << 4,
    ON_RECORD = 1 << 5,
    ON_TEXT = 1 << 6,
    ON_TASK = 1 << 7,
    ON_BULK = 1 << 8,
    ON_PRINT = 1 << 9,
    ON_CHOOSE = 1 << 10, /* choosers: languages, registries, files, orders */
    ON_STORY = 1 << 11,
    ON_HELP = 1 << 12,
    ON_PREFERENCES = 1 << 13,
    ON_WORK =
        ON_HOME | ON_LIST | ON_SEARCH | ON_RECORD | ON_TEXT | ON_TASK | ON_BULK | ON_PRINT | ON_PREFERENCES,
    ON_ALL = (1 << 14) - 1,
};

/* An action that comes with the data: of a record, of marked rows, of a step. Strings live as long as the
 * desk's answer they come from; `why` belongs to whoever asked. */
struct extra {
    char id[64];
    char key[16];
    const char *label; /* message id */
    const char *help;  /* message id of a whole sentence, or NULL */
    int rank;
    bool allowed;
    struct message why;
};

struct screen_ops {
    unsigned where; /* one of ON_... */
    bool over;      /* a dialog: drawn over the screen below, which stays visible */
    void (*close)(struct screen *);
    /* Line 2: what this is (left) and how it is ordered, filtered, marked (right). */
    void (*title)(struct screen *, const struct ui *, struct text *left, struct text *right);
    /* Paints the content and puts the real cursor on the focus. */
    void (*draw)(struct screen *, const struct ui *, struct rect);
    /* A key no action took (or, while editing(), one that types). False: not for this screen. */
    bool (*key)(struct screen *, const struct key_event *);
    void (*act)(struct screen *, enum act);
    /* Whether an action of the table can be run now; when not, *why says what is missing. NULL: always. */
    bool (*can)(struct screen *, enum act, struct message *why);
    /* What an action of the table is called here (message id); NULL: as in the table. NULL: all as there. */
    const char *(*label)(struct screen *, enum act);
    /* The i-th action that comes with the data; false after the last. NULL: none. */
    bool (*extra)(struct screen *, size_t i, struct extra *);
    void (*run)(struct screen *, const char *extra_id);
    /* True while keys that type go into a field, so that letters are letters. NULL: never. */
    bool (*editing)(const struct screen *);
    /* DESK_... bits: look again. NULL: repainting is enough. */
    void (*changed)(struct screen *, unsigned what);
    /* Milliseconds until it must be painted again by the clock, -1: never. NULL: never. */
    int (*clock)(struct screen *);
    /* True while most of what a paint would show is on its way and asked for: the paint may wait a moment, so
     * that it is one and not two. NULL: never. */
    bool (*hold)(struct screen *);
    /* A screen above it was closed with this result; NULL: without one. Not asked for what the program
     * itself wanted to know. */
    void (*result)(struct screen *, int tag, const char *value);
};

struct screen {
    const struct screen_ops *ops;
    struct host *host;
    int tag; /* given back in result() by the screen that was opened for an answer */
};

/* One line of the help line, the help screen and the palette. */
struct act_item {
    enum act act; /* ACT_NONE: an extra */
    char id[64];
    char key[32];      /* as it is written: "g h", "Enter" */
    const char *label; /* message ids */
    const char *help;
    const char *group;
    int rank;
    bool allowed;
    bool told_only; /* a key of the widgets: explained, not run */
    struct message why;
};
/* The sentence beside it: what it does, or why it cannot be done now. Appends. */
void act_item_detail(const struct ui *, const struct act_item *, struct text *out);

struct choose_option {
    const char *value;
    const char *label;  /* translated or a name */
    const char *detail; /* may be NULL */
};

/* How screens open each other; screens.h says what each of them is. */
struct rooms {
    struct screen *(*any_list)(struct host *, const char *id); /* through its search form when it has one */
    struct screen *(*list)(struct host *, const char *id, const struct form *search, const char *filter);
    struct screen *(*record)(struct host *, const struct record_ref *);
    struct screen *(*text)(struct host *, const struct record_ref *, const struct attachment *);
    struct screen *(*task)(struct host *, const struct record_ref *, const char *action);
    struct screen *(*bulk)(struct host *, const struct record_ref *, size_t n, const struct action_def *,
                           size_t hidden);
    struct screen *(*print)(struct host *, const struct record_ref *, const struct attachment *);
    struct screen *(*save)(struct host *, const struct record_ref *, const struct attachment *);
    struct screen *(*choose)(struct host *, int tag, const char *title, const struct choose_option *,
                             size_t n, const char *now);
    struct screen *(*files)(struct host *, int tag, const char *title, const char *accept,
                            const char *folder);
};

struct host_ops {
    void (*push)(struct host *, struct screen *);                   /* takes it; NULL is fine */
    void (*pop)(struct host *, struct screen *, const char *value); /* closes it and all above; its result */
    void (*home)(struct host *);                                    /* back to the first screen */
    size_t (*items)(struct host *, struct screen *, struct act_item *,
                    size_t max); /* why: message_clear() each */
    void (*run)(struct host *, struct screen *, enum act, const char *extra_id);
    struct screen *(*below)(struct host *, const struct screen *);
    void (*dirty)(struct host *);
    void (*quit)(struct host *);                       /* at once; unsent work stays on disk */
    bool (*language)(struct host *, const char *code); /* in place; false: no such catalogue */
    bool (*theme)(struct host *, const char *name);
    void (*look)(struct host *); /* preferences changed: link, plain, mouse are read anew */
    void (*profile)(struct host *, const struct profile *); /* closes this registry's desk, opens the other */
};

struct host {
    const struct host_ops *ops;
    const struct rooms *rooms;
    struct desk *desk; /* may be NULL when it could not be opened */
    struct config *config;
    const struct profile *profile;
    const struct ui *ui;
    const char *locale_dir, *theme_dir;
};

static inline void host_push(struct host *h, struct screen *s)
{
    h->ops->push(h, s);
}
static inline void host_pop(struct host *h, struct screen *s, const char *value)
{
    h->ops->pop(h, s, value);
}
static inline void host_dirty(struct host *h)
{
    h->ops->dirty(h);
}
/* A sentence for line 22 with up to one argument. */
void host_say(struct host *, enum tone, const char *id, const char *arg);
/* A failure for line 22: "Not ..." is the sentence's own business; `e` shows the whole of it. */
void host_fail(struct host *, const struct error *);

#endif

/*
 * From bytes to keys: a decoder without a terminal. Bytes are fed as they come, in any pieces; complete keys,
 * pastes and clicks come out; complete replies of the terminal are swallowed by their grammar; what may still
 * become a longer sequence waits until more bytes come or the caller's timer says that none will.
 */
#ifndef TUI_TERM_KEYS_H
#define TUI_TERM_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys that are not characters; above all code points. */
enum key_code {
    K_NONE = 0,
    K_FIRST = 0x110000,
    K_UP = K_FIRST,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_INSERT,
    K_DELETE,
    K_BACKSPACE,
    K_ENTER,
    K_TAB,
    K_ESC,
    K_F1, /* K_F1 + 11 is F12 ... K_F1 + 19 is F20 */
    K_F20 = K_F1 + 19,
    K_LAST = K_F20
};

enum { MOD_SHIFT = 1, MOD_ALT = 2, MOD_CTRL = 4 };

enum event_kind {
    EVENT_NONE = 0,
    EVENT_KEY,   /* code (a code point or enum key_code) and mods */
    EVENT_PASTE, /* text, text_len: cleaned (line ends are \n, tabs kept, no other control), <= LIMIT_PASTE */
    EVENT_MOUSE, /* button, row, col */
    EVENT_FOCUS, /* code 1: the terminal window got the focus, 0: lost it */
};

enum { MOUSE_LEFT = 1, MOUSE_MIDDLE, MOUSE_RIGHT, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct key_event {
    enum event_kind kind;
    int32_t
        code; /* Ctrl-P is 'p' with MOD_CTRL; Shift-Tab is K_TAB with MOD_SHIFT; 'P' is 'P' without mods */
    unsigned mods;
    int button, row, col; /* a press only; releases and motion are swallowed */
    const char *text;     /* valid until the next call with the same struct keys */
    size_t text_len;
    bool cut; /* the paste was longer than LIMIT_PASTE; the rest was thrown away */
};

struct keys;

/* NULL only when memory ended. */
struct keys *keys_new(void);
void keys_free(struct keys **);
/* One more string that the terminal's description (terminfo) says stands for a key; at most 64 bytes. */
bool keys_add(struct keys *, const char *sequence, int32_t code, unsigned mods);
/* The terminal's own erase character (termios VERASE); 127 and 8 are Backspace in any case unless this
 * differs. */
void keys_set_erase(struct keys *, unsigned char c);
/* Never fails: what cannot be kept (memory, a sequence beyond its bound) is dropped. */
void keys_feed(struct keys *, const char *bytes, size_t n);
/* The next complete event; false when there is none (yet). */
bool keys_next(struct keys *, struct key_event *out);
/* How long to wait for more before keys_timeout() is due, 0 when nothing is half-read. `escape_ms` is the
 * user's Esc time (50); half-read strings and pastes wait longer. */
int keys_wait_ms(const struct keys *, int escape_ms);
/* Nothing more came: a lone ESC is the Esc key, ESC [ is Alt-[, a half sequence is dropped, a half paste is
 * delivered. Call keys_next() again after it. */
void keys_timeout(struct keys *);

/* True for a key that types `code` (no Ctrl, no Alt, not a control). */
bool key_types(const struct key_event *);
/* True for exactly this key. */
bool key_is(const struct key_event *, int32_t code, unsigned mods);
/* "Ctrl-P", "Alt-x", "F3", "Enter", "Space", "Shift-Tab", "PageDown", "?" to code and mods; names ignore
 * case (a single letter does not). False for a text that is no key. */
bool key_parse(const char *name, int32_t *code, unsigned *mods);

#endif

/* Shared by the three files of the key decoder and by nobody else. */
#ifndef TUI_TERM_KEYS_PRIVATE_H
#define TUI_TERM_KEYS_PRIVATE_H

#include "base/text.h"
#include "tui/term/keys.h"

enum { KEYS_SEQUENCE = 24, KEYS_SEQUENCES = 256, KEYS_INPUT = 1024 * 1024, KEYS_CSI = 128 };

/* What a look at the head of the buffer can say. */
enum keys_found {
    KEYS_NOT,     /* no key: look otherwise */
    KEYS_PARTIAL, /* may become one with more bytes */
    KEYS_EVENT,   /* a whole one; *used bytes */
    KEYS_SWALLOW, /* a whole one that means nothing here; *used bytes */
    KEYS_PASTE,   /* a bracketed paste begins after *used bytes */
    KEYS_STRING,  /* an OSC, DCS or APC string begins after *used bytes */
    KEYS_RUNAWAY, /* a control sequence beyond its bound begins; skip to its end */
};

struct keys_sequence {
    char bytes[KEYS_SEQUENCE];
    uint8_t len;
    uint8_t mods;
    int32_t code;
};

struct keys {
    struct text in;
    size_t from; /* bytes of `in` that are done with */
    struct keys_sequence table[KEYS_SEQUENCES];
    size_t n_table;
    struct text paste, shown; /* growing; delivered */
    unsigned char erase;
    bool pasting, string, runaway;
    bool expired; /* nothing more will come for what is half-read */
};

/* Sorted table: the longest entry that begins the buffer, or PARTIAL when a longer one may follow. */
enum keys_found keys_table_find(const struct keys *, const char *s, size_t n, size_t *used,
                                struct key_event *out);
void keys_table_defaults(struct keys *);
/* A control sequence or a single shift, by the grammar. `s` begins with ESC [ or ESC O. */
enum keys_found keys_csi(const char *s, size_t n, size_t *used, struct key_event *out);
enum keys_found keys_ss3(const char *s, size_t n, size_t *used, struct key_event *out);

#endif

/* Key names to bytes: cursor and function keys by the terminal's mode, all others by themselves. */
#include "tests/harness/keys.h"

#include <stdlib.h>
#include <string.h>

struct key_name {
    const char *name;
    int key;           /* a VTermKey, or 0 */
    const char *bytes; /* when key is 0 */
};

static const struct key_name key_names[] = {
    {"Up", VTERM_KEY_UP, NULL},
    {"Down", VTERM_KEY_DOWN, NULL},
    {"Left", VTERM_KEY_LEFT, NULL},
    {"Right", VTERM_KEY_RIGHT, NULL},
    {"PageUp", VTERM_KEY_PAGEUP, NULL},
    {"PageDown", VTERM_KEY_PAGEDOWN, NULL},
    {"Home", VTERM_KEY_HOME, NULL},
    {"End", VTERM_KEY_END, NULL},
    {"Ins", VTERM_KEY_INS, NULL},
    {"Del", VTERM_KEY_DEL, NULL},
    {"Enter", 0, "\r"},
    {"Tab", 0, "\t"},
    {"BackTab", 0, "\033[Z"},
    {"Esc", 0, "\033"},
    {"Space", 0, " "},
    {"BS", 0, "\177"},
    {"LT", 0, "<"},
};

struct key_sink {
    struct emulator *e;
    void (*put)(const char *bytes, size_t n, void *data);
    void *data;
};

static bool key_send_function(const struct key_sink *sink, const char *digits)
{
    long number = strtol(digits, NULL, 10);
    if (number < 1 || number > 12) {
        return false;
    }
    vterm_keyboard_key(emulator_vterm(sink->e), (VTermKey)VTERM_KEY_FUNCTION(number), VTERM_MOD_NONE);
    return true;
}

static bool key_send_meta(const struct key_sink *sink, const char *text, size_t n)
{
    char bytes[16] = "\033";
    if (n == 0 || n >= sizeof bytes) {
        return false;
    }
    memcpy(bytes + 1, text, n);
    sink->put(bytes, n + 1, sink->data);
    return true;
}

static bool key_send_named(const struct key_sink *sink, const char *name, size_t n)
{
    if (n == 3 && name[0] == 'C' && name[1] == '-') {
        char c = (char)(name[2] == '?' ? 0x7F : name[2] & 0x1F);
        sink->put(&c, 1, sink->data);
        return true;
    }
    if (n >= 3 && name[0] == 'M' && name[1] == '-') {
        return key_send_meta(sink, name + 2, n - 2);
    }
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
        const struct key_name *k = &key_names[i];
        if (strlen(k->name) != n || memcmp(k->name, name, n) != 0) {
            continue;
        }
        if (k->key) {
            vterm_keyboard_key(emulator_vterm(sink->e), (VTermKey)k->key, VTERM_MOD_NONE);
        } else {
            sink->put(k->bytes, strlen(k->bytes), sink->data);
        }
        return true;
    }
    return n >= 2 && name[0] == 'F' && key_send_function(sink, name + 1);
}

bool keys_send(struct emulator *e, const char *keys, void (*put)(const char *bytes, size_t n, void *data),
               void *data, const char **bad)
{
    struct key_sink sink = {e, put, data};
    while (*keys) {
        size_t plain = strcspn(keys, "<");
        if (plain > 0) {
            put(keys, plain, data);
            keys += plain;
            continue;
        }
        *bad = keys;
        const char *end = strchr(keys, '>');
        if (!end) {
            return false;
        }
        if (end[1] == '>' && end == keys + 3) {
            end++; /* <C->> */
        }
        const char *name = keys + 1;
        const char *star = memchr(name + 1, '*', (size_t)(end - name > 1 ? end - name - 1 : 0));
        long times = star ? strtol(star + 1, NULL, 10) : 1;
        size_t n = (size_t)((star ? star : end) - name);
        while (times-- > 0) {
            if (!key_send_named(&sink, name, n)) {
                return false;
            }
        }
        keys = end + 1;
    }
    return true;
}

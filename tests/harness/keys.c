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

static bool key_send_named(const struct key_sink *sink, const char *name, size_t n)
{
    if (n >= 2 && name[0] == 'F' && name[1] >= '1' && name[1] <= '9') {
        long number = strtol(name + 1, NULL, 10);
        if (number > 12) {
            return false;
        }
        vterm_keyboard_key(emulator_vterm(sink->e), (VTermKey)VTERM_KEY_FUNCTION(number), VTERM_MOD_NONE);
        return true;
    }
    if (n == 3 && name[0] == 'C' && name[1] == '-') {
        char c = (char)(name[2] == '?' ? 0x7F : name[2] & 0x1F);
        sink->put(&c, 1, sink->data);
        return true;
    }
    if (n >= 3 && name[0] == 'M' && name[1] == '-') {
        char bytes[16] = "\033";
        size_t len = n - 2 < sizeof bytes - 1 ? n - 2 : sizeof bytes - 1;
        memcpy(bytes + 1, name + 2, len);
        sink->put(bytes, len + 1, sink->data);
        return true;
    }
    for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
        const struct key_name *k = &key_names[i];
        if (strlen(k->name) == n && memcmp(k->name, name, n) == 0) {
            if (k->key) {
                vterm_keyboard_key(emulator_vterm(sink->e), (VTermKey)k->key, VTERM_MOD_NONE);
            } else {
                sink->put(k->bytes, strlen(k->bytes), sink->data);
            }
            return true;
        }
    }
    return false;
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

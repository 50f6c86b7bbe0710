/* Names of keys as people write them: "Ctrl-P", "F3", "Space"; and what a key types. */
#include "base/utf8.h"
#include "tui/term/keys.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    int32_t code;
} NAMES[] = {
    {"Up", K_UP},
    {"Down", K_DOWN},
    {"Left", K_LEFT},
    {"Right", K_RIGHT},
    {"Home", K_HOME},
    {"End", K_END},
    {"PageUp", K_PAGE_UP},
    {"PageDown", K_PAGE_DOWN},
    {"Insert", K_INSERT},
    {"Delete", K_DELETE},
    {"Backspace", K_BACKSPACE},
    {"Enter", K_ENTER},
    {"Tab", K_TAB},
    {"Esc", K_ESC},
    {"Space", ' '},
    {"Escape", K_ESC},
    {"Return", K_ENTER},
    {"PgUp", K_PAGE_UP},
    {"PgDn", K_PAGE_DOWN},
    {"Ins", K_INSERT},
    {"Del", K_DELETE},
};

static const struct {
    const char *prefix;
    unsigned mod;
} MODS[] = {{"Ctrl-", MOD_CTRL}, {"Alt-", MOD_ALT}, {"Shift-", MOD_SHIFT}};

bool key_types(const struct key_event *e)
{
    return e->kind == EVENT_KEY && e->code >= 0x20 && e->code < K_FIRST &&
           !(e->mods & (MOD_CTRL | MOD_ALT)) && !(e->code >= 0x7f && e->code < 0xa0);
}

bool key_is(const struct key_event *e, int32_t code, unsigned mods)
{
    return e->kind == EVENT_KEY && e->code == code && e->mods == mods;
}

static bool function_key(const char *name, int32_t *code)
{
    int number = 0;

    if (name[0] != 'F' && name[0] != 'f')
        return false;
    for (const char *p = name + 1; *p; p++) {
        if (*p < '0' || *p > '9' || number > 20)
            return false;
        number = number * 10 + (*p - '0');
    }
    if (number < 1 || number > 20)
        return false;
    *code = K_F1 + number - 1;
    return true;
}

bool key_parse(const char *name, int32_t *code, unsigned *mods)
{
    unsigned m = 0;
    int32_t point;
    size_t len;

    for (size_t i = 0; i < sizeof(MODS) / sizeof(MODS[0]); i++) {
        size_t n = strlen(MODS[i].prefix);
        if (strncasecmp(name, MODS[i].prefix, n) == 0 && name[n]) {
            m |= MODS[i].mod;
            name += n;
            i = (size_t)-1;
        }
    }
    *mods = m;
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        if (strcasecmp(name, NAMES[i].name) == 0) {
            *code = NAMES[i].code;
            return true;
        }
    }
    if (name[0] && name[1] && function_key(name, code))
        return true;
    len = utf8_decode(name, strlen(name), &point);
    if (!len || name[len] || !utf8_valid(name, len) || point < 0x21 || (point >= 0x7f && point < 0xa0))
        return false;
    if ((m & MOD_CTRL) && point >= 'A' && point <= 'Z')
        point += 'a' - 'A';
    if (m == MOD_SHIFT)
        return false; /* a shifted character is its own name */
    *code = point;
    return true;
}

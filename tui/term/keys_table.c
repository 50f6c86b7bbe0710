/* Sequences of keys: those of the terminal's description and of families that break the grammar, and the
 * grammar. */
#include "tui/term/keys_private.h"

#include <stdlib.h>
#include <string.h>

static int sequence_compare(const char *a, size_t na, const char *b, size_t nb)
{
    int order = memcmp(a, b, na < nb ? na : nb);

    if (order)
        return order;
    return na < nb ? -1 : na > nb;
}

bool keys_add(struct keys *k, const char *sequence, int32_t code, unsigned mods)
{
    size_t len = sequence ? strlen(sequence) : 0, at = 0;

    if (len < 2 || len > KEYS_SEQUENCE || sequence[0] != 0x1b || k->n_table == KEYS_SEQUENCES)
        return false;
    while (at < k->n_table && sequence_compare(k->table[at].bytes, k->table[at].len, sequence, len) < 0)
        at++;
    if (at < k->n_table && k->table[at].len == len && memcmp(k->table[at].bytes, sequence, len) == 0)
        return false;
    memmove(&k->table[at + 1], &k->table[at], (k->n_table - at) * sizeof(k->table[0]));
    memcpy(k->table[at].bytes, sequence, len);
    k->table[at].len = (uint8_t)len;
    k->table[at].code = code;
    k->table[at].mods = (uint8_t)mods;
    k->n_table++;
    return true;
}

enum keys_found keys_table_find(const struct keys *k, const char *s, size_t n, size_t *used,
                                struct key_event *out)
{
    const struct keys_sequence *best = NULL;
    size_t low = 0, high = k->n_table;

    while (low < high) { /* the first entry not below the first two bytes; entries are few */
        size_t mid = (low + high) / 2;
        if (sequence_compare(k->table[mid].bytes, k->table[mid].len, s, 2) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < k->n_table && memcmp(k->table[low].bytes, s, 2) == 0; low++) {
        const struct keys_sequence *e = &k->table[low];
        if (e->len > n && memcmp(e->bytes, s, n) == 0 && !k->expired)
            return KEYS_PARTIAL;
        if (e->len <= n && memcmp(e->bytes, s, e->len) == 0 && (!best || e->len > best->len))
            best = e;
    }
    if (!best)
        return KEYS_NOT;
    *used = best->len;
    out->kind = EVENT_KEY;
    out->code = best->code;
    out->mods = best->mods;
    return KEYS_EVENT;
}

void keys_table_defaults(struct keys *k)
{
    static const struct {
        const char *sequence;
        int32_t code;
        unsigned mods;
    } ODD[] = {
        {"\x1b[[A", K_F1, 0}, /* linux console */
        {"\x1b[[B", K_F1 + 1, 0},
        {"\x1b[[C", K_F1 + 2, 0},
        {"\x1b[[D", K_F1 + 3, 0},
        {"\x1b[[E", K_F1 + 4, 0},
        {"\x1b[a", K_UP, MOD_SHIFT}, /* rxvt */
        {"\x1b[b", K_DOWN, MOD_SHIFT},
        {"\x1b[c", K_RIGHT, MOD_SHIFT},
        {"\x1b[d", K_LEFT, MOD_SHIFT},
        {"\x1bOa", K_UP, MOD_CTRL},
        {"\x1bOb", K_DOWN, MOD_CTRL},
        {"\x1bOc", K_RIGHT, MOD_CTRL},
        {"\x1bOd", K_LEFT, MOD_CTRL},
        {"\x1b[2$", K_INSERT, MOD_SHIFT},
        {"\x1b[3$", K_DELETE, MOD_SHIFT},
        {"\x1b[5$", K_PAGE_UP, MOD_SHIFT},
        {"\x1b[6$", K_PAGE_DOWN, MOD_SHIFT},
        {"\x1b[7$", K_HOME, MOD_SHIFT},
        {"\x1b[8$", K_END, MOD_SHIFT},
    };

    for (size_t i = 0; i < sizeof(ODD) / sizeof(ODD[0]); i++)
        keys_add(k, ODD[i].sequence, ODD[i].code, ODD[i].mods);
}

/* Modifiers as xterm numbers them: 1 + shift + 2 alt + 4 ctrl + 8 meta. */
static unsigned csi_mods(long m)
{
    unsigned bits = m > 1 && m <= 256 ? (unsigned)m - 1 : 0, mods = 0;

    if (bits & 1)
        mods |= MOD_SHIFT;
    if (bits & (2 | 8))
        mods |= MOD_ALT;
    if (bits & 4)
        mods |= MOD_CTRL;
    return mods;
}

/* The final letter that cursor keys and PF keys share in CSI and SS3. */
static int32_t letter_key(char final)
{
    static const struct {
        char letter;
        int32_t code;
    } LETTERS[] = {
        {'A', K_UP},   {'B', K_DOWN}, {'C', K_RIGHT},  {'D', K_LEFT},   {'F', K_END},
        {'H', K_HOME}, {'P', K_F1},   {'Q', K_F1 + 1}, {'R', K_F1 + 2}, {'S', K_F1 + 3},
    };

    for (size_t i = 0; i < sizeof(LETTERS) / sizeof(LETTERS[0]); i++)
        if (LETTERS[i].letter == final)
            return LETTERS[i].code;
    return K_NONE;
}

/* ESC [ number ~ of VT220 and its heirs. */
static int32_t tilde_key(long number)
{
    static const uint8_t FUNCTION[] = {/* F1.. */ 11,  12, 13, 14, 15, 17, 18, 19, 20, 21,
                                       /* F11.. */ 23, 24, 25, 26, 28, 29, 31, 32, 33, 34};
    static const int32_t EDIT[] = {K_NONE,    K_HOME,      K_INSERT, K_DELETE, K_END,
                                   K_PAGE_UP, K_PAGE_DOWN, K_HOME,   K_END};

    if (number >= 0 && number < (long)(sizeof(EDIT) / sizeof(EDIT[0])))
        return EDIT[number];
    for (size_t i = 0; i < sizeof(FUNCTION); i++)
        if (FUNCTION[i] == number)
            return K_F1 + (int32_t)i;
    return K_NONE;
}

/* A character that the terminal sent by its number (modifyOtherKeys, CSI u). */
static int32_t number_key(long number)
{
    switch (number) {
    case 8:
    case 127:
        return K_BACKSPACE;
    case 9:
        return K_TAB;
    case 13:
        return K_ENTER;
    case 27:
        return K_ESC;
    default:
        return number >= 0x20 && number <= 0x10ffff && !(number >= 0x7f && number < 0xa0) ? (int32_t)number
                                                                                          : K_NONE;
    }
}

static enum keys_found key_found(struct key_event *out, int32_t code, unsigned mods)
{
    if (code == K_NONE)
        return KEYS_SWALLOW;
    out->kind = EVENT_KEY;
    out->code = code;
    out->mods = mods;
    if (code < K_FIRST && code != ' ' && (mods & ~(unsigned)MOD_SHIFT) == 0)
        out->mods = 0; /* 'P' is 'P', however it was sent */
    return KEYS_EVENT;
}

/* ESC [ < button ; column ; row M (press) or m (release): xterm's mode 1006. */
static enum keys_found mouse_event(const long *p, int n, char final, struct key_event *out)
{
    long b = n == 3 ? p[0] : -1;

    if (b < 0 || final != 'M' || (b & 32) || p[1] < 1 || p[2] < 1 || p[1] > 10000 || p[2] > 10000)
        return KEYS_SWALLOW;
    if (b & 64)
        out->button = (b & 3) == 0 ? MOUSE_WHEEL_UP : (b & 3) == 1 ? MOUSE_WHEEL_DOWN : 0;
    else
        out->button = (b & 3) < 3 ? MOUSE_LEFT + (int)(b & 3) : 0;
    if (!out->button)
        return KEYS_SWALLOW;
    out->kind = EVENT_MOUSE;
    out->mods = (b & 4 ? MOD_SHIFT : 0) | (b & 8 ? MOD_ALT : 0) | (b & 16 ? MOD_CTRL : 0);
    out->col = (int)p[1] - 1;
    out->row = (int)p[2] - 1;
    return KEYS_EVENT;
}

static enum keys_found csi_meaning(char lead, const long *p, int n, char middle, char final,
                                   struct key_event *out)
{
    unsigned mods = n > 1 ? csi_mods(p[1]) : 0;

    if (lead == '<' && (final == 'M' || final == 'm'))
        return mouse_event(p, n, final, out);
    if (lead || middle)
        return KEYS_SWALLOW; /* an answer to a query */
    switch (final) {
    case '~':
        if (n == 1 && p[0] == 200)
            return KEYS_PASTE;
        if (n == 3 && p[0] == 27)
            return key_found(out, number_key(p[2]), mods);
        return key_found(out, tilde_key(p[0]), mods);
    case '^': /* rxvt with Ctrl, and below with both */
        return key_found(out, tilde_key(p[0]), MOD_CTRL);
    case '@':
        return key_found(out, tilde_key(p[0]), MOD_CTRL | MOD_SHIFT);
    case 'u':
        return key_found(out, number_key(p[0]), mods);
    case 'Z':
        return key_found(out, K_TAB, MOD_SHIFT);
    case 'I':
    case 'O':
        out->kind = EVENT_FOCUS;
        out->code = final == 'I';
        return n == 1 && p[0] == 0 ? KEYS_EVENT : KEYS_SWALLOW;
    case 'R': /* with two numbers a cursor report, unless the first is 1: then also F3 with a modifier */
        return n == 2 && p[0] != 1 ? KEYS_SWALLOW : key_found(out, K_F1 + 2, mods);
    default:
        return key_found(out, letter_key(final), mods);
    }
}

enum keys_found keys_csi(const char *s, size_t n, size_t *used, struct key_event *out)
{
    long p[8] = {0};
    int count = 1;
    char lead = 0, middle = 0;
    size_t i = 2;

    if (i < n && s[i] >= '<' && s[i] <= '?')
        lead = s[i++];
    for (; i < n && i < KEYS_CSI; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= '0' && c <= '9') {
            if (p[count - 1] < 10000000)
                p[count - 1] = p[count - 1] * 10 + (c - '0');
        } else if (c == ';' || c == ':') {
            count += count < 8;
        } else if (c >= 0x20 && c < 0x30) {
            middle = (char)c;
        } else if (c >= 0x40 && c < 0x7f) {
            *used = i + 1;
            if (c == 'M' && i == 2) { /* a click in the old notation: three bytes follow */
                *used = i + 4;
                return n < i + 4 ? KEYS_PARTIAL : KEYS_SWALLOW;
            }
            return csi_meaning(lead, p, count, middle, (char)c, out);
        } else if (c < 0x20 || c >= 0x7f) {
            *used = i; /* broken off: what follows stands for itself */
            return KEYS_SWALLOW;
        }
    }
    *used = i;
    return i == KEYS_CSI ? KEYS_RUNAWAY : KEYS_PARTIAL;
}

enum keys_found keys_ss3(const char *s, size_t n, size_t *used, struct key_event *out)
{
    static const char KEYPAD[] = "jklmnopqrstuvwxy", MEANS[] = "*+,-./0123456789";
    long mods = 0;
    const char *at;
    size_t i = 2;

    while (i < n && i < 8 && ((s[i] >= '0' && s[i] <= '9') || s[i] == ';')) {
        mods = s[i] == ';' ? 0 : mods * 10 + (s[i] - '0');
        i++;
    }
    if (i == n)
        return KEYS_PARTIAL;
    *used = i + 1;
    if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] >= 0x7f) { /* Alt-O, then something else */
        *used = 2;
        out->kind = EVENT_KEY;
        out->code = 'O';
        out->mods = MOD_ALT;
        return KEYS_EVENT;
    }
    if (s[i] == 'M')
        return key_found(out, K_ENTER, csi_mods(mods));
    if (s[i] == 'I')
        return key_found(out, K_TAB, csi_mods(mods));
    if (s[i] == ' ' || s[i] == 'X')
        return key_found(out, s[i] == ' ' ? ' ' : '=', 0);
    at = strchr(KEYPAD, s[i]);
    if (at)
        return key_found(out, MEANS[at - KEYPAD], 0);
    return key_found(out, letter_key(s[i]), csi_mods(mods));
}

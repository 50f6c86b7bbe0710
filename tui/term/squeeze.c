/* Four idle things less: character set selections, colour resets before a full reset, a reset of what is
 * plain, long runs of one sign. */
#include "tui/term/squeeze.h"

#include "base/utf8.h"

#include <string.h>

enum { WORTH_REPEATING = 4 };

static bool here(const char *s, size_t n, const char *what)
{
    size_t len = strlen(what);

    return n >= len && memcmp(s, what, len) == 0;
}

/* Bytes of an idle sequence at `s`, 0 when what stands there matters. */
static size_t idle(const struct squeeze *how, const char *s, size_t n)
{
    static const char CHARSET[] = "\x1b(B";
    static const char *const RESETS[] = {"\x1b[39;49m", "\x1b[39m", "\x1b[49m"};

    if (how->charset && here(s, n, CHARSET))
        return sizeof(CHARSET) - 1;
    for (size_t i = 0; how->colours && i < sizeof(RESETS) / sizeof(RESETS[0]); i++) {
        size_t len = strlen(RESETS[i]), next = len;
        if (!here(s, n, RESETS[i]))
            continue;
        while (how->charset && here(s + next, n - next, CHARSET))
            next += sizeof(CHARSET) - 1;
        if (here(s + next, n - next, "\x1b[m") || here(s + next, n - next, "\x1b[0;"))
            return len;
    }
    return 0;
}

/* Whether a colour or attribute sequence stands at `s`, and whether all it does is to reset. */
static bool is_style(const char *s, size_t n, bool *plain)
{
    size_t len = 2;

    if (!here(s, n, "\x1b["))
        return false;
    while (len < n && ((s[len] >= '0' && s[len] <= '9') || s[len] == ';'))
        len++;
    if (len >= n || s[len] != 'm')
        return false;
    *plain = len == 2 || (len == 3 && s[2] == '0');
    return true;
}

/* How often the character of `len` bytes at `s` stands there in a row. */
static size_t run(const char *s, size_t n, size_t len)
{
    size_t times = 1;

    while ((times + 1) * len <= n && memcmp(s, s + times * len, len) == 0)
        times++;
    return times;
}

void squeeze(const struct squeeze *how, const char *bytes, size_t n, struct text *out)
{
    size_t i = 0, from = 0;
    bool plain = false; /* certainly nothing is set */

    while (i < n) {
        unsigned char c = (unsigned char)bytes[i];
        size_t skip = c == 0x1b ? idle(how, bytes + i, n - i) : 0, len, times;
        int32_t code;

        if (skip) {
            text_add_n(out, bytes + from, i - from);
            i += skip;
            from = i;
            continue;
        }
        if (c == 0x1b && how->colours && plain && here(bytes + i, n - i, "\x1b[0;")) {
            text_add_n(out, bytes + from, i + 2 - from);
            from = i += 4;
            plain = false;
            continue;
        }
        if (c == 0x1b)
            is_style(bytes + i, n - i, &plain);
        if (c < 0xc2 || !how->repeat) {
            i++;
            continue;
        }
        len = utf8_decode(bytes + i, n - i, &code);
        times = run(bytes + i, n - i, len);
        if (times >= WORTH_REPEATING && utf8_columns(bytes + i, len) == 1) {
            text_add_n(out, bytes + from, i + len - from);
            text_addf(out, "\x1b[%zub", times - 1);
            from = i + times * len;
        }
        i += times * len;
    }
    text_add_n(out, bytes + from, n - from);
}

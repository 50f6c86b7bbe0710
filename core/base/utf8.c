/* UTF-8 by hand, graphemes and widths by utf8proc: the measuring half of utf8.h. */
#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd };

/* The length a lead byte promises, its payload, and the smallest code point that needs that length. */
static size_t lead_length(unsigned char c, int32_t *bits, int32_t *least)
{
    if (c >= 0xc2 && c <= 0xdf) {
        *bits = c & 0x1f;
        *least = 0x80;
        return 2;
    }
    if (c >= 0xe0 && c <= 0xef) {
        *bits = c & 0x0f;
        *least = 0x800;
        return 3;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        *bits = c & 0x07;
        *least = 0x10000;
        return 4;
    }
    return 0;
}

/* Like utf8_decode(), but 0 for invalid bytes too. */
static size_t utf8_take(const char *s, size_t n, int32_t *out)
{
    const unsigned char *u = (const unsigned char *)s;
    int32_t code, least;
    size_t len;

    if (!n)
        return 0;
    if (u[0] < 0x80) {
        *out = u[0];
        return 1;
    }
    len = lead_length(u[0], &code, &least);
    if (!len || len > n)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((u[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (u[i] & 0x3f);
    }
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    *out = code;
    return len;
}

size_t utf8_decode(const char *s, size_t n, int32_t *out)
{
    size_t len;

    if (!n)
        return 0;
    len = utf8_take(s, n, out);
    if (len)
        return len;
    *out = REPLACEMENT;
    return 1;
}

size_t utf8_encode(int32_t code, char out[4])
{
    if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        code = REPLACEMENT;
    return (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)out);
}

bool utf8_valid(const char *s, size_t n)
{
    int32_t code;

    while (n) {
        size_t len = utf8_take(s, n, &code);
        if (!len)
            return false;
        s += len;
        n -= len;
    }
    return true;
}

static bool plain_ascii(unsigned char c)
{
    return c >= 0x20 && c < 0x7f;
}

size_t utf8_grapheme(const char *s, size_t n, int *columns)
{
    int32_t code, next, state = 0;
    size_t len, more;
    int width;

    if (columns)
        *columns = 0;
    if (!n)
        return 0;
    if (plain_ascii((unsigned char)s[0]) && (n == 1 || (unsigned char)s[1] < 0x80)) {
        if (columns)
            *columns = 1;
        return 1;
    }
    len = utf8_decode(s, n, &code);
    width = utf8proc_charwidth(code);
    while ((more = utf8_decode(s + len, n - len, &next)) != 0) {
        if (utf8proc_grapheme_break_stateful(code, next, &state))
            break;
        width += utf8proc_charwidth(next);
        code = next;
        len += more;
    }
    if (columns)
        *columns = width < 2 ? width : 2;
    return len;
}

size_t utf8_grapheme_before(const char *s, size_t at)
{
    size_t start = 0, len = 0;

    while (start + len < at) {
        start += len;
        len = utf8_grapheme(s + start, at - start, NULL);
    }
    return len;
}

int utf8_columns(const char *s, size_t n)
{
    int total = 0, columns;

    while (n) {
        size_t len = utf8_grapheme(s, n, &columns);
        total += columns;
        s += len;
        n -= len;
    }
    return total;
}

int utf8_columns_z(const char *s)
{
    return s ? utf8_columns(s, strlen(s)) : 0;
}

size_t utf8_fit(const char *s, size_t n, int columns, int *used)
{
    size_t at = 0;
    int total = 0, wide;

    while (at < n) {
        size_t len = utf8_grapheme(s + at, n - at, &wide);
        if (total + wide > columns)
            break;
        total += wide;
        at += len;
    }
    if (used)
        *used = total;
    return at;
}

size_t utf8_count_graphemes(const char *s, size_t n)
{
    size_t count = 0;

    for (; n; count++) {
        size_t len = utf8_grapheme(s, n, NULL);
        s += len;
        n -= len;
    }
    return count;
}

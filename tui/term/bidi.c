/* Reordering by runs of graphemes; classes come from utf8proc's tables. */
#include "tui/term/bidi.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"
#include "tui/term/bidi_arabic.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum class { LEFT, RIGHT, NUMBER, NEUTRAL };

struct unit {
    size_t at, n; /* bytes of one grapheme */
    enum class class;
};

static enum class class_of(int32_t code) {
    switch (utf8proc_get_property(code)->bidi_class){
        case UTF8PROC_BIDI_CLASS_L : return LEFT;
        case UTF8PROC_BIDI_CLASS_R : case UTF8PROC_BIDI_CLASS_AL : return RIGHT;
        case UTF8PROC_BIDI_CLASS_EN : case UTF8PROC_BIDI_CLASS_AN : return NUMBER;
        default : return NEUTRAL;
    }
}

bool bidi_needed(const char *s, size_t n)
{
    int32_t code;
    size_t len;

    for (; n && (len = utf8_decode(s, n, &code)) != 0; s += len, n -= len)
        if (code >= 0x590 && class_of(code) == RIGHT)
            return true;
    return false;
}

/* Numbers go with the text before them, neutrals with what stands on both sides, else with the line. */
static void resolve(struct unit *u, size_t n)
{
    bool right = false;

    for (size_t i = 0; i < n; i++) { /* separators within a number belong to it: 12.04.2026 */
        if (u[i].class == NEUTRAL && i > 0 && i + 1 < n && u[i - 1].class == NUMBER &&
            u[i + 1].class == NUMBER)
            u[i].class = NUMBER;
    }
    for (size_t i = 0; i < n; i++) {
        if (u[i].class == LEFT || u[i].class == RIGHT)
            right = u[i].class == RIGHT;
        else if (u[i].class == NUMBER && !right)
            u[i].class = LEFT;
    }
    for (size_t i = 0; i < n; i++) {
        size_t end = i;
        if (u[i].class != NEUTRAL)
            continue;
        while (end < n && u[end].class == NEUTRAL)
            end++;
        bool both = i > 0 && end < n && u[i - 1].class != LEFT && u[end].class != LEFT;
        for (; i < end; i++)
            u[i].class = both ? RIGHT : LEFT;
        i--;
    }
}

/* A closing bracket goes the way its opening one went. */
static void pair_brackets(const char *s, struct unit *u, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        char closes = u[i].n == 1 ? s[u[i].at] : 0, opens = closes == ')' ? '(' : closes == ']' ? '[' : 0;
        int depth = 1;

        if (!opens || u[i].class == RIGHT)
            continue;
        for (size_t k = i; k-- > 0 && depth;) {
            char c = u[k].n == 1 ? s[u[k].at] : 0;
            depth += c == closes ? 1 : c == opens ? -1 : 0;
            if (!depth && u[k].class == RIGHT)
                u[i].class = RIGHT;
        }
    }
}

static void reverse(struct unit *u, size_t from, size_t to)
{
    while (from + 1 < to) {
        struct unit swap = u[from];
        u[from++] = u[--to];
        u[to] = swap;
    }
}

/* Right-to-left runs turn round; the numbers in them turn back. */
static void reorder(struct unit *u, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t end = i;
        if (u[i].class == LEFT)
            continue;
        while (end < n && u[end].class != LEFT)
            end++;
        reverse(u, i, end);
        for (size_t k = i; k < end; k++) {
            size_t stop = k;
            while (stop < end && u[stop].class == NUMBER)
                stop++;
            reverse(u, k, stop);
            k = stop > k ? stop - 1 : k;
        }
        i = end - 1;
    }
}

static char mirrored(char c)
{
    static const char PAIRS[] = "()<>[]{}";
    const char *at = c ? strchr(PAIRS, c) : NULL;

    return at ? PAIRS[(at - PAIRS) ^ 1] : c;
}

static char *write_out(const char *s, const struct unit *u, size_t n)
{
    struct text out;

    text_init(&out, LIMIT_TEXT);
    for (size_t i = 0; i < n; i++) {
        if (u[i].class == RIGHT && u[i].n == 1)
            text_add_char(&out, mirrored(s[u[i].at]));
        else
            text_add_n(&out, s + u[i].at, u[i].n);
    }
    return text_take(&out);
}

char *bidi_visual(const char *s, size_t n)
{
    char *shaped = bidi_arabic_shape(s, n), *visual = NULL;
    size_t len = shaped ? strlen(shaped) : 0, count = 0;
    struct unit *units = shaped ? calloc(len + 1, sizeof(*units)) : NULL;

    for (size_t at = 0; units && at < len;) {
        int32_t code;
        size_t bytes = utf8_grapheme(shaped + at, len - at, NULL);
        utf8_decode(shaped + at, len - at, &code);
        units[count++] = (struct unit){at, bytes, class_of(code)};
        at += bytes;
    }
    if (units) {
        resolve(units, count);
        pair_brackets(shaped, units, count);
        reorder(units, count);
        visual = write_out(shaped, units, count);
    }
    free(units);
    free(shaped);
    return visual;
}

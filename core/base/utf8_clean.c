/* The door for untrusted text: what may be shown passes, everything that could steer a terminal is spelled
 * out. */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/text.h"

enum {
    REPLACEMENT = 0xfffd,
    DOTTED_CIRCLE = 0x25cc, /* carries a combining mark that would else climb on its neighbour */
    MARKS_MAX = 4,          /* combining marks on one letter; a cell of ncurses holds no more */
};

static void text_add_code(struct text *t, int32_t code)
{
    char bytes[4];

    text_add_n(t, bytes, utf8_encode(code, bytes));
}

/* ESC as ^[, DEL as ^?, and the one-byte twins of ESC sequences (U+0080..9F) as what they stand for. */
static void text_add_control(struct text *t, int32_t code)
{
    if (code >= 0x80) {
        text_add(t, "^[");
        text_add_char(t, (char)(code - 0x40));
        return;
    }
    text_add_char(t, '^');
    text_add_char(t, (char)(code ^ 0x40));
}

static bool code_is_line_end(int32_t code)
{
    return code == '\n' || code == '\r' || code == 0x85 || code == 0x2028 || code == 0x2029;
}

static bool code_is_mark(utf8proc_category_t c)
{
    return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_MC || c == UTF8PROC_CATEGORY_ME;
}

/* One code point that is neither ASCII text nor a line end. `*marks` is -1 where a mark has nothing to stand
 * on. */
static void clean_one(struct text *t, int32_t code, int *marks)
{
    const utf8proc_property_t *p = utf8proc_get_property(code);
    utf8proc_category_t c = (utf8proc_category_t)p->category;

    if (c == UTF8PROC_CATEGORY_CC) {
        text_add_control(t, code);
        *marks = 0;
    } else if (c == UTF8PROC_CATEGORY_CF || p->ignorable) {
        return;
    } else if (c == UTF8PROC_CATEGORY_CS || (code & 0xfffe) == 0xfffe) {
        text_add_code(t, REPLACEMENT);
        *marks = 0;
    } else if (code_is_mark(c)) {
        if (*marks < 0) {
            text_add_code(t, DOTTED_CIRCLE);
            *marks = 0;
        }
        if ((*marks)++ < MARKS_MAX)
            text_add_code(t, code);
    } else {
        text_add_code(t, code);
        *marks = 0;
    }
}

/* Cuts at a grapheme so that the mark U+2026 still fits into `max` bytes. */
static void clean_cut(struct text *t, size_t max)
{
    size_t at = 0;

    while (max >= 3) {
        size_t n = utf8_grapheme(t->data + at, t->len - at, NULL);
        if (!n || at + n > max - 3)
            break;
        at += n;
    }
    text_splice(t, at, t->len - at, "\xe2\x80\xa6", max >= 3 ? 3 : 0);
}

char *utf8_clean(const char *s, size_t n, size_t max, bool lines)
{
    TEXT_AUTO t;
    int marks = -1;

    text_init(&t, max + 64); /* one step adds at most a circle and a mark beyond `max` */
    for (size_t at = 0; at < n && t.len <= max && text_ok(&t);) {
        int32_t code;
        size_t len = utf8_decode(s + at, n - at, &code);
        bool invalid = len == 1 && code == REPLACEMENT;

        at += len;
        if (code >= 0x20 && code < 0x7f) {
            text_add_char(&t, (char)code);
            marks = 0;
        } else if (code_is_line_end(code)) {
            if (code == '\r' && at < n && s[at] == '\n')
                at++;
            text_add_char(&t, lines ? '\n' : ' ');
            marks = lines ? -1 : 0;
        } else if (code == '\t') {
            text_add_char(&t, ' ');
            marks = 0;
        } else if (invalid) {
            text_add_code(&t, REPLACEMENT);
            marks = 0;
        } else {
            clean_one(&t, code, &marks);
        }
    }
    if (t.len > max)
        clean_cut(&t, max);
    return text_take(&t);
}

/*
 * Folding for search. Cyrillic becomes Latin by the Ukrainian table of 2010; since a search may begin in the
 * middle of a word, the letters that this table writes differently at the start of a word are made one: y
 * counts as i, a run of i as one, and "zgh" as "zh". So "Юлія", "Yuliia" and "iulia" fold alike.
 */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/text.h"

struct fold_row {
    int32_t code; /* lower case, composed */
    const char *latin;
};

/* Sorted by code. The basic Cyrillic block is complete; of the others, letters met in neighbouring names. */
static const struct fold_row fold_rows[] = {
    {0xdf, "ss"},  {0xe6, "ae"},  {0xf0, "d"},   {0xf8, "o"},   {0xfe, "th"},    {0x111, "d"}, {0x127, "h"},
    {0x131, "i"},  {0x138, "k"},  {0x142, "l"},  {0x14b, "n"},  {0x153, "oe"},   {0x167, "t"}, {0x259, "a"},
    {0x430, "a"},  {0x431, "b"},  {0x432, "v"},  {0x433, "h"},  {0x434, "d"},    {0x435, "e"}, {0x436, "zh"},
    {0x437, "z"},  {0x438, "i"},  {0x439, "i"},  {0x43a, "k"},  {0x43b, "l"},    {0x43c, "m"}, {0x43d, "n"},
    {0x43e, "o"},  {0x43f, "p"},  {0x440, "r"},  {0x441, "s"},  {0x442, "t"},    {0x443, "u"}, {0x444, "f"},
    {0x445, "kh"}, {0x446, "ts"}, {0x447, "ch"}, {0x448, "sh"}, {0x449, "shch"}, {0x44a, ""},  {0x44b, "i"},
    {0x44c, ""},   {0x44d, "e"},  {0x44e, "iu"}, {0x44f, "ia"}, {0x451, "io"},   {0x452, "d"}, {0x454, "ie"},
    {0x455, "dz"}, {0x456, "i"},  {0x457, "i"},  {0x458, "i"},  {0x459, "l"},    {0x45a, "n"}, {0x45b, "c"},
    {0x45e, "u"},  {0x45f, "dz"}, {0x491, "g"},  {0x493, "g"},  {0x49b, "k"},    {0x4a3, "n"}, {0x4af, "u"},
    {0x4b1, "u"},  {0x4bb, "h"},  {0x4d9, "a"},  {0x4e9, "o"},
};

static const char *fold_row(int32_t code)
{
    size_t low = 0, high = sizeof fold_rows / sizeof *fold_rows;

    while (low < high) {
        size_t mid = (low + high) / 2;
        if (fold_rows[mid].code == code)
            return fold_rows[mid].latin;
        if (fold_rows[mid].code < code)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* Apostrophes, quotes that stand for them, and dashes, in every writing met so far. */
static bool code_is_joint(int32_t code)
{
    switch (code) {
    case '\'':
    case '`':
    case '-':
    case '_':
    case 0xb4:
    case 0x2bb:
    case 0x2bc:
    case 0x2032:
    case 0x2212:
        return true;
    default:
        return (code >= 0x2010 && code <= 0x201b) || code == 0x2043;
    }
}

/* Appends Latin letters, keeping runs of i short and the "zgh" of the national table as "zh". */
static void fold_add(struct text *t, const char *latin, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = latin[i] == 'y' ? 'i' : latin[i];
        if (c == 'i' && t->len && t->data[t->len - 1] == 'i')
            continue;
        if (c == 'h' && t->len >= 2 && t->data[t->len - 1] == 'g' && t->data[t->len - 2] == 'z') {
            text_splice(t, t->len - 1, 1, "h", 1);
            continue;
        }
        text_add_char(t, c);
    }
}

static void fold_blank(struct text *t)
{
    if (t->len && t->data[t->len - 1] != ' ')
        text_add_char(t, ' ');
}

/* A letter that is no Cyrillic one: its accents go, the rest stays. */
static void fold_other(struct text *t, int32_t code)
{
    int32_t parts[24];
    int boundclass = 0;
    char bytes[4];
    utf8proc_ssize_t n = utf8proc_decompose_char(
        code, parts, (utf8proc_ssize_t)(sizeof parts / sizeof *parts),
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK,
        &boundclass);

    if (n < 0 || n > (utf8proc_ssize_t)(sizeof parts / sizeof *parts)) {
        text_add_n(t, bytes, utf8_encode(code, bytes));
        return;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        const char *latin = fold_row(parts[i]);
        if (parts[i] == ' ')
            fold_blank(t);
        else if (code_is_joint(parts[i]))
            continue;
        else if (latin)
            fold_add(t, latin, strlen(latin));
        else
            fold_add(t, bytes, utf8_encode(parts[i], bytes));
    }
}

static void fold_code(struct text *t, int32_t code)
{
    utf8proc_category_t c;
    const char *latin;

    if (code_is_joint(code))
        return;
    code = utf8proc_tolower(code);
    latin = fold_row(code);
    if (latin) {
        fold_add(t, latin, strlen(latin));
        return;
    }
    c = utf8proc_category(code);
    if (c == UTF8PROC_CATEGORY_CC || c == UTF8PROC_CATEGORY_ZS || c == UTF8PROC_CATEGORY_ZL ||
        c == UTF8PROC_CATEGORY_ZP)
        fold_blank(t);
    else
        fold_other(t, code);
}

/* A letter and the combining marks behind it as one code point where Unicode has one: i + diaeresis is ї. */
static int32_t code_compose(int32_t base, const char *s, size_t n, size_t *used)
{
    static const struct {
        int32_t base, mark, whole;
    } pairs[] = {
        {0x418, 0x306, 0x439}, {0x438, 0x306, 0x439}, {0x406, 0x308, 0x457}, {0x456, 0x308, 0x457},
        {0x415, 0x308, 0x451}, {0x435, 0x308, 0x451}, {0x423, 0x306, 0x45e}, {0x443, 0x306, 0x45e},
    };
    int32_t mark;
    size_t len = utf8_decode(s, n, &mark);

    *used = 0;
    for (size_t i = 0; len && i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i].base != base || pairs[i].mark != mark)
            continue;
        *used = len;
        return pairs[i].whole;
    }
    return base;
}

char *utf8_fold(const char *s)
{
    size_t n = s ? strlen(s) : 0;
    TEXT_AUTO t;

    text_init(&t, n * 20 + 16); /* the longest decomposition of one code point is 18 letters */
    for (size_t at = 0; at < n && text_ok(&t);) {
        unsigned char c = (unsigned char)s[at];
        size_t used;
        int32_t code;

        if (c >= 'a' && c <= 'z') {
            fold_add(&t, s + at++, 1);
        } else if (c >= 'A' && c <= 'Z') {
            char lower = (char)(c + 32);
            fold_add(&t, &lower, 1);
            at++;
        } else if (c >= '0' && c <= '9') {
            text_add_char(&t, (char)c);
            at++;
        } else {
            at += utf8_decode(s + at, n - at, &code);
            code = code_compose(code, s + at, n - at, &used);
            at += used;
            fold_code(&t, code);
        }
    }
    if (t.len && t.data[t.len - 1] == ' ')
        text_splice(&t, t.len - 1, 1, NULL, 0);
    return text_take(&t);
}

bool utf8_fold_match(const char *folded_hay, const char *folded_needle)
{
    if (!folded_hay || !folded_needle)
        return false;
    for (const char *word = folded_needle, *end; *word; word = *end ? end + 1 : end) {
        char copy[64];
        size_t n;

        end = strchrnul(word, ' ');
        n = (size_t)(end - word);
        if (n == 0)
            continue;
        /* strstr is several times faster than memmem here, but wants its words ended by NUL */
        if (n >= sizeof copy) {
            if (!memmem(folded_hay, strlen(folded_hay), word, n))
                return false;
            continue;
        }
        memcpy(copy, word, n);
        copy[n] = '\0';
        if (!strstr(folded_hay, copy))
            return false;
    }
    return true;
}

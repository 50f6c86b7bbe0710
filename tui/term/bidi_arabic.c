/* Joining: which of four forms a letter takes, and lam with alef as one. Forms are those of Unicode blocks
 * FB50 and FE70. */
#include "tui/term/bidi_arabic.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

enum { LAM = 0x644, TATWEEL = 0x640, LAM_ALEF = 0xfef5 };

/* The isolated form; the final one follows it, and for letters that join on both sides the initial and medial
 * ones. */
static const struct letter {
    uint16_t code, isolated;
    bool both;
} LETTERS[] = {
    {0x622, 0xfe81, false}, {0x623, 0xfe83, false}, {0x624, 0xfe85, false}, {0x625, 0xfe87, false},
    {0x626, 0xfe89, true},  {0x627, 0xfe8d, false}, {0x628, 0xfe8f, true},  {0x629, 0xfe93, false},
    {0x62a, 0xfe95, true},  {0x62b, 0xfe99, true},  {0x62c, 0xfe9d, true},  {0x62d, 0xfea1, true},
    {0x62e, 0xfea5, true},  {0x62f, 0xfea9, false}, {0x630, 0xfeab, false}, {0x631, 0xfead, false},
    {0x632, 0xfeaf, false}, {0x633, 0xfeb1, true},  {0x634, 0xfeb5, true},  {0x635, 0xfeb9, true},
    {0x636, 0xfebd, true},  {0x637, 0xfec1, true},  {0x638, 0xfec5, true},  {0x639, 0xfec9, true},
    {0x63a, 0xfecd, true},  {0x641, 0xfed1, true},  {0x642, 0xfed5, true},  {0x643, 0xfed9, true},
    {0x644, 0xfedd, true},  {0x645, 0xfee1, true},  {0x646, 0xfee5, true},  {0x647, 0xfee9, true},
    {0x648, 0xfeed, false}, {0x649, 0xfeef, false}, {0x64a, 0xfef1, true},  {0x67e, 0xfb56, true},
    {0x686, 0xfb7a, true},  {0x698, 0xfb8a, false}, {0x6a9, 0xfb8e, true},  {0x6af, 0xfb92, true},
    {0x6cc, 0xfbfc, true},
};

static const struct letter *letter(int32_t code)
{
    for (size_t i = 0; i < sizeof(LETTERS) / sizeof(LETTERS[0]); i++)
        if (LETTERS[i].code == code)
            return &LETTERS[i];
    return NULL;
}

static bool is_mark(int32_t code)
{
    return utf8proc_category(code) == UTF8PROC_CATEGORY_MN;
}

/* Joins to what follows it / to what stands before it. */
static bool joins_on(int32_t code)
{
    const struct letter *l = letter(code);

    return code == TATWEEL || (l && l->both);
}

static bool joins_back(int32_t code)
{
    return code == TATWEEL || letter(code);
}

/* The next code point that is no mark, from `i` in steps of `by`; 0 at the ends. */
static int32_t beside(const int32_t *c, size_t n, size_t i, int by)
{
    for (size_t k = i + (size_t)by; k < n; k += (size_t)by) /* -1 wraps round to beyond n */
        if (!is_mark(c[k]))
            return c[k];
    return 0;
}

/* Lam with one of four alefs is one sign: its isolated form, 0 for other letters. */
static int32_t lam_alef(int32_t alef)
{
    static const int32_t ALEFS[] = {0x622, 0x623, 0x625, 0x627};

    for (int i = 0; i < 4; i++)
        if (ALEFS[i] == alef)
            return LAM_ALEF + 2 * i;
    return 0;
}

static int32_t shaped(const int32_t *c, size_t n, size_t i)
{
    const struct letter *l = letter(c[i]);
    bool before = joins_on(beside(c, n, i, -1)), after;

    if (!l)
        return c[i];
    after = l->both && joins_back(beside(c, n, i, 1));
    return l->isolated + (before ? 1 : 0) + (after ? 2 : 0);
}

char *bidi_arabic_shape(const char *s, size_t n)
{
    int32_t *c = calloc(n + 1, sizeof(*c));
    size_t count = 0, len;
    struct text out;
    char utf8[4];

    if (!c)
        return NULL;
    for (; n && (len = utf8_decode(s, n, &c[count])) != 0; s += len, n -= len)
        count++;
    text_init(&out, LIMIT_TEXT);
    for (size_t i = 0; i < count; i++) {
        int32_t both = c[i] == LAM && i + 1 < count ? lam_alef(c[i + 1]) : 0;
        int32_t form = both ? both + (joins_on(beside(c, count, i, -1)) ? 1 : 0) : shaped(c, count, i);
        text_add_n(&out, utf8, utf8_encode(form, utf8));
        i += both != 0;
    }
    free(c);
    return text_take(&out);
}

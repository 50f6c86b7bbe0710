/* Reads presentation attributes; what is not known is left out without a word, as browsers do. */
#include "css.h"

#include <string.h>
#include <strings.h>

const char *attribute(const char **attributes, const char *name)
{
    for (; attributes && attributes[0]; attributes += 2)
        if (!strcasecmp(attributes[0], name))
            return attributes[1] ? attributes[1] : "";
    return NULL;
}

int attribute_number(const char *s, int max, int other)
{
    int value = 0;
    while (s && (*s == ' ' || *s == '\t' || *s == '\n'))
        s++;
    if (!s || *s < '0' || *s > '9')
        return other;
    for (; *s >= '0' && *s <= '9'; s++) {
        value = value * 10 + (*s - '0');
        if (value > max)
            return max;
    }
    return value ? value : other;
}

static int percent_read(const char *s)
{
    if (!s || !strchr(s, '%'))
        return 0;
    int percent = attribute_number(s, 1000, 0);
    return percent <= 100 ? percent : 0;
}

static enum align align_read(const char *s, size_t n)
{
    static const struct {
        const char *word;
        enum align align;
    } words[] = {
        {"left", ALIGN_LEFT},   {"start", ALIGN_LEFT}, {"center", ALIGN_CENTER},
        {"right", ALIGN_RIGHT}, {"end", ALIGN_RIGHT},  {"justify", ALIGN_JUSTIFY},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == n && !strncasecmp(words[i].word, s, n))
            return words[i].align;
    return ALIGN_NONE;
}

enum effect { SET, CLEAR, HIDE, PAGE_BEFORE, PAGE_AFTER, PRE, BORDER_NO };

/* property: value -> what it does here */
static const struct rule {
    const char *property, *value;
    enum effect effect;
    unsigned bits;
} rules[] = {
    {"font-weight", "bold", SET, STYLE_BOLD},
    {"font-weight", "bolder", SET, STYLE_BOLD},
    {"font-weight", "600", SET, STYLE_BOLD},
    {"font-weight", "700", SET, STYLE_BOLD},
    {"font-weight", "800", SET, STYLE_BOLD},
    {"font-weight", "900", SET, STYLE_BOLD},
    {"font-weight", "normal", CLEAR, STYLE_BOLD},
    {"font-weight", "400", CLEAR, STYLE_BOLD},
    {"font-style", "italic", SET, STYLE_ITALIC},
    {"font-style", "oblique", SET, STYLE_ITALIC},
    {"font-style", "normal", CLEAR, STYLE_ITALIC},
    {"text-decoration", "underline", SET, STYLE_UNDERLINE},
    {"text-decoration", "line-through", SET, STYLE_STRIKE},
    {"text-decoration", "none", CLEAR, STYLE_UNDERLINE | STYLE_STRIKE},
    {"font-size", "small", SET, STYLE_SMALL},
    {"font-size", "smaller", SET, STYLE_SMALL},
    {"font-size", "x-small", SET, STYLE_SMALL},
    {"font-size", "large", SET, STYLE_BIG},
    {"font-size", "larger", SET, STYLE_BIG},
    {"display", "none", HIDE, 0},
    {"visibility", "hidden", HIDE, 0},
    {"page-break-before", "always", PAGE_BEFORE, 0},
    {"break-before", "page", PAGE_BEFORE, 0},
    {"page-break-after", "always", PAGE_AFTER, 0},
    {"break-after", "page", PAGE_AFTER, 0},
    {"white-space", "pre", PRE, 0},
    {"white-space", "pre-wrap", PRE, 0},
    {"white-space", "pre-line", PRE, 0},
    {"border", "none", BORDER_NO, 0},
    {"border", "0", BORDER_NO, 0},
};

static bool word_is(const char *word, const char *s, size_t n)
{
    return strlen(word) == n && !strncasecmp(word, s, n);
}

static void rule_apply(struct look *look, const struct rule *rule)
{
    switch (rule->effect) {
    case SET:
        look->set |= rule->bits;
        look->cleared &= ~rule->bits;
        break;
    case CLEAR:
        look->cleared |= rule->bits;
        look->set &= ~rule->bits;
        break;
    case HIDE:
        look->hidden = true;
        break;
    case PAGE_BEFORE:
        look->page_before = true;
        break;
    case PAGE_AFTER:
        look->page_after = true;
        break;
    case PRE:
        look->pre = true;
        break;
    case BORDER_NO:
        look->border = 0;
        break;
    }
}

static void declaration_read(struct look *look, const char *name, size_t name_n, const char *value, size_t n)
{
    if (word_is("text-align", name, name_n)) {
        enum align align = align_read(value, n);
        look->align = align != ALIGN_NONE ? align : look->align;
        return;
    }
    if (word_is("width", name, name_n) && n && value[n - 1] == '%') {
        int percent = attribute_number(value, 1000, 0);
        look->percent = percent <= 100 ? percent : 0;
        return;
    }
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (word_is(rules[i].property, name, name_n) && word_is(rules[i].value, value, n))
            rule_apply(look, &rules[i]);
}

static void trim(const char **s, size_t *n)
{
    while (*n && strchr(" \t\r\n", **s)) {
        ++*s;
        --*n;
    }
    while (*n && strchr(" \t\r\n", (*s)[*n - 1]))
        --*n;
}

static void style_read(struct look *look, const char *style)
{
    while (style && *style) {
        size_t n = strcspn(style, ";");
        size_t name_n = strcspn(style, ":;");
        if (name_n < n) {
            const char *name = style, *value = style + name_n + 1;
            size_t value_n = n - name_n - 1;
            const char *mark = memchr(value, '!', value_n); /* "!important" changes nothing here */
            if (mark)
                value_n = (size_t)(mark - value);
            trim(&name, &name_n);
            trim(&value, &value_n);
            declaration_read(look, name, name_n, value, value_n);
        }
        style += n + (style[n] == ';');
    }
}

void look_read(struct look *look, const char **attributes)
{
    *look = (struct look){.border = -1};
    const char *align = attribute(attributes, "align"), *border = attribute(attributes, "border");
    if (align)
        look->align = align_read(align, strlen(align));
    if (border)
        look->border = strcmp(border, "0") != 0;
    look->percent = percent_read(attribute(attributes, "width"));
    look->hidden = attribute(attributes, "hidden") != NULL;
    style_read(look, attribute(attributes, "style"));
}

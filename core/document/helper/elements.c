/* The table of HTML's elements, sorted by name. */
#include "elements.h"

#include <stddef.h>
#include <strings.h>

#include "tree.h"

static const struct element elements[] = {
    {"address", EL_BLOCK, 0},
    {"applet", EL_SKIP, 0},
    {"article", EL_BLOCK, 0},
    {"aside", EL_BLOCK, 0},
    {"audio", EL_SKIP, 0},
    {"b", EL_INLINE, STYLE_BOLD},
    {"big", EL_INLINE, STYLE_BIG},
    {"blockquote", EL_GROUP, GROUP_INDENTED | GROUP_SPACED},
    {"br", EL_BREAK, 0},
    {"canvas", EL_SKIP, 0},
    {"caption", EL_SPACED, STYLE_BOLD},
    {"center", EL_BLOCK, 0},
    {"cite", EL_INLINE, STYLE_ITALIC},
    {"dd", EL_GROUP, GROUP_INDENTED},
    {"del", EL_INLINE, STYLE_STRIKE},
    {"dfn", EL_INLINE, STYLE_ITALIC},
    {"dir", EL_LIST, 0},
    {"div", EL_BLOCK, 0},
    {"dl", EL_GROUP, GROUP_SPACED},
    {"dt", EL_BLOCK, STYLE_BOLD},
    {"em", EL_INLINE, STYLE_ITALIC},
    {"embed", EL_SKIP, 0},
    {"fieldset", EL_SPACED, 0},
    {"figcaption", EL_BLOCK, STYLE_ITALIC},
    {"figure", EL_SPACED, 0},
    {"footer", EL_BLOCK, 0},
    {"form", EL_BLOCK, 0},
    {"h1", EL_HEADING, 1},
    {"h2", EL_HEADING, 2},
    {"h3", EL_HEADING, 3},
    {"h4", EL_HEADING, 4},
    {"h5", EL_HEADING, 5},
    {"h6", EL_HEADING, 6},
    {"header", EL_BLOCK, 0},
    {"hr", EL_RULE, 0},
    {"html", EL_HTML, 0},
    {"i", EL_INLINE, STYLE_ITALIC},
    {"iframe", EL_SKIP, 0},
    {"img", EL_IMAGE, 0},
    {"input", EL_INPUT, 0},
    {"ins", EL_INLINE, STYLE_UNDERLINE},
    {"legend", EL_BLOCK, STYLE_BOLD},
    {"li", EL_ITEM, 0},
    {"main", EL_BLOCK, 0},
    {"math", EL_SKIP, 0},
    {"menu", EL_LIST, 0},
    {"nav", EL_BLOCK, 0},
    {"noscript", EL_SKIP, 0},
    {"object", EL_SKIP, 0},
    {"ol", EL_LIST, 1},
    {"p", EL_SPACED, 0},
    {"pre", EL_PRE, 0},
    {"s", EL_INLINE, STYLE_STRIKE},
    {"script", EL_SKIP, 0},
    {"section", EL_BLOCK, 0},
    {"select", EL_SKIP, 0},
    {"small", EL_INLINE, STYLE_SMALL},
    {"strike", EL_INLINE, STYLE_STRIKE},
    {"strong", EL_INLINE, STYLE_BOLD},
    {"style", EL_SKIP, 0},
    {"sub", EL_INLINE, STYLE_SUB},
    {"sup", EL_INLINE, STYLE_SUPER},
    {"svg", EL_SKIP, 0},
    {"table", EL_TABLE, 0},
    {"tbody", EL_SECTION, 0},
    {"td", EL_CELL, 0},
    {"template", EL_SKIP, 0},
    {"textarea", EL_BLOCK, 0},
    {"tfoot", EL_SECTION, 0},
    {"th", EL_CELL, 1},
    {"thead", EL_SECTION, 1},
    {"title", EL_TITLE, 0},
    {"tr", EL_ROW, 0},
    {"u", EL_INLINE, STYLE_UNDERLINE},
    {"ul", EL_LIST, 0},
    {"var", EL_INLINE, STYLE_ITALIC},
    {"video", EL_SKIP, 0},
};

const struct element *element_find(const char *name)
{
    static const struct element other = {"", EL_INLINE, 0};
    size_t low = 0, high = sizeof elements / sizeof *elements;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = strcasecmp(name, elements[mid].name);
        if (!order)
            return &elements[mid];
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return &other;
}

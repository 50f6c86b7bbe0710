/* What the elements of HTML mean here: one row each, looked up by name. */
#ifndef DOCUMENT_HELPER_ELEMENTS_H
#define DOCUMENT_HELPER_ELEMENTS_H

enum element_kind {
    EL_INLINE,
    EL_BLOCK,   /* ends the line before and after itself */
    EL_SPACED,  /* a block with room around it */
    EL_GROUP,   /* bits: how it stands */
    EL_HEADING, /* bits: level */
    EL_LIST,    /* bits: 1 when ordered */
    EL_ITEM,
    EL_TABLE,
    EL_SECTION, /* bits: 1 when it is the head of a table */
    EL_ROW,
    EL_CELL, /* bits: 1 when it is a header cell */
    EL_PRE,
    EL_BREAK,
    EL_RULE,
    EL_IMAGE,
    EL_INPUT,
    EL_TITLE,
    EL_HTML,
    EL_SKIP, /* nothing inside is shown */
};

enum { GROUP_INDENTED = 1, GROUP_SPACED = 2 };

struct element {
    const char *name;
    enum element_kind kind;
    unsigned bits; /* style bits of inline elements */
};

/* Never NULL: an unknown element is an inline one without a name. */
const struct element *element_find(const char *name);

#endif

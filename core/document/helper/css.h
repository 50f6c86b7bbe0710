/* The few presentation attributes of printout forms: align, width, border, hidden and simple inline styles.
 */
#ifndef DOCUMENT_HELPER_CSS_H
#define DOCUMENT_HELPER_CSS_H

#include "tree.h"

struct look {
    enum align align;      /* ALIGN_NONE: as outside */
    unsigned set, cleared; /* style bits */
    int percent;
    int border; /* -1 not said, 0 none, 1 yes */
    bool hidden;
    bool page_before, page_after;
    bool pre;
};

/* Value of an attribute, or NULL. */
const char *attribute(const char **attributes, const char *name);
/* A whole number at the start of `s` within 1..max, else `other`. */
int attribute_number(const char *s, int max, int other);
void look_read(struct look *, const char **attributes);

#endif

/* Ukrainian names, places and posts the generator draws from. */
#ifndef SANDBOX_NAMES_H
#define SANDBOX_NAMES_H

#include <stddef.h>

enum names_list {
    NAMES_LAST_MALE,
    NAMES_LAST_FEMALE, /* the same families, in the same order */
    NAMES_FIRST_MALE,
    NAMES_FIRST_FEMALE,
    NAMES_SECOND_MALE,
    NAMES_SECOND_FEMALE,
    NAMES_CITY,
    NAMES_AREA, /* the area of the city with the same number */
    NAMES_STREET,
    NAMES_ISSUER,
    NAMES_LISTS
};

size_t names_count(enum names_list list);
const char *names_get(enum names_list list, size_t i);

#endif

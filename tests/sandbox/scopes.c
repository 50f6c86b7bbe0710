/* Scopes as words parted by spaces. */
#include "tests/sandbox/scopes.h"

#include <string.h>

#include "tests/sandbox/store.h"

static bool word_within(const char *word, size_t n, const char *all)
{
    while (*all) {
        size_t m;
        all += strspn(all, " ");
        m = strcspn(all, " ");
        if (m == n && memcmp(word, all, n) == 0)
            return true;
        all += m;
    }
    return false;
}

bool scopes_within(const char *some, const char *all)
{
    while (*some) {
        size_t n;
        some += strspn(some, " ");
        n = strcspn(some, " ");
        if (n && !word_within(some, n, all))
            return false;
        some += n;
    }
    return true;
}

json_t *scopes_missing(const json_t *token, const char *wanted)
{
    json_t *missing = json_array();
    const char *all = text_of(token, "scope");

    while (wanted && *wanted) {
        size_t n;
        wanted += strspn(wanted, " ");
        n = strcspn(wanted, " ");
        if (n && !word_within(wanted, n, all))
            json_array_append_new(missing, json_stringn(wanted, n));
        wanted += n;
    }
    return missing;
}

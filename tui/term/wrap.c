/* Line breaking by graphemes and blanks; nothing here knows a terminal. */
#include "tui/term/wrap.h"

#include "base/utf8.h"

static size_t line_end(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && s[i] != '\n')
        i++;
    return i;
}

size_t wrap_next(const char *s, size_t n, int columns, size_t *next)
{
    size_t line = line_end(s, n), fit, cut;
    int used;

    if (columns < 1)
        columns = 1;
    fit = utf8_fit(s, line, columns, &used);
    if (fit == line) {
        *next = line < n ? line + 1 : line;
        return line;
    }
    if (fit == 0) { /* a wide grapheme in one column: it is shown cut rather than never */
        fit = utf8_grapheme(s, line, NULL);
        *next = fit;
        return fit;
    }
    cut = fit;
    if (s[cut] != ' ') {
        while (cut > 0 && s[cut - 1] != ' ')
            cut--;
        if (cut == 0)
            cut = fit; /* one word wider than the line */
    }
    *next = cut;
    while (*next < line && s[*next] == ' ')
        (*next)++;
    if (*next == line && line < n)
        (*next)++;
    while (cut > 0 && s[cut - 1] == ' ')
        cut--;
    return cut;
}

int wrap_count(const char *s, size_t n, int columns)
{
    int count = 0;
    size_t next;

    do {
        wrap_next(s, n, columns, &next);
        s += next;
        n -= next;
        count++;
    } while (n);
    return count;
}

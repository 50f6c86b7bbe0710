/* What a value of an option must be, and the list of what was wrong with the file. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "config/private.h"

static bool word_sound(const char *s)
{
    size_t n = strlen(s);

    return n <= 32 && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_@") == n;
}

/* A text that a line of the file can carry and give back unchanged. */
static bool text_sound(const char *s)
{
    size_t n = strlen(s);

    if (n > 256 || !utf8_valid(s, n) || strstr(s, " ;") || s[0] == ';' || s[0] == ' ')
        return false;
    if (n && s[n - 1] == ' ')
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return false;
    return true;
}

static bool flag_parse(const char *value, long *number)
{
    static const char *const yes[] = {"yes", "true", "on", "1"}, *const no[] = {"no", "false", "off", "0"};

    for (size_t i = 0; i < 4; i++) {
        if (strcmp(value, yes[i]) == 0)
            *number = 1;
        else if (strcmp(value, no[i]) == 0)
            *number = 0;
        else
            continue;
        return true;
    }
    return false;
}

bool option_check(const struct option_def *o, const char *value, long *number)
{
    *number = 0;
    switch (o->type) {
    case OPTION_FLAG:
        return flag_parse(value, number);
    case OPTION_NUMBER:
        return text_number(value, o->max, number) && *number >= o->min;
    case OPTION_CHOICE:
        for (; o->choices[*number]; (*number)++)
            if (strcmp(o->choices[*number], value) == 0)
                return true;
        return false;
    case OPTION_WORD:
        return word_sound(value) && (*value || !*o->initial);
    case OPTION_TEXT:
        return text_sound(value);
    }
    return false;
}

bool option_put(struct config *c, enum option o, const char *value)
{
    const struct option_def *def = config_option(o);
    long number;

    if (!option_check(def, value, &number))
        return false;
    if (def->type == OPTION_FLAG)
        value = number ? "yes" : "no"; /* one spelling from here on */
    if (!text_replace(&c->values[o], value))
        return false;
    c->numbers[o] = number;
    return true;
}

void problem_add(struct config *c, const char *id, int line, const char *word, const char *more)
{
    char number[16];
    AUTO_FREE char *w = utf8_clean(word ? word : "", word ? strlen(word) : 0, 80, false);
    AUTO_FREE char *m = utf8_clean(more ? more : "", more ? strlen(more) : 0, 80, false);

    if (c->problem_n >= CONFIG_PROBLEMS_MAX)
        return;
    snprintf(number, sizeof number, "%d", line);
    message_set(&c->problems[c->problem_n++], id, 4, c->file, number, w, m);
}

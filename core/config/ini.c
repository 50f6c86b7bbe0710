/*
 * Reading the INI file with libinih: lines are handed to it one by one by our own reader, which bounds them,
 * knows their numbers, and notices those that libinih did not take.
 */
#include <ctype.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "config/private.h"

enum { SECTION_MAX = 48 }; /* libinih cuts longer ones */

struct reader {
    struct config *c;
    const char *text;
    size_t at, n;
    int line;
    size_t line_end;   /* of the line being handed over, its comment cut off; 0 between lines */
    bool continued;    /* what was handed over last goes on with the value before */
    bool glued;        /* ... without a blank: the cut before it fell into a word too long for one part */
    bool cut_in_word;  /* the next part will be glued */
    bool skip_section; /* of an unknown name: already reported */
    char section[SECTION_MAX + 2];
    struct profile *profile;
    int profile_line;       /* where the section began */
    char last[64];          /* name of the option last set, for continued values */
    unsigned char seen[64]; /* options or fields of this section that were set */
};

static bool section_open(struct reader *r, const char *section)
{
    struct config *c = r->c;
    const char *name = section + 8;

    memset(r->seen, 0, sizeof r->seen);
    r->profile = NULL;
    if (strcmp(section, "?") == 0) /* what a broken line was replaced by; reported already */
        return false;
    if (strcmp(section, "general") == 0)
        return true;
    if (!text_starts(section, "profile ") || !profile_name_sound(name)) {
        problem_add(c, N_("%1$s, line %2$s: there is no section [%3$s]; it is skipped."), r->line, section,
                    NULL);
        return false;
    }
    for (size_t i = 0; i < c->profile_n; i++) {
        if (strcmp(c->profiles[i]->name, name) == 0) {
            problem_add(c, N_("%1$s, line %2$s: profile %3$s is there twice; the first one is used."),
                        r->line, name, NULL);
            return false;
        }
    }
    if (c->profile_n >= CONFIG_PROFILES_MAX) {
        problem_add(c, N_("%1$s, line %2$s: there are too many profiles; %3$s is skipped."), r->line, name,
                    NULL);
        return false;
    }
    r->profile = profile_new(name);
    if (!r->profile) {
        c->starved = true;
        return false;
    }
    c->profiles[c->profile_n++] = r->profile;
    return true;
}

/* A profile that cannot reach anything is taken out again. */
static void section_close(struct reader *r)
{
    struct config *c = r->c;
    struct profile *p = r->profile;

    r->profile = NULL;
    if (!p)
        return;
    if (!*p->url && !p->start) {
        problem_add(c, N_("%1$s, line %2$s: profile %3$s has no url; it is skipped."), r->profile_line,
                    p->name, NULL);
        profile_free(&c->profiles[--c->profile_n]);
        return;
    }
    if (!*p->title && !text_replace(&p->title, p->name))
        c->starved = true;
    if (!*p->auth_url && !text_replace(&p->auth_url, p->url))
        c->starved = true;
}

static const struct option_def *option_find(const char *name, size_t *at)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        *at = i;
        if (strcmp(config_option((enum option)i)->name, name) == 0)
            return config_option((enum option)i);
    }
    return NULL;
}

static const struct profile_field *field_find(const char *name, size_t *at)
{
    for (size_t i = 0; i < profile_field_count; i++) {
        *at = i;
        if (strcmp(profile_fields[i].name, name) == 0)
            return &profile_fields[i];
    }
    return NULL;
}

/* The value so far plus the continued line: texts only, a blank between. */
static char *value_joined(const struct reader *r, const char *before, const char *more)
{
    return text_format("%s%s%s", before, *before && *more && !r->glued ? " " : "", more);
}

static void take_option(struct reader *r, const char *name, const char *value, bool goes_on)
{
    AUTO_FREE char *joined = NULL;
    size_t at;
    const struct option_def *o = option_find(name, &at);

    if (!o) {
        problem_add(r->c, N_("%1$s, line %2$s: there is no option %3$s; the line is skipped."), r->line, name,
                    NULL);
    } else if (r->seen[at] && !goes_on) {
        problem_add(r->c, N_("%1$s, line %2$s: %3$s is there twice; the first one is used."), r->line, name,
                    NULL);
    } else {
        r->seen[at] = 1;
        if (goes_on)
            joined = value_joined(r, r->c->values[at], value);
        if (!option_put(r->c, (enum option)at, joined ? joined : value))
            problem_add(r->c, N_("%1$s, line %2$s: %3$s cannot be \"%4$s\"; the default is used."), r->line,
                        name, value);
    }
}

static void take_field(struct reader *r, const char *name, const char *value, bool goes_on)
{
    AUTO_FREE char *joined = NULL;
    size_t at;
    const struct profile_field *f = field_find(name, &at);

    if (!f) {
        problem_add(r->c, N_("%1$s, line %2$s: a profile has no %3$s; the line is skipped."), r->line, name,
                    NULL);
    } else if (r->seen[at] && !goes_on) {
        problem_add(r->c, N_("%1$s, line %2$s: %3$s is there twice; the first one is used."), r->line, name,
                    NULL);
    } else {
        r->seen[at] = 1;
        if (goes_on)
            joined = value_joined(r, profile_get(r->profile, f), value);
        if (!profile_set(r->profile, f, joined ? joined : value, r->c->folder))
            problem_add(r->c, N_("%1$s, line %2$s: %3$s cannot be \"%4$s\"; the default is used."), r->line,
                        name, value);
    }
}

static int on_value(void *user, const char *section, const char *name, const char *value)
{
    struct reader *r = user;
    bool goes_on;

    if (strcmp(section, r->section) != 0) {
        section_close(r);
        snprintf(r->section, sizeof r->section, "%s", section);
        r->profile_line = r->line;
        r->skip_section = !section_open(r, section);
    }
    if (r->skip_section)
        return 1;
    goes_on = r->continued && strcmp(name, r->last) == 0;
    if (r->profile)
        take_field(r, name, value, goes_on);
    else
        take_option(r, name, value, goes_on);
    snprintf(r->last, sizeof r->last, "%s", name);
    return 1;
}

enum line { LINE_TAKE, LINE_SKIP, LINE_BROKEN_SECTION };

static bool line_is_text(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)s[i] < 0x20 && s[i] != '\t' && s[i] != '\r') || s[i] == 0x7f)
            return false;
    return n <= LIMIT_LINE && utf8_valid(s, n);
}

/* What can be said about a line before libinih sees it. */
static enum line line_check(struct reader *r, const char *s, size_t n)
{
    size_t start = 0;
    const char *end;

    while (start < n && isspace((unsigned char)s[start]))
        start++;
    r->glued = false;
    r->continued = start && *r->last;
    if (!line_is_text(s, n)) {
        problem_add(r->c, N_("%1$s, line %2$s: this line is too long or is not text; it is skipped."),
                    r->line, NULL, NULL);
        return LINE_SKIP;
    }
    if (start == n || s[start] == ';' || s[start] == '#')
        return LINE_SKIP;
    if (r->continued)
        return LINE_TAKE;
    if (s[start] == '[') {
        r->last[0] = '\0';
        end = memchr(s + start, ']', n - start);
        if (end && (size_t)(end - (s + start)) <= SECTION_MAX)
            return LINE_TAKE;
        problem_add(r->c, N_("%1$s, line %2$s: this begin of a section is not understood."), r->line, NULL,
                    NULL);
        return LINE_BROKEN_SECTION;
    }
    for (size_t i = start; i < n && i < start + sizeof r->last; i++)
        if (i > start && (s[i] == '=' || s[i] == ':'))
            return LINE_TAKE;
    problem_add(r->c, N_("%1$s, line %2$s: this line has no \"=\"; it is skipped."), r->line, NULL, NULL);
    return LINE_SKIP;
}

/* The end of a line without its comment, which begins with a blank and a semicolon. */
static size_t line_without_comment(const char *s, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (s[i] == ';' && isspace((unsigned char)s[i - 1]))
            return i;
    return n;
}

/* Moves to the next line worth handing over; false at the end of the file. */
static bool line_begin(struct reader *r, bool *broken)
{
    while (r->at < r->n) {
        const char *s = r->text + r->at;
        size_t n = (size_t)((const char *)memchr(s, '\n', r->n - r->at) - s);
        enum line what;

        r->line++;
        what = line_check(r, s, n);
        *broken = what == LINE_BROKEN_SECTION;
        if (what == LINE_TAKE) {
            r->line_end = r->at + line_without_comment(s, n);
            return true;
        }
        r->at += n + 1;
        if (*broken)
            return true;
    }
    return false;
}

/* How much of `n` bytes fits into `room`: up to a blank, or in the middle of a word that is longer. What
 * follows must not look like a comment. */
static size_t part_length(struct reader *r, const char *s, size_t n, size_t room)
{
    if (n <= room)
        return n;
    for (size_t take = room; take > room / 2; take--)
        if (s[take] == ' ' && s[take - 1] != ' ' && !strchr(" #;", s[take + 1]))
            return take;
    r->cut_in_word = true;
    for (size_t take = room; take > 1; take--)
        if (!strchr(" #;", s[take]) && s[take - 1] != ' ')
            return take;
    return room;
}

/*
 * Like fgets() for libinih, whose lines are short: a longer one is handed over in parts, each further part
 * beginning with a blank, which libinih takes for a continued value.
 */
static char *next_line(char *out, int size, void *stream)
{
    struct reader *r = stream;
    size_t lead = r->line_end ? 1 : 0, take;
    bool broken = false;

    if (!r->line_end && !line_begin(r, &broken))
        return NULL;
    if (broken) {
        snprintf(out, (size_t)size, "[?]\n");
        return out;
    }
    r->glued = lead && r->cut_in_word;
    r->continued = r->continued || lead;
    r->cut_in_word = false;
    take = part_length(r, r->text + r->at, r->line_end - r->at, (size_t)size - 3);
    out[0] = ' ';
    memcpy(out + lead, r->text + r->at, take);
    out[lead + take] = '\n';
    out[lead + take + 1] = '\0';
    r->at += take;
    if (r->at == r->line_end) {
        r->at = (size_t)((const char *)memchr(r->text + r->at, '\n', r->n - r->at) - r->text) + 1;
        r->line_end = 0;
    }
    return out;
}

void ini_read(struct config *c, const char *text, size_t n)
{
    struct reader r = {.c = c};
    AUTO_FREE char *copy = malloc(n + 2);

    if (!copy) {
        c->starved = true;
        return;
    }
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        n -= 3;
    }
    memcpy(copy, text, n);
    if (n && copy[n - 1] != '\n')
        copy[n++] = '\n';
    r.text = copy;
    r.n = n;
    ini_parse_stream(next_line, &r, on_value, &r);
    section_close(&r);
}

/* Dates typed in three parts: day, month (number or name), year. Nothing is guessed, least of all a century.
 */
#include "base/utf8.h"
#include "tui/term/i18n.h"
#include "tui/widget/field_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY, MONTH, YEAR };

static const char *const MONTHS[12] = {
    N_("January"), N_("February"), N_("March"),     N_("April"),   N_("May"),      N_("June"),
    N_("July"),    N_("August"),   N_("September"), N_("October"), N_("November"), N_("December"),
};

/* The part the end of the text is in, and where it begins. */
static int last_part(const struct field *f, size_t *start)
{
    int part = DAY;

    *start = 0;
    for (size_t i = 0; i < f->text.len; i++) {
        if (f->text.data[i] == '.') {
            part++;
            *start = i + 1;
        }
    }
    return part;
}

static bool all_digits(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9')
            return false;
    return true;
}

/* The only month whose name in the screen's language (or its number's English name) begins so; 0: none or
 * several. */
static int month_named(const struct ui *ui, const char *typed)
{
    AUTO_FREE char *needle = utf8_fold(typed);
    int found = 0;

    if (!needle || !needle[0])
        return 0;
    for (int m = 0; m < 12; m++) {
        AUTO_FREE char *own = utf8_fold(_(MONTHS[m]));
        AUTO_FREE char *english = utf8_fold(MONTHS[m]);
        if ((own && text_starts(own, needle)) || (english && text_starts(english, needle))) {
            if (found)
                return 0;
            found = m + 1;
        }
    }
    return found;
}

static void add(struct field *f, const char *s, size_t n)
{
    text_add_n(&f->text, s, n);
    f->at = f->text.len;
}

static enum widget_result type_digit(struct field *f, int part, size_t start, char digit)
{
    size_t have = f->text.len - start;

    if (!all_digits(f->text.data + start, have) || have >= (part == YEAR ? 4u : 2u))
        return WIDGET_USED;
    add(f, &digit, 1);
    have++;
    /* A part that can only be complete moves on: 31 days, 12 months. */
    if ((part == DAY && (have == 2 || digit > '3')) || (part == MONTH && (have == 2 || digit > '1')))
        add(f, ".", 1);
    return part == YEAR && have == 4 && f->def.fixed ? WIDGET_NEXT : WIDGET_CHANGED;
}

static enum widget_result type_letter(struct field *f, const struct ui *ui, size_t start, int32_t code)
{
    char utf8[4], number[16];
    int month;

    if (f->text.len - start > 32 || (f->text.len > start && f->text.data[start] <= '9'))
        return WIDGET_USED;
    add(f, utf8, utf8_encode(code, utf8));
    month = month_named(ui, f->text.data + start);
    if (month) {
        int n = snprintf(number, sizeof(number), "%02d.", month);
        text_splice(&f->text, start, f->text.len - start, number, (size_t)n);
        f->at = f->text.len;
    }
    return WIDGET_CHANGED;
}

enum widget_result field_date_type(struct field *f, const struct ui *ui, int32_t code)
{
    size_t start;
    int part = last_part(f, &start);
    bool stop = code == '.' || code == '/' || code == '-' || code == ' ' || code == ',';

    field_remember(f, true);
    if (f->at < f->text.len) { /* in the middle: a plain insertion, read as a whole */
        char c = (char)code;
        if (code < '0' || code > '9' || f->text.len >= 10)
            return WIDGET_USED;
        text_splice(&f->text, f->at, 0, &c, 1);
        f->at++;
        return WIDGET_CHANGED;
    }
    if (stop) {
        if (part == YEAR || f->text.len == start)
            return WIDGET_USED;
        add(f, ".", 1);
        return WIDGET_CHANGED;
    }
    if (code >= '0' && code <= '9')
        return type_digit(f, part, start, (char)code);
    return part == MONTH ? type_letter(f, ui, start, code) : WIDGET_USED;
}

void field_date_set(struct field *f, const char *value)
{
    struct date d;

    text_clear(&f->text);
    if (date_parse(value, &d))
        text_addf(&f->text, "%02d.%02d.%04d", d.day, d.month, d.year);
    else
        text_add(&f->text, value);
    f->text.failed = false;
    f->at = f->text.len;
}

/* The date when three numbers make one, with all four digits of the year. */
static bool whole_date(const struct field *f, struct date *d)
{
    int parts[3] = {0, 0, 0}, part = 0, digits = 0;

    for (const char *s = f->text.data; *s; s++) {
        if (*s == '.') {
            if (++part > YEAR || !digits)
                return false;
            digits = 0;
        } else if (*s < '0' || *s > '9' || ++digits > 4) {
            return false;
        } else {
            parts[part] = parts[part] * 10 + (*s - '0');
        }
    }
    *d = (struct date){.year = parts[YEAR], .month = parts[MONTH], .day = parts[DAY]};
    return part == YEAR && digits == 4 && date_valid(*d);
}

void field_date_value(const struct field *f, struct text *out)
{
    struct date d;
    char iso[11];

    if (!whole_date(f, &d)) {
        text_add(out, f->text.data);
        return;
    }
    date_format(d, iso);
    text_add(out, iso);
}

bool field_date_full(const struct field *f)
{
    struct date d;

    return whole_date(f, &d);
}

void field_date_show(const struct field *f, struct text *out)
{
    static const char *const REST[] = {".__.____", ".____", ""};
    size_t start;
    int part = last_part(f, &start), width;

    text_add(out, f->text.data);
    if (part > YEAR)
        return;
    width = utf8_columns(f->text.data + start, f->text.len - start);
    for (int i = width; i < (part == YEAR ? 4 : 2); i++)
        text_add_char(out, '_');
    text_add(out, REST[part]);
}

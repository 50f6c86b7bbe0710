/* Civil dates by day numbers, instants by milliseconds; parsing accepts exactly what the header says. */
#include "base/date.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAY_MS = 86400000 };

static bool year_is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && year_is_leap(year) ? 29 : days[month - 1];
}

bool date_valid(struct date d)
{
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= month_days(d.year, d.month);
}

/* Reads exactly `digits` decimal digits and moves *s behind them. */
static bool digits_take(const char **s, int digits, int *out)
{
    int n = 0;

    for (int i = 0; i < digits; i++) {
        if (!isdigit((unsigned char)(*s)[i]))
            return false;
        n = n * 10 + ((*s)[i] - '0');
    }
    *s += digits;
    *out = n;
    return true;
}

static bool char_take(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

static bool date_take(const char **s, struct date *out)
{
    struct date d;

    if (!digits_take(s, 4, &d.year) || !char_take(s, '-') || !digits_take(s, 2, &d.month) ||
        !char_take(s, '-') || !digits_take(s, 2, &d.day) || !date_valid(d))
        return false;
    *out = d;
    return true;
}

bool date_parse(const char *s, struct date *out)
{
    struct date d;

    if (!s || !date_take(&s, &d) || *s)
        return false;
    *out = d;
    return true;
}

void date_format(struct date d, char out[11])
{
    if (!date_valid(d)) {
        out[0] = '\0';
        return;
    }
    /* The mask tells the compiler what date_valid() has already made sure of. */
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)d.year % 10000, (unsigned)d.month % 100,
             (unsigned)d.day % 100);
}

int date_compare(struct date a, struct date b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

/* Days since 1970 by counting in eras of 400 years that begin in March, so that leap days come last. */
long date_days(struct date d)
{
    long y = d.month <= 2 ? d.year - 1L : d.year;
    long era = (y >= 0 ? y : y - 399) / 400;
    long of_era = y - era * 400;
    long of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date date_from_days(long days)
{
    long z = days + 719468;
    long era = (z >= 0 ? z : z - 146096) / 146097;
    long of_era = z - era * 146097;
    long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long of_year = of_era - (365 * year + year / 4 - year / 100);
    long month = (5 * of_year + 2) / 153;
    struct date d;

    d.day = (int)(of_year - (153 * month + 2) / 5 + 1);
    d.month = (int)(month < 10 ? month + 3 : month - 9);
    d.year = (int)(year + era * 400 + (d.month <= 2));
    return d;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct date date_of_instant(int64_t instant_ms, int offset_minutes)
{
    return date_from_days((long)floor_divide(instant_ms + (int64_t)offset_minutes * 60000, DAY_MS));
}

int date_age(struct date born, struct date on)
{
    int age = on.year - born.year;

    if (on.month < born.month || (on.month == born.month && on.day < born.day))
        age--;
    return age;
}

/* One to `most` digits. */
static int digits_run(const char **s, int most, int *out)
{
    int n = 0, count = 0;

    while (count < most && isdigit((unsigned char)**s)) {
        n = n * 10 + (*(*s)++ - '0');
        count++;
    }
    *out = n;
    return count;
}

static bool separator_take(const char **s)
{
    const char *p = *s;

    while (*p == ' ')
        p++;
    if (*p == '.' || *p == '/' || *p == '-' || *p == ',')
        p++;
    while (*p == ' ')
        p++;
    if (p == *s)
        return false;
    *s = p;
    return true;
}

bool date_parse_typed(const char *s, struct date *out)
{
    struct date d;
    int count;

    if (!s)
        return false;
    while (*s == ' ')
        s++;
    if (strspn(s, "0123456789") == 8) {
        if (!digits_take(&s, 2, &d.day) || !digits_take(&s, 2, &d.month) || !digits_take(&s, 4, &d.year))
            return false;
    } else if (strspn(s, "0123456789") == 4) {
        digits_take(&s, 4, &d.year);
        if (!separator_take(&s) || !digits_run(&s, 2, &d.month) || !separator_take(&s) ||
            !digits_run(&s, 2, &d.day))
            return false;
    } else {
        if (!digits_run(&s, 2, &d.day) || !separator_take(&s) || !digits_run(&s, 2, &d.month) ||
            !separator_take(&s))
            return false;
        count = digits_run(&s, 4, &d.year);
        if (count != 4)
            return false; /* "84" may be 1884 or 2084 in a civil register */
    }
    while (*s == ' ')
        s++;
    if (*s || !date_valid(d))
        return false;
    *out = d;
    return true;
}

/* The fraction of a second as milliseconds: up to nine digits, cut, not rounded. */
static bool fraction_take(const char **s, int *ms)
{
    int count = 0, n = 0;

    *ms = 0;
    if (**s != '.' && **s != ',')
        return true;
    (*s)++;
    for (; count < 9 && isdigit((unsigned char)**s); count++, (*s)++)
        if (count < 3)
            n = n * 10 + (**s - '0');
    for (int i = count; i < 3; i++)
        n *= 10;
    *ms = n;
    return count > 0;
}

static bool zone_take(const char **s, int *minutes)
{
    int sign, hour, minute;

    *minutes = 0;
    if (**s == 'Z' || **s == 'z') {
        (*s)++;
        return true;
    }
    if (**s != '+' && **s != '-')
        return false;
    sign = **s == '-' ? -1 : 1;
    (*s)++;
    if (!digits_take(s, 2, &hour))
        return false;
    if (**s == ':')
        (*s)++;
    if (!digits_take(s, 2, &minute) || hour > 14 || minute > 59)
        return false;
    *minutes = sign * (hour * 60 + minute);
    return true;
}

bool instant_parse(const char *s, int64_t *out_ms)
{
    struct date d;
    int hour, minute, second, ms, zone;

    if (!s || !date_take(&s, &d) || (*s != 'T' && *s != 't' && *s != ' '))
        return false;
    s++;
    if (!digits_take(&s, 2, &hour) || !char_take(&s, ':') || !digits_take(&s, 2, &minute) ||
        !char_take(&s, ':') || !digits_take(&s, 2, &second) || !fraction_take(&s, &ms) ||
        !zone_take(&s, &zone) || *s)
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *out_ms =
        (int64_t)date_days(d) * DAY_MS + ((int64_t)(hour * 60 + minute - zone) * 60 + second) * 1000 + ms;
    return true;
}

void instant_format(int64_t ms, char out[25])
{
    int64_t days = floor_divide(ms, DAY_MS);
    unsigned of_day = (unsigned)(ms - days * DAY_MS);
    struct date d = {0};
    char day[11];

    if (days > -800000 && days < 3000000)
        d = date_from_days((long)days);
    if (!date_valid(d)) {
        out[0] = '\0';
        return;
    }
    date_format(d, day);
    snprintf(out, 25, "%sT%02u:%02u:%02u.%03uZ", day, of_day / 3600000 % 24, of_day / 60000 % 60,
             of_day / 1000 % 60, of_day % 1000);
}

int instant_local_offset(int64_t ms)
{
    time_t t = (time_t)floor_divide(ms, 1000);
    struct tm tm = {0};

    if (!localtime_r(&t, &tm))
        return 0;
    return (int)(tm.tm_gmtoff / 60);
}

void instant_local(int64_t ms, struct date *d, int *hour, int *minute, int *second)
{
    int offset = instant_local_offset(ms);
    int64_t local = ms + (int64_t)offset * 60000;
    int64_t of_day = local - floor_divide(local, DAY_MS) * DAY_MS;

    *d = date_of_instant(ms, offset);
    *hour = (int)(of_day / 3600000);
    *minute = (int)(of_day / 60000 % 60);
    *second = (int)(of_day / 1000 % 60);
}

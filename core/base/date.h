/*
 * Civil dates and instants. A civil date has no zone; an instant is UTC milliseconds since 1970. They are
 * never mixed: a birth date is not a moment, and "valid until" is not a day.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

struct date {
    int year, month, day; /* month and day from 1; all 0 means "none" */
};

bool date_valid(struct date d);
/* Exactly YYYY-MM-DD (ehealth contract 6.4). */
bool date_parse(const char *s, struct date *out);
void date_format(struct date d, char out[11]);
int date_compare(struct date a, struct date b);
long date_days(struct date d); /* since 1970-01-01 */
struct date date_from_days(long days);
struct date date_of_instant(int64_t instant_ms, int offset_minutes);
/* Whole years from `born` to `on`; a 29 February birthday counts on 1 March in common years. */
int date_age(struct date born, struct date on);
/* What people type: "3.2.1984", "03021984", "3/2/84", "1984-02-03"; two-digit years never guess. */
bool date_parse_typed(const char *s, struct date *out);

/* ISO 8601 with seconds, optional fraction to nanoseconds, Z or +hh:mm. */
bool instant_parse(const char *s, int64_t *out_ms);
void instant_format(int64_t ms, char out[25]); /* 2026-01-05T12:20:16.300Z */
/* Minutes east of UTC of this computer at that instant. */
int instant_local_offset(int64_t ms);
void instant_local(int64_t ms, struct date *d, int *hour, int *minute, int *second);

#endif

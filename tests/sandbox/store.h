/* The data file: a few calls over SQLite that answer with JSON rows, column names as keys. */
#ifndef SANDBOX_STORE_H
#define SANDBOX_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sandbox/world.h"

/* Opens (or makes) registry.db in the data folder. False: said on standard error. */
bool store_open(struct world *world);
/* From making data to serving it. */
bool store_serve(struct world *world);
void store_close(struct world *world);

/*
 * `format` has a letter for each ? in the SQL: s text (NULL allowed), i int, l int64_t.
 * A column declared BOOLEAN comes back as true or false, JSON as the value, the rest as text, number or null.
 */
json_t *store_rows(struct world *world, const char *sql, const char *format, ...);
/* The first row as an object of the caller's, NULL when there is none. */
json_t *store_row(struct world *world, const char *sql, const char *format, ...);
int64_t store_number(struct world *world, const char *sql, const char *format, ...);
/* Runs one change; false when SQLite refused it (logged). */
bool store_change(struct world *world, const char *sql, const char *format, ...);

/* Text of a key; "" when it is missing or null. */
const char *text_of(const json_t *row, const char *key);
int64_t number_of_key(const json_t *row, const char *key);
bool is_true(const json_t *row, const char *key);
/* A new reference to the value of a key, or JSON null. */
json_t *copy_of(const json_t *row, const char *key);
/* Copies the keys named, parted by spaces; a missing one becomes null. */
void object_copy(json_t *to, const json_t *from, const char *names);

#endif

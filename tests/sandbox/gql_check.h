/* Between the two halves of checking: selections (gql_validate.c) and values (gql_values.c). */
#ifndef SANDBOX_GQL_CHECK_H
#define SANDBOX_GQL_CHECK_H

#include "tests/sandbox/gql.h"

struct check {
    const struct gql_run *run;
    struct gql_document *document;
    const struct gql_operation *operation;
    const json_t *given; /* variables as sent */
    json_t *coerced, *faults;
    int fields;
};

void check_fault(struct check *, struct gql_place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A literal (perhaps with variables in it) against the type of an argument. */
void check_literal(struct check *, const struct gql_field_def *expected, const struct gql_value *,
                   const char *what);
/* The operation's variables: their types, the values sent, their defaults. Fills coerced. */
void check_variables(struct check *);

#endif

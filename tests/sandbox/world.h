/* The one room every part of the training registry shares: options, data file, clock, switches, journal. */
#ifndef SANDBOX_WORLD_H
#define SANDBOX_WORLD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>
#include <sqlite3.h>

#include "tests/sandbox/options.h"

struct switches;
struct journal;
struct gql_schema;

struct world {
    struct options options;
    sqlite3 *db;
    pthread_mutex_t lock; /* held while a request reads or changes anything below */
    int64_t clock_offset; /* microseconds added to the machine's clock */
    FILE *phone;          /* NULL: no training phone */
    bool phone_is_stdout;
    FILE *log; /* NULL: no log */
    struct switches *switches;
    struct journal *journal;
    struct gql_schema *schema;
    struct gql_schema *schema_2019; /* with authenticationMethods as a plain list (2.4) */
    unsigned char link_key[32];     /* signs the links of the upload store */
    char node[37];                  /* first part of every request id */
    uint64_t counter;               /* second part of it */
    char base_url[64];              /* "http://127.0.0.1:PORT" */
    char *ca_pem;
    atomic_bool ending; /* slow replies stop being slow */
};

/* Now, by the training clock, in microseconds since 1970. */
int64_t world_now(const struct world *world);

/* One line to the log file, with the training clock's time in front. */
void world_log(struct world *world, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

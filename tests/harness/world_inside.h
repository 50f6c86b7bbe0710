/* The inside of a test world, shared by world.c (processes, files) and world_calls.c (talking to the
 * registry). */
#ifndef HARNESS_WORLD_INSIDE_H
#define HARNESS_WORLD_INSIDE_H

#include "tests/harness/world.h"

struct world {
    char *folder, *home, *data, *phone, *log_path, *err_path, *program, *url;
    const char *size, *seed;
    const char *const *extra;
    bool tls, hostile;
    pid_t pid; /* of the registry, 0: not running */
    int out;   /* its standard output */
    json_t *fixtures;
};

/* Prints the sentence and the end of the registry's log, and fails the test. */
void world_fail(struct world *, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

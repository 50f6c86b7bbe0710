/* The command line of the training registry. */
#ifndef SANDBOX_OPTIONS_H
#define SANDBOX_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum size_of_data { SIZE_SMALL, SIZE_DEMO, SIZE_LARGE };

struct options {
    int port;
    char data[256];       /* data folder; made when it is missing */
    bool data_is_private; /* we made a temporary folder and take it away at the end */
    enum size_of_data size;
    uint64_t seed;
    bool hostile;
    bool tls;
    bool stdin_guard;
    bool print_fixtures;
    const char *phone; /* file name or "-" */
    const char *log;
    const char *now;      /* ISO instant the clock starts at, or NULL */
    const char *sets[64]; /* NAME=VALUE switches */
    int set_count;
};

/* Reads argv. 0: go on; 1: nothing left to do (help, version); 2: wrong command line, said on standard error.
 */
int options_read(struct options *options, int argc, char **argv);

#endif

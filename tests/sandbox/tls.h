/* A certificate authority and a server certificate, made at start for `--tls`. */
#ifndef SANDBOX_TLS_H
#define SANDBOX_TLS_H

#include "tests/sandbox/world.h"

struct tls_pair {
    char *key;         /* PEM */
    char *certificate; /* PEM, server first, then the authority */
};

/*
 * `name` goes into the certificate as an IP address or a DNS name; `expired` makes it end yesterday.
 * Writes the authority to ca.pem in the data folder. False: said on standard error.
 */
bool tls_make(struct world *world, const char *name, bool expired, struct tls_pair *pair);
void tls_pair_free(struct tls_pair *pair);

#endif

/* The gateway: the route table, and the checks that come before a service sees a request (ehealth
 * contract 1.6). */
#ifndef SANDBOX_GATEWAY_H
#define SANDBOX_GATEWAY_H

#include "tests/sandbox/http.h"

/* Finds the route, checks what the gateway checks, lets the service answer. Callers hold the world's lock. */
void gateway_serve(struct request *request, struct reply *reply);

#endif

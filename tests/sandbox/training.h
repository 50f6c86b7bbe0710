/* The trainer's own doors below /training/: switches, journal, clock, fixtures. They are never part of a
 * contract. */
#ifndef SANDBOX_TRAINING_H
#define SANDBOX_TRAINING_H

#include "tests/sandbox/http.h"

void training_serve(struct request *request, struct reply *reply);

#endif

/* Makes the training data: a seeded crowd, and the prepared records tests look for. */
#ifndef SANDBOX_GENERATOR_H
#define SANDBOX_GENERATOR_H

#include "tests/sandbox/world.h"

/* Fills an empty data file; leaves a filled one alone and takes over its seed. False: said on standard error.
 */
bool generator_fill(struct world *world);

#endif

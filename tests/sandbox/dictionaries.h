/* Dictionaries: codes with Ukrainian labels (ehealth contract 7). */
#ifndef SANDBOX_DICTIONARIES_H
#define SANDBOX_DICTIONARIES_H

#include "tests/sandbox/world.h"

/* Puts the embedded dictionaries into an empty data file. */
void dictionaries_fill(struct world *world);

#endif

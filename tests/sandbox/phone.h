/* The training phone: where every text message of the sandbox goes, and nowhere else (ehealth contract 9.5).
 */
#ifndef SANDBOX_PHONE_H
#define SANDBOX_PHONE_H

#include "tests/sandbox/world.h"

/* "-": standard output, each line after the word "phone". False when the file cannot be opened. */
bool phone_open(struct world *world, const char *name);
void phone_close(struct world *world);
/* `about`: "sign-in", "factor" or "request <number>". */
void phone_send(struct world *world, const char *to, int64_t code, const char *about);

#endif

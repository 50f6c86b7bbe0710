/* What a token may do, as words parted by spaces (ehealth contract 1.8). */
#ifndef SANDBOX_SCOPES_H
#define SANDBOX_SCOPES_H

#include <stdbool.h>

#include <jansson.h>

/* Scopes of `wanted` (space-separated) that the token lacks, as a JSON array; empty when none. */
json_t *scopes_missing(const json_t *token, const char *wanted);
/* True when every word of `some` is a word of `all`. */
bool scopes_within(const char *some, const char *all);

#endif

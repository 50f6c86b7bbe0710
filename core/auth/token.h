/*
 * An access token: its secret value, when it ends, what it opens. Its value is opaque and never parsed; the
 * end is foreseen, so that a refresh happens before a request fails (ehealth contract 1.2, 1.3).
 */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include "base/secret.h"

#include <stdint.h>

struct token {
    struct secret value;
    struct secret refresh; /* empty when the server gave none */
    char *scopes;          /* words between blanks; NULL is none */
    int64_t since_ms;      /* wall clock of this computer when it came */
    int64_t until_ms;      /* on the same clock (the server's skew is taken out); 0: never said */
};

enum token_state {
    TOKEN_NONE,
    TOKEN_GOOD,
    TOKEN_ENDING, /* less than a tenth of its life, or less than two minutes, is left */
    TOKEN_ENDED,
};

/*
 * Fills `t` anew. `refresh` NULL keeps the refresh token that was there (a refresh answer has none of its
 * own). `until_s` is the server's Unix time and `skew_ms` its clock minus ours. False: out of memory or too
 * long a secret; `t` is then empty.
 */
bool token_set(struct token *t, const char *value, const char *refresh, const char *scopes, int64_t until_s,
               int64_t skew_ms, int64_t now_ms);
void token_clear(struct token *t);
enum token_state token_state(const struct token *t, int64_t now_ms);
/* When it turns to TOKEN_ENDING, wall clock ms; INT64_MAX when it has no end. */
int64_t token_ending_at(const struct token *t);

/* Whole-word membership in a list of scopes. */
bool scope_has(const char *scopes, const char *scope);

#endif

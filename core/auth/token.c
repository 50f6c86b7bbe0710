/* Tokens and the scopes they carry. */
#include "auth/token.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { ENDING_MS = 2 * 60 * 1000 };

bool token_set(struct token *t, const char *value, const char *refresh, const char *scopes, int64_t until_s,
               int64_t skew_ms, int64_t now_ms)
{
    bool ok =
        value && *value && secret_set(&t->value, value, strlen(value)) && text_replace(&t->scopes, scopes);
    if (ok && refresh)
        ok = secret_set(&t->refresh, refresh, strlen(refresh));
    if (!ok) {
        token_clear(t);
        return false;
    }
    t->since_ms = now_ms;
    t->until_ms = until_s > 0 && until_s < INT64_MAX / 2000 ? until_s * 1000 - skew_ms : 0;
    return true;
}

void token_clear(struct token *t)
{
    secret_clear(&t->value);
    secret_clear(&t->refresh);
    free(t->scopes);
    *t = (struct token){0};
}

int64_t token_ending_at(const struct token *t)
{
    if (!t->until_ms)
        return INT64_MAX;
    int64_t life = t->until_ms - t->since_ms;
    int64_t margin = life / 10 > ENDING_MS ? life / 10 : ENDING_MS;
    /* A token that lives for minutes must not be ending from its first second on. */
    if (margin > life / 2)
        margin = life / 2;
    return t->until_ms - (margin > 0 ? margin : 0);
}

enum token_state token_state(const struct token *t, int64_t now_ms)
{
    if (!t->value.len)
        return TOKEN_NONE;
    if (t->until_ms && now_ms >= t->until_ms)
        return TOKEN_ENDED;
    return now_ms >= token_ending_at(t) ? TOKEN_ENDING : TOKEN_GOOD;
}

static bool words_have(const char *words, const char *word, size_t n)
{
    for (const char *at = words; at && *at;) {
        size_t len = strcspn(at, " ");
        if (len == n && !memcmp(at, word, n))
            return true;
        at += len + strspn(at + len, " ");
    }
    return false;
}

bool scope_has(const char *scopes, const char *scope)
{
    return scope && *scope && words_have(scopes, scope, strlen(scope));
}

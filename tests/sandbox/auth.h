/* Tokens of the authorization service (ehealth contract 1.3) and what both halves of it share. */
#ifndef SANDBOX_AUTH_H
#define SANDBOX_AUTH_H

#include "tests/sandbox/http.h"

struct token_wish {
    const char *name; /* access_token, 2fa_access_token, refresh_token, authorization_code */
    const char *user_id, *client_id, *scope, *scope_request, *grant_type, *refresh_token, *redirect_uri;
    int64_t life; /* seconds */
};

/* Makes a token; the row is the caller's. */
json_t *token_new(struct request *request, const struct token_wish *wish);
/* The token object of the wire (1.3). */
json_t *token_json(const json_t *row);
/* The user's earlier access and second-factor tokens of that client end now. */
void token_end_earlier(struct request *request, const json_t *row);
bool token_expired(const struct request *request, const json_t *row);
/* The bearer's text, NULL when the header is missing. */
const char *auth_bearer(const struct request *request);
/*
 * Loads the second-factor token of the bearer into request->token and its user into request->user; answers
 * itself and says false when header, token, user or type do not fit.
 */
bool auth_second_factor(struct request *request, struct reply *reply);

enum code_result { CODE_RIGHT, CODE_WRONG, CODE_EXPIRED, CODE_NO_MORE };

/* Sends a new code to the user's phone; answers itself and says false when that is not allowed or fails. */
bool login_code_send(struct request *request, struct reply *reply, const json_t *user, const char *token,
                     const char *phone, const char *about);
/* Compares, counts the user's errors and blocks; answers itself and says false when the code does not fit. */
bool login_code_fits(struct request *request, struct reply *reply, const json_t *user, int64_t code);

void password_hash(char out[65], const char *user_id, const char *password);

#endif

/* The token that opens everything: how it is asked for, made longer before it ends, and given back
 * (contract 1.2). */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "config/training.h"

enum status eh_walk_read(const struct net_reply *reply, struct rest_reply *rest, struct error *e)
{
    rest_read(reply, false, rest, e);
    return rest->status = eh_sentence(AREA_SIGN_IN, rest, e);
}

bool eh_take_token(struct registry *r, const json_t *data, const struct net_reply *reply)
{
    int64_t until = 0;
    json_number(data, "expires_at", &until);
    const char *scope = json_text(data, "details.scope");
    AUTO_FREE char *kept = scope ? NULL : text_dup(r->token.scopes);
    bool ok = token_set(&r->token, json_text(data, "value"), json_text(data, "details.refresh_token"),
                        scope ? scope : kept, until, reply->skew_known ? reply->skew_ms : 0, clock_wall());
    return ok;
}

static bool client_secret(struct registry *r, struct secret *out, struct error *e)
{
    if (profile_secret(r->env.profile, SECRET_CLIENT, out, e) != STATUS_OK)
        return false;
    if (!out->len && r->env.profile->training)
        return secret_set(out, TRAINING_CLIENT_SECRET, sizeof TRAINING_CLIENT_SECRET - 1);
    return true;
}

json_t *eh_token_body(struct registry_call *call, const char *grant, const char *name, const char *value)
{
    const struct profile *p = call->r->env.profile;
    struct secret secret = {0};
    if (!client_secret(call->r, &secret, &call->error))
        return NULL;
    json_t *token = json_pack("{s:s, s:s, s:s, s:s}", "grant_type", grant, name, value, "client_id",
                              p->client_id, "client_secret", secret.data ? secret.data : "");
    secret_clear(&secret);
    if (!token)
        error_memory(&call->error);
    return token;
}

static void refresh_done(struct registry_call *call, enum status status, const struct error *e)
{
    call->on.done(call->data, status, e);
    eh_call_free(call);
}

static void later_refresh_failed(struct registry_call *call)
{
    refresh_done(call, call->error.status, &call->error);
}

static void on_refreshed(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = eh_walk_read(reply, &rest, &e);
    if (status == STATUS_OK && !eh_take_token(r, rest.data, reply))
        status = error_set(&e, STATUS_MALFORMED, N_("An answer came that cannot be read."), NULL);
    if (status == STATUS_UNAUTHENTICATED || status == STATUS_REFUSED) {
        /* The session cannot be made longer; it goes on to its end, then the desk signs in over the work. */
        secret_clear(&r->token.refresh);
        if (token_state(&r->token, clock_wall()) == TOKEN_ENDED)
            eh_session_lost(r, &e);
    }
    rest_free(&rest);
    refresh_done(call, status, &e);
}

struct registry_call *eh_refresh(struct registry *r, registry_done_fn fn, void *data)
{
    struct registry_call *call = eh_call(r, data, NULL, NULL);
    if (!call)
        return NULL;
    call->on.done = fn;
    json_t *token = NULL;
    if (!r->token.refresh.len)
        error_set(&call->error, STATUS_UNSUPPORTED, N_("This sign-in cannot be made longer."),
                  N_("Sign in again before it ends; the work stays as it is."));
    else
        token = eh_token_body(call, "refresh_token", "refresh_token", r->token.refresh.data);
    struct eh_http http = {.method = "POST",
                           .path = "/oauth/tokens",
                           .body = token ? json_pack("{s:o}", "token", token) : NULL,
                           .auth_host = true,
                           .change = true};
    if (!http.body || !eh_send(call, &http, on_refreshed))
        eh_later(call, later_refresh_failed);
    return call;
}

int64_t eh_session_left(const struct registry *r)
{
    if (!r->token.value.len || !r->token.until_ms)
        return -1;
    int64_t left = r->token.until_ms - clock_wall();
    return left > 0 ? left : 0;
}

void eh_session_forget(struct registry *r)
{
    loop_stop(r->env.loop, &r->lost_timer);
    error_clear(&r->lost_why);
    token_clear(&r->token);
    secret_clear(&r->step);
}

static void later_signed_out(struct registry_call *call)
{
    call->on.done(call->data, STATUS_OK, NULL);
    eh_call_free(call);
}

static void on_signed_out(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = eh_walk_read(reply, &rest, &e);
    rest_free(&rest);
    /* A token that was dead already is as good as one that died now. */
    if (status == STATUS_UNAUTHENTICATED)
        status = STATUS_OK;
    call->on.done(call->data, status, status == STATUS_OK ? NULL : &e);
    eh_call_free(call);
}

struct registry_call *eh_sign_out(struct registry *r, registry_done_fn fn, void *data)
{
    struct registry_call *call = eh_call(r, data, NULL, NULL);
    if (!call)
        return NULL;
    call->on.done = fn;
    struct eh_http http = {.method = "POST",
                           .path = "/auth/logout",
                           .auth_host = true,
                           .change = true,
                           .bearer = &r->token.value};
    bool sent = r->token.value.len && eh_send(call, &http, on_signed_out);
    eh_session_forget(r); /* the request has its own copy */
    if (!sent)
        eh_later(call, later_signed_out);
    return call;
}

bool eh_may(const struct registry *r, const char *scope)
{
    return scope_has(r->token.scopes, scope);
}

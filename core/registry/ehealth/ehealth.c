/* The eHealth adapter's table of verbs, and the life of one connection. */
#include "registry/ehealth/private.h"

#include <stdlib.h>

#include "base/catalog.h"

static void eh_close(struct registry **registry);

static enum status eh_registry_open(const struct registry_env *env, struct registry **out, struct error *e)
{
    *out = NULL;
    json_setup();
    struct registry *r = calloc(1, sizeof *r);
    if (!r)
        return error_memory(e);
    r->env = *env;
    r->names = json_object();
    r->requests = json_object();
    r->methods_connection = env->profile->auth_methods == AUTH_METHODS_CONNECTION;
    enum status status = r->names && r->requests ? STATUS_OK : error_memory(e);
    if (status == STATUS_OK)
        status = profile_secret(env->profile, SECRET_API_KEY, &r->api_key, e);
    if (status == STATUS_OK)
        status = profile_secret(env->profile, SECRET_PSK, &r->psk, e);
    if (status != STATUS_OK) {
        eh_close(&r);
        return status;
    }
    *out = r;
    return STATUS_OK;
}

static void eh_close(struct registry **registry)
{
    struct registry *r = *registry;
    if (!r)
        return;
    *registry = NULL;
    while (r->calls)
        eh_call_free(r->calls);
    eh_session_forget(r);
    eh_describe_free(r);
    secret_clear(&r->api_key);
    secret_clear(&r->psk);
    json_decref(r->dictionaries);
    json_decref(r->names);
    json_decref(r->requests);
    free(r->email);
    free(r);
}

const struct registry_ops ehealth_registry = {
    .id = "ehealth",
    .title = N_("eHealth"),
    .open = eh_registry_open,
    .close = eh_close,
    .sign_in = eh_sign_in,
    .sign_out = eh_sign_out,
    .session_left = eh_session_left,
    .refresh = eh_refresh,
    .describe = eh_describe,
    .count = eh_count,
    .list = eh_list,
    .enrich = eh_enrich,
    .open_record = eh_open,
    .fetch = eh_fetch,
    .form_choices = eh_form_choices,
    .prepare = eh_prepare,
    .step = eh_step,
    .compose = eh_compose,
    .run = eh_run,
    .confirm = eh_confirm,
    .cancel = eh_cancel,
};

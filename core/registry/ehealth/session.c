/*
 * Signing in as steps (ehealth contract 1.2-1.5): name and password, the code, consent for the application,
 * then the exchange for the token that opens everything else.
 */
#include "registry/ehealth/private.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"

enum { CODE_DIGITS = 6, CODE_LIFE_MS = 300 * 1000, CODE_TRIES = 3 };

/* --- the forms --- */

static const struct field_def password_fields[] = {
    {.id = "email",
     .label = N_("Name"),
     .kind = FIELD_TEXT,
     .max = 254,
     .required = true,
     .hint = N_("an e-mail address")},
    {.id = "password", .label = N_("Password"), .kind = FIELD_SECRET, .required = true},
};
static const struct form_def password_form = {
    .id = "password", .title = N_("Sign in"), .fields = password_fields, .n = 2};

static const struct field_def factor_fields[] = {
    {.id = "phone",
     .label = N_("Phone"),
     .kind = FIELD_PHONE,
     .mask = "+38 (0__) ___-__-__",
     .prefix = "+380",
     .required = true,
     .hint = N_("the phone that will get your sign-in codes")},
};
static const struct form_def factor_form = {.id = "factor",
                                            .title = N_("Set up sign-in codes"),
                                            .note = N_("Your account has no phone for sign-in codes yet."),
                                            .fields = factor_fields,
                                            .n = 1};

static struct step *step_password(void)
{
    struct step *s = step_new(STEP_FORM, "password");
    if (s) {
        message_set(&s->title, N_("Sign in"), 0);
        s->form = &password_form;
        s->submit = N_("sign in");
    }
    return s;
}

static struct step *step_code(struct registry *r, bool setting_up, bool fresh, bool again)
{
    struct step *s = step_new(STEP_CODE, setting_up ? "factor_code" : "code");
    if (!s)
        return NULL;
    message_set(&s->title, setting_up ? N_("Confirm your phone") : N_("Type the code"), 0);
    if (again)
        EH_LINE(s, N_("A new code was sent; the old one is dead."), 0);
    else
        EH_LINE(s, N_("A code was sent to the phone of this account."), 0);
    s->submit = N_("sign in");
    s->digits = CODE_DIGITS;
    if (fresh)
        r->code_until = clock_wall() + CODE_LIFE_MS;
    s->valid_until = r->code_until;
    s->attempts_left = CODE_TRIES > r->code_errors ? CODE_TRIES - r->code_errors : 0;
    s->resend = setting_up ? NULL : N_("send a new code");
    return s;
}

static struct step *step_factor(void)
{
    struct step *s = step_new(STEP_FORM, "factor");
    if (s) {
        message_set(&s->title, N_("Set up sign-in codes"), 0);
        s->form = &factor_form;
        s->submit = N_("send a code");
    }
    return s;
}

static struct step *step_consent(struct registry *r)
{
    struct step *s = step_new(STEP_CONFIRM, "consent");
    if (!s)
        return NULL;
    message_set(&s->title, N_("Let this program work for you"), 0);
    EH_LINE(s, N_("%1$s asks to act for %2$s in the registry with these permissions:"), 2, "registrar",
            r->email ? r->email : "");
    for (const char *at = r->env.profile->scope; *at;) {
        size_t n = strcspn(at, " ");
        AUTO_FREE char *scope = text_dup_n(at, n);
        if (n)
            EH_LINE(s, "%s", 1, scope);
        at += n + strspn(at + n, " ");
    }
    s->submit = N_("allow");
    return s;
}

/* --- one walk is one call after another; what a call knows of its step --- */

struct walk {
    char step[16]; /* the step being answered; "" none */
    bool resend;
    struct step *next;
};

static void walk_free(void *job)
{
    struct walk *w = job;
    if (w)
        step_free(&w->next);
    free(w);
}

static void answer_step(struct registry_call *call, enum status status, const struct error *e,
                        struct step *step)
{
    if (status == STATUS_OK && !step)
        status = error_memory(&call->error);
    call->on.step(call->data, status, status == STATUS_OK ? NULL : e ? e : &call->error, step);
    eh_call_free(call);
}

static void later_step(struct registry_call *call)
{
    struct walk *w = call->job;
    struct step *next = w->next;
    w->next = NULL;
    answer_step(call, next ? STATUS_OK : error_memory(&call->error), &call->error, next);
}

static void later_failed(struct registry_call *call)
{
    struct walk *w = call->job;
    struct step *next = w->next;
    w->next = NULL;
    answer_step(call, call->error.status, &call->error, next);
}

static void exchange(struct registry_call *call, const char *code);
static void authorize(struct registry_call *call);

/* POST of the authorization service; the body is taken. On failure the walk ends from the loop with `again`.
 */
static void post(struct registry_call *call, const char *path, json_t *body, eh_reply_fn fn,
                 struct step *(*again)(void))
{
    struct registry *r = call->r;
    struct walk *w = call->job;
    struct eh_http http = {.method = "POST",
                           .path = path,
                           .body = body,
                           .auth_host = true,
                           .change = true,
                           .bearer = r->step.len ? &r->step : NULL};
    if (body && eh_send(call, &http, fn))
        return;
    if (!body)
        error_memory(&call->error);
    w->next = again ? again() : NULL;
    eh_later(call, later_failed);
}

/* Keeps the token of the walk; the new one replaces the old (contract 1.2). */
static bool keep_step_token(struct registry *r, const json_t *data)
{
    const char *value = json_text(data, "value");
    return !value || secret_set(&r->step, value, strlen(value));
}

static void next_step(struct registry_call *call, const json_t *data, const json_t *urgent)
{
    struct registry *r = call->r;
    const char *next = json_text(urgent, "next_step");
    if (!keep_step_token(r, data)) {
        answer_step(call, error_memory(&call->error), &call->error, NULL);
        return;
    }
    if (text_equal(next, "REQUEST_OTP") || ((struct walk *)call->job)->resend)
        answer_step(call, STATUS_OK, NULL, step_code(r, false, true, ((struct walk *)call->job)->resend));
    else if (text_equal(next, "REQUEST_FACTOR"))
        answer_step(call, STATUS_OK, NULL, step_factor());
    else if (text_equal(next, "APPROVE_FACTOR"))
        answer_step(call, STATUS_OK, NULL, step_code(r, true, true, false));
    else
        authorize(call);
}

static bool on_code(const struct walk *w)
{
    return !strcmp(w->step, "code") || !strcmp(w->step, "factor_code");
}

/* The step to show again after a failure; NULL when the walk is over: a blocked user, a dead step token, a
 * registration that is refused. */
static struct step *step_again(struct registry *r, const struct walk *w, enum status status)
{
    bool code = w->resend || on_code(w);
    if (status == STATUS_REFUSED || (code && status == STATUS_UNAUTHENTICATED))
        return NULL;
    if (code)
        return step_code(r, !strcmp(w->step, "factor_code"), false, false);
    if (!strcmp(w->step, "factor"))
        return step_factor();
    return !strcmp(w->step, "password") ? step_password() : NULL;
}

static void on_walk(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct walk *w = call->job;
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = eh_walk_read(reply, &rest, &e);
    if (status == STATUS_OK) {
        if (on_code(w))
            r->code_errors = 0;
        next_step(call, rest.data, rest.urgent);
        rest_free(&rest);
        return;
    }
    if (on_code(w) && status == STATUS_WRONG_CODE && text_equal(rest.type, "otp_invalid"))
        r->code_errors++;
    rest_free(&rest);
    answer_step(call, status, &e, step_again(r, w, status));
}

static void on_authorize(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = eh_walk_read(reply, &rest, &e);
    const char *code = json_text(rest.data, "value");
    if (status == STATUS_OK && code) {
        exchange(call, code);
        rest_free(&rest);
        return;
    }
    if (status == STATUS_OK)
        status = error_set(&e, STATUS_MALFORMED, N_("An answer came that cannot be read."),
                           N_("Begin again with the name and the password."));
    rest_free(&rest);
    answer_step(call, status, &e, NULL);
}

static void consent_key(const struct registry *r, struct text *key)
{
    text_addf(key, "consent %s %s %s", r->env.profile->client_id, r->email ? r->email : "",
              r->env.profile->scope);
}

static void send_authorize(struct registry_call *call)
{
    const struct profile *p = call->r->env.profile;
    post(call, "/oauth/apps/authorize",
         json_pack("{s:{s:s, s:s, s:s}}", "app", "client_id", p->client_id, "redirect_uri", p->redirect_uri,
                   "scope", p->scope),
         on_authorize, NULL);
}

/* Consent is asked once for the same person, program and permissions; then it is remembered here. */
static void authorize(struct registry_call *call)
{
    struct registry *r = call->r;
    TEXT_AUTO key;
    text_init(&key, LIMIT_FIELD);
    consent_key(r, &key);
    AUTO_FREE char *given = r->env.cache_get ? r->env.cache_get(r->env.data, key.data, NULL) : NULL;
    if (given)
        send_authorize(call);
    else
        answer_step(call, STATUS_OK, NULL, step_consent(r));
}

/* --- the token --- */

static void on_exchange(struct registry_call *call, struct eh_request *q, const struct net_reply *reply)
{
    struct registry *r = call->r;
    struct rest_reply rest;
    ERROR_AUTO e = {0};
    (void)q;
    enum status status = eh_walk_read(reply, &rest, &e);
    if (status == STATUS_OK && !eh_take_token(r, rest.data, reply))
        status = error_set(&e, STATUS_MALFORMED, N_("An answer came that cannot be read."),
                           N_("Begin again with the name and the password."));
    rest_free(&rest);
    secret_clear(&r->step);
    if (status != STATUS_OK) {
        answer_step(call, status, &e, NULL);
        return;
    }
    eh_describe_build(r);
    eh_dictionaries_start(r);
    answer_step(call, STATUS_OK, NULL, step_new(STEP_DONE, "done"));
}

static void exchange(struct registry_call *call, const char *code)
{
    struct registry *r = call->r;
    json_t *token = eh_token_body(call, "authorization_code", "code", code);
    if (!token) {
        answer_step(call, call->error.status, &call->error, NULL);
        return;
    }
    json_object_set_new(token, "redirect_uri", json_string(r->env.profile->redirect_uri));
    json_object_set_new(token, "scope", json_string(r->env.profile->scope));
    secret_clear(&r->step); /* this call proves itself by the client's secret */
    post(call, "/oauth/tokens", json_pack("{s:o}", "token", token), on_exchange, NULL);
}

/* --- answers --- */

static void answer_password(struct registry_call *call, const struct step_answer *answer)
{
    struct registry *r = call->r;
    const struct secret *password = form_secret_of(answer->form, "password");
    const char *email = form_value_of(answer->form, "email");
    r->code_errors = 0;
    secret_clear(&r->step);
    if (!text_equal(r->email, email))
        eh_forget_people(r);
    text_replace(&r->email, email);
    post(call, "/auth/login",
         json_pack("{s:{s:s, s:s, s:s, s:s, s:s}}", "token", "grant_type", "password", "email", email,
                   "password", password && password->data ? password->data : "", "client_id",
                   r->env.profile->login_client_id, "scope", "app:authorize"),
         on_walk, step_password);
}

/* Codes never begin with a zero (contract 1.4), so the number is the code. */
static bool code_number(const struct secret *code, long *out)
{
    return code && code->data && *code->data && code->len <= 9 && text_number(code->data, 999999999, out);
}

static void answer_code(struct registry_call *call, const struct step_answer *answer, bool setting_up)
{
    struct walk *w = call->job;
    long number;
    if (answer->verb == VERB_RESEND) {
        w->step[0] = '\0';
        w->resend = true;
        post(call, "/auth/login", json_pack("{s:{s:s}}", "token", "grant_type", "refresh_2fa_access_token"),
             on_walk, NULL);
        return;
    }
    if (!code_number(answer->code, &number)) {
        error_set(&call->error, STATUS_INVALID, N_("A code has only digits. Nothing was sent."), NULL);
        w->next = step_code(call->r, setting_up, false, false);
        eh_later(call, later_failed);
        return;
    }
    if (setting_up)
        post(call, "/oauth/users/actions/approve_factor", json_pack("{s:I}", "otp", (json_int_t)number),
             on_walk, NULL);
    else
        post(call, "/auth/login",
             json_pack("{s:{s:s, s:I}}", "token", "grant_type", "authorize_2fa_access_token", "otp",
                       (json_int_t)number),
             on_walk, NULL);
}

static void answer_consent(struct registry_call *call)
{
    struct registry *r = call->r;
    TEXT_AUTO key;
    text_init(&key, LIMIT_FIELD);
    consent_key(r, &key);
    if (r->env.cache_put)
        r->env.cache_put(r->env.data, key.data, "given");
    send_authorize(call);
}

struct registry_call *eh_sign_in(struct registry *r, const struct step_answer *answer, registry_step_fn fn,
                                 void *data)
{
    struct walk *w = calloc(1, sizeof *w);
    struct registry_call *call = w ? eh_call(r, data, w, walk_free) : NULL;
    if (!call)
        return NULL;
    call->on.step = fn;
    if (answer && answer->step_id)
        strncat(w->step, answer->step_id, sizeof w->step - 1);
    if (!strcmp(w->step, "password") && answer->form) {
        answer_password(call, answer);
    } else if ((!strcmp(w->step, "code") || !strcmp(w->step, "factor_code")) && r->step.len) {
        answer_code(call, answer, !strcmp(w->step, "factor_code"));
    } else if (!strcmp(w->step, "factor") && answer->form && r->step.len) {
        post(call, "/oauth/users/actions/init_factor",
             json_pack("{s:s, s:s}", "factor", form_value_of(answer->form, "phone"), "type", "SMS"), on_walk,
             step_factor);
    } else if (!strcmp(w->step, "consent") && r->step.len) {
        answer_consent(call);
    } else {
        w->next = step_password();
        eh_later(call, later_step);
    }
    return call;
}

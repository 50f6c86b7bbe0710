/* The training registry's sign-in, rule by rule (ehealth contract 1.2 to 1.5). */
#include "tests/unit/sandbox_bench.h"

static void password_then_code(void **state)
{
    struct bench *b = *state;

    login(b, WORLD_USER, "training");
    assert_status(b, 201);
    assert_string_equal(text_at(b, "urgent.next_step"), "REQUEST_OTP");
    assert_string_equal(text_at(b, "data.name"), "2fa_access_token");
    assert_string_equal(text_at(b, "data.details.scope"), "");
    assert_string_equal(text_at(b, "data.details.scope_request"), "app:authorize");
    assert_int_equal(strlen(text_at(b, "data.value")), 32);
    keep_token(b);
    send_code(b, phone_code(b));
    assert_status(b, 201);
    assert_string_equal(text_at(b, "urgent.next_step"), "REQUEST_APPS");
    assert_string_equal(text_at(b, "data.name"), "access_token");
    assert_string_equal(text_at(b, "data.details.scope"), "app:authorize");
}

static void code_digits(void **state)
{
    struct bench *b = *state;
    char *code;

    login(b, WORLD_USER, "training");
    code = world_code(b->world, NULL);
    assert_int_equal(strlen(code), 6);
    assert_int_equal(strspn(code, "123456789"), 6);
    assert_null(strstr(b->body, code));
    free(code);
}

static void wrong_password(void **state)
{
    login(*state, WORLD_USER, "wrong");
    assert_refused((struct bench *)*state, 401, "access_denied", "Identity, password combination is wrong.");
}

static void unknown_user(void **state)
{
    login(*state, "nobody@training.example", "training");
    assert_refused((struct bench *)*state, 401, "access_denied", "User not found.");
}

static void blocked_user(void **state)
{
    login(*state, "ivan@training.example", "training");
    assert_refused((struct bench *)*state, 401, "user_blocked", "User blocked.");
}

static void expired_password(void **state)
{
    struct bench *b = *state;
    char text[120];

    login(b, "halyna@training.example", "training");
    snprintf(text, sizeof text, "The password expired for user: %s",
             world_fixture(b->world, "user.expired.id"));
    assert_refused(b, 401, "password_expired", text);
}

static void login_locks(void **state)
{
    struct bench *b = *state;

    for (int i = 0; i < 10; i++) {
        login(b, WORLD_USER, "wrong");
        assert_refused(b, 401, "access_denied", "Identity, password combination is wrong.");
    }
    login(b, WORLD_USER, "training");
    assert_refused(b, 401, "access_denied", "You reached login attempts limit. Try again later");
    world_forward(b->world, 601);
    login(b, WORLD_USER, "training");
    assert_status(b, 201);
}

static void wrong_login_client(void **state)
{
    struct bench *b = *state;
    char body[300];
    static const char shape[] =
        "{\"token\":{\"grant_type\":\"password\",\"email\":\"a@b.ua\",\"password\":\"x\","
        "\"client_id\":\"%s\",\"scope\":\"%s\"}}";

    snprintf(body, sizeof body, shape, TRAINING_CLIENT_ID, "app:authorize");
    ask(b, "POST", "/auth/login", body);
    assert_refused(b, 401, "access_denied", "Client is not allowed to issue login token.");
    snprintf(body, sizeof body, shape, "00000000-0000-4000-8000-000000000000", "app:authorize");
    ask(b, "POST", "/auth/login", body);
    assert_refused(b, 401, "invalid_client", "Invalid client id.");
    snprintf(body, sizeof body, shape, TRAINING_LOGIN_CLIENT_ID, "person:read");
    ask(b, "POST", "/auth/login", body);
    assert_refused(b, 422, "request_malformed", "Scope is not allowed by client type.");
}

static void login_body(void **state)
{
    struct bench *b = *state;

    ask(b, "POST", "/auth/login", "{}");
    assert_invalid(b, "$.token", "required property token was not present");
    ask(b, "POST", "/auth/login", "{\"token\":{}}");
    assert_refused(b, 422, "request_malformed", "Request must include grant_type.");
    ask(b, "POST", "/auth/login", "{\"token\":{\"grant_type\":\"magic\"}}");
    assert_refused(b, 401, "invalid_grant", "Grant type not allowed.");
    ask(b, "POST", "/auth/login", "{\"token\":{\"grant_type\":\"password\",\"email\":7}}");
    assert_status(b, 422);
    assert_string_equal(text_at(b, "error.invalid.0.rules.0.description"),
                        "type mismatch. Expected string but got integer");
}

static void code_is_a_number(void **state)
{
    struct bench *b = *state;

    login(b, WORLD_USER, "training");
    keep_token(b);
    ask(b, "POST", "/auth/login",
        "{\"token\":{\"grant_type\":\"authorize_2fa_access_token\",\"otp\":\"111111\"}}");
    assert_invalid(b, "$.token.otp", "type mismatch. Expected integer but got string");
}

static void three_wrong_codes_block(void **state)
{
    struct bench *b = *state;

    login(b, WORLD_USER, "training");
    keep_token(b);
    for (int i = 0; i < 3; i++) {
        send_code(b, 1);
        assert_refused(b, 401, "otp_invalid", "Invalid OTP code.");
    }
    send_code(b, phone_code(b));
    assert_refused(b, 401, "user_blocked", "User blocked.");
    login(b, WORLD_USER, "training");
    assert_refused(b, 401, "user_blocked", "User blocked.");
}

static void a_new_start_lets_in_again(void **state)
{
    struct bench *b = *state;

    login(b, WORLD_USER, "training");
    keep_token(b);
    for (int i = 0; i < 3; i++)
        send_code(b, 1);
    login(b, WORLD_USER, "training");
    assert_refused(b, 401, "user_blocked", "User blocked.");
    world_stop(b->world, false);
    world_resume(b->world);
    login(b, WORLD_USER, "training");
    assert_status(b, 201);
    login(b, "ivan@training.example", "training");
    assert_refused(b, 401, "user_blocked", "User blocked.");
}

static void right_code_clears_the_count(void **state)
{
    struct bench *b = *state;

    for (int i = 0; i < 2; i++) {
        login(b, WORLD_USER, "training");
        keep_token(b);
        send_code(b, 1);
        send_code(b, 1);
        assert_refused(b, 401, "otp_invalid", "Invalid OTP code.");
        send_code(b, phone_code(b));
        assert_status(b, 201);
    }
}

static void code_expires(void **state)
{
    struct bench *b = *state;

    login(b, WORLD_USER, "training");
    keep_token(b);
    world_forward(b->world, 301);
    send_code(b, phone_code(b));
    assert_refused(b, 401, "otp_expired", "OTP expired.");
}

static void code_attempts_run_out(void **state)
{
    struct bench *b = *state;

    world_switch(b->world, "{\"login_otp_attempts\": 1}");
    login(b, WORLD_USER, "training");
    keep_token(b);
    send_code(b, 1);
    send_code(b, phone_code(b));
    assert_refused(b, 401, "otp_reached_max_attempts", "Reached max OTP verify attempts");
}

static void resend_replaces_the_token(void **state)
{
    struct bench *b = *state;
    char first[80];

    login(b, WORLD_USER, "training");
    keep_token(b);
    snprintf(first, sizeof first, "%s", b->token);
    ask(b, "POST", "/auth/login", "{\"token\":{\"grant_type\":\"refresh_2fa_access_token\"}}");
    assert_status(b, 201);
    assert_string_equal(text_at(b, "urgent.next_step"), "REQUEST_OTP");
    keep_token(b);
    assert_string_not_equal(b->token, first);
    bench_send(b, "POST", "/auth/login", first,
               "{\"token\":{\"grant_type\":\"authorize_2fa_access_token\",\"otp\":111111}}", 0);
    assert_refused(b, 401, "token_expired", "Token expired.");
    send_code(b, phone_code(b));
    assert_status(b, 201);
}

static void codes_are_not_sent_too_often(void **state)
{
    struct bench *b = *state;

    world_switch(b->world, "{\"login_otp_sends\": 3}");
    for (int i = 0; i < 3; i++) {
        login(b, WORLD_USER, "training");
        assert_status(b, 201);
    }
    login(b, WORLD_USER, "training");
    assert_refused(b, 429, "otp_timeout", "Sending OTP timeout. Try later.");
    world_switch(b->world, "{\"login_sms_fails\": true}");
    login(b, WORLD_USER, "training");
    assert_refused(b, 503, "internal_error", "SMS not sent. Try later");
}

static void second_factor_needs_its_token(void **state)
{
    struct bench *b = *state;

    bench_send(b, "POST", "/auth/login", NULL,
               "{\"token\":{\"grant_type\":\"authorize_2fa_access_token\",\"otp\":1}}", 0);
    assert_refused(b, 401, "access_denied", "Authorization header required.");
    snprintf(b->token, sizeof b->token, "nonsense");
    send_code(b, 1);
    assert_refused(b, 401, "token_invalid", "Invalid token.");
    sign_in(b);
    send_code(b, 1);
    assert_refused(b, 401, "access_denied", "Invalid token type");
}

static void no_second_factor(void **state)
{
    struct bench *b = *state;

    login(b, "lev@training.example", "training");
    assert_status(b, 201);
    assert_string_equal(text_at(b, "urgent.next_step"), "REQUEST_APPS");
    assert_string_equal(text_at(b, "data.name"), "access_token");
}

static void factor_is_set_up(void **state)
{
    struct bench *b = *state;
    char body[60];

    login(b, "nadia@training.example", "training");
    assert_string_equal(text_at(b, "urgent.next_step"), "REQUEST_FACTOR");
    keep_token(b);
    ask(b, "POST", "/oauth/users/actions/approve_factor", "{\"otp\":111111}");
    assert_refused(b, 409, "request_conflict", "Factor not set");
    ask(b, "POST", "/oauth/users/actions/init_factor", "{\"factor\":\"0671112233\",\"type\":\"SMS\"}");
    assert_invalid(b, "$.factor", "string does not match pattern");
    ask(b, "POST", "/oauth/users/actions/init_factor", "{\"factor\":\"+380671112233\",\"type\":\"SMS\"}");
    assert_status(b, 201);
    assert_string_equal(text_at(b, "urgent.next_step"), "APPROVE_FACTOR");
    snprintf(body, sizeof body, "{\"otp\":%ld}", phone_code(b));
    ask(b, "POST", "/oauth/users/actions/approve_factor", body);
    assert_status(b, 201);
    assert_string_equal(text_at(b, "urgent.next_step"), "REQUEST_APPS");
    login(b, "nadia@training.example", "training");
    assert_string_equal(text_at(b, "urgent.next_step"), "REQUEST_OTP");
}

static void consent(void **state)
{
    struct bench *b = *state;

    login(b, WORLD_USER, "training");
    keep_token(b);
    authorize(b, TRAINING_CLIENT_ID, TRAINING_REDIRECT_URI, "person:read");
    assert_refused(b, 401, "token_invalid_type", "Invalid token type.");
    send_code(b, phone_code(b));
    keep_token(b);
    authorize(b, TRAINING_CLIENT_ID, "http://elsewhere.example/", "person:read");
    assert_refused(b, 401, "access_denied",
                   "The redirection URI provided does not match a pre-registered value.");
    authorize(b, "nobody", TRAINING_REDIRECT_URI, "person:read");
    assert_refused(b, 401, "access_denied", "Invalid client id.");
    authorize(b, TRAINING_CLIENT_ID, TRAINING_REDIRECT_URI, "person:read fly:high");
    assert_refused(b, 422, "request_malformed", "Scope is not allowed by client type.");
    authorize(b, TRAINING_CLIENT_ID, TRAINING_REDIRECT_URI, "");
    assert_refused(b, 422, "request_malformed",
                   "Requested scope is empty. Scope not passed or user has no roles or global roles.");
    authorize(b, TRAINING_CLIENT_ID, TRAINING_REDIRECT_URI, "person:read");
    assert_status(b, 201);
    assert_string_equal(text_at(b, "data.name"), "authorization_code");
    assert_non_null(strstr(b->head, "Location: " TRAINING_REDIRECT_URI "?code="));
    assert_non_null(strstr(text_at(b, "urgent.redirect_uri"), text_at(b, "data.value")));
    authorize(b, TRAINING_CLIENT_ID, TRAINING_REDIRECT_URI, "person:read");
    assert_status(b, 200);
}

static void consent_needs_the_role(void **state)
{
    struct bench *b = *state;

    login(b, "petro@training.example", "training");
    keep_token(b);
    send_code(b, phone_code(b));
    keep_token(b);
    authorize(b, TRAINING_CLIENT_ID, TRAINING_REDIRECT_URI, "declaration_request:approve");
    assert_refused(b, 422, "request_malformed",
                   "User requested scope that is not allowed by role based access policies.");
}

static void code_is_exchanged_once(void **state)
{
    struct bench *b = *state;
    char code[80];

    login(b, WORLD_USER, "training");
    keep_token(b);
    send_code(b, phone_code(b));
    keep_token(b);
    authorize(b, TRAINING_CLIENT_ID, TRAINING_REDIRECT_URI, "person:read");
    snprintf(code, sizeof code, "%s", text_at(b, "data.value"));
    exchange(b, code, TRAINING_CLIENT_ID, "wrong", TRAINING_REDIRECT_URI);
    assert_refused(b, 401, "invalid_client", "Invalid client id or secret.");
    exchange(b, "nonsense", TRAINING_CLIENT_ID, TRAINING_CLIENT_SECRET, TRAINING_REDIRECT_URI);
    assert_refused(b, 401, "token_not_found", "Token not found.");
    exchange(b, code, TRAINING_CLIENT_ID, TRAINING_CLIENT_SECRET, TRAINING_REDIRECT_URI);
    assert_status(b, 201);
    assert_string_equal(text_at(b, "data.details.scope"), "person:read");
    assert_true(*text_at(b, "data.details.refresh_token"));
    exchange(b, code, TRAINING_CLIENT_ID, TRAINING_CLIENT_SECRET, TRAINING_REDIRECT_URI);
    assert_refused(b, 401, "access_denied", "Token has already been used.");
}

static void code_ages(void **state)
{
    struct bench *b = *state;
    char code[80];

    login(b, WORLD_USER, "training");
    keep_token(b);
    send_code(b, phone_code(b));
    keep_token(b);
    authorize(b, TRAINING_CLIENT_ID, TRAINING_REDIRECT_URI, "person:read");
    snprintf(code, sizeof code, "%s", text_at(b, "data.value"));
    world_forward(b->world, 301);
    exchange(b, code, TRAINING_CLIENT_ID, TRAINING_CLIENT_SECRET, TRAINING_REDIRECT_URI);
    assert_refused(b, 401, "token_expired", "Token expired.");
}

static void refresh(struct bench *b, const char *token)
{
    char body[400];

    snprintf(body, sizeof body,
             "{\"token\":{\"grant_type\":\"refresh_token\",\"refresh_token\":\"%s\",\"client_id\":\"%s\","
             "\"client_secret\":\"%s\"}}",
             token, TRAINING_CLIENT_ID, TRAINING_CLIENT_SECRET);
    bench_send(b, "POST", "/oauth/tokens", NULL, body, strlen(body));
}

static void refresh_and_logout(void **state)
{
    struct bench *b = *state;
    char first[80], again[80];

    sign_in(b);
    snprintf(again, sizeof again, "%s", text_at(b, "data.details.refresh_token"));
    snprintf(first, sizeof first, "%s", b->token);
    refresh(b, again);
    assert_status(b, 201);
    assert_null(at(b, "data.details.refresh_token"));
    keep_token(b);
    bench_send(b, "GET", "/api/dictionaries?name=GENDER", first, NULL, 0);
    assert_refused(b, 401, "access_denied", "Invalid access token");
    ask(b, "GET", "/api/dictionaries?name=GENDER", NULL);
    assert_status(b, 200);
    ask(b, "POST", "/auth/logout", NULL);
    assert_status(b, 200);
    ask(b, "GET", "/api/dictionaries?name=GENDER", NULL);
    assert_refused(b, 401, "access_denied", "Invalid access token");
    refresh(b, again);
    assert_refused(b, 401, "invalid_grant", "Token not found or expired.");
}

static void lives_are_switches(void **state)
{
    struct bench *b = *state;

    world_switch(b->world, "{\"token_life\": 60}");
    sign_in(b);
    world_forward(b->world, 61);
    ask(b, "GET", "/api/dictionaries?name=GENDER", NULL);
    assert_refused(b, 401, "access_denied", "Invalid access token");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(password_then_code),
        WITH(code_digits),
        WITH(wrong_password),
        WITH(unknown_user),
        WITH(blocked_user),
        WITH(expired_password),
        WITH(login_locks),
        WITH(wrong_login_client),
        WITH(login_body),
        WITH(code_is_a_number),
        WITH(three_wrong_codes_block),
        WITH(a_new_start_lets_in_again),
        WITH(right_code_clears_the_count),
        WITH(code_expires),
        WITH(code_attempts_run_out),
        WITH(resend_replaces_the_token),
        WITH(codes_are_not_sent_too_often),
        WITH(second_factor_needs_its_token),
        WITH(no_second_factor),
        WITH(factor_is_set_up),
        WITH(consent),
        WITH(consent_needs_the_role),
        WITH(code_is_exchanged_once),
        WITH(code_ages),
        WITH(refresh_and_logout),
        WITH(lives_are_switches),
    };
    return cmocka_run_group_tests_name("the training registry's sign-in", tests, NULL, NULL);
}

/* What a trainer or a test can turn: settings of the server and faults of the line (ehealth contract 9.3). */
#ifndef SANDBOX_SWITCHES_H
#define SANDBOX_SWITCHES_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

enum switch_id {
    SW_OTP_LENGTH,
    SW_OTP_LIFE,
    SW_OTP_ATTEMPTS,
    SW_OTP_SEND_INTERVAL,
    SW_OTP_FAILS,
    SW_VERIFICATION_CODE_SCHEMA,
    SW_LOGIN_OTP_LIFE,
    SW_LOGIN_OTP_ATTEMPTS,
    SW_LOGIN_OTP_SENDS,
    SW_LOGIN_OTP_ERRORS,
    SW_LOGIN_SMS_FAILS,
    SW_PASSWORD_FAILURES,
    SW_PASSWORD_WINDOW,
    SW_PASSWORD_LIFE,
    SW_CODE_LIFE,
    SW_TOKEN_LIFE,
    SW_REFRESH_LIFE,
    SW_LINK_LIFE,
    SW_APPROVE_STATUS,
    SW_EMPLOYEE_MISSING,
    SW_AUTH_METHODS,
    SW_LEGAL_ENTITY_INACTIVE,
    SW_CLIENT_TYPE,
    SW_BROKER,
    SW_DELAY_MS,
    SW_DELAY_REPLY_MS,
    SW_DROP_CONNECTION,
    SW_CUT_REPLY_AT,
    SW_CUT_WITH,
    SW_DRIBBLE,
    SW_REPLY_502_HTML,
    SW_REPLY_STATUS,
    SW_PROXIED_ERROR,
    SW_RATE_LIMIT,
    SW_TRUNCATE_JSON,
    SW_HUGE_REPLY,
    SW_DEEP_JSON,
    SW_DUPLICATE_KEYS,
    SW_INVALID_UTF8,
    SW_REDIRECT_TO,
    SW_STORAGE_FAILS,
    SW_TLS_NAME,
    SW_TLS_EXPIRED,
    SW_COUNT
};

struct switches;

struct switches *switches_new(void);
void switches_free(struct switches **switches);

/*
 * Sets what the object names. A value is the plain value, null (back to the default), or
 * {"value":…, "count":N, "path":"/prefix", "method":"PATCH"}: only the next N requests below that path.
 * False and a sentence when a name is unknown or a value has the wrong type; then nothing is changed.
 */
bool switches_set(struct switches *switches, const json_t *object, char *why, size_t size);
/* NAME=VALUE of the command line. */
bool switches_set_text(struct switches *switches, const char *text, char *why, size_t size);
/* All of them with their values, and what is left of a count. */
json_t *switches_json(const struct switches *switches);

/* The values for one request; a limited switch that matches loses one of its count. */
struct switch_values {
    const json_t *value[SW_COUNT];
};
void switches_take(struct switches *switches, const char *method, const char *path,
                   struct switch_values *out);
/* The values no request is needed for. */
void switches_plain(const struct switches *switches, struct switch_values *out);
void switch_values_free(struct switch_values *values);

int64_t switch_number(const struct switch_values *values, enum switch_id id);
bool switch_on(const struct switch_values *values, enum switch_id id);
/* "" when it is null */
const char *switch_text(const struct switch_values *values, enum switch_id id);

#endif

/* What a trainer or a test can turn: settings of the server and faults of the line (ehealth contract 9.3). */
#include "tests/sandbox/switches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_NUMBER, KIND_BOOL, KIND_TEXT, KIND_NUMBER_OR_NULL, KIND_TEXT_OR_NULL, KIND_RATE };

struct definition {
    const char *name;
    enum kind kind;
    const char *standard; /* JSON */
};

/* clang-format off */
static const struct definition definitions[SW_COUNT] = {
    [SW_OTP_LENGTH] = {"otp_length", KIND_NUMBER, "4"},
    [SW_OTP_LIFE] = {"otp_life", KIND_NUMBER, "300"},
    [SW_OTP_ATTEMPTS] = {"otp_attempts", KIND_NUMBER, "3"},
    [SW_OTP_SEND_INTERVAL] = {"otp_send_interval", KIND_NUMBER, "0"},
    [SW_OTP_FAILS] = {"otp_fails", KIND_BOOL, "false"},
    [SW_VERIFICATION_CODE_SCHEMA] = {"verification_code_schema", KIND_BOOL, "true"},
    [SW_LOGIN_OTP_LIFE] = {"login_otp_life", KIND_NUMBER, "300"},
    [SW_LOGIN_OTP_ATTEMPTS] = {"login_otp_attempts", KIND_NUMBER, "3"},
    [SW_LOGIN_OTP_SENDS] = {"login_otp_sends", KIND_NUMBER, "3"},
    [SW_LOGIN_OTP_ERRORS] = {"login_otp_errors", KIND_NUMBER, "3"},
    [SW_LOGIN_SMS_FAILS] = {"login_sms_fails", KIND_BOOL, "false"},
    [SW_PASSWORD_FAILURES] = {"password_failures", KIND_NUMBER, "10"},
    [SW_PASSWORD_WINDOW] = {"password_window", KIND_NUMBER, "600"},
    [SW_PASSWORD_LIFE] = {"password_life", KIND_NUMBER, "7776000"},
    [SW_CODE_LIFE] = {"code_life", KIND_NUMBER, "300"},
    [SW_TOKEN_LIFE] = {"token_life", KIND_NUMBER, "2592000"},
    [SW_REFRESH_LIFE] = {"refresh_life", KIND_NUMBER, "604800"},
    [SW_LINK_LIFE] = {"link_life", KIND_NUMBER, "900"},
    [SW_APPROVE_STATUS] = {"approve_status", KIND_NUMBER, "201"},
    [SW_EMPLOYEE_MISSING] = {"employee_missing", KIND_BOOL, "false"},
    [SW_AUTH_METHODS] = {"auth_methods", KIND_TEXT, "\"connection\""},
    [SW_LEGAL_ENTITY_INACTIVE] = {"legal_entity_inactive", KIND_BOOL, "false"},
    [SW_CLIENT_TYPE] = {"client_type", KIND_TEXT_OR_NULL, "null"},
    [SW_BROKER] = {"broker", KIND_TEXT, "\"off\""},
    [SW_DELAY_MS] = {"delay_ms", KIND_NUMBER, "0"},
    [SW_DELAY_REPLY_MS] = {"delay_reply_ms", KIND_NUMBER, "0"},
    [SW_DROP_CONNECTION] = {"drop_connection", KIND_TEXT_OR_NULL, "null"},
    [SW_CUT_REPLY_AT] = {"cut_reply_at", KIND_NUMBER_OR_NULL, "null"},
    [SW_CUT_WITH] = {"cut_with", KIND_TEXT, "\"fin\""},
    [SW_DRIBBLE] = {"dribble", KIND_NUMBER, "0"},
    [SW_REPLY_502_HTML] = {"reply_502_html", KIND_BOOL, "false"},
    [SW_REPLY_STATUS] = {"reply_status", KIND_NUMBER, "0"},
    [SW_PROXIED_ERROR] = {"proxied_error", KIND_BOOL, "false"},
    [SW_RATE_LIMIT] = {"rate_limit", KIND_RATE, "null"},
    [SW_TRUNCATE_JSON] = {"truncate_json", KIND_NUMBER, "0"},
    [SW_HUGE_REPLY] = {"huge_reply", KIND_NUMBER, "0"},
    [SW_DEEP_JSON] = {"deep_json", KIND_NUMBER, "0"},
    [SW_DUPLICATE_KEYS] = {"duplicate_keys", KIND_BOOL, "false"},
    [SW_INVALID_UTF8] = {"invalid_utf8", KIND_BOOL, "false"},
    [SW_REDIRECT_TO] = {"redirect_to", KIND_TEXT_OR_NULL, "null"},
    [SW_STORAGE_FAILS] = {"storage_fails", KIND_BOOL, "false"},
    [SW_TLS_NAME] = {"tls_name", KIND_TEXT, "\"127.0.0.1\""},
    [SW_TLS_EXPIRED] = {"tls_expired", KIND_BOOL, "false"},
};
/* clang-format on */

struct setting {
    json_t *standard;
    json_t *value;
    int64_t count; /* -1: for ever */
    char *path;
    char *method;
};

struct switches {
    struct setting settings[SW_COUNT];
};

struct switches *switches_new(void)
{
    struct switches *switches = calloc(1, sizeof *switches);

    for (int i = 0; switches && i < SW_COUNT; i++) {
        switches->settings[i].standard = json_loads(definitions[i].standard, JSON_DECODE_ANY, NULL);
        switches->settings[i].value = json_incref(switches->settings[i].standard);
        switches->settings[i].count = -1;
    }
    return switches;
}

static void setting_clear(struct setting *setting)
{
    json_decref(setting->value);
    free(setting->path);
    free(setting->method);
    setting->value = NULL;
    setting->path = NULL;
    setting->method = NULL;
    setting->count = -1;
}

void switches_free(struct switches **switches)
{
    for (int i = 0; *switches && i < SW_COUNT; i++) {
        setting_clear(&(*switches)->settings[i]);
        json_decref((*switches)->settings[i].standard);
    }
    free(*switches);
    *switches = NULL;
}

static int find(const char *name)
{
    for (int i = 0; i < SW_COUNT; i++)
        if (strcmp(definitions[i].name, name) == 0)
            return i;
    return -1;
}

static bool fits(enum kind kind, const json_t *value)
{
    if (json_is_null(value))
        return true;
    switch (kind) {
    case KIND_NUMBER:
    case KIND_NUMBER_OR_NULL:
        return json_is_integer(value);
    case KIND_BOOL:
        return json_is_boolean(value);
    case KIND_RATE:
        return json_is_string(value) || json_is_boolean(value);
    default:
        return json_is_string(value);
    }
}

static bool limited(const json_t *given)
{
    return json_is_object(given) && json_object_get(given, "value");
}

static bool check(const char *name, const json_t *given, char *why, size_t size)
{
    int i = find(name);
    const json_t *value = limited(given) ? json_object_get(given, "value") : given;

    if (i < 0) {
        snprintf(why, size, "no switch is named %s", name);
        return false;
    }
    if (!fits(definitions[i].kind, value)) {
        snprintf(why, size, "the switch %s takes another type of value", name);
        return false;
    }
    return true;
}

bool switches_set(struct switches *switches, const json_t *object, char *why, size_t size)
{
    const char *name;
    json_t *given;

    json_object_foreach((json_t *)object, name, given) if (!check(name, given, why, size)) return false;
    json_object_foreach((json_t *)object, name, given)
    {
        struct setting *setting = &switches->settings[find(name)];
        json_t *value = limited(given) ? json_object_get(given, "value") : given;

        setting_clear(setting);
        setting->value = json_incref(json_is_null(value) ? setting->standard : value);
        if (limited(given)) {
            json_t *count = json_object_get(given, "count");
            const char *path = json_string_value(json_object_get(given, "path"));
            const char *method = json_string_value(json_object_get(given, "method"));

            setting->count = json_is_integer(count) ? json_integer_value(count) : -1;
            setting->path = path ? strdup(path) : NULL;
            setting->method = method ? strdup(method) : NULL;
        }
    }
    return true;
}

bool switches_set_text(struct switches *switches, const char *text, char *why, size_t size)
{
    const char *equal = strchr(text, '=');
    char name[64];
    json_t *object, *value;
    bool done;

    if (!equal || (size_t)(equal - text) >= sizeof name) {
        snprintf(why, size, "%s is not NAME=VALUE", text);
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(equal - text), text);
    value = json_loads(equal + 1, JSON_DECODE_ANY, NULL);
    if (!value)
        value = json_string(equal + 1);
    object = json_object();
    json_object_set_new(object, name, value);
    done = switches_set(switches, object, why, size);
    json_decref(object);
    return done;
}

json_t *switches_json(const struct switches *switches)
{
    json_t *object = json_object();

    for (int i = 0; i < SW_COUNT; i++) {
        const struct setting *setting = &switches->settings[i];
        if (setting->count < 0 && !setting->path && !setting->method) {
            json_object_set(object, definitions[i].name, setting->value);
        } else {
            json_t *row =
                json_pack("{s:O, s:I}", "value", setting->value, "count", (json_int_t)setting->count);
            if (setting->path)
                json_object_set_new(row, "path", json_string(setting->path));
            if (setting->method)
                json_object_set_new(row, "method", json_string(setting->method));
            json_object_set_new(object, definitions[i].name, row);
        }
    }
    return object;
}

static bool matches(const struct setting *setting, const char *method, const char *path)
{
    if (setting->count == 0)
        return false;
    if (setting->method && strcmp(setting->method, method) != 0)
        return false;
    return !setting->path || strncmp(path, setting->path, strlen(setting->path)) == 0;
}

void switches_take(struct switches *switches, const char *method, const char *path, struct switch_values *out)
{
    for (int i = 0; i < SW_COUNT; i++) {
        struct setting *setting = &switches->settings[i];
        bool hit = matches(setting, method, path);

        out->value[i] = json_incref(hit ? setting->value : setting->standard);
        if (hit && setting->count > 0)
            setting->count--;
    }
}

void switches_plain(const struct switches *switches, struct switch_values *out)
{
    for (int i = 0; i < SW_COUNT; i++)
        out->value[i] = json_incref(switches->settings[i].value);
}

void switch_values_free(struct switch_values *values)
{
    for (int i = 0; i < SW_COUNT; i++) {
        json_decref((json_t *)values->value[i]);
        values->value[i] = NULL;
    }
}

int64_t switch_number(const struct switch_values *values, enum switch_id id)
{
    return json_integer_value(values->value[id]);
}

bool switch_on(const struct switch_values *values, enum switch_id id)
{
    return json_is_true(values->value[id]);
}

const char *switch_text(const struct switch_values *values, enum switch_id id)
{
    const char *text = json_string_value(values->value[id]);

    return text ? text : "";
}

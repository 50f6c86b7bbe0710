/* Reading JSON that nobody vouches for: the bounds first, then the parser, then look-ups that cannot fail
 * badly. */
#include "wire/json.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/secret.h"
#include "base/utf8.h"

static void wipe_free(void *p)
{
    if (p)
        secret_wipe(p, malloc_usable_size(p));
    free(p);
}

void json_setup(void)
{
    json_set_alloc_funcs(malloc, wipe_free);
}

void json_drop(json_t **value)
{
    json_decref(*value);
    *value = NULL;
}

/* Deepest nesting, without believing anything else about the text. */
static int json_depth(const char *s, size_t n)
{
    int depth = 0, deepest = 0;
    bool quoted = false;
    for (size_t i = 0; i < n; i++) {
        if (quoted) {
            if (s[i] == '\\')
                i++;
            else if (s[i] == '"')
                quoted = false;
        } else if (s[i] == '"') {
            quoted = true;
        } else if (s[i] == '{' || s[i] == '[') {
            if (++depth > deepest)
                deepest = depth;
        } else if (s[i] == '}' || s[i] == ']') {
            depth--;
        }
    }
    return deepest;
}

static enum status json_refuse(const char *text, size_t n, struct error *e)
{
    size_t i = 0;
    while (i < n && (text[i] == ' ' || text[i] == '\r' || text[i] == '\n' || text[i] == '\t'))
        i++;
    if (i < n && text[i] == '<')
        return error_set(
            e, STATUS_MALFORMED,
            N_("An answer came from something between this computer and the registry, not from the "
               "registry itself."),
            N_("Try again. If it stays, tell whoever looks after the network."));
    return error_set(e, STATUS_MALFORMED, N_("An answer came that cannot be read."),
                     N_("Try again. If it stays, tell whoever runs the registry."));
}

enum status json_read(const char *text, size_t n, json_t **out, struct error *e)
{
    *out = NULL;
    if (n > LIMIT_REPLY || json_depth(text, n) > LIMIT_JSON_DEPTH)
        return error_set(e, STATUS_LIMIT,
                         N_("An answer came that is larger or deeper than this program accepts."),
                         N_("Ask for less, for example with a narrower search."));
    json_error_t why;
    json_t *value = json_loadb(text, n, JSON_REJECT_DUPLICATES, &why);
    if (!value && json_error_code(&why) == json_error_numeric_overflow)
        value = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &why);
    if (!value && json_error_code(&why) == json_error_out_of_memory)
        return error_memory(e);
    if (!value)
        return json_refuse(text, n, e);
    *out = value;
    return STATUS_OK;
}

static int write_chunk(const char *p, size_t n, void *data)
{
    text_add_n(data, p, n);
    return 0;
}

void json_write(const json_t *value, struct text *out)
{
    if (json_dump_callback(value, write_chunk, out, JSON_COMPACT | JSON_ENCODE_ANY))
        out->failed = true;
}

json_t *json_at(const json_t *value, const char *path)
{
    json_t *at = (json_t *)value;
    while (at && *path) {
        size_t n = strcspn(path, ".");
        if (json_is_array(at)) {
            char digits[12] = "";
            long i;
            if (n >= sizeof digits)
                return NULL;
            memcpy(digits, path, n);
            at = text_number(digits, INT32_MAX, &i) ? json_array_get(at, (size_t)i) : NULL;
        } else {
            char name[64];
            if (n >= sizeof name)
                return NULL;
            memcpy(name, path, n);
            name[n] = '\0';
            at = json_object_get(at, name);
        }
        path += n + (path[n] == '.');
    }
    return at;
}

const char *json_text(const json_t *value, const char *path)
{
    return json_string_value(json_at(value, path));
}

bool json_blank(const json_t *value, const char *path)
{
    const json_t *at = json_at(value, path);
    if (!at || json_is_null(at))
        return true;
    if (json_is_string(at))
        return json_string_length(at) == 0;
    if (json_is_array(at))
        return json_array_size(at) == 0;
    return json_is_object(at) && json_object_size(at) == 0;
}

char *json_show(const json_t *value, const char *path)
{
    const json_t *at = json_at(value, path);
    if (json_blank(at, ""))
        return NULL;
    if (json_is_string(at))
        return utf8_clean(json_string_value(at), json_string_length(at), LIMIT_TEXT, false);
    if (json_is_integer(at))
        return text_format("%lld", (long long)json_integer_value(at));
    if (json_is_real(at))
        return text_format("%.15g", json_real_value(at));
    if (json_is_boolean(at))
        return text_dup(json_is_true(at) ? "true" : "false");
    return NULL;
}

bool json_number(const json_t *value, const char *path, int64_t *out)
{
    const json_t *at = json_at(value, path);
    long n;
    if (json_is_integer(at)) {
        *out = json_integer_value(at);
        return true;
    }
    if (json_is_real(at)) {
        double d = json_real_value(at);
        if (!(d > -9e15 && d < 9e15) || floor(d) != d)
            return false;
        *out = (int64_t)d;
        return true;
    }
    if (json_is_string(at) && text_number(json_string_value(at), INT64_MAX / 2, &n)) {
        *out = n;
        return true;
    }
    return false;
}

bool json_truth(const json_t *value, const char *path, bool fallback)
{
    const json_t *at = json_at(value, path);
    return json_is_boolean(at) ? json_is_true(at) : fallback;
}

json_t *json_list(const json_t *value, const char *path)
{
    json_t *at = json_at(value, path);
    return json_is_array(at) ? at : NULL;
}

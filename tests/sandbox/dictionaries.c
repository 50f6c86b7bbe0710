/* Dictionaries over REST, versions 1 and 2 (ehealth contract 7). */
#include "tests/sandbox/dictionaries.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/sandbox/embed.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

void dictionaries_fill(struct world *world)
{
    json_t *all = json_loads(embed_dictionaries(), 0, NULL), *one;
    char id[UUID_SIZE];
    size_t i;

    json_array_foreach(all, i, one)
    {
        char *labels = json_dumps(json_object_get(one, "labels"), JSON_COMPACT);
        char *values = json_dumps(json_object_get(one, "values"), JSON_COMPACT);
        bool active = !json_is_false(json_object_get(one, "is_active"));

        uuid_made(id, world->options.seed, "dictionary", i);
        store_change(world, "INSERT INTO dictionary VALUES(?,?,?,?,?,?,?)", "sssiiss", id,
                     text_of(one, "name"), text_of(one, "description"), (int)active,
                     (int)is_true(one, "is_large"), labels, values);
        free(labels);
        free(values);
    }
    json_decref(all);
}

static bool name_wanted(const char *names, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = names; (at = strstr(at, name)); at++) {
        bool starts = at == names || at[-1] == ',' || at[-1] == ' ';
        if (starts && (at[n] == 0 || at[n] == ',' || at[n] == ' '))
            return true;
    }
    return false;
}

static bool flag_fits(struct request *request, struct reply *reply, const char *name)
{
    const char *text = query_text(request, name);
    char entry[48];

    if (!text || strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return true;
    snprintf(entry, sizeof entry, "$.%s", name);
    reply_invalid(request, reply, entry, "query_parameter", "cast", "is invalid");
    return false;
}

/* The rows asked for; NULL when the answer is already made. */
static json_t *wanted_rows(struct request *request, struct reply *reply)
{
    const char *names = query_text(request, "name"), *active = query_text(request, "is_active");
    json_t *rows, *row, *out;
    size_t i;

    if (!flag_fits(request, reply, "is_active"))
        return NULL;
    rows = store_rows(request->world, "SELECT * FROM dictionary ORDER BY name", "");
    out = json_array();
    json_array_foreach(rows, i, row)
    {
        if (names ? !name_wanted(names, text_of(row, "name")) : is_true(row, "is_large"))
            continue;
        if (active && is_true(row, "is_active") != (strcmp(active, "true") == 0))
            continue;
        json_array_append(out, row);
    }
    json_decref(rows);
    return out;
}

void dictionaries_v1(struct request *request, struct reply *reply)
{
    json_t *rows = wanted_rows(request, reply), *row, *data;
    size_t i;

    if (!rows)
        return;
    data = json_array();
    json_array_foreach(rows, i, row) json_array_append_new(
        data, json_pack("{s:O, s:O, s:O, s:O}", "name", json_object_get(row, "name"), "values",
                        json_object_get(row, "dictionary_values"), "labels", json_object_get(row, "labels"),
                        "is_active", json_object_get(row, "is_active")));
    reply_list(request, reply, data, NULL);
    json_decref(rows);
}

static json_t *values_v2(struct request *request, const json_t *values)
{
    const char *code = query_text(request, "value_code"), *part = query_text(request, "value_description");
    const char *active = query_text(request, "value_is_active"), *key;
    json_t *out = json_array(), *label;

    if (active && strcmp(active, "false") == 0)
        return out;
    json_object_foreach((json_t *)values, key, label)
    {
        if (code && strcmp(code, key) != 0)
            continue;
        if (part && !strstr(json_string_value(label), part))
            continue;
        json_array_append_new(out, json_pack("{s:s, s:O, s:b, s:[]}", "code", key, "description", label,
                                             "is_active", 1, "child_values"));
    }
    return out;
}

void dictionaries_v2(struct request *request, struct reply *reply)
{
    json_t *rows, *row, *data;
    size_t i;

    if (!flag_fits(request, reply, "value_is_active"))
        return;
    rows = wanted_rows(request, reply);
    if (!rows)
        return;
    data = json_array();
    json_array_foreach(rows, i, row) json_array_append_new(
        data, json_pack("{s:O, s:O, s:o, s:O, s:O}", "name", json_object_get(row, "name"), "description",
                        json_object_get(row, "description"), "values",
                        values_v2(request, json_object_get(row, "dictionary_values")), "labels",
                        json_object_get(row, "labels"), "is_active", json_object_get(row, "is_active")));
    reply_list(request, reply, data, NULL);
    json_decref(rows);
}

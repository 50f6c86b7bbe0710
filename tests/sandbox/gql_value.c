/* Literals and variables as JSON: what a resolver gets for an argument. */
#include "tests/sandbox/gql.h"

#include <stdlib.h>
#include <string.h>

static json_t *list_json(const struct gql_value *items, const json_t *variables)
{
    json_t *list = json_array();

    for (; items; items = items->next) {
        json_t *item = gql_json(items, variables);

        json_array_append_new(list, item ? item : json_null());
    }
    return list;
}

static json_t *object_json(const struct gql_value *items, const json_t *variables)
{
    json_t *object = json_object();

    for (; items; items = items->next) {
        json_t *item = gql_json(items, variables);

        if (item)
            json_object_set_new(object, items->name, item);
    }
    return object;
}

json_t *gql_json(const struct gql_value *v, const json_t *variables)
{
    switch (v->kind) {
    case GQL_VARIABLE:
        return json_incref(json_object_get(variables, v->text));
    case GQL_INT:
        return json_integer(strtoll(v->text, NULL, 10));
    case GQL_FLOAT:
        return json_real(strtod(v->text, NULL));
    case GQL_BOOLEAN:
        return json_boolean(strcmp(v->text, "true") == 0);
    case GQL_NULL:
        return json_null();
    case GQL_LIST:
        return list_json(v->items, variables);
    case GQL_OBJECT:
        return object_json(v->items, variables);
    default:
        return json_string(v->text);
    }
}

static const struct gql_value *value_find(const struct gql_value *list, const char *name)
{
    for (; list; list = list->next)
        if (strcmp(list->name, name) == 0)
            return list;
    return NULL;
}

/* A single value is taken for a list of one. */
static json_t *as_list(const struct gql_type *type, json_t *value)
{
    json_t *list;

    if (!value || type->name || json_is_array(value) || json_is_null(value))
        return value;
    list = json_array();
    json_array_append_new(list, value);
    return list;
}

json_t *gql_arguments(const struct gql_field_def *field, const struct gql_value *given,
                      const json_t *variables)
{
    json_t *arguments = json_object();

    for (const struct gql_field_def *a = field->arguments; a; a = a->next) {
        const struct gql_value *v = value_find(given, a->name);
        json_t *value = v ? gql_json(v, variables) : NULL;

        if (!value && a->fallback)
            value = gql_json(a->fallback, NULL);
        if (value)
            json_object_set_new(arguments, a->name, as_list(a->type, value));
    }
    return arguments;
}

bool gql_included(const struct gql_directive *d, const json_t *variables)
{
    for (; d; d = d->next) {
        const struct gql_value *v = value_find(d->arguments, "if");
        json_t *value = v ? gql_json(v, variables) : NULL;
        bool yes = json_is_true(value);

        json_decref(value);
        if ((strcmp(d->name, "skip") == 0 && yes) || (strcmp(d->name, "include") == 0 && !yes))
            return false;
    }
    return true;
}

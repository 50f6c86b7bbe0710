/* Checking values: literals in the document and the variables sent with it, against the schema's types. */
#include "tests/sandbox/gql_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void check_fault(struct check *c, struct gql_place place, const char *format, ...)
{
    char message[1024];
    va_list ap;

    if (json_array_size(c->faults) >= 50)
        return;
    va_start(ap, format);
    vsnprintf(message, sizeof message, format, ap);
    va_end(ap);
    json_array_append_new(c->faults, json_pack("{s:s+, s:[{s:i,s:i}]}", "message", message, "", "locations",
                                               "line", place.line, "column", place.column));
}

/* Where inside an argument the first wrong value sits, innermost last. */
struct trouble {
    char text[600];
};

/* `field`: "" at the argument itself, "#2" for an element of a list. */
static void trouble_add(struct trouble *t, const char *field, const char *expected, const char *found)
{
    bool element = *field == '#';

    if (*field && !*t->text)
        snprintf(t->text, sizeof t->text, "In %s %s%.60s%s: Expected type %.100s, found %.120s.",
                 element ? "element" : "field", element ? "" : "\"", field, element ? "" : "\"", expected,
                 found);
}

/* As GraphQL writes it: names of members without quotes. */
static void json_print(FILE *out, const json_t *value)
{
    const char *name;
    json_t *member;
    size_t i;
    bool more = false;

    if (json_is_object(value)) {
        fputc('{', out);
        json_object_foreach((json_t *)value, name, member)
        {
            fprintf(out, "%s%s: ", more ? ", " : "", name);
            json_print(out, member);
            more = true;
        }
        fputc('}', out);
    } else if (json_is_array(value)) {
        fputc('[', out);
        json_array_foreach(value, i, member)
        {
            fputs(i ? ", " : "", out);
            json_print(out, member);
        }
        fputc(']', out);
    } else {
        json_dumpf(value, out, JSON_ENCODE_ANY);
    }
}

static void literal_print(FILE *out, const struct gql_value *v)
{
    bool list = v->kind == GQL_LIST;

    if (list || v->kind == GQL_OBJECT) {
        fputc(list ? '[' : '{', out);
        for (const struct gql_value *i = v->items; i; i = i->next) {
            if (!list)
                fprintf(out, "%s: ", i->name);
            literal_print(out, i);
            fputs(i->next ? ", " : "", out);
        }
        fputc(list ? ']' : '}', out);
    } else if (v->kind == GQL_STRING) {
        json_t *text = json_string_nocheck(v->text);
        json_dumpf(text, out, JSON_ENCODE_ANY);
        json_decref(text);
    } else {
        fprintf(out, "%s%s", v->kind == GQL_VARIABLE ? "$" : "", v->kind == GQL_NULL ? "null" : v->text);
    }
}

/* The caller frees; NULL when memory ended. */
static char *value_print(const json_t *value, const struct gql_value *literal)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    if (literal)
        literal_print(out, literal);
    else if (value)
        json_print(out, value);
    else
        fputs("null", out);
    fclose(out);
    return text;
}

static bool built_in_fits(const char *scalar, const json_t *value, bool *known)
{
    *known = true;
    if (strcmp(scalar, "Int") == 0)
        return json_is_integer(value) && json_integer_value(value) >= -2147483648LL &&
               json_integer_value(value) <= 2147483647LL;
    if (strcmp(scalar, "Float") == 0)
        return json_is_number(value);
    if (strcmp(scalar, "String") == 0)
        return json_is_string(value);
    if (strcmp(scalar, "Boolean") == 0)
        return json_is_boolean(value);
    if (strcmp(scalar, "ID") == 0)
        return json_is_string(value) || json_is_integer(value);
    *known = false;
    return false;
}

static bool value_fits(struct check *c, const struct gql_type *type, const json_t *value, const char *field,
                       struct trouble *t);

static bool input_fits(struct check *c, const struct gql_def *def, const json_t *value, struct trouble *t)
{
    const char *name;
    json_t *member;

    json_object_foreach((json_t *)value, name, member)
    {
        if (!gql_field_find(def->fields, name)) {
            if (!*t->text)
                snprintf(t->text, sizeof t->text, "In field \"%.60s\": Unknown field.", name);
            return false;
        }
    }
    for (const struct gql_field_def *f = def->fields; f; f = f->next) {
        member = json_object_get(value, f->name);
        if (!member && f->fallback)
            continue;
        if ((member || f->type->required) && !value_fits(c, f->type, member, f->name, t))
            return false;
    }
    return true;
}

static bool named_fits(struct check *c, const struct gql_type *type, const json_t *value, struct trouble *t)
{
    const struct gql_def *def = gql_def_find(c->run->schema, type->name);
    bool known, fits;

    if (!def)
        return false;
    if (def->kind == GQL_DEF_ENUM)
        return json_is_string(value) && gql_field_find(def->fields, json_string_value(value));
    if (def->kind == GQL_DEF_INPUT)
        return json_is_object(value) && input_fits(c, def, value, t);
    fits = built_in_fits(type->name, value, &known);
    if (known)
        return fits;
    return c->run->scalar ? c->run->scalar(type->name, value) : true;
}

static bool value_fits(struct check *c, const struct gql_type *type, const json_t *value, const char *field,
                       struct trouble *t)
{
    bool fits = true;
    char expected[128];
    char *found;

    if (!value || json_is_null(value)) {
        fits = !type->required;
    } else if (type->name) {
        fits = named_fits(c, type, value, t);
    } else if (json_is_array(value)) {
        size_t i;
        json_t *item;

        json_array_foreach(value, i, item)
        {
            char element[24];

            snprintf(element, sizeof element, "#%zu", i + 1);
            fits = fits && value_fits(c, type->of, item, element, t);
        }
    } else {
        fits = value_fits(c, type->of, value, "", t);
    }
    if (!fits) {
        char quoted[132];

        gql_type_print(type, expected, sizeof expected);
        snprintf(quoted, sizeof quoted, "\"%s\"", expected);
        found = value_print(value, NULL);
        trouble_add(t, field, quoted, found ? found : "null");
        free(found);
    }
    return fits;
}

static struct gql_variable *variable_find(struct check *c, const char *name)
{
    for (struct gql_variable *v = c->operation->variables; v; v = v->next)
        if (strcmp(v->name, name) == 0)
            return v;
    return NULL;
}

/* Marks the variables inside a literal as used; names those nobody declared. */
static void mark_variables(struct check *c, const struct gql_value *v)
{
    if (v->kind == GQL_VARIABLE) {
        struct gql_variable *found = variable_find(c, v->text);

        if (found)
            found->used = true;
        else if (c->operation->name)
            check_fault(c, v->place, "Variable \"%s\" is not defined by operation \"%s\".", v->text,
                        c->operation->name);
        else
            check_fault(c, v->place, "Variable \"%s\" is not defined.", v->text);
    }
    for (const struct gql_value *i = v->items; i; i = i->next)
        mark_variables(c, i);
}

/* A literal of the wrong sort that JSON would hide: "ACTIVE" in quotes is no enum, ACTIVE without is no
 * string. */
static bool literal_kinds_fit(struct check *c, const struct gql_type *type, const struct gql_value *v)
{
    const struct gql_def *def = type->name ? gql_def_find(c->run->schema, type->name) : NULL;

    if (v->kind == GQL_VARIABLE || v->kind == GQL_NULL)
        return true;
    if (!type->name && v->kind != GQL_LIST)
        return literal_kinds_fit(c, type->of, v);
    if (v->kind == GQL_LIST || v->kind == GQL_OBJECT) {
        for (const struct gql_value *i = v->items; i; i = i->next) {
            const struct gql_field_def *f =
                def && v->kind == GQL_OBJECT ? gql_field_find(def->fields, i->name) : NULL;
            const struct gql_type *inner = v->kind == GQL_LIST ? type->of : f ? f->type : NULL;

            if (inner && !literal_kinds_fit(c, inner, i))
                return false;
        }
        return true;
    }
    return !def || (def->kind == GQL_DEF_ENUM) == (v->kind == GQL_ENUM);
}

/* Type of a variable may stand where `wanted` is asked (a default makes it not null). */
static bool variable_type_fits(const struct gql_type *wanted, const struct gql_type *have, bool has_default)
{
    if (wanted->required && !have->required && !has_default)
        return false;
    if (wanted->name || have->name)
        return wanted->name && have->name && strcmp(wanted->name, have->name) == 0;
    return variable_type_fits(wanted->of, have->of, false);
}

static void check_used_types(struct check *c, const struct gql_type *type, const struct gql_value *v,
                             bool has_default)
{
    const struct gql_def *def = type->name ? gql_def_find(c->run->schema, type->name) : NULL;

    if (v->kind == GQL_VARIABLE) {
        struct gql_variable *found = variable_find(c, v->text);
        char have[128], want[128];

        if (!found || !found->type || variable_type_fits(type, found->type, found->fallback || has_default))
            return;
        gql_type_print(found->type, have, sizeof have);
        gql_type_print(type, want, sizeof want);
        check_fault(c, v->place, "Variable `$%s` of type `%s` found as input to argument of type `%s`.",
                    v->text, have, want);
        return;
    }
    for (const struct gql_value *i = v->items; i; i = i->next) {
        const struct gql_field_def *f =
            def && v->kind == GQL_OBJECT ? gql_field_find(def->fields, i->name) : NULL;
        const struct gql_type *inner = v->kind == GQL_LIST && !type->name ? type->of : f ? f->type : NULL;

        if (inner)
            check_used_types(c, inner, i, f && f->fallback);
    }
}

void check_literal(struct check *c, const struct gql_field_def *expected, const struct gql_value *v,
                   const char *what)
{
    struct trouble t = {.text = ""};
    size_t before = json_array_size(c->faults);
    json_t *value;
    char *printed;

    (void)what;
    mark_variables(c, v);
    check_used_types(c, expected->type, v, expected->fallback != NULL);
    if (json_array_size(c->faults) != before)
        return;
    value = gql_json(v, c->coerced);
    if ((value || v->kind != GQL_VARIABLE) &&
        (!literal_kinds_fit(c, expected->type, v) || !value_fits(c, expected->type, value, "", &t))) {
        printed = value_print(value, v);
        check_fault(c, v->place, "Argument \"%s\" has invalid value %.200s.%s%s", expected->name,
                    printed ? printed : "", *t.text ? "\n" : "", t.text);
        free(printed);
    }
    json_decref(value);
}

static bool input_type(struct check *c, const struct gql_type *type)
{
    const struct gql_def *def;

    while (!type->name)
        type = type->of;
    def = gql_def_find(c->run->schema, type->name);
    return def && (def->kind == GQL_DEF_SCALAR || def->kind == GQL_DEF_ENUM || def->kind == GQL_DEF_INPUT);
}

/* What it holds is judged where it is used. */
static void check_variable(struct check *c, struct gql_variable *v)
{
    json_t *value = json_incref(json_object_get(c->given, v->name));
    char type[128];

    gql_type_print(v->type, type, sizeof type);
    if (!input_type(c, v->type)) {
        check_fault(c, v->place, "Variable \"%s\" cannot be non-input type \"%s\".", v->name, type);
        json_decref(value);
        return;
    }
    if (!value && v->fallback)
        value = gql_json(v->fallback, NULL);
    if (v->type->required && (!value || json_is_null(value)))
        check_fault(c, v->place, "Variable \"%s\": Expected non-null, found null.", v->name);
    if (value)
        json_object_set_new(c->coerced, v->name, value);
}

void check_variables(struct check *c)
{
    for (struct gql_variable *v = c->operation->variables; v; v = v->next) {
        if (!v->type)
            continue;
        for (const struct gql_variable *w = c->operation->variables; w != v; w = w->next)
            if (strcmp(w->name, v->name) == 0)
                check_fault(c, v->place, "There can only be one variable named \"%s\"", v->name);
        check_variable(c, v);
    }
}

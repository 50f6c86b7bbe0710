/* Walking a checked operation: resolvers answer fields, the rest comes from their parents; nulls climb as
 * they must. */
#include "tests/sandbox/gql.h"

#include <stdlib.h>
#include <string.h>

struct walk {
    const struct gql_run *run;
    const struct gql_document *document;
    const json_t *variables;
    json_t *errors;
};

/* The way from the root to a field: names and positions. */
struct step {
    const struct step *up;
    const char *name; /* NULL: a position */
    size_t position;
};

static json_t *path_json(const struct step *s)
{
    json_t *path = json_array();

    for (; s; s = s->up)
        json_array_insert_new(path, 0,
                              s->name ? json_string(s->name) : json_integer((json_int_t)s->position));
    return path;
}

static void add_error(struct walk *w, json_t *error, const struct step *path, struct gql_place place)
{
    json_object_set_new(error, "path", path_json(path));
    json_object_set_new(error, "locations",
                        json_pack("[{s:i,s:i}]", "line", place.line, "column", place.column));
    json_array_append_new(w->errors, error);
}

static const struct gql_resolver *resolver_find(struct walk *w, const char *type, const char *field)
{
    for (const struct gql_resolver *r = w->run->resolvers; r->type; r++)
        if (strcmp(r->type, type) == 0 && strcmp(r->field, field) == 0)
            return r;
    return NULL;
}

static bool walk_selections(struct walk *w, const struct gql_selection *s, const char *type,
                            const json_t *parent, const struct step *path, json_t *out);

/* Shapes `value` (taken) as the type wants. False when a required value is missing: the null climbs. */
static bool complete(struct walk *w, const struct gql_type *type, const struct gql_selection *s,
                     json_t *value, const struct step *path, json_t **out)
{
    bool fine = true;

    *out = NULL;
    if (!value || json_is_null(value)) {
        json_decref(value);
        *out = json_null();
        return !type->required;
    }
    if (!type->name) {
        json_t *list = json_array(), *item;
        size_t i;

        json_array_foreach(value, i, item)
        {
            struct step here = {.up = path, .position = i};
            json_t *made;

            fine = complete(w, type->of, s, json_incref(item), &here, &made) && fine;
            json_array_append_new(list, made);
        }
        json_decref(value);
        *out = list;
    } else if (s->children) {
        const char *real = json_string_value(json_object_get(value, "__typename"));

        *out = json_object();
        fine = walk_selections(w, s->children, real ? real : type->name, value, path, *out);
        json_decref(value);
    } else {
        *out = value;
    }
    if (fine)
        return true;
    json_decref(*out);
    *out = json_null();
    return !type->required;
}

static json_t *ask(struct walk *w, const struct gql_field_def *field, const struct gql_selection *s,
                   const char *type, const json_t *parent, json_t **error)
{
    const struct gql_resolver *r = resolver_find(w, type, field->name);
    json_t *arguments, *value;

    if (!r || !r->resolve)
        return json_incref(json_object_get(parent, field->name));
    arguments = gql_arguments(field, s->arguments, w->variables);
    value = r->resolve(&(struct gql_call){.data = w->run->data,
                                          .type = type,
                                          .field = field->name,
                                          .parent = parent,
                                          .arguments = arguments},
                       error);
    json_decref(arguments);
    return value;
}

static bool walk_field(struct walk *w, const struct gql_selection *s, const char *type, const json_t *parent,
                       const struct step *path, json_t *out)
{
    const struct gql_def *def = gql_def_find(w->run->schema, type);
    const struct gql_field_def *field = def ? gql_field_find(def->fields, s->name) : NULL;
    struct step here = {.up = path, .name = s->alias};
    json_t *error = NULL, *value, *made;
    bool fine;

    if (strcmp(s->name, "__typename") == 0) {
        json_object_set_new(out, s->alias, json_string(type));
        return true;
    }
    if (!field || json_object_get(out, s->alias))
        return true;
    value = ask(w, field, s, type, parent, &error);
    if (error) {
        json_decref(value);
        value = NULL;
        add_error(w, error, &here, s->place);
    }
    fine = complete(w, field->type, s, value, &here, &made);
    json_object_set_new(out, s->alias, made);
    return fine;
}

static const struct gql_fragment *fragment_find(const struct gql_document *d, const char *name)
{
    for (const struct gql_fragment *f = d->fragments; f; f = f->next)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

static bool walk_selections(struct walk *w, const struct gql_selection *s, const char *type,
                            const json_t *parent, const struct step *path, json_t *out)
{
    bool fine = true;

    for (; s; s = s->next) {
        const struct gql_fragment *f;

        if (!gql_included(s->directives, w->variables))
            continue;
        if (s->kind == GQL_FIELD) {
            fine = walk_field(w, s, type, parent, path, out) && fine;
            continue;
        }
        f = s->kind == GQL_SPREAD ? fragment_find(w->document, s->name) : NULL;
        if (gql_fits(w->run->schema, f ? f->on : s->on ? s->on : type, type))
            fine = walk_selections(w, f ? f->selection : s->children, type, parent, path, out) && fine;
    }
    return fine;
}

static json_t *fault_json(const struct gql_fault *fault)
{
    json_t *message = json_string(fault->message);

    return json_pack("{s:[{s:o,s:[{s:i,s:i}]}]}", "errors", "message",
                     message ? message : json_string("syntax error before: "), "locations", "line",
                     fault->place.line, "column", fault->place.column);
}

json_t *gql_answer(const struct gql_run *run, const char *query, size_t n, const char *operation_name,
                   const json_t *variables)
{
    struct gql_document *document;
    const struct gql_operation *operation;
    struct gql_fault fault;
    json_t *faults, *coerced, *answer, *data;

    if (gql_parse(query, n, &document, &fault) != 0)
        return fault_json(&fault);
    faults = gql_validate(run, document, operation_name, variables, &operation, &coerced);
    if (json_array_size(faults)) {
        answer = json_pack("{s:o}", "errors", faults);
    } else {
        struct walk w = {.run = run, .document = document, .variables = coerced, .errors = faults};
        bool changes = strcmp(operation->kind, "mutation") == 0;

        data = json_object();
        answer = json_object();
        if (!walk_selections(&w, operation->selection, changes ? run->schema->mutation : run->schema->query,
                             NULL, NULL, data)) {
            json_decref(data);
            data = json_null();
        }
        json_object_set_new(answer, "data", data);
        if (json_array_size(faults))
            json_object_set(answer, "errors", faults);
        json_decref(faults);
    }
    json_decref(coerced);
    gql_document_free(&document);
    return answer;
}

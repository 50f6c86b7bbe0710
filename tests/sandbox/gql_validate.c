/* Checking a document against the schema: the sentences are those of an Absinthe server. */
#include "tests/sandbox/gql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/gql_check.h"

static const char *type_name(const struct gql_type *t)
{
    while (!t->name)
        t = t->of;
    return t->name;
}

static struct gql_fragment *fragment_find(struct check *c, const char *name)
{
    for (struct gql_fragment *f = c->document->fragments; f; f = f->next)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

static bool composite(const struct gql_def *d)
{
    return d && (d->kind == GQL_DEF_OBJECT || d->kind == GQL_DEF_INTERFACE || d->kind == GQL_DEF_UNION);
}

static void check_arguments(struct check *c, const struct gql_selection *s, const struct gql_def *on,
                            const struct gql_field_def *field)
{
    char type[128];

    for (const struct gql_value *v = s->arguments; v; v = v->next) {
        const struct gql_field_def *a = gql_field_find(field->arguments, v->name);

        for (const struct gql_value *w = s->arguments; w != v; w = w->next)
            if (strcmp(w->name, v->name) == 0)
                check_fault(c, v->place, "Duplicate argument name.");
        if (a)
            check_literal(c, a, v, "argument");
        else
            check_fault(c, v->place, "Unknown argument \"%s\" on field \"%s\" of type \"%s\".", v->name,
                        s->name, on->name);
    }
    for (const struct gql_field_def *a = field->arguments; a; a = a->next) {
        bool given = false;

        for (const struct gql_value *v = s->arguments; v; v = v->next)
            given = given || strcmp(v->name, a->name) == 0;
        if (given || !a->type->required || a->fallback)
            continue;
        gql_type_print(a->type, type, sizeof type);
        check_fault(c, s->place, "In argument \"%s\": Expected type \"%s\", found null.", a->name, type);
    }
}

static void check_directives(struct check *c, const struct gql_directive *d)
{
    static const struct gql_type flag = {.name = "Boolean", .required = true};
    static const struct gql_field_def condition = {.name = "if", .type = (struct gql_type *)&flag};

    for (; d; d = d->next) {
        if (strcmp(d->name, "skip") != 0 && strcmp(d->name, "include") != 0) {
            check_fault(c, d->place, "Unknown directive `%s`.", d->name);
            continue;
        }
        if (!d->arguments || strcmp(d->arguments->name, "if") != 0 || d->arguments->next)
            check_fault(c, d->place, "In argument \"if\": Expected type \"Boolean!\", found null.");
        else
            check_literal(c, &condition, d->arguments, "argument");
    }
}

static void check_selections(struct check *c, const struct gql_selection *s, const struct gql_def *on);

static void check_field(struct check *c, const struct gql_selection *s, const struct gql_def *on)
{
    const struct gql_field_def *field =
        on->kind == GQL_DEF_UNION ? NULL : gql_field_find(on->fields, s->name);
    const struct gql_def *type;
    char printed[128];

    if (++c->fields > GQL_FIELDS) {
        if (c->fields == GQL_FIELDS + 1)
            check_fault(c, s->place, "Operation is too complex");
        return;
    }
    if (strcmp(s->name, "__typename") == 0)
        return;
    if (!field) {
        check_fault(c, s->place, "Cannot query field \"%s\" on type \"%s\".", s->name, on->name);
        return;
    }
    check_arguments(c, s, on, field);
    type = gql_def_find(c->run->schema, type_name(field->type));
    gql_type_print(field->type, printed, sizeof printed);
    if (composite(type) && !s->children)
        check_fault(
            c, s->place,
            "Field \"%s\" of type \"%s\" must have a selection of subfields. Did you mean \"%s { ... }\"?",
            s->name, printed, s->name);
    else if (!composite(type) && s->children)
        check_fault(c, s->place, "Field \"%s\" must not have a selection since type \"%s\" has no subfields.",
                    s->name, printed);
    else if (s->children)
        check_selections(c, s->children, type);
}

/* True when some object can be both. */
static bool overlap(struct check *c, const char *a, const char *b)
{
    const struct gql_schema *schema = c->run->schema;

    for (const struct gql_def *d = schema->defs; d; d = d->next)
        if (d->kind == GQL_DEF_OBJECT && gql_fits(schema, a, d->name) && gql_fits(schema, b, d->name))
            return true;
    return false;
}

static void check_inside(struct check *c, struct gql_place place, const char *on,
                         const struct gql_selection *children, const struct gql_def *parent)
{
    const struct gql_def *type = gql_def_find(c->run->schema, on);

    if (!type)
        check_fault(c, place, "Unknown type \"%s\".", on);
    else if (!composite(type))
        check_fault(c, place, "Fragment cannot condition on non composite type \"%s\".", on);
    else if (!overlap(c, parent->name, on))
        check_fault(c, place,
                    "Fragment spread has no type overlap with parent.\n"
                    "Parent possible types: [\"%s\"]\nSpread possible types: [\"%s\"]\n",
                    parent->name, on);
    else
        check_selections(c, children, type);
}

static void check_spread(struct check *c, const struct gql_selection *s, const struct gql_def *parent)
{
    struct gql_fragment *f = fragment_find(c, s->name);

    if (!f) {
        check_fault(c, s->place, "Unknown fragment \"%s\"", s->name);
        return;
    }
    f->used = true;
    if (f->visiting) {
        check_fault(c, f->place, "Cannot spread fragment \"%s\" within itself.", f->name);
        return;
    }
    f->visiting = true;
    check_inside(c, s->place, f->on, f->selection, parent);
    f->visiting = false;
}

static void check_selections(struct check *c, const struct gql_selection *s, const struct gql_def *on)
{
    for (; s && c->fields <= GQL_FIELDS; s = s->next) {
        check_directives(c, s->directives);
        if (s->kind == GQL_FIELD)
            check_field(c, s, on);
        else if (s->kind == GQL_SPREAD)
            check_spread(c, s, on);
        else
            check_inside(c, s->place, s->on ? s->on : on->name, s->children, on);
    }
}

static const struct gql_operation *choose_operation(struct check *c, const char *name)
{
    const struct gql_operation *o = c->document->operations;

    if (!o) {
        check_fault(c, (struct gql_place){1, 1}, "Must provide a valid operation.");
        return NULL;
    }
    if (!name || !*name) {
        if (!o->next)
            return o;
        check_fault(c, o->place,
                    "Must provide a valid operation name if query contains multiple operations.");
        return NULL;
    }
    for (; o; o = o->next)
        if (o->name && strcmp(o->name, name) == 0)
            return o;
    check_fault(c, c->document->operations->place,
                "Must provide a valid operation name if query contains multiple "
                "operations.\n\nNo operation with that name: %.60s",
                name);
    return NULL;
}

static void check_leftovers(struct check *c)
{
    for (const struct gql_variable *v = c->operation->variables; v; v = v->next)
        if (!v->used && c->operation->name)
            check_fault(c, v->place, "Variable \"%s\" is never used in operation \"%s\".", v->name,
                        c->operation->name);
        else if (!v->used)
            check_fault(c, v->place, "Variable \"%s\" is never used.", v->name);
    for (const struct gql_fragment *f = c->document->fragments; f; f = f->next)
        if (!f->used && !c->document->operations->next)
            check_fault(c, f->place, "Fragment \"%s\" is never used.", f->name);
}

json_t *gql_validate(const struct gql_run *run, struct gql_document *document, const char *operation_name,
                     const json_t *variables, const struct gql_operation **operation, json_t **coerced)
{
    struct check c = {.run = run, .document = document, .faults = json_array(), .given = variables};
    const struct gql_schema *schema = run->schema;
    const struct gql_def *root = NULL;

    c.coerced = json_object();
    c.operation = choose_operation(&c, operation_name);
    if (c.operation) {
        bool changes = strcmp(c.operation->kind, "mutation") == 0;

        root = gql_def_find(schema, changes ? schema->mutation : schema->query);
        if (!root || strcmp(c.operation->kind, "subscription") == 0)
            check_fault(&c, c.operation->place, "Operation \"%s\" not supported", c.operation->kind);
        check_variables(&c);
        if (root)
            check_selections(&c, c.operation->selection, root);
        check_leftovers(&c);
    }
    *operation = c.operation;
    *coerced = c.coerced;
    return c.faults;
}

/* The schema: type definitions read from SDL, looked up by name, checked for names nobody defined. */
#include "tests/sandbox/gql_lex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const built_in[] = {"Int", "Float", "String", "Boolean", "ID"};

const struct gql_def *gql_def_find(const struct gql_schema *schema, const char *name)
{
    for (const struct gql_def *d = schema->defs; d && name; d = d->next)
        if (strcmp(d->name, name) == 0)
            return d;
    return NULL;
}

const struct gql_field_def *gql_field_find(const struct gql_field_def *list, const char *name)
{
    for (; list; list = list->next)
        if (strcmp(list->name, name) == 0)
            return list;
    return NULL;
}

bool gql_fits(const struct gql_schema *schema, const char *wanted, const char *name)
{
    const struct gql_def *object = gql_def_find(schema, name), *target = gql_def_find(schema, wanted);

    if (!object || !target)
        return false;
    if (object == target || gql_field_find(object->interfaces, wanted))
        return true;
    return target->kind == GQL_DEF_UNION && gql_field_find(target->fields, name);
}

void gql_type_print(const struct gql_type *type, char *out, size_t n)
{
    char inner[128];

    if (type->name) {
        snprintf(out, n, "%s%s", type->name, type->required ? "!" : "");
        return;
    }
    gql_type_print(type->of, inner, sizeof inner);
    snprintf(out, n, "[%s]%s", inner, type->required ? "!" : "");
}

static void skip_description(struct gql_lex *l)
{
    if (l->token == GQL_T_STRING)
        gql_lex_next(l);
}

static struct gql_field_def *new_field(struct gql_lex *l)
{
    struct gql_field_def *f = l->failed ? NULL : gql_alloc(l->arena, sizeof *f);

    if (!f)
        gql_lex_fail(l, "out of memory");
    return f;
}

/* name: Type = default, as of arguments and input fields; `fields` also reads arguments before the colon. */
static struct gql_field_def *read_fields(struct gql_lex *l, char end, bool fields)
{
    struct gql_field_def *first = NULL, **last = &first;

    while (!l->failed && !gql_at_sign(l, end)) {
        struct gql_field_def *f;

        skip_description(l);
        f = new_field(l);
        if (!f)
            return first;
        f->name = gql_want_name(l);
        if (fields && gql_take_sign(l, '('))
            f->arguments = read_fields(l, ')', false);
        gql_want_sign(l, ':');
        f->type = gql_read_type(l);
        if (gql_take_sign(l, '='))
            f->fallback = gql_read_value(l, true);
        gql_read_directives(l, true);
        *last = f;
        last = &f->next;
    }
    gql_want_sign(l, end);
    return first;
}

static struct gql_field_def *read_values(struct gql_lex *l)
{
    struct gql_field_def *first = NULL, **last = &first;

    gql_want_sign(l, '{');
    while (!l->failed && !gql_at_sign(l, '}')) {
        skip_description(l);
        *last = new_field(l);
        if (!*last)
            return first;
        (*last)->name = gql_want_name(l);
        gql_read_directives(l, true);
        last = &(*last)->next;
    }
    gql_want_sign(l, '}');
    return first;
}

/* Names parted by a sign: "A & B", "A | B". */
static struct gql_field_def *read_names(struct gql_lex *l, char between)
{
    struct gql_field_def *first = NULL, **last = &first;

    gql_take_sign(l, between);
    do {
        *last = new_field(l);
        if (!*last)
            return first;
        (*last)->name = gql_want_name(l);
        last = &(*last)->next;
    } while (gql_take_sign(l, between));
    return first;
}

static bool def_kind(const char *word, enum gql_def_kind *kind)
{
    static const struct {
        const char *word;
        enum gql_def_kind kind;
    } kinds[] = {{"scalar", GQL_DEF_SCALAR}, {"enum", GQL_DEF_ENUM},   {"input", GQL_DEF_INPUT},
                 {"type", GQL_DEF_OBJECT},   {"union", GQL_DEF_UNION}, {"interface", GQL_DEF_INTERFACE}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(word, kinds[i].word) == 0) {
            *kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static void read_roots(struct gql_lex *l, struct gql_schema *schema)
{
    gql_want_sign(l, '{');
    while (!l->failed && !gql_at_sign(l, '}')) {
        const char *which = gql_want_name(l), *type;

        gql_want_sign(l, ':');
        type = gql_want_name(l);
        if (strcmp(which, "query") == 0)
            schema->query = type;
        else if (strcmp(which, "mutation") == 0)
            schema->mutation = type;
    }
    gql_want_sign(l, '}');
}

static void read_body(struct gql_lex *l, struct gql_def *d)
{
    d->name = gql_want_name(l);
    if (gql_at_word(l, "implements")) {
        gql_lex_next(l);
        d->interfaces = read_names(l, '&');
    }
    gql_read_directives(l, true);
    if (d->kind == GQL_DEF_ENUM) {
        d->fields = read_values(l);
    } else if (d->kind == GQL_DEF_UNION) {
        gql_want_sign(l, '=');
        d->fields = read_names(l, '|');
    } else if (d->kind != GQL_DEF_SCALAR) {
        gql_want_sign(l, '{');
        d->fields = read_fields(l, '}', d->kind != GQL_DEF_INPUT);
    }
}

static struct gql_def **read_def(struct gql_lex *l, struct gql_schema *schema, struct gql_def **last)
{
    struct gql_def *d;
    enum gql_def_kind kind;

    skip_description(l);
    if (gql_at_word(l, "schema")) {
        gql_lex_next(l);
        read_roots(l, schema);
        return last;
    }
    if (l->token != GQL_T_NAME || !def_kind(l->text, &kind)) {
        gql_lex_fail(l, "not a definition");
        return last;
    }
    gql_lex_next(l);
    d = gql_alloc(l->arena, sizeof *d);
    if (!d) {
        gql_lex_fail(l, "out of memory");
        return last;
    }
    d->kind = kind;
    read_body(l, d);
    *last = d;
    return &d->next;
}

static bool known(const struct gql_schema *schema, const char *name)
{
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        if (strcmp(name, built_in[i]) == 0)
            return true;
    return gql_def_find(schema, name) != NULL;
}

static const char *unknown_in(const struct gql_schema *schema, const struct gql_field_def *list)
{
    for (; list; list = list->next) {
        const struct gql_type *t = list->type;
        const char *inner = unknown_in(schema, list->arguments);

        while (t && !t->name)
            t = t->of;
        if (inner || (t && !known(schema, t->name)))
            return inner ? inner : t->name;
    }
    return NULL;
}

static const char *unknown_name(const struct gql_schema *schema)
{
    for (const struct gql_def *d = schema->defs; d; d = d->next) {
        const char *name = unknown_in(schema, d->fields);

        for (const struct gql_field_def *i = d->interfaces; i && !name; i = i->next)
            if (!known(schema, i->name))
                name = i->name;
        if (name)
            return name;
    }
    return gql_def_find(schema, schema->query) ? NULL : schema->query;
}

static void add_built_in(struct gql_lex *l, struct gql_def **last)
{
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++) {
        *last = gql_alloc(l->arena, sizeof **last);
        if (!*last)
            return;
        (*last)->kind = GQL_DEF_SCALAR;
        (*last)->name = built_in[i];
        last = &(*last)->next;
    }
}

int gql_schema_read(const char *sdl, size_t n, struct gql_schema **out, struct gql_fault *fault)
{
    struct gql_schema *schema = calloc(1, sizeof *schema);
    struct gql_def **last;
    struct gql_lex l;
    const char *unknown;

    *out = NULL;
    if (schema)
        schema->arena = gql_arena_new();
    if (!schema || !schema->arena) {
        free(schema);
        *fault = (struct gql_fault){.message = "out of memory"};
        return -1;
    }
    schema->query = "Query";
    schema->mutation = "Mutation";
    last = &schema->defs;
    gql_lex_begin(&l, schema->arena, sdl, n, fault);
    while (!l.failed && l.token != GQL_T_END)
        last = read_def(&l, schema, last);
    add_built_in(&l, last);
    unknown = l.failed ? NULL : unknown_name(schema);
    if (unknown)
        snprintf(fault->message, sizeof fault->message, "nobody defines \"%.100s\"", unknown);
    if (l.failed || unknown) {
        gql_schema_free(&schema);
        return -1;
    }
    *out = schema;
    return 0;
}

void gql_schema_free(struct gql_schema **schema)
{
    if (!*schema)
        return;
    gql_arena_free(&(*schema)->arena);
    free(*schema);
    *schema = NULL;
}

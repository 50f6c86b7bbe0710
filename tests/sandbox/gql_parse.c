/* Reading GraphQL: types, values and directives (shared with the schema), operations and fragments. */
#include "tests/sandbox/gql_lex.h"

#include <stdlib.h>
#include <string.h>

/* A zeroed node in the arena; a failed lexer and NULL when memory ended. */
static void *node(struct gql_lex *l, size_t n)
{
    void *made = l->failed ? NULL : gql_alloc(l->arena, n);

    if (!made)
        gql_lex_fail(l, "out of memory");
    return made;
}

struct gql_type *gql_read_type(struct gql_lex *l)
{
    struct gql_type *type = node(l, sizeof *type);

    if (!type || !gql_lex_enter(l))
        return NULL;
    if (gql_take_sign(l, '[')) {
        type->of = gql_read_type(l);
        gql_want_sign(l, ']');
    } else {
        type->name = gql_want_name(l);
    }
    type->required = gql_take_sign(l, '!');
    gql_lex_leave(l);
    return l->failed ? NULL : type;
}

static struct gql_value *read_items(struct gql_lex *l, bool constant, bool named, char end)
{
    struct gql_value *first = NULL, **last = &first;

    while (!l->failed && !gql_at_sign(l, end)) {
        struct gql_place place = l->place;
        const char *name = NULL;

        if (named) {
            name = gql_want_name(l);
            gql_want_sign(l, ':');
        }
        *last = gql_read_value(l, constant);
        if (!*last)
            return first;
        if (named) {
            (*last)->name = name;
            (*last)->place = place;
        }
        last = &(*last)->next;
        if (l->token == GQL_T_END)
            break;
    }
    gql_want_sign(l, end);
    return first;
}

static enum gql_kind word_kind(const char *word)
{
    if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0)
        return GQL_BOOLEAN;
    return strcmp(word, "null") == 0 ? GQL_NULL : GQL_ENUM;
}

struct gql_value *gql_read_value(struct gql_lex *l, bool constant)
{
    struct gql_value *v = node(l, sizeof *v);

    if (!v || !gql_lex_enter(l))
        return NULL;
    v->place = l->place;
    v->text = l->text;
    if (!constant && gql_take_sign(l, '$')) {
        v->kind = GQL_VARIABLE;
        v->text = gql_want_name(l);
    } else if (gql_take_sign(l, '[')) {
        v->kind = GQL_LIST;
        v->items = read_items(l, constant, false, ']');
    } else if (gql_take_sign(l, '{')) {
        v->kind = GQL_OBJECT;
        v->items = read_items(l, constant, true, '}');
    } else if (l->token == GQL_T_INT || l->token == GQL_T_FLOAT || l->token == GQL_T_STRING) {
        v->kind = l->token == GQL_T_INT ? GQL_INT : l->token == GQL_T_FLOAT ? GQL_FLOAT : GQL_STRING;
        gql_lex_next(l);
    } else {
        v->text = gql_want_name(l);
        v->kind = word_kind(v->text);
    }
    gql_lex_leave(l);
    return l->failed ? NULL : v;
}

static struct gql_value *read_arguments(struct gql_lex *l, bool constant)
{
    struct gql_value *first;

    if (!gql_take_sign(l, '('))
        return NULL;
    if (gql_at_sign(l, ')'))
        gql_want_name(l);
    first = read_items(l, constant, true, ')');
    return first;
}

struct gql_directive *gql_read_directives(struct gql_lex *l, bool constant)
{
    struct gql_directive *first = NULL, **last = &first;

    while (gql_at_sign(l, '@')) {
        struct gql_directive *d = node(l, sizeof *d);

        if (!d)
            return first;
        d->place = l->place;
        gql_lex_next(l);
        d->name = gql_want_name(l);
        d->arguments = read_arguments(l, constant);
        *last = d;
        last = &d->next;
    }
    return first;
}

static struct gql_selection *read_selections(struct gql_lex *l);

static void read_dots(struct gql_lex *l, struct gql_selection *s)
{
    gql_lex_next(l);
    if (l->token == GQL_T_NAME && !gql_at_word(l, "on")) {
        s->kind = GQL_SPREAD;
        s->name = gql_want_name(l);
        s->directives = gql_read_directives(l, false);
        return;
    }
    s->kind = GQL_INLINE;
    if (gql_at_word(l, "on")) {
        gql_lex_next(l);
        s->on = gql_want_name(l);
    }
    s->directives = gql_read_directives(l, false);
    s->children = read_selections(l);
}

static void read_field(struct gql_lex *l, struct gql_selection *s)
{
    s->kind = GQL_FIELD;
    s->alias = s->name = gql_want_name(l);
    if (gql_take_sign(l, ':'))
        s->name = gql_want_name(l);
    s->arguments = read_arguments(l, false);
    s->directives = gql_read_directives(l, false);
    if (gql_at_sign(l, '{'))
        s->children = read_selections(l);
}

static struct gql_selection *read_selections(struct gql_lex *l)
{
    struct gql_selection *first = NULL, **last = &first;

    gql_want_sign(l, '{');
    if (!gql_lex_enter(l))
        return NULL;
    do {
        struct gql_selection *s = node(l, sizeof *s);

        if (!s)
            return first;
        s->place = l->place;
        if (l->token == GQL_T_DOTS)
            read_dots(l, s);
        else
            read_field(l, s);
        *last = s;
        last = &s->next;
    } while (!l->failed && !gql_at_sign(l, '}'));
    gql_want_sign(l, '}');
    gql_lex_leave(l);
    return first;
}

static struct gql_variable *read_variables(struct gql_lex *l)
{
    struct gql_variable *first = NULL, **last = &first;

    if (!gql_take_sign(l, '('))
        return NULL;
    do {
        struct gql_variable *v = node(l, sizeof *v);

        if (!v)
            return first;
        v->place = l->place;
        gql_want_sign(l, '$');
        v->name = gql_want_name(l);
        gql_want_sign(l, ':');
        v->type = gql_read_type(l);
        if (gql_take_sign(l, '='))
            v->fallback = gql_read_value(l, true);
        gql_read_directives(l, true);
        *last = v;
        last = &v->next;
    } while (!l->failed && !gql_at_sign(l, ')'));
    gql_want_sign(l, ')');
    return first;
}

static struct gql_operation *read_operation(struct gql_lex *l)
{
    struct gql_operation *o = node(l, sizeof *o);

    if (!o)
        return NULL;
    o->place = l->place;
    o->kind = "query";
    if (!gql_at_sign(l, '{')) {
        o->kind = gql_want_name(l);
        if (l->token == GQL_T_NAME)
            o->name = gql_want_name(l);
        o->variables = read_variables(l);
        gql_read_directives(l, false);
    }
    o->selection = read_selections(l);
    return o;
}

static struct gql_fragment *read_fragment(struct gql_lex *l)
{
    struct gql_fragment *f = node(l, sizeof *f);

    if (!f)
        return NULL;
    f->place = l->place;
    gql_lex_next(l);
    f->name = gql_want_name(l);
    if (!gql_at_word(l, "on"))
        gql_lex_fail(l, "syntax error before: a fragment without its type");
    gql_lex_next(l);
    f->on = gql_want_name(l);
    gql_read_directives(l, false);
    f->selection = read_selections(l);
    return f;
}

static bool operation_begins(const struct gql_lex *l)
{
    return gql_at_sign(l, '{') || gql_at_word(l, "query") || gql_at_word(l, "mutation") ||
           gql_at_word(l, "subscription");
}

static void read_document(struct gql_lex *l, struct gql_document *d)
{
    struct gql_operation **operation = &d->operations;
    struct gql_fragment **fragment = &d->fragments;

    do {
        if (gql_at_word(l, "fragment")) {
            *fragment = read_fragment(l);
            if (*fragment)
                fragment = &(*fragment)->next;
        } else if (operation_begins(l)) {
            *operation = read_operation(l);
            if (*operation)
                operation = &(*operation)->next;
        } else {
            gql_want_sign(l, '{');
        }
    } while (!l->failed && l->token != GQL_T_END);
}

int gql_parse(const char *source, size_t n, struct gql_document **out, struct gql_fault *fault)
{
    struct gql_document *d = calloc(1, sizeof *d);
    struct gql_lex l;

    *out = NULL;
    if (d)
        d->arena = gql_arena_new();
    if (!d || !d->arena) {
        free(d);
        *fault = (struct gql_fault){.message = "out of memory"};
        return -1;
    }
    gql_lex_begin(&l, d->arena, source, n, fault);
    read_document(&l, d);
    if (l.failed) {
        gql_document_free(&d);
        return -1;
    }
    *out = d;
    return 0;
}

void gql_document_free(struct gql_document **document)
{
    if (!*document)
        return;
    gql_arena_free(&(*document)->arena);
    free(*document);
    *document = NULL;
}

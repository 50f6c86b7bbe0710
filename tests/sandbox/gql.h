/*
 * The GraphQL engine of the training registry: documents and the schema are read by one lexer, documents are
 * checked against the schema with the sentences an Absinthe server gives (ehealth contract 1.7, 6), and then
 * walked. It knows nothing of persons or declarations: resolvers are given to it.
 */
#ifndef SANDBOX_GQL_H
#define SANDBOX_GQL_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

enum {
    GQL_SIZE = 256 * 1024, /* bytes of a document */
    GQL_DEPTH = 40,        /* nesting of selections, values and types */
    GQL_TOKENS = 20000,    /* tokens of a document */
    GQL_FIELDS = 5000,     /* fields of an operation after its fragments are put in */
};

struct gql_place {
    int line, column; /* from 1 */
};

enum gql_kind {
    GQL_VARIABLE,
    GQL_INT,
    GQL_FLOAT,
    GQL_STRING,
    GQL_BOOLEAN,
    GQL_NULL,
    GQL_ENUM,
    GQL_LIST,
    GQL_OBJECT,
};

/* A literal; also an argument or an object field (then `name` is set). All of these live in the document's
 * arena. */
struct gql_value {
    enum gql_kind kind;
    struct gql_place place;
    const char *name;
    const char *text; /* the number, name or decoded string */
    struct gql_value *items;
    struct gql_value *next;
};

struct gql_type {
    const char *name;    /* NULL for a list */
    struct gql_type *of; /* item of a list */
    bool required;
};

struct gql_directive {
    const char *name;
    struct gql_place place;
    struct gql_value *arguments;
    struct gql_directive *next;
};

enum gql_selection_kind { GQL_FIELD, GQL_SPREAD, GQL_INLINE };

struct gql_selection {
    enum gql_selection_kind kind;
    struct gql_place place;
    const char *alias; /* the name in the answer */
    const char *name;  /* field, or fragment of a spread */
    const char *on;    /* type condition of an inline fragment, NULL none */
    struct gql_value *arguments;
    struct gql_directive *directives;
    struct gql_selection *children;
    struct gql_selection *next;
};

struct gql_variable {
    const char *name;
    struct gql_place place;
    struct gql_type *type;
    struct gql_value *fallback;
    bool used;
    struct gql_variable *next;
};

struct gql_fragment {
    const char *name, *on;
    struct gql_place place;
    struct gql_selection *selection;
    bool used, visiting;
    struct gql_fragment *next;
};

struct gql_operation {
    const char *kind; /* "query", "mutation", "subscription" */
    const char *name; /* NULL: without a name */
    struct gql_place place;
    struct gql_variable *variables;
    struct gql_selection *selection;
    struct gql_operation *next;
};

struct gql_arena;
struct gql_document {
    struct gql_arena *arena;
    struct gql_operation *operations;
    struct gql_fragment *fragments;
};

/* What is wrong with a text. */
struct gql_fault {
    char message[256];
    struct gql_place place;
};

/* Reads a document. 0, or -1 with *fault filled; *out is NULL then. */
int gql_parse(const char *source, size_t n, struct gql_document **out, struct gql_fault *fault);
void gql_document_free(struct gql_document **);

/* ---- the schema ---- */

enum gql_def_kind {
    GQL_DEF_SCALAR,
    GQL_DEF_ENUM,
    GQL_DEF_INPUT,
    GQL_DEF_OBJECT,
    GQL_DEF_INTERFACE,
    GQL_DEF_UNION
};

struct gql_field_def {
    const char *name;
    struct gql_type *type; /* NULL for an enum value or a member of a union */
    struct gql_field_def *arguments;
    struct gql_value *fallback;
    struct gql_field_def *next;
};

struct gql_def {
    enum gql_def_kind kind;
    const char *name;
    struct gql_field_def *fields;     /* fields, input fields, enum values, union members */
    struct gql_field_def *interfaces; /* names only */
    struct gql_def *next;
};

struct gql_schema {
    struct gql_arena *arena;
    struct gql_def *defs;
    const char *query, *mutation; /* names of the root types */
};

/* Reads type definitions; checks that every name used is defined. */
int gql_schema_read(const char *sdl, size_t n, struct gql_schema **out, struct gql_fault *fault);
void gql_schema_free(struct gql_schema **);
const struct gql_def *gql_def_find(const struct gql_schema *, const char *name);
const struct gql_field_def *gql_field_find(const struct gql_field_def *list, const char *name);
/* True when an object of type `name` may stand where `wanted` is asked. */
bool gql_fits(const struct gql_schema *, const char *wanted, const char *name);
/* "[Person!]!", at most n bytes. */
void gql_type_print(const struct gql_type *, char *out, size_t n);

/* ---- checking and running ---- */

/* Custom scalars: NULL when `value` may be that scalar, else why not. Built-in scalars never come here. */
typedef bool (*gql_scalar_fn)(const char *scalar, const json_t *value);

/* What a resolver is told. `arguments` holds the given arguments and defaults as JSON. */
struct gql_call {
    void *data;
    const char *type, *field;
    const json_t *parent;
    const json_t *arguments;
};

/*
 * Answers a field: a new reference, or NULL with *error set to an object {"message", "extensions"?} (a new
 * reference, completed with path and locations by the engine). A NULL `resolve` table entry means the
 * parent's member of that name.
 */
typedef json_t *(*gql_resolve_fn)(const struct gql_call *, json_t **error);

struct gql_resolver {
    const char *type, *field;
    gql_resolve_fn resolve;
};

struct gql_run {
    const struct gql_schema *schema;
    const struct gql_resolver *resolvers; /* ends with a NULL type */
    gql_scalar_fn scalar;
    void *data;
};

/* All faults of a document for that operation and those variables: an array of {"message","locations"};
 * empty: none.
 * `*operation` is the one to run. *coerced (a new reference): the variables with their defaults. */
json_t *gql_validate(const struct gql_run *, struct gql_document *, const char *operation_name,
                     const json_t *variables, const struct gql_operation **operation, json_t **coerced);
/* The whole answer for a request body's parts: {"data":...}, {"errors":...} or both. A new reference. */
json_t *gql_answer(const struct gql_run *, const char *query, size_t n, const char *operation_name,
                   const json_t *variables);

/* For the engine's own rooms. */
void *gql_alloc(struct gql_arena *, size_t n); /* zeroed; NULL when memory ended */
char *gql_copy(struct gql_arena *, const char *s, size_t n);
struct gql_arena *gql_arena_new(void);
void gql_arena_free(struct gql_arena **);
/* A literal as JSON; variables from `variables`. Enums become text. A new reference; NULL: an absent
 * variable. */
json_t *gql_json(const struct gql_value *, const json_t *variables);
/* Collects defaults and given arguments of a field. A new reference. */
json_t *gql_arguments(const struct gql_field_def *, const struct gql_value *given, const json_t *variables);
/* @skip and @include. */
bool gql_included(const struct gql_directive *, const json_t *variables);

#endif

/*
 * GraphQL documents: lexer, parser and the tree they make. Needs nothing but the C library, so that it can be fuzzed.
 * The same parser reads our schema file.
 */
#ifndef SANDBOX_GQL_H
#define SANDBOX_GQL_H

#include <stdbool.h>
#include <stddef.h>

#define GQL_SIZE_MAX (128 * 1024)
#define GQL_DEPTH_MAX 32
#define GQL_TOKENS_MAX 15000

enum gql_value_kind {
    GQL_INT,
    GQL_FLOAT,
    GQL_STRING,
    GQL_BOOLEAN,
    GQL_NULL,
    GQL_ENUM,
    GQL_VARIABLE,
    GQL_LIST,
    GQL_OBJECT,
};

/* A value; as an argument or an object's field it has a name. Items and fields hang on `first`, then `next`. */
struct gql_value {
    enum gql_value_kind kind;
    const char *name;
    const char *text; /* number, string, enum word or variable name; "true" or "false" */
    bool from_json;   /* came in a variable: a string may be an enum word */
    struct gql_value *first, *next;
    int line, column;
};

struct gql_type {
    const char *name;    /* a named type, or NULL for a list */
    struct gql_type *of; /* what the list holds */
    bool required;       /* ! */
};

struct gql_directive {
    const char *name;
    struct gql_value *arguments;
    struct gql_directive *next;
    int line, column;
};

enum gql_selection_kind { GQL_FIELD, GQL_SPREAD, GQL_INLINE };

struct gql_selection {
    enum gql_selection_kind kind;
    const char *alias; /* NULL: none */
    const char *name;  /* field or fragment */
    const char *on;    /* type condition of an inline fragment, NULL: none */
    struct gql_value *arguments;
    struct gql_directive *directives;
    struct gql_selection *selections, *next;
    int line, column;
};

struct gql_variable {
    const char *name;
    struct gql_type *type;
    struct gql_value *standard;
    struct gql_variable *next;
    bool used;
    int line, column;
};

struct gql_operation {
    bool mutation, subscription;
    const char *name; /* NULL: none */
    struct gql_variable *variables;
    struct gql_directive *directives;
    struct gql_selection *selections;
    struct gql_operation *next;
    int line, column;
};

struct gql_fragment {
    const char *name, *on;
    struct gql_directive *directives;
    struct gql_selection *selections;
    struct gql_fragment *next;
    bool used;
    int line, column;
};

/* --- what a schema file defines --- */
enum gql_definition_kind { GQL_SCALAR, GQL_ENUM_TYPE, GQL_INPUT, GQL_OBJECT_TYPE, GQL_INTERFACE };

struct gql_input {
    const char *name;
    struct gql_type *type;
    struct gql_value *standard;
    struct gql_input *next;
};

struct gql_field {
    const char *name;
    struct gql_input *arguments;
    struct gql_type *type;
    struct gql_field *next;
};

struct gql_definition {
    enum gql_definition_kind kind;
    const char *name;
    struct gql_field *fields;     /* objects and interfaces */
    struct gql_input *inputs;     /* input objects */
    struct gql_value *words;      /* enum words, and the interfaces of an object, as values of kind GQL_ENUM */
    struct gql_definition *next;
};

struct gql_block;

struct gql_document {
    struct gql_operation *operations;
    struct gql_fragment *fragments;
    struct gql_definition *definitions;
    struct gql_block *blocks; /* the memory of all of it */
};

struct gql_error {
    char message[200];
    int line, column;
};

/* 0 and a document to be freed, or -1 and an error. `src` need not end with NUL. */
int gql_parse(const char *src, size_t n, struct gql_document **out, struct gql_error *error);
void gql_document_free(struct gql_document **document);
/* Memory that lives as long as the document; zeroed. NULL when there is none left. */
void *gql_memory(struct gql_document *document, size_t size);

#endif

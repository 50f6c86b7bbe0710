/* Words of GraphQL: one lexer for documents and for the schema. */
#ifndef SANDBOX_GQL_LEX_H
#define SANDBOX_GQL_LEX_H

#include "tests/sandbox/gql.h"

enum gql_token {
    GQL_T_END,
    GQL_T_SIGN, /* one of ! $ & ( ) : = @ [ ] { | } ; `sign` tells */
    GQL_T_DOTS,
    GQL_T_NAME,
    GQL_T_INT,
    GQL_T_FLOAT,
    GQL_T_STRING,
};

struct gql_lex {
    const char *source;
    size_t n, at, line_at;
    int line, tokens, depth;
    struct gql_arena *arena;
    struct gql_fault *fault;
    bool failed;
    enum gql_token token;
    char sign;
    const char *text; /* of names, numbers and strings, in the arena */
    struct gql_place place;
};

/* Begins and reads the first token. */
void gql_lex_begin(struct gql_lex *, struct gql_arena *, const char *source, size_t n, struct gql_fault *);
/* Reads the next token. */
void gql_lex_next(struct gql_lex *);
/* The first fault is kept; the token becomes the end so that every loop ends. */
void gql_lex_fail(struct gql_lex *, const char *what);
bool gql_at_sign(const struct gql_lex *, char sign);
bool gql_at_word(const struct gql_lex *, const char *word);
/* Takes the sign when it is there. */
bool gql_take_sign(struct gql_lex *, char sign);
/* Demands it. */
void gql_want_sign(struct gql_lex *, char sign);
const char *gql_want_name(struct gql_lex *);
/* False (and failed) when nested too deep; else pair with gql_lex_leave. */
bool gql_lex_enter(struct gql_lex *);
void gql_lex_leave(struct gql_lex *);

/* Shared by documents and the schema. */
struct gql_type *gql_read_type(struct gql_lex *);
struct gql_value *gql_read_value(struct gql_lex *, bool constant);
struct gql_directive *gql_read_directives(struct gql_lex *, bool constant);

#endif

/* The words of a GraphQL document. */
#ifndef SANDBOX_GQL_LEXER_H
#define SANDBOX_GQL_LEXER_H

#include "tests/sandbox/gql.h"

enum gql_token_kind {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_INT,
    TOKEN_FLOAT,
    TOKEN_STRING,
    TOKEN_SPREAD,
    TOKEN_SIGN, /* one of ! $ & ( ) : = @ [ ] { | } */
};

struct gql_token {
    enum gql_token_kind kind;
    char sign;
    const char *text; /* names, numbers and decoded strings, in the document's memory */
    int line, column;
};

struct gql_lexer {
    struct gql_document *document;
    const char *at, *end, *line_start;
    int line, tokens;
    struct gql_token token; /* the current one */
    struct gql_error *error;
};

/* Moves to the next token; false after an error. */
bool gql_lexer_next(struct gql_lexer *lexer);
bool gql_lexer_fail(struct gql_lexer *lexer, int line, int column, const char *message);

#endif

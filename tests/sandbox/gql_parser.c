/* The parser of GraphQL documents and of the schema file: recursive descent with a bound on its depth. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/gql_lexer.h"

struct gql_block {
    struct gql_block *next;
    size_t used, size;
    _Alignas(16) char bytes[];
};

void *gql_memory(struct gql_document *document, size_t size)
{
    struct gql_block *block = document->blocks;
    void *out;

    size = (size + 15) & ~(size_t)15;
    if (!block || block->size - block->used < size) {
        size_t room = size > 8192 ? size : 8192;
        block = calloc(1, sizeof *block + room);
        if (!block)
            return NULL;
        block->size = room;
        block->next = document->blocks;
        document->blocks = block;
    }
    out = block->bytes + block->used;
    block->used += size;
    return out;
}

void gql_document_free(struct gql_document **document)
{
    if (*document) {
        struct gql_block *block = (*document)->blocks, *next;
        for (; block; block = next) {
            next = block->next;
            free(block);
        }
    }
    free(*document);
    *document = NULL;
}

static bool unexpected(struct gql_lexer *l)
{
    char message[160];

    if (l->token.kind == TOKEN_END)
        snprintf(message, sizeof message, "syntax error before: ");
    else if (l->token.kind == TOKEN_SIGN)
        snprintf(message, sizeof message, "syntax error before: '%c'", l->token.sign);
    else
        snprintf(message, sizeof message, "syntax error before: \"%.100s\"", l->token.text ? l->token.text : "...");
    return gql_lexer_fail(l, l->token.line, l->token.column, message);
}

static bool is_sign(const struct gql_lexer *l, char sign)
{
    return l->token.kind == TOKEN_SIGN && l->token.sign == sign;
}

static bool is_word(const struct gql_lexer *l, const char *word)
{
    return l->token.kind == TOKEN_NAME && strcmp(l->token.text, word) == 0;
}

static bool expect(struct gql_lexer *l, char sign)
{
    return is_sign(l, sign) ? gql_lexer_next(l) : unexpected(l);
}

static bool name(struct gql_lexer *l, const char **out)
{
    if (l->token.kind != TOKEN_NAME)
        return unexpected(l);
    *out = l->token.text;
    return gql_lexer_next(l);
}

static void *node(struct gql_lexer *l, size_t size)
{
    void *out = gql_memory(l->document, size);

    if (!out)
        gql_lexer_fail(l, l->token.line, l->token.column, "out of memory");
    return out;
}

#define NEW(l, type) ((struct type *)node((l), sizeof(struct type)))

static bool deep(struct gql_lexer *l, int depth)
{
    return depth <= GQL_DEPTH_MAX || gql_lexer_fail(l, l->token.line, l->token.column, "Document is nested too deeply");
}

static bool value(struct gql_lexer *l, struct gql_value **out, bool constant, int depth);

static bool pairs(struct gql_lexer *l, struct gql_value **first, char end, bool constant, int depth)
{
    while (!is_sign(l, end)) {
        const char *word;
        int line = l->token.line, column = l->token.column;

        if (!name(l, &word) || !expect(l, ':') || !value(l, first, constant, depth))
            return false;
        (*first)->name = word;
        (*first)->line = line;
        (*first)->column = column;
        first = &(*first)->next;
    }
    return gql_lexer_next(l);
}

static bool items(struct gql_lexer *l, struct gql_value **first, bool constant, int depth)
{
    while (!is_sign(l, ']')) {
        if (!value(l, first, constant, depth))
            return false;
        first = &(*first)->next;
    }
    return gql_lexer_next(l);
}

static bool word_value(struct gql_lexer *l, struct gql_value *v)
{
    v->kind = is_word(l, "true") || is_word(l, "false") ? GQL_BOOLEAN : is_word(l, "null") ? GQL_NULL : GQL_ENUM;
    v->text = l->token.text;
    return gql_lexer_next(l);
}

static bool value(struct gql_lexer *l, struct gql_value **out, bool constant, int depth)
{
    struct gql_value *v = NEW(l, gql_value);

    if (!v || !deep(l, depth))
        return false;
    *out = v;
    v->line = l->token.line;
    v->column = l->token.column;
    v->text = l->token.text;
    switch (l->token.kind) {
    case TOKEN_INT:
        v->kind = GQL_INT;
        return gql_lexer_next(l);
    case TOKEN_FLOAT:
        v->kind = GQL_FLOAT;
        return gql_lexer_next(l);
    case TOKEN_STRING:
        v->kind = GQL_STRING;
        return gql_lexer_next(l);
    case TOKEN_NAME:
        return word_value(l, v);
    default:
        break;
    }
    if (is_sign(l, '$') && !constant) {
        v->kind = GQL_VARIABLE;
        return gql_lexer_next(l) && name(l, &v->text);
    }
    if (is_sign(l, '[')) {
        v->kind = GQL_LIST;
        return gql_lexer_next(l) && items(l, &v->first, constant, depth + 1);
    }
    if (is_sign(l, '{')) {
        v->kind = GQL_OBJECT;
        return gql_lexer_next(l) && pairs(l, &v->first, '}', constant, depth + 1);
    }
    return unexpected(l);
}

static bool arguments(struct gql_lexer *l, struct gql_value **out, bool constant)
{
    if (!is_sign(l, '('))
        return true;
    if (!gql_lexer_next(l))
        return false;
    if (is_sign(l, ')'))
        return unexpected(l);
    return pairs(l, out, ')', constant, 1);
}

static bool directives(struct gql_lexer *l, struct gql_directive **out)
{
    while (is_sign(l, '@')) {
        struct gql_directive *d = NEW(l, gql_directive);

        if (!d)
            return false;
        *out = d;
        out = &d->next;
        d->line = l->token.line;
        d->column = l->token.column;
        if (!gql_lexer_next(l) || !name(l, &d->name) || !arguments(l, &d->arguments, false))
            return false;
    }
    return true;
}

static bool selections(struct gql_lexer *l, struct gql_selection **out, int depth);

static bool field(struct gql_lexer *l, struct gql_selection *s, int depth)
{
    s->kind = GQL_FIELD;
    if (!name(l, &s->name))
        return false;
    if (is_sign(l, ':')) {
        s->alias = s->name;
        if (!gql_lexer_next(l) || !name(l, &s->name))
            return false;
    }
    return arguments(l, &s->arguments, false) && directives(l, &s->directives) &&
           (!is_sign(l, '{') || selections(l, &s->selections, depth + 1));
}

static bool spread(struct gql_lexer *l, struct gql_selection *s, int depth)
{
    if (!gql_lexer_next(l))
        return false;
    if (l->token.kind == TOKEN_NAME && !is_word(l, "on")) {
        s->kind = GQL_SPREAD;
        return name(l, &s->name) && directives(l, &s->directives);
    }
    s->kind = GQL_INLINE;
    if (is_word(l, "on") && (!gql_lexer_next(l) || !name(l, &s->on)))
        return false;
    return directives(l, &s->directives) && selections(l, &s->selections, depth + 1);
}

static bool selections(struct gql_lexer *l, struct gql_selection **out, int depth)
{
    if (!deep(l, depth) || !expect(l, '{'))
        return false;
    if (is_sign(l, '}'))
        return unexpected(l);
    while (!is_sign(l, '}')) {
        struct gql_selection *s = NEW(l, gql_selection);

        if (!s)
            return false;
        *out = s;
        out = &s->next;
        s->line = l->token.line;
        s->column = l->token.column;
        if (!(l->token.kind == TOKEN_SPREAD ? spread(l, s, depth) : field(l, s, depth)))
            return false;
    }
    return gql_lexer_next(l);
}

static bool type(struct gql_lexer *l, struct gql_type **out, int depth)
{
    struct gql_type *t = NEW(l, gql_type);

    if (!t || !deep(l, depth))
        return false;
    *out = t;
    if (is_sign(l, '[')) {
        if (!gql_lexer_next(l) || !type(l, &t->of, depth + 1) || !expect(l, ']'))
            return false;
    } else if (!name(l, &t->name)) {
        return false;
    }
    if (!is_sign(l, '!'))
        return true;
    t->required = true;
    return gql_lexer_next(l);
}

static bool variables(struct gql_lexer *l, struct gql_variable **out)
{
    if (!is_sign(l, '('))
        return true;
    if (!gql_lexer_next(l))
        return false;
    if (is_sign(l, ')'))
        return unexpected(l);
    while (!is_sign(l, ')')) {
        struct gql_variable *v = NEW(l, gql_variable);

        if (!v)
            return false;
        *out = v;
        out = &v->next;
        v->line = l->token.line;
        v->column = l->token.column;
        if (!expect(l, '$') || !name(l, &v->name) || !expect(l, ':') || !type(l, &v->type, 1))
            return false;
        if (is_sign(l, '=') && (!gql_lexer_next(l) || !value(l, &v->standard, true, 1)))
            return false;
    }
    return gql_lexer_next(l);
}

static bool operation(struct gql_lexer *l, struct gql_operation **out)
{
    struct gql_operation *o = NEW(l, gql_operation);

    if (!o)
        return false;
    *out = o;
    o->line = l->token.line;
    o->column = l->token.column;
    if (is_sign(l, '{'))
        return selections(l, &o->selections, 1);
    o->mutation = is_word(l, "mutation");
    o->subscription = is_word(l, "subscription");
    if (!gql_lexer_next(l))
        return false;
    if (l->token.kind == TOKEN_NAME && !name(l, &o->name))
        return false;
    return variables(l, &o->variables) && directives(l, &o->directives) && selections(l, &o->selections, 1);
}

static bool fragment(struct gql_lexer *l, struct gql_fragment **out)
{
    struct gql_fragment *f = NEW(l, gql_fragment);

    if (!f)
        return false;
    *out = f;
    f->line = l->token.line;
    f->column = l->token.column;
    if (!gql_lexer_next(l) || is_word(l, "on"))
        return l->error->message[0] ? false : unexpected(l);
    if (!name(l, &f->name) || !is_word(l, "on"))
        return l->error->message[0] ? false : unexpected(l);
    return gql_lexer_next(l) && name(l, &f->on) && directives(l, &f->directives) && selections(l, &f->selections, 1);
}

/* --- schema files --- */

static bool inputs(struct gql_lexer *l, struct gql_input **out, char end)
{
    struct gql_directive *ignored = NULL;

    while (!is_sign(l, end)) {
        struct gql_input *i = NEW(l, gql_input);

        if (!i)
            return false;
        *out = i;
        out = &i->next;
        if (l->token.kind == TOKEN_STRING && !gql_lexer_next(l))
            return false;
        if (!name(l, &i->name) || !expect(l, ':') || !type(l, &i->type, 1))
            return false;
        if (is_sign(l, '=') && (!gql_lexer_next(l) || !value(l, &i->standard, true, 1)))
            return false;
        if (!directives(l, &ignored))
            return false;
    }
    return gql_lexer_next(l);
}

static bool fields(struct gql_lexer *l, struct gql_field **out)
{
    struct gql_directive *ignored = NULL;

    while (!is_sign(l, '}')) {
        struct gql_field *f = NEW(l, gql_field);

        if (!f)
            return false;
        *out = f;
        out = &f->next;
        if (l->token.kind == TOKEN_STRING && !gql_lexer_next(l))
            return false;
        if (!name(l, &f->name))
            return false;
        if (is_sign(l, '(') && (!gql_lexer_next(l) || !inputs(l, &f->arguments, ')')))
            return false;
        if (!expect(l, ':') || !type(l, &f->type, 1) || !directives(l, &ignored))
            return false;
    }
    return gql_lexer_next(l);
}

static bool words(struct gql_lexer *l, struct gql_value **out, char end)
{
    while (end ? !is_sign(l, end) : l->token.kind == TOKEN_NAME || is_sign(l, '&')) {
        struct gql_value *v = NEW(l, gql_value);

        if (!v)
            return false;
        if ((l->token.kind == TOKEN_STRING || is_sign(l, '&')) && !gql_lexer_next(l))
            return false;
        *out = v;
        out = &v->next;
        v->kind = GQL_ENUM;
        if (!name(l, &v->text))
            return false;
    }
    return !end || gql_lexer_next(l);
}

static bool definition(struct gql_lexer *l, struct gql_definition **out)
{
    static const char *const kinds[] = {"scalar", "enum", "input", "type", "interface"};
    struct gql_definition *d = NEW(l, gql_definition);
    struct gql_directive *ignored = NULL;
    int kind = 0;

    if (!d)
        return false;
    while (kind < 5 && !is_word(l, kinds[kind]))
        kind++;
    if (kind == 5)
        return unexpected(l);
    *out = d;
    d->kind = (enum gql_definition_kind)kind;
    if (!gql_lexer_next(l) || !name(l, &d->name))
        return false;
    if (d->kind == GQL_OBJECT_TYPE && is_word(l, "implements") && (!gql_lexer_next(l) || !words(l, &d->words, 0)))
        return false;
    if (!directives(l, &ignored) || d->kind == GQL_SCALAR)
        return !l->error->message[0];
    if (!expect(l, '{'))
        return false;
    if (d->kind == GQL_ENUM_TYPE)
        return words(l, &d->words, '}');
    return d->kind == GQL_INPUT ? inputs(l, &d->inputs, '}') : fields(l, &d->fields);
}

static bool document(struct gql_lexer *l)
{
    struct gql_operation **operations = &l->document->operations;
    struct gql_fragment **fragments = &l->document->fragments;
    struct gql_definition **definitions = &l->document->definitions;

    while (l->token.kind != TOKEN_END) {
        bool done;
        if (is_sign(l, '{') || is_word(l, "query") || is_word(l, "mutation") || is_word(l, "subscription")) {
            done = operation(l, operations);
            operations = done ? &(*operations)->next : operations;
        } else if (is_word(l, "fragment")) {
            done = fragment(l, fragments);
            fragments = done ? &(*fragments)->next : fragments;
        } else if (l->token.kind == TOKEN_STRING) {
            done = gql_lexer_next(l);
        } else {
            done = definition(l, definitions);
            definitions = done ? &(*definitions)->next : definitions;
        }
        if (!done)
            return false;
    }
    return true;
}

int gql_parse(const char *src, size_t n, struct gql_document **out, struct gql_error *error)
{
    struct gql_lexer lexer = {.at = src, .end = src + n, .line_start = src, .line = 1, .error = error};

    memset(error, 0, sizeof *error);
    *out = NULL;
    if (n > GQL_SIZE_MAX) {
        snprintf(error->message, sizeof error->message, "Document is too large");
        return -1;
    }
    lexer.document = calloc(1, sizeof *lexer.document);
    if (!lexer.document)
        return -1;
    if (gql_lexer_next(&lexer) && document(&lexer) && !error->message[0]) {
        *out = lexer.document;
        return 0;
    }
    gql_document_free(&lexer.document);
    return -1;
}

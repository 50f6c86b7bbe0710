/* Words of GraphQL: names, signs, numbers, strings and block strings, with line and column. */
#include "tests/sandbox/gql_lex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gql_chunk {
    struct gql_chunk *next;
    size_t used, size;
    char data[];
};

struct gql_arena {
    struct gql_chunk *chunks;
};

struct gql_arena *gql_arena_new(void)
{
    return calloc(1, sizeof(struct gql_arena));
}

void gql_arena_free(struct gql_arena **arena)
{
    if (!*arena)
        return;
    for (struct gql_chunk *c = (*arena)->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(*arena);
    *arena = NULL;
}

void *gql_alloc(struct gql_arena *arena, size_t n)
{
    struct gql_chunk *c = arena->chunks;

    n = (n + 15) & ~(size_t)15;
    if (!c || c->size - c->used < n) {
        size_t size = n > 8000 ? n : 8000;

        c = calloc(1, sizeof *c + size);
        if (!c)
            return NULL;
        c->size = size;
        c->next = arena->chunks;
        arena->chunks = c;
    }
    c->used += n;
    return c->data + c->used - n;
}

char *gql_copy(struct gql_arena *arena, const char *s, size_t n)
{
    char *copy = gql_alloc(arena, n + 1);

    if (copy)
        memcpy(copy, s, n);
    return copy;
}

void gql_lex_fail(struct gql_lex *l, const char *what)
{
    if (!l->failed) {
        snprintf(l->fault->message, sizeof l->fault->message, "%s", what);
        l->fault->place = l->place;
    }
    l->failed = true;
    l->token = GQL_T_END;
}

static void fail_here(struct gql_lex *l)
{
    char what[128];

    if (l->token == GQL_T_END)
        snprintf(what, sizeof what, "syntax error before: ");
    else if (l->token == GQL_T_SIGN)
        snprintf(what, sizeof what, "syntax error before: '%c'", l->sign);
    else if (l->token == GQL_T_DOTS)
        snprintf(what, sizeof what, "syntax error before: '...'");
    else
        snprintf(what, sizeof what, "syntax error before: \"%.80s\"", l->text);
    gql_lex_fail(l, what);
}

static bool name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static char peek(const struct gql_lex *l, size_t ahead)
{
    return l->at + ahead < l->n ? l->source[l->at + ahead] : '\0';
}

static void skip_blanks(struct gql_lex *l)
{
    while (l->at < l->n) {
        char c = l->source[l->at];

        if (c == '\n') {
            l->line++;
            l->line_at = ++l->at;
        } else if (c == ' ' || c == '\t' || c == '\r' || c == ',') {
            l->at++;
        } else if (c == '\xef' && peek(l, 1) == '\xbb' && peek(l, 2) == '\xbf') {
            l->at += 3;
        } else if (c == '#') {
            while (l->at < l->n && l->source[l->at] != '\n')
                l->at++;
        } else {
            return;
        }
    }
}

static void read_number(struct gql_lex *l)
{
    size_t from = l->at;

    l->token = GQL_T_INT;
    if (peek(l, 0) == '-')
        l->at++;
    if (!digit(peek(l, 0)) || (peek(l, 0) == '0' && digit(peek(l, 1)))) {
        gql_lex_fail(l, "Parsing failed at a number");
        return;
    }
    while (digit(peek(l, 0)))
        l->at++;
    if (peek(l, 0) == '.' && digit(peek(l, 1))) {
        l->token = GQL_T_FLOAT;
        for (l->at++; digit(peek(l, 0));)
            l->at++;
    }
    if (peek(l, 0) == 'e' || peek(l, 0) == 'E') {
        l->token = GQL_T_FLOAT;
        l->at++;
        if (peek(l, 0) == '+' || peek(l, 0) == '-')
            l->at++;
        if (!digit(peek(l, 0))) {
            gql_lex_fail(l, "Parsing failed at a number");
            return;
        }
        while (digit(peek(l, 0)))
            l->at++;
    }
    if (name_start(peek(l, 0)) || peek(l, 0) == '.') {
        gql_lex_fail(l, "Parsing failed at a number");
        return;
    }
    l->text = gql_copy(l->arena, l->source + from, l->at - from);
}

static int hex4(const struct gql_lex *l)
{
    int value = 0;

    for (size_t i = 0; i < 4; i++) {
        char c = peek(l, i);
        int d = digit(c)               ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;

        if (d < 0)
            return -1;
        value = value * 16 + d;
    }
    return value;
}

static size_t put_code(char *out, int code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 63));
        return 2;
    }
    out[0] = (char)(0xe0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 63));
    out[2] = (char)(0x80 | (code & 63));
    return 3;
}

/* One escape sequence behind the backslash; its bytes, 0 when it is wrong. */
static size_t read_escape(struct gql_lex *l, char *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = peek(l, 0);
    const char *known = c ? strchr(from, c) : NULL;
    int code;

    l->at++;
    if (known) {
        *out = to[known - from];
        return 1;
    }
    if (c != 'u')
        return 0;
    code = hex4(l);
    if (code <= 0 || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    l->at += 4;
    return put_code(out, code);
}

static void read_string(struct gql_lex *l)
{
    char *out = gql_alloc(l->arena, l->n - l->at + 1);
    size_t n = 0;

    if (!out) {
        gql_lex_fail(l, "out of memory");
        return;
    }
    l->token = GQL_T_STRING;
    l->text = out;
    for (l->at++; l->at < l->n && l->source[l->at] != '\n';) {
        char c = l->source[l->at++];

        if (c == '"')
            return;
        if ((unsigned char)c < 0x20 && c != '\t')
            break;
        if (c != '\\') {
            out[n++] = c;
            continue;
        }

        size_t got = read_escape(l, out + n);
        if (!got)
            break;
        n += got;
    }
    gql_lex_fail(l, "Parsing failed at a string");
}

/* Block strings: the common indent is not taken away, since only descriptions use them here. */
static void read_block(struct gql_lex *l)
{
    size_t from = l->at + 3;

    for (l->at = from; l->at < l->n; l->at++) {
        if (l->source[l->at] == '\n') {
            l->line++;
            l->line_at = l->at + 1;
        } else if (strncmp(l->source + l->at, "\\\"\"\"", l->n - l->at < 4 ? l->n - l->at : 4) == 0 &&
                   l->n - l->at >= 4) {
            l->at += 3;
        } else if (l->n - l->at >= 3 && memcmp(l->source + l->at, "\"\"\"", 3) == 0) {
            l->token = GQL_T_STRING;
            l->text = gql_copy(l->arena, l->source + from, l->at - from);
            l->at += 3;
            return;
        }
    }
    gql_lex_fail(l, "Parsing failed at a string");
}

void gql_lex_next(struct gql_lex *l)
{
    char c;

    if (l->failed)
        return;
    skip_blanks(l);
    l->place = (struct gql_place){.line = l->line, .column = (int)(l->at - l->line_at) + 1};
    l->token = GQL_T_END;
    l->text = "";
    if (l->at >= l->n)
        return;
    if (++l->tokens > GQL_TOKENS) {
        gql_lex_fail(l, "Token limit exceeded");
        return;
    }
    c = l->source[l->at];
    if (name_start(c)) {
        size_t from = l->at;

        while (name_start(peek(l, 0)) || digit(peek(l, 0)))
            l->at++;
        l->token = GQL_T_NAME;
        l->text = gql_copy(l->arena, l->source + from, l->at - from);
    } else if (digit(c) || c == '-') {
        read_number(l);
    } else if (c == '"' && peek(l, 1) == '"' && peek(l, 2) == '"') {
        read_block(l);
    } else if (c == '"') {
        read_string(l);
    } else if (c == '.' && peek(l, 1) == '.' && peek(l, 2) == '.') {
        l->token = GQL_T_DOTS;
        l->at += 3;
    } else if (c && strchr("!$&():=@[]{|}", c)) {
        l->token = GQL_T_SIGN;
        l->sign = c;
        l->at++;
    } else {
        gql_lex_fail(l, "Parsing failed at an unexpected character");
    }
    if (!l->failed && l->token != GQL_T_END && !l->text)
        gql_lex_fail(l, "out of memory");
}

void gql_lex_begin(struct gql_lex *l, struct gql_arena *arena, const char *source, size_t n,
                   struct gql_fault *fault)
{
    *l = (struct gql_lex){.source = source, .n = n, .line = 1, .arena = arena, .fault = fault};
    *fault = (struct gql_fault){.place = {1, 1}};
    if (n > GQL_SIZE)
        gql_lex_fail(l, "Document is too large");
    else
        gql_lex_next(l);
}

bool gql_at_sign(const struct gql_lex *l, char sign)
{
    return l->token == GQL_T_SIGN && l->sign == sign;
}

bool gql_at_word(const struct gql_lex *l, const char *word)
{
    return l->token == GQL_T_NAME && strcmp(l->text, word) == 0;
}

bool gql_take_sign(struct gql_lex *l, char sign)
{
    if (!gql_at_sign(l, sign))
        return false;
    gql_lex_next(l);
    return true;
}

void gql_want_sign(struct gql_lex *l, char sign)
{
    if (!gql_take_sign(l, sign))
        fail_here(l);
}

const char *gql_want_name(struct gql_lex *l)
{
    const char *name = l->text;

    if (l->token != GQL_T_NAME) {
        fail_here(l);
        return "";
    }
    gql_lex_next(l);
    return name;
}

bool gql_lex_enter(struct gql_lex *l)
{
    if (++l->depth > GQL_DEPTH)
        gql_lex_fail(l, "Document is nested too deep");
    return !l->failed;
}

void gql_lex_leave(struct gql_lex *l)
{
    l->depth--;
}

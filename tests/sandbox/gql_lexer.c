/* The words of a GraphQL document. */
#include "tests/sandbox/gql_lexer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool gql_lexer_fail(struct gql_lexer *lexer, int line, int column, const char *message)
{
    if (!lexer->error->message[0]) {
        snprintf(lexer->error->message, sizeof lexer->error->message, "%s", message);
        lexer->error->line = line;
        lexer->error->column = column;
    }
    return false;
}

static int column_of(const struct gql_lexer *lexer, const char *at)
{
    return (int)(at - lexer->line_start) + 1;
}

static bool fail_here(struct gql_lexer *lexer, const char *message)
{
    return gql_lexer_fail(lexer, lexer->line, column_of(lexer, lexer->at), message);
}

static void new_line(struct gql_lexer *lexer)
{
    lexer->line++;
    lexer->line_start = lexer->at;
}

static void skip_blank(struct gql_lexer *lexer)
{
    while (lexer->at < lexer->end) {
        char c = *lexer->at;
        if (c == '\n') {
            lexer->at++;
            new_line(lexer);
        } else if (c == ' ' || c == '\t' || c == '\r' || c == ',') {
            lexer->at++;
        } else if (c == '#') {
            while (lexer->at < lexer->end && *lexer->at != '\n')
                lexer->at++;
        } else if (lexer->end - lexer->at >= 3 && memcmp(lexer->at, "\xef\xbb\xbf", 3) == 0) {
            lexer->at += 3;
        } else {
            return;
        }
    }
}

static bool name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *keep(struct gql_lexer *lexer, const char *from, size_t n)
{
    char *text = gql_memory(lexer->document, n + 1);

    if (text)
        memcpy(text, from, n);
    return text;
}

static bool take(struct gql_lexer *lexer, enum gql_token_kind kind, const char *from)
{
    lexer->token.kind = kind;
    lexer->token.text = keep(lexer, from, (size_t)(lexer->at - from));
    return lexer->token.text || fail_here(lexer, "out of memory");
}

static bool read_digits(struct gql_lexer *lexer)
{
    if (lexer->at == lexer->end || !digit(*lexer->at))
        return fail_here(lexer, "illegal number");
    while (lexer->at < lexer->end && digit(*lexer->at))
        lexer->at++;
    return true;
}

static bool read_number(struct gql_lexer *lexer)
{
    const char *from = lexer->at;
    enum gql_token_kind kind = TOKEN_INT;

    if (*lexer->at == '-')
        lexer->at++;
    if (lexer->end - lexer->at >= 2 && *lexer->at == '0' && digit(lexer->at[1]))
        return fail_here(lexer, "illegal number");
    if (!read_digits(lexer))
        return false;
    if (lexer->at < lexer->end && *lexer->at == '.') {
        kind = TOKEN_FLOAT;
        lexer->at++;
        if (!read_digits(lexer))
            return false;
    }
    if (lexer->at < lexer->end && (*lexer->at == 'e' || *lexer->at == 'E')) {
        kind = TOKEN_FLOAT;
        lexer->at++;
        if (lexer->at < lexer->end && (*lexer->at == '+' || *lexer->at == '-'))
            lexer->at++;
        if (!read_digits(lexer))
            return false;
    }
    if (lexer->at < lexer->end && (name_start(*lexer->at) || *lexer->at == '.'))
        return fail_here(lexer, "illegal number");
    return take(lexer, kind, from);
}

static size_t put_utf8(char *out, unsigned code)
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
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 63));
        out[2] = (char)(0x80 | (code & 63));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 63));
    out[2] = (char)(0x80 | (code >> 6 & 63));
    out[3] = (char)(0x80 | (code & 63));
    return 4;
}

static bool read_hex4(struct gql_lexer *lexer, unsigned *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++, lexer->at++) {
        char c = lexer->at < lexer->end ? *lexer->at : 0;
        unsigned d = digit(c) ? (unsigned)(c - '0')
                     : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                            : 16;
        if (d == 16)
            return fail_here(lexer, "illegal escape in a string");
        *code = *code << 4 | d;
    }
    return true;
}

static bool read_unicode(struct gql_lexer *lexer, char *out, size_t *size)
{
    unsigned code, low;

    if (!read_hex4(lexer, &code))
        return false;
    if (code >= 0xd800 && code < 0xdc00) {
        if (lexer->end - lexer->at < 6 || lexer->at[0] != '\\' || lexer->at[1] != 'u')
            return fail_here(lexer, "illegal escape in a string");
        lexer->at += 2;
        if (!read_hex4(lexer, &low))
            return false;
        if (low < 0xdc00 || low > 0xdfff)
            return fail_here(lexer, "illegal escape in a string");
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    } else if (code == 0 || (code >= 0xdc00 && code < 0xe000)) {
        return fail_here(lexer, "illegal escape in a string");
    }
    *size = put_utf8(out, code);
    return true;
}

static bool read_escape(struct gql_lexer *lexer, char *out, size_t *size)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = lexer->at < lexer->end ? *lexer->at : 0;
    const char *found;

    if (c == 'u') {
        lexer->at++;
        return read_unicode(lexer, out, size);
    }
    found = c ? strchr(from, c) : NULL;
    if (!found)
        return fail_here(lexer, "illegal escape in a string");
    lexer->at++;
    *out = to[found - from];
    *size = 1;
    return true;
}

static bool read_string(struct gql_lexer *lexer)
{
    size_t room = 0, n = 0, one;
    char *text;

    lexer->at++;
    for (const char *p = lexer->at; p < lexer->end && *p != '\n' && *p != '"'; p++, room++)
        if (*p == '\\' && p + 1 < lexer->end)
            p++, room++;
    text = gql_memory(lexer->document, room + 4);
    if (!text)
        return fail_here(lexer, "out of memory");
    while (lexer->at < lexer->end && *lexer->at != '"') {
        unsigned char c = (unsigned char)*lexer->at;
        if (c == '\n' || c == '\r' || (c < 0x20 && c != '\t'))
            return fail_here(lexer, "unterminated string");
        if (c == '\\') {
            lexer->at++;
            if (!read_escape(lexer, text + n, &one))
                return false;
            n += one;
        } else {
            text[n++] = *lexer->at++;
        }
    }
    if (lexer->at == lexer->end)
        return fail_here(lexer, "unterminated string");
    lexer->at++;
    lexer->token.kind = TOKEN_STRING;
    lexer->token.text = text;
    return true;
}

/* Takes away the indentation all lines but the first share, and blank first and last lines. */
static void dedent(char *text)
{
    size_t least = (size_t)-1;
    char *in, *out = text, *line;

    for (line = strchr(text, '\n'); line; line = strchr(line + 1, '\n')) {
        size_t blank = strspn(line + 1, " \t");
        if (line[1 + blank] && line[1 + blank] != '\n' && blank < least)
            least = blank;
    }
    for (in = text; *in;) {
        *out++ = *in;
        if (*in++ == '\n' && least != (size_t)-1) {
            size_t blank = strspn(in, " \t");
            in += blank < least ? blank : least;
        }
    }
    *out = 0;
    for (in = text;;) {
        size_t blank = strspn(in, " \t");
        if (in[blank] != '\n')
            break;
        in += blank + 1;
    }
    memmove(text, in, strlen(in) + 1);
    for (;;) {
        size_t n = strlen(text);
        char *last = strrchr(text, '\n');
        if (!last || last[1 + strspn(last + 1, " \t")] || n == 0)
            break;
        *last = 0;
    }
}

static bool read_block(struct gql_lexer *lexer)
{
    char *text = gql_memory(lexer->document, (size_t)(lexer->end - lexer->at) + 1);
    size_t n = 0;

    if (!text)
        return fail_here(lexer, "out of memory");
    for (lexer->at += 3; lexer->end - lexer->at >= 3 && memcmp(lexer->at, "\"\"\"", 3) != 0;) {
        if (lexer->end - lexer->at >= 4 && memcmp(lexer->at, "\\\"\"\"", 4) == 0) {
            memcpy(text + n, "\"\"\"", 3);
            n += 3;
            lexer->at += 4;
        } else if (*lexer->at == 0) {
            return fail_here(lexer, "illegal character");
        } else {
            char c = *lexer->at++;
            if (c == '\n')
                new_line(lexer);
            if (c != '\r')
                text[n++] = c;
        }
    }
    if (lexer->end - lexer->at < 3)
        return fail_here(lexer, "unterminated string");
    lexer->at += 3;
    text[n] = 0;
    dedent(text);
    lexer->token.kind = TOKEN_STRING;
    lexer->token.text = text;
    return true;
}

bool gql_lexer_next(struct gql_lexer *lexer)
{
    struct gql_token *token = &lexer->token;
    const char *from;
    char message[64];

    skip_blank(lexer);
    memset(token, 0, sizeof *token);
    token->line = lexer->line;
    token->column = column_of(lexer, lexer->at);
    from = lexer->at;
    if (lexer->at == lexer->end)
        return true;
    if (++lexer->tokens > GQL_TOKENS_MAX)
        return fail_here(lexer, "Token limit exceeded");
    if (name_start(*lexer->at)) {
        while (lexer->at < lexer->end && (name_start(*lexer->at) || digit(*lexer->at)))
            lexer->at++;
        return take(lexer, TOKEN_NAME, from);
    }
    if (digit(*lexer->at) || *lexer->at == '-')
        return read_number(lexer);
    if (*lexer->at == '"')
        return lexer->end - lexer->at >= 3 && memcmp(lexer->at, "\"\"\"", 3) == 0 ? read_block(lexer)
                                                                                 : read_string(lexer);
    if (lexer->end - lexer->at >= 3 && memcmp(lexer->at, "...", 3) == 0) {
        lexer->at += 3;
        token->kind = TOKEN_SPREAD;
        return true;
    }
    if (*lexer->at && strchr("!$&():=@[]{|}", *lexer->at)) {
        token->kind = TOKEN_SIGN;
        token->sign = *lexer->at++;
        return true;
    }
    if ((unsigned char)*lexer->at >= 0x20 && (unsigned char)*lexer->at < 0x7f)
        snprintf(message, sizeof message, "Parsing failed at `%c`", *lexer->at);
    else
        snprintf(message, sizeof message, "Parsing failed at byte 0x%02x", (unsigned char)*lexer->at);
    return fail_here(lexer, message);
}

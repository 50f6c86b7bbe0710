/* Plural rules: a parser by precedence into a small array of nodes, and its evaluation. */
#include "base/plural.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PLURAL_NODES = 128, PLURAL_DEPTH = 32, PLURAL_FORMS = 8 };

enum op {
    OP_NUMBER,
    OP_N,
    OP_NOT,
    OP_IF,
    OP_OR,
    OP_AND,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_GT,
    OP_LE,
    OP_GE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD
};

struct node {
    enum op op;
    unsigned char a, b, c; /* places of the operands, always before the node itself */
    unsigned long value;
};

struct plural {
    unsigned long forms;
    unsigned n, root;
    struct node nodes[PLURAL_NODES];
};

/* Binary operators, longest spelling first where one begins another; higher binds tighter. */
static const struct binary {
    const char *spelling;
    enum op op;
    int binds;
} binaries[] = {
    {"||", OP_OR, 1}, {"&&", OP_AND, 2}, {"==", OP_EQ, 3}, {"!=", OP_NE, 3}, {"<=", OP_LE, 4},
    {">=", OP_GE, 4}, {"<", OP_LT, 4},   {">", OP_GT, 4},  {"+", OP_ADD, 5}, {"-", OP_SUB, 5},
    {"*", OP_MUL, 6}, {"/", OP_DIV, 6},  {"%", OP_MOD, 6},
};

struct parser {
    struct plural *p;
    const char *s;
    int depth;
    bool failed;
};

static void blanks_skip(struct parser *r)
{
    r->s += strspn(r->s, " \t\\");
}

static bool word_take(struct parser *r, const char *word)
{
    size_t n = strlen(word);

    blanks_skip(r);
    if (strncmp(r->s, word, n) != 0)
        return false;
    r->s += n;
    return true;
}

static unsigned char node_add(struct parser *r, struct node node)
{
    if (r->p->n >= PLURAL_NODES) {
        r->failed = true;
        return 0;
    }
    r->p->nodes[r->p->n] = node;
    return (unsigned char)r->p->n++;
}

static bool number_take(struct parser *r, unsigned long *out)
{
    unsigned long n = 0;

    blanks_skip(r);
    if (*r->s < '0' || *r->s > '9')
        return false;
    for (; *r->s >= '0' && *r->s <= '9'; r->s++) {
        if (n > 100000000)
            return false;
        n = n * 10 + (unsigned long)(*r->s - '0');
    }
    *out = n;
    return true;
}

static unsigned char parse_if(struct parser *r);

static unsigned char parse_unary(struct parser *r)
{
    struct node node = {.op = OP_NUMBER};

    if (++r->depth > PLURAL_DEPTH)
        r->failed = true;
    if (r->failed)
        return 0;
    blanks_skip(r);
    if (*r->s == '!' && r->s[1] != '=') {
        r->s++;
        node.op = OP_NOT;
        node.a = parse_unary(r);
    } else if (word_take(r, "(")) {
        unsigned char inner = parse_if(r);
        if (!word_take(r, ")"))
            r->failed = true;
        r->depth--;
        return inner;
    } else if (word_take(r, "n")) {
        node.op = OP_N;
    } else if (!number_take(r, &node.value)) {
        r->failed = true;
    }
    r->depth--;
    return node_add(r, node);
}

static const struct binary *binary_peek(struct parser *r)
{
    blanks_skip(r);
    for (size_t i = 0; i < sizeof binaries / sizeof *binaries; i++)
        if (strncmp(r->s, binaries[i].spelling, strlen(binaries[i].spelling)) == 0)
            return &binaries[i];
    return NULL;
}

static unsigned char parse_binary(struct parser *r, int least)
{
    unsigned char left = parse_unary(r);
    const struct binary *b;

    while (!r->failed && (b = binary_peek(r)) != NULL && b->binds >= least) {
        struct node node = {.op = b->op, .a = left};
        r->s += strlen(b->spelling);
        if (++r->depth > PLURAL_DEPTH)
            r->failed = true;
        node.b = parse_binary(r, b->binds + 1);
        r->depth--;
        left = node_add(r, node);
    }
    return left;
}

static unsigned char parse_if(struct parser *r)
{
    struct node node = {.op = OP_IF, .a = parse_binary(r, 1)};

    if (r->failed || !word_take(r, "?"))
        return node.a;
    if (++r->depth > PLURAL_DEPTH) {
        r->failed = true;
        return 0;
    }
    node.b = parse_if(r);
    if (!word_take(r, ":"))
        r->failed = true;
    if (!r->failed)
        node.c = parse_if(r);
    r->depth--;
    return node_add(r, node);
}

struct plural *plural_parse(const char *rule)
{
    struct plural *p = calloc(1, sizeof *p);
    struct parser r = {.p = p, .s = rule};

    if (!p)
        return NULL;
    if (!word_take(&r, "nplurals") || !word_take(&r, "=") || !number_take(&r, &p->forms) || !p->forms ||
        p->forms > PLURAL_FORMS || !word_take(&r, ";") || !word_take(&r, "plural") || !word_take(&r, "="))
        r.failed = true;
    if (!r.failed)
        p->root = parse_if(&r);
    if (!r.failed) {
        word_take(&r, ";");
        blanks_skip(&r);
        r.failed = *r.s && *r.s != '\n';
    }
    if (r.failed)
        plural_free(&p);
    return p;
}

void plural_free(struct plural **pp)
{
    free(*pp);
    *pp = NULL;
}

static unsigned long apply(const struct node *node, unsigned long a, unsigned long b)
{
    switch (node->op) {
    case OP_NOT:
        return !a;
    case OP_OR:
        return a || b;
    case OP_AND:
        return a && b;
    case OP_EQ:
        return a == b;
    case OP_NE:
        return a != b;
    case OP_LT:
        return a < b;
    case OP_GT:
        return a > b;
    case OP_LE:
        return a <= b;
    case OP_GE:
        return a >= b;
    case OP_ADD:
        return a + b;
    case OP_SUB:
        return a - b;
    case OP_MUL:
        return a * b;
    case OP_DIV:
        return b ? a / b : 0;
    case OP_MOD:
        return b ? a % b : 0;
    default:
        return 0;
    }
}

unsigned long plural_form(const struct plural *p, unsigned long n)
{
    unsigned long values[PLURAL_NODES];

    /* Operands stand before their node, so one pass upwards needs no recursion. */
    for (unsigned i = 0; i <= p->root; i++) {
        const struct node *node = &p->nodes[i];
        if (node->op == OP_NUMBER)
            values[i] = node->value;
        else if (node->op == OP_N)
            values[i] = n;
        else if (node->op == OP_IF)
            values[i] = values[node->a] ? values[node->b] : values[node->c];
        else
            values[i] = apply(node, values[node->a], values[node->b]);
    }
    return values[p->root] < p->forms ? values[p->root] : 0;
}

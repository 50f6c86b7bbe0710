/* Replies: the first byte chooses the code and the reader, the rest is the body. A failure always has a
 * sentence. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wire/graphql.h"
#include "wire/rest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(enum status status, const struct error *e)
{
    if (status != STATUS_OK && (e->status != status || !e->what.id))
        abort();
    for (const char *c = e->server; c && *c; c++)
        if ((unsigned char)*c < 0x20)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int codes[] = {200, 201, 204, 400, 401, 403, 404, 409, 422, 429, 500, 501, 502, 503, 302, 0};
    ERROR_AUTO e = {0};
    ERROR_AUTO e2 = {0};
    if (!size)
        return 0;
    char *body = malloc(size);
    if (!body)
        return 0;
    memcpy(body, data + 1, size - 1);
    body[size - 1] = '\0';
    struct net_reply reply = {.http = codes[data[0] & 15], .body = body, .body_len = size - 1};
    bool change = data[0] & 16;
    struct rest_reply rest;
    struct graphql_reply graphql;
    judge(rest_read(&reply, change, &rest, &e), &e);
    rest_free(&rest);
    judge(graphql_read(&reply, data[0] & 32 ? "persons" : NULL, change, &graphql, &e2), &e2);
    graphql_free(&graphql);
    free(body);
    return 0;
}

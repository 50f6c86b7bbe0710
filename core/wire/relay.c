/* Relay ids and connections. */
#include "wire/relay.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

bool relay_id(const char *type, const char *database_id, char out[RELAY_ID])
{
    char plain[96];
    int n = snprintf(plain, sizeof plain, "%s:%s", type, database_id);
    out[0] = '\0';
    if (n < 0 || (size_t)n >= sizeof plain ||
        sodium_base64_encoded_len((size_t)n, sodium_base64_VARIANT_ORIGINAL) > RELAY_ID)
        return false;
    sodium_bin2base64(out, RELAY_ID, (const unsigned char *)plain, (size_t)n, sodium_base64_VARIANT_ORIGINAL);
    return true;
}

bool relay_id_of(const char *id, const char *type, char out[RELAY_ID])
{
    unsigned char plain[RELAY_ID];
    size_t n, type_n = strlen(type);
    out[0] = '\0';
    if (!id || sodium_base642bin(plain, sizeof plain - 1, id, strlen(id), NULL, &n, NULL,
                                 sodium_base64_VARIANT_ORIGINAL))
        return false;
    plain[n] = '\0';
    if (n <= type_n + 1 || memcmp(plain, type, type_n) || plain[type_n] != ':' || memchr(plain, '\0', n))
        return false;
    memcpy(out, plain + type_n + 1, n - type_n);
    return true;
}

bool relay_page_read(const json_t *connection, struct relay_page *out)
{
    *out = (struct relay_page){0};
    out->nodes = json_list(connection, "nodes");
    out->edges = json_list(connection, "edges");
    out->start = json_text(connection, "pageInfo.startCursor");
    out->end = json_text(connection, "pageInfo.endCursor");
    out->has_next = json_truth(connection, "pageInfo.hasNextPage", false);
    out->has_previous = json_truth(connection, "pageInfo.hasPreviousPage", false);
    return out->nodes || out->edges;
}

size_t relay_page_count(const struct relay_page *page)
{
    return json_array_size(page->nodes ? page->nodes : page->edges);
}

json_t *relay_page_node(const struct relay_page *page, size_t i)
{
    return page->nodes ? json_array_get(page->nodes, i) : json_at(json_array_get(page->edges, i), "node");
}

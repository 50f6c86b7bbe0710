/* Relay's global ids and pages (ehealth contract 6.1-6.3). Cursors are opaque and live as long as one search.
 */
#ifndef WIRE_RELAY_H
#define WIRE_RELAY_H

#include "wire/json.h"

enum { RELAY_ID = 128 };

/* base64("Type:uuid") into `out`; false when it does not fit. */
bool relay_id(const char *type, const char *database_id, char out[RELAY_ID]);
/* The part after "Type:" when `id` is a global id of that type; false otherwise. */
bool relay_id_of(const char *id, const char *type, char out[RELAY_ID]);

/* A connection: borrowed from the reply. */
struct relay_page {
    json_t *nodes; /* array; NULL when the connection only had edges */
    json_t *edges;
    const char *start, *end;
    bool has_next, has_previous;
};
/* False when `connection` is not one. */
bool relay_page_read(const json_t *connection, struct relay_page *out);
size_t relay_page_count(const struct relay_page *);
json_t *relay_page_node(const struct relay_page *, size_t i);

#endif

/*
 * The REST envelope of ehealth contract 1.6: data, urgent and paging on success, type, message and the list
 * of invalid fields on failure; the gateway's bare bodies (429) and what is not JSON at all.
 */
#ifndef WIRE_REST_H
#define WIRE_REST_H

#include "net/net.h"
#include "wire/json.h"

struct rest_page {
    bool numbered; /* page_number style (V2) */
    int64_t number, size, total, pages;
    bool cursored; /* starting_after style */
    const char *after, *before;
    bool has_more;
};

/* Everything borrowed from `root`, which rest_free() gives back. */
struct rest_reply {
    enum status status;
    int http;
    json_t *root, *data, *urgent;
    struct rest_page page;
    const char *type, *message; /* NULL when the server said none */
    json_t *invalid;            /* array or NULL */
};

/*
 * Reads a reply. `change`: the request may have changed something, so an answer that leaves that open (5xx,
 * not JSON) is STATUS_UNKNOWN, not STATUS_BROKEN. On failure `e` has a general sentence for the code, the
 * server's own words (with the invalid fields) and its request id.
 */
enum status rest_read(const struct net_reply *, bool change, struct rest_reply *out, struct error *e);
void rest_free(struct rest_reply *);

/* True when `message` names permissions that are missing; *names points at them inside the message. */
bool rest_missing_allowances(const char *message, const char **names);
/* The general status and sentence of an HTTP code (>= 400). */
enum status rest_http_error(int http, bool change, const char *message, struct error *e);

#endif

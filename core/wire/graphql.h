/*
 * GraphQL over POST (ehealth contract 1.7): the request body, and the reply with data and errors side by
 * side. Gateway failures come in the REST envelope with an HTTP code and are read as such.
 */
#ifndef WIRE_GRAPHQL_H
#define WIRE_GRAPHQL_H

#include "net/net.h"
#include "wire/json.h"

/* Everything borrowed from `root`. */
struct graphql_reply {
    enum status status;
    int http;
    json_t *root, *data, *errors;
    bool partial; /* data of the field came, and errors as well */
};

/*
 * Reads a reply whose interesting part is data.`field` (NULL: any). STATUS_OK when that part is there and not
 * null. Otherwise the first error decides: extensions.code, or its absence (the document does not fit this
 * server: STATUS_UNSUPPORTED; a bad argument: STATUS_REFUSED). `change` as in rest_read().
 */
enum status graphql_read(const struct net_reply *, const char *field, bool change, struct graphql_reply *out,
                         struct error *e);
void graphql_free(struct graphql_reply *);

#endif

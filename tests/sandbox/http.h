/* One request and its reply, the route table's view of HTTP, and the server under it. */
#ifndef SANDBOX_HTTP_H
#define SANDBOX_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "tests/sandbox/switches.h"
#include "tests/sandbox/world.h"

struct MHD_Connection;
struct MHD_Daemon;

#define PARAMS_MAX 3
#define BODY_MAX (12 * 1024 * 1024)
#define STORED_FILE_MAX (10 * 1024 * 1024)

struct request {
    struct world *world;
    struct MHD_Connection *connection;
    char method[12];
    char path[1024];
    char *body;
    size_t body_size, body_room;
    bool too_large;
    char id[96];
    struct switch_values switches;
    char params[PARAMS_MAX][128]; /* what stood for :name in the route */
    json_t *query;                /* object of the query string's parameters */
    json_t *json;                 /* the body as JSON, when the route wants one */
    json_t *token;                /* row of the bearer's token, behind the gateway */
    json_t *user;
    json_t *client;
};

struct reply {
    int status;
    char *body; /* malloc'ed */
    size_t size;
    const char *type;
    json_t *headers; /* object of text, or NULL */
    bool no_envelope_faults;
};

/* Starts the server on the wanted port (0: any) and says which it got. */
struct MHD_Daemon *http_start(struct world *world, int *port);
void http_stop(struct MHD_Daemon *daemon);

/* The value of a request header, NULL when there is none. */
const char *request_header(const struct request *request, const char *name);
const char *request_cookie(const struct request *request, const char *name);
/* Reads the query string into request->query. */
void request_read_query(struct request *request);
/* A text parameter of the query string, NULL when absent. */
const char *query_text(const struct request *request, const char *name);

#endif

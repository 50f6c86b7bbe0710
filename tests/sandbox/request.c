/* What a request says: its headers, its cookies, its query string. */
#include "tests/sandbox/http.h"

#include <microhttpd.h>

const char *request_header(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *request_cookie(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, name);
}

static enum MHD_Result add_parameter(void *context, enum MHD_ValueKind kind, const char *key,
                                     const char *value)
{
    (void)kind;
    json_object_set_new(context, key, json_string(value ? value : ""));
    return MHD_YES;
}

void request_read_query(struct request *request)
{
    request->query = json_object();
    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, add_parameter, request->query);
}

const char *query_text(const struct request *request, const char *name)
{
    return json_string_value(json_object_get(request->query, name));
}

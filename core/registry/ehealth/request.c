/* One declaration request as it travels: where it is, how it is read, and what is remembered of it. */
#include "registry/ehealth/private.h"

#include <string.h>

#include "base/catalog.h"

bool eh_request_path(const char *id, const char *tail, struct text *out)
{
    if (!eh_uuid(id))
        return false;
    text_addf(out, "/api/v3/declaration_requests/%s%s", id, tail);
    return true;
}

json_t *eh_request_known(const struct registry *r, const char *id)
{
    const char *text = json_string_value(json_object_get(r->requests, id ? id : ""));
    return text ? json_loads(text, 0, NULL) : NULL;
}

void eh_request_note(struct registry *r, const json_t *request)
{
    static const char *const members[] = {"id",       "status",         "status_reason", "start_date",
                                          "end_date", "employee_id",    "division_id",   "person_id",
                                          "channel",  "authorize_with", "is_shareable"};
    const char *id = json_text(request, "id");
    if (!eh_uuid(id))
        return;
    json_t *kept = json_object();
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (json_object_get(request, members[i]))
            json_object_set(kept, members[i], json_object_get(request, members[i]));
    TEXT_AUTO compact;
    text_init(&compact, LIMIT_TEXT);
    json_write(kept, &compact);
    json_decref(kept);
    /* Memory stays small with a queue of any length. */
    if (json_object_size(r->requests) >= REQUESTS_KEPT)
        json_object_clear(r->requests);
    if (text_ok(&compact))
        json_object_set_new(r->requests, id, json_string(compact.data));
    const char *number = json_text(request, "declaration_number");
    const char *method = json_text(request, "urgent.authentication_method_current.type");
    if (!method)
        method = json_text(request, "authentication_method_current.type");
    if (number || method)
        eh_name_put(r, 'n', id, json_pack("{s:s*, s:s*}", "number", number, "method", method));
}

json_t *eh_request_read(struct registry *r, const struct net_reply *reply, struct error *e)
{
    struct rest_reply rest;
    json_t *request = NULL;
    if (rest_read(reply, false, &rest, e) == STATUS_OK && json_is_object(rest.data) &&
        json_text(rest.data, "id")) {
        request = json_incref(rest.data);
        if (rest.urgent)
            json_object_set(request, "urgent", rest.urgent);
        eh_request_note(r, request);
    } else if (rest.status == STATUS_OK) {
        error_set(e, STATUS_MALFORMED, N_("An answer came that cannot be read."),
                  N_("Try again. If it stays, tell whoever runs the registry."));
    } else {
        eh_sentence(AREA_READ, &rest, e);
    }
    rest_free(&rest);
    return request;
}

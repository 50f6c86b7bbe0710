/* The trainer's own doors below /training/: switches, journal, clock, fixtures. They are never part of a
 * contract. */
#include "tests/sandbox/training.h"

#include <string.h>

#include "tests/sandbox/fixtures.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/text.h"

static void refuse(struct reply *reply, int status, const char *why)
{
    reply_json(reply, status, json_pack("{s:s}", "error", why));
}

static void set_switches(struct request *request, struct reply *reply, const json_t *body)
{
    char why[160];

    if (!switches_set(request->world->switches, body, why, sizeof why))
        refuse(reply, 422, why);
    else
        reply_json(reply, 200, switches_json(request->world->switches));
}

static void set_clock(struct request *request, struct reply *reply, const json_t *body)
{
    struct world *world = request->world;
    json_t *offset = json_object_get(body, "offset"), *ahead = json_object_get(body, "ahead");
    char at[ISO_SIZE];

    if (json_is_number(offset))
        world->clock_offset = (int64_t)(json_number_value(offset) * 1e6);
    else if (json_is_number(ahead))
        world->clock_offset += (int64_t)(json_number_value(ahead) * 1e6);
    else if (body) {
        refuse(reply, 422, "the clock takes {\"offset\":seconds} or {\"ahead\":seconds}");
        return;
    }
    iso_instant(at, world_now(world));
    reply_json(reply, 200, json_pack("{s:s, s:f}", "now", at, "offset", (double)world->clock_offset / 1e6));
}

void training_serve(struct request *request, struct reply *reply)
{
    bool get = strcmp(request->method, "GET") == 0, post = strcmp(request->method, "POST") == 0;
    const char *path = request->path + strlen("/training/");
    json_t *body = post && request->body ? json_loadb(request->body, request->body_size, 0, NULL) : NULL;

    if (post && !json_is_object(body))
        refuse(reply, 400, "a JSON object is wanted");
    else if (strcmp(path, "switches") == 0 && get)
        reply_json(reply, 200, switches_json(request->world->switches));
    else if (strcmp(path, "switches") == 0 && post)
        set_switches(request, reply, body);
    else if (strcmp(path, "clock") == 0 && (get || post))
        set_clock(request, reply, body);
    else if (strcmp(path, "journal") == 0 && get)
        reply_json(reply, 200, journal_json(request->world->journal));
    else if (strcmp(path, "fixtures") == 0 && get)
        reply_json(reply, 200, fixtures_json(request->world));
    else
        refuse(reply, 404, "there is no such door");
    json_decref(body);
}

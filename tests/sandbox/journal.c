/* What was asked and what was changed, so that a test can prove nothing was done twice. */
#include "tests/sandbox/journal.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

#define RECENT_MAX 1000
#define CHANGES_MAX 100000

struct journal {
    int64_t requests, bytes_in, bytes_out;
    json_t *counts;   /* what -> how often */
    json_t *statuses; /* "200" -> how often */
    json_t *changes;
    json_t *recent;
};

struct journal *journal_new(void)
{
    struct journal *journal = calloc(1, sizeof *journal);

    if (journal) {
        journal->counts = json_object();
        journal->statuses = json_object();
        journal->changes = json_array();
        journal->recent = json_array();
    }
    return journal;
}

void journal_free(struct journal **journal)
{
    if (*journal) {
        json_decref((*journal)->counts);
        json_decref((*journal)->statuses);
        json_decref((*journal)->changes);
        json_decref((*journal)->recent);
    }
    free(*journal);
    *journal = NULL;
}

static void count(json_t *object, const char *key)
{
    json_object_set_new(object, key, json_integer(number_of_key(object, key) + 1));
}

void journal_request(struct request *request, int status, size_t bytes_in, size_t bytes_out)
{
    struct journal *journal = request->world->journal;
    char at[ISO_SIZE], code[16];

    journal->requests++;
    journal->bytes_in += (int64_t)bytes_in;
    journal->bytes_out += (int64_t)bytes_out;
    snprintf(code, sizeof code, "%d", status);
    count(journal->statuses, code);
    iso_instant(at, world_now(request->world));
    if (json_array_size(journal->recent) >= RECENT_MAX)
        json_array_remove(journal->recent, 0);
    json_array_append_new(
        journal->recent, json_pack("{s:s, s:s, s:s, s:i, s:s, s:I, s:I}", "at", at, "method", request->method,
                                   "path", request->path, "status", status, "request_id", request->id,
                                   "bytes_in", (json_int_t)bytes_in, "bytes_out", (json_int_t)bytes_out));
    world_log(request->world, "%s %s %d %zu %s", request->method, request->path, status, bytes_out,
              request->id);
}

void journal_change(struct request *request, const char *what, const char *id, const char *detail)
{
    struct journal *journal = request->world->journal;
    char at[ISO_SIZE];

    count(journal->counts, what);
    if (json_array_size(journal->changes) >= CHANGES_MAX)
        json_array_remove(journal->changes, 0);
    iso_instant(at, world_now(request->world));
    json_array_append_new(journal->changes, json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s}", "at", at, "what",
                                                      what, "id", id, "request_id", request->id, "detail",
                                                      detail, "user", text_of(request->user, "email")));
    world_log(request->world, "change %s %s %s", what, id, detail ? detail : "");
}

json_t *journal_json(const struct journal *journal)
{
    return json_pack("{s:I, s:I, s:I, s:O, s:O, s:O, s:O}", "requests", (json_int_t)journal->requests,
                     "bytes_in", (json_int_t)journal->bytes_in, "bytes_out", (json_int_t)journal->bytes_out,
                     "counts", journal->counts, "statuses", journal->statuses, "changes", journal->changes,
                     "recent", journal->recent);
}

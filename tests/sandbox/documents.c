/* The upload store: signed, short-lived links, one JPEG a document (ehealth contract 3.6). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <sodium.h>

#include "tests/sandbox/journal.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/requests.h"
#include "tests/sandbox/services.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"

void document_name(char *out, size_t size, const char *request_id, const char *type)
{
    snprintf(out, size, "%s/declaration_request_%s.jpeg", request_id, type);
}

static void sign(const struct world *world, const char *method, const char *name, const char *expires,
                 char out[65])
{
    unsigned char hash[32];
    char text[512];
    int n = snprintf(text, sizeof text, "%s\n%s\n%s", method, name, expires);

    crypto_generichash(hash, sizeof hash, (const unsigned char *)text,
                       n < (int)sizeof text ? (size_t)n : sizeof text - 1, world->link_key,
                       sizeof world->link_key);
    sodium_bin2hex(out, 65, hash, sizeof hash);
}

void document_link(struct request *request, char *out, size_t size, const char *method, const char *name)
{
    struct world *world = request->world;
    char expires[24], signature[65];

    snprintf(expires, sizeof expires, "%lld",
             (long long)(world_now(world) / 1000000 + switch_number(&request->switches, SW_LINK_LIFE)));
    sign(world, method, name, expires, signature);
    snprintf(out, size, "%s/storage/%s?Expires=%s&Signature=%s", world->base_url, name, expires, signature);
}

bool document_stored(struct world *world, const char *name)
{
    return store_number(world, "SELECT count(*) FROM stored_file WHERE name=?", "s", name) > 0;
}

static void refuse(struct reply *reply, int status, const char *code, const char *message)
{
    char text[300];

    snprintf(text, sizeof text,
             "<?xml version='1.0' encoding='UTF-8'?><Error><Code>%s</Code><Message>%s</Message></Error>",
             code, message);
    reply_text(reply, status, "application/xml; charset=UTF-8", text);
}

static bool link_fits(struct request *request, struct reply *reply, const char *name)
{
    const char *expires = query_text(request, "Expires"), *given = query_text(request, "Signature");
    bool head = strcmp(request->method, "HEAD") == 0, fits = false;
    const char *methods[2] = {head ? "GET" : request->method, head ? "PUT" : request->method};
    char signature[65];

    if (!expires || !given) {
        refuse(reply, 403, "AccessDenied", "Anonymous caller does not have access.");
        return false;
    }
    for (int i = 0; i < 2; i++) {
        sign(request->world, methods[i], name, expires, signature);
        fits = fits || (strlen(given) == 64 && sodium_memcmp(given, signature, 64) == 0);
    }
    if (!fits)
        refuse(reply, 403, "SignatureDoesNotMatch", "The request signature does not match.");
    else if (strtoll(expires, NULL, 10) * 1000000 <= world_now(request->world))
        refuse(reply, 400, "ExpiredToken", "The provided token has expired.");
    else
        return true;
    return false;
}

/* Names come from links we signed, so they hold a uuid and a known type and nothing that climbs. */
static void file_path(const struct world *world, char *out, size_t size, const char *name)
{
    char flat[300];

    snprintf(flat, sizeof flat, "%s", name);
    for (char *p = flat; *p; p++)
        if (*p == '/')
            *p = '_';
    snprintf(out, size, "%s/%s", world->options.data, flat);
}

static bool is_jpeg(const unsigned char *bytes, size_t size)
{
    return size > 4 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff && bytes[size - 2] == 0xff &&
           bytes[size - 1] == 0xd9;
}

static bool write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    bool done = file && fwrite(bytes, 1, size, file) == size;

    return file && fclose(file) == 0 && done;
}

void documents_put(struct request *request, struct reply *reply)
{
    const char *type = request_header(request, "Content-Type");
    char name[260], path[600], now[ISO_SIZE];

    snprintf(name, sizeof name, "%s/%s", request->params[0], request->params[1]);
    if (!link_fits(request, reply, name))
        return;
    if (switch_on(&request->switches, SW_STORAGE_FAILS)) {
        refuse(reply, 503, "ServiceUnavailable", "Backend is not available.");
    } else if (request->too_large || request->body_size > STORED_FILE_MAX) {
        refuse(reply, 413, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");
    } else if (type && strncasecmp(type, "image/jpeg", 10) != 0) {
        refuse(reply, 403, "SignatureDoesNotMatch", "The Content-Type must be image/jpeg.");
    } else if (!request->body || !is_jpeg((const unsigned char *)request->body, request->body_size)) {
        refuse(reply, 400, "InvalidArgument", "The object is not one JPEG picture.");
    } else {
        file_path(request->world, path, sizeof path, name);
        if (!write_file(path, request->body, request->body_size)) {
            refuse(reply, 500, "InternalError", strerror(errno));
            return;
        }
        iso_instant(now, world_now(request->world));
        store_change(request->world, "INSERT OR REPLACE INTO stored_file VALUES(?,?,'image/jpeg',?)", "sls",
                     name, (int64_t)request->body_size, now);
        journal_change(request, "upload", request->params[0], request->params[1]);
        reply_text(reply, 200, "text/html; charset=UTF-8", "");
    }
}

void documents_get(struct request *request, struct reply *reply)
{
    char name[260], path[600];
    struct stat info;
    FILE *file;

    snprintf(name, sizeof name, "%s/%s", request->params[0], request->params[1]);
    if (!link_fits(request, reply, name))
        return;
    file_path(request->world, path, sizeof path, name);
    if (!document_stored(request->world, name) || stat(path, &info) != 0 || !(file = fopen(path, "rb"))) {
        refuse(reply, 404, "NoSuchKey", "The specified key does not exist.");
        return;
    }
    reply->body = malloc((size_t)info.st_size + 1);
    reply->size = reply->body ? fread(reply->body, 1, (size_t)info.st_size, file) : 0;
    reply->status = 200;
    reply->type = "image/jpeg";
    fclose(file);
}

void declaration_documents(struct request *request, struct reply *reply)
{
    json_t *row = store_row(request->world,
                            "SELECT q.id, q.documents FROM declaration d JOIN declaration_request q ON "
                            "q.id=d.declaration_request_id WHERE d.id=?",
                            "s", request->params[0]);
    json_t *known =
        row ? json_incref(row)
            : store_row(request->world, "SELECT id FROM declaration WHERE id=?", "s", request->params[0]);
    json_t *out = json_array(), *type;
    char name[256], url[512];
    size_t i;

    if (!known) {
        reply_error(request, reply, 404, NULL, NULL);
        json_decref(out);
    } else {
        json_array_foreach(json_object_get(row, "documents"), i, type)
        {
            document_name(name, sizeof name, text_of(row, "id"), json_string_value(type));
            document_link(request, url, sizeof url, "GET", name);
            json_array_append_new(out, json_pack("{s:O, s:s}", "type", type, "url", url));
        }
        reply_data(request, reply, 200, out, NULL);
    }
    json_decref(known);
    json_decref(row);
}

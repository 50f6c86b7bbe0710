/* HTTP under the sandbox: libmicrohttpd, a thread a connection, compression, and the line's faults. */
#include "tests/sandbox/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <microhttpd.h>
#include <zlib.h>

#include "tests/sandbox/faults.h"
#include "tests/sandbox/gateway.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/reply.h"
#include "tests/sandbox/text.h"
#include "tests/sandbox/tls.h"
#include "tests/sandbox/training.h"

static void request_free(struct request *request)
{
    switch_values_free(&request->switches);
    json_decref(request->query);
    json_decref(request->json);
    json_decref(request->token);
    json_decref(request->user);
    json_decref(request->client);
    free(request->body);
    free(request);
}

static void gzip(struct request *request, struct reply *reply)
{
    const char *accepted = request_header(request, "Accept-Encoding");
    z_stream stream = {0};
    size_t room;
    char *out;

    if (!accepted || !strcasestr(accepted, "gzip") || reply->size < 256 || !reply->body ||
        strncmp(reply->type, "image/", 6) == 0)
        return;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    room = deflateBound(&stream, reply->size) + 32;
    out = malloc(room);
    if (out) {
        stream.next_in = (Bytef *)reply->body;
        stream.avail_in = (uInt)reply->size;
        stream.next_out = (Bytef *)out;
        stream.avail_out = (uInt)room;
        if (deflate(&stream, Z_FINISH) == Z_STREAM_END) {
            free(reply->body);
            reply->body = out;
            reply->size = stream.total_out;
            reply_header(reply, "Content-Encoding", "gzip");
            out = NULL;
        }
        free(out);
    }
    deflateEnd(&stream);
}

static void add_standard_headers(struct request *request, struct reply *reply)
{
    const char *key = request_header(request, "X-Idempotency-Key");
    time_t seconds = (time_t)(world_now(request->world) / 1000000);
    char date[64];
    struct tm tm;

    gmtime_r(&seconds, &tm);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    reply_header(reply, "Date", date);
    reply_header(reply, "x-request-id", request->id);
    reply_header(reply, "Content-Type", reply->type ? reply->type : "application/json; charset=utf-8");
    if (key)
        reply_header(reply, "X-Idempotency-Key", key);
    reply_header(reply, "Vary", "Accept-Encoding");
}

static enum MHD_Result queue(struct request *request, struct reply *reply)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->size, reply->body ? reply->body : (char *)"", MHD_RESPMEM_MUST_COPY);
    enum MHD_Result result;
    const char *name;
    json_t *value;

    if (!response)
        return MHD_NO;
    json_object_foreach(reply->headers, name, value)
        MHD_add_response_header(response, name, json_string_value(value));
    result = MHD_queue_response(request->connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static void queue_broken(struct request *request, struct reply *reply, size_t *sent)
{
    char *head = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&head, &size);
    const char *name;
    json_t *value;

    if (!out)
        return;
    fprintf(out, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: %zu\r\n", reply->status,
            MHD_get_reason_phrase_for((unsigned)reply->status), reply->size);
    json_object_foreach(reply->headers, name, value)
        fprintf(out, "%s: %s\r\n", name, json_string_value(value));
    fputs("\r\n", out);
    fclose(out);
    *sent = faults_send(request, reply, head);
    free(head);
}

static void take_id(struct request *request)
{
    const char *given = request_header(request, "X-Request-ID");
    struct world *world = request->world;

    if (given && strlen(given) < sizeof request->id)
        snprintf(request->id, sizeof request->id, "%s", given);
    else
        snprintf(request->id, sizeof request->id, "%s#%llu", world->node,
                 (unsigned long long)++world->counter);
}

static enum MHD_Result finish(struct request *request, struct reply *reply, bool training)
{
    struct world *world = request->world;
    enum MHD_Result result = MHD_NO;
    size_t sent;
    bool broken = faults_line(request);

    if (!training)
        faults_body(request, reply);
    gzip(request, reply);
    add_standard_headers(request, reply);
    sent = reply->size;
    if (broken)
        queue_broken(request, reply, &sent);
    pthread_mutex_lock(&world->lock);
    if (!training)
        journal_request(request, reply->status, request->body_size, sent);
    pthread_mutex_unlock(&world->lock);
    if (!broken)
        result = queue(request, reply);
    json_decref(reply->headers);
    free(reply->body);
    return result;
}

static enum MHD_Result serve(struct request *request)
{
    struct world *world = request->world;
    struct reply reply = {0};
    bool training = strncmp(request->path, "/training/", 10) == 0;

    request_read_query(request);
    pthread_mutex_lock(&world->lock);
    take_id(request);
    if (training) {
        switches_plain(world->switches, &request->switches);
        for (int i = SW_DELAY_MS; i < SW_COUNT; i++) {
            json_decref((json_t *)request->switches.value[i]);
            request->switches.value[i] = json_null();
        }
        training_serve(request, &reply);
        pthread_mutex_unlock(&world->lock);
        return finish(request, &reply, true);
    }
    switches_take(world->switches, request->method, request->path, &request->switches);
    pthread_mutex_unlock(&world->lock);

    faults_sleep(world, switch_number(&request->switches, SW_DELAY_MS));
    if (strcmp(switch_text(&request->switches, SW_DROP_CONNECTION), "before") == 0) {
        pthread_mutex_lock(&world->lock);
        journal_request(request, 0, request->body_size, 0);
        pthread_mutex_unlock(&world->lock);
        return MHD_NO;
    }
    if (!faults_instead(request, &reply)) {
        pthread_mutex_lock(&world->lock);
        gateway_serve(request, &reply);
        pthread_mutex_unlock(&world->lock);
    }
    faults_sleep(world, switch_number(&request->switches, SW_DELAY_REPLY_MS));
    return finish(request, &reply, false);
}

static void take_body(struct request *request, const char *data, size_t size)
{
    size_t wanted = request->body_size + size + 1;
    char *grown;

    if (wanted > BODY_MAX) {
        request->too_large = true;
        return;
    }
    if (wanted > request->body_room) {
        size_t room = request->body_room ? request->body_room * 2 : 4096;
        while (room < wanted)
            room *= 2;
        grown = realloc(request->body, room);
        if (!grown) {
            request->too_large = true;
            return;
        }
        request->body = grown;
        request->body_room = room;
    }
    memcpy(request->body + request->body_size, data, size);
    request->body_size += size;
    request->body[request->body_size] = 0;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data, size_t *size,
                              void **memory)
{
    struct request *request = *memory;

    (void)version;
    if (!request) {
        request = calloc(1, sizeof *request);
        if (!request)
            return MHD_NO;
        request->world = context;
        request->connection = connection;
        snprintf(request->method, sizeof request->method, "%s", method);
        snprintf(request->path, sizeof request->path, "%s", url);
        *memory = request;
        return MHD_YES;
    }
    if (*size > 0) {
        take_body(request, data, *size);
        *size = 0;
        return MHD_YES;
    }
    return serve(request);
}

static void completed(void *context, struct MHD_Connection *connection, void **memory,
                      enum MHD_RequestTerminationCode why)
{
    (void)context;
    (void)connection;
    (void)why;
    if (*memory)
        request_free(*memory);
    *memory = NULL;
}

struct MHD_Daemon *http_start(struct world *world, int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)world->options.port),
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL |
                     MHD_USE_SUPPRESS_DATE_NO_CLOCK;
    struct MHD_OptionItem options[6] = {
        {MHD_OPTION_CONNECTION_TIMEOUT, 120, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, 64 * 1024, NULL},
        {MHD_OPTION_LISTENING_ADDRESS_REUSE, 1, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    struct tls_pair pair = {0};
    struct MHD_Daemon *daemon;
    const union MHD_DaemonInfo *info;

    if (world->options.tls) {
        struct switch_values values;
        bool made;

        switches_plain(world->switches, &values);
        made = tls_make(world, switch_text(&values, SW_TLS_NAME), switch_on(&values, SW_TLS_EXPIRED), &pair);
        switch_values_free(&values);
        if (!made)
            return NULL;
        flags |= MHD_USE_TLS;
        options[3] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, pair.key};
        options[4] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, pair.certificate};
        options[5] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    }
    daemon = MHD_start_daemon(flags, (uint16_t)world->options.port, NULL, NULL, handle, world,
                              MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_NOTIFY_COMPLETED,
                              completed, NULL, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    tls_pair_free(&pair);
    info = daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    *port = info ? info->port : 0;
    return daemon;
}

void http_stop(struct MHD_Daemon *daemon)
{
    MHD_stop_daemon(daemon);
}

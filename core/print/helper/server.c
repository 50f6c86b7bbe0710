/* Asks the print service: its printers, to take a job, how a job is, to cancel it. */
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reply.h"

static const char *no_password(const char *prompt, http_t *http, const char *method, const char *resource,
                               void *data)
{
    (void)prompt;
    (void)http;
    (void)method;
    (void)resource;
    (void)data;
    return NULL; /* there is nobody to ask */
}

/* libcups asks whether to go on waiting: no. */
static int give_up_waiting(http_t *http, void *data)
{
    (void)http;
    (void)data;
    return 0;
}

void server_setup(void)
{
    cupsSetPasswordCB2(no_password, NULL);
}

void server_close(struct server *server)
{
    httpClose(server->http);
    server->http = NULL;
}

static bool server_open(struct server *server)
{
    if (server->http)
        return true;
    server->http =
        httpConnect2(cupsServer(), ippPort(), NULL, AF_UNSPEC, cupsEncryption(), 1, PRINT_CONNECT_MS, NULL);
    if (server->http)
        httpSetTimeout(server->http, PRINT_ANSWER_S, give_up_waiting, NULL);
    return server->http != NULL;
}

/* "/printers/Counter%202": where a request about a printer is posted to. */
static void resource_of(const char *printer, char *out, size_t size)
{
    size_t at = (size_t)snprintf(out, size, "/printers/");
    for (const unsigned char *p = (const unsigned char *)printer; *p && at + 4 < size; p++)
        at += (size_t)(*p > ' ' && *p < 0x7f && !strchr("/%?#\\\"<>", *p)
                           ? snprintf(out + at, size - at, "%c", *p)
                           : snprintf(out + at, size - at, "%%%02X", *p));
}

static ipp_t *request_new(ipp_op_t operation, const char *printer, int job)
{
    char uri[1024];
    ipp_t *request = ippNewRequest(operation);
    if (!request)
        give_up(PRINT_EXIT_MEMORY, "out of memory");
    if (job) {
        snprintf(uri, sizeof uri, "ipp://localhost/jobs/%d", job);
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "job-uri", NULL, uri);
    } else if (printer) {
        httpAssembleURIf(HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", 0, "/printers/%s",
                         printer);
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
    }
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cupsUser());
    return request;
}

static void wanted(ipp_t *request, const char *const *names, int n)
{
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", n, NULL, names);
}

/* Posts the request (and frees it). Without an answer the connection is closed and NULL returned. */
static ipp_t *ask(struct server *server, ipp_t *request, const char *resource)
{
    if (!server_open(server)) {
        ippDelete(request);
        return NULL;
    }
    ipp_t *answer = cupsDoRequest(server->http, request, resource);
    if (!answer)
        server_close(server);
    return answer;
}

static bool went_well(ipp_t *answer)
{
    return answer && ippGetStatusCode(answer) <= IPP_STATUS_OK_EVENTS_COMPLETE;
}

/* Why a request failed. `answer` NULL: the service said so below IPP, or said nothing at all. */
static enum job_state why_not(ipp_t *answer, struct words *words)
{
    ipp_status_t status = answer ? ippGetStatusCode(answer) : cupsLastError();
    words_set(words, cupsLastErrorString());
    switch (status) {
    case IPP_STATUS_ERROR_NOT_FOUND:
        return JOB_UNKNOWN_PRINTER;
    case IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS:
        return JOB_REJECTED;
    case IPP_STATUS_ERROR_FORBIDDEN:
    case IPP_STATUS_ERROR_NOT_AUTHENTICATED:
    case IPP_STATUS_ERROR_NOT_AUTHORIZED:
    case IPP_STATUS_ERROR_CUPS_AUTHENTICATION_CANCELED:
        return JOB_REFUSED;
    default:
        return answer ? JOB_REFUSED : JOB_NO_SERVER;
    }
}

/* --- printers --------------------------------------------------------------------------------------------
 */

static void media_add(json_t *list, ipp_attribute_t *attribute)
{
    for (int i = 0; i < ippGetCount(attribute) && json_array_size(list) < PRINT_MEDIA_NAMED; i++) {
        const char *media = ippGetString(attribute, i, NULL);
        if (media && strncmp(media, "custom_", 7) != 0)
            json_array_append_new(list, reply_text(media));
    }
}

/* Puts one attribute of a printer into its JSON object, if it is one of those that are shown. */
static void printer_attribute(json_t *printer, ipp_attribute_t *a)
{
    static const char *const texts[][2] = {{"printer-name", "name"},
                                           {"printer-info", "info"},
                                           {"printer-location", "location"},
                                           {"printer-make-and-model", "model"},
                                           {"printer-state-message", "message"}};
    static const char *const states[] = {"idle", "busy", "stopped"};
    const char *name = ippGetName(a);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!strcmp(name, texts[i][0]))
            json_object_set_new(printer, texts[i][1], reply_text(ippGetString(a, 0, NULL)));
    if (!strcmp(name, "printer-state")) {
        int state = ippGetInteger(a, 0);
        json_object_set_new(printer, "state", json_string(states[state >= 3 && state <= 5 ? state - 3 : 2]));
    } else if (!strcmp(name, "printer-is-accepting-jobs")) {
        json_object_set_new(printer, "accepting", json_boolean(ippGetBoolean(a, 0)));
    } else if (!strcmp(name, "printer-state-reasons")) {
        struct words words = {""};
        enum job_state state = judge_reasons(a, &words);
        json_object_set_new(printer, "trouble", json_string(job_state_word(state)));
        json_object_set_new(printer, "reason", reply_text(words.text));
    } else if (!strcmp(name, "media-supported")) {
        media_add(json_object_get(printer, "media"), a);
    }
}

static json_t *printer_new(void)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:s,s:s,s:[]}", "name", "", "info", "", "location", "",
                     "model", "", "message", "", "state", "stopped", "accepting", 0, "default", 0, "trouble",
                     "printing", "reason", "", "media");
}

static void default_read(struct server *server, struct words *name)
{
    static const char *const names[] = {"printer-name"};
    ipp_t *request = request_new(IPP_OP_CUPS_GET_DEFAULT, NULL, 0);
    wanted(request, names, 1);
    ipp_t *answer = ask(server, request, "/");
    words_set(name, ippGetString(ippFindAttribute(answer, "printer-name", IPP_TAG_NAME), 0, NULL));
    ippDelete(answer);
}

static void printers_read(ipp_t *answer, json_t *list, const char *first)
{
    json_t *printer = NULL;
    for (ipp_attribute_t *a = ippFirstAttribute(answer); a; a = ippNextAttribute(answer)) {
        if (ippGetGroupTag(a) != IPP_TAG_PRINTER || !ippGetName(a)) {
            printer = NULL; /* a separator: the next attribute begins another printer */
            continue;
        }
        if (!printer) {
            if (json_array_size(list) >= PRINT_PRINTERS_MAX)
                return;
            printer = printer_new();
            json_array_append_new(list, printer);
        }
        printer_attribute(printer, a);
    }
    size_t i;
    json_array_foreach(list, i, printer)
    {
        const char *name = json_string_value(json_object_get(printer, "name"));
        if (*first && name && !strcasecmp(name, first))
            json_object_set_new(printer, "default", json_true());
    }
}

json_t *server_printers(struct server *server, enum job_state *why, struct words *words)
{
    static const char *const names[] = {
        "printer-name",   "printer-info",          "printer-location",      "printer-make-and-model",
        "printer-state",  "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs",
        "media-supported"};
    struct words first = {""};
    ipp_t *request = request_new(IPP_OP_CUPS_GET_PRINTERS, NULL, 0);
    wanted(request, names, (int)(sizeof names / sizeof *names));
    ipp_t *answer = ask(server, request, "/");
    bool none =
        answer && ippGetStatusCode(answer) == IPP_STATUS_ERROR_NOT_FOUND; /* "No destinations added." */
    json_t *list = NULL;
    if (went_well(answer) || none) {
        list = json_array();
        default_read(server, &first);
        printers_read(answer, list, first.text);
    } else {
        *why = why_not(answer, words);
    }
    ippDelete(answer);
    return list;
}

/* --- jobs ------------------------------------------------------------------------------------------------
 */

bool server_cancel(struct server *server, int job, struct words *words)
{
    ipp_t *answer = ask(server, request_new(IPP_OP_CANCEL_JOB, NULL, job), "/jobs/");
    bool done = went_well(answer) || (answer && ippGetStatusCode(answer) == IPP_STATUS_ERROR_NOT_POSSIBLE);
    if (!done)
        why_not(answer, words);
    ippDelete(answer);
    return done;
}

static int job_create(struct server *server, const struct order *order, const char *resource,
                      enum job_state *why, struct words *words)
{
    ipp_t *request = request_new(IPP_OP_CREATE_JOB, order->printer, 0);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, order->title);
    ippAddInteger(request, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", order->copies);
    ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, order->media);
    ipp_t *answer = ask(server, request, resource);
    int job = went_well(answer) ? ippGetInteger(ippFindAttribute(answer, "job-id", IPP_TAG_INTEGER), 0) : 0;
    if (job <= 0)
        *why = why_not(answer, words);
    ippDelete(answer);
    return job;
}

/* Sends the pages; JOB_QUEUED, JOB_REFUSED, or JOB_SERVER_LOST when nobody can tell. */
static enum job_state pages_send(struct server *server, const struct order *order, const char *resource,
                                 int job, const char *pdf, struct words *words)
{
    enum { PIECE = 64 * 1024 };
    ipp_t *request = request_new(IPP_OP_SEND_DOCUMENT, NULL, job);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "document-name", NULL, order->title);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, "application/pdf");
    ippAddBoolean(request, IPP_TAG_OPERATION, "last-document", 1);
    http_status_t status =
        cupsSendRequest(server->http, request, resource, ippLength(request) + order->bytes);
    for (size_t at = 0; status == HTTP_STATUS_CONTINUE && at < order->bytes; at += PIECE) {
        size_t n = order->bytes - at < PIECE ? order->bytes - at : PIECE;
        status = cupsWriteRequestData(server->http, pdf + at, n);
    }
    ippDelete(request);
    ipp_t *answer = cupsGetResponse(server->http, resource);
    enum job_state state = JOB_QUEUED;
    if (!went_well(answer))
        state = why_not(answer, words) == JOB_NO_SERVER ? JOB_SERVER_LOST : JOB_REFUSED;
    ippDelete(answer);
    if (state == JOB_SERVER_LOST)
        server_close(server);
    return state;
}

enum job_state server_submit(struct server *server, const struct order *order, const char *pdf, int *job,
                             struct words *words)
{
    char resource[PRINT_NAME_MAX * 3 + 16];
    enum job_state state = JOB_REFUSED;
    struct words ignored = {""};
    resource_of(order->printer, resource, sizeof resource);
    *job = job_create(server, order, resource, &state, words);
    if (*job <= 0)
        return state;
    state = pages_send(server, order, resource, *job, pdf, words);
    if (state == JOB_REFUSED) /* an empty job must not wait for pages that never come */
        server_cancel(server, *job, &ignored);
    return state;
}

void server_look(struct server *server, int job, const char *printer, struct look *look)
{
    static const char *const of_job[] = {"job-state",
                                         "job-state-reasons",
                                         "job-printer-state-reasons",
                                         "job-printer-state-message",
                                         "job-media-sheets-completed",
                                         "job-impressions-completed"};
    static const char *const of_printer[] = {"printer-state", "printer-state-reasons"};
    char resource[PRINT_NAME_MAX * 3 + 16];
    *look = (struct look){.state = JOB_SERVER_LOST};
    ipp_t *request = request_new(IPP_OP_GET_JOB_ATTRIBUTES, NULL, job);
    wanted(request, of_job, (int)(sizeof of_job / sizeof *of_job));
    ipp_t *answer = ask(server, request, "/");
    if (!answer)
        return;
    if (!went_well(answer)) {
        if (ippGetStatusCode(answer) == IPP_STATUS_ERROR_NOT_FOUND)
            look->state = JOB_GONE;
        words_set(&look->detail, cupsLastErrorString());
        ippDelete(answer);
        return;
    }
    resource_of(printer, resource, sizeof resource);
    request = request_new(IPP_OP_GET_PRINTER_ATTRIBUTES, printer, 0);
    wanted(request, of_printer, (int)(sizeof of_printer / sizeof *of_printer));
    ipp_t *about = ask(server, request, resource);
    judge(answer, went_well(about) ? about : NULL, look);
    ippDelete(about);
    ippDelete(answer);
}

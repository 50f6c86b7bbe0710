/* The list of printers: asked once, read with care, each with the sentence that says why it is not ready. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"
#include "print/print.h"
#include "print/private.h"
#include "print/protocol.h"

/* What a printer's trouble is called when no job of ours waits for it. */
static const char *const troubles[JOB_STATES] = {
    [JOB_NO_PAPER] = N_("%s is out of paper."),     [JOB_OTHER_PAPER] = N_("%s asks for other paper."),
    [JOB_JAM] = N_("Paper is jammed in %s."),       [JOB_COVER] = N_("A cover of %s is open."),
    [JOB_NO_TONER] = N_("%s has no toner or ink."), [JOB_TRAY_FULL] = N_("The output tray of %s is full."),
    [JOB_OFFLINE] = N_("%s does not answer."),      [JOB_ATTENTION] = N_("%s needs attention."),
};

static void printer_clear(struct printer *p)
{
    free(p->name);
    free(p->info);
    free(p->location);
    free(p->model);
    message_clear(&p->note);
    for (size_t i = 0; i < p->n_media; i++)
        free(p->media[i]);
    free(p->media);
}

void printers_free(struct printers **pp)
{
    for (size_t i = 0; *pp && i < (*pp)->n; i++)
        printer_clear(&(*pp)->items[i]);
    if (*pp)
        free((*pp)->items);
    free(*pp);
    *pp = NULL;
}

static char *shown(const json_t *from, const char *name)
{
    const json_t *text = json_object_get(from, name);
    return utf8_clean(json_is_string(text) ? json_string_value(text) : "", json_string_length(text),
                      LIMIT_FIELD, false);
}

static void note_set(struct printer *p, const json_t *from)
{
    enum job_state trouble = JOB_PRINTING;
    const char *label = *p->info ? p->info : p->name;
    job_state_find(json_string_value(json_object_get(from, "trouble")), &trouble);
    if (!p->accepting)
        message_set(&p->note, N_("%s does not accept jobs now."), 1, label);
    else if (p->state == PRINTER_STOPPED)
        message_set(&p->note, N_("%s is stopped."), 1, label);
    else if (troubles[trouble])
        message_set(&p->note, troubles[trouble], 1, label);
}

static bool media_read(struct printer *p, const json_t *list)
{
    size_t n = json_array_size(list);
    if (n > PRINT_MEDIA_NAMED)
        return false;
    p->media = calloc(n ? n : 1, sizeof *p->media);
    for (; p->media && p->n_media < n; p->n_media++) {
        const char *media = json_string_value(json_array_get(list, p->n_media));
        char *copy = media ? utf8_clean(media, strlen(media), 120, false) : NULL;
        if (!copy)
            return false;
        p->media[p->n_media] = copy;
    }
    return p->media != NULL;
}

/* False for an object that is no printer. */
static bool printer_read(struct printer *p, const json_t *from)
{
    static const char *const states[] = {"idle", "busy", "stopped"};
    const char *name = json_string_value(json_object_get(from, "name"));
    const char *state = json_string_value(json_object_get(from, "state"));
    int found = -1;
    for (int i = 0; state && i < 3; i++)
        if (!strcmp(state, states[i]))
            found = i;
    if (text_empty(name) || strlen(name) > PRINT_NAME_MAX || found < 0)
        return false;
    p->state = (enum printer_state)found;
    p->name = text_dup(name);
    p->info = shown(from, "info");
    p->location = shown(from, "location");
    p->model = shown(from, "model");
    if (!p->name || !p->info || !p->location || !p->model)
        return false;
    p->accepting = json_is_true(json_object_get(from, "accepting"));
    p->is_default = json_is_true(json_object_get(from, "default"));
    note_set(p, from);
    return media_read(p, json_object_get(from, "media"));
}

static enum status nonsense(struct error *e)
{
    return error_set(
        e, STATUS_MALFORMED,
        N_("Not listed: the part of the program that talks to printers gave an unreadable answer."),
        N_("Try again, or save the form to a file."));
}

static enum status printers_read(const json_t *list, struct printers **out, struct error *e)
{
    size_t n = json_array_size(list);
    struct printers *printers = calloc(1, sizeof *printers);
    if (printers)
        printers->items = calloc(n ? n : 1, sizeof *printers->items);
    if (!printers || !printers->items) {
        free(printers);
        return error_memory(e);
    }
    bool good = json_is_array(list) && n <= PRINT_PRINTERS_MAX;
    for (size_t i = 0; good && i < n; i++) {
        printers->n = i + 1;
        good = printer_read(&printers->items[i], json_array_get(list, i));
    }
    if (!good) {
        printers_free(&printers);
        return nonsense(e);
    }
    *out = printers;
    return STATUS_OK;
}

static enum status answer_read(int code, const struct text *out, struct printers **printers, struct error *e)
{
    enum job_state state;
    if (code)
        return error_set(
            e, STATUS_BROKEN,
            N_("Not listed: the part of the program that talks to printers stopped unexpectedly."),
            N_("Try again, or save the form to a file."));
    json_t *reply = text_ok(out) ? json_loadb(out->data, out->len, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const char *name = json_string_value(json_object_get(reply, "reply"));
    enum status s;
    if (name && !strcmp(name, "printers"))
        s = printers_read(json_object_get(reply, "printers"), printers, e);
    else if (name && job_state_find(json_string_value(json_object_get(reply, "state")), &state))
        s = error_set(e, state == JOB_NO_SERVER ? STATUS_OFFLINE : STATUS_REFUSED,
                      state == JOB_NO_SERVER
                          ? N_("Not listed: the print service does not answer.")
                          : N_("Not listed: the print service refused to name its printers."),
                      N_("Start the print service (CUPS), or save the form to a file."));
    else
        s = nonsense(e);
    json_decref(reply);
    return s;
}

static void on_end(void *data, int code, struct text *out, struct text *err)
{
    struct print_job *job = data;
    struct printers *printers = NULL;
    ERROR_AUTO e = {0};
    (void)err;
    enum status s = answer_read(code, out, &printers, &e);
    job->ended = true;
    job->list(job->data, s, &e, printers);
    free(job);
}

enum status print_list(struct loop *loop, const struct print_service *service, print_list_fn fn, void *data,
                       struct print_job **out, struct error *e)
{
    static const char request[] = "{\"op\":\"list\"}\n";
    struct print_job *job = calloc(1, sizeof *job);
    *out = NULL;
    if (!job)
        return error_memory(e);
    job->list = fn;
    job->data = data;
    const struct print_start start = {
        .events = {.end = on_end, .data = job}, .out_max = LIMIT_REPLY, .timeout_ms = TIMEOUT_HELPER};
    enum status s = print_start(loop, service, request, sizeof request - 1, &start, job, e);
    if (s)
        free(job);
    else
        *out = job;
    return s;
}

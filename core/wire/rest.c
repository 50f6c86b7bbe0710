/* The REST envelope: one reader for success, failure, the gateway's own bodies and what proxies put in
 * between. */
#include "wire/rest.h"

#include <string.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/utf8.h"

static const char next_again[] = N_("Try again. If it stays, tell whoever runs the registry.");
static const char next_ask[] = N_("The registry is asked whether it happened before anything is sent again.");

static const struct {
    int http;
    enum status status;
    const char *what, *next;
} codes[] = {
    {400, STATUS_REFUSED, N_("The registry could not understand the request. Nothing was changed."),
     next_again},
    {401, STATUS_UNAUTHENTICATED, N_("The sign-in has ended. Nothing was changed."),
     N_("Sign in again; the work stays as it is.")},
    {403, STATUS_FORBIDDEN, N_("The registry does not allow this to you. Nothing was changed."),
     N_("Ask your administrator whether you should have this permission.")},
    {404, STATUS_NOT_FOUND, N_("The registry does not know this record."),
     N_("Refresh the list; it may have been removed.")},
    {409, STATUS_CONFLICT, N_("The record is not in a state that allows this. Nothing was changed."),
     N_("Open it again to see how it stands now.")},
    {410, STATUS_NOT_FOUND, N_("The registry does not know this record."),
     N_("Refresh the list; it may have been removed.")},
    {413, STATUS_LIMIT, N_("The registry says that this is too large. Nothing was changed."), NULL},
    {422, STATUS_REFUSED, N_("The registry did not accept what was sent. Nothing was changed."),
     N_("Read the registry's own words, change what they name and try again.")},
    {429, STATUS_THROTTLED, N_("The registry takes no more requests for a while. Nothing was changed."),
     N_("Wait a little; then try again.")},
};

bool rest_missing_allowances(const char *message, const char **names)
{
    static const char mark[] = "Missing allowances: ";
    const char *at = message ? strstr(message, mark) : NULL;
    if (!at)
        return false;
    *names = at + sizeof mark - 1;
    return true;
}

enum status rest_http_error(int http, bool change, const char *message, struct error *e)
{
    const char *names;
    if (http == 403 && rest_missing_allowances(message, &names)) {
        AUTO_FREE char *shown = utf8_clean(names, strlen(names), 256, false);
        return error_set1(e, STATUS_FORBIDDEN, N_("This needs the permission %s. Nothing was changed."),
                          N_("Ask your administrator whether you should have this permission."), shown);
    }
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].http == http)
            return error_set(e, codes[i].status, codes[i].what, codes[i].next);
    if ((http >= 500 && http != 501) || http == 424) {
        if (change)
            return error_set(e, STATUS_UNKNOWN, N_("The registry itself failed while it worked on this."),
                             next_ask);
        return error_set(e, STATUS_BROKEN, N_("The registry itself failed. Nothing was changed."),
                         next_again);
    }
    if (http == 501)
        return error_set(e, STATUS_UNSUPPORTED, N_("This registry cannot do this. Nothing was changed."),
                         NULL);
    return error_set(e, STATUS_REFUSED, N_("The registry refused this. Nothing was changed."), next_again);
}

static void page_read(const json_t *root, struct rest_page *page)
{
    const json_t *paging = json_at(root, "paging");
    *page = (struct rest_page){0};
    if (!json_is_object(paging))
        return;
    if (json_number(paging, "page_number", &page->number)) {
        page->numbered = true;
        json_number(paging, "page_size", &page->size);
        json_number(paging, "total_entries", &page->total);
        json_number(paging, "total_pages", &page->pages);
        page->has_more = page->number < page->pages;
        return;
    }
    page->cursored = json_at(paging, "cursors") != NULL;
    page->after = json_text(paging, "cursors.starting_after");
    page->before = json_text(paging, "cursors.ending_before");
    page->has_more = json_truth(paging, "has_more", false);
    json_number(paging, "size", &page->total);
    json_number(paging, "limit", &page->size);
}

/* The server's own words: its message, then every invalid field with its rule. */
static char *server_words(const struct rest_reply *reply)
{
    struct text words;
    text_init(&words, LIMIT_TEXT);
    if (reply->message)
        text_add(&words, reply->message);
    else if (reply->type)
        text_add(&words, reply->type);
    for (size_t i = 0; i < json_array_size(reply->invalid) && i < 32; i++) {
        const json_t *row = json_array_get(reply->invalid, i);
        const char *entry = json_text(row, "entry");
        const char *rule = json_text(row, "rules.0.description");
        if (!rule)
            rule = json_text(row, "rules.0.rule");
        /* The service adds a filler without an entry to every business refusal. */
        if (entry && rule)
            text_addf(&words, "%s%s: %s", words.len ? "; " : "", entry, rule);
    }
    char *shown = words.len ? utf8_clean(words.data, words.len, 2048, false) : NULL;
    text_free(&words);
    return shown;
}

static enum status rest_failed(struct rest_reply *out, bool change, struct error *e)
{
    enum status status = rest_http_error(out->http, change, out->message, e);
    if (e) {
        AUTO_FREE char *words = server_words(out);
        text_replace(&e->server, words);
    }
    return status;
}

static void note_request(const struct net_reply *reply, const char *id, struct error *e)
{
    if (!e)
        return;
    e->retry_after = reply->retry_after;
    AUTO_FREE char *shown = id ? utf8_clean(id, strlen(id), 128, false) : text_dup(reply->request_id);
    text_replace(&e->request_id, shown);
}

/* Not an envelope at all. A gateway's bare refusal has a code that speaks; a page of HTML is somebody else's.
 */
static enum status rest_unclear(const struct net_reply *reply, bool change, enum status status,
                                struct error *e)
{
    bool html = reply->body[strspn(reply->body, " \t\r\n")] == '<';
    if (reply->http >= 400 && status == STATUS_MALFORMED && !html) {
        status = rest_http_error(reply->http, change, NULL, e);
    } else if (change) {
        status = STATUS_UNKNOWN;
        if (e)
            message_set(&e->next, next_ask, 0);
    }
    if (e)
        e->status = status;
    note_request(reply, NULL, e);
    return status;
}

enum status rest_read(const struct net_reply *reply, bool change, struct rest_reply *out, struct error *e)
{
    *out = (struct rest_reply){.http = reply->http};
    if (reply->status != STATUS_OK && reply->status != STATUS_THROTTLED) {
        error_copy(e, reply->error);
        return out->status = reply->status;
    }
    if (reply->http == 204 || (reply->http < 300 && !reply->body_len))
        return out->status = STATUS_OK;
    enum status status = json_read(reply->body, reply->body_len, &out->root, e);
    if (status == STATUS_OK && !json_is_object(out->root))
        status = error_set(e, STATUS_MALFORMED, N_("An answer came that cannot be read."), next_again);
    if (status != STATUS_OK)
        return out->status = rest_unclear(reply, change, status, e);
    out->data = json_at(out->root, "data");
    out->urgent = json_at(out->root, "urgent");
    if (reply->http >= 200 && reply->http < 300) {
        page_read(out->root, &out->page);
        return out->status = STATUS_OK;
    }
    out->type = json_text(out->root, "error.type");
    out->message = json_text(out->root, "error.message");
    if (!out->message)
        out->message = json_text(out->root, "message");
    out->invalid = json_list(out->root, "error.invalid");
    out->status = rest_failed(out, change, e);
    note_request(reply, json_text(out->root, "meta.request_id"), e);
    return out->status;
}

void rest_free(struct rest_reply *reply)
{
    json_decref(reply->root);
    *reply = (struct rest_reply){0};
}

/* The head of a reply: kept whole, bounded, looked up by name; and the bytes that are wiped when they go. */
#include "net/private.h"

#include "base/limits.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool net_bytes_add(struct net_bytes *b, const char *p, size_t n)
{
    if (b->cap - b->len <= n) {
        size_t cap = b->cap ? b->cap : 1024;
        while (cap - b->len <= n)
            cap *= 2;
        char *data = malloc(cap);
        if (!data)
            return false;
        if (b->data) {
            memcpy(data, b->data, b->len);
            secret_wipe(b->data, b->cap);
            free(b->data);
        }
        b->data = data;
        b->cap = cap;
    }
    memcpy(b->data + b->len, p, n);
    b->len += n;
    b->data[b->len] = '\0';
    return true;
}

void net_bytes_wipe(struct net_bytes *b)
{
    if (b->data) {
        secret_wipe(b->data, b->cap);
        free(b->data);
    }
    *b = (struct net_bytes){0};
}

void net_head_reset(struct net_head *head)
{
    net_bytes_wipe(&head->text);
    head->seen = 0;
    head->complete = false;
}

/* Keeps "Name: value" without the blanks around the value; a line that is not one is passed over. */
static bool head_keep(struct net_head *head, const char *line, size_t n)
{
    const char *colon = memchr(line, ':', n);
    if (!colon || memchr(line, '\0', n))
        return true;
    const char *value = colon + 1, *end = line + n;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return net_bytes_add(&head->text, line, (size_t)(colon - line)) && net_bytes_add(&head->text, "", 1) &&
           net_bytes_add(&head->text, value, (size_t)(end - value)) && net_bytes_add(&head->text, "", 1);
}

bool net_head_line(struct net_head *head, const char *line, size_t n)
{
    head->seen += n;
    if (head->seen > LIMIT_REPLY_HEADERS)
        return false;
    while (n && (line[n - 1] == '\r' || line[n - 1] == '\n'))
        n--;
    if (!n) {
        head->complete = true;
        return true;
    }
    if (n > 5 && !memcmp(line, "HTTP/", 5)) {
        net_bytes_wipe(&head->text);
        head->complete = false;
        return true;
    }
    return head_keep(head, line, n);
}

/* The next name and value at *at; false at the end. */
static bool head_next(const struct net_head *head, size_t *at, const char **name, const char **value)
{
    if (*at >= head->text.len)
        return false;
    *name = head->text.data + *at;
    *at += strlen(*name) + 1;
    if (*at >= head->text.len)
        return false;
    *value = head->text.data + *at;
    *at += strlen(*value) + 1;
    return true;
}

const char *net_head_find(const struct net_head *head, const char *name)
{
    const char *have, *value;
    size_t at = 0;
    while (head && head_next(head, &at, &have, &value))
        if (!strcasecmp(have, name))
            return value;
    return NULL;
}

static const struct {
    const char *name;
    int seconds;
} windows[] = {
    {"second", 1},  {"minute", 60},        {"hour", 3600},
    {"day", 86400}, {"month", 30 * 86400}, {"year", 365 * 86400},
};

/* The longest window of the gateway that is used up. */
static int head_window(const struct net_head *head)
{
    static const char prefix[] = "x-ratelimit-remaining-";
    const char *name, *value;
    size_t at = 0;
    int seconds = 0;
    while (head_next(head, &at, &name, &value)) {
        long left;
        if (strncasecmp(name, prefix, sizeof prefix - 1) || !text_number(value, 1000 * 1000 * 1000, &left) ||
            left)
            continue;
        for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
            if (!strcasecmp(name + sizeof prefix - 1, windows[i].name) && windows[i].seconds > seconds)
                seconds = windows[i].seconds;
    }
    return seconds;
}

int net_head_retry_after(const struct net_head *head, int64_t now_ms)
{
    const char *value = net_head_find(head, "retry-after");
    long seconds;
    if (value && text_number(value, 366L * 86400, &seconds))
        return (int)seconds;
    time_t at = value ? curl_getdate(value, NULL) : -1;
    if (at != -1 && at > now_ms / 1000 && at - now_ms / 1000 < 366L * 86400)
        return (int)(at - now_ms / 1000);
    return head_window(head);
}

/* Heads of replies, line by line as they come: bounded, looked up, and asked how long to wait. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct net_head head = {0};
    const char *at = (const char *)data, *end = at + size;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = stop ? (size_t)(stop + 1 - at) : (size_t)(end - at);
        if (!net_head_line(&head, at, n))
            break;
        at += n;
    }
    net_head_find(&head, "location");
    if (net_head_retry_after(&head, 1767225600000) < 0 || head.text.len > 2 * LIMIT_REPLY_HEADERS)
        abort();
    net_head_reset(&head);
    return 0;
}

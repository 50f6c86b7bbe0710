/* JSON from outside: reading, walking and showing any bytes must neither crash nor let a control through. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "wire/json.h"
#include "wire/relay.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show_all(const json_t *value, int depth)
{
    const char *name;
    json_t *part;
    size_t i;
    AUTO_FREE char *shown = json_show(value, "");
    for (const char *c = shown; c && *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            abort();
    if (depth > LIMIT_JSON_DEPTH)
        abort();
    json_object_foreach((json_t *)value, name, part) show_all(part, depth + 1);
    json_array_foreach(value, i, part) show_all(part, depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ERROR_AUTO e = {0};
    JSON_AUTO *value = NULL;
    int64_t number;
    char id[RELAY_ID];
    struct relay_page page;
    if (json_read((const char *)data, size, &value, &e) != STATUS_OK) {
        if (value || e.status == STATUS_OK)
            abort();
        return 0;
    }
    show_all(value, 0);
    json_number(value, "a.0", &number);
    json_text(value, "a.b.c");
    relay_id_of(json_text(value, "id"), "Person", id);
    if (relay_page_read(value, &page))
        for (size_t i = 0; i < relay_page_count(&page); i++)
            relay_page_node(&page, i);
    struct text out;
    text_init(&out, LIMIT_REPLY);
    json_write(value, &out);
    text_free(&out);
    return 0;
}

/* The configuration file: whatever it holds, the rest is used, and what is dumped is read back without a
 * word. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "config/private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void dump_again(const struct config *c)
{
    struct config *again = NULL;
    TEXT_AUTO dump;
    size_t n;

    text_init(&dump, 4 * LIMIT_CONFIG_FILE);
    config_dump(c, &dump);
    if (!text_ok(&dump) || config_load("/nonexistent/registrar.ini", &again, NULL))
        return;
    ini_read(again, dump.data, dump.len);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (strcmp(config_text(c, (enum option)i), config_text(again, (enum option)i)) != 0)
            abort();
    (void)config_problems(again, &n);
    config_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config *c = NULL;

    if (size > LIMIT_CONFIG_FILE || config_load("/nonexistent/registrar.ini", &c, NULL))
        return 0;
    ini_read(c, (const char *)data, size);
    if (!config_profile(c, NULL) || !config_language(c))
        abort();
    dump_again(c);
    config_free(&c);
    return 0;
}

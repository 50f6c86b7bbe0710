/* The training phone: where every text message of the sandbox goes, and nowhere else (ehealth contract 9.5).
 */
#include "tests/sandbox/phone.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/sandbox/text.h"

bool phone_open(struct world *world, const char *name)
{
    int fd;

    if (!name)
        return true;
    if (strcmp(name, "-") == 0) {
        world->phone = stdout;
        world->phone_is_stdout = true;
        return true;
    }
    fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    world->phone = fd < 0 ? NULL : fdopen(fd, "a");
    if (!world->phone)
        fprintf(stderr, "registrar-sandbox: the phone file %s cannot be opened\n", name);
    return world->phone != NULL;
}

void phone_close(struct world *world)
{
    if (world->phone && !world->phone_is_stdout)
        fclose(world->phone);
    world->phone = NULL;
}

void phone_send(struct world *world, const char *to, int64_t code, const char *about)
{
    char at[ISO_SIZE], text[200], digits[24];
    json_t *line;
    char *dump;

    iso_instant(at, world_now(world));
    snprintf(digits, sizeof digits, "%lld", (long long)code);
    if (strncmp(about, "request ", 8) == 0)
        snprintf(text, sizeof text, "Код підтвердження декларації %s: %s", about + 8, digits);
    else
        snprintf(text, sizeof text, "Код для входу: %s", digits);
    line = json_pack("{s:s, s:s, s:s, s:s, s:s}", "at", at, "to", to, "text", text, "code", digits, "about",
                     about);
    dump = json_dumps(line, JSON_COMPACT);
    if (world->phone && dump) {
        fprintf(world->phone, "%s%s\n", world->phone_is_stdout ? "phone " : "", dump);
        fflush(world->phone);
    }
    world_log(world, "phone %s", dump ? dump : "");
    free(dump);
    json_decref(line);
}

/* The training clock and the log that is stamped with it. */
#include "tests/sandbox/world.h"

#include <stdarg.h>
#include <time.h>

#include "tests/sandbox/text.h"

int64_t world_now(const struct world *world)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 + world->clock_offset;
}

void world_log(struct world *world, const char *format, ...)
{
    char at[ISO_SIZE];
    va_list list;

    if (!world->log)
        return;
    iso_instant(at, world_now(world));
    fprintf(world->log, "%s ", at);
    va_start(list, format);
    vfprintf(world->log, format, list);
    va_end(list);
    fputc('\n', world->log);
    fflush(world->log);
}

/* How registrar-document gives up, and memory that is either there or the end of the process. */
#include "fail.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void fail(enum document_exit code, const char *id, const char *detail)
{
    json_t *line = json_pack("{s:s,s:s}", "error", id, "detail", detail ? detail : "");
    char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    if (text)
        fprintf(stderr, "\n%s\n", text);
    else
        fprintf(stderr, "\n{\"error\":\"%s\",\"detail\":\"\"}\n", id);
    fflush(stderr);
    _exit(code);
}

void *grow_zeroed(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
    return p;
}

void *grow_array(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
    size_t bytes = count * size;
    void *p = realloc(old, bytes ? bytes : 1);
    if (!p)
        fail(DOCUMENT_EXIT_MEMORY, "memory", NULL);
    return p;
}

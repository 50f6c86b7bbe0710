/* Replies of registrar-print: one JSON line each. */
#include "reply.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

void give_up(enum print_exit code, const char *why)
{
    fprintf(stderr, "registrar-print: %s\n", why);
    _exit(code);
}

static void write_all(const char *s, size_t n)
{
    while (n) {
        ssize_t put = write(STDOUT_FILENO, s, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            give_up(PRINT_EXIT_PIPE, "nobody reads the replies");
        s += put;
        n -= (size_t)put;
    }
}

void reply_send(json_t *line)
{
    char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    if (!text)
        give_up(PRINT_EXIT_MEMORY, "out of memory");
    size_t n = strlen(text);
    text[n] = '\n';
    write_all(text, n + 1);
    free(text);
    json_decref(line);
}

json_t *reply_text(const char *s)
{
    size_t n = s ? strlen(s) : 0;
    if (utf8_valid(s, n))
        return json_stringn(s, n);
    char *plain = malloc(n + 1);
    if (!plain)
        give_up(PRINT_EXIT_MEMORY, "out of memory");
    for (size_t i = 0; i < n; i++)
        plain[i] = (unsigned char)s[i] < 0x80 ? s[i] : '?';
    json_t *text = json_stringn(plain, n);
    free(plain);
    return text;
}

void reply_job(int job, enum job_state state, int sheets, const char *detail)
{
    reply_send(json_pack("{s:s,s:i,s:s,s:i,s:o}", "reply", "job", "job", job, "state", job_state_word(state),
                         "sheets", sheets, "detail", reply_text(detail)));
}

void reply_error(const char *op, enum job_state state, const char *detail)
{
    reply_send(json_pack("{s:s,s:s,s:s,s:o}", "reply", "error", "op", op, "state", job_state_word(state),
                         "detail", reply_text(detail)));
}

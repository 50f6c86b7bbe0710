/* Deadlines, conditions and children: the only places of the harness where time is looked at. */
#include "tests/harness/wait.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int64_t wait_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int wait_patience(int ms)
{
    const char *factor = getenv("REGISTRAR_TEST_PATIENCE");
    long n = factor ? strtol(factor, NULL, 10) : 1;
    if (n < 1) {
        n = 1;
    }
    return (int)(ms * (n > 100 ? 100 : n));
}

bool wait_until(bool (*ready)(void *data), void *data, int deadline_ms)
{
    int64_t end = wait_now() + wait_patience(deadline_ms);
    while (!ready(data)) {
        if (wait_now() >= end) {
            return ready(data);
        }
        poll(NULL, 0, 2);
    }
    return true;
}

bool wait_child(pid_t pid, int *status, int deadline_ms)
{
    int64_t end = wait_now() + wait_patience(deadline_ms);
    int fd = pidfd_open(pid, 0);
    for (;;) {
        pid_t got = waitpid(pid, status, WNOHANG);
        if (got == pid || (got < 0 && errno != EINTR)) {
            if (fd >= 0) {
                close(fd);
            }
            return got == pid;
        }
        int64_t left = end - wait_now();
        if (left <= 0) {
            break;
        }
        struct pollfd p = {.fd = fd, .events = POLLIN};
        poll(&p, 1, fd >= 0 ? (int)left : 2); /* without pidfds: look again every 2 ms */
    }
    if (fd >= 0) {
        close(fd);
    }
    return false;
}

int wait_code(int status)
{
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool wait_asleep(pid_t pid)
{
    char path[64];
    char line[512] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "r");
    if (!f) {
        return true;
    }
    size_t n = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    line[n] = '\0';
    size_t at = n;
    while (at > 0 && line[at - 1] != ')') {
        at--; /* the name stands in brackets and may itself hold any of this */
    }
    return at == 0 || at + 1 >= n || line[at + 1] != 'R';
}

/* The gate: filter and child on one side, the answers on the other. */
#include "tests/fault/gate.h"

#include <errno.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/seccomp.h>

#include "tests/harness/program.h"

static bool fd_send(int to, int fd)
{
    union {
        char room[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    char byte = 'x';
    struct iovec data = {&byte, 1};
    struct msghdr m = {.msg_iov = &data,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    struct cmsghdr *head = CMSG_FIRSTHDR(&m);

    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &fd, sizeof fd);
    return sendmsg(to, &m, 0) == 1;
}

static int fd_receive(int from)
{
    union {
        char room[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    char byte;
    struct iovec data = {&byte, 1};
    struct msghdr m = {.msg_iov = &data,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    struct cmsghdr *head;
    int fd = -1;

    if (recvmsg(from, &m, 0) != 1)
        return -1;
    head = CMSG_FIRSTHDR(&m);
    if (head && head->cmsg_type == SCM_RIGHTS)
        memcpy(&fd, CMSG_DATA(head), sizeof fd);
    return fd;
}

/* In the child: every call of the list goes to whoever holds the descriptor. */
static int filter_load(const int *calls)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
    int fd = -1;

    if (!ctx)
        return -1;
    for (; *calls >= 0; calls++)
        if (seccomp_rule_add(ctx, SCMP_ACT_NOTIFY, *calls, 0))
            return -1;
    if (seccomp_load(ctx) == 0)
        fd = seccomp_notify_fd(ctx);
    return fd; /* the context stays: freeing it would close the descriptor */
}

static _Noreturn void child_body(int to, const int *calls, void (*body)(void *data), void *data)
{
    int fd = filter_load(calls);

    if (fd < 0 || !fd_send(to, fd))
        _exit(99);
    close(to);
    close(fd);
    body(data);
    _exit(0);
}

/* Answers one call. False when the child was killed or is gone. */
static bool answer(int gate, pid_t pid, const struct gate_fault *f, long *seen)
{
    struct seccomp_notif ask;
    struct seccomp_notif_resp say;

    memset(&ask, 0, sizeof ask);
    if (ioctl(gate, SECCOMP_IOCTL_NOTIF_RECV, &ask))
        return errno == EINTR || errno == ENOENT;
    memset(&say, 0, sizeof say);
    say.id = ask.id;
    say.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    (*seen)++;
    if (f->at && (*seen == f->at || (*seen > f->at && f->forever))) {
        if (!f->error) {
            kill(pid, SIGKILL);
            return false;
        }
        say.flags = 0;
        say.error = -f->error;
    }
    return ioctl(gate, SECCOMP_IOCTL_NOTIF_SEND, &say) == 0 || errno == ENOENT || errno == EINTR;
}

static void serve(int gate, pid_t pid, const struct gate_fault *f, long *seen)
{
    struct pollfd p = {.fd = gate, .events = POLLIN};

    for (;;) {
        if (poll(&p, 1, -1) < 0 && errno != EINTR)
            return;
        if (p.revents & POLLIN) {
            if (!answer(gate, pid, f, seen))
                return;
        } else if (p.revents) {
            return; /* nobody is behind the gate any more */
        }
    }
}

long gate_run(const struct gate_fault *f, void (*body)(void *data), void *data, int *status)
{
    int pair[2], gate;
    pid_t parent = getpid();
    long seen = 0;
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        return -1;
    pid = fork();
    if (pid == 0) {
        program_child_setup(parent);
        close(pair[0]);
        child_body(pair[1], f->calls, body, data);
    }
    close(pair[1]);
    gate = pid > 0 ? fd_receive(pair[0]) : -1;
    close(pair[0]);
    if (gate >= 0) {
        serve(gate, pid, f, &seen);
        close(gate);
    }
    while (pid > 0 && waitpid(pid, status, 0) < 0 && errno == EINTR)
        ;
    return gate >= 0 ? seen : -1;
}

static void nothing(void *data)
{
    (void)data;
}

bool gate_works(const char **why)
{
    static const int calls[] = {SCMP_SYS(fsync), -1};
    struct gate_fault f = {.calls = calls};
    int status = 0;

    if (gate_run(&f, nothing, NULL, &status) == 0 && status == 0)
        return true;
    *why = "this machine has no seccomp notification";
    return false;
}

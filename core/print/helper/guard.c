/* The walls around registrar-print. libcups needs names, sockets and its configuration; nothing else. */
#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "reply.h"

enum {
    GUARD_CPU_SECONDS = 600, /* a job may be followed for days */
    GUARD_FILES = 64,
    GUARD_MEMORY = 512 * 1024 * 1024,
};
#if !defined(__SANITIZE_ADDRESS__) && defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

static void limit(int which, rlim_t value)
{
    const struct rlimit r = {value, value};
    if (setrlimit(which, &r))
        give_up(PRINT_EXIT_GUARD, "cannot set a limit");
}

#ifndef __SANITIZE_ADDRESS__
/* Nobody who prints does these: the process ends at once. */
static const int fatal[] = {
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),   SCMP_SYS(vfork),
    SCMP_SYS(ptrace), SCMP_SYS(listen),   SCMP_SYS(accept), SCMP_SYS(accept4),
    SCMP_SYS(bpf),    SCMP_SYS(unshare),  SCMP_SYS(setns),  SCMP_SYS(process_vm_readv),
};

/* Ways to change the disk or the system: "not permitted", and libcups does without. */
static const int refused[] = {
    SCMP_SYS(creat),
    SCMP_SYS(truncate),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(rmdir),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),
    SCMP_SYS(chmod),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(fchown),
    SCMP_SYS(lchown),
    SCMP_SYS(fchownat),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(chroot),
    SCMP_SYS(kill),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(openat2),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(io_uring_setup),
};

static const int writing[] = {O_WRONLY, O_RDWR};

static void filter_load(void)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    int bad = !f;
    for (size_t i = 0; !bad && i < sizeof fatal / sizeof *fatal; i++)
        bad |= fatal[i] >= 0 && seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, fatal[i], 0) < 0;
    for (size_t i = 0; !bad && i < sizeof refused / sizeof *refused; i++)
        bad |= refused[i] >= 0 && seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0) < 0;
    for (size_t i = 0; !bad && i < 2; i++) {
        bad |= seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, (scmp_datum_t)writing[i])) < 0;
        bad |= SCMP_SYS(open) >= 0 &&
               seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 1,
                                SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE, (scmp_datum_t)writing[i])) < 0;
    }
    /* Threads may be had (names are looked up in one), processes may not: see the flags of clone. */
    bad = bad || seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) < 0;
    bad = bad || seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
                                  SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) < 0;
    bad = bad || seccomp_load(f) < 0;
    if (f)
        seccomp_release(f);
    if (bad)
        give_up(PRINT_EXIT_GUARD, "cannot load the system call filter");
}
#endif

void guard_up(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, GUARD_CPU_SECONDS);
    limit(RLIMIT_NOFILE, GUARD_FILES);
    limit(RLIMIT_FSIZE, LIMIT_LOG_FILE); /* replies and complaints may go to a file */
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, GUARD_MEMORY);
    filter_load();
#endif
}

/* The walls around registrar-document: rlimits at the start, a seccomp filter once the fonts are open. */
#include "guard.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/limits.h"
#include "fail.h"

enum {
    GUARD_CPU_SECONDS = 30,
    GUARD_FILES = 64,
};
#if !defined(__SANITIZE_ADDRESS__) && defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

static void limit(int which, rlim_t value)
{
    /* a soft bound below the hard one, so that the signal tells which bound it was */
    struct rlimit r = {value, which == RLIMIT_CPU ? value + 1 : value};
    if (setrlimit(which, &r))
        fail(DOCUMENT_EXIT_SYSTEM, "guard", "rlimit");
}

void guard_limits(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, GUARD_CPU_SECONDS);
    limit(RLIMIT_NOFILE, GUARD_FILES);
    limit(RLIMIT_FSIZE, LIMIT_PDF);
#ifndef __SANITIZE_ADDRESS__
    limit(RLIMIT_AS, (rlim_t)1024 * 1024 * 1024);
#endif
}

#ifndef __SANITIZE_ADDRESS__
/* What rendering needs: memory, time, writing to what is open, waiting for our own threads, ending. */
static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(fstat64),
    SCMP_SYS(_llseek),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(tgkill),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
};

/* Nothing in a renderer does these by accident: the process ends at once. */
static const int fatal[] = {
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),       SCMP_SYS(vfork),
    SCMP_SYS(socket), SCMP_SYS(connect),  SCMP_SYS(socketpair), SCMP_SYS(ptrace),
    SCMP_SYS(bind),   SCMP_SYS(sendto),   SCMP_SYS(sendmsg),    SCMP_SYS(process_vm_readv),
};

/* Memory may be had, but not memory that can be run. */
static int allow_memory(scmp_filter_ctx f, int call)
{
    return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}
#endif

void guard_seal(void)
{
#ifndef __SANITIZE_ADDRESS__
    /* Everything not named fails with "not permitted", so that a library may still take its other path. */
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!f)
        fail(DOCUMENT_EXIT_SYSTEM, "guard", "seccomp");
    int bad = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
    /* Calls that this processor does not have are skipped by the library, not errors. */
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        bad |= allowed[i] >= 0 && seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0) < 0;
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        bad |= fatal[i] >= 0 && seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, fatal[i], 0) < 0;
    bad |= allow_memory(f, SCMP_SYS(mmap)) < 0 || allow_memory(f, SCMP_SYS(mprotect)) < 0;
    /* Pango asks fontconfig in threads of its own. A clone3 that "does not exist" makes the C library use
     * clone, whose flags can be seen here: threads may be had, processes may not. */
    bad |= seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) < 0;
    bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) < 0;
    /* cairo asks whether a font file is still there before it uses the open one: yes, without looking. */
    const int asks[] = {SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2)};
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
        bad |= asks[i] >= 0 && seccomp_rule_add(f, SCMP_ACT_ERRNO(0), asks[i], 0) < 0;
    bad |= seccomp_load(f) < 0;
    seccomp_release(f);
    if (bad)
        fail(DOCUMENT_EXIT_SYSTEM, "guard", "seccomp");
#endif
}

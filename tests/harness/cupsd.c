/* The private print service: its folder, its configuration, its scripted printer, its life. */
#include "tests/harness/cupsd.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/harness/program.h"
#include "tests/harness/scratch.h"
#include "tests/harness/wait.h"

#define CUPSD "/usr/sbin/cupsd"
#define LPADMIN "/usr/sbin/lpadmin"
#define BIN "/usr/lib/cups"

struct cupsd {
    char *folder, *server;
    pid_t pid;
    int out;
};

/* The printer: waits for what stands in its file `reason`, writes what it gets to job-N.pdf in one step. */
static const char printer_script[] =
    "#!/bin/sh\n"
    "D=${DEVICE_URI#rtest:}\n"
    "[ $# -eq 0 ] && { echo 'direct rtest:/ \"Test\" \"Test printer\"'; exit 0; }\n"
    "trap 'echo canceled >> \"$D/events\"; exit 0' TERM\n"
    "echo \"began=$1\" >> \"$D/events\"\n"
    "last=\n"
    "while [ -d \"$D\" ] && s=$(cat \"$D/reason\" 2>/dev/null); [ -n \"$s\" ]; do\n"
    "  case $s in\n"
    "    stop) echo 'ERROR: simulated fatal' >&2; exit 4;;\n"
    "    fail) echo 'ERROR: simulated failure' >&2; exit 1;;\n"
    "  esac\n"
    "  if [ \"$s\" != \"$last\" ]; then\n"
    "    [ -n \"$last\" ] && echo \"STATE: -$last\" >&2\n"
    "    echo \"STATE: +$s\" >&2; echo \"INFO: Waiting: $s\" >&2; last=$s\n"
    "  fi\n"
    "  sleep 0.05\n"
    "done\n"
    "[ -n \"$last\" ] && echo \"STATE: -$last\" >&2\n"
    "if [ -n \"$6\" ]; then cat \"$6\"; else cat; fi > \"$D/part-$1\" && mv \"$D/part-$1\" "
    "\"$D/job-$1.pdf\"\n"
    "echo \"job=$1 user=$2 title=$3 copies=$4 options=$5\" >> \"$D/events\"\n"
    "echo \"PAGE: 1 $4\" >&2\n";

static const char daemon_settings[] =
    "LogLevel info\n"
    "MaxLogSize 0\n"
    "Listen %s\n"
    "Browsing Off\n"
    "WebInterface No\n"
    "DefaultAuthType None\n"
    "PreserveJobHistory Yes\n"
    "PreserveJobFiles No\n"
    "JobKillDelay 5\n"
    "DirtyCleanInterval 0\n"
    "<Location />\n  Order allow,deny\n  Allow localhost\n</Location>\n"
    "<Location /admin>\n  Order allow,deny\n  Allow localhost\n</Location>\n"
    "<Policy default>\n"
    "  JobPrivateAccess all\n  JobPrivateValues none\n"
    "  <Limit All>\n    Order deny,allow\n  </Limit>\n"
    "</Policy>\n";

static const char *const folders[] = {"etc/ppd",   "etc/ssl", "cache", "run/certs",  "spool",
                                      "spool/tmp", "log",     "out",   "bin/backend"};
/* Where the daemon's own user writes when it was started by root. */
static const char *const lent[] = {"cache", "run", "run/certs", "spool", "spool/tmp", "out"};

static void cupsd_die(const char *what, const char *detail)
{
    fprintf(stderr, "harness: cupsd: %s %s\n", what, detail);
    abort();
}

/* The user the daemon runs as below root; false when there is none. */
static bool printer_user(uid_t *uid, gid_t *gid)
{
    struct passwd entry, *lp = NULL;
    char names[4096];
    if (getpwnam_r("lp", &entry, names, sizeof names, &lp) || !lp)
        return false;
    *uid = lp->pw_uid;
    *gid = lp->pw_gid;
    return true;
}

const char *cupsd_missing(void)
{
    uid_t uid;
    gid_t gid;
    if (access(CUPSD, X_OK))
        return "no " CUPSD " here: install cups-daemon";
    if (access(LPADMIN, X_OK))
        return "no " LPADMIN " here: install cups-client";
    if (!geteuid() && !printer_user(&uid, &gid))
        return "there is no user lp for the print service to run as";
    return NULL;
}

const char *cupsd_server(const struct cupsd *cupsd)
{
    return cupsd->server;
}

static void files_write(struct cupsd *c)
{
    char *text = NULL;
    const char *f = c->folder, *user = "lp", *group = "lp", *system = "root";
    char names[4096], group_names[4096];
    struct passwd entry, *me = NULL;
    struct group group_entry, *mine = NULL;
    if (geteuid()) {
        user = getpwuid_r(geteuid(), &entry, names, sizeof names, &me) || !me ? "nobody" : me->pw_name;
        if (getgrgid_r(getegid(), &group_entry, group_names, sizeof group_names, &mine))
            mine = NULL;
        group = system = mine ? mine->gr_name : "nogroup";
    }
    if (asprintf(
            &text,
            "ServerRoot %s/etc\nServerBin %s/bin\nDataDir /usr/share/cups\nCacheDir %s/cache\nStateDir "
            "%s/run\n"
            "RequestRoot %s/spool\nTempDir %s/spool/tmp\nServerKeychain %s/etc/ssl\nAccessLog %s/log/access\n"
            "ErrorLog %s/log/error\nPageLog %s/log/page\nUser %s\nGroup %s\nSystemGroup %s\n"
            "Sandboxing relaxed\nSyncOnClose No\n",
            f, f, f, f, f, f, f, f, f, f, user, group, system) < 0)
        cupsd_die("out of", "memory");
    scratch_write(f, "etc/cups-files.conf", text, 0644);
    free(text);
    if (asprintf(&text, daemon_settings, c->server) < 0)
        cupsd_die("out of", "memory");
    scratch_write(f, "etc/cupsd.conf", text, 0644);
    free(text);
    scratch_write(f, "bin/backend/rtest", printer_script, 0755);
}

/* The daemon's programs are those of the system; only the printers are ours. */
static void programs_link(struct cupsd *c)
{
    DIR *dir = opendir(BIN);
    if (!dir)
        cupsd_die("cannot read", BIN);
    for (struct dirent *e; (e = readdir(dir));) {
        char *from = NULL, *to = NULL;
        if (e->d_name[0] == '.' || !strcmp(e->d_name, "backend"))
            continue;
        if (asprintf(&from, BIN "/%s", e->d_name) < 0 ||
            asprintf(&to, "%s/bin/%s", c->folder, e->d_name) < 0 || symlink(from, to))
            cupsd_die("cannot link", e->d_name);
        free(from);
        free(to);
    }
    closedir(dir);
}

static void lend(const char *path)
{
    uid_t uid;
    gid_t gid;
    if (!geteuid() && printer_user(&uid, &gid) && chown(path, uid, gid))
        cupsd_die("cannot lend", path);
}

static bool answers(void *data)
{
    const struct cupsd *c = data;
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(to.sun_path, sizeof to.sun_path, "%s", c->server);
    bool there = fd >= 0 && !connect(fd, (struct sockaddr *)&to, sizeof to);
    if (fd >= 0)
        close(fd);
    return there;
}

void cupsd_again(struct cupsd *c)
{
    char *conf = scratch_path(c->folder, "etc/cupsd.conf"),
         *files = scratch_path(c->folder, "etc/cups-files.conf");
    char *err = scratch_path(c->folder, "log/stderr");
    const char *argv[] = {CUPSD, "-f", "-c", conf, "-s", files, NULL};
    char **env = program_environment(c->folder, NULL, NULL, NULL);
    unlink(c->server);
    c->pid = program_start(argv, env, err, &c->out);
    if (!wait_until(answers, c, 20000))
        cupsd_die("does not answer; see", err);
    program_environment_free(&env);
    free(conf);
    free(files);
    free(err);
}

struct cupsd *cupsd_start(void)
{
    struct cupsd *c = calloc(1, sizeof *c);
    if (!c)
        cupsd_die("out of", "memory");
    c->folder = scratch_new();
    c->out = -1;
    c->server = scratch_path(c->folder, "run/cups.sock");
    if (strlen(c->server) >= sizeof((struct sockaddr_un *)0)->sun_path)
        cupsd_die("TMPDIR is too long for a socket:", c->server);
    chmod(c->folder, 0755); /* the printer may run as another user */
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        scratch_make_folder(c->folder, folders[i]);
    }
    static const char *const open_to_all[] = {"etc", "etc/ppd", "bin",   "bin/backend",
                                              "run", "out",     "cache", "spool"};
    for (size_t i = 0; i < sizeof open_to_all / sizeof *open_to_all; i++) {
        char *path = scratch_path(c->folder, open_to_all[i]);
        chmod(path, 0755);
        free(path);
    }
    for (size_t i = 0; i < sizeof lent / sizeof *lent; i++) {
        char *path = scratch_path(c->folder, lent[i]);
        lend(path);
        free(path);
    }
    files_write(c);
    programs_link(c);
    cupsd_again(c);
    return c;
}

static void end(struct cupsd *c, int signal)
{
    int status;
    if (c->pid <= 0)
        return;
    kill(c->pid, signal);
    if (!wait_child(c->pid, &status, 10000)) {
        kill(c->pid, SIGKILL);
        wait_child(c->pid, &status, 10000);
    }
    c->pid = 0;
    close(c->out);
}

void cupsd_kill(struct cupsd *c)
{
    end(c, SIGKILL);
}

void cupsd_stop(struct cupsd **pc)
{
    struct cupsd *c = *pc;
    if (!c)
        return;
    end(c, SIGTERM);
    scratch_remove(&c->folder); /* a printer that is still waiting ends when its folder is gone */
    free(c->server);
    free(c);
    *pc = NULL;
}

/* Runs one of the CUPS commands against our daemon. */
static void command(struct cupsd *c, const char *const *argv)
{
    char *server = NULL;
    if (asprintf(&server, "CUPS_SERVER=%s", c->server) < 0)
        cupsd_die("out of", "memory");
    const char *extra[] = {server, NULL};
    struct program_run run = {.argv = argv, .home = c->folder, .extra = extra, .deadline_ms = 20000};
    program_run(&run);
    if (run.code)
        cupsd_die(argv[0], run.err ? run.err : "failed");
    program_run_free(&run);
    free(server);
}

static char *queue_path(struct cupsd *c, const char *queue, const char *name)
{
    char *path = NULL;
    if (asprintf(&path, "%s/out/%s/%s", c->folder, queue, name) < 0)
        cupsd_die("out of", "memory");
    return path;
}

void cupsd_add(struct cupsd *c, const char *queue, const char *const *options)
{
    enum { MOST = 8 };
    const char *argv[10 + 2 * MOST] = {LPADMIN, "-p", queue, "-m", "raw", "-E", "-v"};
    char *folder = queue_path(c, queue, ""), *uri = NULL;
    size_t at = 7;
    folder[strlen(folder) - 1] = '\0';
    if (mkdir(folder, 0755) && errno != EEXIST)
        cupsd_die("cannot make", folder);
    lend(folder);
    if (asprintf(&uri, "rtest:%s", folder) < 0)
        cupsd_die("out of", "memory");
    argv[at++] = uri;
    for (int i = 0; options && options[i] && i < MOST; i++) {
        argv[at++] = "-o";
        argv[at++] = options[i];
    }
    command(c, argv);
    free(folder);
    free(uri);
}

void cupsd_remove(struct cupsd *c, const char *queue)
{
    command(c, (const char *[]){LPADMIN, "-x", queue, NULL});
}

void cupsd_default(struct cupsd *c, const char *queue)
{
    command(c, (const char *[]){LPADMIN, "-d", queue, NULL});
}

void cupsd_disable(struct cupsd *c, const char *queue)
{
    command(c, (const char *[]){"/usr/sbin/cupsdisable", queue, NULL});
}

void cupsd_enable(struct cupsd *c, const char *queue)
{
    command(c, (const char *[]){"/usr/sbin/cupsenable", queue, NULL});
}

void cupsd_reject(struct cupsd *c, const char *queue)
{
    command(c, (const char *[]){"/usr/sbin/cupsreject", queue, NULL});
}

void cupsd_accept(struct cupsd *c, const char *queue)
{
    command(c, (const char *[]){"/usr/sbin/cupsaccept", queue, NULL});
}

void cupsd_reason(struct cupsd *c, const char *queue, const char *reason)
{
    char *now = queue_path(c, queue, "reason"), *next = queue_path(c, queue, "reason.next");
    FILE *f = fopen(next, "w");
    if (!f || fputs(reason, f) < 0 || fclose(f) || chmod(next, 0644) || rename(next, now))
        cupsd_die("cannot write", now);
    free(now);
    free(next);
}

static bool exists(void *path)
{
    return scratch_exists(path);
}

char *cupsd_delivered(struct cupsd *c, const char *queue, int job, int ms)
{
    char name[32];
    snprintf(name, sizeof name, "job-%d.pdf", job);
    char *path = queue_path(c, queue, name);
    if (!wait_until(exists, path, ms)) {
        free(path);
        return NULL;
    }
    return path;
}

char *cupsd_events(struct cupsd *c, const char *queue)
{
    char *path = queue_path(c, queue, "events"), *events = scratch_read(path, NULL);
    free(path);
    return events ? events : strdup("");
}

int cupsd_count(struct cupsd *c, const char *queue, const char *words)
{
    char *events = cupsd_events(c, queue), *rest = NULL;
    int n = 0;
    for (char *line = strtok_r(events, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        n += strstr(line, words) != NULL;
    free(events);
    return n;
}

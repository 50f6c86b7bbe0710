/* registrar-sandbox: starts the training registry, says where it listens, and waits to be ended. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "tests/sandbox/embed.h"
#include "tests/sandbox/fixtures.h"
#include "tests/sandbox/generator.h"
#include "tests/sandbox/gql.h"
#include "tests/sandbox/http.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/phone.h"
#include "tests/sandbox/store.h"
#include "tests/sandbox/text.h"
#include "tests/sandbox/world.h"

static bool make_folder(struct options *options)
{
    const char *base = getenv("TMPDIR");

    if (*options->data)
        return mkdir(options->data, 0700) == 0 || errno == EEXIST;
    snprintf(options->data, sizeof options->data, "%s/registrar-sandbox-XXXXXX",
             base && *base ? base : "/tmp");
    options->data_is_private = true;
    return mkdtemp(options->data) != NULL;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    remove(path);
    return 0;
}

static bool set_clock(struct world *world)
{
    int64_t wanted;

    if (!world->options.now)
        return true;
    if (!instant_valid(world->options.now, &wanted)) {
        fprintf(stderr, "registrar-sandbox: --now wants an instant as 2026-01-05T09:00:00Z\n");
        return false;
    }
    world->clock_offset = wanted - world_now(world);
    return true;
}

static bool set_switches(struct world *world)
{
    char why[160];

    for (int i = 0; i < world->options.set_count; i++) {
        if (!switches_set_text(world->switches, world->options.sets[i], why, sizeof why)) {
            fprintf(stderr, "registrar-sandbox: --set: %s\n", why);
            return false;
        }
    }
    return true;
}

static bool read_schema(const char *text, struct gql_schema **out)
{
    struct gql_fault fault;

    if (gql_schema_read(text, strlen(text), out, &fault) == 0)
        return true;
    fprintf(stderr, "registrar-sandbox: the schema, line %d: %s\n", fault.place.line, fault.message);
    return false;
}

/* The schema of today, and that of a server of 2019, where authenticationMethods is a plain list. */
static bool read_schemas(struct world *world)
{
    static const char begin[] = "authenticationMethods(", end[] = "): PersonAuthenticationMethodConnection";
    const char *text = embed_schema(), *from = strstr(text, begin), *to = from ? strstr(from, end) : NULL;
    char *old = NULL;
    bool done;

    if (!to || asprintf(&old, "%.*sauthenticationMethods: [PersonAuthenticationMethodOf2019]%s",
                        (int)(from - text), text, to + strlen(end)) < 0)
        return false;
    done = read_schema(text, &world->schema) && read_schema(old, &world->schema_2019);
    free(old);
    return done;
}

static bool world_start(struct world *world)
{
    pthread_mutex_init(&world->lock, NULL);
    randombytes_buf(world->link_key, sizeof world->link_key);
    uuid_random(world->node);
    world->switches = switches_new();
    world->journal = journal_new();
    if (!set_clock(world) || !set_switches(world))
        return false;
    if (!make_folder(&world->options)) {
        fprintf(stderr, "registrar-sandbox: the folder %s cannot be made\n", world->options.data);
        return false;
    }
    if (world->options.log) {
        int fd = open(world->options.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        world->log = fd < 0 ? NULL : fdopen(fd, "a");
        if (!world->log) {
            fprintf(stderr, "registrar-sandbox: the log %s cannot be opened\n", world->options.log);
            return false;
        }
    }
    return read_schemas(world) && phone_open(world, world->options.phone) && store_open(world) &&
           generator_fill(world) && store_serve(world);
}

static void world_end(struct world *world)
{
    phone_close(world);
    if (world->db)
        store_close(world);
    if (world->log)
        fclose(world->log);
    gql_schema_free(&world->schema);
    gql_schema_free(&world->schema_2019);
    switches_free(&world->switches);
    journal_free(&world->journal);
    pthread_mutex_destroy(&world->lock);
    free(world->ca_pem);
    if (world->options.data_is_private)
        nftw(world->options.data, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* Until a signal comes or, under --stdin-guard, standard input ends. */
static void wait_for_end(const struct world *world, int signals)
{
    struct pollfd waits[2] = {{.fd = signals, .events = POLLIN}, {.fd = -1, .events = POLLIN}};
    char bytes[256];

    if (world->options.stdin_guard)
        waits[1].fd = STDIN_FILENO;
    for (;;) {
        if (poll(waits, 2, -1) < 0 && errno != EINTR)
            return;
        if (waits[0].revents)
            return;
        if (waits[1].revents && read(STDIN_FILENO, bytes, sizeof bytes) <= 0)
            return;
    }
}

static int serve(struct world *world)
{
    struct MHD_Daemon *daemon;
    sigset_t set;
    int port, signals;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signals = signalfd(-1, &set, SFD_CLOEXEC);
    daemon = http_start(world, &port);
    if (!daemon || signals < 0) {
        fprintf(stderr, "registrar-sandbox: cannot listen on port %d\n", world->options.port);
        return 1;
    }
    pthread_mutex_lock(&world->lock);
    snprintf(world->base_url, sizeof world->base_url, "%s://127.0.0.1:%d",
             world->options.tls ? "https" : "http", port);
    pthread_mutex_unlock(&world->lock);
    printf("ready %s\n", world->base_url);
    fflush(stdout);
    wait_for_end(world, signals);
    world->ending = true;
    http_stop(daemon);
    close(signals);
    return 0;
}

int main(int argc, char **argv)
{
    struct world world = {0};
    int read = options_read(&world.options, argc, argv), result = 1;

    if (read != 0)
        return read == 1 ? 0 : 2;
    if (world.options.stdin_guard)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (sodium_init() < 0)
        return 1;
    if (world_start(&world)) {
        if (world.options.print_fixtures) {
            json_t *fixtures = fixtures_json(&world);
            json_dumpf(fixtures, stdout, JSON_INDENT(2));
            putchar('\n');
            json_decref(fixtures);
            result = 0;
        } else {
            result = serve(&world);
        }
    }
    world_end(&world);
    return result;
}

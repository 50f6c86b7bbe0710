/*
 * The approval under every fault: the line is cut inside the answer at byte n, the kernel refuses the nth
 * call, the program is killed there. Afterwards a healthy run settles it, and the registry counted one
 * approval.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <seccomp.h>

#include <cmocka.h>

#include "base/text.h"
#include "tests/fault/counter.h"
#include "tests/fault/gate.h"
#include "tests/fault/ledger.h"
#include "tests/harness/world.h"

enum { FAULTY_MS = 6000, REPLY_MAX = 1 << 20 };

static const int disk_calls[] = {SCMP_SYS(pwrite64), SCMP_SYS(fsync), SCMP_SYS(fdatasync),
                                 SCMP_SYS(ftruncate), -1};
static const int connects[] = {SCMP_SYS(connect), -1};
static const int sockets[] = {SCMP_SYS(socket), SCMP_SYS(openat), -1};
static const int sends[] = {SCMP_SYS(sendto), -1};
static const int receives[] = {SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), -1};
static const int moments[] = {SCMP_SYS(pwrite64), SCMP_SYS(fdatasync), SCMP_SYS(sendto), SCMP_SYS(recvfrom),
                              -1};

struct bench {
    struct world *world;
    struct counter *counter;
};

static int setup(void **state)
{
    struct bench *b = calloc(1, sizeof *b);

    b->world = world_new(NULL);
    b->counter = counter_new(b->world, world_fixture(b->world, "request.new_na"));
    b->counter->patience_ms = FAULTY_MS;
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;

    counter_free(&b->counter);
    world_free(&b->world);
    free(b);
    return 0;
}

/* One walk behind a gate; NULL or what is wrong. *met: the fault was reached. */
static const char *point_run(struct bench *b, const struct gate_fault *fault, bool *met)
{
    long before, seen;
    int status = 0;

    counter_begin(b->counter, b->world);
    before = world_count(b->world, "approve");
    seen = gate_run(fault, counter_walk, b->counter, &status);
    *met = seen >= fault->at;
    if (seen < 0)
        return "the gate did not open";
    if (fault->error && (!WIFEXITED(status) || WEXITSTATUS(status)))
        return "the program crashed";
    return counter_judge(b->counter, b->world, before);
}

/* Points until a walk meets no fault; the short form takes about `few` of them. */
static void sweep(struct bench *b, const char *kind, const int *calls, int error, bool forever, long few)
{
    struct gate_fault all = {.calls = calls};
    long points = 0, stride;
    bool met = true;
    const char *why;

    if (!gate_works(&why)) {
        print_message("skipped: %s\n", why);
        skip();
    }
    counter_begin(b->counter, b->world);
    int status = 0;
    long seen = gate_run(&all, counter_walk, b->counter, &status);
    assert_true(seen > 0 && b->counter->told);
    stride = fault_soak() || fault_point() ? 1 : seen / few + 1;
    for (long at = fault_point() ? fault_point() : 1; met; at += stride) {
        struct gate_fault fault = {.calls = calls, .at = at, .error = error, .forever = forever};
        const char *wrong = point_run(b, &fault, &met);
        points += met;
        if (wrong)
            fault_failed(kind, at, wrong, "approve_test");
        if (fault_point())
            break;
    }
    fault_points(kind, points);
}

static void without_faults_it_is_approved_once(void **state)
{
    struct bench *b = *state;
    long before = world_count(b->world, "approve");

    counter_begin(b->counter, b->world);
    assert_true(counter_healthy(b->counter));
    assert_true(b->counter->signed_in && b->counter->promised && b->counter->told);
    assert_int_equal(b->counter->unsent, 0);
    assert_int_equal(world_count(b->world, "approve"), before + 1);
}

/* The line is cut after `at` bytes of the answer to the approval. */
static const char *cut_run(struct bench *b, long at, const char *with)
{
    AUTO_FREE char *json =
        text_format("{\"cut_with\": \"%s\", \"cut_reply_at\": {\"value\": %ld, \"count\": 1, "
                    "\"method\": \"PATCH\"}}",
                    with, at);
    long before = world_count(b->world, "approve");
    const char *wrong;

    counter_begin(b->counter, b->world);
    world_switch(b->world, json);
    if (!counter_healthy(b->counter))
        return "the program crashed";
    wrong = counter_judge(b->counter, b->world, before);
    world_switch(b->world, "{\"cut_reply_at\": null}");
    return wrong;
}

static void the_line_is_cut_inside_the_answer(void **state)
{
    struct bench *b = *state;
    long points = 0, stride = fault_soak() || fault_point() ? 5 : 397;

    for (int reset = 0; reset < 2; reset++) {
        for (long at = fault_point() ? fault_point() - 1 : 0; at < 2000; at += stride) {
            const char *wrong = cut_run(b, at, reset ? "rst" : "fin");
            points++;
            if (wrong)
                fault_failed("cut answer", at + 1, wrong, "approve_test");
            if (fault_point())
                break;
        }
    }
    fault_points("answers cut", points);
}

/* Lines that fail in other ways, once each, on the way to the registry or back. */
static void the_line_fails_in_other_ways(void **state)
{
    static const char *const lines[] = {
        "{\"drop_connection\": {\"value\": \"before\", \"count\": 1, \"method\": \"PATCH\"}}",
        "{\"drop_connection\": {\"value\": \"after\", \"count\": 1, \"method\": \"PATCH\"}}",
        "{\"dribble\": {\"value\": 2000, \"count\": 1, \"method\": \"PATCH\"}}",
        "{\"delay_reply_ms\": {\"value\": 1500, \"count\": 1, \"method\": \"PATCH\"}}",
        "{\"reply_502_html\": {\"value\": true, \"count\": 1, \"method\": \"PATCH\"}}",
        "{\"truncate_json\": {\"value\": 40, \"count\": 1, \"method\": \"PATCH\"}}",
    };
    struct bench *b = *state;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        long before = world_count(b->world, "approve");
        const char *wrong;
        if (fault_point() && fault_point() != (long)i + 1)
            continue;
        counter_begin(b->counter, b->world);
        world_switch(b->world, lines[i]);
        wrong =
            counter_healthy(b->counter) ? counter_judge(b->counter, b->world, before) : "the program crashed";
        if (wrong)
            fault_failed("failing line", (long)i + 1, wrong, "approve_test");
    }
}

static void the_disk_is_full_or_broken(void **state)
{
    sweep(*state, "disk full from here on, approving", disk_calls, ENOSPC, true, 6);
    sweep(*state, "disk broken once, approving", disk_calls, EIO, false, 6);
}

static void the_network_refuses(void **state)
{
    sweep(*state, "connection refused once", connects, ECONNREFUSED, false, 4);
    sweep(*state, "no more descriptors, once", sockets, EMFILE, false, 6);
    sweep(*state, "broken in sending", sends, EPIPE, false, 5);
    sweep(*state, "reset in receiving", receives, ECONNRESET, false, 5);
}

static void killed_on_the_way(void **state)
{
    sweep(*state, "kill -9, approving", moments, 0, false, 12);
}

/* The planted fault: it was done twice, and the judge has to say so. */
static void doing_it_twice_is_found(void **state)
{
    struct bench *b = *state;
    long before;

    counter_begin(b->counter, b->world);
    before = world_count(b->world, "approve");
    assert_true(counter_healthy(b->counter));
    counter_renew(b->counter, b->world);
    assert_true(counter_healthy(b->counter));
    assert_non_null(counter_judge(b->counter, b->world, before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_faults_it_is_approved_once),
        cmocka_unit_test(the_line_is_cut_inside_the_answer),
        cmocka_unit_test(the_line_fails_in_other_ways),
        cmocka_unit_test(the_disk_is_full_or_broken),
        cmocka_unit_test(the_network_refuses),
        cmocka_unit_test(killed_on_the_way),
        cmocka_unit_test(doing_it_twice_is_found),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

/* The outbox: rows that last, moves that compare, states with an exit, what a dead program leaves behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/outbox.h"
#include "tests/harness/scratch.h"

struct room {
    char *folder;
    struct outbox *o;
};

static int room_open(void **state)
{
    struct room *r = calloc(1, sizeof *r);

    r->folder = scratch_new();
    assert_int_equal(outbox_open(r->folder, &r->o, NULL), STATUS_OK);
    *state = r;
    return 0;
}

static int room_close(void **state)
{
    struct room *r = *state;

    outbox_close(&r->o);
    scratch_remove(&r->folder);
    free(r);
    return 0;
}

static struct outbox_order order(const char *ref)
{
    return (struct outbox_order){.profile = "p",
                                 .user = "olena",
                                 .action = "approve",
                                 .kind = "request",
                                 .ref = ref,
                                 .label = "0000-12H4",
                                 .payload = "{\"a\":1}"};
}

static void append(struct outbox *o, const char *ref, char id[37])
{
    struct outbox_order new = order(ref);

    assert_int_equal(outbox_append(o, &new, id, NULL), STATUS_OK);
}

static enum status move(struct outbox *o, const char *id, enum outbox_state from, enum outbox_state to)
{
    struct outbox_change c = {.from = from, .to = to};

    return outbox_move(o, id, &c, NULL);
}

static enum outbox_state state_of(struct outbox *o, const char *id)
{
    struct outbox_row *row;
    enum outbox_state s;

    assert_int_equal(outbox_find(o, id, &row, NULL), STATUS_OK);
    s = row->state;
    outbox_row_free(&row);
    return s;
}

static void a_row_comes_back_as_it_was(void **state)
{
    struct room *r = *state;
    struct outbox_order new = order("r1");
    struct outbox_row *row;
    char id[37];

    new.file = "/tmp/scan.jpg";
    new.next_try = 5;
    new.needs_secret = true;
    assert_int_equal(outbox_append(r->o, &new, id, NULL), STATUS_OK);
    outbox_close(&r->o);
    assert_int_equal(outbox_open(r->folder, &r->o, NULL), STATUS_OK);
    assert_int_equal(outbox_find(r->o, id, &row, NULL), STATUS_OK);
    assert_string_equal(row->id, id);
    assert_string_equal(row->profile, "p");
    assert_string_equal(row->user, "olena");
    assert_string_equal(row->action, "approve");
    assert_string_equal(row->kind, "request");
    assert_string_equal(row->ref, "r1");
    assert_string_equal(row->label, "0000-12H4");
    assert_string_equal(row->payload, "{\"a\":1}");
    assert_string_equal(row->file, "/tmp/scan.jpg");
    assert_true(row->needs_secret);
    assert_int_equal(row->state, OUTBOX_QUEUED);
    assert_int_equal(row->next_try, 5);
    assert_int_equal(row->attempts, 0);
    assert_true(row->created > 0 && row->created <= clock_wall());
    outbox_row_free(&row);
    assert_int_equal(outbox_find(r->o, "00000000-0000-4000-8000-000000000000", &row, NULL), STATUS_NOT_FOUND);
    assert_null(row);
}

static void the_same_id_is_taken_once(void **state)
{
    struct room *r = *state;
    struct outbox_order new = order("r1");
    char id[37], again[37] = "";

    append(r->o, "r1", id);
    new.id = id;
    assert_int_equal(outbox_append(r->o, &new, again, NULL), STATUS_CONFLICT);
    assert_string_equal(again, "");
    new.id = "short";
    assert_int_equal(outbox_append(r->o, &new, again, NULL), STATUS_LIMIT);
}

static void a_payload_is_bounded(void **state)
{
    struct room *r = *state;
    struct outbox_order new = order("r1");
    AUTO_FREE char *big = malloc(LIMIT_REQUEST + 2);
    char id[37];

    memset(big, 'x', LIMIT_REQUEST + 1);
    big[LIMIT_REQUEST + 1] = '\0';
    new.payload = big;
    assert_int_equal(outbox_append(r->o, &new, id, NULL), STATUS_LIMIT);
    big[LIMIT_REQUEST] = '\0';
    assert_int_equal(outbox_append(r->o, &new, id, NULL), STATUS_OK);
}

static void a_move_keeps_its_reasons(void **state)
{
    struct room *r = *state;
    ERROR_AUTO why = {0};
    struct message sentence = {0};
    struct outbox_change c = {
        .from = OUTBOX_SENDING, .to = OUTBOX_REFUSED, .why = &why, .sentence = &sentence};
    struct outbox_row *row;
    char id[37];

    append(r->o, "r1", id);
    assert_int_equal(move(r->o, id, OUTBOX_QUEUED, OUTBOX_SENDING), STATUS_OK);
    error_set1(&why, STATUS_REFUSED, "Not approved: %s", "Look at it.", "Сіроїд\x1fx");
    message_set(&sentence, "%1$s %2$s", 2, "", "b");
    why.server = text_dup("Patient is not verified");
    why.request_id = text_dup("req#1");
    why.retry_after = 7;
    c.result = "{}";
    c.next_try = 99;
    assert_int_equal(outbox_move(r->o, id, &c, NULL), STATUS_OK);
    outbox_close(&r->o);
    assert_int_equal(outbox_open(r->folder, &r->o, NULL), STATUS_OK);
    assert_int_equal(outbox_find(r->o, id, &row, NULL), STATUS_OK);
    assert_int_equal(row->state, OUTBOX_REFUSED);
    assert_int_equal(row->attempts, 1);
    assert_int_equal(row->why.status, STATUS_REFUSED);
    assert_string_equal(row->why.what.id, "Not approved: %s");
    assert_string_equal(row->why.what.args[0], "Сіроїд x");
    assert_null(row->why.what.args[1]);
    assert_string_equal(row->why.next.id, "Look at it.");
    assert_string_equal(row->why.server, "Patient is not verified");
    assert_string_equal(row->why.request_id, "req#1");
    assert_int_equal(row->why.retry_after, 7);
    assert_string_equal(row->sentence.id, "%1$s %2$s");
    assert_string_equal(row->sentence.args[1], "b");
    assert_string_equal(row->result, "{}");
    assert_int_equal(row->next_try, 99);
    outbox_row_free(&row);
    message_clear(&sentence);
}

static void a_move_from_another_state_changes_nothing(void **state)
{
    struct room *r = *state;
    struct outbox *second;
    char id[37];

    append(r->o, "r1", id);
    assert_int_equal(outbox_open(r->folder, &second, NULL), STATUS_OK);
    assert_int_equal(move(second, id, OUTBOX_QUEUED, OUTBOX_SENDING), STATUS_OK);
    assert_int_equal(move(r->o, id, OUTBOX_QUEUED, OUTBOX_SENDING), STATUS_CONFLICT);
    assert_int_equal(move(r->o, id, OUTBOX_QUEUED, OUTBOX_WITHDRAWN), STATUS_CONFLICT);
    assert_int_equal(move(r->o, id, OUTBOX_SENDING, OUTBOX_WITHDRAWN), STATUS_INVALID);
    assert_int_equal(move(r->o, "nothing", OUTBOX_QUEUED, OUTBOX_SENDING), STATUS_NOT_FOUND);
    assert_int_equal(state_of(r->o, id), OUTBOX_SENDING);
    outbox_close(&second);
}

/* Walks the table: from every state that can be reached, a final one can be; no final one is sent again by
 * itself. */
static void no_state_is_without_an_exit(void **state)
{
    (void)state;
    for (int s = OUTBOX_QUEUED; s <= OUTBOX_WITHDRAWN; s++) {
        unsigned reached = OUTBOX_BIT(s), before = 0;
        bool ends = false;
        while (reached != before) {
            before = reached;
            for (int from = 1; from < OUTBOX_STATES; from++)
                for (int to = 1; to < OUTBOX_STATES; to++)
                    if ((before & OUTBOX_BIT(from)) &&
                        outbox_may_move((enum outbox_state)from, (enum outbox_state)to))
                        reached |= OUTBOX_BIT(to);
        }
        for (int to = 1; to < OUTBOX_STATES; to++)
            ends = ends || ((reached & OUTBOX_BIT(to)) && outbox_is_final((enum outbox_state)to));
        assert_true(ends);
        assert_true(*outbox_state_word((enum outbox_state)s));
        if (!outbox_is_final((enum outbox_state)s))
            assert_true(OUTBOX_UNSENT & OUTBOX_BIT(s));
    }
    /* Only what is queued is ever sent, and what may have happened is never withdrawn. */
    for (int from = 1; from < OUTBOX_STATES; from++)
        assert_true(from == OUTBOX_QUEUED || !outbox_may_move((enum outbox_state)from, OUTBOX_SENDING));
    assert_false(outbox_may_move(OUTBOX_SENDING, OUTBOX_WITHDRAWN));
    assert_false(outbox_may_move(OUTBOX_ASKING, OUTBOX_WITHDRAWN));
    assert_false(outbox_may_move((enum outbox_state)0, OUTBOX_QUEUED));
    assert_false(outbox_may_move((enum outbox_state)99, OUTBOX_QUEUED));
}

/* Every pair of states against the real file: exactly the table's ways are taken. */
static void the_file_keeps_to_the_table(void **state)
{
    static const enum outbox_state path[OUTBOX_STATES][4] = {
        [OUTBOX_SENDING] = {OUTBOX_SENDING},
        [OUTBOX_ASKING] = {OUTBOX_SENDING, OUTBOX_ASKING},
        [OUTBOX_DONE] = {OUTBOX_SENDING, OUTBOX_DONE},
        [OUTBOX_REFUSED] = {OUTBOX_SENDING, OUTBOX_REFUSED},
        [OUTBOX_NEEDS_YOU] = {OUTBOX_SENDING, OUTBOX_NEEDS_YOU},
        [OUTBOX_WITHDRAWN] = {OUTBOX_WITHDRAWN},
    };
    struct room *r = *state;

    for (int from = 1; from < OUTBOX_STATES; from++) {
        for (int to = 1; to < OUTBOX_STATES; to++) {
            enum outbox_state at = OUTBOX_QUEUED;
            char id[37];
            append(r->o, "r", id);
            for (int i = 0; i < 4 && path[from][i]; i++) {
                assert_int_equal(move(r->o, id, at, path[from][i]), STATUS_OK);
                at = path[from][i];
            }
            bool may = outbox_may_move((enum outbox_state)from, (enum outbox_state)to);
            assert_int_equal(move(r->o, id, at, (enum outbox_state)to), may ? STATUS_OK : STATUS_INVALID);
            assert_int_equal(state_of(r->o, id), may ? to : from);
        }
    }
}

static void lists_page_and_count(void **state)
{
    struct room *r = *state;
    struct outbox_query q = {.profile = "p", .states = OUTBOX_ALL, .count = 3};
    struct outbox_row **rows;
    int64_t oldest, next;
    char ids[7][37];
    size_t n;
    long count;

    for (int i = 0; i < 7; i++) {
        struct outbox_order new = order(i % 2 ? "odd" : "even");
        new.next_try = 1000 + i;
        assert_int_equal(outbox_append(r->o, &new, ids[i], NULL), STATUS_OK);
    }
    assert_int_equal(outbox_list(r->o, &q, &rows, &n, NULL), STATUS_OK);
    assert_int_equal(n, 3);
    assert_string_equal(rows[0]->id, ids[6]);
    outbox_rows_free(&rows, n);
    q.offset = 6;
    assert_int_equal(outbox_list(r->o, &q, &rows, &n, NULL), STATUS_OK);
    assert_int_equal(n, 1);
    assert_string_equal(rows[0]->id, ids[0]);
    outbox_rows_free(&rows, n);
    q = (struct outbox_query){.kind = "request", .ref = "odd", .states = OUTBOX_UNSENT, .oldest_first = true};
    assert_int_equal(outbox_list(r->o, &q, &rows, &n, NULL), STATUS_OK);
    assert_int_equal(n, 3);
    assert_string_equal(rows[0]->id, ids[1]);
    outbox_rows_free(&rows, n);
    assert_int_equal(outbox_count(r->o, &q, &count, &oldest, &next, NULL), STATUS_OK);
    assert_int_equal(count, 3);
    assert_int_equal(next, 1001);
    assert_true(oldest > 0);
    q = (struct outbox_query){.states = OUTBOX_ALL, .due = 1002};
    assert_int_equal(outbox_count(r->o, &q, &count, NULL, NULL, NULL), STATUS_OK);
    assert_int_equal(count, 3);
    q = (struct outbox_query){.user = "somebody else", .states = OUTBOX_ALL};
    assert_int_equal(outbox_count(r->o, &q, &count, &oldest, &next, NULL), STATUS_OK);
    assert_int_equal(count + oldest + next, 0);
}

/* A program that dies with a row in the air, and one with a code in its memory. */
static void a_dead_program_leaves_questions(void **state)
{
    struct room *r = *state;
    char ids[4][37];
    int pipes[2], status;
    size_t n;
    pid_t pid;

    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (pid == 0) {
        struct outbox *o;
        struct outbox_order new = order("secret");
        if (outbox_open(r->folder, &o, NULL))
            _exit(1);
        new.needs_secret = true;
        append(o, "sending", ids[0]);
        append(o, "queued", ids[1]);
        if (outbox_append(o, &new, ids[2], NULL) || move(o, ids[0], OUTBOX_QUEUED, OUTBOX_SENDING) ||
            write(pipes[1], ids, sizeof ids) != sizeof ids)
            _exit(1);
        _exit(0); /* as if killed: nothing is closed */
    }
    assert_int_equal(read(pipes[0], ids, sizeof ids), sizeof ids);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    append(r->o, "mine", ids[3]);
    assert_int_equal(move(r->o, ids[3], OUTBOX_QUEUED, OUTBOX_SENDING), STATUS_OK);
    assert_int_equal(outbox_recover(r->o, &n, NULL), STATUS_OK);
    assert_int_equal(n, 2);
    assert_int_equal(state_of(r->o, ids[0]), OUTBOX_ASKING);
    assert_int_equal(state_of(r->o, ids[1]), OUTBOX_QUEUED);
    assert_int_equal(state_of(r->o, ids[2]), OUTBOX_NEEDS_YOU);
    assert_int_equal(state_of(r->o, ids[3]), OUTBOX_SENDING);
    assert_int_equal(outbox_recover(r->o, &n, NULL), STATUS_OK);
    assert_int_equal(n, 0);
    close(pipes[0]);
    close(pipes[1]);
}

static void a_living_program_keeps_its_rows(void **state)
{
    struct room *r = *state;
    struct outbox *second;
    char id[37];
    size_t n;

    append(r->o, "r1", id);
    assert_int_equal(move(r->o, id, OUTBOX_QUEUED, OUTBOX_SENDING), STATUS_OK);
    assert_int_equal(outbox_open(r->folder, &second, NULL), STATUS_OK);
    assert_int_equal(outbox_recover(second, &n, NULL), STATUS_OK);
    assert_int_equal(n, 0);
    outbox_close(&r->o);
    assert_int_equal(outbox_recover(second, &n, NULL), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(state_of(second, id), OUTBOX_ASKING);
    outbox_close(&second);
}

static void final_rows_are_forgotten_and_wiped(void **state)
{
    struct room *r = *state;
    struct outbox_order new = order("r1");
    char done[37], waits[37];
    size_t n;

    new.payload = "{\"name\":\"Сіроїд\"}";
    assert_int_equal(outbox_append(r->o, &new, done, NULL), STATUS_OK);
    append(r->o, "r2", waits);
    assert_int_equal(move(r->o, done, OUTBOX_QUEUED, OUTBOX_SENDING), STATUS_OK);
    assert_int_equal(move(r->o, done, OUTBOX_SENDING, OUTBOX_DONE), STATUS_OK);
    assert_true(outbox_done_at(r->o, "p", "approve", "request", "r1", NULL) > 0);
    assert_true(outbox_done_at(r->o, "p", "approve", "request", "r1", "\"name\"") > 0);
    assert_int_equal(outbox_done_at(r->o, "p", "approve", "request", "r1", "\"other\""), 0);
    assert_int_equal(outbox_done_at(r->o, "p", "approve", "request", "r2", NULL), 0);
    assert_int_equal(outbox_forget(r->o, 1, &n, NULL), STATUS_OK);
    assert_int_equal(n, 0);
    assert_int_equal(outbox_forget(r->o, clock_wall() + 1, &n, NULL), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(state_of(r->o, waits), OUTBOX_QUEUED);
    outbox_close(&r->o); /* the log is folded into the file and goes */
    assert_null(scratch_search(r->folder, "Сіроїд", strlen("Сіроїд")));
    assert_int_equal(outbox_open(r->folder, &r->o, NULL), STATUS_OK);
}

static void files_are_private(void **state)
{
    static const char *const names[] = {"outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.lock"};
    struct room *r = *state;
    char id[37];

    append(r->o, "r1", id);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        AUTO_FREE char *path = scratch_path(r->folder, names[i]);
        struct stat st;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
}

static void a_lost_folder_is_a_sentence_not_a_crash(void **state)
{
    struct room *r = *state;
    struct outbox *o;
    ERROR_AUTO e = {0};

    assert_int_equal(outbox_open("/proc/nonexistent", &o, &e), STATUS_NOT_FOUND);
    assert_null(o);
    assert_non_null(e.what.id);
    scratch_write(r->folder, "file", "x", 0600);
    AUTO_FREE char *path = scratch_path(r->folder, "file");
    assert_int_not_equal(outbox_open(path, &o, &e), STATUS_OK);
    assert_null(o);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, room_open, room_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_row_comes_back_as_it_was),
        TEST(the_same_id_is_taken_once),
        TEST(a_payload_is_bounded),
        TEST(a_move_keeps_its_reasons),
        TEST(a_move_from_another_state_changes_nothing),
        TEST(no_state_is_without_an_exit),
        TEST(the_file_keeps_to_the_table),
        TEST(lists_page_and_count),
        TEST(a_dead_program_leaves_questions),
        TEST(a_living_program_keeps_its_rows),
        TEST(final_rows_are_forgotten_and_wiped),
        TEST(files_are_private),
        TEST(a_lost_folder_is_a_sentence_not_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

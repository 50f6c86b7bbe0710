/* The journey, its ledger, and the judge. */
#include "tests/fault/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/text.h"

struct ledger *ledger_new(void)
{
    /* cppcheck-suppress invalidFunctionArg; memory of nobody's file */
    struct ledger *l = mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (l == MAP_FAILED)
        fail_msg("no shared memory");
    return l;
}

void ledger_free(struct ledger **l)
{
    munmap(*l, sizeof **l);
    *l = NULL;
}

void ledger_begin(struct ledger *l)
{
    memset(l, 0, sizeof *l);
    for (int i = 0; i < LEDGER_ROWS; i++) {
        secret_uuid(l->row[i].id);
        l->row[i].maybe = 1; /* not there */
    }
}

/* Books the answer to a step towards `to`. */
static bool book(struct ledger *l, int i, int to, enum status status)
{
    if (status == STATUS_OK) {
        l->row[i].acked = to;
        l->row[i].maybe = 0;
        return true;
    }
    l->failures++;
    if (status == STATUS_UNKNOWN)
        l->row[i].doubt = true;
    else
        l->row[i].maybe &= ~OUTBOX_BIT(to); /* it was said that this did not happen */
    return false;
}

static bool step_append(struct outbox *o, struct ledger *l, int i)
{
    static char payload[2800];
    struct outbox_order order = {.id = l->row[i].id,
                                 .profile = "p",
                                 .user = "u",
                                 .action = "approve",
                                 .kind = "request",
                                 .ref = "r",
                                 .label = "l",
                                 .payload = payload + sizeof payload - 200 - 800 * i};
    char id[37];

    memset(payload, 'x', sizeof payload - 1);
    l->row[i].maybe |= OUTBOX_BIT(OUTBOX_QUEUED);
    return book(l, i, OUTBOX_QUEUED, outbox_append(o, &order, id, NULL));
}

static bool step_move(struct outbox *o, struct ledger *l, int i, enum outbox_state from, enum outbox_state to)
{
    struct outbox_change change = {.from = from, .to = to};

    l->row[i].maybe |= OUTBOX_BIT(to);
    return book(l, i, to, outbox_move(o, l->row[i].id, &change, NULL));
}

/* From the state a row was acknowledged in to done; false where it stopped. */
static bool row_go(struct outbox *o, struct ledger *l, int i)
{
    if (l->row[i].acked == 0 && !step_append(o, l, i))
        return false;
    if (l->row[i].acked == OUTBOX_QUEUED) {
        if (!step_move(o, l, i, OUTBOX_QUEUED, OUTBOX_SENDING))
            return false;
        l->row[i].sent++;
    }
    return l->row[i].acked != OUTBOX_SENDING || step_move(o, l, i, OUTBOX_SENDING, OUTBOX_DONE);
}

void journey_run(const char *folder, struct ledger *l)
{
    struct outbox *o = NULL;

    if (outbox_open(folder, &o, NULL)) {
        l->failures++;
    } else {
        for (int i = 0; i < LEDGER_ROWS; i++) {
            for (int tries = 0; tries < 2 && !l->row[i].doubt; tries++)
                if (row_go(o, l, i))
                    break;
        }
        outbox_close(&o);
    }
    l->ended = true;
}

/* The state of a row on the disk, 0 when it is not there, -1 when that cannot be read. */
static int state_on_disk(struct outbox *o, const char *id)
{
    struct outbox_row *row = NULL;
    enum status status = outbox_find(o, id, &row, NULL);
    int state = status == STATUS_OK ? (int)row->state : status == STATUS_NOT_FOUND ? 0 : -1;

    outbox_row_free(&row);
    return state;
}

static const char *row_judge(const struct ledger *l, int i, int state)
{
    if (state < 0)
        return "the outbox cannot be read";
    if (state == l->row[i].acked || (l->row[i].maybe & OUTBOX_BIT(state)))
        return NULL;
    return l->row[i].acked && !state ? "an acknowledged row is lost"
           : state < l->row[i].acked ? "an acknowledged step is lost"
                                     : "a step that was said not to have happened did";
}

const char *journey_judge(const char *folder, const struct ledger *l)
{
    struct outbox *o;
    const char *wrong = NULL;

    if (outbox_open(folder, &o, NULL))
        return "the outbox does not open";
    for (int i = 0; !wrong && i < LEDGER_ROWS; i++)
        wrong = row_judge(l, i, state_on_disk(o, l->row[i].id));
    outbox_close(&o);
    return wrong;
}

/* What the desk does after a start, with the ledger as the registry that is asked. */
static void row_settle(struct outbox *o, struct ledger *l, int i)
{
    int state = state_on_disk(o, l->row[i].id);

    l->row[i].acked = state > 0 ? state : 0;
    l->row[i].maybe = 0;
    l->row[i].doubt = false;
    if (state == OUTBOX_ASKING)
        step_move(o, l, i, OUTBOX_ASKING, l->row[i].sent ? OUTBOX_DONE : OUTBOX_QUEUED);
    row_go(o, l, i);
}

const char *journey_finish(const char *folder, struct ledger *l)
{
    const char *wrong = NULL;
    struct outbox *o;

    if (outbox_open(folder, &o, NULL))
        return "the outbox does not open";
    if (outbox_recover(o, NULL, NULL))
        wrong = "recovery failed";
    for (int i = 0; !wrong && i < LEDGER_ROWS; i++) {
        row_settle(o, l, i);
        if (state_on_disk(o, l->row[i].id) != OUTBOX_DONE)
            wrong = "a row is stuck";
        else if (l->row[i].sent != 1)
            wrong = l->row[i].sent ? "something was sent twice" : "something is done that was never sent";
    }
    outbox_close(&o);
    return wrong;
}

long fault_point(void)
{
    const char *text = getenv("FAULT_POINT");
    long n = 0;

    return text && text_number(text, 1000000000, &n) ? n : 0;
}

bool fault_soak(void)
{
    return !text_empty(getenv("SOAK"));
}

void fault_points(const char *kind, long n)
{
    print_message("%s: %ld points\n", kind, n);
}

void fault_failed(const char *kind, long point, const char *what, const char *test)
{
    fail_msg("%s at point %ld: %s. Replay: FAULT_POINT=%ld %s", kind, point, what, point, test);
    abort();
}

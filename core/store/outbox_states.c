/* The states of an outbox row and the ways between them, as data. */
#include "store/outbox.h"

#include <stddef.h>

#include "base/catalog.h"

static const struct state_row {
    const char *word;
    unsigned to; /* OUTBOX_BIT()s of the states it may move to */
    bool final;  /* ends by being forgotten */
} states[OUTBOX_STATES] = {
    [0] = {NULL, 0, false},
    [OUTBOX_QUEUED] = {N_("queued"),
                       OUTBOX_BIT(OUTBOX_QUEUED) | OUTBOX_BIT(OUTBOX_SENDING) | OUTBOX_BIT(OUTBOX_REFUSED) |
                           OUTBOX_BIT(OUTBOX_NEEDS_YOU) | OUTBOX_BIT(OUTBOX_WITHDRAWN),
                       false},
    [OUTBOX_SENDING] = {N_("sending"),
                        OUTBOX_BIT(OUTBOX_DONE) | OUTBOX_BIT(OUTBOX_REFUSED) | OUTBOX_BIT(OUTBOX_NEEDS_YOU) |
                            OUTBOX_BIT(OUTBOX_ASKING) | OUTBOX_BIT(OUTBOX_QUEUED),
                        false},
    [OUTBOX_ASKING] = {N_("asking"),
                       OUTBOX_BIT(OUTBOX_ASKING) | OUTBOX_BIT(OUTBOX_DONE) | OUTBOX_BIT(OUTBOX_REFUSED) |
                           OUTBOX_BIT(OUTBOX_NEEDS_YOU) | OUTBOX_BIT(OUTBOX_QUEUED),
                       false},
    [OUTBOX_DONE] = {N_("done"), 0, true},
    [OUTBOX_REFUSED] = {N_("refused"), OUTBOX_BIT(OUTBOX_QUEUED) | OUTBOX_BIT(OUTBOX_WITHDRAWN), true},
    [OUTBOX_NEEDS_YOU] = {N_("needs you"),
                          OUTBOX_BIT(OUTBOX_QUEUED) | OUTBOX_BIT(OUTBOX_WITHDRAWN) | OUTBOX_BIT(OUTBOX_DONE) |
                              OUTBOX_BIT(OUTBOX_NEEDS_YOU),
                          false},
    [OUTBOX_WITHDRAWN] = {N_("withdrawn"), 0, true},
};

const char *outbox_state_word(enum outbox_state s)
{
    return (unsigned)s < OUTBOX_STATES && states[s].word ? states[s].word : "";
}

bool outbox_may_move(enum outbox_state from, enum outbox_state to)
{
    return (unsigned)from < OUTBOX_STATES && (unsigned)to < OUTBOX_STATES &&
           (states[from].to & OUTBOX_BIT(to));
}

bool outbox_is_final(enum outbox_state s)
{
    return (unsigned)s < OUTBOX_STATES && states[s].final;
}

/* How rows kept on this computer speak: what they wait for, what comes next. */
#ifndef DESK_LOCAL_PAGES_H
#define DESK_LOCAL_PAGES_H

#include "desk/desk_private.h"

/* What an order does, in the registry's word for it. */
void local_action_cell(const struct desk *, const char *action, struct cell *);
enum tone local_outbox_tone(enum outbox_state);
/* What a row of the outbox waits for and what happens next; what happened when it is over. */
void local_outbox_next(const struct desk *, const struct outbox_row *, struct message *);
enum tone local_print_tone(enum print_state);
void local_print_state(const struct print_row *, struct message *);

#endif

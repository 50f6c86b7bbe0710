/*
 * The screens that are open, the one on top last. A screen that is closed leaves the stack at once and is
 * freed between two passes of the loop, so that it may close itself in the middle of its own work.
 */
#ifndef TUI_APP_STACK_H
#define TUI_APP_STACK_H

#include "tui/screen/screen.h"

enum { STACK_MAX = 48 };

struct stack {
    struct screen *open[STACK_MAX];
    int n;
    struct screen *closed[STACK_MAX];
    int n_closed;
};

/* Takes `s`; when the stack is full it is closed again and false comes back. */
bool stack_push(struct stack *, struct screen *s);
/* Takes `s` and everything above it off. False when it is not on the stack. */
bool stack_pop(struct stack *, struct screen *s);
void stack_clear(struct stack *);
struct screen *stack_top(const struct stack *);
struct screen *stack_below(const struct stack *, const struct screen *s);
/* The topmost screen of that kind (ON_...), NULL: none. */
struct screen *stack_find(const struct stack *, unsigned where);
/* Frees what was closed. */
void stack_bury(struct stack *);

#endif

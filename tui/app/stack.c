/* The screens that are open. */
#include "tui/app/stack.h"

static void stack_end(struct stack *stack, struct screen *s)
{
    if (stack->n_closed == STACK_MAX)
        stack_bury(stack);
    stack->closed[stack->n_closed++] = s;
}

bool stack_push(struct stack *stack, struct screen *s)
{
    if (!s)
        return false;
    if (stack->n == STACK_MAX) {
        stack_end(stack, s);
        return false;
    }
    stack->open[stack->n++] = s;
    return true;
}

static int stack_at(const struct stack *stack, const struct screen *s)
{
    for (int i = stack->n - 1; i >= 0; i--)
        if (stack->open[i] == s)
            return i;
    return -1;
}

bool stack_pop(struct stack *stack, struct screen *s)
{
    int at = stack_at(stack, s);
    if (at < 0)
        return false;
    while (stack->n > at)
        stack_end(stack, stack->open[--stack->n]);
    return true;
}

void stack_clear(struct stack *stack)
{
    while (stack->n)
        stack_end(stack, stack->open[--stack->n]);
}

struct screen *stack_top(const struct stack *stack)
{
    return stack->n ? stack->open[stack->n - 1] : NULL;
}

struct screen *stack_below(const struct stack *stack, const struct screen *s)
{
    int at = stack_at(stack, s);
    return at > 0 ? stack->open[at - 1] : NULL;
}

struct screen *stack_find(const struct stack *stack, unsigned where)
{
    for (int i = stack->n - 1; i >= 0; i--)
        if (stack->open[i]->ops->where & where)
            return stack->open[i];
    return NULL;
}

void stack_bury(struct stack *stack)
{
    while (stack->n_closed) {
        struct screen *s = stack->closed[--stack->n_closed];
        s->ops->close(s);
    }
}

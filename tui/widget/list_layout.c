/* Which columns a row of so many cells has, and how wide: a pure function. */
#include "tui/widget/list.h"

enum { GAP = 2 };

static int total(const struct list_slot *s, int n)
{
    int sum = n ? (n - 1) * GAP : 0;

    for (int i = 0; i < n; i++)
        sum += s[i].cols;
    return sum;
}

/* The column to give up first: the highest rank, the rightmost of equals; -1 when all are of rank 0. */
static int least(const struct column *c, const struct list_slot *s, int n)
{
    int worst = -1;

    for (int i = 0; i < n; i++)
        if (c[s[i].column].rank > 0 && (worst < 0 || c[s[i].column].rank >= c[s[worst].column].rank))
            worst = i;
    return worst;
}

/* A name is worth more than one more column: what is never dropped gets two thirds of the way to its ideal
 * first. */
static int needs(const struct column *c)
{
    int cols = c->rank == 0 && c->ideal > c->min ? (c->min + 2 * c->ideal) / 3 : c->min;

    return cols > 0 ? cols : 1;
}

static void take_out(struct list_slot *s, int *n, int at)
{
    for (int i = at; i + 1 < *n; i++)
        s[i] = s[i + 1];
    (*n)--;
}

/* Only columns that are never dropped are left, and still too wide: squeeze the widest, then give up the
 * last. */
static void squeeze(struct list_slot *s, int *n, int cols)
{
    while (total(s, *n) > cols) {
        int widest = 0;
        for (int i = 1; i < *n; i++)
            if (s[i].cols > s[widest].cols)
                widest = i;
        if (s[widest].cols > 1)
            s[widest].cols--;
        else if (*n > 1)
            (*n)--;
        else
            return;
    }
}

static void widen(const struct column *c, struct list_slot *s, int n, int cols)
{
    int spare = cols - total(s, n), best = -1;

    for (int i = 0; i < n && spare > 0; i++) {
        int want = c[s[i].column].ideal - s[i].cols;
        if (want <= 0)
            continue;
        want = want < spare ? want : spare;
        s[i].cols += want;
        spare -= want;
    }
    for (int i = 0; i < n; i++)
        if (!c[s[i].column].right && (best < 0 || c[s[i].column].ideal > c[s[best].column].ideal))
            best = i;
    if (spare > 0 && best >= 0)
        s[best].cols += spare < c[s[best].column].ideal ? spare : c[s[best].column].ideal;
}

int list_layout(const struct column *c, int n, uint32_t hidden, int cols, struct list_slot out[LIST_COLUMNS])
{
    int slots = 0, worst, at = 0;

    for (int i = 0; i < n && i < LIST_COLUMNS; i++)
        if (!(hidden & 1u << i))
            out[slots++] = (struct list_slot){i, 0, needs(&c[i])};
    if (!slots)
        return 0;
    while (total(out, slots) > cols && slots > 1 && (worst = least(c, out, slots)) >= 0)
        take_out(out, &slots, worst);
    if (total(out, slots) > cols)
        for (int i = 0; i < slots; i++)
            out[i].cols = c[out[i].column].min > 0 ? c[out[i].column].min : 1;
    squeeze(out, &slots, cols);
    widen(c, out, slots, cols);
    for (int i = 0; i < slots; i++) {
        out[i].col = at;
        at += out[i].cols + GAP;
    }
    return slots;
}

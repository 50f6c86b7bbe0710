/* The table of stand-ins, by hash of grapheme and column, and the way back. */
#define NCURSES_WIDECHAR 1
#include "tui/term/standin.h"

#include <curses.h>
#include <string.h>

#include "base/utf8.h"

static unsigned standin_hash(const struct paint_cell *c, int col)
{
    uint32_t h = 2166136261u ^ (uint32_t)col;

    for (int i = 0; i < PAINT_POINTS; i++)
        h = (h ^ (uint32_t)c->point[i]) * 16777619u;
    return h % STANDINS;
}

/* The private character for a grapheme in a column. The table is emptied by show_frame() before it is full.
 */
int32_t standin_for(struct standins *s, const struct paint_cell *c, int col)
{
    unsigned i = standin_hash(c, col);

    while (s->table[i].used) {
        const struct standin *e = &s->table[i];
        if (e->col == col && e->columns == c->columns && memcmp(e->point, c->point, sizeof(e->point)) == 0)
            return STANDIN_FIRST + (int32_t)i;
        i = (i + 1) % STANDINS;
    }
    memcpy(s->table[i].point, c->point, sizeof(c->point));
    s->table[i].col = (uint16_t)col;
    s->table[i].columns = c->columns;
    s->table[i].used = true;
    s->n++;
    return STANDIN_FIRST + (int32_t)i;
}

static void put_standin(const struct standins *s, int index, struct text *out, int *col)
{
    const struct standin *e = &s->table[index];

    for (int i = 0; i < PAINT_POINTS && e->point[i]; i++) {
        char utf8[4];
        text_add_n(out, utf8, utf8_encode(e->point[i], utf8));
    }
    *col = e->col + e->columns;
}

static void put_move(struct text *out, const char *hpa, int col, int cols)
{
    if (col >= cols)
        return; /* the end of a row: ncurses moves absolutely from there */
    if (hpa)
        text_add(out, tiparm(hpa, col));
    else
        text_addf(out, col ? "\r\x1b[%dC" : "\r", col);
}

void standin_put_back(const struct standins *s, const char *bytes, size_t n, const char *hpa, int cols,
                      struct text *out)
{
    size_t from = 0, i = 0;
    int col = -1;

    while (i < n) {
        int32_t code = 0;
        if ((unsigned char)bytes[i] == 0xf3)
            utf8_decode(bytes + i, n - i, &code);
        if (code < STANDIN_FIRST || code > STANDIN_HALF) {
            if (col >= 0)
                put_move(out, hpa, col, cols);
            col = -1;
            i++;
            continue;
        }
        text_add_n(out, bytes + from, i - from);
        if (code < STANDIN_HALF)
            put_standin(s, code - STANDIN_FIRST, out, &col);
        i += 4;
        from = i;
    }
    text_add_n(out, bytes + from, n - from);
    if (col >= 0)
        put_move(out, hpa, col, cols);
}

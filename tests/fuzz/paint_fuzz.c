/* The one door to the screen: whatever text comes, no control reaches a cell, and cells add up to the width.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tui/term/paint.h"
#include "tui/term/wrap.h"

enum { ROWS = 4, COLS = 23 };

static bool is_control(int32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

static void check(const struct paint *p)
{
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++) {
            const struct paint_cell *c = paint_cell(p, row, col);
            for (int i = 0; i < PAINT_POINTS && c->point[i]; i++)
                if (is_control(c->point[i]))
                    abort();
            if (c->columns > 2 ||
                (c->columns == 0 && (col == 0 || paint_cell(p, row, col - 1)->columns != 2)) ||
                (c->columns == 2 && (col + 1 == COLS || paint_cell(p, row, col + 1)->columns != 0)))
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct paint *p = n >= 4 ? paint_new(ROWS, COLS) : NULL;
    char *text = p ? malloc(n) : NULL;
    size_t at = 0, next;

    if (text) {
        int col = (int8_t)data[0] % (COLS + 4), columns = data[1] % (COLS + 4);
        n -= 4;
        memcpy(text, data + 4, n);
        text[n] = '\0';
        paint_set_bidi(p, data[2] & 1);
        paint_text_n(p, 0, col, columns, text, n, THEME_NORMAL);
        paint_text(p, 1, col, columns, text, THEME_NORMAL);
        paint_right(p, 2, col, columns, text, THEME_NORMAL);
        paint_put(p, 0, data[3] % COLS, columns, text, THEME_NORMAL);
        for (int row = 0; at < n && row < ROWS; row++, at += next) { /* wrapped lines make progress */
            size_t len = wrap_next(text + at, n - at, columns, &next);
            if (!next || len > next)
                abort();
            paint_text_n(p, row, 1, columns, text + at, len, THEME_NORMAL);
        }
        check(p);
    }
    free(text);
    paint_free(&p);
    return 0;
}

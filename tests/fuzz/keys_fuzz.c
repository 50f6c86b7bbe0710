/* Terminal input: any bytes in any pieces, time-outs in between; whatever comes out is a possible event. */
#include "base/limits.h"
#include "base/utf8.h"
#include "tui/term/keys.h"

#include <stdlib.h>

static void check(const struct key_event *e)
{
    if (e->kind == EVENT_KEY) {
        if (e->code <= 0 || e->code > K_LAST)
            abort();
    } else if (e->kind == EVENT_PASTE) {
        if (e->text_len > LIMIT_PASTE || !utf8_valid(e->text, e->text_len))
            abort();
        for (size_t i = 0; i < e->text_len; i++)
            if ((unsigned char)e->text[i] < 0x20 && e->text[i] != '\n' && e->text[i] != '\t')
                abort();
    } else if (e->kind == EVENT_MOUSE) {
        if (e->row < 0 || e->col < 0 || e->button < MOUSE_LEFT || e->button > MOUSE_WHEEL_DOWN)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct keys *k = keys_new();
    struct key_event e;
    size_t at = 0;

    if (!k)
        return 0;
    while (at < n) { /* a byte says how long the next piece is, and whether the timer fires after it */
        size_t piece = data[at] & 0x3f;
        bool timer = data[at] & 0x80;
        at++;
        if (piece > n - at)
            piece = n - at;
        keys_feed(k, (const char *)data + at, piece);
        at += piece;
        while (keys_next(k, &e))
            check(&e);
        if (timer && keys_wait_ms(k, 50)) {
            keys_timeout(k);
            while (keys_next(k, &e))
                check(&e);
            if (keys_wait_ms(k, 50))
                abort(); /* the timer settles everything */
        }
    }
    keys_free(&k);
    return 0;
}

/* One-time codes: digits in places, in memory that is wiped. */
#include "tui/widget/code.h"

#include "tui/term/paint.h"

void code_init(struct code *c, int length)
{
    *c = (struct code){.length = length < 1 ? 1 : length > CODE_MAX ? CODE_MAX : length};
}

void code_free(struct code *c)
{
    secret_clear(&c->digits);
}

void code_clear(struct code *c)
{
    secret_clear(&c->digits);
}

bool code_full(const struct code *c)
{
    return (int)c->digits.len == c->length;
}

static enum widget_result code_paste(struct code *c, const struct key_event *e)
{
    char digits[CODE_MAX];
    int n = 0;

    for (size_t i = 0; i < e->text_len; i++) {
        if (e->text[i] < '0' || e->text[i] > '9')
            continue;
        if (n == c->length) {
            secret_wipe(digits, sizeof(digits));
            return WIDGET_USED;
        }
        digits[n++] = e->text[i];
    }
    if (n)
        secret_set(&c->digits, digits, (size_t)n);
    secret_wipe(digits, sizeof(digits));
    return n ? WIDGET_CHANGED : WIDGET_USED;
}

enum widget_result code_key(struct code *c, const struct key_event *e)
{
    if (e->kind == EVENT_PASTE)
        return code_paste(c, e);
    if (key_types(e) && e->code >= '0' && e->code <= '9') {
        char digit = (char)e->code;
        bool added = !code_full(c) && secret_add(&c->digits, &digit, 1);
        secret_wipe(&digit, 1);
        return added ? WIDGET_CHANGED : WIDGET_USED;
    }
    if (key_is(e, K_BACKSPACE, 0)) {
        if (!c->digits.len)
            return WIDGET_USED;
        secret_drop_last(&c->digits);
        return WIDGET_CHANGED;
    }
    if (key_is(e, 'u', MOD_CTRL)) {
        secret_clear(&c->digits);
        return WIDGET_CHANGED;
    }
    if (key_is(e, K_ENTER, 0))
        return code_full(c) ? WIDGET_DONE : WIDGET_USED;
    return WIDGET_IGNORED;
}

void code_draw(const struct code *c, const struct ui *ui, int row, int col, bool focused)
{
    int typed = (int)c->digits.len;

    for (int i = 0; i < c->length; i++) {
        char place[2] = {i < typed ? c->digits.data[i] : '_', '\0'};
        paint_put(ui->paint, row, col + i * 2, 1, place, THEME_CODE);
        secret_wipe(place, sizeof(place));
    }
    if (focused)
        paint_cursor(ui->paint, row, col + 2 * (typed < c->length ? typed : c->length - 1));
}

/* Editing one field: by graphemes, in masks, in secrets. */
#include "tui/widget/field.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "tui/widget/field_private.h"

#include <string.h>

void field_init(struct field *f, const struct field_def *def, struct secret *secret)
{
    memset(f, 0, sizeof(*f));
    f->def = *def;
    text_init(&f->text, LIMIT_FIELD);
    text_init(&f->undo, LIMIT_FIELD);
    text_init(&f->narrow, 256);
    f->secret = secret ? secret : &f->own;
}

void field_free(struct field *f)
{
    secret_clear(&f->own);
    text_free(&f->text);
    text_free(&f->undo);
    text_free(&f->narrow);
}

void field_set_choices(struct field *f, const struct choices *c)
{
    f->choices = c;
}

static bool is_secret(const struct field *f)
{
    return f->def.kind == FIELD_SECRET;
}

/* Whether a character may stand in this field. */
static bool belongs(const struct field *f, int32_t code)
{
    bool digit = code >= '0' && code <= '9';

    if (f->def.kind == FIELD_UUID)
        return digit || (code >= 'a' && code <= 'f') || (code >= 'A' && code <= 'F');
    if (f->def.kind == FIELD_DIGITS || field_mask(f))
        return digit;
    return code >= 0x20 || (code == '\n' && f->def.kind == FIELD_MULTILINE);
}

/* Room for one more grapheme? */
static bool has_room(const struct field *f)
{
    const char *mask = field_mask(f);

    if (mask)
        return (int)f->text.len < field_mask_slots(mask);
    return !f->def.max || utf8_count_graphemes(f->text.data, f->text.len) < f->def.max;
}

/* Inserts one character at the cursor; false when it does not belong or there is no room. */
static bool insert(struct field *f, int32_t code)
{
    char utf8[4];
    size_t n, before = f->text.len, at = f->at;

    if (!belongs(f, code))
        return false;
    if (f->def.kind == FIELD_UUID && code >= 'A' && code <= 'F')
        code += 'a' - 'A';
    n = utf8_encode(code, utf8);
    text_splice(&f->text, at, 0, utf8, n);
    if (!text_ok(&f->text) || f->text.len == before) {
        f->text.failed = false;
        return false;
    }
    const char *mask = field_mask(f);
    bool over = mask ? (int)f->text.len > field_mask_slots(mask)
                     : f->def.max && utf8_count_graphemes(f->text.data, f->text.len) > f->def.max;
    if (over) { /* a combining mark joins what is there, so the check comes after */
        text_splice(&f->text, at, n, "", 0);
        return false;
    }
    f->at = at + n;
    return true;
}

static enum widget_result typed_secret(struct field *f, int32_t code)
{
    char utf8[4];
    size_t n = utf8_encode(code, utf8);
    bool added = secret_add(f->secret, utf8, n);

    secret_wipe(utf8, sizeof(utf8));
    return added ? WIDGET_CHANGED : WIDGET_USED;
}

static enum widget_result typed(struct field *f, const struct ui *ui, int32_t code)
{
    if (is_secret(f))
        return typed_secret(f, code);
    if (f->def.kind == FIELD_DATE)
        return field_date_type(f, ui, code);
    field_remember(f, true);
    if (!insert(f, code))
        return WIDGET_USED;
    return f->def.fixed && f->at == f->text.len && field_is_full(f) ? WIDGET_NEXT : WIDGET_CHANGED;
}

/* A phone pasted whole, in any notation, fills its places with its last digits. */
static bool paste_mask(struct field *f, const char *s, size_t n)
{
    AUTO_FREE char *copy = text_dup_n(s, n);
    size_t digits = 0;

    for (size_t i = 0; i < n; i++)
        digits += s[i] >= '0' && s[i] <= '9';
    if (!copy || f->def.kind == FIELD_UUID || (int)digits < field_mask_slots(field_mask(f)))
        return false;
    TEXT_AUTO stored;
    text_init(&stored, LIMIT_FIELD);
    form_mask_store(&f->def, copy, &stored);
    field_set(f, stored.data);
    return true;
}

static void paste_text(struct field *f, const char *s, size_t n)
{
    size_t len;
    int32_t code;

    for (; n && (len = utf8_decode(s, n, &code)) != 0; s += len, n -= len) {
        if ((code == '\n' && f->def.kind != FIELD_MULTILINE) || code == '\t')
            code = ' ';
        insert(f, code);
    }
}

static enum widget_result pasted(struct field *f, const struct ui *ui, const char *s, size_t n)
{
    (void)ui;
    while (n && strchr(" \t\n", s[0])) {
        s++;
        n--;
    }
    while (n && strchr(" \t\n", s[n - 1]))
        n--;
    if (!n)
        return WIDGET_USED;
    if (is_secret(f))
        return secret_add(f->secret, s, n) ? WIDGET_CHANGED : WIDGET_USED;
    field_remember(f, false);
    if (f->def.kind == FIELD_DATE) {
        AUTO_FREE char *copy = text_dup_n(s, n);
        struct date d;
        char iso[11];
        if (!copy || !date_parse_typed(copy, &d))
            return WIDGET_USED;
        date_format(d, iso);
        field_date_set(f, iso);
        return WIDGET_CHANGED;
    }
    if (!field_mask(f) || !paste_mask(f, s, n))
        paste_text(f, s, n);
    return WIDGET_CHANGED;
}

static void erase(struct field *f, size_t from, size_t to)
{
    text_splice(&f->text, from, to - from, "", 0);
    f->at = from;
}

static size_t word_start(const struct field *f)
{
    size_t at = f->at;

    while (at && f->text.data[at - 1] == ' ')
        at--;
    while (at && f->text.data[at - 1] != ' ')
        at -= utf8_grapheme_before(f->text.data, at);
    return at;
}

static enum widget_result erase_key(struct field *f, const struct key_event *e)
{
    size_t from = f->at, to = f->at;

    if (key_is(e, K_BACKSPACE, 0))
        from -= utf8_grapheme_before(f->text.data, f->at);
    else if (key_is(e, K_DELETE, 0))
        to += utf8_grapheme(f->text.data + f->at, f->text.len - f->at, NULL);
    else if (key_is(e, 'u', MOD_CTRL)) {
        from = 0;
        to = f->text.len;
    } else if (key_is(e, 'w', MOD_CTRL) || key_is(e, K_BACKSPACE, MOD_ALT))
        from = word_start(f);
    else
        return WIDGET_IGNORED;
    if (from == to)
        return WIDGET_USED;
    field_remember(f, false);
    erase(f, from, to);
    return WIDGET_CHANGED;
}

static enum widget_result secret_key(struct field *f, const struct key_event *e)
{
    if (key_is(e, K_BACKSPACE, 0)) {
        if (!f->secret->len)
            return WIDGET_USED;
        secret_drop_last(f->secret);
        return WIDGET_CHANGED;
    }
    if (key_is(e, 'u', MOD_CTRL) || key_is(e, 'w', MOD_CTRL) || key_is(e, K_DELETE, 0)) {
        secret_clear(f->secret);
        return WIDGET_CHANGED;
    }
    if (key_is(e, K_LEFT, 0) || key_is(e, K_RIGHT, 0) || key_is(e, K_HOME, 0) || key_is(e, K_END, 0))
        return WIDGET_USED;
    return WIDGET_IGNORED;
}

static enum widget_result move_key(struct field *f, const struct key_event *e)
{
    if (key_is(e, K_LEFT, 0))
        f->at -= utf8_grapheme_before(f->text.data, f->at);
    else if (key_is(e, K_RIGHT, 0))
        f->at += utf8_grapheme(f->text.data + f->at, f->text.len - f->at, NULL);
    else if (key_is(e, K_HOME, 0) || key_is(e, 'a', MOD_CTRL))
        f->at = 0;
    else if (key_is(e, K_END, 0) || key_is(e, 'e', MOD_CTRL))
        f->at = f->text.len;
    else
        return WIDGET_IGNORED;
    f->typing = false;
    return WIDGET_USED;
}

static enum widget_result undo_key(struct field *f)
{
    struct text swap = f->text;

    if (!f->undo_set)
        return WIDGET_USED;
    f->text = f->undo;
    f->undo = swap;
    f->at = f->text.len;
    f->typing = false;
    return WIDGET_CHANGED;
}

static enum widget_result leave_key(const struct key_event *e)
{
    if (key_is(e, K_TAB, 0) || key_is(e, K_ENTER, 0) || key_is(e, K_DOWN, 0))
        return WIDGET_NEXT;
    if (key_is(e, K_TAB, MOD_SHIFT) || key_is(e, K_UP, 0))
        return WIDGET_PREVIOUS;
    return WIDGET_IGNORED;
}

static enum widget_result bool_key(struct field *f, const struct key_event *e)
{
    if (!key_is(e, ' ', 0) && !key_is(e, K_LEFT, 0) && !key_is(e, K_RIGHT, 0))
        return key_types(e) ? WIDGET_USED : leave_key(e);
    text_set(&f->text, f->text.len ? "" : "yes");
    return WIDGET_CHANGED;
}

enum widget_result field_key(struct field *f, const struct ui *ui, const struct key_event *e)
{
    enum widget_result r;

    if (f->def.kind == FIELD_CHOICE) {
        r = field_choice_key(f, ui, e);
        return r != WIDGET_IGNORED || f->open ? r : leave_key(e);
    }
    if (f->def.kind == FIELD_BOOL)
        return bool_key(f, e);
    if (e->kind == EVENT_PASTE)
        return pasted(f, ui, e->text, e->text_len);
    if (key_types(e))
        return typed(f, ui, e->code);
    if (f->def.kind == FIELD_MULTILINE && key_is(e, K_ENTER, MOD_ALT))
        return typed(f, ui, '\n');
    if (is_secret(f))
        r = secret_key(f, e);
    else if (key_is(e, 'y', MOD_CTRL))
        r = undo_key(f);
    else if ((r = erase_key(f, e)) == WIDGET_IGNORED)
        r = move_key(f, e);
    return r != WIDGET_IGNORED ? r : leave_key(e);
}

void field_clear(struct field *f)
{
    if (is_secret(f))
        secret_clear(f->secret);
    text_clear(&f->text);
    f->at = 0;
    f->scroll = 0;
    f->typing = f->undo_set = false;
}

void field_set(struct field *f, const char *value)
{
    const char *digits = value;

    if (is_secret(f))
        return;
    f->typing = false;
    if (f->def.kind == FIELD_DATE) {
        field_date_set(f, value);
        return;
    }
    text_clear(&f->text);
    f->at = 0;
    if (!field_mask(f)) {
        text_add(&f->text, value);
        f->text.failed = false;
        f->at = f->text.len;
        return;
    }
    if (f->def.prefix && text_starts(value, f->def.prefix))
        digits += strlen(f->def.prefix);
    for (; *digits && has_room(f); digits++)
        insert(f, (unsigned char)*digits);
}

void field_value(const struct field *f, struct text *out)
{
    const char *mask = field_mask(f), *s = f->text.data;

    if (is_secret(f))
        return;
    if (f->def.kind == FIELD_DATE) {
        field_date_value(f, out);
    } else if (f->def.kind == FIELD_UUID) {
        for (const char *m = mask; *m && *s; m++)
            text_add_char(out, *m == '_' ? *s++ : *m);
    } else {
        if (mask && f->text.len && f->def.prefix)
            text_add(out, f->def.prefix);
        text_add(out, s);
    }
}

bool field_is_empty(const struct field *f)
{
    return is_secret(f) ? f->secret->len == 0 : f->text.len == 0;
}

bool field_is_full(const struct field *f)
{
    const char *mask = field_mask(f);

    if (f->def.kind == FIELD_DATE)
        return field_date_full(f);
    if (mask)
        return (int)f->text.len == field_mask_slots(mask);
    return f->def.fixed && f->def.max && utf8_count_graphemes(f->text.data, f->text.len) >= f->def.max;
}

/* The stream of the key decoder: which bytes are a key, a paste, a reply to swallow, or not complete yet. */
#include "tui/term/keys.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "tui/term/keys_private.h"

#include <stdlib.h>
#include <string.h>

enum { ESC = 0x1b, WAIT_LONG = 500, WAIT_PASTE = 2000 };

struct keys *keys_new(void)
{
    struct keys *k = calloc(1, sizeof(*k));

    if (!k)
        return NULL;
    text_init(&k->in, KEYS_INPUT);
    text_init(&k->paste, LIMIT_PASTE);
    text_init(&k->shown, LIMIT_PASTE);
    keys_table_defaults(k);
    return k;
}

void keys_free(struct keys **k)
{
    if (!*k)
        return;
    /* What was typed may have been a password. */
    if ((*k)->in.cap)
        explicit_bzero((*k)->in.data, (*k)->in.cap);
    text_free(&(*k)->in);
    text_free(&(*k)->paste);
    text_free(&(*k)->shown);
    free(*k);
    *k = NULL;
}

void keys_set_erase(struct keys *k, unsigned char c)
{
    k->erase = c;
}

void keys_feed(struct keys *k, const char *bytes, size_t n)
{
    k->expired = false;
    text_add_n(&k->in, bytes, n);
    if (!text_ok(&k->in)) {
        text_clear(&k->in);
        k->from = 0;
    }
}

/* Bytes that are done with are wiped: keys may be a password. */
static void keys_drop(struct keys *k, size_t n)
{
    explicit_bzero(k->in.data + k->from, n);
    k->from += n;
    if (k->from == k->in.len) {
        text_clear(&k->in);
        k->from = 0;
    }
}

static enum keys_found plain_key(struct key_event *out, int32_t code, unsigned mods)
{
    out->kind = EVENT_KEY;
    out->code = code;
    out->mods = mods;
    return KEYS_EVENT;
}

/* A control character of ASCII as a key. */
static enum keys_found control_key(const struct keys *k, unsigned char c, struct key_event *out)
{
    if (c == 0x7f || (c && c == k->erase) || (c == 0x08 && k->erase != 0x7f))
        return plain_key(out, K_BACKSPACE, 0);
    if (c == '\r' || c == '\n')
        return plain_key(out, K_ENTER, 0);
    if (c == '\t')
        return plain_key(out, K_TAB, 0);
    if (c == 0)
        return plain_key(out, ' ', MOD_CTRL);
    if (c < 27)
        return plain_key(out, 'a' + c - 1, MOD_CTRL);
    return plain_key(out, c + 0x40, MOD_CTRL); /* Ctrl-\ Ctrl-] Ctrl-^ Ctrl-_ */
}

static size_t utf8_promised(unsigned char c)
{
    return c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
}

/* One character or control without an ESC before it. */
static enum keys_found decode_plain(const struct keys *k, const char *s, size_t n, size_t *used,
                                    struct key_event *out)
{
    unsigned char c = (unsigned char)s[0];
    size_t want, have = 1;
    int32_t code;

    *used = 1;
    if (c < 0x20 || c == 0x7f)
        return control_key(k, c, out);
    if (c < 0x80)
        return plain_key(out, c, 0);
    if (c < 0xc2 || c > 0xf4)
        return KEYS_SWALLOW;
    want = utf8_promised(c);
    while (have < want && have < n && ((unsigned char)s[have] & 0xc0) == 0x80)
        have++;
    if (have == n && have < want)
        return KEYS_PARTIAL;
    *used = have;
    if (have < want || !utf8_valid(s, want))
        return KEYS_SWALLOW;
    utf8_decode(s, want, &code);
    if (code < 0xa0)
        return KEYS_SWALLOW;
    return plain_key(out, code, 0);
}

/* OSC, DCS and APC begin with ESC and one character; what follows tells a reply from Alt and that character.
 */
static enum keys_found decode_string(const char *s, size_t n, size_t *used)
{
    static const struct {
        char opens;
        const char *next;
    } STRINGS[] = {{']', "0123456789"}, {'P', "0123456789;>!$+|?"}, {'_', "G"}};

    for (size_t i = 0; i < sizeof(STRINGS) / sizeof(STRINGS[0]); i++) {
        if (s[1] != STRINGS[i].opens)
            continue;
        if (n == 2)
            return KEYS_PARTIAL;
        if (!s[2] || !strchr(STRINGS[i].next, s[2]))
            return KEYS_NOT;
        *used = 2;
        return KEYS_STRING;
    }
    return KEYS_NOT;
}

static enum keys_found decode_escape(const struct keys *k, const char *s, size_t n, size_t *used,
                                     struct key_event *out)
{
    enum keys_found found;

    if (n == 1)
        return KEYS_PARTIAL;
    found = keys_table_find(k, s, n, used, out);
    if (found != KEYS_NOT)
        return found;
    if (s[1] == '[')
        return keys_csi(s, n, used, out);
    if (s[1] == 'O')
        return keys_ss3(s, n, used, out);
    found = decode_string(s, n, used);
    if (found != KEYS_NOT)
        return found;
    if (s[1] == ESC) { /* Alt and a key that has a sequence; more than two are so many Esc keys */
        if (n > 2 && s[2] == ESC) {
            *used = 1;
            return plain_key(out, K_ESC, 0);
        }
        if (n > 2 && s[2] != '[' && s[2] != 'O') {
            *used = 1;
            return plain_key(out, K_ESC, 0);
        }
        found = decode_escape(k, s + 1, n - 1, used, out);
    } else {
        found = decode_plain(k, s + 1, n - 1, used, out);
    }
    if (found == KEYS_EVENT && out->kind == EVENT_KEY)
        out->mods |= MOD_ALT;
    *used += 1;
    return found;
}

/* Half-read, and nothing more will come. */
static enum keys_found decode_expired(const struct keys *k, const char *s, size_t n, size_t *used,
                                      struct key_event *out)
{
    *used = n;
    if (s[0] != ESC)
        return KEYS_SWALLOW;
    if (n == 1 || (n == 2 && s[1] == ESC)) {
        *used = 1;
        return plain_key(out, K_ESC, 0);
    }
    if (n == 2) {
        enum keys_found found = decode_plain(k, s + 1, 1, used, out);
        *used = 2;
        if (found != KEYS_EVENT)
            return KEYS_SWALLOW;
        out->mods |= MOD_ALT;
        return found;
    }
    return KEYS_SWALLOW;
}

static bool paste_drops(int32_t code)
{
    return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0) || code == 0x200b ||
           code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x2069) || code == 0xfeff;
}

/* Turns the collected bytes into clean text. */
static void paste_event(struct keys *k, struct key_event *out)
{
    const char *s = k->paste.data;
    size_t n = k->paste.len;

    text_clear(&k->shown);
    while (n) {
        char utf8[4];
        int32_t code;
        size_t len = utf8_decode(s, n, &code);
        bool crlf = code == '\r' && n > 1 && s[1] == '\n';

        if (code == '\r')
            code = '\n';
        s += len;
        n -= len;
        if (crlf) {
            s++;
            n--;
        }
        if (!paste_drops(code))
            text_add_n(&k->shown, utf8, utf8_encode(code, utf8));
    }
    out->kind = EVENT_PASTE;
    out->cut = !text_ok(&k->paste) || !text_ok(&k->shown);
    out->text = k->shown.data;
    out->text_len = k->shown.len;
    if (k->paste.cap)
        explicit_bzero(k->paste.data, k->paste.cap);
    text_clear(&k->paste);
}

/* Collects a paste up to its end mark. True when the event is there. */
static bool take_paste(struct keys *k, struct key_event *out)
{
    static const char END[] = "\x1b[201~";
    const size_t mark = sizeof(END) - 1;
    const char *s = k->in.data + k->from;
    size_t n = k->in.len - k->from, keep = 0;
    const char *end = n ? memmem(s, n, END, mark) : NULL;
    size_t take = end ? (size_t)(end - s) : n;

    if (!end && !k->expired) {
        for (keep = n < mark ? n : mark - 1; keep && memcmp(s + n - keep, END, keep) != 0; keep--)
            ;
        take = n - keep;
    }
    for (size_t i = 0; i < take && text_ok(&k->paste); i += 4096)
        text_add_n(&k->paste, s + i, take - i < 4096 ? take - i : 4096);
    keys_drop(k, end ? take + mark : take);
    if (!end && !k->expired)
        return false;
    k->pasting = false;
    paste_event(k, out);
    return true;
}

/* Skips a string of the terminal to its end: BEL, ESC \, or what cancels it. True when it ended. */
static bool skip_string(struct keys *k)
{
    const char *s = k->in.data + k->from;
    size_t n = k->in.len - k->from;

    for (size_t i = 0; i < n; i++) {
        size_t end = 0;
        if (s[i] == 0x07 || s[i] == 0x18 || s[i] == 0x1a)
            end = i + 1;
        else if (s[i] == ESC && i + 1 == n && !k->expired) {
            keys_drop(k, i);
            return false;
        } else if (s[i] == ESC)
            end = i + 1 < n && s[i + 1] == '\\' ? i + 2 : i;
        else
            continue;
        keys_drop(k, end);
        k->string = false;
        return true;
    }
    keys_drop(k, n);
    if (k->expired)
        k->string = false;
    return false;
}

static bool skip_runaway(struct keys *k)
{
    const char *s = k->in.data + k->from;
    size_t n = k->in.len - k->from;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c < 0x40)
            continue;
        keys_drop(k, c >= 0x40 && c < 0x7f ? i + 1 : i);
        k->runaway = false;
        return true;
    }
    keys_drop(k, n);
    if (k->expired)
        k->runaway = false;
    return false;
}

bool keys_next(struct keys *k, struct key_event *out)
{
    memset(out, 0, sizeof(*out));
    while (k->from < k->in.len || (k->pasting && k->expired)) {
        const char *s = k->in.data + k->from;
        size_t n = k->in.len - k->from, used = 0;
        enum keys_found found;

        if (k->pasting)
            return take_paste(k, out);
        if (k->string || k->runaway) {
            if (!(k->string ? skip_string(k) : skip_runaway(k)))
                return false;
            continue;
        }
        found = s[0] == ESC ? decode_escape(k, s, n, &used, out) : decode_plain(k, s, n, &used, out);
        if (found == KEYS_PARTIAL && !k->expired)
            return false;
        if (found == KEYS_PARTIAL)
            found = decode_expired(k, s, n, &used, out);
        keys_drop(k, used);
        k->pasting = found == KEYS_PASTE;
        k->string = found == KEYS_STRING;
        k->runaway = found == KEYS_RUNAWAY;
        if (found == KEYS_EVENT)
            return true;
        memset(out, 0, sizeof(*out));
    }
    return false;
}

int keys_wait_ms(const struct keys *k, int escape_ms)
{
    size_t n = k->in.len - k->from;

    if (k->pasting)
        return WAIT_PASTE;
    if (k->string || k->runaway)
        return WAIT_LONG;
    if (!n)
        return 0;
    return n > 2 && escape_ms < WAIT_LONG / 2 ? WAIT_LONG / 2 : escape_ms;
}

void keys_timeout(struct keys *k)
{
    k->expired = true;
    if (k->from == k->in.len)
        k->string = k->runaway = false;
}

/* Secrets in libsodium's guarded memory, and the random ids of requests. */
#include "base/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "base/utf8.h"

/* The leak checker of a sanitizer build has to trace us; nothing else may. */
#if defined(__SANITIZE_ADDRESS__)
#define SECRET_TRACEABLE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SECRET_TRACEABLE 1
#endif
#endif
#ifndef SECRET_TRACEABLE
#define SECRET_TRACEABLE 0
#endif

bool secret_setup(void)
{
    const struct rlimit none = {0, 0};

    if (sodium_init() < 0)
        return false;
    if (setrlimit(RLIMIT_CORE, &none))
        return false;
    return SECRET_TRACEABLE || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

bool secret_add(struct secret *s, const char *data, size_t len)
{
    if (len > LIMIT_SECRET || s->len > LIMIT_SECRET - len)
        return false;
    if (!len)
        return true;
    if (!s->data) {
        if (sodium_init() < 0)
            return false;
        s->data = sodium_malloc(LIMIT_SECRET + 1);
        if (!s->data)
            return false;
        s->len = 0;
    }
    memcpy(s->data + s->len, data, len);
    s->len += len;
    s->data[s->len] = '\0';
    return true;
}

bool secret_set(struct secret *s, const char *data, size_t len)
{
    struct secret fresh = {0};
    bool ok = secret_add(&fresh, data, len);

    secret_clear(s);
    if (ok)
        *s = fresh;
    return ok;
}

bool secret_copy(struct secret *to, const struct secret *from)
{
    if (to == from)
        return true;
    return secret_set(to, from->data, from->len);
}

void secret_drop_last(struct secret *s)
{
    size_t n;

    if (!s->len)
        return;
    n = utf8_grapheme_before(s->data, s->len);
    if (n >= s->len) {
        secret_clear(s);
        return;
    }
    sodium_memzero(s->data + s->len - n, n);
    s->len -= n;
}

void secret_clear(struct secret *s)
{
    sodium_free(s->data); /* wipes */
    *s = (struct secret){0};
}

void secret_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

void secret_uuid(char out[37])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char raw[16];
    char *p = out;

    if (sodium_init() < 0) /* without randomness no id can be made; sodium aborts in this case as well */
        sodium_misuse();
    randombytes_buf(raw, sizeof raw);
    raw[6] = (unsigned char)((raw[6] & 0x0f) | 0x40);
    raw[8] = (unsigned char)((raw[8] & 0x3f) | 0x80);
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *p++ = '-';
        *p++ = digits[raw[i] >> 4];
        *p++ = digits[raw[i] & 15];
    }
    *p = '\0';
}

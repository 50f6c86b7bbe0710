/* A hash of the password that signed in, kept in guarded memory only: it opens a locked screen again. */
#include "desk/password.h"

#include <sodium.h>
#include <string.h>

/* The cheapest parameters: the hash never leaves this process, so only its memory could be attacked. */
void password_note(struct secret *hash, const struct form *f)
{
    char text[crypto_pwhash_STRBYTES];

    secret_clear(hash);
    for (size_t i = 0; i < form_def(f)->n; i++) {
        const struct field_def *field = &form_def(f)->fields[i];
        const struct secret *password;

        if (field->kind != FIELD_SECRET)
            continue;
        password = form_secret_of(f, field->id);
        if (password && password->len &&
            crypto_pwhash_str(text, password->data, password->len, crypto_pwhash_OPSLIMIT_MIN,
                              crypto_pwhash_MEMLIMIT_MIN) == 0)
            secret_set(hash, text, strlen(text));
        secret_wipe(text, sizeof text);
        return;
    }
}

bool password_right(const struct secret *hash, const struct secret *password)
{
    return hash->len && password && password->len &&
           crypto_pwhash_str_verify(hash->data, password->data, password->len) == 0;
}

/* A hash of the password that signed in, kept in guarded memory only: it opens a locked screen again. */
#ifndef DESK_PASSWORD_H
#define DESK_PASSWORD_H

#include <stdbool.h>

#include "base/secret.h"
#include "form/form.h"

/* Hashes the first secret of the form; `hash` stays empty when there is none. */
void password_note(struct secret *hash, const struct form *);
bool password_right(const struct secret *hash, const struct secret *password);

#endif

/*
 * Translations: our own reader of gettext's .mo files, so that a screen can be in one language and a print in
 * another, on a machine that has only C.UTF-8. Message ids are the English texts.
 *
 * Marking: N_("...") in data; NP_("one", "many") for a plural pair in data; catalog_text() / catalog_plural()
 * where shown. `_()` in tui/ is a macro over the program's current catalogue.
 */
#ifndef BASE_CATALOG_H
#define BASE_CATALOG_H

#include "base/status.h"
#include "base/text.h"

#define N_(s) s

struct catalog;

/* Loads `dir`/`language`.mo. "en" needs no file. A missing or broken file is an error and *out is NULL. */
enum status catalog_load(const char *dir, const char *language, struct catalog **out, struct error *);
void catalog_free(struct catalog **);
const char *catalog_language(const struct catalog *); /* "en" for NULL */
/* NULL catalogue, NULL or unknown id: the id itself. */
const char *catalog_text(const struct catalog *, const char *id);
const char *catalog_context(const struct catalog *, const char *context, const char *id);
const char *catalog_plural(const struct catalog *, const char *one, const char *many, unsigned long n);
/* Appends the translated sentence of `m` with its arguments. Only %s, %1$s..%4$s and %% have a meaning. */
void catalog_message(const struct catalog *, const struct message *m, struct text *out);
/* The same for a format and arguments at hand; missing arguments show as empty. */
void catalog_format(struct text *out, const char *format, unsigned n, const char *const *args);

#endif

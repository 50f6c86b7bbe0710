/* The fields of a profile as a table: reading, copying, dumping and freeing all walk it. Private to config.
 */
#ifndef CONFIG_FIELDS_H
#define CONFIG_FIELDS_H

#include "config/profile.h"

enum field_type { FIELD_TEXT, FIELD_URL, FIELD_PATH, FIELD_WORD, FIELD_FLAG, FIELD_CHOICE };

struct profile_field {
    const char *name;
    enum field_type type;
    size_t offset;              /* in struct profile: char *, bool, or an enum for a choice */
    const char *const *choices; /* NULL-ended */
    const char *initial;
    const char *doc; /* English: a comment of --dump-config */
};

extern const struct profile_field profile_fields[];
extern const size_t profile_field_count;

/* A profile with every default; NULL when memory ended. */
struct profile *profile_new(const char *name);
/* The built-in training profile. */
struct profile *profile_training(void);
/* Sets one field from its text; false when it does not fit (then nothing changed). `folder` is what relative
 * paths start from. */
bool profile_set(struct profile *, const struct profile_field *, const char *value, const char *folder);
/* The value as it would be written. */
const char *profile_get(const struct profile *, const struct profile_field *);
/* True for 1 to 32 of a-z 0-9 - _. */
bool profile_name_sound(const char *name);

#endif

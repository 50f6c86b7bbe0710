/* What the files of this folder share about a struct config. */
#ifndef CONFIG_PRIVATE_H
#define CONFIG_PRIVATE_H

#include "config/config.h"
#include "config/fields.h"

enum { CONFIG_PROFILES_MAX = 32, CONFIG_PROBLEMS_MAX = 64 };

struct config {
    char *file, *folder;
    char *values[OPTION_COUNT];
    long numbers[OPTION_COUNT];
    char *to_save[OPTION_COUNT]; /* set since the load, not yet on disk */
    char language[32];
    struct profile *profiles[CONFIG_PROFILES_MAX + 1];
    size_t profile_n;
    struct message problems[CONFIG_PROBLEMS_MAX];
    size_t problem_n;
    bool starved; /* memory ended while the file was read: what was not read may matter */
};

/* True when the value fits; *number is its number, flag or place. */
bool option_check(const struct option_def *, const char *value, long *number);
bool option_put(struct config *, enum option, const char *value);

/* Remembers a sentence with file and line as its first two arguments. */
void problem_add(struct config *, const char *id, int line, const char *word, const char *more);

/* Reads the whole file, at most LIMIT_CONFIG_FILE; *out belongs to the caller. */
enum status file_read_all(const char *path, struct text *out, struct error *);
/* Replaces the file: temporary file in the same folder, 0600, fsync, rename, fsync of the folder. */
enum status file_replace(const char *path, const char *data, size_t n, struct error *);

/* Reads `text` (the content of the file) into `c`. */
void ini_read(struct config *c, const char *text, size_t n);

#endif

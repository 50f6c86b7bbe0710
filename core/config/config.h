/*
 * Preferences and profiles: one table of options with type, default, check and a line of documentation; one
 * INI file that people edit and the program saves to; the folders of the program. A line that is wrong is
 * reported with file and line, and the rest is used: nobody is locked out by a preference.
 *
 *   file         what for
 *   config.h     loading, reading, changing, saving, `--dump-config`
 *   profile.h    one registry: where it is, who we are to it
 *   folders.h    where files live
 *   training.h   the identifiers the built-in training profile and the training registry share
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/status.h"
#include "base/text.h"
#include "config/folders.h"
#include "config/profile.h"

struct config;

/* Options of [general]. */
enum option {
    OPTION_PROFILE,  /* name of the profile to begin with; "" the first one */
    OPTION_LANGUAGE, /* "auto" or a language code; config_language() resolves it */
    OPTION_THEME,    /* name of a theme file without its ending */
    OPTION_LINK,     /* enum option_link */
    OPTION_PLAIN,    /* no lines, no colours: for braille and for slow lines */
    OPTION_BIDI,     /* enum option_bidi */
    OPTION_DATES,    /* enum option_dates */
    OPTION_MOUSE,
    OPTION_ESC_MS,          /* how long a lone Esc is awaited to be the begin of a key */
    OPTION_LOCK_MINUTES,    /* 0: never */
    OPTION_REFRESH_SECONDS, /* 0: only by key */
    OPTION_PRINTER,         /* "" the print service's own default */
    OPTION_PAPER,           /* a PWG name: iso_a4_210x297mm */
    OPTION_COPIES,
    OPTION_COUNT
};

/* Places of the words in `choices`. */
enum option_link { LINK_AUTO, LINK_FAST, LINK_SLOW };
enum option_bidi { BIDI_APP, BIDI_TERMINAL };
enum option_dates { DATES_LANGUAGE, DATES_ISO };

enum option_type { OPTION_FLAG, OPTION_NUMBER, OPTION_CHOICE, OPTION_WORD, OPTION_TEXT };

/* What must be looked at again when an option changes. */
enum {
    RELOAD_PAINT = 1 << 0,
    RELOAD_LANGUAGE = 1 << 1,
    RELOAD_THEME = 1 << 2,
    RELOAD_TERMINAL = 1 << 3, /* mouse, key time-out, link profile */
    RELOAD_CLOCK = 1 << 4,    /* idle lock, refreshing */
    RELOAD_START = 1 << 5,    /* only read when the program starts */
};

struct option_def {
    enum option option;
    const char *name;  /* in the file */
    const char *title; /* message id: the label in the preferences */
    enum option_type type;
    const char *initial;        /* default, as written in the file */
    const char *const *choices; /* NULL-ended, OPTION_CHOICE only */
    long min, max;              /* OPTION_NUMBER only */
    int reload;
    const char *doc; /* message id: one sentence */
};

/* The row of an option; the table is in the order of the enum. */
const struct option_def *config_option(enum option);

/*
 * Reads `file` (NULL: config_folder + "registrar.ini"). A missing, unreadable or partly wrong file is no
 * failure: the defaults hold and config_problems() tells. Fails only without memory.
 */
enum status config_load(const char *file, struct config **out, struct error *);
void config_free(struct config **);
const char *config_file(const struct config *); /* the path read and saved to */

/* What was wrong: message ids with file, line, and the words in question as arguments. */
const struct message *config_problems(const struct config *, size_t *n);

/* Current values; valid until the option is set again. */
const char *config_text(const struct config *, enum option);
long config_number(const struct config *, enum option); /* also the place of a choice */
bool config_flag(const struct config *, enum option);
/* The language to show: the option, or for "auto" what LC_ALL, LC_MESSAGES, LANG ask for; "en" at last. */
const char *config_language(const struct config *);

/* Changes an option (STATUS_INVALID with a sentence when the value does not fit; then nothing changed). Kept
 * on disk by config_save(). */
enum status config_set(struct config *, enum option, const char *value, struct error *);
/* The same for a command line: holds for this run, is never saved. */
enum status config_override(struct config *, enum option, const char *value, struct error *);
/* Writes what was set since the load into the file as it is on disk now: other lines, comments and unknown
 * options are kept. Atomic: temporary file 0600, fsync, rename, fsync of the folder. */
enum status config_save(struct config *, struct error *);

/* Usable profiles in the order of the file; the built-in training profile is the last unless the file has its
 * own. */
size_t config_profile_count(const struct config *);
const struct profile *config_profile_at(const struct config *, size_t i);
/* By name; NULL name: the one to begin with, never NULL then. */
const struct profile *config_profile(const struct config *, const char *name);

/* The whole configuration as a file that config_load() reads back to the same: every option with its
 * documentation as a comment (English) and its current value. */
void config_dump(const struct config *, struct text *out);

#endif

/*
 * Where the program's files live: the XDG folders, each with a folder "registrar" inside that only its owner
 * can enter. Relative values of the XDG variables are ignored, as their specification wants.
 */
#ifndef CONFIG_FOLDERS_H
#define CONFIG_FOLDERS_H

#include "base/status.h"

enum folder {
    FOLDER_CONFIG, /* $XDG_CONFIG_HOME or ~/.config: registrar.ini, themes */
    FOLDER_STATE,  /* $XDG_STATE_HOME or ~/.local/state: log */
    FOLDER_CACHE,  /* $XDG_CACHE_HOME or ~/.cache: what can be fetched again */
    FOLDER_DATA,   /* $XDG_DATA_HOME or ~/.local/share: outbox, print log, audit */
};

/* The path, not made; NULL when memory ended or no home is known. The caller frees. */
char *folder_path(enum folder);
/* The path, made if missing (0700, parents too) and checked to be ours; the caller frees. On failure NULL and
 * a sentence: a read-only home, somebody else's folder. */
char *folder_make(enum folder, struct error *);
/* The same for a folder `name` inside; `name` is one path component. */
char *folder_make_in(enum folder, const char *name, struct error *);

#endif

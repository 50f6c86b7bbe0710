/* Private temporary folders of a test, and the small files in them. Everything here fails loudly: a test
 * whose scratch folder does not work has nothing to say. */
#ifndef HARNESS_SCRATCH_H
#define HARNESS_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A new folder (0700) below TMPDIR or /tmp. The caller gives it to scratch_remove(). */
char *scratch_new(void);
/* Removes the folder with all that is in it, frees the name and clears it. NULL is fine. */
void scratch_remove(char **folder);
/* "folder/name", to be freed by the caller. */
char *scratch_path(const char *folder, const char *name);
/* Makes folder/name and the folders above it. */
void scratch_make_folder(const char *folder, const char *name);
/* Writes the whole file, mode as given (0600 for what is private). Folders on the way are made. */
void scratch_write(const char *folder, const char *name, const char *text, mode_t mode);
/* Reads a whole file, NUL-ended; NULL when it cannot be read. The caller frees. *n may be NULL. */
char *scratch_read(const char *path, size_t *n);
bool scratch_exists(const char *path);
/* First file below `folder` whose bytes contain `needle`, but not inside a UUID, where digits stand by
 * chance: its path (the caller frees) or NULL. */
char *scratch_search(const char *folder, const char *needle, size_t n);

#endif

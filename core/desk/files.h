/* Files a person chooses on this computer: what may go to a registry, and how a PDF is put in its place. */
#ifndef DESK_FILES_H
#define DESK_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* A regular file of at most `max` bytes (0: LIMIT_UPLOAD) that begins like a JPEG (ehealth contract 3.6).
 * Devices and pipes are refused without waiting on them. */
enum status files_check_jpeg(const char *path, long max, struct error *);
/* Whether a file may be saved there, told before the work is done. STATUS_CONFLICT: one is in the way. */
enum status files_check_target(const char *path, bool replace, struct error *);
/* Writes the whole file aside (0600), brings it to the disk, then gives it its name; on failure nothing of it
 * is left and what stood there is untouched. */
enum status files_save(const char *path, const char *bytes, size_t n, bool replace, struct error *);

#endif

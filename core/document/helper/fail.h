/*
 * How registrar-document gives up: one JSON line on standard error, an exit code, nothing on standard output.
 */
#ifndef DOCUMENT_HELPER_FAIL_H
#define DOCUMENT_HELPER_FAIL_H

#include "document/protocol.h"

#include <stddef.h>

/* Ends the process. `id` is a word of protocol.h; `detail` may be NULL. */
void fail(enum document_exit code, const char *id, const char *detail) __attribute__((noreturn));
/* Memory or the end of the process ("memory"); never NULL. The memory is zeroed. */
void *grow_zeroed(size_t count, size_t size) __attribute__((returns_nonnull));
/* realloc with the same promise. */
void *grow_array(void *old, size_t count, size_t size) __attribute__((returns_nonnull));

#endif

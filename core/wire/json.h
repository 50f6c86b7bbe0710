/*
 * JSON from outside: bounded in size and depth, no duplicate members, and read by path. Values are jansson's;
 * text that will be shown goes through json_show(), everything else stays as it came.
 */
#ifndef WIRE_JSON_H
#define WIRE_JSON_H

#include "base/status.h"
#include "base/text.h"

#include <jansson.h>
#include <stdint.h>

/* Makes jansson wipe memory it gives back (tokens and codes pass through it). Once at start; harmless again.
 */
void json_setup(void);

/*
 * Reads a whole document. STATUS_MALFORMED (not JSON, cut, duplicate member, wrong UTF-8, HTML), STATUS_LIMIT
 * (LIMIT_REPLY, LIMIT_JSON_DEPTH). Integers beyond 64 bits become reals. The caller json_decref()s *out.
 */
enum status json_read(const char *text, size_t n, json_t **out, struct error *);
/* Appends the compact form; the text's own bound decides. */
void json_write(const json_t *value, struct text *out);

/* By path "a.b.0.c"; NULL when any part is absent. Members with a dot in their name cannot be reached. */
json_t *json_at(const json_t *value, const char *path);
/* The string there as it came, borrowed; NULL when absent, null or not a string. "" as path: the value
 * itself. */
const char *json_text(const json_t *value, const char *path);
/* True when absent, null, "" or empty. */
bool json_blank(const json_t *value, const char *path);
/* String, number or truth value made fit for a screen (utf8_clean, LIMIT_TEXT); NULL when blank. The caller
 * frees. */
char *json_show(const json_t *value, const char *path);
/* An integer, also when it came as a whole real or as decimal text; false otherwise. */
bool json_number(const json_t *value, const char *path, int64_t *out);
/* `fallback` when absent or not a truth value. */
bool json_truth(const json_t *value, const char *path, bool fallback);
/* The array there, or NULL. */
json_t *json_list(const json_t *value, const char *path);

#define JSON_AUTO __attribute__((cleanup(json_drop))) json_t
void json_drop(json_t **);

#endif

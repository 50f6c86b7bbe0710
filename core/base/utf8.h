/*
 * UTF-8, graphemes and columns: the one routine that decides how wide a text is and where it may be cut.
 * Widths come from utf8proc's tables, not from the C library, so they do not depend on the locale.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one code point; returns its bytes (1-4), or 0 at the end. Invalid bytes give U+FFFD and length 1.
 */
size_t utf8_decode(const char *s, size_t n, int32_t *out);
size_t utf8_encode(int32_t code, char out[4]);
bool utf8_valid(const char *s, size_t n);
/* Bytes of the grapheme cluster at `s`, and its columns (0-2) in *columns (may be NULL). 0 at the end. */
size_t utf8_grapheme(const char *s, size_t n, int *columns);
/* Bytes of the grapheme cluster that ends at `at`. */
size_t utf8_grapheme_before(const char *s, size_t at);
int utf8_columns(const char *s, size_t n);
int utf8_columns_z(const char *s); /* NULL is 0 */
/* Largest prefix of whole graphemes not wider than `columns`; its bytes, and its true columns in *used. */
size_t utf8_fit(const char *s, size_t n, int columns, int *used);
size_t utf8_count_graphemes(const char *s, size_t n);

/*
 * The only door from untrusted text to a screen or a log: control characters become visible (^X), invalid
 * bytes U+FFFD, bidi controls, zero-width joiners and other format characters are dropped, tabs and line
 * ends become a space (or a line end when `lines`). Longer results than `max` bytes are cut at a grapheme and
 * end in U+2026. The caller frees; NULL only when memory ended.
 */
char *utf8_clean(const char *s, size_t n, size_t max, bool lines);

/*
 * Folds for searching: case, accents and script (Ukrainian letters become Latin ones by the 2010 national
 * table, other Cyrillic likewise), apostrophes and dashes dropped. Equal folds mean "looks the same to a
 * registrar who types in either script". The caller frees.
 */
char *utf8_fold(const char *s);
/* True when every blank-separated word of the folded `needle` occurs in the folded `hay`. */
bool utf8_fold_match(const char *folded_hay, const char *folded_needle);

#endif

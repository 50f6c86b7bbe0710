/* Small values of the wire: uuids, Relay ids, ISO instants, declaration numbers, phone masks, seeded chance.
 */
#ifndef SANDBOX_TEXT_H
#define SANDBOX_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UUID_SIZE 37
#define ISO_SIZE 28

/* A stream of numbers that depends only on what it was seeded with. */
struct chance {
    uint64_t state;
};
void chance_seed(struct chance *chance, uint64_t seed, const char *kind, uint64_t number);
/* 0 .. limit - 1 */
unsigned chance_below(struct chance *chance, unsigned limit);

void uuid_random(char out[UUID_SIZE]);
/* The same uuid for the same seed, kind and number. */
void uuid_made(char out[UUID_SIZE], uint64_t seed, const char *kind, uint64_t number);
bool uuid_valid(const char *text);

/* "2026-01-05T12:20:16.300597Z" from microseconds since 1970. */
void iso_instant(char out[ISO_SIZE], int64_t microseconds);
/* "2026-01-05" */
void iso_date(char out[ISO_SIZE], int64_t microseconds);
bool date_valid(const char *text);
/* DateTime scalar (ehealth contract 6.4): offset 0 only. */
bool instant_valid(const char *text, int64_t *microseconds);
/* "05.01.2026" from "2026-01-05"; anything else is copied. */
void date_dotted(char *out, size_t size, const char *iso);

/* base64("Type:uuid"), ehealth contract 6.1. The answer is the caller's. */
char *relay_id(const char *type, const char *uuid);
/* The text in standard base64 with padding. The caller frees. */
char *base64_text(const char *text);

/* "0000-12H4-245D", ehealth contract 3.2. */
void declaration_number(char out[15], uint64_t n);
/* First six characters, five stars, last two digits (3.2). */
void phone_mask(char *out, size_t size, const char *phone);
bool phone_valid(const char *phone);
/* Appends the Luhn check digit: the last of `length` digits (3.7). The other digits come from `pick`, each
 * 1-9. */
int64_t luhn_code(int length, unsigned (*pick)(void *), void *state);

#endif

/* Small values of the wire: uuids, Relay ids, ISO instants, declaration numbers, phone masks, seeded chance.
 */
#include "tests/sandbox/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

void chance_seed(struct chance *chance, uint64_t seed, const char *kind, uint64_t number)
{
    uint64_t state = seed + UINT64_C(0x9e3779b97f4a7c15);

    for (; *kind; kind++)
        state = mix(state ^ (unsigned char)*kind) + UINT64_C(0x9e3779b97f4a7c15);
    chance->state = mix(state ^ mix(number + 1));
}

static uint64_t chance_next(struct chance *chance)
{
    chance->state += UINT64_C(0x9e3779b97f4a7c15);
    return mix(chance->state);
}

unsigned chance_below(struct chance *chance, unsigned limit)
{
    return (unsigned)((chance_next(chance) >> 32) * limit >> 32);
}

static void uuid_write(char out[UUID_SIZE], unsigned char b[16])
{
    static const char hex[] = "0123456789abcdef";
    int at = 0;

    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[at++] = '-';
        out[at++] = hex[b[i] >> 4];
        out[at++] = hex[b[i] & 15];
    }
    out[at] = 0;
}

void uuid_random(char out[UUID_SIZE])
{
    unsigned char bytes[16];

    randombytes_buf(bytes, sizeof bytes);
    uuid_write(out, bytes);
}

void uuid_made(char out[UUID_SIZE], uint64_t seed, const char *kind, uint64_t number)
{
    struct chance chance;
    unsigned char bytes[16];
    uint64_t half[2];

    chance_seed(&chance, seed, kind, number);
    half[0] = chance_next(&chance);
    half[1] = chance_next(&chance);
    memcpy(bytes, half, sizeof bytes);
    uuid_write(out, bytes);
}

bool uuid_valid(const char *text)
{
    if (!text || strlen(text) != 36)
        return false;
    for (int i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-'))
            return false;
        if (!dash && !isdigit((unsigned char)text[i]) && !(text[i] >= 'a' && text[i] <= 'f'))
            return false;
    }
    return true;
}

void iso_instant(char out[ISO_SIZE], int64_t microseconds)
{
    time_t seconds = (time_t)(microseconds / 1000000);
    int rest = (int)(microseconds % 1000000);
    struct tm tm;
    size_t n;

    gmtime_r(&seconds, &tm);
    n = strftime(out, ISO_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(out + n, ISO_SIZE - n, ".%06dZ", rest);
}

void iso_date(char out[ISO_SIZE], int64_t microseconds)
{
    iso_instant(out, microseconds);
    out[10] = 0;
}

static bool digits(const char *text, int n)
{
    for (int i = 0; i < n; i++)
        if (!isdigit((unsigned char)text[i]))
            return false;
    return true;
}

static int number_of(const char *text, int n)
{
    int value = 0;

    while (n-- > 0)
        value = value * 10 + (*text++ - '0');
    return value;
}

bool date_valid(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day, last;

    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !digits(text, 4) ||
        !digits(text + 5, 2) || !digits(text + 8, 2))
        return false;
    year = number_of(text, 4);
    month = number_of(text + 5, 2);
    day = number_of(text + 8, 2);
    if (month < 1 || month > 12)
        return false;
    last = days[month - 1];
    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        last = 29;
    return day >= 1 && day <= last;
}

bool instant_valid(const char *text, int64_t *microseconds)
{
    char date[11];
    struct tm tm = {0};
    int64_t fraction = 0;
    const char *p;

    if (!text || strlen(text) < 20 || strlen(text) > 27)
        return false;
    memcpy(date, text, 10);
    date[10] = 0;
    if (!date_valid(date) || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':' ||
        !digits(text + 11, 2) || !digits(text + 14, 2) || !digits(text + 17, 2))
        return false;
    if (number_of(text + 11, 2) > 23 || number_of(text + 14, 2) > 59 || number_of(text + 17, 2) > 59)
        return false;
    p = text + 19;
    if (*p == '.') {
        int64_t unit = 100000;
        for (p++; isdigit((unsigned char)*p); p++, unit /= 10)
            fraction += unit * (*p - '0');
    }
    if (strcmp(p, "Z") != 0)
        return false;
    tm.tm_year = number_of(text, 4) - 1900;
    tm.tm_mon = number_of(text + 5, 2) - 1;
    tm.tm_mday = number_of(text + 8, 2);
    tm.tm_hour = number_of(text + 11, 2);
    tm.tm_min = number_of(text + 14, 2);
    tm.tm_sec = number_of(text + 17, 2);
    if (microseconds)
        *microseconds = (int64_t)timegm(&tm) * 1000000 + fraction;
    return true;
}

void date_dotted(char *out, size_t size, const char *iso)
{
    if (iso && date_valid(iso))
        snprintf(out, size, "%.2s.%.2s.%.4s", iso + 8, iso + 5, iso);
    else
        snprintf(out, size, "%s", iso ? iso : "");
}

char *base64_text(const char *text)
{
    size_t n = strlen(text), size = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
    char *out = malloc(size);

    if (out)
        sodium_bin2base64(out, size, (const unsigned char *)text, n, sodium_base64_VARIANT_ORIGINAL);
    return out;
}

char *relay_id(const char *type, const char *uuid)
{
    char plain[128];

    snprintf(plain, sizeof plain, "%s:%s", type, uuid);
    return base64_text(plain);
}

void declaration_number(char out[15], uint64_t n)
{
    static const char alphabet[] = "0A1E2H3K4M5P6T7X89";
    char plain[12];

    for (int i = 11; i >= 0; i--) {
        plain[i] = alphabet[n % 18];
        n /= 18;
    }
    snprintf(out, 15, "%.4s-%.4s-%.4s", plain, plain + 4, plain + 8);
}

void phone_mask(char *out, size_t size, const char *phone)
{
    size_t n = strlen(phone);

    if (n < 8)
        snprintf(out, size, "%s", phone);
    else
        snprintf(out, size, "%.6s*****%s", phone, phone + n - 2);
}

bool phone_valid(const char *phone)
{
    return phone && strlen(phone) == 13 && memcmp(phone, "+380", 4) == 0 && digits(phone + 4, 9);
}

int64_t luhn_code(int length, unsigned (*pick)(void *), void *state)
{
    int64_t body = 0;
    int sum = 0, digit;

    for (int i = 0; i < length - 1; i++)
        body = body * 10 + 1 + (int64_t)pick(state) % 9;
    digit = 0;
    for (int64_t rest = body; rest; rest /= 10, digit++) {
        int d = (int)(rest % 10);
        if (digit % 2 == 0) {
            d *= 2;
            if (d > 9)
                d -= 9;
        }
        sum += d;
    }
    return body * 10 + (10 - sum % 10) % 10;
}

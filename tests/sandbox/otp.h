/* One-time codes of the verification service (ehealth contract 3.7). */
#ifndef SANDBOX_OTP_H
#define SANDBOX_OTP_H

#include "tests/sandbox/http.h"

enum otp_result { OTP_RIGHT, OTP_WRONG, OTP_EXPIRED, OTP_NO_MORE, OTP_UNKNOWN, OTP_TOO_OFTEN, OTP_FAILS };

/* Makes a code for that phone, ends its earlier ones, sends it. `*row` is the caller's on OTP_RIGHT. */
enum otp_result otp_send(struct request *request, const char *phone, const char *about, json_t **row);
/* Compares; a text never fits. Counts the attempt. */
enum otp_result otp_check(struct request *request, const char *phone, const json_t *code);
/* "Invalid verification code"… */
const char *otp_message(enum otp_result result);
/* The verification object of the wire. */
json_t *otp_json(const json_t *row);

#endif

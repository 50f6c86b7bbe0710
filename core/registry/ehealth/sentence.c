/*
 * What the server says, in our words: one table of every status and message of ehealth contract 1.5, 3.5-3.7,
 * each with a plain sentence and what to do next. Unknown messages keep the general sentence of their code.
 */
#include "registry/ehealth/private.h"

#include <string.h>
#include <strings.h>

#include "base/catalog.h"
#include "base/utf8.h"

enum {
    ARG_NONE,
    ARG_AFTER,
    ARG_NUMBER
}; /* what %s is: the words after the match, or the first number in them */

struct sentence {
    int area;
    int http;          /* 0: any */
    const char *type;  /* error.type, NULL: any */
    const char *match; /* part of the message, any case; "" only when there is no message; NULL: any */
    enum status status;
    const char *what, *next;
    int arg;
};

static const char sign_in_again[] = N_("Sign in again; the work stays as it is.");
static const char ask_admin[] = N_("Ask the administrator of your institution.");
static const char new_code[] = N_("Ask for a new code; the old one is dead.");
static const char type_again[] = N_("Look at the message again and type the code once more.");
static const char verify_first[] =
    N_("The person has to confirm their data with a doctor or an administrative centre first.");
static const char other_doctor[] = N_("The person has to choose another doctor; then a new request is made.");
static const char open_again[] = N_("Open it again to see how it stands now.");

static const struct sentence sentences[] = {
    /* signing in: 1.4, 1.5 */
    {AREA_SIGN_IN, 401, "otp_invalid", NULL, STATUS_WRONG_CODE,
     N_("The code is not right. You are not signed in yet."), type_again, 0},
    {AREA_SIGN_IN, 401, "otp_expired", NULL, STATUS_WRONG_CODE,
     N_("The code is too old. You are not signed in yet."), new_code, 0},
    {AREA_SIGN_IN, 401, "otp_reached_max_attempts", NULL, STATUS_WRONG_CODE,
     N_("This code was tried too often and is dead. You are not signed in yet."), new_code, 0},
    {AREA_SIGN_IN, 429, "otp_timeout", NULL, STATUS_THROTTLED,
     N_("Too many codes were asked for within a minute. No new code was sent."),
     N_("Wait a minute; then ask again."), 0},
    {AREA_SIGN_IN, 503, NULL, "SMS not sent", STATUS_BROKEN,
     N_("The registry could not send the message with the code."),
     N_("Wait a little; then ask for a new code."), 0},
    {AREA_SIGN_IN, 401, "user_blocked", NULL, STATUS_REFUSED,
     N_("This account is blocked, for example after three wrong codes in a row."),
     N_("Ask the administrator of your institution to unblock it."), 0},
    {AREA_SIGN_IN, 401, "password_expired", NULL, STATUS_REFUSED,
     N_("The password of this account is too old."),
     N_("Set a new password on the registry's own web page; then sign in here."), 0},
    {AREA_SIGN_IN, 401, NULL, "password combination is wrong", STATUS_UNAUTHENTICATED,
     N_("The name or the password is not right."),
     N_("Type both again. After ten wrong tries the account is locked for ten minutes."), 0},
    {AREA_SIGN_IN, 401, NULL, "User not found", STATUS_UNAUTHENTICATED,
     N_("The name or the password is not right."),
     N_("Type both again. After ten wrong tries the account is locked for ten minutes."), 0},
    {AREA_SIGN_IN, 401, NULL, "login attempts limit", STATUS_THROTTLED,
     N_("There were too many wrong passwords. Signing in is locked for this account."),
     N_("Wait ten minutes; then try again."), 0},
    {AREA_SIGN_IN, 401, NULL, "Client is blocked", STATUS_REFUSED,
     N_("The registry has blocked this program's registration."), ask_admin, 0},
    {AREA_SIGN_IN, 401, NULL, "not allowed to issue login token", STATUS_REFUSED,
     N_("The registry does not accept sign-ins from this program's registration."),
     N_("Check login_client_id in the profile."), 0},
    {AREA_SIGN_IN, 401, NULL, "client id or secret", STATUS_REFUSED,
     N_("The registry does not accept this program's registration and its secret."),
     N_("Check client_id and client_secret_file in the profile."), 0},
    {AREA_SIGN_IN, 401, NULL, "Invalid client id", STATUS_REFUSED,
     N_("The registry does not know this program's registration."), N_("Check client_id in the profile."), 0},
    {AREA_SIGN_IN, 401, NULL, "redirection URI", STATUS_REFUSED,
     N_("The registry expects another return address for this program."),
     N_("Check redirect_uri in the profile."), 0},
    {AREA_SIGN_IN, 401, NULL, "already been used", STATUS_UNAUTHENTICATED,
     N_("This step of signing in was used before."), N_("Begin again with the name and the password."), 0},
    {AREA_SIGN_IN, 401, NULL, "revoked access", STATUS_REFUSED, N_("Access of this program was taken back."),
     ask_admin, 0},
    {AREA_SIGN_IN, 401, "invalid_grant", NULL, STATUS_UNAUTHENTICATED,
     N_("The sign-in has ended at the registry."), N_("Begin again with the name and the password."), 0},
    {AREA_SIGN_IN, 401, NULL, "Token", STATUS_UNAUTHENTICATED,
     N_("This walk through the sign-in took too long."), N_("Begin again with the name and the password."),
     0},
    {AREA_SIGN_IN, 422, NULL, "not allowed by client type", STATUS_REFUSED,
     N_("The profile asks for permissions this program's registration does not have."),
     N_("Check scope in the profile."), 0},
    {AREA_SIGN_IN, 422, NULL, "role based access", STATUS_REFUSED,
     N_("The profile asks for permissions your role does not have."),
     N_("Check scope in the profile, or ask your administrator for the role."), 0},
    {AREA_SIGN_IN, 422, NULL, "Requested scope is empty", STATUS_REFUSED, N_("Your account has no role yet."),
     ask_admin, 0},
    /* the session, anywhere: 1.5, 1.6 */
    {AREA_APPROVE | AREA_REJECT | AREA_RESEND | AREA_READ, 401, NULL, "Api key", STATUS_FORBIDDEN,
     N_("The registry wants the key of this information system."), N_("Check api_key_file in the profile."),
     0},
    {AREA_APPROVE | AREA_REJECT | AREA_RESEND | AREA_READ, 401, NULL, "Invalid scopes", STATUS_FORBIDDEN,
     N_("You do not have the permission for this. Nothing was changed."), ask_admin, 0},
    {AREA_APPROVE | AREA_REJECT | AREA_RESEND | AREA_READ, 401, NULL, NULL, STATUS_UNAUTHENTICATED,
     N_("The sign-in has ended. Nothing was changed."), sign_in_again, 0},
    {AREA_APPROVE | AREA_REJECT | AREA_RESEND | AREA_READ, 403, NULL, "Missing allowances: ",
     STATUS_FORBIDDEN, N_("This needs the permission %s. Nothing was changed."), ask_admin, ARG_AFTER},
    {AREA_APPROVE | AREA_REJECT | AREA_RESEND | AREA_READ, 403, NULL, "Access denied", STATUS_FORBIDDEN,
     N_("Your institution may not do this with this record. Nothing was changed."), ask_admin, 0},
    {AREA_APPROVE | AREA_REJECT | AREA_RESEND | AREA_READ, 409, NULL, "legal entity that is not active",
     STATUS_REFUSED, N_("Your institution is not active in the registry. Nothing was changed."), ask_admin,
     0},
    /* approving: 3.5 */
    {AREA_APPROVE, 403, NULL, "should be approved by Patient", STATUS_REFUSED,
     N_("This request came from the patient's own cabinet; only the patient can approve it. Nothing was "
        "changed."),
     N_("Ask the patient to approve it in the cabinet."), 0},
    {AREA_APPROVE, 403, NULL, "should be approved by Doctor", STATUS_REFUSED,
     N_("This request came from a doctor's system; the patient cannot approve it. Nothing was changed."),
     N_("Ask the doctor who made it."), 0},
    {AREA_APPROVE | AREA_REJECT, 403, NULL, "", STATUS_FORBIDDEN,
     N_("This request belongs to another institution or is not shared with yours. Nothing was changed."),
     N_("It can be handled where it was made."), 0},
    {AREA_APPROVE, 404, NULL, "Active parent declaration", STATUS_REFUSED,
     N_("The declaration this request continues is no longer active. Nothing was changed."),
     N_("Reject this request; a new one has to be made without it."), 0},
    {AREA_APPROVE | AREA_REJECT | AREA_RESEND | AREA_READ, 404, NULL, NULL, STATUS_NOT_FOUND,
     N_("The registry does not know this record."), N_("Refresh the list; it may have been removed."), 0},
    {AREA_APPROVE, 409, NULL, "Patient is not verified", STATUS_REFUSED,
     N_("The data of this person are marked as not verified, so nothing can be approved."), verify_first, 0},
    {AREA_APPROVE | AREA_REJECT, 409, NULL, "Invalid transition", STATUS_CONFLICT,
     N_("The request is no longer in a state that allows this. Nothing was changed."), open_again, 0},
    {AREA_APPROVE, 409, NULL, "Documents ", STATUS_CONFLICT,
     N_("Papers are still missing: %s. Nothing was approved."), N_("Upload them; then approve again."),
     ARG_AFTER},
    {AREA_APPROVE, 409, NULL, "employee or party not found", STATUS_REFUSED,
     N_("The registry no longer knows the doctor of this request. Nothing was changed."), other_doctor, 0},
    {AREA_APPROVE, 422, NULL, "could not sign more", STATUS_REFUSED,
     N_("The doctor already has %s declarations and may not take more. Nothing was changed."), other_doctor,
     ARG_NUMBER},
    {AREA_APPROVE, 422, NULL, "Invalid verification code", STATUS_WRONG_CODE,
     N_("The code is not right. Nothing was approved."), type_again, 0},
    {AREA_APPROVE, 422, NULL, "Verification code expired", STATUS_WRONG_CODE,
     N_("The code is too old. Nothing was approved."), new_code, 0},
    {AREA_APPROVE, 422, NULL, "Maximum attempts exceed", STATUS_WRONG_CODE,
     N_("This code was used or tried too often and is dead. Nothing was approved."), new_code, 0},
    {AREA_APPROVE, 422, "validation_failed", NULL, STATUS_REFUSED,
     N_("The registry did not accept the code in this form. Nothing was approved."), new_code, 0},
    {AREA_APPROVE, 500, NULL, "remote server internal error", STATUS_UNKNOWN,
     N_("The registry has no living code for this phone, or could not check it."),
     N_("The registry is asked how the request stands; then ask for a new code."), 0},
    /* a new code: 3.7 */
    {AREA_RESEND, 422, NULL, "Auth method is not OTP", STATUS_CONFLICT,
     N_("This person confirms without a code, so none was sent."), open_again, 0},
    {AREA_RESEND, 422, NULL, "incorrect status", STATUS_CONFLICT,
     N_("A code can only be sent for a new request. None was sent."), open_again, 0},
    {AREA_RESEND, 429, NULL, NULL, STATUS_THROTTLED,
     N_("Too many codes were asked for in a short time. No new code was sent."),
     N_("Wait a minute; then ask again."), 0},
};

/* Messages and the descriptions of invalid fields, in one text. */
static bool says(const struct rest_reply *reply, const char *match)
{
    if (!*match)
        return !reply->message;
    if (reply->message && strcasestr(reply->message, match))
        return true;
    for (size_t i = 0; i < json_array_size(reply->invalid); i++) {
        const char *rule = json_text(json_array_get(reply->invalid, i), "rules.0.description");
        if (rule && strcasestr(rule, match))
            return true;
    }
    return false;
}

static char *argument(const struct sentence *s, const char *message)
{
    if (!message)
        return text_dup("");
    if (s->arg == ARG_NUMBER) {
        const char *digit = message + strcspn(message, "0123456789");
        return text_dup_n(digit, strspn(digit, "0123456789"));
    }
    const char *at = strcasestr(message, s->match);
    const char *from = at ? at + strlen(s->match) : message;
    const char *end = strstr(from, " is not uploaded");
    return utf8_clean(from, end ? (size_t)(end - from) : strlen(from), 512, false);
}

enum status eh_sentence(enum eh_area area, const struct rest_reply *reply, struct error *e)
{
    if (reply->http < 400 || !reply->root)
        return reply->status;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        const struct sentence *s = &sentences[i];
        if (!(s->area & (int)area) || (s->http && s->http != reply->http) ||
            (s->type && !text_equal(s->type, reply->type)) || (s->match && !says(reply, s->match)))
            continue;
        e->status = s->status;
        if (s->arg) {
            AUTO_FREE char *arg = argument(s, reply->message);
            message_set(&e->what, s->what, 1, arg ? arg : "");
        } else {
            message_set(&e->what, s->what, 0);
        }
        message_set(&e->next, s->next, 0);
        return s->status;
    }
    return reply->status;
}

struct word {
    const char *code;
    const char *word;
    enum tone tone;
};

static const struct word *find(const struct word *words, size_t n, const char *code)
{
    for (size_t i = 0; code && i < n; i++)
        if (!strcasecmp(words[i].code, code))
            return &words[i];
    return NULL;
}

static const struct word statuses[] = {
    {"NEW", N_("New"), TONE_NEW},
    {"APPROVED", N_("Approved"), TONE_APPROVED},
    {"SIGNED", N_("Signed"), TONE_SIGNED},
    {"REJECTED", N_("Rejected"), TONE_REJECTED},
    {"CANCELLED", N_("Cancelled"), TONE_CANCELLED},
    {"EXPIRED", N_("Expired"), TONE_EXPIRED},
    {"ACTIVE", N_("Active"), TONE_GOOD},
    {"INACTIVE", N_("Inactive"), TONE_CANCELLED},
    {"CLOSED", N_("Closed"), TONE_CANCELLED},
    {"TERMINATED", N_("Terminated"), TONE_REJECTED},
    {"PENDING_VERIFICATION", N_("Waits to be checked"), TONE_WARNING},
};

const char *eh_status_word(const char *status, enum tone *tone)
{
    const struct word *w = find(statuses, sizeof statuses / sizeof *statuses, status);
    if (tone)
        *tone = w ? w->tone : TONE_NONE;
    return w ? w->word : NULL;
}

static const struct word channels[] = {
    {"MIS", N_("doctor's system"), 0},
    {"PIS", N_("patient's portal"), 0},
    {"CABINET", N_("patient's cabinet"), 0},
};

const char *eh_channel_word(const char *channel)
{
    const struct word *w = find(channels, sizeof channels / sizeof *channels, channel);
    return w ? w->word : NULL;
}

static const struct word methods[] = {
    {"OTP", N_("SMS code"), 0},
    {"OFFLINE", N_("papers"), 0},
    {"THIRD_PERSON", N_("third person"), 0},
    {"NA", N_("none"), 0},
};

const char *eh_method_word(const char *type)
{
    const struct word *w = find(methods, sizeof methods / sizeof *methods, type);
    return w ? w->word : NULL;
}

static const struct word verifications[] = {
    {"VERIFIED", N_("Verified"), TONE_GOOD},
    {"NOT_VERIFIED", N_("Not verified"), TONE_BAD},
    {"VERIFICATION_NEEDED", N_("To be verified"), TONE_WARNING},
    {"CHANGES_NEEDED", N_("Changes needed"), TONE_WARNING},
    {"IN_REVIEW", N_("In review"), TONE_WARNING},
    {"VERIFICATION_NOT_NEEDED", N_("No need to verify"), TONE_NONE},
};

const char *eh_verification_word(const char *status)
{
    const struct word *w = find(verifications, sizeof verifications / sizeof *verifications, status);
    return w ? w->word : NULL;
}

enum tone eh_verification_tone(const char *status)
{
    const struct word *w = find(verifications, sizeof verifications / sizeof *verifications, status);
    return w ? w->tone : TONE_NONE;
}

static const struct word streams[] = {
    {"drfo", N_("Tax register"), 0},
    {"dracsDeath", N_("Deaths in the civil register"), 0},
    {"manualRules", N_("Checks by hand"), 0},
};

const char *eh_stream_word(const char *stream)
{
    const struct word *w = find(streams, sizeof streams / sizeof *streams, stream);
    return w ? w->word : NULL;
}

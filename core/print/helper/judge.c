/*
 * Why a job waits. Only job-state decides whether it has ended; while it moves, the reasons of its printer
 * tell what it waits for. The message of the print service is kept for people and never decides anything,
 * because filters write warnings there even when all is well.
 */
#include <stdio.h>
#include <string.h>

#include "server.h"

/* Reasons (RFC 8011 5.4.12, PWG 5100.9) without their severity; the first that holds is told. */
static const struct {
    const char *word;
    enum job_state state;
} reasons[] = {
    {"media-jam", JOB_JAM},
    {"cover-open", JOB_COVER},
    {"door-open", JOB_COVER},
    {"interlock-open", JOB_COVER},
    {"media-empty", JOB_NO_PAPER},
    {"media-needed", JOB_OTHER_PAPER},
    {"input-tray-missing", JOB_OTHER_PAPER},
    {"toner-empty", JOB_NO_TONER},
    {"marker-supply-empty", JOB_NO_TONER},
    {"marker-supply-missing", JOB_NO_TONER},
    {"output-area-full", JOB_TRAY_FULL},
    {"output-tray-missing", JOB_TRAY_FULL},
    {"offline", JOB_OFFLINE},
    {"timed-out", JOB_OFFLINE},
    {"shutdown", JOB_OFFLINE},
};

/* "media-empty-error" is "media-empty" with a severity; reports are not troubles, but "offline-report" is. */
static bool reason_is(const char *reason, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(reason, word, n) != 0)
        return false;
    return !reason[n] || !strcmp(reason + n, "-error") || !strcmp(reason + n, "-warning") ||
           (!strcmp(reason + n, "-report") && !strcmp(word, "offline"));
}

static bool ends_in(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n >= m && !strcmp(s + n - m, end);
}

void words_set(struct words *words, const char *text)
{
    snprintf(words->text, sizeof words->text, "%s", text ? text : "");
}

enum job_state judge_reasons(ipp_attribute_t *a, struct words *words)
{
    words_set(words, "");
    for (size_t r = 0; r < sizeof reasons / sizeof *reasons; r++)
        for (int i = 0; i < ippGetCount(a); i++) {
            const char *reason = ippGetString(a, i, NULL);
            if (reason && reason_is(reason, reasons[r].word))
                return reasons[r].state;
        }
    for (int i = 0; i < ippGetCount(a); i++) {
        const char *reason = ippGetString(a, i, NULL);
        if (reason && ends_in(reason, "-error")) {
            words_set(words, reason);
            return JOB_ATTENTION;
        }
    }
    return JOB_PRINTING;
}

static bool has_reason(ipp_attribute_t *a, const char *word)
{
    for (int i = 0; i < ippGetCount(a); i++) {
        const char *reason = ippGetString(a, i, NULL);
        if (reason && !strcmp(reason, word))
            return true;
    }
    return false;
}

static int number(ipp_t *answer, const char *name)
{
    ipp_attribute_t *a = ippFindAttribute(answer, name, IPP_TAG_ZERO);
    int value = a ? ippGetInteger(a, 0) : 0;
    return value > 0 ? value : 0;
}

static ipp_attribute_t *keywords(ipp_t *answer, const char *name)
{
    return answer ? ippFindAttribute(answer, name, IPP_TAG_ZERO) : NULL;
}

static bool printer_stopped(ipp_t *job, ipp_t *printer)
{
    return number(printer, "printer-state") == IPP_PSTATE_STOPPED ||
           has_reason(keywords(printer, "printer-state-reasons"), "paused") ||
           has_reason(keywords(job, "job-state-reasons"), "printer-stopped");
}

void judge(ipp_t *job, ipp_t *printer, struct look *look)
{
    int sheets = number(job, "job-media-sheets-completed"), sides = number(job, "job-impressions-completed");
    look->sheets = sheets ? sheets : sides;
    switch (number(job, "job-state")) {
    case IPP_JSTATE_PENDING:
        look->state = printer_stopped(job, printer) ? JOB_STOPPED : JOB_QUEUED;
        break;
    case IPP_JSTATE_HELD:
        look->state = JOB_HELD;
        break;
    case IPP_JSTATE_PROCESSING:
        look->state = judge_reasons(keywords(job, "job-printer-state-reasons"), &look->detail);
        break;
    case IPP_JSTATE_STOPPED:
        look->state = JOB_STOPPED;
        break;
    case IPP_JSTATE_CANCELED:
        look->state = JOB_CANCELLED;
        break;
    case IPP_JSTATE_ABORTED:
        look->state = JOB_ABORTED;
        words_set(&look->detail, ippGetString(keywords(job, "job-printer-state-message"), 0, NULL));
        break;
    case IPP_JSTATE_COMPLETED:
        look->state = JOB_DONE;
        break;
    default: /* an answer without a state: the next look may have one */
        look->state = JOB_QUEUED;
        break;
    }
}

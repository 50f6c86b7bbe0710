/* Typed values as people read them. */
#include "tui/screen/cells.h"

#include "tui/term/i18n.h"
#include "tui/term/theme.h"

#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

/* TRANSLATORS: short names of the months, used by the pattern "MMM". */
static const char *const months[12] = {NC_("month", "Jan"), NC_("month", "Feb"), NC_("month", "Mar"),
                                       NC_("month", "Apr"), NC_("month", "May"), NC_("month", "Jun"),
                                       NC_("month", "Jul"), NC_("month", "Aug"), NC_("month", "Sep"),
                                       NC_("month", "Oct"), NC_("month", "Nov"), NC_("month", "Dec")};

/* Fills a pattern of D DD MM MMM YYYY; everything else stands for itself. */
static void pattern_add(const struct ui *ui, const char *pattern, struct date d, struct text *out)
{
    while (*pattern) {
        size_t n = 1;
        while (pattern[n] == *pattern)
            n++;
        switch (*pattern) {
        case 'D':
            text_addf(out, n > 1 ? "%02d" : "%d", d.day);
            break;
        case 'M':
            if (n > 2 && d.month >= 1 && d.month <= 12)
                text_add(out, C_("month", months[d.month - 1]));
            else
                text_addf(out, "%02d", d.month);
            break;
        case 'Y':
            text_addf(out, "%04d", d.year);
            break;
        default:
            text_add_n(out, pattern, n);
        }
        pattern += n;
    }
}

static void cells_date(const struct ui *ui, struct date d, struct text *out)
{
    if (ui->iso_dates) {
        pattern_add(ui, "YYYY-MM-DD", d, out);
        return;
    }
    /* TRANSLATORS: the order of a date: D or DD day, MM month as a number, MMM month by name, YYYY year. */
    pattern_add(ui, C_("date", "D MMM YYYY"), d, out);
}

void cells_message(const struct ui *ui, const struct message *m, struct text *out)
{
    struct message shown = {0};
    struct date d;
    if (!m->id)
        return;
    message_copy(&shown, m);
    for (size_t i = 0; i < MESSAGE_ARGS; i++) {
        if (!date_parse(shown.args[i], &d))
            continue;
        TEXT_AUTO words;
        text_init(&words, 64);
        cells_date(ui, d, &words);
        text_replace(&shown.args[i], words.data);
    }
    ui_message(ui, &shown, out);
    message_clear(&shown);
}

static void time_add(int hour, int minute, struct text *out)
{
    text_addf(out, "%02d:%02d", hour, minute);
}

void cells_instant(const struct ui *ui, int64_t ms, struct text *out)
{
    struct date d;
    int hour, minute, second;
    instant_local(ms, &d, &hour, &minute, &second);
    cells_date(ui, d, out);
    text_add(out, ", ");
    time_add(hour, minute, out);
}

void cells_clock(const struct ui *ui, int64_t ms, int64_t now, struct text *out)
{
    struct date d, today;
    int hour, minute, second, unused;
    instant_local(now, &today, &unused, &unused, &unused);
    instant_local(ms, &d, &hour, &minute, &second);
    if (date_compare(d, today)) {
        cells_date(ui, d, out);
        text_add(out, ", ");
    }
    time_add(hour, minute, out);
}

static void near_day(const struct ui *ui, struct date d, struct date today, struct text *out)
{
    long ago = date_days(today) - date_days(d);
    if (ago == 0)
        text_add(out, _("today"));
    else if (ago == 1)
        text_add(out, _("yesterday"));
    else if (ago == -1)
        text_add(out, _("tomorrow"));
    else if (d.year == today.year)
        /* TRANSLATORS: a date of this year, without the year. */
        pattern_add(ui, ui->iso_dates ? "MM-DD" : C_("date", "D MMM"), d, out);
    else
        cells_date(ui, d, out);
}

static void cells_near(const struct ui *ui, int64_t ms, int64_t now, struct text *out)
{
    struct date d, today;
    int hour, minute, second, unused;
    instant_local(now, &today, &unused, &unused, &unused);
    instant_local(ms, &d, &hour, &minute, &second);
    if (date_compare(d, today) == 0)
        time_add(hour, minute, out);
    else
        near_day(ui, d, today, out);
}

void cells_span(const struct ui *ui, int64_t ms, struct text *out)
{
    long s = ms > 0 ? (long)(ms / 1000) : 0;
    AUTO_FREE char *number = NULL;
    const char *words;
    if (s < MINUTE) {
        number = text_format("%ld", s);
        words = P_("%s second", "%s seconds", (unsigned long)s);
    } else if (s < HOUR) {
        number = text_format("%ld", s / MINUTE);
        words = P_("%s minute", "%s minutes", (unsigned long)(s / MINUTE));
    } else if (s < DAY) {
        number = text_format("%ld", s / HOUR);
        words = P_("%s hour", "%s hours", (unsigned long)(s / HOUR));
    } else {
        number = text_format("%ld", s / DAY);
        words = P_("%s day", "%s days", (unsigned long)(s / DAY));
    }
    const char *args[] = {number ? number : ""};
    ui_format(ui, out, words, 1, args);
}

void cells_size(const struct ui *ui, long bytes, struct text *out)
{
    AUTO_FREE char *number = NULL;
    const char *words;
    if (bytes >= 1024 * 1024) {
        number = text_format("%ld.%ld", bytes / (1024 * 1024), bytes % (1024 * 1024) * 10 / (1024 * 1024));
        words = _("%s MB");
    } else {
        number = text_format("%ld", (bytes + 1023) / 1024);
        words = _("%s KB");
    }
    const char *args[] = {number ? number : ""};
    ui_format(ui, out, words, 1, args);
}

static void code_add(const struct ui *ui, const struct cell *cell, struct text *out)
{
    if (!text_empty(cell->label))
        text_add(out, cell->label);
    else if (cell->word)
        text_add(out, _(cell->word));
    else
        text_add(out, cell->text ? cell->text : "");
}

void cells_text(const struct ui *ui, const struct cell *cell, enum cells_place place, int64_t now,
                struct text *out)
{
    struct date today;
    int unused;
    switch (cell->kind) {
    case CELL_NONE:
        text_add(out, "-");
        break;
    case CELL_WAITING:
        text_add(out, "...");
        break;
    case CELL_TEXT:
        text_add(out, cell->text ? cell->text : "");
        break;
    case CELL_NUMBER:
        ui_number(ui, cell->number, out);
        break;
    case CELL_DATE:
        instant_local(now, &today, &unused, &unused, &unused);
        if (place == CELLS_LIST && cell->date.year == today.year)
            near_day(ui, cell->date, today, out);
        else
            cells_date(ui, cell->date, out);
        break;
    case CELL_INSTANT:
        if (place == CELLS_LIST)
            cells_near(ui, cell->instant, now, out);
        else
            cells_instant(ui, cell->instant, out);
        break;
    case CELL_CODE:
        code_add(ui, cell, out);
        break;
    case CELL_ABSENT:
    case CELL_WORD:
        text_add(out, cell->word ? _(cell->word) : "");
        break;
    case CELL_MESSAGE:
        ui_message(ui, &cell->message, out);
        break;
    }
}

unsigned cells_style(enum tone tone)
{
    static const unsigned styles[] = {
        [TONE_NONE] = THEME_NORMAL,
        [TONE_NEW] = THEME_STATE_NEW,
        [TONE_APPROVED] = THEME_STATE_APPROVED,
        [TONE_SIGNED] = THEME_STATE_SIGNED,
        [TONE_REJECTED] = THEME_STATE_REJECTED,
        [TONE_CANCELLED] = THEME_STATE_CANCELLED,
        [TONE_EXPIRED] = THEME_STATE_EXPIRED,
        [TONE_GOOD] = THEME_GOOD,
        [TONE_WARNING] = THEME_WARNING,
        [TONE_BAD] = THEME_ERROR,
    };
    return (unsigned)tone < sizeof styles / sizeof *styles ? styles[tone] : THEME_NORMAL;
}

char cells_sign(enum tone tone)
{
    return tone == TONE_WARNING || tone == TONE_BAD ? '!' : 0;
}

void cells_error(const struct ui *ui, const struct error *e, struct text *out)
{
    if (e->what.id)
        ui_message(ui, &e->what, out);
    if (e->next.id) {
        if (out->len)
            text_add(out, strchr(".:?", out->data[out->len - 1]) ? " " : ". ");
        ui_message(ui, &e->next, out);
    }
}

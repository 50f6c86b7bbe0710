/* The table of the options in [general]. */
#include "config/config.h"

#include "base/catalog.h"

static const char *const links[] = {"auto", "fast", "slow", NULL};
static const char *const bidis[] = {"app", "terminal", NULL};
static const char *const dates[] = {"language", "iso", NULL};
static const char *const papers[] = {"iso_a4_210x297mm",   "iso_a5_148x210mm",  "iso_a3_297x420mm",
                                     "na_letter_8.5x11in", "na_legal_8.5x14in", NULL};

static const struct option_def options[OPTION_COUNT] = {
    {OPTION_PROFILE, "profile", N_("Registry at start"), OPTION_WORD, "", NULL, 0, 0, RELOAD_START,
     N_("Name of the profile to begin with; empty for the first one.")},
    {OPTION_LANGUAGE, "language", N_("Language"), OPTION_WORD, "auto", NULL, 0, 0,
     RELOAD_LANGUAGE | RELOAD_PAINT, N_("Language of the screens: auto, en, uk or fr.")},
    {OPTION_THEME, "theme", N_("Colours"), OPTION_WORD, "dark", NULL, 0, 0, RELOAD_THEME | RELOAD_PAINT,
     N_("Colours: dark, light, high-contrast, colour-blind, mono, or a file of your own in the folder "
        "themes.")},
    {OPTION_LINK, "link", N_("Terminal line"), OPTION_CHOICE, "auto", links, 0, 0,
     RELOAD_TERMINAL | RELOAD_PAINT, N_("How much is drawn: fast, slow, or auto to measure it.")},
    {OPTION_PLAIN, "plain", N_("Plain screens"), OPTION_FLAG, "no", NULL, 0, 0,
     RELOAD_TERMINAL | RELOAD_PAINT, N_("No lines and no boxes: for braille displays and screen readers.")},
    {OPTION_BIDI, "bidi", N_("Right-to-left text"), OPTION_CHOICE, "app", bidis, 0, 0, RELOAD_PAINT,
     N_("Who turns right-to-left text round: the program (app) or the terminal.")},
    {OPTION_DATES, "dates", N_("Dates"), OPTION_CHOICE, "language", dates, 0, 0, RELOAD_PAINT,
     N_("Dates as the language writes them, or as 2026-01-31 (iso).")},
    {OPTION_MOUSE, "mouse", N_("Mouse"), OPTION_FLAG, "no", NULL, 0, 0, RELOAD_TERMINAL,
     N_("Takes the mouse from the terminal; selecting text then needs Shift.")},
    {OPTION_ESC_MS, "esc_ms", N_("Wait after Esc"), OPTION_NUMBER, "50", NULL, 1, 2000, RELOAD_TERMINAL,
     N_("Milliseconds to wait after Esc for the rest of a key; more on slow lines.")},
    {OPTION_LOCK_MINUTES, "lock_minutes", N_("Lock when idle"), OPTION_NUMBER, "10", NULL, 0, 720,
     RELOAD_CLOCK, N_("Minutes without a key until the screen is locked; 0 for never.")},
    {OPTION_REFRESH_SECONDS, "refresh_seconds", N_("Refresh lists"), OPTION_NUMBER, "60", NULL, 0, 3600,
     RELOAD_CLOCK, N_("Seconds until lists and counts are asked for again; 0 for only by key.")},
    {OPTION_PRINTER, "printer", N_("Printer"), OPTION_TEXT, "", NULL, 0, 0, 0,
     N_("Printer that is offered first; empty for the print service's own.")},
    {OPTION_PAPER, "paper", N_("Paper"), OPTION_CHOICE, "iso_a4_210x297mm", papers, 0, 0, 0,
     N_("Paper that is offered first.")},
    {OPTION_COPIES, "copies", N_("Copies"), OPTION_NUMBER, "1", NULL, 1, 20, 0,
     N_("Copies that are offered first.")},
};

const struct option_def *config_option(enum option o)
{
    return &options[o];
}

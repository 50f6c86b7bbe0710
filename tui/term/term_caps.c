/* Looks a terminal up in terminfo before ncurses is asked to use it. */
#include "tui/term/term_caps.h"

#include <curses.h>

#include <term.h>

enum caps_found caps_check(const char *name, int fd)
{
    enum caps_found found = CAPS_GOOD;
    int error = 0;

    if (setupterm(name, fd, &error) != OK)
        return error == 1 ? CAPS_NO_CURSOR : CAPS_UNKNOWN; /* 1: a printing terminal */
    if (!cursor_address)
        found = CAPS_NO_CURSOR;
    del_curterm(cur_term);
    return found;
}

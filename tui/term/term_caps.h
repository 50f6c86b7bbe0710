/* The terminal's description, where ncurses' <term.h> can be included: it has a struct term of its own. */
#ifndef TUI_TERM_TERM_CAPS_H
#define TUI_TERM_TERM_CAPS_H

enum caps_found { CAPS_GOOD, CAPS_UNKNOWN, CAPS_NO_CURSOR };

/* Whether there is a description of `name`, and whether that terminal can move its cursor. */
enum caps_found caps_check(const char *name, int fd);

#endif

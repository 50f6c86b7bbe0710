/* The text of the built-in theme, for theme.c alone. */
#ifndef TUI_TERM_THEME_BUILTIN_H
#define TUI_TERM_THEME_BUILTIN_H

extern const char THEME_BUILTIN_TEXT[];

#endif

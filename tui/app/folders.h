/* Where the program finds what belongs to it: in the build tree next to it, else where it was installed. */
#ifndef TUI_APP_FOLDERS_H
#define TUI_APP_FOLDERS_H

/* Folders; owned. Never NULL after folders_find() unless memory ended. */
struct folders {
    char *helpers; /* registrar-document, registrar-print, registrar-sandbox */
    char *locale;  /* uk.mo, fr.mo */
    char *themes;  /* dark.theme */
};
void folders_find(struct folders *);
void folders_free(struct folders *);

#endif

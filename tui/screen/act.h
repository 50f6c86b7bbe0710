/* The names of all actions of the program; what each is called, does and is bound to stands in app/actions.c.
 */
#ifndef TUI_SCREEN_ACT_H
#define TUI_SCREEN_ACT_H

enum act {
    ACT_NONE,
    /* everywhere */
    ACT_HELP,
    ACT_PALETTE,
    ACT_BACK,
    ACT_STORY,
    ACT_LANGUAGE,
    ACT_REGISTRY,
    ACT_PREFERENCES,
    ACT_HOME,
    ACT_OUTBOX,
    ACT_PRINTED,
    ACT_LOCK,
    ACT_SIGN_OUT,
    ACT_MOUSE,
    ACT_REDRAW,
    ACT_SUSPEND,
    ACT_QUIT,
    /* one answer */
    ACT_ENTER,
    ACT_SUBMIT,
    ACT_RESEND,
    ACT_START_AGAIN,
    /* lists and what is in them */
    ACT_FILTER,
    ACT_MARK,
    ACT_MARK_RANGE,
    ACT_MARK_ALL,
    ACT_MARK_INVERT,
    ACT_MARK_NONE,
    ACT_SORT,
    ACT_SORT_CHOOSE,
    ACT_REFRESH,
    ACT_EDIT_SEARCH,
    ACT_NEXT_ROW,
    ACT_PREVIOUS_ROW,
    /* a record and its papers */
    ACT_NEXT_SECTION,
    ACT_PREVIOUS_SECTION,
    ACT_VIEW,
    ACT_PRINT,
    ACT_SAVE_FILE,
    ACT_FIND,
    ACT_FIND_NEXT,
    ACT_FIND_PREVIOUS,
    /* forms */
    ACT_NEXT_PROBLEM,
    ACT_CLEAR,
    /* many at once */
    ACT_RETRY,
    ACT_CANCEL,
    ACT_COUNT
};

#endif

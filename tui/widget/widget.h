/* What every widget answers to a key. Widgets draw through paint, keep plain state, and never wait for
 * anything. */
#ifndef TUI_WIDGET_WIDGET_H
#define TUI_WIDGET_WIDGET_H

enum widget_result {
    WIDGET_IGNORED = 0, /* not my key: the screen may use it */
    WIDGET_USED,        /* repaint */
    WIDGET_CHANGED,     /* repaint; a value changed */
    WIDGET_NEXT,        /* leave forward (Tab, Enter, Down, a full field) */
    WIDGET_PREVIOUS,    /* leave backward */
    WIDGET_DONE, /* Enter on something that is to be done: follow the link, take the choice, send the code */
    WIDGET_CANCEL, /* Esc where the widget itself has something to leave */
};

#endif

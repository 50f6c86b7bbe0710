/*
 * All screens, by what makes them. Each is NULL when it cannot be opened and the reason was told (pushing
 * NULL is harmless). Screens open each other through host->rooms, so that no two of them call in a circle.
 *
 *   file            room
 *   sign_in.c       who are you: any steps an adapter asks; also over lost work
 *   lock.c          the password opens it again
 *   home.c          queues, look-ups, what is on this computer
 *   list.c          rows of any list; search.c: the form before a search
 *   record.c        a record; text.c: its form as text; print.c: on paper; save.c: into a file
 *   paper.c         what these three keep of an attachment
 *   table.c, prose.c, cells.c, stepview.c: parts that several screens draw with
 *   task.c          one action from its key to its result; bulk.c: the same on many records
 *   choose.c        one of a few (language, registry, order); files.c: a file of this computer
 *   story.c         what did not work, whole; help.c: all keys; palette.c: anything by typing
 *   preferences.c   language, colours, line, locking; quit.c: leaving with work unsent
 */
#ifndef TUI_SCREEN_SCREENS_H
#define TUI_SCREEN_SCREENS_H

#include "tui/screen/screen.h"

struct screen *sign_in_screen_new(struct host *, bool over_work);
struct screen *lock_screen_new(struct host *);
struct screen *home_screen_new(struct host *);
/* A queue or a local list; `search` (copied by the desk) for lists with a form; `filter` may be NULL. */
struct screen *list_screen_new(struct host *, const char *list, const struct form *search,
                               const char *filter);
/* The form before a search list. */
struct screen *search_screen_new(struct host *, const struct list_def *);
struct screen *record_screen_new(struct host *, const struct record_ref *);
struct screen *text_screen_new(struct host *, const struct record_ref *, const struct attachment *);
struct screen *task_screen_new(struct host *, const struct record_ref *, const char *action);
struct screen *bulk_screen_new(struct host *, const struct record_ref *, size_t n, const struct action_def *,
                               size_t hidden);
struct screen *print_screen_new(struct host *, const struct record_ref *, const struct attachment *);
/* The same paper as a PDF file. */
struct screen *save_screen_new(struct host *, const struct record_ref *, const struct attachment *);
/* For screens that outlive the page a paper came from. */
void paper_copy(struct attachment *to, const struct attachment *from);
void paper_clear(struct attachment *);
struct screen *story_screen_new(struct host *, const struct error *, const struct message *sentence);
struct screen *help_screen_new(struct host *, struct screen *about);
struct screen *palette_screen_new(struct host *, struct screen *about);
struct screen *preferences_screen_new(struct host *);
struct screen *quit_screen_new(struct host *);
const struct screen_ops *quit_screen_ops(void);

/* Chooses one of a few; the result goes to the screen below with `tag`. */
struct screen *choose_screen_new(struct host *, int tag, const char *title, const struct choose_option *,
                                 size_t n, const char *now);
/* A file of this computer: its path is the result. `accept` is a media type that narrows what is shown;
 * `folder` is where to begin (NULL: at home). */
struct screen *files_screen_new(struct host *, int tag, const char *title, const char *accept,
                                const char *folder);

#endif

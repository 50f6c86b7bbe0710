/* The states of a print job in one table: word, end, sentence, what to do. */
#include "print/print.h"

#include <string.h>

#include "base/catalog.h"
#include "base/text.h"

#define LOOK_FIRST N_("Look at the printer before you print again.")
#define NOTHING_SENT N_("Nothing was sent. Choose another printer, or save the form to a file.")

enum {
    ENDS = 1,
    NO_PAPER_OUT = 2, /* certainly nothing printed */
    DETAIL = 4,       /* the sentence has room for the print service's words as its second argument */
};

static const struct row {
    const char *word;
    unsigned flags;
    const char *what, *next;
} rows[JOB_STATES] = {
    [JOB_SENDING] = {"sending", 0, N_("Sending the pages to %s."), NULL},
    [JOB_QUEUED] = {"queued", 0, N_("The job waits for its turn at %s."),
                    N_("It prints by itself when the jobs before it are done.")},
    [JOB_HELD] = {"held", 0, N_("The job is held at %s: the print service was told to wait with it."),
                  N_("Release the job at the print service, or cancel it here.")},
    [JOB_PRINTING] = {"printing", 0, N_("Printing at %s."), NULL},
    [JOB_NO_PAPER] = {"no-paper", 0, N_("The job waits for paper at %s."),
                      N_("Put paper into the printer; printing goes on by itself.")},
    [JOB_OTHER_PAPER] = {"other-paper", 0, N_("The job waits for the right paper at %s."),
                         N_("Put paper of the chosen size into the printer, or cancel the job.")},
    [JOB_JAM] = {"jam", 0, N_("Paper is jammed in %s."),
                 N_("Take the paper out and close the printer; printing goes on by itself.")},
    [JOB_COVER] = {"cover", 0, N_("A cover of %s is open."), N_("Close it; printing goes on by itself.")},
    [JOB_NO_TONER] = {"no-toner", 0, N_("%s has no toner or ink."),
                      N_("Change the cartridge; printing goes on by itself.")},
    [JOB_TRAY_FULL] = {"tray-full", 0, N_("The output tray of %s is full."),
                       N_("Take the paper out of the tray; printing goes on by itself.")},
    [JOB_OFFLINE] = {"offline", 0, N_("%s does not answer."),
                     N_("Check that the printer is switched on and connected, or cancel the job.")},
    [JOB_ATTENTION] = {"attention", DETAIL, N_("%1$s needs attention: %2$s."),
                       N_("Look at the printer, or cancel the job.")},
    [JOB_STOPPED] =
        {"stopped", 0, N_("%s is stopped; the job waits there."),
         N_("Start the printer at the print service, or cancel the job and choose another printer.")},
    [JOB_SERVER_LOST] = {"server-lost", 0, N_("The print service stopped answering; the job was at %s."),
                         N_("It is asked again until it answers. Until then, do not print again.")},
    [JOB_DONE] = {"done", ENDS, N_("Printed at %s."), NULL},
    [JOB_CANCELLED] = {"cancelled", ENDS, N_("The job at %s was cancelled."),
                       N_("Pages that had already come out are still there; take them from the printer.")},
    [JOB_ABORTED] = {"aborted", ENDS | DETAIL, N_("Not printed: %1$s gave up (%2$s)."), LOOK_FIRST},
    [JOB_REJECTED] = {"rejected", ENDS | NO_PAPER_OUT, N_("Not printed: %s does not accept jobs now."),
                      NOTHING_SENT},
    [JOB_UNKNOWN_PRINTER] = {"unknown-printer", ENDS | NO_PAPER_OUT,
                             N_("Not printed: the print service knows no printer called %s."), NOTHING_SENT},
    [JOB_NO_SERVER] = {"no-server", ENDS | NO_PAPER_OUT,
                       N_("Not printed: the print service does not answer."),
                       N_("Nothing was sent. Start the print service (CUPS), or save the form to a file.")},
    [JOB_REFUSED] = {"refused", ENDS | NO_PAPER_OUT | DETAIL,
                     N_("Not printed: the print service refused the job for %1$s (%2$s)."), NOTHING_SENT},
    [JOB_GONE] = {"gone", ENDS, N_("The print service does not know the job at %s any more."), LOOK_FIRST},
    [JOB_LOST] = {"lost", ENDS,
                  N_("Not followed any more: the part of the program that talks to printers stopped."),
                  N_("The job may still be printed. Look at the printer before you print again.")},
};

const char *job_state_word(enum job_state state)
{
    return rows[state].word;
}

bool job_state_find(const char *word, enum job_state *out)
{
    for (int i = 0; word && i < JOB_STATES; i++)
        if (!strcmp(rows[i].word, word)) {
            *out = (enum job_state)i;
            return true;
        }
    return false;
}

bool job_state_final(enum job_state state)
{
    return rows[state].flags & ENDS;
}

bool job_state_nothing_printed(enum job_state state)
{
    return rows[state].flags & NO_PAPER_OUT;
}

void print_sentence(enum job_state state, const char *printer, const char *detail, struct message *what,
                    struct message *next)
{
    const struct row *row = &rows[state];
    if (!(row->flags & DETAIL))
        message_set(what, row->what, strstr(row->what, "%s") ? 1 : 0, printer);
    else if (!text_empty(detail))
        message_set(what, row->what, 2, printer, detail);
    else if (state == JOB_ABORTED)
        message_set(what, N_("Not printed: %s gave up."), 1, printer);
    else if (state == JOB_REFUSED)
        message_set(what, N_("Not printed: the print service refused the job for %s."), 1, printer);
    else
        message_set(what, N_("%s needs attention."), 1, printer);
    if (row->next)
        message_set(next, row->next, 0);
    else
        message_clear(next);
}

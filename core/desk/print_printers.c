/* The printers there are, and papers an earlier run of the program left on their way. */
#include "desk/print_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/text.h"
#include "config/config.h"
#include "config/folders.h"

enum { LOCK_AGAIN_MS = 60 * 1000 };

/* --- printers --- */

static void printers_drop(struct printing *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->printers[i].name);
        free(p->printers[i].info);
        message_clear(&p->printers[i].state);
    }
    free(p->printers);
    p->printers = NULL;
    p->n = 0;
}

static void printer_take(struct desk *d, struct desk_printer *to, const struct printer *from)
{
    const char *wanted = config_text(d->config, OPTION_PRINTER);

    to->name = text_dup(from->name);
    to->info = text_dup(text_empty(from->info) ? from->name : from->info);
    to->usable = from->accepting;
    to->is_default = text_empty(wanted) ? from->is_default : strcmp(wanted, from->name) == 0;
    if (from->note.id)
        message_copy(&to->state, &from->note);
    else
        message_set(&to->state, from->state == PRINTER_BUSY ? N_("printing") : N_("ready"), 0);
}

static void printers_listed(void *data, enum status s, const struct error *e, struct printers *found)
{
    struct desk *d = data;
    struct printing *p = d->printing;

    p->listing = NULL;
    p->failed = s != STATUS_OK;
    if (p->failed) {
        error_copy(&p->error, e);
        printing_changed(d);
        return;
    }
    printers_drop(p);
    p->printers = calloc(found->n ? found->n : 1, sizeof *p->printers);
    for (size_t i = 0; p->printers && i < found->n; i++)
        printer_take(d, &p->printers[p->n++], &found->items[i]);
    printers_free(&found);
    error_clear(&p->error);
    printing_changed(d);
}

void desk_printers_refresh(struct desk *d)
{
    struct printing *p = d->printing;
    ERROR_AUTO e = {0};

    if (p->listing)
        return;
    if (print_list(d->loop, &p->prints, printers_listed, d, &p->listing, &e) != STATUS_OK) {
        p->failed = true;
        error_copy(&p->error, &e);
    }
    printing_changed(d);
}

const struct desk_printer *desk_printers(const struct desk *d, size_t *n)
{
    *n = d->printing->n;
    return d->printing->printers;
}

bool desk_printers_loading(const struct desk *d)
{
    return d->printing->listing != NULL;
}

const struct error *desk_printers_error(const struct desk *d)
{
    return d->printing->failed ? &d->printing->error : NULL;
}

/* --- papers of an earlier run --- */

static bool paper_known(const struct printing *p, const char *id)
{
    for (const struct paper *paper = p->papers; paper; paper = paper->next)
        if (strcmp(paper->id, id) == 0)
            return true;
    return false;
}

static void paper_recover(struct desk *d, const struct print_row *row)
{
    const struct record_ref ref = {.kind = row->kind, .id = row->ref, .label = row->label};
    struct message m = {0};

    if (row->job > 0) {
        struct paper *paper = paper_new(d, &ref, row->attachment);

        if (!paper)
            return;
        memcpy(paper->id, row->id, sizeof paper->id);
        paper->printer = text_dup(row->printer);
        paper->job = row->job;
        paper->logged = row->state;
        if (paper->printer)
            paper_follow(paper);
        else
            paper_free(paper);
        return;
    }
    if (row->state == PRINT_HANDING)
        message_set(
            &m,
            N_("Perhaps printed: the program ended while handing the pages to %s. Look at the printer "
               "before you print again."),
            1, row->printer);
    else
        message_set(&m, N_("Not printed: the program ended before the pages were ready."), 0);
    printlog_update(d->printlog, row->id, PRINT_FAILED, 0, &m, NULL);
    message_clear(&m);
}

static void printing_recover(struct desk *d)
{
    const struct print_query q = {.profile = d->profile->name, .states = PRINT_OPEN};
    struct print_row **rows = NULL;
    size_t n = 0;

    if (printlog_list(d->printlog, &q, &rows, &n, NULL) != STATUS_OK)
        return;
    for (size_t i = 0; i < n; i++)
        if (!paper_known(d->printing, rows[i]->id))
            paper_recover(d, rows[i]);
    print_rows_free(&rows, n);
    printing_changed(d);
}

/* Only who holds the lock can know that a paper on its way has nobody who follows it. */
static void printing_lock(void *data)
{
    struct desk *d = data;
    struct printing *p = d->printing;

    p->again = NULL;
    if (p->lock < 0)
        return;
    if (flock(p->lock, LOCK_EX | LOCK_NB) == 0)
        printing_recover(d);
    else if (errno == EWOULDBLOCK || errno == EINTR)
        p->again = loop_after(d->loop, LOCK_AGAIN_MS, printing_lock, d);
}

enum status printing_open(struct desk *d, struct error *e)
{
    AUTO_FREE char *folder = folder_make(FOLDER_DATA, e);
    AUTO_FREE char *lock = folder ? text_format("%s/printing.lock", folder) : NULL;
    const char *server = secure_getenv("CUPS_SERVER");
    struct printing *p = calloc(1, sizeof *p);

    if (!p)
        return error_memory(e);
    d->printing = p;
    p->lock = -1;
    if (!folder)
        return e->status;
    p->document_program = text_format("%s/registrar-document", d->helper_dir);
    p->print_program = text_format("%s/registrar-print", d->helper_dir);
    p->server = text_empty(server) ? NULL : text_dup(server);
    if (!p->document_program || !p->print_program || !lock)
        return error_memory(e);
    p->documents.helper = p->document_program;
    p->prints.helper = p->print_program;
    p->prints.server = p->server;
    p->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    printing_lock(d);
    return STATUS_OK;
}

void printing_close(struct desk *d)
{
    struct printing *p = d->printing;

    if (!p)
        return;
    while (p->papers)
        paper_free(p->papers);
    print_drop(&p->listing);
    loop_stop(d->loop, &p->again);
    printers_drop(p);
    error_clear(&p->error);
    if (p->lock >= 0)
        close(p->lock);
    free(p->document_program);
    free(p->print_program);
    free(p->server);
    free(p);
    d->printing = NULL;
}

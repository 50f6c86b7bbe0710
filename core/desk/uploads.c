/* Documents of a task: each is a row of the outbox too, safe to send again since a newer one replaces it. */
#include "desk/task_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalog.h"
#include "base/text.h"
#include "desk/files.h"

/* The upload that is being sent, or else the first that waits. */
static struct job *upload_job(const struct desk_task *t)
{
    struct job *found = NULL;

    for (struct job *j = t->desk->jobs; j; j = j->next)
        if (j->task == t && job_is_upload(j) &&
            (!found || (!await_busy(&found->call) && await_busy(&j->call))))
            found = j;
    return found;
}

static struct job *upload_of_file(const struct desk_task *t, size_t file)
{
    for (struct job *j = t->desk->jobs; j; j = j->next)
        if (j->task == t && job_is_upload(j) && j->task_file == file)
            return j;
    return NULL;
}

/* A row of the same document that waits for the person is answered by choosing the document again. */
static void upload_supersede(struct desk_task *t, const char *payload)
{
    struct desk *d = t->desk;
    const struct outbox_query q = {.profile = d->profile->name,
                                   .user = d->session.user,
                                   .kind = t->ref.kind,
                                   .ref = t->ref.id,
                                   .action = "upload",
                                   .states = OUTBOX_BIT(OUTBOX_NEEDS_YOU)};
    const struct outbox_change change = {.from = OUTBOX_NEEDS_YOU, .to = OUTBOX_WITHDRAWN};
    struct outbox_row **rows = NULL;
    size_t n = 0;

    if (outbox_list(d->outbox, &q, &rows, &n, NULL) != STATUS_OK)
        return;
    for (size_t i = 0; i < n; i++)
        if (text_equal(rows[i]->payload, payload))
            outbox_move(d->outbox, rows[i]->id, &change, NULL);
    outbox_rows_free(&rows, n);
}

static enum status upload_order(struct desk_task *t, const struct step_file *file, const char *path,
                                size_t index, struct error *e)
{
    struct desk *d = t->desk;
    const struct step_answer answer = {.step_id = t->step->id, .verb = VERB_SUBMIT, .choice = file->type};
    AUTO_FREE char *payload = NULL;
    bool needs_code = false;
    struct outbox_order order;
    struct job *j;
    enum status s;

    s = d->ops->compose(d->registry, &t->ref, "upload", t->step, &answer, &payload, &needs_code, e);
    if (s != STATUS_OK)
        return s;
    order = (struct outbox_order){.profile = d->profile->name,
                                  .user = d->session.user,
                                  .action = "upload",
                                  .kind = t->ref.kind,
                                  .ref = t->ref.id,
                                  .label = t->ref.label,
                                  .payload = payload,
                                  .file = path};
    j = job_order(d, &order, e);
    if (!j)
        return e ? e->status : STATUS_DISK;
    task_watch_job(t, j);
    j->task_file = index;
    upload_supersede(t, payload);
    outbox_changed(d);
    outbox_kick(d);
    return STATUS_OK;
}

enum status desk_task_upload(struct desk_task *t, size_t index, const char *path, struct error *e)
{
    const struct step_file *file;
    AUTO_FREE char *whole = NULL;
    enum status s;

    if (t->state != TASK_STEP || !t->step || t->step->kind != STEP_FILES || index >= t->step->nfiles)
        return error_set(e, STATUS_INVALID, N_("Not uploaded: no document is asked for now."), NULL);
    if (!desk_may_ask(t->desk))
        return error_set(e, STATUS_UNAUTHENTICATED, N_("Not uploaded: nobody is signed in."),
                         N_("Sign in, then choose the file again."));
    if (upload_of_file(t, index))
        return error_set(e, STATUS_CONFLICT, N_("Not uploaded: this document is already on its way."), NULL);
    file = &t->step->files[index];
    s = files_check_jpeg(path, file->size_max, e);
    if (s != STATUS_OK)
        return s;
    whole = realpath(path, NULL); /* the row must find it again, wherever the program is started next */
    if (!whole)
        return error_errno(e, errno, path);
    task_no_trouble(t);
    s = upload_order(t, file, whole, index, e);
    desk_changed(t->desk, DESK_TASKS);
    return s;
}

bool desk_task_uploading(const struct desk_task *t, size_t *file, long *done, long *total)
{
    const struct job *j = upload_job(t);

    if (!j)
        return false;
    if (file)
        *file = j->task_file;
    if (done)
        *done = j->done;
    if (total)
        *total = j->total;
    return true;
}

void desk_task_upload_cancel(struct desk_task *t)
{
    struct job *j = upload_job(t);

    if (j)
        job_take_back(j);
}

void task_upload_settled(struct desk_task *t, struct job *j, const struct error *why)
{
    if (j->state == OUTBOX_DONE && t->step && t->step->kind == STEP_FILES && j->task_file < t->step->nfiles)
        t->step->files[j->task_file].uploaded = true;
    if (why && why->status != STATUS_OK) {
        error_copy(&t->error, why);
        t->failed = true;
    }
    /* the person stands before the task and reads why: the row has nothing more to wait for */
    if (j->state == OUTBOX_NEEDS_YOU)
        job_move(j, OUTBOX_WITHDRAWN, 0, why, NULL, NULL);
    if (outbox_is_final(j->state) || j->state == OUTBOX_NEEDS_YOU)
        j->task = NULL;
    task_changed(t);
}

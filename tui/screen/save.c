/* A paper as a PDF file: where to, and whether a file that is there may be replaced. */
#include <stdlib.h>
#include <string.h>

#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/formview.h"

enum { FIELD_PATH, FIELD_REPLACE, BOX_COLS = 76 };

struct save {
    struct screen screen;
    struct record_ref ref;
    struct attachment paper;
    struct form *form;
    struct formview view;
};

static const struct field_def fields[] = {
    {.id = "path",
     .label = N_("File"),
     .kind = FIELD_FILE,
     .required = true,
     .hint = N_("It can be read by you only.")},
    {.id = "replace",
     .label = N_("Replace"),
     .kind = FIELD_BOOL,
     .hint = N_("Whether a file of this name may be written over.")},
};
static const struct form_def save_form = {
    .id = "save", .title = N_("Save as a file"), .fields = fields, .n = 2};

static struct save *of(struct screen *screen)
{
    return (struct save *)screen;
}

static void save_close(struct screen *screen)
{
    struct save *s = of(screen);
    formview_free(&s->view);
    form_free(&s->form);
    record_ref_clear(&s->ref);
    paper_clear(&s->paper);
    free(s);
}

static void save_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct save *s = of(screen);
    int cols = area.cols < BOX_COLS + 4 ? area.cols : BOX_COLS, rows = area.rows < 8 ? area.rows : 8;
    struct rect box = {area.row + (area.rows - rows) / 3, area.col + (area.cols - cols) / 2, rows, cols};
    paint_box(ui, box, _("Save as a file"), THEME_DIALOG);
    formview_draw(&s->view, ui, (struct rect){box.row + 1, box.col + 2, rows - 2, cols - 4}, true);
}

static void save_now(struct save *s)
{
    struct host *host = s->screen.host;
    struct message why = {0};
    ERROR_AUTO e = {0};
    if (!form_ready(s->form, &why)) {
        formview_next_problem(&s->view);
        message_clear(&why);
        return;
    }
    if (desk_save_pdf(host->desk, &s->ref, s->paper.id, form_value(s->form, FIELD_PATH),
                      form_value(s->form, FIELD_REPLACE)[0] != '\0', &e) != STATUS_OK)
        host_fail(host, &e);
    else
        host_pop(host, &s->screen, NULL);
}

static bool save_key(struct screen *screen, const struct key_event *event)
{
    struct save *s = of(screen);
    enum widget_result r = formview_key(&s->view, screen->host->ui, event);
    if (r == WIDGET_DONE)
        save_now(s);
    return r != WIDGET_IGNORED && r != WIDGET_CANCEL;
}

static void save_act(struct screen *screen, enum act act)
{
    if (act == ACT_SUBMIT || act == ACT_SAVE_FILE)
        save_now(of(screen));
    else if (act == ACT_BACK)
        host_pop(screen->host, screen, NULL);
}

static bool save_can(struct screen *screen, enum act act, struct message *why)
{
    (void)screen;
    if (act != ACT_VIEW && act != ACT_REFRESH)
        return true;
    message_set(why, N_("a file name is asked"), 0);
    return false;
}

static const char *save_label(struct screen *screen, enum act act)
{
    (void)screen;
    return act == ACT_SUBMIT ? N_("save") : NULL;
}

static bool save_editing(const struct screen *screen)
{
    (void)screen;
    return true;
}

static const struct screen_ops ops = {
    .where = ON_PRINT,
    .over = true,
    .close = save_close,
    .draw = save_draw,
    .key = save_key,
    .act = save_act,
    .can = save_can,
    .label = save_label,
    .editing = save_editing,
};

/* A name that no other record has, in the home folder; only letters that every file system takes. */
static void propose(struct save *s)
{
    const char *home = getenv("HOME"), *label = s->ref.label ? s->ref.label : s->ref.id;
    char name[64];
    size_t n = 0;
    for (; *label && n < sizeof name - 1; label++)
        name[n++] = (*label >= '0' && *label <= '9') || (*label >= 'A' && *label <= 'Z') ||
                            (*label >= 'a' && *label <= 'z')
                        ? *label
                        : '-';
    name[n] = '\0';
    AUTO_FREE char *path = text_format("%s/registrar-%s.pdf", home && *home ? home : ".", name);
    if (path)
        form_set(s->form, FIELD_PATH, path);
}

struct screen *save_screen_new(struct host *host, const struct record_ref *ref,
                               const struct attachment *paper)
{
    struct save *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    record_ref_copy(&s->ref, ref);
    paper_copy(&s->paper, paper);
    s->form = form_new(&save_form);
    if (!s->form || !formview_init(&s->view, s->form)) {
        form_free(&s->form);
        record_ref_clear(&s->ref);
        paper_clear(&s->paper);
        free(s);
        return NULL;
    }
    s->view.enter_submits = true;
    propose(s);
    formview_sync(&s->view);
    return &s->screen;
}

/* The locked screen: nothing of the work is shown; the password of the signed-in person opens it again. */
#include <stdlib.h>

#include "tui/screen/prose.h"
#include "tui/screen/screens.h"
#include "tui/term/i18n.h"
#include "tui/term/paint.h"
#include "tui/widget/field.h"

enum { PASSWORD_COLS = 32, LABEL_MAX = 1024 };

struct lock {
    struct screen screen;
    struct field password;
    bool wrong;
};

static const struct field_def password_def = {.id = "password", .kind = FIELD_SECRET};

static void lock_close(struct screen *screen)
{
    struct lock *s = (struct lock *)screen;
    field_free(&s->password);
    free(s);
}

static void lock_title(struct screen *screen, const struct ui *ui, struct text *left, struct text *right)
{
    (void)screen, (void)right;
    text_add(left, _("Locked"));
}

static void lock_draw(struct screen *screen, const struct ui *ui, struct rect area)
{
    struct lock *s = (struct lock *)screen;
    struct desk *desk = screen->host->desk;
    const struct description *about = desk_description(desk);
    struct rect inner = {area.row + (area.rows > 6), area.col + 1, area.rows - (area.rows > 6),
                         area.cols - 2};
    TEXT_AUTO words;
    text_init(&words, LABEL_MAX);
    if (about) {
        TEXT_AUTO user;
        text_init(&user, LABEL_MAX);
        ui_message(ui, &about->user, &user);
        const char *args[] = {user.data};
        ui_format(ui, &words, _("The work of %s is kept behind this screen."), 1, args);
    }
    inner = prose_below(inner, prose_draw(ui, inner, words.data, THEME_NORMAL));
    if (s->wrong) {
        AUTO_FREE char *n = text_format("%d", desk_unlock_tries_left(desk));
        const char *args[] = {n ? n : ""};
        text_clear(&words);
        ui_format(
            ui, &words,
            P_("Not opened: this is another password. %s try is left, then the session ends; the work stays.",
               "Not opened: this is another password. %s tries are left, then the session ends; the work "
               "stays.",
               (unsigned long)desk_unlock_tries_left(desk)),
            1, args);
        inner = prose_below(inner, prose_draw(ui, inner, words.data, THEME_ERROR));
    }
    inner = prose_below(inner, inner.rows > 2);
    int at = paint_put(ui->paint, inner.row, inner.col, inner.cols, _("Password"), THEME_LABEL) + 2;
    int cols = inner.col + inner.cols - at;
    field_draw(&s->password, ui, inner.row, at, cols < PASSWORD_COLS ? cols : PASSWORD_COLS, THEME_FIELD,
               true);
}

static void try_password(struct lock *s)
{
    struct host *host = s->screen.host;
    s->wrong = !desk_unlock(host->desk, &s->password.own);
    field_clear(&s->password);
    host_dirty(host);
}

static bool lock_key(struct screen *screen, const struct key_event *event)
{
    struct lock *s = (struct lock *)screen;
    if (event->kind == EVENT_KEY && (key_is(event, K_ENTER, 0) || key_is(event, K_F1 + 9, 0))) {
        try_password(s);
        return true;
    }
    return field_key(&s->password, screen->host->ui, event) != WIDGET_IGNORED;
}

static void lock_act(struct screen *screen, enum act act)
{
    if (act == ACT_SUBMIT)
        try_password((struct lock *)screen);
}

static bool lock_can(struct screen *screen, enum act act, struct message *why)
{
    (void)screen;
    if (act != ACT_BACK && act != ACT_HELP)
        return true;
    message_set(why, N_("the screen is locked"), 0);
    return false;
}

static const char *lock_label(struct screen *screen, enum act act)
{
    (void)screen;
    return act == ACT_SUBMIT ? N_("open") : NULL;
}

static bool lock_editing(const struct screen *screen)
{
    (void)screen;
    return true;
}

static const struct screen_ops ops = {
    .where = ON_LOCK,
    .close = lock_close,
    .title = lock_title,
    .draw = lock_draw,
    .key = lock_key,
    .act = lock_act,
    .can = lock_can,
    .label = lock_label,
    .editing = lock_editing,
};

struct screen *lock_screen_new(struct host *host)
{
    struct lock *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->screen = (struct screen){.ops = &ops, .host = host};
    field_init(&s->password, &password_def, NULL);
    return &s->screen;
}

/* The verbs of the registry in memory: each only notes what was asked; desk_fake.h answers. */
#ifndef UNIT_DESK_FAKE_OPS_H
#define UNIT_DESK_FAKE_OPS_H

FAKE enum status fake_open(const struct registry_env *env, struct registry **out, struct error *e)
{
    struct registry *r = calloc(1, sizeof *r);

    (void)e;
    r->env = *env;
    *out = fake = r;
    return STATUS_OK;
}

FAKE void fake_close(struct registry **out)
{
    struct registry *r = *out;

    while (r->calls)
        fake_call_free(r->calls);
    free(r->user);
    if (fake == r)
        fake = NULL;
    free(r);
    *out = NULL;
}

FAKE struct registry_call *fake_sign_in(struct registry *r, const struct step_answer *a, registry_step_fn fn,
                                        void *data)
{
    struct registry_call *c = fake_begin(r, F_SIGN_IN, data);

    c->on.step = fn;
    c->begin = !a;
    if (!a)
        return c;
    c->answer_id = text_dup(a->step_id);
    c->answer_verb = a->verb;
    if (a->form) {
        const struct secret *p = form_secret_of(a->form, "password");

        c->user = text_dup(form_value_of(a->form, "name"));
        c->password = p && p->len ? text_dup_n(p->data, p->len) : NULL;
    }
    if (a->code && a->code->len)
        c->code = text_dup_n(a->code->data, a->code->len);
    return c;
}

FAKE struct registry_call *fake_sign_out(struct registry *r, registry_done_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, F_SIGN_OUT, data);

    r->signed_in = false;
    c->on.done = fn;
    return c;
}

FAKE int64_t fake_session_left(const struct registry *r)
{
    (void)r;
    return server.left;
}

FAKE struct registry_call *fake_refresh(struct registry *r, registry_done_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, F_REFRESH, data);

    c->on.done = fn;
    return c;
}

FAKE const struct description *fake_describe(struct registry *r)
{
    return r->signed_in ? &fake_description : NULL;
}

FAKE struct registry_call *fake_count(struct registry *r, const char *list, registry_count_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, F_COUNT, data);

    c->on.count = fn;
    c->name = text_dup(list);
    return c;
}

FAKE struct registry_call *fake_list(struct registry *r, const struct query *q, registry_window_fn fn,
                                     void *data)
{
    struct registry_call *c = fake_begin(r, F_LIST, data);

    c->on.window = fn;
    c->name = text_dup(q->list);
    c->offset = q->offset;
    c->count = q->count;
    c->cursor = text_dup(q->cursor);
    c->order = text_dup(q->order);
    server.asked_offset = q->offset;
    snprintf(server.asked_order, sizeof server.asked_order, "%s", q->order ? q->order : "");
    snprintf(server.asked_cursor, sizeof server.asked_cursor, "%s", q->cursor ? q->cursor : "");
    return c;
}

FAKE struct registry_call *fake_enrich(struct registry *r, const char *list, struct row *const *rows,
                                       size_t n, registry_window_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, F_ENRICH, data);

    c->on.window = fn;
    c->name = text_dup(list);
    c->rows = calloc(n, sizeof(struct row *));
    for (size_t i = 0; i < n; i++)
        c->rows[i] = row_copy(rows[i]);
    c->n = n;
    return c;
}

FAKE struct registry_call *fake_open_record(struct registry *r, const struct record_ref *ref,
                                            registry_page_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, F_OPEN, data);

    c->on.page = fn;
    record_ref_copy(&c->ref, ref);
    return c;
}

FAKE struct registry_call *fake_fetch(struct registry *r, const struct record_ref *ref,
                                      const char *attachment, registry_bytes_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, F_FETCH, data);

    c->on.bytes = fn;
    c->name = text_dup(attachment);
    record_ref_copy(&c->ref, ref);
    return c;
}

FAKE void fake_form_choices(struct registry *r, struct form *f)
{
    (void)r;
    (void)f;
}

FAKE struct registry_call *fake_prepare(struct registry *r, const struct record_ref *ref, const char *action,
                                        registry_step_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, F_PREPARE, data);

    c->on.step = fn;
    c->name = text_dup(action);
    record_ref_copy(&c->ref, ref);
    return c;
}

FAKE struct registry_call *fake_step_verb(struct registry *r, const struct record_ref *ref,
                                          const char *action, const struct step_answer *a,
                                          registry_step_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, F_STEP, data);

    c->on.step = fn;
    c->name = text_dup(action);
    c->answer_verb = a->verb;
    record_ref_copy(&c->ref, ref);
    return c;
}

FAKE enum status fake_compose(struct registry *r, const struct record_ref *ref, const char *action,
                              const struct step *step, const struct step_answer *a, char **payload,
                              bool *needs_code, struct error *e)
{
    (void)r;
    (void)ref;
    *needs_code = false;
    if (strcmp(action, "upload") == 0) {
        *payload = text_format("{\"type\":\"%s\"}", a->choice);
        return STATUS_OK;
    }
    if (step->kind == STEP_CODE && (!a->code || a->code->len != 4))
        return error_set(e, STATUS_INVALID, "Not approved: the code has four digits.", NULL);
    *needs_code = step->kind == STEP_CODE || (step->kind == STEP_FILES && script.code_after_files);
    *payload = text_format("{\"method\":\"%s\"}", *needs_code ? "OTP" : "NONE");
    return STATUS_OK;
}

FAKE struct registry_call *fake_order(struct registry *r, enum fake_verb verb, const struct order *o,
                                      registry_verdict_fn fn, void *data)
{
    struct registry_call *c = fake_begin(r, verb, data);
    struct fake_run *run = &server.runs[server.nruns++ % 64];

    c->on.verdict = fn;
    c->name = text_dup(o->action);
    c->order_id = text_dup(o->id);
    c->file = text_dup(o->file);
    record_ref_copy(&c->ref, &o->ref);
    *run = (struct fake_run){.confirm = verb == F_CONFIRM};
    snprintf(run->id, sizeof run->id, "%s", o->id);
    snprintf(run->record, sizeof run->record, "%s", o->ref.id);
    snprintf(run->action, sizeof run->action, "%s", o->action);
    if (o->code && o->code->len)
        snprintf(run->code, sizeof run->code, "%s", o->code->data);
    return c;
}

FAKE struct registry_call *fake_run(struct registry *r, const struct order *o, registry_progress_fn progress,
                                    registry_verdict_fn fn, void *data)
{
    struct registry_call *c = script.no_memory[F_RUN] ? NULL : fake_order(r, F_RUN, o, fn, data);

    if (!c)
        return NULL;
    c->progress = progress;
    return c;
}

FAKE struct registry_call *fake_confirm(struct registry *r, const struct order *o, registry_verdict_fn fn,
                                        void *data)
{
    if (script.no_memory[F_CONFIRM])
        return NULL;
    return fake_order(r, F_CONFIRM, o, fn, data);
}

FAKE void fake_cancel(struct registry *r, struct registry_call *call)
{
    for (struct registry_call *c = r->calls; c; c = c->next)
        if (c == call) {
            fake_call_free(c);
            return;
        }
    fail_msg("a call was cancelled that is not under way");
}

static const struct registry_ops fake_registry = {
    .id = "fake",
    .title = "Fake",
    .open = fake_open,
    .close = fake_close,
    .sign_in = fake_sign_in,
    .sign_out = fake_sign_out,
    .session_left = fake_session_left,
    .refresh = fake_refresh,
    .describe = fake_describe,
    .count = fake_count,
    .list = fake_list,
    .enrich = fake_enrich,
    .open_record = fake_open_record,
    .fetch = fake_fetch,
    .form_choices = fake_form_choices,
    .prepare = fake_prepare,
    .step = fake_step_verb,
    .compose = fake_compose,
    .run = fake_run,
    .confirm = fake_confirm,
    .cancel = fake_cancel,
};

#endif

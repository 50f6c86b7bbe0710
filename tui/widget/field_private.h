/* Shared by the files of the field widget. */
#ifndef TUI_WIDGET_FIELD_PRIVATE_H
#define TUI_WIDGET_FIELD_PRIVATE_H

#include "tui/widget/field.h"

enum { FIELD_SLOTS = 64, FIELD_MATCHES = 4096 };

/* The mask of a field, its own or that of a uuid; NULL: none. */
const char *field_mask(const struct field *);
int field_mask_slots(const char *mask);
/* Remembers the text for Ctrl-Y, unless typing goes on. */
void field_remember(struct field *, bool typing);

/* Dates: three parts in `text` with dots between them. */
enum widget_result field_date_type(struct field *, const struct ui *, int32_t code);
void field_date_set(struct field *, const char *value);
void field_date_value(const struct field *, struct text *out);
bool field_date_full(const struct field *);
/* What is typed, with _ and dots for what is missing. */
void field_date_show(const struct field *, struct text *out);

/* Choices. */
const char *field_choice_label(const struct field *, const struct ui *, size_t i);
int field_choice_index(const struct field *);
enum widget_result field_choice_key(struct field *, const struct ui *, const struct key_event *);

#endif

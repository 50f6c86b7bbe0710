/* What all parts of the field widget stand on: its mask, and one step back. */
#include "tui/widget/field_private.h"

static const char UUID_MASK[] = "________-____-____-____-____________";

const char *field_mask(const struct field *f)
{
    return f->def.kind == FIELD_UUID ? UUID_MASK : f->def.mask;
}

int field_mask_slots(const char *mask)
{
    int slots = 0;

    for (; *mask; mask++)
        slots += *mask == '_';
    return slots;
}

void field_remember(struct field *f, bool typing)
{
    if (typing && f->typing)
        return;
    text_set(&f->undo, f->text.data);
    f->undo_set = true;
    f->typing = typing;
}

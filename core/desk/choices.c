/* Choices of form fields that come from the registry. */
#include "desk/desk_private.h"

void desk_form_choices(struct desk *d, struct form *form)
{
    if (d->registry && d->ops->form_choices)
        d->ops->form_choices(d->registry, form);
}

/* Copies of an attachment's description, for screens that outlive the page it came from. */
#include <stdlib.h>

#include "tui/screen/screens.h"

void paper_copy(struct attachment *to, const struct attachment *from)
{
    *to = (struct attachment){.id = text_dup(from->id),
                              .title = from->title,
                              .title_text = text_dup(from->title_text),
                              .type = text_dup(from->type),
                              .size = from->size,
                              .printable = from->printable};
}

void paper_clear(struct attachment *paper)
{
    free(paper->id);
    free(paper->title_text);
    free(paper->type);
    *paper = (struct attachment){0};
}

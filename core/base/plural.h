/*
 * The plural rule of a translation: "nplurals=3; plural=(n%10==1 ? 0 : 1);", the C expression gettext allows,
 * parsed once and bounded in size and depth. Used by catalog.c.
 */
#ifndef BASE_PLURAL_H
#define BASE_PLURAL_H

struct plural;

/* NULL when the rule is wrong, too long or too deep, or memory ended. */
struct plural *plural_parse(const char *rule);
void plural_free(struct plural **);
/* Which form `n` takes; 0 when the rule answers with a form it has not declared. */
unsigned long plural_form(const struct plural *, unsigned long n);

#endif

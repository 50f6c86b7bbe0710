/* The files that travel inside the program. */
#ifndef SANDBOX_EMBED_H
#define SANDBOX_EMBED_H

const char *embed_schema(void);       /* ehealth.graphql */
const char *embed_tables_sql(void);   /* tables.sql */
const char *embed_dictionaries(void); /* dictionaries.json */
const char *embed_printout(void);     /* printout.html */

#endif

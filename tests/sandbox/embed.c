/* The files that travel inside the program, put there by the assembler. */
#include "tests/sandbox/embed.h"

#define EMBED(symbol, file)                                                                                  \
    __asm__(".section .rodata\n"                                                                             \
            ".balign 16\n"                                                                                   \
            ".globl " #symbol "\n"                                                                           \
            ".hidden " #symbol "\n" #symbol ":\n"                                                            \
            ".incbin \"tests/sandbox/" file "\"\n"                                                           \
            ".byte 0\n"                                                                                      \
            ".previous\n");                                                                                  \
    extern const char symbol[] __attribute__((visibility("hidden")))

EMBED(embedded_schema, "ehealth.graphql");
EMBED(embedded_tables, "tables.sql");
EMBED(embedded_dictionaries, "dictionaries.json");
EMBED(embedded_printout, "printout.html");

const char *embed_schema(void)
{
    return embedded_schema;
}

const char *embed_tables_sql(void)
{
    return embedded_tables;
}

const char *embed_dictionaries(void)
{
    return embedded_dictionaries;
}

const char *embed_printout(void)
{
    return embedded_printout;
}

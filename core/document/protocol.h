/*
 * What registrar-document and the library say to each other: exit codes and error ids. The HTML comes on
 * standard input, the result goes to standard output, and one JSON line on standard error tells how it went:
 * {"error":"missing-glyphs","detail":"U+1F600"} or, for a PDF, {"pages":3,"images":0}.
 */
#ifndef DOCUMENT_PROTOCOL_H
#define DOCUMENT_PROTOCOL_H

enum document_exit {
    DOCUMENT_EXIT_OK = 0,
    DOCUMENT_EXIT_USAGE = 2, /* "usage": the argument list is wrong */
    DOCUMENT_EXIT_INPUT = 3, /* "empty", "too-large", "too-deep", "too-complex", "bad-encoding", "bad-html" */
    DOCUMENT_EXIT_FONTS = 4, /* "missing-font": detail is the file */
    DOCUMENT_EXIT_GLYPHS = 5, /* "missing-glyphs": detail names the characters, "U+1F600 U+2603" */
    DOCUMENT_EXIT_LONG = 6,   /* "too-long": more pages, lines or bytes than the bound */
    DOCUMENT_EXIT_MEMORY = 7, /* "memory" */
    DOCUMENT_EXIT_SYSTEM = 8, /* "guard", "read", "write", "render": the machine, not the form */
};

enum {
    DOCUMENT_DEPTH_MAX = 128,           /* elements inside each other */
    DOCUMENT_BLOCKS_MAX = 100 * 1000,   /* paragraphs, cells, items of one form */
    DOCUMENT_PARAGRAPH_MAX = 64 * 1024, /* bytes of one paragraph */
    DOCUMENT_COLUMNS_MAX = 64,          /* of one table */
    DOCUMENT_PAGES_MAX = 400,
    DOCUMENT_WIDTH_MIN = 16, /* of readable text, in columns */
    DOCUMENT_WIDTH_MAX = 400,
    DOCUMENT_GLYPHS_NAMED = 12, /* missing characters that are named one by one */
};

#endif

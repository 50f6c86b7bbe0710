/*
 * Every bound the program puts on what comes from outside, in one list: name, value, and what is said when
 * it is met (the message stands where the bound is checked). Sizes are bytes, times milliseconds.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    LIMIT_REPLY = 8 * 1024 * 1024,   /* one HTTP reply body, decoded */
    LIMIT_REPLY_HEADERS = 64 * 1024, /* all headers of one reply */
    LIMIT_JSON_DEPTH = 64,           /* nesting of a JSON document */
    LIMIT_REQUEST = 1024 * 1024,     /* one request body, uploads apart */
    LIMIT_UPLOAD = 10 * 1024 * 1024, /* one document (ehealth contract 3.6) */
    LIMIT_URL = 8 * 1024,
    LIMIT_TEXT = 64 * 1024,            /* one value from a server: longer ones are shown cut, with a mark */
    LIMIT_FORM_HTML = 4 * 1024 * 1024, /* a printout form */
    LIMIT_PDF = 64 * 1024 * 1024,
    LIMIT_LINE = 64 * 1024, /* one line of a helper's answer, of a configuration or theme file */
    LIMIT_HELPER_OUTPUT = 64 * 1024 * 1024,
    LIMIT_CONFIG_FILE = 256 * 1024,
    LIMIT_CATALOG = 4 * 1024 * 1024, /* one translation catalogue */
    LIMIT_PASTE = 64 * 1024,         /* one bracketed paste */
    LIMIT_FIELD = 4 * 1024,          /* what can be typed into one field */
    LIMIT_SECRET = 1024,
    LIMIT_ROWS_CACHED = 200 * 1000,   /* rows of one list kept in memory */
    LIMIT_PAGE_ROWS = 300,            /* rows of one server page (ehealth contract 3.1) */
    LIMIT_SECTIONS = 64,              /* of one record page; also its actions and attachments */
    LIMIT_SECTION_ITEMS = 2000,       /* fields or rows of one section */
    LIMIT_LINES = 100 * 1000,         /* of one readable text */
    LIMIT_LOG_FILE = 4 * 1024 * 1024, /* then it is renamed once and begun anew */

    TIMEOUT_CONNECT = 20 * 1000,
    TIMEOUT_REQUEST = 60 * 1000, /* a whole request, uploads apart */
    TIMEOUT_UPLOAD = 15 * 60 * 1000,
    TIMEOUT_HELPER = 60 * 1000,
};

#endif

/*
 * What registrar-print and the library say to each other: one JSON object a line, requests on its standard
 * input, replies on its standard output. The helper ends when its input ends or the watched job has ended.
 *
 *   {"op":"list"}
 *   {"op":"submit","printer":"Counter2","title":"...","copies":1,"media":"iso_a4_210x297mm","bytes":N}
 *       and right after the line end N bytes of PDF; the job is then watched
 *   {"op":"watch","job":12,"printer":"Counter2"}
 *   {"op":"cancel","job":12}
 *
 *   {"reply":"printers","printers":[{"name","info","location","model","state":"idle|busy|stopped","accepting",
 *       "default","trouble":"no-paper","reason","message","media":[...]}]}
 *   {"reply":"job","job":12,"state":"no-paper","sheets":0,"detail":""}      (only when something changed)
 *   {"reply":"error","op":"submit","state":"rejected","detail":"..."}       (nothing was or will be printed)
 *   {"reply":"uncancelled","job":12,"detail":"..."}                         (the cancel was refused)
 *
 * `state` is a word of job_state_word(); `detail` are the print service's own words. The server comes from
 * CUPS_SERVER in the environment, and from nowhere else if that is set.
 */
#ifndef PRINT_PROTOCOL_H
#define PRINT_PROTOCOL_H

enum print_exit {
    PRINT_EXIT_OK = 0,
    PRINT_EXIT_REQUEST = 2, /* a request that is not as above */
    PRINT_EXIT_MEMORY = 3,
    PRINT_EXIT_GUARD = 4, /* the walls could not be put up */
    PRINT_EXIT_PIPE = 5,  /* nobody reads the replies */
};

enum {
    PRINT_NAME_MAX = 127,  /* bytes of a printer's name */
    PRINT_TITLE_MAX = 255, /* bytes of a job's title */
    PRINT_COPIES_MAX = 99,
    PRINT_PRINTERS_MAX = 500,
    PRINT_MEDIA_NAMED = 200,   /* sizes of one printer */
    PRINT_CONNECT_MS = 5000,   /* to reach the print service */
    PRINT_ANSWER_S = 20,       /* for one of its answers */
    PRINT_POLL_MS = 500,       /* between two looks at a job that moves */
    PRINT_POLL_SLOW_MS = 2000, /* at one that has not moved for a minute */
    PRINT_POLL_PATIENCE = 120, /* looks without a change until it counts as slow */
};

#endif

/*
 * The log file: one line an event, UTC time, what and ids, never a secret and never a name. Text is cleaned
 * on the way in, so reading a log cannot drive a terminal. A log that cannot be written is silent.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

struct log;

/* Opens (0600) or creates `path`; NULL path or failure gives a log that swallows everything. Never NULL. */
struct log *log_open(const char *path);
void log_close(struct log **);
/* `area` is a fixed word: net, desk, outbox, print, audit, ... */
void log_line(struct log *, const char *area, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif

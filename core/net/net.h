/*
 * The one HTTP client: libcurl's multi interface driven by the program's loop, no threads of our own and no
 * call that waits. Certificates are always checked, plain HTTP goes to this computer only, no redirect
 * carries a token elsewhere, and every request ends in exactly one callback or in net_cancel().
 */
#ifndef NET_NET_H
#define NET_NET_H

#include "base/log.h"
#include "base/loop.h"
#include "base/secret.h"
#include "base/status.h"

#include <stdint.h>

struct net;
struct net_call;
struct net_head;

/* How the client behaves. Strings are copied; zero means the default of limits.h. */
struct net_policy {
    const char *ca_file;    /* PEM file of accepted authorities instead of the system's; NULL: the system's */
    const char *user_agent; /* NULL: "registrar/<version>" */
    const char *proxy;      /* NULL: none; proxies of the environment are never used */
    int connect_ms;
    int request_ms;
    int line_kbit;   /* what the line carries, 0 unknown; below 128 every time limit is doubled */
    struct log *log; /* may be NULL; must outlive the client */
};

/* A request header. With `secret` set, `value` is what stands before it ("Bearer "), and the copy is wiped.
 */
struct net_header {
    const char *name;
    const char *value;
    const struct secret *secret;
};

/* What to send. Everything is copied but `file`, which stays the caller's and open until the end. */
struct net_request {
    const char *method; /* GET, POST, PATCH, PUT, DELETE, HEAD */
    const char *url;
    const struct net_header *headers;
    size_t n_headers;
    const char *body; /* NULL and `file` -1: none. The copy is wiped */
    size_t body_len;
    bool with_file; /* send `file_size` bytes of `file` from its beginning */
    int file;
    int64_t file_size;
    int timeout_ms;  /* the whole request; 0: the policy's (TIMEOUT_UPLOAD with a file) */
    bool idempotent; /* a read, or a call that may safely be repeated: retried, and never "unknown" */
    void (*progress)(void *data, int64_t sent, int64_t total); /* may be NULL; may cancel the call */
};

/*
 * How it ended. STATUS_OK: a whole answer came, whatever its `http` code. STATUS_THROTTLED: 429 (the body is
 * kept, the wire may know better words). STATUS_REFUSED: it pointed elsewhere. OFFLINE, UNKNOWN, TLS,
 * MALFORMED, LIMIT as status.h says. Valid only during the callback; the body is wiped after it.
 */
struct net_reply {
    enum status status;
    const struct error *error; /* filled unless STATUS_OK */
    int http;                  /* 0 when no answer came */
    const char *body;          /* decoded, NUL-ended, never NULL */
    size_t body_len;
    const struct net_head *head;
    const char *request_id; /* cleaned, or NULL */
    int retry_after;        /* seconds, 0 unknown */
    bool skew_known;
    int64_t skew_ms; /* the server's clock minus ours */
    int64_t up, down;
    int latency_ms; /* from the first request byte to the first answer byte */
};

typedef void (*net_done_fn)(void *data, const struct net_reply *reply);

enum net_line { NET_LINE_UNTRIED, NET_LINE_ONLINE, NET_LINE_SLOW, NET_LINE_OFFLINE };

/* Bytes of HTTP in both directions (headers included, TLS and TCP not) since the client was made. */
struct net_counts {
    int64_t up, down;
    unsigned long requests, connections, retries;
};

/* The loop must outlive the client. STATUS_MEMORY, STATUS_INVALID (proxy). */
enum status net_new(struct loop *, const struct net_policy *, struct net **out, struct error *);
/* Cancels what is under way. May be called from a callback. */
void net_free(struct net **);

/*
 * Starts a request. On STATUS_OK `done` is called exactly once, from the loop and never from here, unless the
 * call is cancelled; otherwise (bad address, plain HTTP to another computer, too large, memory) it is never
 * called.
 * `*out` (out may be NULL) is valid until `done` is called.
 */
enum status net_send(struct net *, const struct net_request *, net_done_fn done, void *data,
                     struct net_call **out, struct error *);
/* Ends it without a callback and clears the handle; NULL is fine. Was it sent? Then it may have happened. */
void net_cancel(struct net_call **);
/* True once request bytes may have left this computer. */
bool net_call_sent(const struct net_call *);

/* First value of a reply header, any case; NULL when absent. Untrusted text. */
const char *net_head_find(const struct net_head *, const char *name);

const struct net_counts *net_counts(const struct net *);
enum net_line net_line(const struct net *);
/* One watcher, called when the line state changes. NULL to stop. */
void net_watch_line(struct net *, void (*fn)(void *data, enum net_line), void *data);

/* True when `url` may be used: https, or http to this computer; no user name inside. Fills `e`. */
enum status net_check_url(const char *url, struct error *e);

#endif

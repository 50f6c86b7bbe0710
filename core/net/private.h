/* What the files of net/ share: the client, one call, the head of one reply. */
#ifndef NET_PRIVATE_H
#define NET_PRIVATE_H

#include "net/net.h"

#include <curl/curl.h>

enum { NET_TRIES = 3, NET_REDIRECTS = 3, NET_HOST_CONNECTIONS = 2 };

/* Bytes that are wiped whenever they move or go. */
struct net_bytes {
    char *data;
    size_t len, cap;
};
bool net_bytes_add(struct net_bytes *, const char *p, size_t n);
void net_bytes_wipe(struct net_bytes *);

/* Reply headers as name NUL value NUL ... */
struct net_head {
    struct net_bytes text;
    size_t seen;   /* raw bytes, all header blocks of the try */
    bool complete; /* the empty line came */
};
void net_head_reset(struct net_head *);
/* One raw header line; false when a bound was passed. */
bool net_head_line(struct net_head *, const char *line, size_t n);
/* Seconds to wait as Retry-After or the X-RateLimit headers tell (ehealth contract 1.1); 0 unknown. */
int net_head_retry_after(const struct net_head *, int64_t now_ms);

struct net_call {
    struct net *net;
    struct net_call *next, *prev;
    CURL *easy;
    bool attached; /* easy is in the multi handle */
    struct loop_timer *wait;

    char *method, *url;
    struct curl_slist *headers;
    char *body;
    size_t body_len;
    bool with_file;
    int file;
    int64_t file_size;
    int timeout_ms;
    bool idempotent;
    net_done_fn done;
    void (*progress)(void *data, int64_t sent, int64_t total);
    void *data;

    int tries, redirects;
    int64_t up, down;
    int64_t file_sent, file_told;

    /* of the present try */
    struct net_head head;
    struct net_bytes reply;
    unsigned starts; /* times curl was about to write the request */
    bool too_big, no_memory, file_failed, second_start;
    CURLcode result;
    bool ended;     /* curl is through with it */
    bool finishing; /* its callback runs: the handle is no longer the caller's */
    char words[CURL_ERROR_SIZE];
};

struct net {
    struct loop *loop;
    CURLM *multi;
    struct loop_timer *timer;
    struct net_call *calls;
    struct log *log;
    char *ca_file, *user_agent, *proxy;
    int connect_ms, request_ms, factor;
    struct net_counts counts;
    enum net_line line;
    int smooth_ms; /* smoothed latency */
    void (*line_fn)(void *data, enum net_line);
    void *line_data;
    int busy;
    bool broken; /* curl ran out of memory in the present turn */
    bool dead;
};

/* call.c */
struct net_call *net_call_new(struct net *, const struct net_request *, struct error *);
void net_call_free(struct net_call *);
/* (Re)starts the transfer; false when curl has no memory for it. */
bool net_call_start(struct net_call *);
void net_call_detach(struct net_call *);

/* fault.c: what a finished try means; fills `e` unless STATUS_OK. */
enum status net_fault(struct net_call *, struct error *e);

/* line.c */
void net_line_note(struct net *, enum status, int latency_ms);

#endif

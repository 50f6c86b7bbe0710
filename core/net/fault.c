/*
 * What the end of a transfer means: the one place that decides between "nothing was sent", "it may have
 * happened", "that is not who it should be" and "that cannot be read", with a sentence for each.
 */
#include "net/private.h"

#include "base/catalog.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* OpenSSL's verify results, which curl hands through as numbers. */
enum {
    VERIFY_UNSPECIFIED = 1, /* curl compared the name, and that failed before the chain was judged */
    VERIFY_NOT_YET = 9,
    VERIFY_EXPIRED = 10,
    VERIFY_REVOKED = 23,
    VERIFY_NAME = 62,
};

static const struct {
    long verify;
    const char *what, *next;
} certificates[] = {
    {VERIFY_UNSPECIFIED,
     N_("The server at this address has a certificate for another name. Nothing was sent."),
     N_("Check the address of the registry, or ask whoever runs it. The program does not connect "
        "meanwhile.")},
    {VERIFY_NAME, N_("The server at this address has a certificate for another name. Nothing was sent."),
     N_("Check the address of the registry, or ask whoever runs it. The program does not connect "
        "meanwhile.")},
    {VERIFY_EXPIRED, N_("The server's certificate has expired. Nothing was sent."),
     N_("Check the date of this computer. If it is right, tell whoever runs the registry.")},
    {VERIFY_NOT_YET, N_("The server's certificate is not valid yet. Nothing was sent."),
     N_("Check the date of this computer. If it is right, tell whoever runs the registry.")},
    {VERIFY_REVOKED, N_("The server's certificate was withdrawn. Nothing was sent."),
     N_("Tell whoever runs the registry. The program does not connect meanwhile.")},
};

static enum status fault_certificate(struct net_call *call, struct error *e)
{
    long verify = 0;
    curl_easy_getinfo(call->easy, CURLINFO_SSL_VERIFYRESULT, &verify);
    for (size_t i = 0; i < sizeof certificates / sizeof *certificates; i++)
        if (certificates[i].verify == verify)
            return error_set(e, STATUS_TLS, certificates[i].what, certificates[i].next);
    return error_set(
        e, STATUS_TLS,
        N_("The server's certificate was made by an authority this computer does not know. Nothing was "
           "sent."),
        N_("If the registry has an authority of its own, name its file in the profile (ca_file)."));
}

static char *url_host(const char *url)
{
    char *host = NULL;
    CURLU *u = curl_url();
    if (u && !curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME)) {
        char *part = NULL;
        if (!curl_url_get(u, CURLUPART_HOST, &part, 0))
            host = utf8_clean(part, strlen(part), 253, false);
        curl_free(part);
    }
    curl_url_cleanup(u);
    return host ? host : text_dup("");
}

static const char next_line[] = N_("Check the line. Reading is tried again by itself.");

/* Ends before any byte of the request left this computer. */
static const struct {
    CURLcode code;
    const char *what; /* %s: the host */
} unreached[] = {
    {CURLE_COULDNT_RESOLVE_HOST, N_("The name %s was not found on the network. Nothing was sent.")},
    {CURLE_COULDNT_RESOLVE_PROXY,
     N_("The name of the proxy was not found on the network. Nothing was sent.")},
    {CURLE_COULDNT_CONNECT, N_("The server %s does not answer. Nothing was sent.")},
    {CURLE_OPERATION_TIMEDOUT, N_("The server %s did not answer in time. Nothing was sent.")},
};

static enum status fault_unreached(struct net_call *call, struct error *e)
{
    AUTO_FREE char *host = url_host(call->url);
    for (size_t i = 0; i < sizeof unreached / sizeof *unreached; i++)
        if (unreached[i].code == call->result)
            return error_set1(e, STATUS_OFFLINE, unreached[i].what, next_line, host);
    return error_set1(e, STATUS_OFFLINE, N_("The line to %s broke before anything was sent."), next_line,
                      host);
}

static enum status fault_broke(struct net_call *call, struct error *e)
{
    if (call->idempotent)
        return error_set(e, STATUS_OFFLINE,
                         N_("The line broke before the whole answer came. Nothing was changed."), next_line);
    return error_set(e, STATUS_UNKNOWN, N_("The line broke before the answer came."),
                     N_("The registry is asked whether it happened before anything is sent again."));
}

static enum status fault_unreadable(struct net_call *call, struct error *e)
{
    return error_set(e, call->idempotent ? STATUS_MALFORMED : STATUS_UNKNOWN,
                     N_("An answer came that is not HTTP as it should be."),
                     N_("Try again. If it stays, tell whoever runs the registry or the network."));
}

static enum status fault_tls_start(struct net_call *call, struct error *e)
{
    long number = 0;
    curl_easy_getinfo(call->easy, CURLINFO_OS_ERRNO, &number);
    if (number || strstr(call->words, "SSL_ERROR_SYSCALL") || strstr(call->words, "unexpected eof"))
        return fault_unreached(call, e);
    return error_set(e, STATUS_TLS,
                     N_("The server and this computer could not agree on a safe connection. Nothing was "
                        "sent."),
                     N_("Check the address of the registry. If it is right, tell whoever runs it."));
}

static enum status fault_curl(struct net_call *call, struct error *e)
{
    switch (call->result) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        return fault_certificate(call, e);
    case CURLE_SSL_CACERT_BADFILE:
        return error_set1(e, STATUS_TLS,
                          N_("The file of trusted authorities %s cannot be read. Nothing was sent."),
                          N_("Check ca_file in the profile."), call->net->ca_file ? call->net->ca_file : "");
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
        if (!call->starts)
            return fault_tls_start(call, e);
        return fault_broke(call, e);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return fault_unreadable(call, e);
    case CURLE_OUT_OF_MEMORY:
        if (call->starts && !call->idempotent)
            return fault_broke(call, e);
        return error_memory(e);
    default:
        break;
    }
    /* request_size tells a request that curl was about to write from one of which bytes have left. */
    long written = 0;
    curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &written);
    if (!call->starts || (call->starts == 1 && !written && !call->second_start))
        return fault_unreached(call, e);
    return fault_broke(call, e);
}

static enum status fault_redirect(struct net_call *call, struct error *e)
{
    const char *to = net_head_find(&call->head, "location");
    AUTO_FREE char *host = url_host(to ? to : "");
    return error_set1(
        e, STATUS_REFUSED,
        N_("The server sends this request on to another place (%s). It was not followed, and the sign-in "
           "was not sent there."),
        N_("Check the address of the registry. A hotel or office network that asks for its own sign-in "
           "does this too."),
        host);
}

/* True when the end of the answer was really its end (a cut reply can look like a short one). */
static bool reply_whole(struct net_call *call, long http)
{
    if (!call->head.complete || http < 200)
        return false;
    long version = 0;
    curl_easy_getinfo(call->easy, CURLINFO_HTTP_VERSION, &version);
    const char *coding = net_head_find(&call->head, "transfer-encoding");
    return call->idempotent || version >= CURL_HTTP_VERSION_2_0 || http == 204 || http == 304 ||
           net_head_find(&call->head, "content-length") || (coding && strcasestr(coding, "chunked"));
}

/* What stopped the try here, not there; STATUS_OK when nothing did. */
static enum status fault_own(struct net_call *call, struct error *e)
{
    if (call->file_failed && !call->head.complete)
        return error_set(e, STATUS_DISK, N_("The file could not be read to its end. It was not sent."),
                         N_("Check the file and choose it again."));
    if (call->too_big)
        return error_set(e, call->idempotent ? STATUS_LIMIT : STATUS_UNKNOWN,
                         N_("An answer came that is larger than this program accepts."),
                         N_("Ask for less, for example with a narrower search."));
    if (call->no_memory && (call->idempotent || !call->starts))
        return error_memory(e);
    return STATUS_OK;
}

static bool redirects(long http)
{
    return http == 301 || http == 302 || http == 303 || http == 307 || http == 308;
}

enum status net_fault(struct net_call *call, struct error *e)
{
    long http = 0;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &http);
    enum status own = fault_own(call, e);
    if (own != STATUS_OK)
        return own;
    if (call->result != CURLE_OK)
        return fault_curl(call, e);
    if (!reply_whole(call, http))
        return fault_broke(call, e);
    if (redirects(http))
        return fault_redirect(call, e);
    if (http == 429)
        return error_set(e, STATUS_THROTTLED,
                         N_("The registry takes no more requests for a while. Nothing was changed."),
                         N_("Wait a little; then try again."));
    return STATUS_OK;
}

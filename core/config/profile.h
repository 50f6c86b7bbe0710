/*
 * A profile: one registry, where it is, who we are to it, and which of its undocumented habits it has.
 * Written as a section "[profile NAME]". Secrets are never in it, only the paths of files that hold them.
 */
#ifndef CONFIG_PROFILE_H
#define CONFIG_PROFILE_H

#include "base/secret.h"
#include "base/status.h"

/* What the contracts leave open (ehealth contract, facts tagged U). */
enum profile_empty_body { EMPTY_BODY_NONE, EMPTY_BODY_OBJECT };           /* 3.5: nothing, or {} */
enum profile_auth_methods { AUTH_METHODS_LIST, AUTH_METHODS_CONNECTION }; /* 2.2 */
enum profile_encoding { ENCODING_SEND, ENCODING_OMIT };                   /* 3.9: signed_content_encoding */

/* Texts are never NULL; "" means not set. Owned by the profile. */
struct profile {
    char *name;     /* of the section: a-z 0-9 - _ */
    char *title;    /* shown in the header */
    char *registry; /* adapter: "ehealth" */
    char *url;      /* base of all requests, without a slash at the end; "" while `start` has not told it */
    char *auth_url; /* base of signing in; the same as url unless set */
    char *client_id, *login_client_id, *redirect_uri, *scope;
    char *client_secret_file, *api_key_file, *psk_file; /* absolute; read by profile_secret() */
    char *ca_file;                                      /* authorities to trust instead of the system's */
    char *legal_entity_id, *employee_id;
    char *place;         /* office, shown in the header */
    char *phone_file;    /* training phone: a file to which text messages are appended */
    char *approve_scope; /* scope that lets approve (ehealth contract 3.1) */
    bool training;       /* marked on every screen */
    bool start;          /* start registrar-sandbox and use its address */
    bool builtin;        /* made by us, not by the file */
    bool enrich;         /* look up names the lists do not carry */
    enum profile_empty_body approve_empty_body;
    enum profile_auth_methods auth_methods;
    enum profile_encoding signed_content_encoding;
};

enum profile_secret { SECRET_CLIENT, SECRET_API_KEY, SECRET_PSK };

/* A deep copy, so that the desk can fill in the address of the registry it started (text_replace(&p->url,
 * ...)). NULL when memory ended. */
struct profile *profile_copy(const struct profile *);
void profile_free(struct profile **);
/* Reads a secret from its file: regular, ours, not readable by others, at most LIMIT_SECRET, line end
 * dropped. `out` is empty and the status STATUS_OK when the profile names no such file. */
enum status profile_secret(const struct profile *, enum profile_secret, struct secret *out, struct error *);
/* True for https, and for http to this computer only; no user name, question mark or fragment (promise 10).
 */
bool profile_url_sound(const char *url);

#endif

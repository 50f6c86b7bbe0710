/* A certificate authority and a server certificate, made at start for `--tls`. */
#include "tests/sandbox/tls.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sodium.h>

#define DAY 86400

static bool failed(int code, const char *what)
{
    if (code >= 0)
        return false;
    fprintf(stderr, "registrar-sandbox: tls: %s: %s\n", what, gnutls_strerror(code));
    return true;
}

static bool key_new(gnutls_x509_privkey_t *key)
{
    return !failed(gnutls_x509_privkey_init(key), "key") &&
           !failed(gnutls_x509_privkey_generate(*key, GNUTLS_PK_ECDSA,
                                                GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
                   "key");
}

static bool certificate_new(gnutls_x509_crt_t *certificate, gnutls_x509_privkey_t key,
                            const char *common_name, time_t from, time_t to)
{
    unsigned char serial[16];

    randombytes_buf(serial, sizeof serial);
    serial[0] &= 0x7f;
    return !failed(gnutls_x509_crt_init(certificate), "certificate") &&
           !failed(gnutls_x509_crt_set_version(*certificate, 3), "version") &&
           !failed(gnutls_x509_crt_set_key(*certificate, key), "key") &&
           !failed(gnutls_x509_crt_set_serial(*certificate, serial, sizeof serial), "serial") &&
           !failed(gnutls_x509_crt_set_activation_time(*certificate, from), "time") &&
           !failed(gnutls_x509_crt_set_expiration_time(*certificate, to), "time") &&
           !failed(gnutls_x509_crt_set_dn_by_oid(*certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                                 (unsigned)strlen(common_name)),
                   "name");
}

static bool set_name(gnutls_x509_crt_t certificate, const char *name)
{
    unsigned char address[4];

    if (inet_pton(AF_INET, name, address) == 1)
        return !failed(gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, address, 4,
                                                            GNUTLS_FSAN_SET),
                       "address");
    return !failed(gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, name,
                                                        (unsigned)strlen(name), GNUTLS_FSAN_SET),
                   "name");
}

static char *text_of_datum(gnutls_datum_t *datum)
{
    char *text = datum->data ? strndup((const char *)datum->data, datum->size) : NULL;

    gnutls_free(datum->data);
    datum->data = NULL;
    return text;
}

static bool export(gnutls_x509_crt_t server, gnutls_x509_crt_t authority, gnutls_x509_privkey_t key,
                   struct world *world, struct tls_pair *pair)
{
    gnutls_datum_t a = {0}, s = {0}, k = {0};
    char path[320], *chain = NULL, *first;
    FILE *file;

    if (failed(gnutls_x509_crt_export2(authority, GNUTLS_X509_FMT_PEM, &a), "export") ||
        failed(gnutls_x509_crt_export2(server, GNUTLS_X509_FMT_PEM, &s), "export") ||
        failed(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &k), "export"))
        return false;
    world->ca_pem = text_of_datum(&a);
    first = text_of_datum(&s);
    pair->key = text_of_datum(&k);
    if (!first || !world->ca_pem || asprintf(&chain, "%s%s", first, world->ca_pem) < 0)
        chain = NULL;
    free(first);
    pair->certificate = chain;
    snprintf(path, sizeof path, "%s/ca.pem", world->options.data);
    file = fopen(path, "w");
    if (!file || !chain) {
        fprintf(stderr, "registrar-sandbox: tls: %s cannot be written\n", path);
        if (file)
            fclose(file);
        return false;
    }
    fputs(world->ca_pem, file);
    return fclose(file) == 0;
}

bool tls_make(struct world *world, const char *name, bool expired, struct tls_pair *pair)
{
    gnutls_x509_privkey_t authority_key = NULL, key = NULL;
    gnutls_x509_crt_t authority = NULL, server = NULL;
    time_t now = time(NULL), from = now - 30 * DAY, to = expired ? now - DAY : now + 365 * DAY;
    bool done;

    done =
        key_new(&authority_key) && key_new(&key) &&
        certificate_new(&authority, authority_key, "registrar training authority", from, now + 365 * DAY) &&
        !failed(gnutls_x509_crt_set_ca_status(authority, 1), "authority") &&
        !failed(gnutls_x509_crt_set_key_usage(authority, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN),
                "usage") &&
        !failed(gnutls_x509_crt_sign2(authority, authority, authority_key, GNUTLS_DIG_SHA256, 0),
                "signature") &&
        certificate_new(&server, key, "registrar training registry", from, to) && set_name(server, name) &&
        !failed(gnutls_x509_crt_set_ca_status(server, 0), "server") &&
        !failed(gnutls_x509_crt_set_key_usage(server, GNUTLS_KEY_DIGITAL_SIGNATURE), "usage") &&
        !failed(gnutls_x509_crt_set_key_purpose_oid(server, GNUTLS_KP_TLS_WWW_SERVER, 0), "purpose") &&
        !failed(gnutls_x509_crt_sign2(server, authority, authority_key, GNUTLS_DIG_SHA256, 0), "signature") &&
        export(server, authority, key, world, pair);
    if (authority)
        gnutls_x509_crt_deinit(authority);
    if (server)
        gnutls_x509_crt_deinit(server);
    if (authority_key)
        gnutls_x509_privkey_deinit(authority_key);
    if (key)
        gnutls_x509_privkey_deinit(key);
    return done;
}

void tls_pair_free(struct tls_pair *pair)
{
    if (pair->key)
        sodium_memzero(pair->key, strlen(pair->key));
    free(pair->key);
    free(pair->certificate);
    pair->key = NULL;
    pair->certificate = NULL;
}

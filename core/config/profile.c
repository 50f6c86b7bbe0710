/* Profiles: the table of their fields, the built-in one, and the reading of secret files. */
#include "config/profile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/catalog.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/utf8.h"
#include "config/fields.h"
#include "config/training.h"

static const char *const bodies[] = {"none", "object", NULL};
static const char *const shapes[] = {"list", "connection", NULL};
static const char *const encodings[] = {"send", "omit", NULL};

#define AT(member) offsetof(struct profile, member)

const struct profile_field profile_fields[] = {
    {"title", FIELD_TEXT, AT(title), NULL, "", "How the registry is called in the header."},
    {"registry", FIELD_WORD, AT(registry), NULL, "ehealth", "Which kind of registry it is: ehealth."},
    {"url", FIELD_URL, AT(url), NULL, "", "Address of the registry. https, or http on this computer only."},
    {"auth_url", FIELD_URL, AT(auth_url), NULL, "", "Address for signing in, when it is another one."},
    {"client_id", FIELD_TEXT, AT(client_id), NULL, "", "Client that works with the registry."},
    {"client_secret_file", FIELD_PATH, AT(client_secret_file), NULL, "",
     "File with the secret of that client, readable by its owner only."},
    {"login_client_id", FIELD_TEXT, AT(login_client_id), NULL, "",
     "Client that takes the name and the password."},
    {"redirect_uri", FIELD_TEXT, AT(redirect_uri), NULL, "", "Redirect address registered for the client."},
    {"scope", FIELD_TEXT, AT(scope), NULL, "", "Permissions to ask for, with blanks between them."},
    {"api_key_file", FIELD_PATH, AT(api_key_file), NULL, "", "File with the api-key of a broker's client."},
    {"psk_file", FIELD_PATH, AT(psk_file), NULL, "",
     "File with the key of the hosting provider (X-Custom-PSK)."},
    {"ca_file", FIELD_PATH, AT(ca_file), NULL, "",
     "Certificates of the authorities to trust instead of the system's."},
    {"legal_entity_id", FIELD_TEXT, AT(legal_entity_id), NULL, "", "Legal entity whose requests are shown."},
    {"employee_id", FIELD_TEXT, AT(employee_id), NULL, "", "Employee whose requests are shown."},
    {"place", FIELD_TEXT, AT(place), NULL, "", "Office, shown in the header."},
    {"training", FIELD_FLAG, AT(training), NULL, "no", "Marks every screen as training."},
    {"start", FIELD_FLAG, AT(start), NULL, "no", "Starts a training registry of its own; url is not needed."},
    {"phone_file", FIELD_PATH, AT(phone_file), NULL, "",
     "File in which the training registry leaves text messages."},
    {"approve_scope", FIELD_TEXT, AT(approve_scope), NULL, "declaration_request:approve",
     "Permission that lets requests be approved."},
    {"approve_empty_body", FIELD_CHOICE, AT(approve_empty_body), bodies, "none",
     "Body of an approval without a code: none, or object for {}."},
    {"auth_methods", FIELD_CHOICE, AT(auth_methods), shapes, "list",
     "Shape of a person's authentication methods: list or connection."},
    {"signed_content_encoding", FIELD_CHOICE, AT(signed_content_encoding), encodings, "send",
     "Whether signed_content_encoding is sent: send or omit."},
    {"enrich", FIELD_FLAG, AT(enrich), NULL, "yes", "Looks up names that the lists do not carry."},
};
const size_t profile_field_count = sizeof profile_fields / sizeof *profile_fields;

static bool field_is_text(const struct profile_field *f)
{
    return f->type != FIELD_FLAG && f->type != FIELD_CHOICE;
}

static char **text_of(struct profile *p, const struct profile_field *f)
{
    return (char **)(void *)((char *)p + f->offset);
}

static bool *flag_of(struct profile *p, const struct profile_field *f)
{
    return (bool *)(void *)((char *)p + f->offset);
}

/* The three choices are enums of one size. */
static int *choice_of(struct profile *p, const struct profile_field *f)
{
    return (int *)(void *)((char *)p + f->offset);
}

bool profile_name_sound(const char *name)
{
    size_t n = strlen(name);

    return n > 0 && n <= 32 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == n;
}

/* The host part: everything up to a slash, cut from its port. */
static bool host_is_loopback(const char *host)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i]);
        if (strncmp(host, names[i], n) == 0 && (host[n] == '\0' || host[n] == '/' || host[n] == ':'))
            return true;
    }
    return false;
}

/* The port, when there is one, is a number that fits. */
static bool host_is_sound(const char *host)
{
    size_t n = strcspn(host, "/");
    size_t name = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    AUTO_FREE char *port = NULL;
    long number;

    if (!name || name > n)
        return false;
    if (host[0] != '[' &&
        strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") < name)
        return false;
    if (host[0] == '[' && strspn(host + 1, "0123456789abcdefABCDEF:.") != name - 2)
        return false;
    if (name == n)
        return true;
    port = text_dup_n(host + name + 1, n - name - 1);
    return host[name] == ':' && port && text_number(port, 65535, &number) && number > 0;
}

bool profile_url_sound(const char *url)
{
    if (strlen(url) > LIMIT_URL || strpbrk(url, " \t\"<>\\^`{}|?#@") || !utf8_valid(url, strlen(url)))
        return false;
    for (const char *p = url; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            return false;
    if (text_starts(url, "https://"))
        return host_is_sound(url + 8);
    return text_starts(url, "http://") && host_is_sound(url + 7) && host_is_loopback(url + 7);
}

static char *url_without_slash(const char *url)
{
    size_t n = strlen(url);

    while (n && url[n - 1] == '/')
        n--;
    return text_dup_n(url, n);
}

static char *path_absolute(const char *path, const char *folder)
{
    if (!*path || path[0] == '/')
        return text_dup(path);
    if (text_starts(path, "~/")) {
        const char *home = getenv("HOME");
        return home && home[0] == '/' ? text_format("%s/%s", home, path + 2) : NULL;
    }
    return text_format("%s/%s", folder, path);
}

/* Set to its place in the list of words; yes/no has synonyms people type. */
static bool flag_set(bool *slot, const char *value)
{
    static const char *const yes[] = {"yes", "true", "on", "1"}, *const no[] = {"no", "false", "off", "0"};

    for (size_t i = 0; i < 4; i++) {
        if (strcmp(value, yes[i]) == 0)
            *slot = true;
        else if (strcmp(value, no[i]) == 0)
            *slot = false;
        else
            continue;
        return true;
    }
    return false;
}

bool profile_set(struct profile *p, const struct profile_field *f, const char *value, const char *folder)
{
    char *copy = NULL;

    if (f->type == FIELD_FLAG)
        return flag_set(flag_of(p, f), value);
    if (f->type == FIELD_CHOICE) {
        for (int i = 0; f->choices[i]; i++) {
            if (strcmp(value, f->choices[i]) == 0) {
                *choice_of(p, f) = i;
                return true;
            }
        }
        return false;
    }
    if (f->type == FIELD_URL && *value && !profile_url_sound(value))
        return false;
    if (f->type == FIELD_WORD && !profile_name_sound(value))
        return false;
    if (f->type == FIELD_URL)
        copy = url_without_slash(value);
    else if (f->type == FIELD_PATH)
        copy = path_absolute(value, folder);
    else
        copy = text_dup(value);
    if (!copy)
        return false;
    free(*text_of(p, f));
    *text_of(p, f) = copy;
    return true;
}

const char *profile_get(const struct profile *cp, const struct profile_field *f)
{
    struct profile *p = (struct profile *)cp;

    if (f->type == FIELD_FLAG)
        return *flag_of(p, f) ? "yes" : "no";
    if (f->type == FIELD_CHOICE)
        return f->choices[*choice_of(p, f)];
    return *text_of(p, f);
}

struct profile *profile_new(const char *name)
{
    struct profile *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    p->name = text_dup(name);
    for (size_t i = 0; i < profile_field_count; i++)
        if (!p->name || !profile_set(p, &profile_fields[i], profile_fields[i].initial, "/")) {
            profile_free(&p);
            return NULL;
        }
    return p;
}

struct profile *profile_training(void)
{
    static const char *const values[][2] = {
        {"title", "eHealth training"},
        {"client_id", TRAINING_CLIENT_ID},
        {"login_client_id", TRAINING_LOGIN_CLIENT_ID},
        {"redirect_uri", TRAINING_REDIRECT_URI},
        {"scope", TRAINING_SCOPE},
        {"legal_entity_id", TRAINING_LEGAL_ENTITY_ID},
        {"place", "Lviv, office 3"},
        {"training", "yes"},
        {"start", "yes"},
    };
    struct profile *p = profile_new("training");

    for (size_t i = 0; p && i < sizeof values / sizeof *values; i++)
        for (size_t k = 0; p && k < profile_field_count; k++)
            if (strcmp(profile_fields[k].name, values[i][0]) == 0 &&
                !profile_set(p, &profile_fields[k], values[i][1], "/"))
                profile_free(&p);
    if (p)
        p->builtin = true;
    return p;
}

struct profile *profile_copy(const struct profile *from)
{
    struct profile *p = profile_new(from->name);

    for (size_t i = 0; p && i < profile_field_count; i++) {
        const struct profile_field *f = &profile_fields[i];
        if (!field_is_text(f))
            profile_set(p, f, profile_get(from, f), "/");
        else if (!text_replace(text_of(p, f), profile_get(from, f)))
            profile_free(&p);
    }
    if (p)
        p->builtin = from->builtin;
    return p;
}

void profile_free(struct profile **pp)
{
    struct profile *p = *pp;

    *pp = NULL;
    if (!p)
        return;
    for (size_t i = 0; i < profile_field_count; i++)
        if (field_is_text(&profile_fields[i]))
            free(*text_of(p, &profile_fields[i]));
    free(p->name);
    free(p);
}

static enum status secret_read(int fd, const char *path, struct secret *out, struct error *e)
{
    char bytes[LIMIT_SECRET + 2] = {0};
    enum status status = STATUS_OK;
    size_t n = 0;
    ssize_t got = 1;

    while (got > 0 && n < sizeof bytes) {
        got = read(fd, bytes + n, sizeof bytes - n);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            n += (size_t)got;
    }
    if (got < 0)
        status = error_errno(e, errno, path);
    while (n && (bytes[n - 1] == '\n' || bytes[n - 1] == '\r'))
        n--;
    if (!status && (n > LIMIT_SECRET || memchr(bytes, '\0', n) || memchr(bytes, '\n', n)))
        status = error_set1(e, STATUS_LIMIT, N_("This file does not hold one secret on one line: %s"),
                            N_("Put only the secret into it."), path);
    if (!status && !secret_set(out, bytes, n))
        status = error_memory(e);
    secret_wipe(bytes, sizeof bytes);
    return status;
}

enum status profile_secret(const struct profile *p, enum profile_secret which, struct secret *out,
                           struct error *e)
{
    const char *path = which == SECRET_CLIENT    ? p->client_secret_file
                       : which == SECRET_API_KEY ? p->api_key_file
                                                 : p->psk_file;
    enum status status;
    struct stat st;
    int fd;

    secret_clear(out);
    if (!*path) {
        if (which != SECRET_CLIENT || !p->start)
            return STATUS_OK;
        return secret_set(out, TRAINING_CLIENT_SECRET, strlen(TRAINING_CLIENT_SECRET)) ? STATUS_OK
                                                                                       : error_memory(e);
    }
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return error_errno(e, errno, path);
    if (fstat(fd, &st))
        status = error_errno(e, errno, path);
    else if (!S_ISREG(st.st_mode) || (st.st_uid != geteuid() && st.st_uid != 0) || (st.st_mode & 077))
        status = error_set1(e, STATUS_FORBIDDEN, N_("Others could read this file, so it was not used: %s"),
                            N_("Make it readable by its owner only: chmod 600."), path);
    else
        status = secret_read(fd, path, out, e);
    close(fd);
    return status;
}

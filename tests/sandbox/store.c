/* The data file: a few calls over SQLite that answer with JSON rows, column names as keys. */
#include "tests/sandbox/store.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "tests/sandbox/embed.h"

static bool open_file(struct world *world, const char *path)
{
    if (sqlite3_open_v2(path, &world->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) == SQLITE_OK)
        return true;
    fprintf(stderr, "registrar-sandbox: %s: %s\n", path, sqlite3_errmsg(world->db));
    return false;
}

/* A file whose generator did not come to its end is of no use. */
static bool finished(struct world *world)
{
    sqlite3_stmt *statement = NULL;
    bool done = sqlite3_prepare_v2(world->db, "SELECT value FROM meta WHERE name='seed'", -1, &statement,
                                   NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;

    sqlite3_finalize(statement);
    return done;
}

bool store_open(struct world *world)
{
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    char path[320], file[340], *message = NULL;

    snprintf(path, sizeof path, "%s/registry.db", world->options.data);
    if (!open_file(world, path))
        return false;
    if (finished(world))
        return true;
    store_close(world);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        snprintf(file, sizeof file, "%s%s", path, tails[i]);
        unlink(file);
    }
    if (!open_file(world, path))
        return false;
    if (sqlite3_exec(world->db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144;",
                     NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(world->db, embed_tables_sql(), NULL, NULL, &message) == SQLITE_OK)
        return true;
    fprintf(stderr, "registrar-sandbox: %s: %s\n", path, message ? message : sqlite3_errmsg(world->db));
    sqlite3_free(message);
    return false;
}

bool store_serve(struct world *world)
{
    /* A killed registry keeps what it answered; the machine's power is not its business. */
    return sqlite3_exec(world->db,
                        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;", NULL,
                        NULL, NULL) == SQLITE_OK;
}

void store_close(struct world *world)
{
    sqlite3_close_v2(world->db);
    world->db = NULL;
}

static sqlite3_stmt *prepare(struct world *world, const char *sql, const char *format, va_list *list)
{
    sqlite3_stmt *statement = NULL;
    int at = 1;

    if (sqlite3_prepare_v2(world->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        fprintf(stderr, "registrar-sandbox: %s in: %s\n", sqlite3_errmsg(world->db), sql);
        return NULL;
    }
    for (; *format; format++, at++) {
        if (*format == 's') {
            const char *text = va_arg(*list, const char *);
            sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
        } else if (*format == 'i') {
            sqlite3_bind_int(statement, at, va_arg(*list, int));
        } else {
            sqlite3_bind_int64(statement, at, va_arg(*list, int64_t));
        }
    }
    return statement;
}

static json_t *column(sqlite3_stmt *statement, int i)
{
    const char *declared = sqlite3_column_decltype(statement, i);
    const char *text;

    switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
        if (declared && strcmp(declared, "BOOLEAN") == 0)
            return json_boolean(sqlite3_column_int(statement, i));
        return json_integer(sqlite3_column_int64(statement, i));
    case SQLITE_FLOAT:
        return json_real(sqlite3_column_double(statement, i));
    case SQLITE_NULL:
        return json_null();
    default:
        text = (const char *)sqlite3_column_text(statement, i);
        if (declared && strcmp(declared, "JSON") == 0) {
            json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
            return value ? value : json_null();
        }
        /* Hostile rows may hold what is not UTF-8 text for jansson's strict reader. */
        return json_stringn_nocheck(text, (size_t)sqlite3_column_bytes(statement, i));
    }
}

static json_t *read_row(sqlite3_stmt *statement)
{
    json_t *row = json_object();
    int n = sqlite3_column_count(statement);

    for (int i = 0; i < n; i++)
        json_object_set_new_nocheck(row, sqlite3_column_name(statement, i), column(statement, i));
    return row;
}

json_t *store_rows(struct world *world, const char *sql, const char *format, ...)
{
    json_t *rows = json_array();
    sqlite3_stmt *statement;
    va_list list;

    va_start(list, format);
    statement = prepare(world, sql, format, &list);
    va_end(list);
    while (statement && sqlite3_step(statement) == SQLITE_ROW)
        json_array_append_new(rows, read_row(statement));
    sqlite3_finalize(statement);
    return rows;
}

json_t *store_row(struct world *world, const char *sql, const char *format, ...)
{
    json_t *row = NULL;
    sqlite3_stmt *statement;
    va_list list;

    va_start(list, format);
    statement = prepare(world, sql, format, &list);
    va_end(list);
    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        row = read_row(statement);
    sqlite3_finalize(statement);
    return row;
}

int64_t store_number(struct world *world, const char *sql, const char *format, ...)
{
    int64_t number = 0;
    sqlite3_stmt *statement;
    va_list list;

    va_start(list, format);
    statement = prepare(world, sql, format, &list);
    va_end(list);
    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

bool store_change(struct world *world, const char *sql, const char *format, ...)
{
    sqlite3_stmt *statement;
    va_list list;
    bool done;

    va_start(list, format);
    statement = prepare(world, sql, format, &list);
    va_end(list);
    done = statement && sqlite3_step(statement) == SQLITE_DONE;
    if (!done)
        world_log(world, "not stored: %s in: %s", sqlite3_errmsg(world->db), sql);
    sqlite3_finalize(statement);
    return done;
}

const char *text_of(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));

    return text ? text : "";
}

int64_t number_of_key(const json_t *row, const char *key)
{
    return json_integer_value(json_object_get(row, key));
}

bool is_true(const json_t *row, const char *key)
{
    return json_is_true(json_object_get(row, key));
}

json_t *copy_of(const json_t *row, const char *key)
{
    json_t *value = json_object_get(row, key);

    return value ? json_incref(value) : json_null();
}

void object_copy(json_t *to, const json_t *from, const char *names)
{
    char name[48];

    while (*names) {
        size_t n = strcspn(names, " ");
        snprintf(name, sizeof name, "%.*s", (int)n, names);
        json_object_set_new(to, name, copy_of(from, name));
        names += n + strspn(names + n, " ");
    }
}

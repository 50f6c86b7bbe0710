/* The recording file layer, and the model of the disk. */
#include "tests/fault/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include <cmocka.h>

#include "base/text.h"

enum { DISK_FILES = 64, DISK_NAME = 64, SECTOR = 512, CHECKPOINT_PAGES = 24 };

enum call_kind { CALL_CREATE, CALL_REMOVE, CALL_WRITE, CALL_CUT, CALL_SYNC };

struct call {
    enum call_kind kind;
    int inode;
    bool folder; /* CALL_SYNC and CALL_REMOVE: the folder is synced as well */
    sqlite3_int64 at;
    size_t n;
    unsigned char *data;
};

/* What a name was given to; the same name made anew is another inode. */
struct inode {
    char name[DISK_NAME];
    unsigned char *first; /* content when recording began */
    size_t first_n;
    bool there;     /* when recording began */
    bool new_named; /* the next sync syncs the folder too */
};

struct disk {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    bool recording;
    char *folder;
    struct inode inodes[DISK_FILES];
    int inode_n;
    struct call *calls;
    long n, cap;
};

struct file {
    sqlite3_file base;
    struct disk *disk;
    int inode; /* -1: not recorded */
    sqlite3_file *real;
};

/* ---- recording --------------------------------------------------------------------------------------------
 */

static void call_add(struct disk *d, struct call c, const void *data)
{
    if (!d->recording || c.inode < 0)
        return;
    if (d->n == d->cap) {
        d->cap = d->cap ? d->cap * 2 : 256;
        d->calls = reallocarray(d->calls, (size_t)d->cap, sizeof *d->calls);
        assert_non_null(d->calls);
    }
    if (data) {
        c.data = malloc(c.n ? c.n : 1);
        assert_non_null(c.data);
        memcpy(c.data, data, c.n);
    }
    d->calls[d->n++] = c;
}

static const char *name_in(const struct disk *d, const char *path)
{
    size_t n = d->folder ? strlen(d->folder) : 0;

    if (!path || !n || strncmp(path, d->folder, n) != 0 || path[n] != '/')
        return NULL;
    path += n + 1;
    return strstr(path, "-shm") ? NULL : path; /* lost with the power, made anew */
}

static int inode_find(const struct disk *d, const char *name)
{
    for (int i = d->inode_n - 1; name && i >= 0; i--)
        if (strcmp(d->inodes[i].name, name) == 0)
            return i;
    return -1;
}

static int inode_add(struct disk *d, const char *name)
{
    assert_true(d->inode_n < DISK_FILES && strlen(name) < DISK_NAME);
    memset(&d->inodes[d->inode_n], 0, sizeof d->inodes[0]);
    memcpy(d->inodes[d->inode_n].name, name, strlen(name));
    return d->inode_n++;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct file *)f)->real;
}

static int file_close(sqlite3_file *f)
{
    struct file *file = (struct file *)f;
    int rc = file->real->pMethods ? file->real->pMethods->xClose(file->real) : SQLITE_OK;

    free(file->real);
    return rc;
}

static int file_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    struct file *file = (struct file *)f;

    call_add(file->disk, (struct call){.kind = CALL_WRITE, .inode = file->inode, .at = at, .n = (size_t)n},
             p);
    return file->real->pMethods->xWrite(file->real, p, n, at);
}

static int file_cut(sqlite3_file *f, sqlite3_int64 size)
{
    struct file *file = (struct file *)f;

    call_add(file->disk, (struct call){.kind = CALL_CUT, .inode = file->inode, .at = size}, NULL);
    return file->real->pMethods->xTruncate(file->real, size);
}

/* The real disk is not asked to sync: the model decides what survives. */
static int file_sync(sqlite3_file *f, int flags)
{
    struct file *file = (struct file *)f;
    bool folder = file->inode >= 0 && file->disk->inodes[file->inode].new_named;

    (void)flags;
    call_add(file->disk, (struct call){.kind = CALL_SYNC, .inode = file->inode, .folder = folder}, NULL);
    if (folder)
        file->disk->inodes[file->inode].new_named = false;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int file_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int file_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int file_reserved(sqlite3_file *f, int *out)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int file_control(sqlite3_file *f, int op, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int file_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

/* No promise of the real disk is passed on: our disk may tear a sector. */
static int file_traits(sqlite3_file *f)
{
    (void)f;
    return 0;
}

static int file_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
}

static int file_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void file_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int file_shm_unmap(sqlite3_file *f, int remove)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), remove);
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_cut,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out_flags)
{
    struct disk *d = vfs->pAppData;
    struct file *file = (struct file *)f;
    const char *name = name_in(d, path);
    bool was = path && access(path, F_OK) == 0;
    int rc;

    memset(file, 0, sizeof *file);
    file->disk = d;
    file->real = calloc(1, (size_t)d->real->szOsFile);
    if (!file->real)
        return SQLITE_NOMEM;
    rc = d->real->xOpen(d->real, path, file->real, flags, out_flags);
    if (rc != SQLITE_OK) {
        free(file->real);
        return rc;
    }
    file->base.pMethods = &file_methods;
    file->inode = name ? inode_find(d, name) : -1;
    if (d->recording && name &&
        (file->inode < 0 || !was)) { /* ours makes the database file before SQLite opens it */
        file->inode = inode_add(d, name);
        d->inodes[file->inode].new_named = (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
        call_add(d, (struct call){.kind = CALL_CREATE, .inode = file->inode}, NULL);
    }
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    struct disk *d = vfs->pAppData;
    const char *name = name_in(d, path);

    if (name && access(path, F_OK) == 0)
        call_add(d, (struct call){.kind = CALL_REMOVE, .inode = inode_find(d, name), .folder = sync != 0},
                 NULL);
    return d->real->xDelete(d->real, path, 0);
}

static int disk_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    struct disk *d = vfs->pAppData;

    return d->real->xAccess(d->real, path, flags, out);
}

static int disk_path(sqlite3_vfs *vfs, const char *path, int n, char *out)
{
    struct disk *d = vfs->pAppData;

    return d->real->xFullPathname(d->real, path, n, out);
}

/* Many checkpoints in a short journey. */
static int small_checkpoints(sqlite3 *db, char **message, const struct sqlite3_api_routines *api)
{
    (void)message;
    (void)api;
    return sqlite3_wal_autocheckpoint(db, CHECKPOINT_PAGES);
}

struct disk *disk_new(void)
{
    struct disk *d = calloc(1, sizeof *d);

    assert_non_null(d);
    sqlite3_initialize();
    d->real = sqlite3_vfs_find(NULL);
    d->vfs = *d->real; /* randomness, time and the rest stay */
    d->vfs.pNext = NULL;
    d->vfs.zName = "recording";
    d->vfs.szOsFile = (int)sizeof(struct file);
    d->vfs.pAppData = d;
    d->vfs.xOpen = disk_open;
    d->vfs.xDelete = disk_delete;
    d->vfs.xAccess = disk_access;
    d->vfs.xFullPathname = disk_path;
    d->vfs.iVersion = 2;
    assert_int_equal(sqlite3_vfs_register(&d->vfs, 1), SQLITE_OK);
    sqlite3_auto_extension((void (*)(void))small_checkpoints);
    return d;
}

static void calls_free(struct disk *d)
{
    for (long i = 0; i < d->n; i++)
        free(d->calls[i].data);
    for (int i = 0; i < d->inode_n; i++)
        free(d->inodes[i].first);
    d->n = 0;
    d->inode_n = 0;
}

void disk_free(struct disk **dp)
{
    struct disk *d = *dp;

    *dp = NULL;
    sqlite3_cancel_auto_extension((void (*)(void))small_checkpoints);
    sqlite3_vfs_unregister(&d->vfs);
    calls_free(d);
    free(d->calls);
    free(d->folder);
    free(d);
}

/* ---- files of a folder ------------------------------------------------------------------------------------
 */

static unsigned char *bytes_read(const char *folder, const char *name, size_t *n)
{
    AUTO_FREE char *path = text_format("%s/%s", folder, name);
    FILE *f = fopen(path, "r");
    unsigned char *bytes;
    struct stat st;

    assert_non_null(f);
    assert_int_equal(fstat(fileno(f), &st), 0);
    *n = (size_t)st.st_size;
    bytes = malloc(*n + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *n, f), *n);
    fclose(f);
    return bytes;
}

static void folder_empty(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        AUTO_FREE char *path = text_format("%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    closedir(dir);
}

void disk_record(struct disk *d, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    calls_free(d);
    free(d->folder);
    d->folder = text_dup(folder);
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        int i;
        if (entry->d_name[0] == '.' || strstr(entry->d_name, "-shm") || strstr(entry->d_name, ".lock"))
            continue;
        i = inode_add(d, entry->d_name);
        d->inodes[i].first = bytes_read(folder, entry->d_name, &d->inodes[i].first_n);
        d->inodes[i].there = true;
    }
    closedir(dir);
    d->recording = true;
}

void disk_stop(struct disk *d)
{
    d->recording = false;
}

long disk_calls(const struct disk *d)
{
    return d->n;
}

/* ---- the model --------------------------------------------------------------------------------------------
 */

struct image {
    unsigned char *data;
    size_t n, cap;
};

static void image_size(struct image *m, size_t n)
{
    if (n > m->cap) {
        m->cap = n * 2;
        m->data = realloc(m->data, m->cap);
        assert_non_null(m->data);
    }
    if (n > m->n)
        memset(m->data + m->n, 0, n - m->n);
    m->n = n;
}

static void image_write(struct image *m, size_t at, const unsigned char *data, size_t n)
{
    if (!n)
        return;
    if (at + n > m->n)
        image_size(m, at + n);
    memcpy(m->data + at, data, n);
}

struct dice {
    uint64_t state;
};

static unsigned roll(struct dice *d, unsigned sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(d->state >> 33) % sides;
}

/* An unsynced write after the power failed. */
static void write_damaged(struct image *m, const struct call *c, int kind, struct dice *dice)
{
    int how = kind < DISK_RANDOM ? -1 : (kind - DISK_RANDOM) % 3;

    if (kind == DISK_SYNCED || kind == DISK_NAMES_ONLY)
        return;
    if (how < 0 || roll(dice, 2)) {
        image_write(m, (size_t)c->at, c->data, c->n);
        return;
    }
    for (size_t i = 0; how > 0 && i < c->n; i += SECTOR) {
        unsigned char junk[SECTOR];
        size_t n = c->n - i < SECTOR ? c->n - i : SECTOR;
        unsigned fate = roll(dice, how == 1 ? 2 : 3);
        for (size_t k = 0; k < n; k++)
            junk[k] = fate == 2 ? (unsigned char)roll(dice, 256) : c->data[i + k];
        if (fate)
            image_write(m, (size_t)c->at + i, junk, n);
    }
}

/* The content of one inode: all up to its last sync, the rest as the kind of damage wants. */
static void inode_image(const struct disk *d, int inode, long cut, int kind, struct dice *dice,
                        struct image *m)
{
    long synced = -1;

    image_write(m, 0, d->inodes[inode].first, d->inodes[inode].first ? d->inodes[inode].first_n : 0);
    for (long i = 0; i < cut; i++)
        if (d->calls[i].inode == inode && d->calls[i].kind == CALL_SYNC)
            synced = i;
    for (long i = 0; i < cut; i++) {
        const struct call *c = &d->calls[i];
        if (c->inode != inode)
            continue;
        if (c->kind == CALL_WRITE && i < synced)
            image_write(m, (size_t)c->at, c->data, c->n);
        else if (c->kind == CALL_WRITE)
            write_damaged(m, c, kind, dice);
        else if (c->kind == CALL_CUT && (size_t)c->at < m->n &&
                 (i < synced || kind == DISK_ALL || kind == DISK_DATA_ONLY ||
                  (kind >= DISK_RANDOM && roll(dice, 2))))
            image_size(m, (size_t)c->at);
    }
}

/* Whether the name of the inode is in the folder. */
static bool inode_named(const struct disk *d, int inode, long cut, int kind, struct dice *dice)
{
    bool named = d->inodes[inode].there;
    long synced = -1;

    for (long i = 0; i < cut; i++)
        if (d->calls[i].folder)
            synced = i;
    for (long i = 0; i < cut; i++) {
        const struct call *c = &d->calls[i];
        bool kept = i <= synced || kind == DISK_ALL || kind == DISK_NAMES_ONLY ||
                    (kind >= DISK_RANDOM && roll(dice, 2));
        if (c->inode == inode && c->kind == CALL_CREATE && kept)
            named = true;
        if (c->inode == inode && c->kind == CALL_REMOVE && kept)
            named = false;
    }
    return named;
}

void disk_make(const struct disk *d, long cut, int kind, const char *folder)
{
    struct dice dice = {.state = (uint64_t)cut * 1000003u + (uint64_t)kind * 7919u + 1};

    folder_empty(folder);
    for (int i = 0; i < d->inode_n; i++) {
        AUTO_FREE char *path = text_format("%s/%s", folder, d->inodes[i].name);
        struct image m = {0};
        FILE *f;
        if (!inode_named(d, i, cut, kind, &dice))
            continue;
        inode_image(d, i, cut, kind, &dice, &m);
        f = fopen(path, "w"); /* a later inode of the same name takes its place */
        assert_non_null(f);
        if (m.n)
            assert_int_equal(fwrite(m.data, 1, m.n, f), m.n);
        assert_int_equal(fclose(f), 0);
        free(m.data);
    }
}

/*
 * A disk that can lose power: a file layer under SQLite that records every write, cut, sync, new name and
 * removed name, and a model that says which disks could be found after the power failed before the nth of
 * these calls. What is synced is there; of what is not, anything. A name is there for good only after its
 * folder was synced: SQLite does that with the first sync of a new journal or log, and when it removes a
 * journal and asks for it.
 */
#ifndef FAULT_DISK_H
#define FAULT_DISK_H

#include <stdbool.h>
#include <stddef.h>

struct disk;

/* Puts the recording layer under every database opened from now on, and a small checkpoint interval. */
struct disk *disk_new(void);
void disk_free(struct disk **);

/* Recording: begins with what lies in `folder` as synced. Calls are counted from 0. */
void disk_record(struct disk *, const char *folder);
void disk_stop(struct disk *);
long disk_calls(const struct disk *);

/* Kinds of damage; from DISK_RANDOM on, each number is another throw of the dice. */
enum {
    DISK_SYNCED,     /* nothing unsynced is kept */
    DISK_ALL,        /* everything is */
    DISK_DATA_ONLY,  /* all data, but only synced names */
    DISK_NAMES_ONLY, /* all names, but only synced data */
    DISK_RANDOM, /* every unsynced write is there or not; then torn at 512 bytes; then garbage; then again */
};
/* Fills `folder` (emptied first) with the disk found after the power failed before call `cut`. */
void disk_make(const struct disk *, long cut, int kind, const char *folder);

#endif

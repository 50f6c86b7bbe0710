/*
 * Waiting in tests: always for something that happens, never for time to pass. Deadlines only say when to
 * give up; they stretch by themselves under the sanitizers and on busy machines (REGISTRAR_TEST_PATIENCE, a
 * factor).
 */
#ifndef HARNESS_WAIT_H
#define HARNESS_WAIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Milliseconds of the steady clock. */
int64_t wait_now(void);
/* A deadline as written in the test, times the patience of this run. */
int wait_patience(int ms);
/* Asks `ready(data)` again and again until it is true; false when the deadline passed first. */
bool wait_until(bool (*ready)(void *data), void *data, int deadline_ms);
/* Waits for the end of a child and collects it. False when it is still running at the deadline. */
bool wait_child(pid_t pid, int *status, int deadline_ms);
/* Exit code of a wait status, or minus the signal that ended it. */
int wait_code(int status);
/* True when the process is asleep in the kernel, that is, has done all it could do without new input. */
bool wait_asleep(pid_t pid);

/* Ends the running cmocka test as skipped and says why, which the runner repeats in its summary. */
#define wait_skip(reason)                                                                                    \
    do {                                                                                                     \
        print_message("SKIP: %s\n", reason);                                                                 \
        skip();                                                                                              \
    } while (0)

#endif

/*
 * The walls around registrar-print: bounds on time, memory and files, and a seccomp filter that leaves the
 * network but takes away other programs, processes, servers of our own and every way to write a file. Under
 * AddressSanitizer the address space bound and the filter are left out, because the sanitizer needs both.
 */
#ifndef PRINT_HELPER_GUARD_H
#define PRINT_HELPER_GUARD_H

void guard_up(void);

#endif

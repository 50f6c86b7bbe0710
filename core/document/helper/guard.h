/*
 * The walls around registrar-document: bounds on time, memory and files, and a list of the few system calls
 * it still needs once its fonts are open.
 */
#ifndef DOCUMENT_HELPER_GUARD_H
#define DOCUMENT_HELPER_GUARD_H

/* First of all: processor time, address space, open files, file size, no core file, dies with its parent. */
void guard_limits(void);
/*
 * Once everything is open: no file, socket, or process can be had any more; trying to start a program or
 * open a socket ends the process. Under AddressSanitizer the address space bound and this filter are left
 * out, because the sanitizer needs both.
 */
void guard_seal(void);

#endif

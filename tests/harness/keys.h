/*
 * The notation of keys in tests: plain text, and names in angle brackets - <Up> <Down> <Left> <Right>
 * <PageUp> <PageDown> <Home> <End> <Enter> <Tab> <BackTab> <Esc> <Space> <BS> <Del> <Ins> <F1>..<F12> <C-x>
 * <M-x> <LT>. <Down*20> repeats a key. A name that is not known ends the test.
 */
#ifndef HARNESS_KEYS_H
#define HARNESS_KEYS_H

#include "tests/harness/emulator.h"

/* Sends the keys through the emulator, in the modes the program has set; bytes come out of its `reply`. Bytes
 * that are not a matter of mode go to `put` directly. Returns false and names the bad key in *bad. */
bool keys_send(struct emulator *e, const char *keys, void (*put)(const char *bytes, size_t n, void *data),
               void *data, const char **bad);

#endif

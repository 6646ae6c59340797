/* -l and -L: signals, listed and translated. Both print on standard output. */
#pragma once

#include <stddef.h>

/*
 * Without WORDS every name; else a line for each word: a name's number, and the names for a number,
 * an exit status or a mask. Returns NULL, or the reason for the first word that is none; *BAD is
 * it. Nothing is printed then.
 */
const char *siglist_print(const char *const words[], size_t count, const char **bad);

/* Number, name, what it does, what it is called. */
void siglist_print_table(void);

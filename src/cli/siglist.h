/* SPDX-License-Identifier: MIT */
/* -l and -L: signals, listed and translated. Both print on standard output. */
#pragma once

#include <stddef.h>

/*
 * Without WORDS print every name. Else print a line for each word: the number of a name, or the
 * names for a number, an exit status or a mask. If a word is wrong, print nothing: *BAD is the
 * first one, and the reason is returned. Else returns NULL.
 */
const char *siglist_print(const char *const words[], size_t count, const char **bad);

/*
 * A table of the signals that WORDS mean, or of all signals: number, name, default action,
 * description. Wrong words are reported as above.
 */
const char *siglist_print_table(const char *const words[], size_t count, const char **bad);

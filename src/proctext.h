/* Pure: the text of files under /proc/PID (proc(5)), read. */
#pragma once

#include "facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first number on the line "NAME:" of a status or fdinfo file. False if there is none. */
bool proctext_field(const char *text, const char *name, int64_t *number);

/* How many numbers that line has; 0 without the line. */
size_t proctext_field_count(const char *text, const char *name);

/* The content of a stat file into FACTS, and the number at its head into *PID. A comm may hold
 * spaces, newlines and parentheses: the last ")" ends it. False if it is no such file. */
bool proctext_stat(const char *text, pid_t *pid, struct facts *facts);

/* The Uid: line of a status file into FACTS. */
bool proctext_uids(const char *text, struct facts *facts);

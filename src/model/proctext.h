/* Pure: the text of files under /proc/PID (proc(5)), read. */
#pragma once

#include "model/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first number on the line "NAME:" of a status or fdinfo file. False if there is none. */
bool proctext_field(const char *text, const char *name, int64_t *number);

/* How many numbers that line has; 0 without the line. */
size_t proctext_field_count(const char *text, const char *name);

/* The hexadecimal mask on that line. */
bool proctext_mask(const char *text, const char *name, uint64_t *mask);

/* The content of a stat file into FACTS, and the number at its head into *PID. A comm may hold
 * spaces, newlines and parentheses: the last ")" ends it. False if it is no such file. */
bool proctext_stat(const char *text, pid_t *pid, struct facts *facts);

/* The content of a status file into FACTS. False if it is no such file. */
bool proctext_status(const char *text, struct facts *facts);

/*
 * The path in the unified hierarchy (cgroups(7)), which a cgroup file names on the line "0::"; it
 * points into TEXT, and LENGTH is its length. NULL if there is none.
 */
const char *proctext_cgroup(const char *text, size_t *length);

/* The same for the hierarchy of a controller of version 1: "freezer". */
const char *proctext_cgroup_v1(const char *text, const char *controller, size_t *length);

/* Does a user namespace whose uid_map this is know the id ID? */
bool proctext_maps_id(const char *map, unsigned id);

/* The last field of a stat file: how the process ended. */
bool proctext_exit_status(const char *text, int *status);

/* SPDX-License-Identifier: MIT */
/* Pure: parse the text of files under /proc/PID (proc(5)). */
#pragma once

#include "model/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The first number on the line "NAME:" of a status or fdinfo file. Returns false if there is none.
 */
bool proctext_field(const char *text, const char *name, int64_t *number);

/* How many numbers are on the line "NAME:"; 0 if there is no such line. */
size_t proctext_field_count(const char *text, const char *name);

/* The hexadecimal mask on the line "NAME:". Returns false if there is none. */
bool proctext_mask(const char *text, const char *name, uint64_t *mask);

/* Parse a stat file into FACTS, and the PID at its start into *PID. A comm may contain blanks,
 * newlines and parentheses: it ends at the last ")". Returns false if TEXT is not a stat file. */
bool proctext_stat(const char *text, pid_t *pid, struct facts *facts);

/* Parse a status file into FACTS. Returns false if TEXT is not a status file. */
bool proctext_status(const char *text, struct facts *facts);

/*
 * The path in the unified hierarchy (cgroups(7)): the line "0::" of a cgroup file. Points into
 * TEXT; *LENGTH is its length. NULL if there is no such line.
 */
const char *proctext_cgroup(const char *text, size_t *length);

/* The same for the version 1 hierarchy of CONTROLLER, such as "freezer". */
const char *proctext_cgroup_v1(const char *text, const char *controller, size_t *length);

/* Is ID mapped in the user namespace whose uid_map is MAP? */
bool proctext_maps_id(const char *map, unsigned id);

/* The last field of a stat file: how the process ended, as a wait(2) status. */
bool proctext_exit_status(const char *text, int *status);

/*
 * The systemd unit that a process with this cgroup PATH belongs to, as "nginx.service"; to be
 * freed, or NULL. Only a service: nothing restarts the processes of a scope. The path must be below
 * slices of the machine's own systemd, not of one in a container. *MANAGER: the user whose own
 * systemd has the unit, or PROCTEXT_SYSTEM.
 */
enum { PROCTEXT_SYSTEM = -1 };
char *proctext_unit(const char *path, int64_t *manager);

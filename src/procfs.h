/*
 * The mounted /proc, read: which may be missing, hide processes, or count in another PID namespace than ours.
 * Functions return 0, or -errno and leave their outputs alone.
 */
#pragma once

#include "facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Enough for a stat, status or fdinfo file. */
enum { PROCFS_TEXT_SIZE = 4096 };

/* Which facts to read. */
enum {
	FACTS_STAT = 1,
	FACTS_UIDS = 2,
};

/* Does /proc count as we do? True only for sure: it is there, and we have one number in all
 * the PID namespaces from its own down to ours. */
bool procfs_is_ours(void);

/* The "Pid:" of a pidfd in /proc: its number there; 0 if it has none there, -1 after the reap. */
int procfs_pid_of(int pidfd, int64_t *pid);

/* A descriptor of the directory /proc/PID. */
int procfs_open(pid_t pid);

/* Read what WANTED (a set of the above) names, through such a directory, into FACTS, which has
 * what could be read also after an error. */
int procfs_read(int directory, unsigned wanted, struct facts *facts);

/* The number at the head of the directory's stat file. */
int procfs_own_number(int directory, pid_t *pid);

/* This boot's id, as target.h has it. */
int procfs_boot_id(char *boot_id);

/* All numbers that /proc lists now, in LIST->pids (to be freed). */
struct procfs_list {
	pid_t *pids;
	size_t count, capacity;
};
int procfs_list(struct procfs_list *list);

/*
 * The mounted /proc, read: which may be missing, hide processes, or count in another PID namespace
 * than ours. Functions return 0, or -errno and leave their outputs alone. procfs-facts.c reads the
 * facts.
 */
#pragma once

#include "model/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Enough for a stat, status or fdinfo file. */
enum { PROCFS_TEXT_SIZE = 4096 };

/* Does /proc count as we do? True only for sure: it is there, and we have one number in all
 * the PID namespaces from its own down to ours. */
bool procfs_is_ours(void);
/*
 * A descriptor of such a /proc, for procfs_list and procfs_read: of that very mount, whatever is
 * put there later. -ENOTSUP if it does not count as we do; -EMFILE or -ENFILE if there is no
 * descriptor to look with.
 */
int procfs_open_ours(void);

/* The "Pid:" of a pidfd in /proc: its number there; 0 if it has none there, -1 after the reap. */
int procfs_pid_of(int pidfd, int64_t *pid);

/* A descriptor of the directory /proc/PID. */
int procfs_open(pid_t pid);

/*
 * Read what WANTED (FACTS_ bits) names into FACTS: of the process whose directory is NAME below
 * DIRECTORY, or DIRECTORY itself if NAME is "". What was asked for is noted in facts->tried, what
 * could be read in facts->known. Returns 0, or the first -errno: -ESRCH if the process is gone,
 * -EMFILE (then it is not noted as tried), -EACCES...
 */
int procfs_read(int directory, const char *name, unsigned wanted, struct facts *facts);

/* The number at the head of the directory's stat file. */
int procfs_own_number(int directory, pid_t *pid);

/*
 * How a zombie ended, as wait(2) has it. -EPERM if /proc may not tell us (proc_pid_stat(5),
 * exit_code: it takes PTRACE_MODE_READ_FSCREDS), -ESRCH once it has been reaped.
 */
int procfs_zombie_status(int pidfd, int *status);

/* This boot's id, as target.h has it. */
int procfs_boot_id(char *boot_id);
/* Is BOOT_ID, "" for none, this boot's? 0, -ESRCH if it is another's, or as above. */
int procfs_check_boot(const char *boot_id);

/*
 * Call FOUND with each number that ROOT lists, and its name there, as the list is read: what the
 * kernel has just looked up is looked at sooner.
 */
int procfs_list(int root, void (*found)(void *context, pid_t pid, const char *name), void *context);

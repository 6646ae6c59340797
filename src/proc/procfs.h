/* SPDX-License-Identifier: MIT */
/*
 * Read the mounted /proc. It may be missing, hide processes, or show another PID namespace than
 * ours. Functions return 0, or -errno and then write no output. procfs-facts.c reads the facts.
 */
#pragma once

#include "base/sys.h"
#include "model/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Enough for a stat, status or fdinfo file. */
enum { PROCFS_TEXT_SIZE = 4096 };

/*
 * Does /proc show our own PID namespace? True only if it exists and shows exactly one PID for this
 * process ("NSpid:").
 */
bool procfs_is_ours(void);
/*
 * Open such a /proc, to list it and for procfs_read. The descriptor, which the caller closes, stays
 * with this mount, even if another file system is mounted over it. -ENOTSUP if there is no /proc of
 * our own PID namespace; -EMFILE or -ENFILE if no descriptor is free.
 */
int procfs_open_ours(void);

/*
 * May /proc hide living processes from us? If so, a list of it is not complete. False with
 * CAP_SYS_PTRACE (the kernel's has_pid_permissions()). True, for want of a closer look, also in the
 * group that sees all: that of the option gid=, by default root's.
 */
bool procfs_may_hide(void);

/*
 * Read the "Pid:" line in the fdinfo of PIDFD: the PID of its process, as the mounted /proc counts;
 * 0 if it has none there, -1 once it has been reaped. -EACCES before Linux 5.14 if fdkill has
 * capabilities from its file: its own fdinfo belongs to root then.
 */
int procfs_pid_of(int pidfd, int64_t *pid);

/* Open the directory /proc/PID. The caller closes the descriptor. */
int procfs_open(pid_t pid);

/*
 * Read the facts WANTED (FACTS_ bits) into FACTS. The directory of the process is NAME in
 * DIRECTORY, or DIRECTORY itself if NAME is "". PIDFILE is the file of FACTS_LOCK, or NULL if that
 * is not wanted. facts->tried gets the bits that were asked for, facts->known those that could be
 * read. Returns 0, or the first -errno: -ESRCH if the process is gone, -EMFILE (facts->tried is
 * then unchanged), -EACCES...
 */
int procfs_read(int directory, const char *name, unsigned wanted, const struct file_id *pidfile,
		struct facts *facts);

/* Is DIRECTORY, a /proc/PID directory, in a /proc of our own PID namespace? */
bool procfs_directory_is_ours(int directory);
/*
 * Read the PID of its process in DIRECTORY, a /proc/PID directory, also if PID is the number of
 * another thread of the process.
 */
int procfs_own_number(int directory, pid_t *pid);

/*
 * How the zombie PID ended, as a wait(2) status. -EPERM if /proc does not show it to us
 * (proc_pid_stat(5), exit_code: needs PTRACE_MODE_READ_FSCREDS).
 */
int procfs_zombie_status(pid_t pid, int *status);

/* Write the id of the current boot to BOOT_ID, which has BOOT_ID_SIZE bytes (target.h). */
int procfs_boot_id(char *boot_id);
/* Returns 0 if BOOT_ID is "" or the current boot, -ESRCH if it is another boot, or -errno. */
int procfs_check_boot(const char *boot_id);

/*
 * Go on to the next process in LIST, which lists a /proc. *PID is its number, *NAME the same as
 * text, valid until the next call. Returns 1, 0 at the end, or -errno. Read the files of a process
 * before the next call: the kernel still has its directory in the cache then.
 */
int procfs_next(struct sys_list *list, pid_t *pid, const char **name);

/*
 * Ground: every system call that fdkill makes on a process, under names of our own, and the
 * constants that the oldest headers we build with do not have.
 *
 * Each returns a value >= 0, or -errno. Nothing else in fdkill may use a raw system call, and
 * kill(2) and its kin are not here: pidfd_send_signal(2) is the one way out.
 */
#pragma once

#include "base/util.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* signal(7): not on every architecture. -1 matches no number. */
#ifndef SIGSTKFLT
#define SIGSTKFLT (-1)
#endif

/* pidfd_send_signal(2): the scope flags, Linux 6.9. Exactly one may be given. */
enum {
	SYS_SIGNAL_THREAD = 1,
	SYS_SIGNAL_PROCESS = 2,
	SYS_SIGNAL_GROUP = 4,
};

/* pidfd_open(2): PIDFD_THREAD, Linux 6.9. F_GETFL shows it on the descriptor. */
#define SYS_PIDFD_THREAD ((unsigned)00000200)

/* What PIDFD_GET_INFO (Linux 6.13) tells of a process that has not been reaped; numbers in our
 * PID namespace, ids in our user namespace. */
struct sys_pidfd_info {
	pid_t pid;
	pid_t tgid; /* differs from pid for a thread */
	pid_t ppid; /* 0: outside our namespace */
	uid_t ruid, euid, suid;
	gid_t rgid;
};

/* pidfd_open(2), Linux 5.3. EINVAL for a FLAGS bit the kernel does not know. */
int sys_pidfd_open(pid_t pid, unsigned flags);

/* pidfd_send_signal(2), Linux 5.1. INFO may be NULL; FLAGS is 0 or one SYS_SIGNAL_ bit. */
int sys_pidfd_send_signal(int pidfd, int signo, siginfo_t *info, unsigned flags);

/* The inode of a pidfd (Linux 6.9). -EOPNOTSUPP where pidfds have none of their own: there
 * st_ino is one number shared by all anonymous inodes and must never be believed. */
int sys_pidfd_inode(int pidfd, uint64_t *inode);

/* -EOPNOTSUPP before Linux 6.13; -ESRCH after the reap; -EREMOTE outside our PID namespace. */
int sys_pidfd_get_info(int pidfd, struct sys_pidfd_info *info);

/*
 * How a reaped process ended, as wait(2) has it: Linux 6.15. -EAGAIN: not reaped yet; -ENODATA: the
 * kernel does not tell; -EOPNOTSUPP before Linux 6.13.
 */
int sys_pidfd_exit_status(int pidfd, int *status);

/*
 * waitid(2) on a pidfd, leaving the child to be waited for (Linux 5.4): how our own child ended.
 * -ECHILD if it is not ours, -EAGAIN if it has not ended.
 */
int sys_pidfd_child_status(int pidfd, int *status);

/* process_mrelease(2), Linux 5.15: free the memory of a dying process. */
int sys_pidfd_release_memory(int pidfd);

/* A new pidfd of the process with this pidfs inode, by open_by_handle_at(2), Linux 6.14.
 * -ESRCH if there is none, -EOPNOTSUPP on an older kernel. */
int sys_pidfd_by_inode(uint64_t inode);

/* Has the process behind this pidfd exited? By poll(2): it needs no permission and, unlike
 * signal 0, sees zombies. */
int sys_pidfd_has_exited(int pidfd);

/* SO_PEERPIDFD, Linux 6.5: a new pidfd of who created or connected the socket. -ENOPROTOOPT on
 * an older kernel. */
int sys_peer_pidfd(int socket);
/* SO_PEERCRED: that process's number. -ENODATA if it is no connected Unix socket's. */
int sys_peer_pid(int socket);

/* CLOCK_MONOTONIC, nanoseconds. */
int64_t sys_now(void);

/*
 * An epoll(7) set. Watched descriptors are known by an ID; closing one ends its watch only if it is
 * open nowhere else, as an inherited one is: so remove it first. A process is ready when it has
 * exited, or, after sys_watch_reap_only, when it has been reaped. Waiting takes at most until
 * DEADLINE (sys_now; INT64_MAX is never) and returns how many of at most SIZE events came: IDs, and
 * whether a reap was seen (POLLHUP: not on Linux 5.10 or 6.1, on 6.12). 0 if the deadline passed,
 * or a little before it.
 */
struct sys_event {
	uint64_t id;
	bool reaped;
};
int sys_watch_open(void);
int sys_watch_add(int watch, int fd, uint64_t id);
int sys_watch_reap_only(int watch, int fd, uint64_t id);
void sys_watch_remove(int watch, int fd);
int sys_watch_wait(int watch, struct sys_event *events, int size, int64_t deadline);

/*
 * Limits, timers and terminals that we inherit must not end or stop us between two signals: ignore
 * what they cause, and disarm the timers. A write beyond a limit then fails. What people send to
 * end or stop us (INT, TERM, TSTP...) is left alone.
 */
void sys_outlive_inherited(void);

/*
 * Forget what was typed on TERMINAL and not read yet: tcflush(3). In a background job this stops
 * us, as reading would, until we are in the foreground.
 */
int sys_forget_typed(int terminal);

/*
 * Keep SIGNALS (a zero-terminated list) from ending us; the descriptor becomes readable when one
 * came. Those that were ignored or blocked when we started stay so.
 */
int sys_catch_open(const int *signals);
/* Which one came, 0 if none. */
int sys_catch_read(int fd);
/* End as SIGNO would have ended us; returns only if that fails. */
void sys_die_of(int signo);

/* The version of Landlock's interface, landlock_create_ruleset(2). */
int sys_landlock_version(void);

int sys_getpgid(pid_t pid);
int sys_getsid(pid_t pid);

/* A close-on-exec duplicate, never below 3. */
int sys_dup(int fd);
/* F_GETFL. */
int sys_fd_flags(int fd);

/* --- Files: sys-files.c --- */

int sys_open_at(int directory, const char *path, int flags);
/* The whole of a small file, as a string; at most SIZE - 1 bytes. Returns its length. */
int sys_read_at(int directory, const char *path, char *text, size_t size);
/*
 * The whole of a file, however long, with a NUL behind it, in *TEXT, of *CAPACITY bytes: allocated,
 * and made longer as needed. Returns its length.
 */
int sys_read_all_at(int directory, const char *path, char **text, size_t *capacity);
/* The same, but only the first MOST bytes of it. */
int sys_read_start_at(int directory, const char *path, size_t most, char **text, size_t *capacity);
/* That, of a file of procfs that holds a list, of which one read(2) gives a page at most. */
int sys_read_list(const char *path, char **text, size_t *capacity);
/* Call FOUND with the name of each entry of a directory. */
int sys_list_at(int directory, const char *path, void (*found)(void *context, const char *name),
		void *context);
int sys_readlink_at(int directory, const char *path, char *text, size_t size);

struct sys_file {
	struct file_id id;
	uid_t uid;
	dev_t device; /* that a special file stands for */
	bool is_directory;
};
/*
 * stat(2), following links; "" is DIRECTORY itself. Of what the kernel has at hand: a file system
 * whose server does not answer does not keep us (statx(2), AT_STATX_DONT_SYNC).
 */
int sys_stat_at(int directory, const char *path, struct sys_file *file);
bool sys_is_procfs(int fd);
/* Which mount FD was opened below. */
int sys_mount_id(int fd, uint64_t *mount);

/* Clock ticks a second, as /proc counts them. */
long sys_clock_ticks(void);
/* Nanoseconds since the boot, time asleep included (CLOCK_BOOTTIME). */
int64_t sys_since_boot(void);
/* Nanoseconds since the Epoch, as files are dated (CLOCK_REALTIME). */
int64_t sys_wall_clock(void);

/* Raise the soft limit of open files to the hard one. Returns 1 if that made room, else 0. */
int sys_raise_file_limit(void);

/* Ignore SIGNO in this process from now on; -EINVAL where that cannot be. RESTORE drops
 * what came meanwhile, and brings back what was before. */
int sys_ignore(int signo, struct sigaction *before);
int sys_restore(int signo, const struct sigaction *before);

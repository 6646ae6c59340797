/* SPDX-License-Identifier: MIT */
/*
 * Ground: every system call that fdkill makes on a process, and the constants that old headers
 * lack.
 *
 * Each function returns a value >= 0, or -errno. No other file makes a raw system call. kill(2) and
 * similar calls are left out on purpose: signals are sent by pidfd_send_signal(2) only.
 */
#pragma once

#include "base/util.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* signal(7): some architectures do not have it. No signal has the number -1. */
#ifndef SIGSTKFLT
#define SIGSTKFLT (-1)
#endif

/* pidfd_send_signal(2): the scope flags, Linux 6.9. A call may have only one of them. */
enum {
	SYS_SIGNAL_THREAD = 1,
	SYS_SIGNAL_PROCESS = 2,
	SYS_SIGNAL_GROUP = 4,
};

/* pidfd_open(2): PIDFD_THREAD, Linux 6.9. sys_fd_flags returns it for such a pidfd. */
#define SYS_PIDFD_THREAD ((unsigned)00000200)

/*
 * What PIDFD_GET_INFO (Linux 6.13) returns for a process that has not been reaped. PIDs are those
 * of our PID namespace, ids those of our user namespace.
 */
struct sys_pidfd_info {
	pid_t pid;
	pid_t tgid; /* differs from pid for a thread */
	pid_t ppid; /* 0: the parent is outside our PID namespace */
	uid_t ruid, euid, suid;
	gid_t rgid;
};

/* pidfd_open(2), Linux 5.3. -EINVAL for a FLAGS bit the kernel does not know. */
int sys_pidfd_open(pid_t pid, unsigned flags);

/* pidfd_send_signal(2), Linux 5.1. INFO may be NULL; FLAGS is 0 or one SYS_SIGNAL_ bit. */
int sys_pidfd_send_signal(int pidfd, int signo, siginfo_t *info, unsigned flags);

/* The inode number of a pidfd (Linux 6.9): each process has its own. -EOPNOTSUPP on older kernels:
 * there all anonymous inodes have the same st_ino, which identifies nothing. */
int sys_pidfd_inode(int pidfd, uint64_t *inode);

/* PIDFD_GET_INFO. -EOPNOTSUPP before Linux 6.13; -ESRCH if the process has been reaped; -EREMOTE if
 * it is outside our PID namespace. */
int sys_pidfd_get_info(int pidfd, struct sys_pidfd_info *info);

/*
 * How a reaped process ended, as a wait(2) status: Linux 6.15. -EAGAIN if it has not been reaped
 * yet; -ENODATA if the kernel does not have the status; -EOPNOTSUPP before Linux 6.13.
 */
int sys_pidfd_exit_status(int pidfd, int *status);

/*
 * How our own child ended, as a wait(2) status: waitid(2) on a pidfd, Linux 5.4. The child is not
 * reaped. -ECHILD if the process is not our child, -EAGAIN if it has not exited.
 */
int sys_pidfd_child_status(int pidfd, int *status);

/* process_mrelease(2), Linux 5.15: free the memory of a process that KILL is ending. */
int sys_pidfd_release_memory(int pidfd);

/* Open a pidfd of the process with this pidfd inode: open_by_handle_at(2), Linux 6.14.
 * -ESRCH if no process has it, -EOPNOTSUPP on an older kernel. */
int sys_pidfd_by_inode(uint64_t inode);

/* Has the process behind this pidfd exited? Returns 1 or 0, or -EMFILE under a limit of 0 open
 * files. poll(2) needs no permission and, unlike signal 0, counts a zombie as exited. */
int sys_pidfd_has_exited(int pidfd);

/* SO_PEERPIDFD, Linux 6.5: a new pidfd of the process that created or connected the other end of
 * the socket. -ENOPROTOOPT on an older kernel. */
int sys_peer_pidfd(int socket);
/*
 * SO_PEERCRED: the PID of that process. -EAFNOSUPPORT if it is not a Unix socket, -ENOTCONN if it
 * is not connected.
 */
int sys_peer_pid(int socket);

/* CLOCK_MONOTONIC, in nanoseconds. */
int64_t sys_now(void);
/* Sleep so long, or until a signal is handled: nanosleep(2). */
void sys_sleep(int64_t nanoseconds);

/*
 * An epoll(7) set. Each watched descriptor has an ID, which its events carry. Remove a descriptor
 * before it is closed: an inherited one may still be open in another process, and then its watch
 * would go on. A pidfd is ready when its process has exited; after sys_watch_reap_only, when its
 * process has been reaped.
 *
 * sys_watch_wait waits until DEADLINE (as sys_now counts; INT64_MAX is never). It returns how many
 * EVENTS it has written, at most SIZE; 0 at the deadline or a little before it. REAPED is set when
 * the kernel reports a reap (POLLHUP): Linux 6.12 does, 5.10 and 6.1 do not.
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
 * Keep inherited limits, timers and terminals from ending or stopping fdkill between two signals:
 * ignore the signals that they cause, and disarm the timers. A write beyond a limit then fails with
 * an error. Signals that a user sends to end or stop fdkill (INT, TERM, TSTP...) keep their effect.
 */
void sys_outlive_inherited(void);

/*
 * Discard what was typed on TERMINAL and has not been read: tcflush(3). In a background job this
 * stops fdkill until the job is in the foreground, as reading does.
 */
int sys_forget_typed(int terminal);
/* How wide the terminal FD is, in columns; 0 if FD is no terminal or its width is not known. */
size_t sys_terminal_width(int fd);

/*
 * Catch SIGNALS (a zero-terminated list), so that they do not end fdkill. Returns a descriptor that
 * is readable once one has arrived. Signals that were ignored or blocked at the start stay so.
 */
int sys_catch_open(const int *signals);
/* The signal that arrived, or 0. */
int sys_catch_read(int fd);
/* Die of SIGNO, as if it had not been caught. Returns only if that fails. */
void sys_die_of(int signo);

/* The version of the Landlock interface: landlock_create_ruleset(2). */
int sys_landlock_version(void);

/* Is there a process in the group PGID? Zombies count. No permission is needed (getpriority(2)). */
bool sys_has_members(pid_t pgid);

int sys_getpgid(pid_t pid);
int sys_getsid(pid_t pid);

/* Duplicate FD, with close-on-exec, to a number of 3 or more. */
int sys_dup(int fd);
/* The status flags of FD: fcntl(2), F_GETFL. */
int sys_fd_flags(int fd);

/* --- Files: sys-files.c --- */

int sys_open_at(int directory, const char *path, int flags);
/* Read a small file into TEXT as a string, at most SIZE - 1 bytes of it. Returns the length. */
int sys_read_at(int directory, const char *path, char *text, size_t size);
/*
 * Read a whole file, with a NUL behind it, into *TEXT: allocated memory of *CAPACITY bytes, which
 * grows as needed (NULL and 0 at first). Returns the length; -EFBIG from 64 MiB on.
 */
int sys_read_all_at(int directory, const char *path, char **text, size_t *capacity);
/* The same, but at most the first MOST bytes. */
int sys_read_start_at(int directory, const char *path, size_t most, char **text, size_t *capacity);
/* The same for a procfs file that holds a list: a read(2) returns a page of it at most, so a short
 * read is not the end. */
int sys_read_list(const char *path, char **text, size_t *capacity);
/*
 * The entries of a directory, one by one. Next returns 1 and *NAME, valid until the next call; 0 at
 * the end; or -errno: the list broke off, and there may be more. Close does nothing to a list that
 * could not be opened.
 */
struct sys_list {
	void *stream;
};
#define SYS_LIST_NONE ((struct sys_list){0})
#define auto_list __attribute__((cleanup(sys_list_close)))
int sys_list_open(struct sys_list *list, int directory, const char *path);
int sys_list_next(struct sys_list *list, const char **name);
void sys_list_close(struct sys_list *list);
int sys_readlink_at(int directory, const char *path, char *text, size_t size);

struct sys_file {
	struct file_id id;
	uid_t uid;
	dev_t device; /* of a device file: its device number */
	bool is_directory;
};
/*
 * stat(2), following links; with "" of DIRECTORY itself. It uses what the kernel has cached, so it
 * does not wait for a file server that does not answer (statx(2), AT_STATX_DONT_SYNC).
 */
int sys_stat_at(int directory, const char *path, struct sys_file *file);
bool sys_is_procfs(int fd);
/* Is /proc mounted with the option hidepid (proc(5))? True also if that cannot be read. */
bool sys_has_hidepid(void);
/* The id of the mount that FD was opened on. */
int sys_mount_id(int fd, uint64_t *mount);

/* Clock ticks per second, the unit of times in /proc/PID/stat: sysconf(3), _SC_CLK_TCK. */
long sys_clock_ticks(void);
/* Nanoseconds since boot, including suspend (CLOCK_BOOTTIME). */
int64_t sys_since_boot(void);
/* Nanoseconds since the Epoch, the clock of file times (CLOCK_REALTIME). */
int64_t sys_wall_clock(void);

/* The soft limit of open files. */
int sys_file_limit(void);
/* Raise it to the hard one, if it can be. */
void sys_raise_file_limit(void);
/* How many descriptors below LIMIT are open. */
size_t sys_count_open(int limit);
/* Are at least COUNT numbers from FIRST on, below LIMIT, free for descriptors? */
bool sys_are_free(int first, int limit, size_t count);

/* Ignore SIGNO in this process; -EINVAL if that signal cannot be ignored. sys_restore discards a
 * SIGNO that arrived meanwhile, and sets the action BEFORE again. */
int sys_ignore(int signo, struct sigaction *before);
int sys_restore(int signo, const struct sigaction *before);

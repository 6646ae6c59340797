/*
 * Ground: every system call that fdkill makes on a process, under names of our own, and the
 * constants that the oldest headers we build with do not have.
 *
 * Each returns a value >= 0, or -errno. Nothing else in fdkill may use a raw system call, and
 * kill(2) and its kin are not here: pidfd_send_signal(2) is the one way out.
 */
#pragma once

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

int sys_getpgid(pid_t pid);
int sys_getsid(pid_t pid);

/* A close-on-exec duplicate, never below 3. */
int sys_dup(int fd);
/* F_GETFL. */
int sys_fd_flags(int fd);
int sys_open_at(int directory, const char *path, int flags);
/* The whole of a small file, as a string; at most SIZE - 1 bytes. Returns its length. */
int sys_read_at(int directory, const char *path, char *text, size_t size);
/* Call FOUND with the name of each entry of a directory. */
int sys_list(const char *path, void (*found)(void *context, const char *name), void *context);
int sys_readlink(const char *path, char *text, size_t size);
/* The device of the file system a path or descriptor is on. */
bool sys_is_procfs(int fd);

/* Raise the soft limit of open files to the hard one. Returns 1 if that made room, else 0. */
int sys_raise_file_limit(void);

/* Ignore SIGNO in this process from now on; -EINVAL where that cannot be. RESTORE brings back
 * what was before. */
int sys_ignore(int signo, struct sigaction *before);
int sys_restore(int signo, const struct sigaction *before);

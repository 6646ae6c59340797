/* SPDX-License-Identifier: MIT */
/*
 * A process that is held: whatever happens to its number, what is sent goes to it or is not sent.
 *
 * A procref owns its descriptor. Functions return 0, or -errno and leave *REF alone. Beyond the
 * plain errno of the system call, these have one meaning throughout:
 *
 *	-ESRCH		there is no such process any more
 *	-EOPNOTSUPP	the kernel is too old for it
 *	-PROCREF_EFILTER a seccomp filter forbids the system call
 *	-EACCES		a security module does (security_task_kill: no answer of the kernel's own)
 *	-ENOSYS		the kernel is too old for pidfds, or a filter says so
 *	-ENOENT		the number is a thread's, not a process's
 */
#pragma once

#include "model/delivery.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct procref {
	int fd;           /* owned; -1: nothing is held, or parked */
	pid_t pid;        /* its number in our PID namespace; 0: unknown or none */
	uint64_t inode;   /* its pidfs inode, once it was asked for; else 0 */
	bool is_thread;   /* the descriptor stands for one thread (PIDFD_THREAD) */
	bool is_procdir;  /* the descriptor is a /proc/PID directory */
};

/* An errno none of these calls returns. */
#define PROCREF_EFILTER EPROTO

#define PROCREF_NONE ((struct procref){.fd = -1})

/* pidfd_open(2): the process that has the number now. */
int procref_open(struct procref *ref, pid_t pid);

/*
 * That process, if this is its pidfs inode, or -ESRCH: another process or a thread may have the
 * number by now; Linux 6.9.
 */
int procref_open_identity(struct procref *ref, pid_t pid, uint64_t inode);

/* One thread, Linux 6.9. */
int procref_open_thread(struct procref *ref, pid_t tid);

/* The process with this pidfs inode, wherever its number went; Linux 6.14. */
int procref_open_inode(struct procref *ref, uint64_t inode);

/*
 * An inherited descriptor, a pidfd or a /proc/PID directory; FD stays open and the caller's. A
 * directory becomes a pidfd where that can be proven to be the same process.
 */
int procref_from_fd(struct procref *ref, int fd);

/* What stands for a thread comes to stand for its process; Linux 6.13. */
int procref_widen(struct procref *ref);

/* The process that created or connected a Unix socket, Linux 6.5. */
int procref_open_peer(struct procref *ref, int socket);

/* Is it a descriptor that stands for a process? Asks nothing else. */
bool procref_is_process_fd(int fd);

/*
 * Its pidfs inode; -EOPNOTSUPP before Linux 6.9. Of a directory that could not become a pidfd
 * -EREMOTE, or -ESRCH if the process has exited.
 */
int procref_inode(struct procref *ref, uint64_t *inode);

/* Its number in our PID namespace, 0 if it has none there (or it cannot be known); never stale
 * while the process lives, of no meaning afterwards. */
pid_t procref_pid(struct procref *ref);

/* Has it exited, reaped or not? A zombie has. 1, 0 or -errno; -EBADF if it is parked. */
int procref_has_exited(const struct procref *ref);

/* Of one that has exited: has it been reaped, too? */
bool procref_is_reaped(const struct procref *ref);

/*
 * ERROR came of a look at its files in /proc. Those say "no such process" of one that has, say,
 * lost its first thread, and with it its memory: only the pidfd knows. -ESRCH if it has exited;
 * -ENOENT if it has not; another ERROR as it is.
 */
int procref_confirm(const struct procref *ref, int error);

/*
 * Send: the one way out. REF must have its descriptor. SCOPE is passed on explicitly where the
 * kernel knows scopes (6.9), so that the kind of a descriptor never widens it; INFO may be NULL.
 * Beyond the errors above: -EPERM not permitted, -EINVAL outside our PID namespace, -EAGAIN the
 * receiver's RLIMIT_SIGPENDING.
 */
int procref_send(const struct procref *ref, int signo, siginfo_t *info, enum scope scope);

/* Does the kernel know scopes (Linux 6.9), and with them a call for a whole group? */
bool procref_knows_scopes(void);

/*
 * Give the descriptor back, and keep the identity; Linux 6.9. -EINVAL for a thread, a directory, or
 * a process without a number: those stay held on every kernel.
 */
int procref_park(struct procref *ref);
/* 0 if procref_park could park it, or what that would return. */
int procref_can_park(struct procref *ref);
/*
 * The same for what stands for a group. That may outlive its leader, and then only the inode leads
 * to it: -EOPNOTSUPP before Linux 6.14.
 */
int procref_can_park_group(struct procref *ref);
/* Open it again, or nothing; 0 at once if it is open. */
int procref_unpark(struct procref *ref);

/*
 * Hold a process for a scope that may be parked: procref_unpark, and at the end of the scope it is
 * parked again, if it was. ERROR is what procref_unpark returned.
 */
struct borrow {
	struct procref *ref;
	bool was_parked;
	int error;
};
#define auto_borrow __attribute__((cleanup(procref_give_back), unused)) /* for clang */
struct borrow procref_borrow(struct procref *ref);
void procref_give_back(const struct borrow *borrow);

/* It has exited: give the descriptor back, and keep the number and the inode for the record. */
void procref_release(struct procref *ref);

/* Let go. *REF is PROCREF_NONE afterwards. */
void procref_close(struct procref *ref);
#define auto_procref __attribute__((cleanup(procref_close)))

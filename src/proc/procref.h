/* SPDX-License-Identifier: MIT */
/*
 * A process that is held by a descriptor. A signal reaches this process or no process, even if its
 * number is reused.
 *
 * A procref owns its descriptor. Functions return 0, or -errno and do not write *REF. These values
 * have one meaning in all functions; others are the errno of the system call:
 *
 *	-ESRCH		there is no such process any more
 *	-EOPNOTSUPP	the kernel is too old for this function
 *	-PROCREF_EFILTER a seccomp filter forbids the system call
 *	-EACCES		a security module forbids the signal (the kernel itself never returns it)
 *	-ENOSYS		the kernel is too old for pidfds, or a seccomp filter pretends so
 *	-ENOENT		the number is the number of a thread, not of a process
 */
#pragma once

#include "model/delivery.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct procref {
	int fd;           /* owned; -1: nothing is held, or the process is parked */
	pid_t pid;        /* its number in our PID namespace; 0: unknown or none */
	uint64_t inode;   /* its pidfs inode; 0: not read yet (procref_inode) */
	bool is_thread;   /* the descriptor stands for one thread (PIDFD_THREAD) */
	bool is_procdir;  /* the descriptor is a /proc/PID directory, not a pidfd */
};

/* An errno none of these calls returns. */
#define PROCREF_EFILTER EPROTO

#define PROCREF_NONE ((struct procref){.fd = -1})

/* pidfd_open(2): hold the process that has the number PID now. */
int procref_open(struct procref *ref, pid_t pid);

/*
 * Hold the process that has the number PID now, if INODE is its pidfs inode; Linux 6.9. -ESRCH if
 * it is another process, or if a thread has the number.
 */
int procref_open_identity(struct procref *ref, pid_t pid, uint64_t inode);

/* Hold the thread that has the number TID now; Linux 6.9. */
int procref_open_thread(struct procref *ref, pid_t tid);

/* Hold the process with this pidfs inode. Its number does not matter; Linux 6.14. */
int procref_open_inode(struct procref *ref, uint64_t inode);

/*
 * Hold the process of FD, an inherited pidfd or /proc/PID directory. REF gets a copy; FD stays
 * open, and belongs to the caller. A directory is replaced by a pidfd, if that is proven to be of
 * the same process.
 */
int procref_from_fd(struct procref *ref, int fd);

/*
 * Replace the pidfd of a thread by a pidfd of its whole process. -EOPNOTSUPP before Linux 6.13 if
 * there is no /proc of our PID namespace.
 */
int procref_widen(struct procref *ref);

/* Hold the process that created or connected the other end of a Unix socket; Linux 6.5. */
int procref_open_peer(struct procref *ref, int socket);

/* Is FD a pidfd or a /proc/PID directory? Whether the process still exists does not matter. */
bool procref_is_process_fd(int fd);

/*
 * Read its pidfs inode; -EOPNOTSUPP before Linux 6.9. For a directory that could not become a
 * pidfd: -EREMOTE, or -ESRCH if the process has exited.
 */
int procref_inode(struct procref *ref, uint64_t *inode);

/*
 * Its number in our PID namespace; 0 if it has none there, or if that cannot be known. Another
 * process may have the number once this one has been reaped.
 */
pid_t procref_pid(struct procref *ref);

/*
 * Its number in the mounted /proc, to open its files there. Another process may have the number
 * once this one has been reaped: check that after the files have been opened or read. Returns 0, or
 * -errno: -ESRCH if it has been reaped, -ENOENT if it has no number there.
 */
int procref_proc_pid(const struct procref *ref, pid_t *pid);

/* Has it exited? A zombie counts as exited. Returns 1, 0 or -errno; -EBADF if it is parked. */
int procref_has_exited(const struct procref *ref);

/* Has the process, which has exited, been reaped? */
bool procref_is_reaped(const struct procref *ref);

/*
 * Correct ERROR, the result of reading its files in /proc. Those may fail with -ESRCH though it has
 * not exited: for example, if its first thread has ended, and its memory with it. The pidfd
 * decides. Returns -ESRCH if it has exited, -ENOENT if it has not; any other ERROR unchanged.
 */
int procref_confirm(const struct procref *ref, int error);

/*
 * Send SIGNO. Every signal to a target goes through this function. REF must have its descriptor;
 * INFO may be NULL. If the kernel knows scopes (6.9), SCOPE is passed on, so that the kind of a
 * descriptor never widens it. More errors: -EPERM: not permitted; -EINVAL: outside our PID
 * namespace; -EAGAIN: the queue of the receiver is full (RLIMIT_SIGPENDING).
 */
int procref_send(const struct procref *ref, int signo, siginfo_t *info, enum scope scope);

/* Does the kernel know scopes (Linux 6.9), and with them a call for a whole group? */
bool procref_knows_scopes(void);

/*
 * Park the process: close its descriptor, and keep its number and inode; Linux 6.9. -EINVAL for a
 * thread, a directory, or a process without a number: no kernel can open them again.
 */
int procref_park(struct procref *ref);
/* What procref_park would return. The process stays held. */
int procref_can_park(struct procref *ref);
/*
 * The same for a process that stands for its group. The group may outlive this leader. Then only
 * the inode leads to it: -EOPNOTSUPP before Linux 6.14.
 */
int procref_can_park_group(struct procref *ref);
/* Open a parked process again. -ESRCH if it is gone. Returns 0 at once if it is not parked. */
int procref_unpark(struct procref *ref);

/*
 * Hold a process, which may be parked, until the end of a C scope. procref_borrow calls
 * procref_unpark, and sets ERROR to its result. auto_borrow parks the process again if it was
 * parked.
 */
struct borrow {
	struct procref *ref;
	bool was_parked;
	int error;
};
#define auto_borrow __attribute__((cleanup(procref_give_back), unused)) /* for clang */
struct borrow procref_borrow(struct procref *ref);
void procref_give_back(const struct borrow *borrow);

/* Close the descriptor, if it is open. Keep the number and the inode, for messages or to unpark. */
void procref_release(struct procref *ref);

/* Close the descriptor. *REF is PROCREF_NONE afterwards. */
void procref_close(struct procref *ref);
#define auto_procref __attribute__((cleanup(procref_close)))

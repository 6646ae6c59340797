/* SPDX-License-Identifier: MIT */
#include "proc/procref.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/proctext.h"
#include "proc/procfs.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static int probe_open(void)
{
	return sys_pidfd_open(-1, 0);
}

static int probe_send(void)
{
	return sys_pidfd_send_signal(-1, 0, NULL, 0);
}

/*
 * Returns -PROCREF_EFILTER if ERROR is -EPERM from a seccomp filter, else ERROR. PROBE makes the
 * same call with an impossible descriptor or number: for that the kernel itself never returns
 * EPERM.
 */
static int check_filter(int error, int (*probe)(void))
{
	return error == -EPERM && probe() == -EPERM ? -PROCREF_EFILTER : error;
}

/* Let *REF own FD, a pidfd of the process PID; 0: unknown. */
static void hold(struct procref *ref, int fd, pid_t pid)
{
	*ref = (struct procref){.fd = fd, .pid = pid};
}

int procref_open(struct procref *ref, pid_t pid)
{
	int fd = check_filter(sys_pidfd_open(pid, 0), probe_open);

	/*
	 * A thread's number: ENOENT since Linux 6.16. Before, EINVAL is also the answer for a
	 * number that is left to a group or a session: then no thread has it.
	 */
	if (fd == -EINVAL)
		return sys_getpgid(pid) == -ESRCH ? -ESRCH : -ENOENT;
	if (fd < 0)
		return fd;
	hold(ref, fd, pid);
	return 0;
}

int procref_open_identity(struct procref *ref, pid_t pid, uint64_t inode)
{
	auto_procref struct procref found = PROCREF_NONE;
	uint64_t its_inode;
	int error = procref_open(&found, pid);

	if (error < 0)
		return error == -ENOENT ? -ESRCH : error;
	error = procref_inode(&found, &its_inode);
	if (error == 0 && its_inode != inode)
		error = -ESRCH;
	if (error < 0)
		return error;
	*ref = found;
	found = PROCREF_NONE;
	return 0;
}

int procref_open_thread(struct procref *ref, pid_t tid)
{
	int fd = check_filter(sys_pidfd_open(tid, SYS_PIDFD_THREAD), probe_open);

	/* As in procref_open, or the kernel does not know the flag. */
	if (fd == -EINVAL && tid > 0)
		return procref_knows_scopes() ? -ESRCH : -EOPNOTSUPP;
	if (fd < 0)
		return fd;
	hold(ref, fd, tid);
	ref->is_thread = true;
	return 0;
}

int procref_open_inode(struct procref *ref, uint64_t inode)
{
	auto_close int fd = sys_pidfd_by_inode(inode);
	struct sys_pidfd_info info;

	/* Every user may open file handles of pidfs: EPERM comes from a filter. */
	if (fd == -EPERM)
		return -PROCREF_EFILTER;
	if (fd < 0)
		return fd;
	int error = sys_pidfd_get_info(fd, &info);
	/*
	 * The inode of a thread can be opened, too, but the pidfd would stand for its whole
	 * process.
	 */
	if (error == 0 && info.pid != info.tgid)
		return -ENOENT;
	hold(ref, steal_fd(&fd), error == 0 ? info.pid : 0);
	ref->inode = inode;
	return 0;
}

bool procref_is_process_fd(int fd)
{
	/* The kernel checks the descriptor first (EBADF), then the rest. */
	int error = sys_pidfd_send_signal(fd, 0, NULL, 0);
	uint64_t inode;

	if (error == -EBADF)
		return false;
	/* Under a filter, or on a kernel without the call, judge by the file system. */
	if (error == -ENOSYS || check_filter(error, probe_send) == -PROCREF_EFILTER)
		return sys_is_procfs(fd) || sys_pidfd_inode(fd, &inode) == 0;
	return true;
}

/*
 * Open a pidfd of the process of DIRECTORY, a /proc/PID directory, if there is proof. *PID is its
 * number. Returns the pidfd, or -errno; -ESRCH without proof.
 *
 * The files of DIRECTORY show the number, as their procfs counts. If that is our PID namespace, the
 * number is opened. Then DIRECTORY must still answer: so its process had the number all the time.
 */
static int open_pidfd_of_directory(int directory, pid_t *pid)
{
	int error = procfs_own_number(directory, pid);
	if (error < 0)
		return error;
	if (!procfs_directory_is_ours(directory))
		return -ESRCH;
	auto_close int pidfd = sys_pidfd_open(*pid, 0);
	if (pidfd < 0)
		return pidfd;
	error = procfs_own_number(directory, pid);
	return error < 0 ? error : steal_fd(&pidfd);
}

/* Has the process of DIRECTORY exited? There is no pidfd to poll, so read the state in its stat. */
static int has_directory_exited(int directory)
{
	struct facts facts = {0};
	int error = procfs_read(directory, "", FACTS_STAT, NULL, &facts);

	if (error == -ESRCH || error == -ENOENT)
		return 1;
	if (error < 0)
		return error;
	return facts.state == 'Z' || facts.state == 'X';
}

static int from_directory(struct procref *ref, int fd)
{
	pid_t pid;
	int pidfd = open_pidfd_of_directory(fd, &pid);

	if (pidfd >= 0) {
		hold(ref, pidfd, pid);
		return 0;
	}
	if (pidfd == -EMFILE || pidfd == -ENFILE)
		return pidfd;
	int copy = sys_dup(fd);
	if (copy < 0)
		return copy;
	hold(ref, copy, 0);
	ref->is_procdir = true;
	return 0;
}

int procref_from_fd(struct procref *ref, int fd)
{
	if (sys_is_procfs(fd))
		return from_directory(ref, fd);
	int copy = sys_dup(fd);
	if (copy < 0)
		return copy;
	int flags = sys_fd_flags(copy);
	hold(ref, copy, 0);
	ref->is_thread = flags >= 0 && ((unsigned)flags & SYS_PIDFD_THREAD);
	procref_pid(ref);
	return 0;
}

/*
 * The PID of the process of a thread. A thread never changes its process. So if it still exists
 * later, its process had that number until then.
 */
static int read_process_of_thread(const struct procref *thread, pid_t *pid)
{
	struct sys_pidfd_info info = {0};
	pid_t tid;
	int error = sys_pidfd_get_info(thread->fd, &info);

	*pid = info.tgid;
	if (error != -EOPNOTSUPP || !procfs_is_ours())
		return error;
	error = procref_proc_pid(thread, &tid);
	if (error < 0)
		return error == -ENOENT ? -EREMOTE : error;
	auto_close int directory = procfs_open(tid);
	return directory < 0 ? directory : procfs_own_number(directory, pid);
}

int procref_widen(struct procref *ref)
{
	struct procref whole;
	pid_t pid, again;
	int error = read_process_of_thread(ref, &pid);

	if (error == 0)
		error = procref_open(&whole, pid);
	if (error < 0)
		return error == -EREMOTE ? -EINVAL : error;
	error = read_process_of_thread(ref, &again);
	if (error == 0 && again != pid)
		error = -ESRCH;
	procref_close(error < 0 ? &whole : ref);
	if (error == 0)
		*ref = whole;
	return error;
}

int procref_open_peer(struct procref *ref, int socket)
{
	int fd = sys_peer_pidfd(socket);

	if (fd == -ENOPROTOOPT)
		return -EOPNOTSUPP;
	/* Before Linux 6.16 there is no pidfd of a reaped peer: EINVAL. */
	if (fd == -EINVAL || fd == -ENODATA)
		return -ESRCH;
	if (fd < 0)
		return fd;
	hold(ref, fd, 0);
	procref_pid(ref);
	return 0;
}

int procref_inode(struct procref *ref, uint64_t *inode)
{
	if (ref->is_procdir)
		return procref_has_exited(ref) == 1 ? -ESRCH : -EREMOTE;
	if (!ref->inode) {
		int error = sys_pidfd_inode(ref->fd, &ref->inode);

		if (error < 0)
			return error;
	}
	*inode = ref->inode;
	return 0;
}

pid_t procref_pid(struct procref *ref)
{
	struct sys_pidfd_info info;
	int64_t number;

	if (ref->pid || ref->fd < 0 || ref->is_procdir)
		return ref->pid;
	int error = sys_pidfd_get_info(ref->fd, &info);
	if (error == 0)
		ref->pid = info.pid;
	else if (error != -EREMOTE && procfs_is_ours() && procfs_pid_of(ref->fd, &number) == 0)
		ref->pid = number > 0 ? (pid_t)number : 0;
	return ref->pid;
}

int procref_proc_pid(const struct procref *ref, pid_t *pid)
{
	int64_t number;
	int error = procfs_pid_of(ref->fd, &number);

	/* Our own fdinfo is closed to us. A /proc of our PID namespace has the same number. */
	if (error == -EACCES && ref->pid && procfs_is_ours()) {
		*pid = ref->pid;
		return 0;
	}
	if (error < 0)
		return error;
	if (number <= 0)
		return number < 0 ? -ESRCH : -ENOENT;
	*pid = (pid_t)number;
	return 0;
}

int procref_has_exited(const struct procref *ref)
{
	return ref->is_procdir ? has_directory_exited(ref->fd) : sys_pidfd_has_exited(ref->fd);
}

bool procref_is_reaped(const struct procref *ref)
{
	struct sys_pidfd_info info;
	pid_t pid;

	if (ref->is_procdir)
		return procfs_own_number(ref->fd, &pid) < 0;
	int error = sys_pidfd_get_info(ref->fd, &info);
	/* Signal 0 finds a zombie. If a filter refuses it, a reaped process counts as a zombie. */
	if (error == -EOPNOTSUPP)
		error = sys_pidfd_send_signal(ref->fd, 0, NULL, 0);
	return error == -ESRCH;
}

int procref_confirm(const struct procref *ref, int error)
{
	int exited = error == -ESRCH ? procref_has_exited(ref) : 1;

	return exited == 1 ? error : exited < 0 ? exited : -ENOENT;
}

static unsigned scope_flag(enum scope scope)
{
	switch (scope) {
	case SCOPE_THREAD:
		return SYS_SIGNAL_THREAD;
	case SCOPE_GROUP:
		return SYS_SIGNAL_GROUP;
	case SCOPE_PROCESS:
	case SCOPE_OF_TARGET:
		break;
	}
	return SYS_SIGNAL_PROCESS;
}

int procref_send(const struct procref *ref, int signo, siginfo_t *info, enum scope scope)
{
	assert(ref->fd >= 0);
	int error = sys_pidfd_send_signal(ref->fd, signo, info, scope_flag(scope));

	/*
	 * EINVAL means that the kernel does not know the flags, or that the process is outside our
	 * PID namespace. The probe shows which.
	 */
	if (error == -EINVAL && !procref_knows_scopes()) {
		if (scope_flag(scope) != SYS_SIGNAL_PROCESS || ref->is_thread)
			return -EOPNOTSUPP;
		error = sys_pidfd_send_signal(ref->fd, signo, info, 0);
	}
	/* A filter may forbid this signal alone. */
	if (error == -EPERM && sys_pidfd_send_signal(-1, signo, NULL, scope_flag(scope)) == -EPERM)
		return -PROCREF_EFILTER;
	return check_filter(error, probe_send);
}

bool procref_knows_scopes(void)
{
	/* The kernel checks the flags before the descriptor. */
	return sys_pidfd_send_signal(-1, 0, NULL, SYS_SIGNAL_PROCESS) != -EINVAL;
}

int procref_can_park(struct procref *ref)
{
	uint64_t inode;
	int error = ref->is_procdir || ref->is_thread ? -EINVAL : procref_inode(ref, &inode);

	if (error < 0)
		return error;
	return procref_pid(ref) ? 0 : -EINVAL;
}

int procref_can_park_group(struct procref *ref)
{
	auto_procref struct procref again = PROCREF_NONE;
	int error = procref_can_park(ref);

	return error < 0 ? error : procref_open_inode(&again, ref->inode);
}

int procref_park(struct procref *ref)
{
	int error = procref_can_park(ref);

	if (error == 0)
		procref_release(ref);
	return error;
}

void procref_release(struct procref *ref)
{
	if (ref->fd >= 0)
		close(ref->fd);
	ref->fd = -1;
}

int procref_unpark(struct procref *ref)
{
	struct procref again;

	if (ref->fd >= 0)
		return 0;
	int error = procref_open_inode(&again, ref->inode);
	/* Without file handles (before Linux 6.14) open the number, and check the inode. */
	if (error < 0 && error != -ESRCH && error != -EMFILE && error != -ENFILE)
		error = procref_open_identity(&again, ref->pid, ref->inode);
	if (error == 0)
		ref->fd = again.fd;
	return error;
}

struct borrow procref_borrow(struct procref *ref)
{
	bool was_parked = ref->fd < 0;

	return (struct borrow){ref, was_parked, procref_unpark(ref)};
}

void procref_give_back(const struct borrow *borrow)
{
	/* It has an inode and a number: otherwise it could not have been parked before. */
	if (borrow->was_parked)
		procref_release(borrow->ref);
}

void procref_close(struct procref *ref)
{
	procref_release(ref);
	*ref = PROCREF_NONE;
}

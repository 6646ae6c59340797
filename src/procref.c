#include "procref.h"
#include "procfs.h"
#include "proctext.h"
#include "sys.h"
#include "util.h"

#include <fcntl.h>
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

/* pidfd_open(2) and pidfd_send_signal(2) never answer EPERM to an impossible descriptor or number
 * themselves: if they do, a seccomp filter stands before them. */
static int blame(int error, int (*probe)(void))
{
	return error == -EPERM && probe() == -EPERM ? -PROCREF_EFILTER : error;
}

static void hold(struct procref *ref, int fd, pid_t pid)
{
	*ref = (struct procref){.fd = fd, .pid = pid};
}

int procref_open(struct procref *ref, pid_t pid)
{
	int fd = blame(sys_pidfd_open(pid, 0), probe_open);

	/* A thread's number: ENOENT since Linux 6.16, EINVAL before. */
	if (fd == -EINVAL)
		return -ENOENT;
	if (fd < 0)
		return fd;
	hold(ref, fd, pid);
	return 0;
}

int procref_open_thread(struct procref *ref, pid_t tid)
{
	int fd = blame(sys_pidfd_open(tid, SYS_PIDFD_THREAD), probe_open);

	if (fd == -EINVAL && tid > 0)
		return -EOPNOTSUPP;
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

	if (fd < 0)
		return blame(fd, probe_open);
	int error = sys_pidfd_get_info(fd, &info);
	/* The inode of a thread opens, too, and would then stand for its whole process. */
	if (error == 0 && info.pid != info.tgid)
		return -ENOENT;
	hold(ref, steal_fd(&fd), error == 0 ? info.pid : 0);
	ref->inode = inode;
	return 0;
}

bool procref_is_process_fd(int fd)
{
	/* With signal 0 the kernel looks at the descriptor first (EBADF), then at the rest. */
	int error = sys_pidfd_send_signal(fd, 0, NULL, 0);
	uint64_t inode;

	if (error == -EBADF)
		return false;
	/* Under a filter, or on a kernel without the call, judge by the file system. */
	if (error == -ENOSYS || blame(error, probe_send) == -PROCREF_EFILTER)
		return sys_is_procfs(fd) || sys_pidfd_inode(fd, &inode) == 0;
	return true;
}

/*
 * A pidfd of the process behind a /proc/PID directory, if there is proof. Its number, as the
 * directory's stat file has it, is opened; the pidfd's own fdinfo, seen in that procfs, must show the
 * same number, or that procfs counts in another PID namespace; and the directory must still answer afterwards:
 * then the number was its process's all the while.
 */
static int pidfd_of_directory(int directory, pid_t *pid)
{
	char text[PROCFS_TEXT_SIZE], path[64];
	int64_t seen;

	if (procfs_own_number(directory, pid) < 0)
		return -ESRCH;
	auto_close int pidfd = sys_pidfd_open(*pid, 0);
	if (pidfd < 0)
		return pidfd;
	snprintf(path, sizeof(path), "../self/fdinfo/%d", pidfd);
	int length = sys_read_at(directory, path, text, sizeof(text));
	if (length < 0 || !proctext_field(text, "Pid", &seen) || seen != *pid)
		return -ESRCH;
	if (procfs_own_number(directory, pid) < 0)
		return -ESRCH;
	return steal_fd(&pidfd);
}

static int from_directory(struct procref *ref, int fd)
{
	pid_t pid;
	int pidfd = pidfd_of_directory(fd, &pid);

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

int procref_open_peer(struct procref *ref, int socket)
{
	int fd = sys_peer_pidfd(socket);

	if (fd == -ENOPROTOOPT)
		return -EOPNOTSUPP;
	/* Before Linux 6.16 a peer that was reaped cannot be had: EINVAL. */
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

/* No pidfd to poll: the state in the directory's stat tells. */
static int directory_has_exited(int directory)
{
	struct facts facts = {0};
	int error = procfs_read(directory, FACTS_STAT, &facts);

	if (error == -ESRCH || error == -ENOENT)
		return 1;
	if (error < 0)
		return error;
	return facts.state == 'Z' || facts.state == 'X';
}

int procref_has_exited(const struct procref *ref)
{
	return ref->is_procdir ? directory_has_exited(ref->fd) : sys_pidfd_has_exited(ref->fd);
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
	int error = sys_pidfd_send_signal(ref->fd, signo, info, scope_flag(scope));

	/* Flags are looked at first, and unknown ones are EINVAL, as is a process outside our PID
	 * namespace: the probe tells which. */
	if (error == -EINVAL && !procref_knows_scopes()) {
		if (scope_flag(scope) != SYS_SIGNAL_PROCESS || ref->is_thread)
			return -EOPNOTSUPP;
		error = sys_pidfd_send_signal(ref->fd, signo, info, 0);
	}
	return blame(error, probe_send);
}

bool procref_knows_scopes(void)
{
	/* Flags are looked at before the descriptor. */
	return sys_pidfd_send_signal(-1, 0, NULL, SYS_SIGNAL_PROCESS) != -EINVAL;
}

int procref_park(struct procref *ref)
{
	uint64_t inode;
	int error = ref->is_procdir || ref->is_thread ? -EOPNOTSUPP : procref_inode(ref, &inode);

	if (error < 0)
		return error;
	if (!procref_pid(ref))
		return -EOPNOTSUPP;
	close(ref->fd);
	ref->fd = -1;
	return 0;
}

int procref_unpark(struct procref *ref)
{
	struct procref again;
	uint64_t inode;

	if (ref->fd >= 0)
		return 0;
	int error = procref_open_inode(&again, ref->inode);
	if (error == -EOPNOTSUPP) {
		error = procref_open(&again, ref->pid);
		if (error == 0 && (procref_inode(&again, &inode) < 0 || inode != ref->inode)) {
			procref_close(&again);
			error = -ESRCH;
		}
		if (error == -ENOENT) /* the number went to a thread */
			error = -ESRCH;
	}
	if (error == 0)
		ref->fd = again.fd;
	return error;
}

void procref_close(struct procref *ref)
{
	if (ref->fd >= 0)
		close(ref->fd);
	*ref = PROCREF_NONE;
}

/* SPDX-License-Identifier: MIT */
#include "fake-sys.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Is the number left to a group, whose leader has been reaped? */
static bool leads_nothing(pid_t number)
{
	for (size_t i = 0; i < fake.count; i++) {
		if (fake.processes[i].pgid == number && fake.processes[i].life != FAKE_REAPED)
			return !fake_find(number);
	}
	return false;
}

int sys_pidfd_open(pid_t pid, unsigned flags)
{
	int error = fake_enter(FAKE_OPEN);
	struct fake_process *process = fake_find(pid);

	if (error)
		return error;
	if (pid <= 0 || (flags && fake.version < 609))
		return -EINVAL;
	if (!process || process->is_outside)
		return fake.version < 616 && leads_nothing(pid) ? -EINVAL : -ESRCH;
	if (!flags && process->pid != process->tgid)
		return fake.version < 616 ? -EINVAL : -ENOENT;
	return fake_open_descriptor(flags ? FAKE_THREAD_PIDFD : FAKE_PIDFD, process);
}

static void receive(struct fake_process *process, int signo, const siginfo_t *info, unsigned flags)
{
	process->sent += signo != 0;
	process->last_signo = signo;
	process->last_flags = flags;
	process->last_code = info ? info->si_code : SI_USER;
	fake.was_ignored = signo && fake.ignored == signo;
	if (signo && (signo == process->dies_of || signo == SIGKILL) && process->life == FAKE_ALIVE) {
		process->life = FAKE_ZOMBIE;
		process->status = signo;
	}
}

/* Can a signal with FLAGS still reach the process, or the group with its number? */
static bool is_there(const struct fake_process *process, unsigned flags)
{
	if (!(flags & SYS_SIGNAL_GROUP))
		return process->life != FAKE_REAPED;
	for (size_t i = 0; i < fake.count; i++) {
		if (fake.processes[i].pgid == process->pid && fake.processes[i].life != FAKE_REAPED)
			return true;
	}
	return false;
}

int sys_pidfd_send_signal(int pidfd, int signo, siginfo_t *info, unsigned flags)
{
	int error = fake_enter(FAKE_SEND);

	if (error)
		return error;
	if (flags && fake.version < 609)
		return -EINVAL;
	if (!fake_is_pidfd(pidfd) && fake_kind_of(pidfd) != FAKE_DIRECTORY)
		return -EBADF;
	struct fake_process *process = fake_behind(pidfd);
	if (process->is_outside)
		return -EINVAL;
	if (!is_there(process, flags))
		return -ESRCH;
	if (process->send_error)
		return process->send_error;
	receive(process, signo, info, flags);
	return 0;
}

int sys_pidfd_inode(int pidfd, uint64_t *inode)
{
	int error = fake_enter(FAKE_INODE);

	if (error)
		return error;
	if (fake.version < 609 || !fake_is_pidfd(pidfd))
		return -EOPNOTSUPP;
	*inode = fake_behind(pidfd)->inode;
	return 0;
}

int sys_pidfd_get_info(int pidfd, struct sys_pidfd_info *info)
{
	int error = fake_enter(FAKE_INFO);

	if (error)
		return error;
	if (fake.version < 613 || !fake_is_pidfd(pidfd))
		return -EOPNOTSUPP;
	const struct fake_process *process = fake_behind(pidfd);
	if (process->is_outside)
		return -EREMOTE;
	if (process->life == FAKE_REAPED)
		return -ESRCH;
	*info = (struct sys_pidfd_info){
		.pid = process->pid,
		.tgid = process->tgid,
		.ppid = process->ppid,
		.ruid = process->uid,
		.euid = process->uid,
		.suid = process->uid,
		.rgid = process->uid,
	};
	return 0;
}

int sys_pidfd_by_inode(uint64_t inode)
{
	int error = fake_enter(FAKE_BY_INODE);

	if (error)
		return error;
	if (fake.version < 614)
		return -EOPNOTSUPP;
	for (size_t i = 0; i < fake.count; i++) {
		struct fake_process *process = &fake.processes[i];

		if (process->inode == inode && process->life != FAKE_REAPED && !process->is_outside)
			return fake_open_descriptor(FAKE_PIDFD, process);
	}
	return -ESRCH;
}

int sys_pidfd_has_exited(int pidfd)
{
	int error = fake_enter(FAKE_EXITED);

	return error ? error : fake_behind(pidfd)->life != FAKE_ALIVE;
}

int sys_peer_pidfd(int socket)
{
	int error = fake_enter(FAKE_PEER);

	if (error)
		return error;
	if (fake.version < 605)
		return -ENOPROTOOPT;
	struct fake_process *process = fake_behind(socket);
	if (process->life == FAKE_REAPED && fake.version < 616)
		return -EINVAL;
	return fake_open_descriptor(FAKE_PIDFD, process);
}

int sys_peer_pid(int socket)
{
	if (fake_kind_of(socket) != FAKE_SOCKET)
		return fake_kind_of(socket) ? -ENOTSOCK : -EBADF;
	return fake_behind(socket)->pid;
}

bool sys_has_members(pid_t pgid)
{
	for (size_t i = 0; i < fake.count; i++) {
		if (fake.processes[i].pgid == pgid && fake.processes[i].life != FAKE_REAPED)
			return true;
	}
	return false;
}

int sys_getpgid(pid_t pid)
{
	const struct fake_process *process = fake_find(pid ? pid : getpid());

	return process ? process->pgid : -ESRCH;
}

int sys_getsid(pid_t pid)
{
	const struct fake_process *process = fake_find(pid ? pid : getpid());

	return process ? process->session : -ESRCH;
}

int sys_dup(int fd)
{
	int error = fake_enter(FAKE_DUP);

	return error ? error : fake_open_descriptor(fake_kind_of(fd), fake_behind(fd));
}

int sys_fd_flags(int fd)
{
	if (fake_kind_of(fd) == FAKE_NOTHING)
		return -EBADF;
	return fake_kind_of(fd) == FAKE_THREAD_PIDFD ? (int)SYS_PIDFD_THREAD : 0;
}

int sys_file_limit(void)
{
	return fake.soft_limit ? fake.soft_limit : INT_MAX;
}

void sys_raise_file_limit(void)
{
	if (fake.soft_limit < fake.hard_limit)
		fake.soft_limit = fake.hard_limit;
}

size_t sys_count_open(int limit)
{
	(void)limit;
	fake.counted++;
	return (size_t)fake_leaks();
}

bool sys_are_free(int first, int limit, size_t count)
{
	return !fake.high_are_taken && limit - first >= (int)count;
}

int sys_ignore(int signo, struct sigaction *before)
{
	memset(before, 0, sizeof(*before));
	if (signo == SIGKILL || signo == SIGSTOP)
		return -EINVAL;
	fake.ignored = signo;
	return 0;
}

int sys_restore(int signo, const struct sigaction *before)
{
	(void)signo;
	(void)before;
	fake.ignored = 0;
	return 0;
}

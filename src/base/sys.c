/* SPDX-License-Identifier: MIT */
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

/* linux/magic.h */
#define PIDFS_MAGIC 0x50494446

int sys_pidfd_open(pid_t pid, unsigned flags)
{
	return or_errno(syscall(SYS_pidfd_open, pid, flags));
}

int sys_pidfd_send_signal(int pidfd, int signo, siginfo_t *info, unsigned flags)
{
	return or_errno(syscall(SYS_pidfd_send_signal, pidfd, signo, info, flags));
}

static bool is_on_pidfs(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && (unsigned long)fs.f_type == PIDFS_MAGIC;
}

int sys_pidfd_inode(int pidfd, uint64_t *inode)
{
	struct stat status;

	if (!is_on_pidfs(pidfd))
		return -EOPNOTSUPP;
	if (fstat(pidfd, &status) < 0)
		return -errno;
	*inode = status.st_ino;
	return 0;
}

/*
 * The first layout of struct pidfd_info, 64 bytes: linux/pidfd.h of Linux 6.13. The request's
 * number contains this size, and a newer kernel writes no more than that.
 */
struct info_v0 {
	uint64_t mask;
	uint64_t cgroupid;
	uint32_t pid, tgid, ppid;
	uint32_t ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
	int32_t exit_code;
};
_Static_assert(sizeof(struct info_v0) == 64, "PIDFD_INFO_SIZE_VER0");

#define GET_INFO _IOWR(0xff, 11, struct info_v0)
#define INFO_PID_AND_CREDS ((uint64_t)3)

/* By syscall(2): musl's ioctl(2) takes the request as an int, where GET_INFO does not fit. */
static int get_info(int pidfd, struct info_v0 *raw)
{
	int error = or_errno(syscall(SYS_ioctl, pidfd, GET_INFO, raw));

	return error == -ENOTTY || error == -EINVAL ? -EOPNOTSUPP : error;
}

int sys_pidfd_get_info(int pidfd, struct sys_pidfd_info *info)
{
	struct info_v0 raw = {.mask = INFO_PID_AND_CREDS};
	int error = get_info(pidfd, &raw);

	if (error < 0)
		return error;
	if ((raw.mask & INFO_PID_AND_CREDS) != INFO_PID_AND_CREDS)
		return -ESRCH;
	*info = (struct sys_pidfd_info){
		.pid = (pid_t)raw.pid,
		.tgid = (pid_t)raw.tgid,
		.ppid = (pid_t)raw.ppid,
		.ruid = raw.ruid,
		.euid = raw.euid,
		.suid = raw.suid,
		.rgid = raw.rgid,
	};
	return 0;
}

#define INFO_EXIT ((uint64_t)1 << 3)

static int ask_exit_status(int pidfd, int *status)
{
	struct info_v0 raw = {.mask = INFO_EXIT};
	int error = get_info(pidfd, &raw);

	if (error < 0)
		return error == -ESRCH ? -ENODATA : error;
	if (raw.mask & INFO_EXIT) {
		*status = raw.exit_code;
		return 0;
	}
	return raw.mask & INFO_PID_AND_CREDS ? -EAGAIN : -ENODATA;
}

int sys_pidfd_exit_status(int pidfd, int *status)
{
	int error = ask_exit_status(pidfd, status);

	/*
	 * The kernel looks for the exit status first, then for the process. If the process was
	 * reaped in between, it found neither: ask again.
	 */
	return error == -ENODATA ? ask_exit_status(pidfd, status) : error;
}

/* fs/pidfs.c: a file handle of type 0xfe, whose eight bytes are the inode number. */
union pidfs_handle {
	struct file_handle head;
	struct {
		unsigned bytes;
		int type;
		unsigned char inode[sizeof(uint64_t)];
	} raw;
};

/* Does the kernel have file handles for pidfds? Without them name_to_handle_at(2) fails with
 * EOPNOTSUPP; open_by_handle_at(2) fails much as for a process that is gone. */
static bool has_handles(int pidfd)
{
	union pidfs_handle handle = {.raw.bytes = sizeof(handle.raw.inode)};
	int mount;

	return name_to_handle_at(pidfd, "", &handle.head, &mount, AT_EMPTY_PATH) == 0;
}

int sys_pidfd_by_inode(uint64_t inode)
{
	union pidfs_handle handle = {.raw = {.bytes = sizeof(inode), .type = 0xfe}};
	int any = sys_pidfd_open(getpid(), 0); /* any pidfd is good to name the file system */

	if (any < 0)
		return any;
	memcpy(handle.raw.inode, &inode, sizeof(inode));
	int fd = or_errno(open_by_handle_at(any, &handle.head, O_RDWR | O_CLOEXEC));
	if (fd < 0 && fd != -EMFILE && fd != -ENFILE && !has_handles(any))
		fd = -EOPNOTSUPP;
	close(any);
	return fd == -ESTALE ? -ESRCH : fd;
}

int sys_pidfd_has_exited(int pidfd)
{
	struct pollfd poller = {.fd = pidfd, .events = POLLIN};
	int ready;

	if (pidfd < 0) /* poll(2) ignores negative descriptors */
		return -EBADF;
	do
		ready = or_errno(poll(&poller, 1, 0));
	while (ready == -EINTR);
	/* Not even one descriptor is allowed (RLIMIT_NOFILE). */
	return ready == -EINVAL ? -EMFILE : ready;
}

int sys_peer_pidfd(int socket)
{
	int pidfd;
	socklen_t size = sizeof(pidfd);

	return getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &size) < 0 ? -errno : pidfd;
}

int sys_peer_pid(int socket)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	int domain;
	socklen_t domain_size = sizeof(domain);

	if (getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &domain_size) < 0)
		return -errno;
	if (domain != AF_UNIX)
		return -EAFNOSUPPORT;
	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return -errno;
	/* A socket that is not connected has PID 0 and UID -1. */
	return peer.pid == 0 && peer.uid == (uid_t)-1 ? -ENOTCONN : peer.pid;
}

int sys_landlock_version(void)
{
	const unsigned version = 1; /* LANDLOCK_CREATE_RULESET_VERSION */

	return or_errno(syscall(SYS_landlock_create_ruleset, NULL, 0, version));
}

bool sys_has_members(pid_t pgid)
{
	/* -1 is a priority as well. */
	errno = 0;
	return getpriority(PRIO_PGRP, (id_t)pgid) != -1 || errno != ESRCH;
}

int sys_getpgid(pid_t pid)
{
	return or_errno(getpgid(pid));
}

int sys_getsid(pid_t pid)
{
	return or_errno(getsid(pid));
}

int sys_dup(int fd)
{
	return or_errno(fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

int sys_fd_flags(int fd)
{
	return or_errno(fcntl(fd, F_GETFL));
}

int sys_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur > INT_MAX)
		return INT_MAX;
	return (int)limit.rlim_cur;
}

void sys_raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

size_t sys_count_open(int limit)
{
	size_t count = 0;

	/* Not by poll(2), which asks a file's own driver: a server in user space may not answer. */
	for (int fd = 0; fd < limit; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

bool sys_are_free(int first, int limit, size_t count)
{
	for (int fd = first; count && fd < limit; fd++)
		count -= fcntl(fd, F_GETFD) < 0;
	return count == 0;
}

int sys_ignore(int signo, struct sigaction *before)
{
	return or_errno(sigaction(signo, &(struct sigaction){.sa_handler = SIG_IGN}, before));
}

int sys_restore(int signo, const struct sigaction *before)
{
	/*
	 * A blocked signal becomes pending although it is ignored. To ignore it again discards it.
	 */
	sigaction(signo, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	return or_errno(sigaction(signo, before, NULL));
}

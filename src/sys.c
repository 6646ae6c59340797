#include "sys.h"

#include <dirent.h>
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
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

/* linux/magic.h */
#define PIDFS_MAGIC 0x50494446
#define PROCFS_MAGIC 0x9fa0

static int result(long value)
{
	return value < 0 ? -errno : (int)value;
}

int sys_pidfd_open(pid_t pid, unsigned flags)
{
	return result(syscall(SYS_pidfd_open, pid, flags));
}

int sys_pidfd_send_signal(int pidfd, int signo, siginfo_t *info, unsigned flags)
{
	return result(syscall(SYS_pidfd_send_signal, pidfd, signo, info, flags));
}

static bool is_on(int fd, unsigned long magic)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && (unsigned long)fs.f_type == magic;
}

bool sys_is_procfs(int fd)
{
	return is_on(fd, PROCFS_MAGIC);
}

int sys_pidfd_inode(int pidfd, uint64_t *inode)
{
	struct stat status;

	if (!is_on(pidfd, PIDFS_MAGIC))
		return -EOPNOTSUPP;
	if (fstat(pidfd, &status) < 0)
		return -errno;
	*inode = status.st_ino;
	return 0;
}

/* The first published layout, 64 bytes: linux/pidfd.h of Linux 6.13. The kernel fills what fits
 * the size in the request's number, so a longer one of its own does no harm. */
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

int sys_pidfd_get_info(int pidfd, struct sys_pidfd_info *info)
{
	struct info_v0 raw = {.mask = INFO_PID_AND_CREDS};

	if (ioctl(pidfd, GET_INFO, &raw) < 0)
		return errno == ENOTTY || errno == EINVAL ? -EOPNOTSUPP : -errno;
	if ((raw.mask & INFO_PID_AND_CREDS) != INFO_PID_AND_CREDS)
		return -ESRCH;
	*info = (struct sys_pidfd_info){
		.pid = (pid_t)raw.pid,
		.tgid = (pid_t)raw.tgid,
		.ppid = (pid_t)raw.ppid,
		.ruid = raw.ruid,
		.euid = raw.euid,
		.suid = raw.suid,
	};
	return 0;
}

/* fs/pidfs.c: a handle is the inode number, in eight bytes, under the type 0xfe. */
union pidfs_handle {
	struct file_handle head;
	struct {
		unsigned bytes;
		int type;
		unsigned char inode[sizeof(uint64_t)];
	} raw;
};

/* Without pidfs handles name_to_handle_at(2) answers EOPNOTSUPP, and open_by_handle_at(2)
 * much the same as for a process that is gone. */
static bool has_handles(int pidfd)
{
	union pidfs_handle handle = {.raw.bytes = sizeof(handle.raw.inode)};
	int mount;

	return name_to_handle_at(pidfd, "", &handle.head, &mount, AT_EMPTY_PATH) == 0;
}

int sys_pidfd_by_inode(uint64_t inode)
{
	union pidfs_handle handle = {.raw = {.bytes = sizeof(inode), .type = 0xfe}};
	int any = sys_pidfd_open(getpid(), 0); /* any pidfd names the file system */

	if (any < 0)
		return any;
	memcpy(handle.raw.inode, &inode, sizeof(inode));
	int fd = result(open_by_handle_at(any, &handle.head, O_RDWR | O_CLOEXEC));
	if (fd < 0 && fd != -EMFILE && fd != -ENFILE)
		fd = has_handles(any) ? -ESRCH : -EOPNOTSUPP;
	close(any);
	return fd;
}

int sys_pidfd_has_exited(int pidfd)
{
	struct pollfd poller = {.fd = pidfd, .events = POLLIN};
	int ready;

	do
		ready = result(poll(&poller, 1, 0));
	while (ready == -EINTR);
	return ready;
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
	/* The ids of nobody: a socket that is not connected. */
	return peer.pid == 0 && peer.uid == (uid_t)-1 ? -ENOTCONN : peer.pid;
}

int sys_getpgid(pid_t pid)
{
	return result(getpgid(pid));
}

int sys_getsid(pid_t pid)
{
	return result(getsid(pid));
}

int sys_dup(int fd)
{
	return result(fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

int sys_fd_flags(int fd)
{
	return result(fcntl(fd, F_GETFL));
}

int sys_open_at(int directory, const char *path, int flags)
{
	int fd;

	do
		fd = result(openat(directory, path, flags | O_CLOEXEC | O_NOCTTY));
	while (fd == -EINTR);
	return fd;
}

int sys_read_at(int directory, const char *path, char *text, size_t size)
{
	int fd = sys_open_at(directory, path, O_RDONLY);
	size_t length = 0;
	ssize_t count = 0;

	if (fd < 0)
		return fd;
	while (length < size - 1) {
		count = read(fd, text + length, size - 1 - length);
		if (count == 0 || (count < 0 && errno != EINTR))
			break;
		length += count > 0 ? (size_t)count : 0;
	}
	int error = count < 0 ? -errno : 0;
	close(fd);
	if (error)
		return error;
	text[length] = '\0';
	return (int)length;
}

int sys_list(const char *path, void (*found)(void *context, const char *name), void *context)
{
	DIR *directory = opendir(path);

	if (!directory)
		return -errno;
	for (const struct dirent *entry; (entry = readdir(directory));)
		found(context, entry->d_name);
	closedir(directory);
	return 0;
}

int sys_readlink(const char *path, char *text, size_t size)
{
	int length = result(readlink(path, text, size - 1));

	if (length >= 0)
		text[length] = '\0';
	return length;
}

int sys_raise_file_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= limit.rlim_max)
		return 0;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

int sys_ignore(int signo, struct sigaction *before)
{
	return result(sigaction(signo, &(struct sigaction){.sa_handler = SIG_IGN}, before));
}

int sys_restore(int signo, const struct sigaction *before)
{
	return result(sigaction(signo, before, NULL));
}

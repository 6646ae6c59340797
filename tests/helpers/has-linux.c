/* SPDX-License-Identifier: MIT */
/*
 * has-linux VERSION: does the kernel have what fdkill uses from this Linux version on? A call shows
 * it, so a kernel with the feature of a later one has it, too. For other versions uname(2) decides.
 * The status is 0 or 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIDFD_SEND_SIGNAL = 424, PIDFD_OPEN = 434, PROCESS_MRELEASE = 448, PEERPIDFD = 77 };

/* struct pidfd_info, its first 64 bytes: linux/pidfd.h. */
struct info {
	uint64_t mask, cgroup;
	uint32_t ids[11];
	int32_t status;
};
#define GET_INFO _IOWR(0xff, 11, struct info)

static int open_pidfd(pid_t pid)
{
	return (int)syscall(PIDFD_OPEN, pid, 0);
}

static int has_release(void)
{
	return syscall(PROCESS_MRELEASE, -1, 0) < 0 && errno != ENOSYS;
}

static int has_peer(void)
{
	int fds[2], pidfd;
	socklen_t size = sizeof(pidfd);

	return socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0 &&
	       getsockopt(fds[0], SOL_SOCKET, PEERPIDFD, &pidfd, &size) == 0;
}

static int has_scopes(void)
{
	return syscall(PIDFD_SEND_SIGNAL, -1, 0, NULL, 2) < 0 && errno == EBADF;
}

static int has_info(void)
{
	struct info info = {.mask = 1};

	return ioctl(open_pidfd(getpid()), GET_INFO, &info) == 0;
}

static int has_handles(void)
{
	union {
		struct file_handle head;
		char room[sizeof(struct file_handle) + 8];
	} handle = {.head.handle_bytes = 8};
	int mount;

	return name_to_handle_at(open_pidfd(getpid()), "", &handle.head, &mount, AT_EMPTY_PATH) == 0;
}

static int has_endings(void)
{
	const uint64_t exit_info = 8;
	struct info info = {.mask = exit_info};
	pid_t child = fork();

	if (child == 0) {
		pause();
		_exit(0);
	}
	int pidfd = open_pidfd(child);
	syscall(PIDFD_SEND_SIGNAL, pidfd, 9, NULL, 0);
	waitpid(child, NULL, 0);
	return ioctl(pidfd, GET_INFO, &info) == 0 && (info.mask & exit_info);
}

static const struct {
	const char *version;
	int (*probe)(void);
} probes[] = {{"5.15", has_release}, {"6.5", has_peer},	    {"6.9", has_scopes},
	      {"6.13", has_info},    {"6.14", has_handles}, {"6.15", has_endings}};

int main(int argc, char *argv[])
{
	int major = 0, minor = 0, our_major = 0, our_minor = 0;
	struct utsname system;

	if (argc != 2 || sscanf(argv[1], "%d.%d", &major, &minor) != 2)
		return 2;
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		if (strcmp(argv[1], probes[i].version) == 0)
			return !probes[i].probe();
	}
	uname(&system);
	sscanf(system.release, "%d.%d", &our_major, &our_minor);
	return our_major < major || (our_major == major && our_minor < minor);
}

/* SPDX-License-Identifier: MIT */
/*
 * limit MODE VALUE: make only the system calls that the work needs; fdkill is measured against
 * this. Signal 0 goes to all processes that match by "name" (comm), "full" (a part of the command
 * line), "user" (an effective uid) or "parent" (a PID), and that match again once they are held by
 * a pidfd; or to the process "pid".
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int root;
static char text[1 << 16];

static bool read_file(const char *pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", pid, name);
	int fd = openat(root, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t length = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	for (ssize_t i = 0; i + 1 < length; i++)
		text[i] = text[i] ? text[i] : ' ';
	return length > 0;
}

static bool matches_name(const char *pid, const char *value)
{
	size_t length = strlen(value);

	return read_file(pid, "comm") && strncmp(text, value, length) == 0 && text[length] == '\n';
}

static bool matches_full(const char *pid, const char *value)
{
	return read_file(pid, "cmdline") && strstr(text, value);
}

static bool matches_user(const char *pid, const char *value)
{
	struct statx status;

	return syscall(SYS_statx, root, pid, 0, STATX_UID, &status) == 0 &&
	       status.stx_uid == (unsigned)atoi(value);
}

struct info {
	uint64_t mask, cgroupid;
	uint32_t pid, tgid, ppid, ids[8];
	int32_t exit_code;
};

static bool matches_parent(const char *pid, const char *value)
{
	struct info info = {.mask = 3};
	int pidfd = (int)syscall(434, atoi(pid), 0);
	bool matches = pidfd >= 0 && ioctl(pidfd, _IOWR(0xff, 11, struct info), &info) == 0 &&
		       info.ppid == (unsigned)atoi(value);

	if (pidfd >= 0)
		close(pidfd);
	return matches;
}

static const struct {
	const char *mode;
	bool (*matches)(const char *pid, const char *value);
} modes[] = {
	{"name", matches_name},
	{"full", matches_full},
	{"user", matches_user},
	{"parent", matches_parent},
	{"pid", NULL},
};

static int signal_one(const char *pid, bool (*matches)(const char *pid, const char *value),
		      const char *value)
{
	int pidfd = (int)syscall(434, atoi(pid), 0);

	if (pidfd < 0)
		return 1;
	if (!matches || matches(pid, value))
		syscall(424, pidfd, 0, NULL, 0);
	close(pidfd);
	return 0;
}

int main(int argc, char *argv[])
{
	size_t mode = 0;

	if (argc != 3)
		return 125;
	while (strcmp(modes[mode].mode, argv[1]) != 0) {
		if (!modes[mode++].matches)
			return 125;
	}
	if (!modes[mode].matches)
		return signal_one(argv[2], NULL, NULL);
	root = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *all = fdopendir(dup(root));
	for (const struct dirent *entry; (entry = readdir(all));) {
		if (*entry->d_name >= '1' && *entry->d_name <= '9' &&
		    modes[mode].matches(entry->d_name, argv[2]))
			signal_one(entry->d_name, modes[mode].matches, argv[2]);
	}
	return 0;
}

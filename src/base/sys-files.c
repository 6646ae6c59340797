/* SPDX-License-Identifier: MIT */
#include "base/sys.h"
#include "base/util.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/* linux/magic.h */
#define PROCFS_MAGIC 0x9fa0

int sys_open_at(int directory, const char *path, int flags)
{
	int fd;

	do
		fd = or_errno(openat(directory, path, flags | O_CLOEXEC | O_NOCTTY));
	while (fd == -EINTR);
	return fd;
}

/*
 * Read into TEXT, of SIZE bytes, from position LENGTH on. Most procfs files return all they have if
 * there is room, so a short read is the end. For a list it is not: a read returns a page at most.
 * Returns the new length; if it is SIZE, there may be more.
 */
static ssize_t fill(int fd, bool is_list, char *text, size_t length, size_t size)
{
	while (length < size) {
		ssize_t count = read(fd, text + length, size - length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		bool is_end = count == 0 || (!is_list && (size_t)count < size - length);
		length += (size_t)count;
		if (is_end)
			break;
	}
	return (ssize_t)length;
}

int sys_read_at(int directory, const char *path, char *text, size_t size)
{
	auto_close int fd = sys_open_at(directory, path, O_RDONLY);
	ssize_t length = fd < 0 ? fd : fill(fd, false, text, 0, size - 1);

	if (length >= 0)
		text[length] = '\0';
	return (int)length;
}

/* Returns the length; if it is MOST, there may be more. */
static int read_growing(int fd, bool is_list, size_t most, char **text, size_t *capacity)
{
	enum { FIRST = 4096 };
	size_t length = 0, room;

	if (fd < 0)
		return fd;
	do {
		if (length + 1 >= *capacity) {
			*capacity = *capacity ? 2 * *capacity : FIRST;
			*text = xreallocarray(*text, *capacity, 1);
		}
		room = *capacity - 1 < most ? *capacity - 1 : most;
		ssize_t filled = fill(fd, is_list, *text, length, room);
		if (filled < 0)
			return (int)filled;
		length = (size_t)filled;
	} while (length == room && length < most);
	(*text)[length] = '\0';
	return (int)length;
}

static int read_whole(int fd, bool is_list, char **text, size_t *capacity)
{
	enum { MOST = 64 << 20 };
	int length = read_growing(fd, is_list, MOST, text, capacity);

	return length == MOST ? -EFBIG : length;
}

int sys_read_all_at(int directory, const char *path, char **text, size_t *capacity)
{
	auto_close int fd = sys_open_at(directory, path, O_RDONLY);

	return read_whole(fd, false, text, capacity);
}

int sys_read_start_at(int directory, const char *path, size_t most, char **text, size_t *capacity)
{
	auto_close int fd = sys_open_at(directory, path, O_RDONLY);

	return read_growing(fd, false, most, text, capacity);
}

int sys_read_list(const char *path, char **text, size_t *capacity)
{
	auto_close int fd = sys_open_at(AT_FDCWD, path, O_RDONLY);

	return read_whole(fd, true, text, capacity);
}

int sys_list_open(struct sys_list *list, int directory, const char *path)
{
	auto_close int fd = sys_open_at(directory, path, O_RDONLY | O_DIRECTORY);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);

	if (fd < 0)
		return fd;
	if (!stream)
		return -ENOMEM;
	steal_fd(&fd);
	list->stream = stream;
	return 0;
}

int sys_list_next(struct sys_list *list, const char **name)
{
	assert(list->stream);
	errno = 0;
	const struct dirent *entry = readdir(list->stream);
	if (!entry)
		return -errno;
	*name = entry->d_name;
	return 1;
}

void sys_list_close(struct sys_list *list)
{
	if (list->stream)
		closedir(list->stream);
	*list = SYS_LIST_NONE;
}

int sys_readlink_at(int directory, const char *path, char *text, size_t size)
{
	int length = or_errno(readlinkat(directory, path, text, size - 1));

	if (length >= 0)
		text[length] = '\0';
	return length;
}

static int stat_synced(int directory, const char *path, struct sys_file *file)
{
	struct stat status;

	if (fstatat(directory, path, &status, AT_EMPTY_PATH) < 0)
		return -errno;
	*file = (struct sys_file){
		.id = {status.st_dev, status.st_ino},
		.uid = status.st_uid,
		.device = status.st_rdev,
		.is_directory = S_ISDIR(status.st_mode),
	};
	return 0;
}

#ifdef STATX_BASIC_STATS

int sys_stat_at(int directory, const char *path, struct sys_file *file)
{
	struct statx status;

	if (statx(directory, path, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &status) < 0)
		/* A seccomp filter that is older than statx(2) refuses it. */
		return errno == EPERM || errno == ENOSYS ? stat_synced(directory, path, file) : -errno;
	*file = (struct sys_file){
		.id = {makedev(status.stx_dev_major, status.stx_dev_minor), status.stx_ino},
		.uid = status.stx_uid,
		.device = makedev(status.stx_rdev_major, status.stx_rdev_minor),
		.is_directory = S_ISDIR(status.stx_mode),
	};
	return 0;
}

#else /* musl before 1.2.4 has no statx(2) */

int sys_stat_at(int directory, const char *path, struct sys_file *file)
{
	return stat_synced(directory, path, file);
}

#endif

/* For where statx(2) does not return the mount id: before Linux 5.8, or under a seccomp filter. */
static int mount_id_in_proc(int fd, uint64_t *mount)
{
	char path[64], text[1024];

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	int length = sys_read_at(AT_FDCWD, path, text, sizeof(text));
	const char *line = length < 0 ? NULL : strstr(text, "mnt_id:");
	if (!line || sscanf(line, "mnt_id: %" SCNu64, mount) != 1)
		return length < 0 ? length : -EOPNOTSUPP;
	return 0;
}

int sys_mount_id(int fd, uint64_t *mount)
{
#ifdef STATX_MNT_ID
	struct statx status;

	if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_MNT_ID, &status) == 0 &&
	    (status.stx_mask & STATX_MNT_ID)) {
		*mount = status.stx_mnt_id;
		return 0;
	}
#endif
	return mount_id_in_proc(fd, mount);
}

bool sys_is_procfs(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && (unsigned long)fs.f_type == PROCFS_MAGIC;
}

bool sys_has_hidepid(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	bool has_it = true;
	struct mntent *mount;

	if (!mounts)
		return true;
	/* Of several mounts the last one covers the others. */
	while ((mount = getmntent(mounts))) {
		if (streq(mount->mnt_dir, "/proc"))
			has_it = hasmntopt(mount, "hidepid") != NULL;
	}
	endmntent(mounts);
	return has_it;
}

long sys_clock_ticks(void)
{
	return sysconf(_SC_CLK_TCK);
}

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * (int64_t)1000000000 + now.tv_nsec;
}

int64_t sys_since_boot(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

int64_t sys_wall_clock(void)
{
	return read_clock(CLOCK_REALTIME);
}

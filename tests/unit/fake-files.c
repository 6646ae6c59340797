/* SPDX-License-Identifier: MIT */
/* The fake /proc. */
#include "fake-sys.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int sys_open_at(int directory, const char *path, int flags)
{
	int error = fake_enter(FAKE_OPEN_AT), number;

	(void)flags;
	if (error)
		return error;
	if (fake.no_proc)
		return -ENOENT;
	if (strcmp(path, "/proc") == 0 || (fake_kind_of(directory) == FAKE_DIRECTORY && strcmp(path, "..") == 0))
		return fake_open_descriptor(FAKE_ROOT, NULL);
	if (sscanf(path, "/proc/%d", &number) != 1)
		return -ENOENT;
	struct fake_process *process = fake_find(number - fake.proc_offset);
	return process ? fake_open_descriptor(FAKE_DIRECTORY, process) : -ENOENT;
}

/* Its PID in the mounted /proc, -1 once it has been reaped. */
static int number_in_proc(const struct fake_process *process)
{
	if (process->life == FAKE_REAPED)
		return -1;
	return process->is_outside && !fake.proc_offset ? 0 : process->pid + fake.proc_offset;
}

static const char *name_of(const struct fake_process *process)
{
	return process->name ? process->name : "fake";
}

static int print_stat(const struct fake_process *process, char *text, size_t size)
{
	if (process->life == FAKE_REAPED)
		return -ESRCH;
	return snprintf(text, size, "%d (%s) %c %d %d %d 0 -1 %u 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0 %d\n",
			number_in_proc(process), name_of(process),
			process->life == FAKE_ZOMBIE ? 'Z' : 'S', process->ppid, process->pgid,
			process->session, process->is_kernel_thread ? 0x00200000U : 0U,
			process->life == FAKE_ZOMBIE && !process->is_secret ? process->status : 0);
}

static int print_status(const struct fake_process *process, char *text, size_t size)
{
	return snprintf(text, size,
			"Tgid:\t%d\nPPid:\t%d\nTracerPid:\t0\nUid:\t%u\t%u\t%u\t%u\nGid:\t%u\nThreads:\t1\n"
			"SigQ:\t%d/10\nSigPnd:\t0\nShdPnd:\t%llx\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t%llx\n",
			process->tgid + fake.proc_offset, process->ppid, process->uid, process->uid, process->uid, process->uid,
			process->uid, process->queued, (unsigned long long)process->pending,
			(unsigned long long)process->caught);
}

static int print_fdinfo(int fd, char *text, size_t size)
{
	if (!fake_is_pidfd(fd))
		return -ENOENT;
	if (fake.is_closed && fake.version < 514)
		return -EACCES;
	return snprintf(text, size, "pos:\t0\nPid:\t%d\n", number_in_proc(fake_behind(fd)));
}

/*
 * Find the process of PATH. It is the one that DIRECTORY belongs to, or, if DIRECTORY is /proc, the
 * one whose PID PATH begins with.
 */
static const struct fake_process *find_below(int directory, const char **path)
{
	const struct fake_process *process;
	int number, length = 0;

	if (fake_kind_of(directory) == FAKE_DIRECTORY)
		return fake_behind(directory);
	if (fake_kind_of(directory) != FAKE_ROOT || sscanf(*path, "%d/%n", &number, &length) != 1)
		return NULL;
	*path += length;
	process = fake_find(number - fake.proc_offset);
	return process && process->is_hidden ? NULL : process;
}

int sys_read_at(int directory, const char *path, char *text, size_t size)
{
	int error = fake_enter(FAKE_READ_AT), fd;

	if (error)
		return error;
	if (directory == AT_FDCWD && fake.no_proc)
		return -ENOENT;
	if (fake.soft_limit && fake.used >= fake.soft_limit) /* the file itself needs a descriptor */
		return -EMFILE;
	if (strcmp(path, "/proc/self/status") == 0 || strcmp(path, "self/status") == 0)
		return snprintf(text, size, "NSpid:\t1%s\n", fake.proc_offset ? "\t2" : "");
	if (strcmp(path, "/proc/sys/kernel/random/boot_id") == 0)
		return snprintf(text, size, "00112233-4455-6677-8899-aabbccddeeff\n");
	if (sscanf(path, "/proc/self/fdinfo/%d", &fd) == 1)
		return print_fdinfo(fd, text, size);
	const struct fake_process *process = find_below(directory, &path);
	if (!process)
		return -ENOENT;
	if (strcmp(path, "comm") == 0 && process->life != FAKE_REAPED)
		return snprintf(text, size, "%s\n", name_of(process));
	if (strcmp(path, "stat") == 0)
		return print_stat(process, text, size);
	if (strcmp(path, "status") == 0 && process->life != FAKE_REAPED)
		return print_status(process, text, size);
	return -ESRCH;
}

int sys_read_all_at(int directory, const char *path, char **text, size_t *capacity)
{
	if (!*capacity)
		*text = xreallocarray(*text, *capacity = 4096, 1);
	return sys_read_at(directory, path, *text, *capacity);
}

int sys_read_start_at(int directory, const char *path, size_t most, char **text, size_t *capacity)
{
	int length = sys_read_all_at(directory, path, text, capacity);

	return length < 0 || (size_t)length < most ? length : (int)most;
}

int sys_read_list(const char *path, char **text, size_t *capacity)
{
	return sys_read_all_at(AT_FDCWD, path, text, capacity);
}

int sys_stat_at(int directory, const char *path, struct sys_file *file)
{
	int error = fake_enter(FAKE_READ_AT), number;
	const struct fake_process *process = NULL;

	if (error)
		return error;
	*file = (struct sys_file){0};
	if (fake_kind_of(directory) == FAKE_ROOT && !*path)
		return 0;
	if (fake_kind_of(directory) == FAKE_DIRECTORY && !*path)
		process = fake_behind(directory);
	else if (sscanf(path, "%d/", &number) == 1)
		process = fake_find(number - fake.proc_offset);
	if (!process || process->life == FAKE_REAPED)
		return -ESRCH;
	*file = (struct sys_file){.uid = process->uid};
	return 0;
}

/* One list at a time: which process comes next, after "self". */
static struct {
	bool has_begun;
	size_t next;
	char name[16];
} listing;

int sys_list_open(struct sys_list *list, int directory, const char *path)
{
	int error = fake_enter(FAKE_LIST);

	(void)directory;
	(void)path;
	if (error || fake.no_proc)
		return error ? error : -ENOENT;
	memset(&listing, 0, sizeof(listing));
	list->stream = &listing;
	return 0;
}

int sys_list_next(struct sys_list *list, const char **name)
{
	(void)list;
	*name = "self";
	if (!listing.has_begun) {
		listing.has_begun = true;
		return 1;
	}
	if (fake.list_breaks_at && listing.next + 1 >= fake.list_breaks_at)
		return -EIO;
	while (listing.next < fake.count) {
		const struct fake_process *process = &fake.processes[listing.next++];

		if (process->life == FAKE_REAPED || process->pid != process->tgid)
			continue;
		snprintf(listing.name, sizeof(listing.name), "%d", number_in_proc(process));
		*name = listing.name;
		return 1;
	}
	return 0;
}

void sys_list_close(struct sys_list *list)
{
	*list = SYS_LIST_NONE;
}

int sys_readlink_at(int directory, const char *path, char *text, size_t size)
{
	const struct fake_process *process = find_below(directory, &path);

	if (!process || !streq(path, "ns/user"))
		return -ENOENT;
	return process->is_secret ? -EACCES : snprintf(text, size, "user:[4026531837]");
}

bool sys_is_procfs(int fd)
{
	return fake_kind_of(fd) == FAKE_DIRECTORY || fake_kind_of(fd) == FAKE_ROOT;
}

bool sys_has_hidepid(void)
{
	for (size_t i = 0; i < fake.count; i++) {
		if (fake.processes[i].is_hidden)
			return true;
	}
	return false;
}

long sys_clock_ticks(void)
{
	return 100;
}

int sys_mount_id(int fd, uint64_t *mount)
{
	*mount = fd > 0;
	return 0;
}

int64_t sys_wall_clock(void)
{
	return 0;
}

int64_t sys_since_boot(void)
{
	return fake.now;
}

/* The fake /proc. */
#include "fake-sys.h"

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
	if (directory != AT_FDCWD || fake.no_proc || sscanf(path, "/proc/%d", &number) != 1)
		return -ENOENT;
	struct fake_process *process = fake_find(number - fake.proc_offset);
	return process ? fake_open_descriptor(FAKE_DIRECTORY, process) : -ENOENT;
}

/* Its number in the mounted /proc, -1 after the reap. */
static int number_in_proc(const struct fake_process *process)
{
	if (process->life == FAKE_REAPED)
		return -1;
	return process->is_outside && !fake.proc_offset ? 0 : process->pid + fake.proc_offset;
}

static int print_stat(const struct fake_process *process, char *text, size_t size)
{
	if (process->life == FAKE_REAPED)
		return -ESRCH;
	return snprintf(text, size, "%d (fake) %c %d %d %d 0 -1 %u 0\n", number_in_proc(process),
			process->life == FAKE_ZOMBIE ? 'Z' : 'S', process->ppid, process->pgid,
			process->session, process->is_kernel_thread ? 0x00200000U : 0U);
}

static int print_fdinfo(int fd, char *text, size_t size)
{
	if (!fake_is_pidfd(fd))
		return -ENOENT;
	return snprintf(text, size, "pos:\t0\nPid:\t%d\n", number_in_proc(fake_behind(fd)));
}

int sys_read_at(int directory, const char *path, char *text, size_t size)
{
	int error = fake_enter(FAKE_READ_AT), fd;

	if (error)
		return error;
	if (directory == AT_FDCWD && fake.no_proc)
		return -ENOENT;
	if (fake.soft_limit && fake.used >= fake.soft_limit) /* the file itself needs one */
		return -EMFILE;
	if (strcmp(path, "/proc/self/status") == 0)
		return snprintf(text, size, "NSpid:\t1%s\n", fake.proc_offset ? "\t2" : "");
	if (strcmp(path, "/proc/sys/kernel/random/boot_id") == 0)
		return snprintf(text, size, "00112233-4455-6677-8899-aabbccddeeff\n");
	if (sscanf(path, "/proc/self/fdinfo/%d", &fd) == 1 || sscanf(path, "../self/fdinfo/%d", &fd) == 1)
		return print_fdinfo(fd, text, size);
	if (fake_kind_of(directory) != FAKE_DIRECTORY)
		return -ENOENT;
	const struct fake_process *process = fake_behind(directory);
	if (strcmp(path, "stat") == 0)
		return print_stat(process, text, size);
	if (strcmp(path, "status") == 0 && process->life != FAKE_REAPED)
		return snprintf(text, size, "Uid:\t%u\t%u\t%u\t%u\n", process->uid, process->uid,
				process->uid, process->uid);
	return -ESRCH;
}

int sys_list(const char *path, void (*found)(void *context, const char *name), void *context)
{
	int error = fake_enter(FAKE_LIST);

	(void)path;
	if (error || fake.no_proc)
		return error ? error : -ENOENT;
	found(context, "self");
	for (size_t i = 0; i < fake.count; i++) {
		const struct fake_process *process = &fake.processes[i];
		char name[16];

		if (process->life == FAKE_REAPED || process->pid != process->tgid)
			continue;
		snprintf(name, sizeof(name), "%d", number_in_proc(process));
		found(context, name);
	}
	return 0;
}

int sys_readlink(const char *path, char *text, size_t size)
{
	(void)path;
	(void)text;
	(void)size;
	return -ENOENT;
}

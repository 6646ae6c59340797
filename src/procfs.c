#include "procfs.h"
#include "number.h"
#include "proctext.h"
#include "sys.h"
#include "target.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

bool procfs_is_ours(void)
{
	char text[PROCFS_TEXT_SIZE];

	/* NSpid has a number for each namespace from that of the procfs down to ours. */
	return sys_read_at(AT_FDCWD, "/proc/self/status", text, sizeof(text)) >= 0 &&
	       proctext_field_count(text, "NSpid") == 1;
}

int procfs_pid_of(int pidfd, int64_t *pid)
{
	char path[64], text[PROCFS_TEXT_SIZE];

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	int length = sys_read_at(AT_FDCWD, path, text, sizeof(text));
	if (length < 0)
		return length;
	return proctext_field(text, "Pid", pid) ? 0 : -ENOENT;
}

int procfs_open(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d", pid);
	return sys_open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
}

static int read_stat(int directory, pid_t *pid, struct facts *facts)
{
	char text[PROCFS_TEXT_SIZE];
	int length = sys_read_at(directory, "stat", text, sizeof(text));

	if (length < 0)
		return length;
	return proctext_stat(text, pid, facts) ? 0 : -EIO;
}

static int read_uids(int directory, struct facts *facts)
{
	char text[PROCFS_TEXT_SIZE];
	int length = sys_read_at(directory, "status", text, sizeof(text));

	if (length < 0)
		return length;
	return proctext_uids(text, facts) ? 0 : -EIO;
}

int procfs_read(int directory, unsigned wanted, struct facts *facts)
{
	pid_t pid;
	int error = wanted & FACTS_STAT ? read_stat(directory, &pid, facts) : 0;

	if (error == 0 && (wanted & FACTS_UIDS))
		error = read_uids(directory, facts);
	return error;
}

int procfs_own_number(int directory, pid_t *pid)
{
	struct facts facts = {0};

	return read_stat(directory, pid, &facts);
}

int procfs_boot_id(char *boot_id)
{
	char text[PROCFS_TEXT_SIZE];
	int length = sys_read_at(AT_FDCWD, "/proc/sys/kernel/random/boot_id", text, sizeof(text));

	if (length < 0)
		return length;
	if (length > 0 && text[length - 1] == '\n')
		text[length - 1] = '\0';
	return target_parse_boot_id(text, boot_id) ? 0 : -EIO;
}

static void add_number(void *context, const char *name)
{
	struct procfs_list *list = context;
	int64_t number;

	if (number_parse(name, 1, INT_MAX, &number))
		return;
	list->pids = grow(list->pids, list->count, &list->capacity, sizeof(*list->pids));
	list->pids[list->count++] = (pid_t)number;
}

int procfs_list(struct procfs_list *list)
{
	*list = (struct procfs_list){0};
	return sys_list("/proc", add_number, list);
}

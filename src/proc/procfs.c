/* SPDX-License-Identifier: MIT */
#include "proc/procfs.h"
#include "base/number.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/proctext.h"
#include "model/target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>

/*
 * Does the status file PATH of fdkill come from a /proc of our own PID namespace? Its "NSpid:" line
 * has a number for each namespace from that of the /proc down to ours. Returns 0, -ENOTSUP, or
 * -EMFILE or -ENFILE.
 */
static int check_namespace(int directory, const char *path)
{
	/* The Groups line before NSpid may be long. */
	auto_free char *text = NULL;
	size_t capacity = 0;
	int length = sys_read_all_at(directory, path, &text, &capacity);

	if (length == -EMFILE || length == -ENFILE)
		return length;
	return length >= 0 && proctext_field_count(text, "NSpid") == 1 ? 0 : -ENOTSUP;
}

bool procfs_is_ours(void)
{
	return check_namespace(AT_FDCWD, "/proc/self/status") == 0;
}

int procfs_open_ours(void)
{
	auto_close int root = sys_open_at(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY);
	int error = root < 0 ? root : sys_is_procfs(root) ? check_namespace(root, "self/status") : -ENOTSUP;

	if (error == -EMFILE || error == -ENFILE)
		return error;
	return error < 0 ? -ENOTSUP : steal_fd(&root);
}

bool procfs_may_hide(void)
{
	auto_free char *text = NULL;
	size_t capacity = 0;
	uint64_t effective = 0;

	if (!sys_has_hidepid())
		return false;
	if (sys_read_all_at(AT_FDCWD, "/proc/self/status", &text, &capacity) >= 0)
		proctext_mask(text, "CapEff", &effective);
	return !(effective & (uint64_t)1 << CAP_SYS_PTRACE);
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

bool procfs_directory_is_ours(int directory)
{
	struct sys_file its, above;
	auto_close int parent = sys_open_at(directory, "..", O_RDONLY | O_DIRECTORY);

	/* If the directory is mounted elsewhere, what is above it is no part of its /proc. */
	return parent >= 0 && sys_stat_at(directory, "", &its) == 0 && sys_stat_at(parent, "", &above) == 0 &&
	       its.id.device == above.id.device && check_namespace(parent, "self/status") == 0;
}

int procfs_own_number(int directory, pid_t *pid)
{
	char text[PROCFS_TEXT_SIZE];
	int64_t number;
	int length = sys_read_at(directory, "status", text, sizeof(text));

	if (length < 0)
		return length;
	if (!proctext_field(text, "Tgid", &number))
		return -EIO;
	*pid = (pid_t)number;
	return 0;
}

int procfs_zombie_status(pid_t pid, int *status)
{
	char text[PROCFS_TEXT_SIZE], link_text[64];
	auto_close int directory = procfs_open(pid);

	if (directory < 0)
		return directory;
	int length = sys_read_at(directory, "stat", text, sizeof(text));
	if (length < 0)
		return length;
	/*
	 * Without permission the status reads 0. The same rule guards this link
	 * (ptrace_may_access()).
	 */
	int link = sys_readlink_at(directory, "ns/user", link_text, sizeof(link_text));

	if (!proctext_exit_status(text, status))
		return -EIO;
	return *status || link > 0 ? 0 : -EPERM;
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

int procfs_check_boot(const char *boot_id)
{
	char ours[BOOT_ID_SIZE];
	int error = *boot_id ? procfs_boot_id(ours) : 0;

	if (error < 0)
		return error;
	return *boot_id && !streq(boot_id, ours) ? -ESRCH : 0;
}

int procfs_next(struct sys_list *list, pid_t *pid, const char **name)
{
	int64_t number;
	int found;

	do
		found = sys_list_next(list, name);
	while (found > 0 && number_parse(*name, 1, INT_MAX, &number));
	if (found > 0)
		*pid = (pid_t)number;
	return found;
}

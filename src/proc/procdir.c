#include "proc/procdir.h"
#include "proc/procfs.h"
#include "model/proctext.h"
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <stdio.h>

int procdir_open_pidfd(int directory, pid_t *pid)
{
	char text[PROCFS_TEXT_SIZE], path[64];
	int64_t seen;

	int error = procfs_own_number(directory, pid);
	if (error < 0)
		return error;
	auto_close int pidfd = sys_pidfd_open(*pid, 0);
	if (pidfd < 0)
		return pidfd;
	snprintf(path, sizeof(path), "../self/fdinfo/%d", pidfd);
	int length = sys_read_at(directory, path, text, sizeof(text));
	if (length < 0)
		return length;
	if (!proctext_field(text, "Pid", &seen) || seen != *pid)
		return -ESRCH;
	error = procfs_own_number(directory, pid);
	return error < 0 ? error : steal_fd(&pidfd);
}

int procdir_has_exited(int directory)
{
	struct facts facts = {0};
	int error = procfs_read(directory, "", FACTS_STAT, &facts);

	if (error == -ESRCH || error == -ENOENT)
		return 1;
	if (error < 0)
		return error;
	return facts.state == 'Z' || facts.state == 'X';
}

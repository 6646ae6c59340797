/* SPDX-License-Identifier: MIT */
#include "proc/ending.h"
#include "base/sys.h"
#include "model/signame.h"
#include "proc/procfs.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

bool ending_ask(const struct procref *ref, bool reaped, struct ending *ending)
{
	int status;

	if (ref->fd < 0)
		return true;
	int error = sys_pidfd_child_status(ref->fd, &status);
	if (error < 0)
		error = sys_pidfd_exit_status(ref->fd, &status);
	bool may_come = error == -EAGAIN && !reaped;
	if (error < 0)
		error = procfs_zombie_status(ref->fd, &status);
	if (error == 0)
		*ending = (struct ending){.has_ended = true, .is_known = true, .status = status};
	return error == 0 || !may_come;
}

const char *ending_format(const struct ending *ending, char text[ENDING_SIZE])
{
	char name[SIGNAME_SIZE];

	if (!ending->is_known)
		snprintf(text, ENDING_SIZE, "ended; its status cannot be known");
	else if (WIFEXITED(ending->status))
		snprintf(text, ENDING_SIZE, "exited %d", WEXITSTATUS(ending->status));
	else
		snprintf(text, ENDING_SIZE, "killed by %s%s",
			 signame_format(WTERMSIG(ending->status), name),
			 WCOREDUMP(ending->status) ? " (core dumped)" : "");
	return text;
}

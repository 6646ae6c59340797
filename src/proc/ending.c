/* SPDX-License-Identifier: MIT */
#include "proc/ending.h"
#include "base/sys.h"
#include "model/signame.h"
#include "proc/procfs.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

/*
 * Read the status of a zombie in /proc. A process keeps its number until it is reaped. If it has
 * not been reaped afterwards, the file was its own.
 */
static int ask_zombie(const struct procref *ref, int *status)
{
	pid_t pid, again;
	int error = procref_proc_pid(ref, &pid);

	if (error == 0)
		error = procfs_zombie_status(pid, status);
	if (error == 0)
		error = procref_proc_pid(ref, &again);
	return error == 0 && (again != pid || procref_is_reaped(ref)) ? -ESRCH : error;
}

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
		error = ask_zombie(ref, &status);
	if (error == 0)
		*ending = (struct ending){.has_ended = true, .is_known = true, .status = status};
	else
		ending->is_zombie = !procref_is_reaped(ref);
	return error == 0 || !may_come;
}

const char *ending_obstacle(const struct ending *ending)
{
	return ending->is_zombie ? "its parent has not reaped it, and you may not read its status in /proc"
				 : "this needs Linux 6.15, or fdkill must be its parent";
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

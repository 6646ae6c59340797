#include "inspect.h"
#include "util.h"

#include <errno.h>

/* The directory of a pidfd's process. */
static int open_proven(const struct procref *ref)
{
	int64_t pid;
	int error = procfs_pid_of(ref->fd, &pid);

	if (error < 0)
		return error;
	if (pid <= 0)
		return pid < 0 ? -ESRCH : -ENOENT;
	auto_close int directory = procfs_open((pid_t)pid);
	if (directory < 0)
		return directory;
	int exited = procref_has_exited(ref);
	if (exited)
		return exited < 0 ? exited : -ESRCH;
	return steal_fd(&directory);
}

int inspect(const struct procref *ref, unsigned wanted, struct facts *facts)
{
	if (ref->fd < 0)
		return -ESRCH;
	if (ref->is_procdir)
		return procfs_read(ref->fd, wanted, facts);
	auto_close int directory = open_proven(ref);
	if (directory < 0)
		return directory;
	return procfs_read(directory, wanted, facts);
}

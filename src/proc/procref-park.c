#include "proc/procref.h"

#include <unistd.h>

int procref_park(struct procref *ref)
{
	uint64_t inode;
	int error = ref->is_procdir || ref->is_thread ? -EINVAL : procref_inode(ref, &inode);

	if (error < 0)
		return error;
	if (!procref_pid(ref))
		return -EINVAL;
	procref_release(ref);
	return 0;
}

void procref_release(struct procref *ref)
{
	if (ref->fd >= 0)
		close(ref->fd);
	ref->fd = -1;
}

int procref_unpark(struct procref *ref)
{
	struct procref again;

	if (ref->fd >= 0)
		return 0;
	int error = procref_open_inode(&again, ref->inode);
	/* Handles may not be had; the number and then the inode always can. */
	if (error < 0 && error != -ESRCH && error != -EMFILE && error != -ENFILE)
		error = procref_open_identity(&again, ref->pid, ref->inode);
	if (error == 0)
		ref->fd = again.fd;
	return error;
}

void procref_close(struct procref *ref)
{
	procref_release(ref);
	*ref = PROCREF_NONE;
}

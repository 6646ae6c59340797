#include "proc/inspect.h"
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <unistd.h>

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
	int exited = procref_has_exited(ref);
	if (exited)
		return exited < 0 ? exited : -ESRCH;
	return directory < 0 ? directory : steal_fd(&directory);
}

bool inspect_ids(const struct procref *ref, struct facts *facts)
{
	struct sys_pidfd_info info;

	if (sys_pidfd_get_info(ref->fd, &info) < 0)
		return false;
	facts_set_ids(facts, info.ppid, info.ruid, info.euid, info.suid, info.rgid);
	return true;
}

/* What is being inspected, and its directory once that is open. */
struct inspection {
	const struct procref *ref;
	int directory;
};

static int read_facts(void *context, unsigned wanted, struct facts *facts)
{
	struct inspection *inspection = context;

	if ((wanted & FACTS_IDS) && inspect_ids(inspection->ref, facts))
		wanted &= ~(unsigned)FACTS_IDS;
	if (wanted && inspection->directory < 0) {
		int directory = open_proven(inspection->ref);

		if (directory < 0)
			return directory;
		inspection->directory = directory;
	}
	return procref_confirm(inspection->ref,
			       procfs_read(inspection->directory, "", wanted, facts));
}

int inspect(const struct procref *ref, unsigned wanted, struct facts *facts)
{
	struct inspection inspection = {ref, -1};

	if (ref->is_procdir)
		return procref_confirm(ref, procfs_read(ref->fd, "", wanted, facts));
	int error = read_facts(&inspection, wanted, facts);
	if (inspection.directory >= 0)
		close(inspection.directory);
	return error;
}

int inspect_match(const struct procref *ref, const struct criteria *criteria, struct facts *facts,
		  struct verdict *verdict)
{
	struct inspection inspection = {ref, -1};

	if (ref->is_procdir)
		return procref_has_exited(ref) == 1 ? -ESRCH : -EREMOTE;
	int error = open_proven(ref);
	if (error < 0)
		return error;
	inspection.directory = error;
	error = criteria_decide(criteria, facts, read_facts, &inspection, verdict);
	close(inspection.directory);
	return error;
}

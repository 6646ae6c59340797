/* SPDX-License-Identifier: MIT */
#include "proc/inspect.h"
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <unistd.h>

/* Open the /proc directory of the process of a pidfd, with the proof in inspect.h. Or -errno. */
static int open_proven(const struct procref *ref)
{
	pid_t pid;
	int error = procref_proc_pid(ref, &pid);

	if (error < 0)
		return error;
	auto_close int directory = procfs_open(pid);
	int exited = procref_has_exited(ref);
	if (exited)
		return exited < 0 ? exited : -ESRCH;
	return directory < 0 ? directory : steal_fd(&directory);
}

static bool read_ids_of(const struct procref *ref, struct facts *facts)
{
	struct sys_pidfd_info info;

	if (sys_pidfd_get_info(ref->fd, &info) < 0)
		return false;
	facts_set_ids(facts, info.ppid, info.ruid, info.euid, info.suid, info.rgid);
	return true;
}

/*
 * Read FACTS_IDS by PIDFD_GET_INFO (Linux 6.13). That is faster than a file, even if a pidfd has to
 * be opened for it. False if the kernel cannot do it.
 */
static bool read_ids(const struct inspection *inspection, struct facts *facts)
{
	auto_procref struct procref ref = PROCREF_NONE;

	if (inspection->held)
		return read_ids_of(inspection->held, facts);
	return procref_open(&ref, inspection->pid) == 0 && read_ids_of(&ref, facts);
}

int inspect_read(void *context, unsigned wanted, struct facts *facts)
{
	struct inspection *inspection = context;

	if ((wanted & FACTS_IDS) && read_ids(inspection, facts))
		wanted &= ~(unsigned)FACTS_IDS;
	if (wanted && inspection->directory < 0) {
		int directory = open_proven(inspection->held);

		if (directory < 0)
			return directory;
		inspection->directory = directory;
	}
	int error = procfs_read(inspection->directory, inspection->name, wanted, inspection->pidfile, facts);
	return inspection->held ? procref_confirm(inspection->held, error) : error;
}

/*
 * Begin to inspect a held process. Its directory is opened when it is needed. Call end afterwards.
 */
static struct inspection begin(const struct procref *ref)
{
	return (struct inspection){
		.held = ref,
		.directory = ref->is_procdir ? ref->fd : -1,
		.name = "",
	};
}

static void end(const struct inspection *inspection)
{
	if (inspection->directory >= 0 && !inspection->held->is_procdir)
		close(inspection->directory);
}

int inspect(const struct procref *ref, unsigned wanted, struct facts *facts)
{
	struct inspection inspection = begin(ref);
	int error = inspect_read(&inspection, wanted, facts);

	end(&inspection);
	return error;
}

pid_t inspect_parent_of_zombie(const struct procref *zombie)
{
	auto_facts struct facts facts = {0};
	pid_t pid, again;

	if (zombie->is_procdir)
		return 0;
	if (read_ids_of(zombie, &facts))
		return facts.ppid;
	if (!procfs_is_ours() || procref_proc_pid(zombie, &pid) < 0)
		return 0;
	auto_close int directory = procfs_open(pid);
	if (directory < 0 || procfs_read(directory, "", FACTS_STAT, NULL, &facts) < 0)
		return 0;
	bool is_its_own = procref_proc_pid(zombie, &again) == 0 && again == pid && !procref_is_reaped(zombie);
	return is_its_own ? facts.ppid : 0;
}

int inspect_match(const struct procref *ref, const struct criteria *criteria,
		  const struct file_id *pidfile, struct facts *facts, struct verdict *verdict)
{
	struct inspection inspection = begin(ref);

	if (ref->is_procdir)
		return procref_has_exited(ref) == 1 ? -ESRCH : -EREMOTE;
	/* Open the directory first: if that fails, no condition is decided. */
	int error = open_proven(ref);
	if (error < 0)
		return error;
	inspection.directory = error;
	inspection.pidfile = pidfile;
	error = criteria_decide(criteria, facts, inspect_read, &inspection, verdict);
	end(&inspection);
	return error;
}

#include "crowd.h"
#include "inspect.h"
#include "sys.h"
#include "util.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Whom a walk through /proc is after, and what is done with each. */
struct crowd {
	pid_t pgid;       /* its members; 0: everybody */
	unsigned facts;   /* what to know of them, FACTS_STAT included */
	/* Takes over what it keeps of REF. Returns how many it counts for, or -errno. */
	int (*visit)(struct attempts *attempts, void *context, struct procref *ref,
		     const struct facts *facts);
	void *context;
	pid_t *ancestors; /* ourselves first; up to PID 1 */
	size_t ancestor_count, ancestor_capacity;
};

static bool is_ancestor(const struct crowd *crowd, pid_t pid)
{
	for (size_t i = 0; i < crowd->ancestor_count; i++) {
		if (crowd->ancestors[i] == pid)
			return true;
	}
	return false;
}

static int find_ancestors(struct crowd *crowd)
{
	for (pid_t pid = getpid(); pid > 0 && !is_ancestor(crowd, pid);) {
		struct facts facts = {0};

		crowd->ancestors = grow(crowd->ancestors, crowd->ancestor_count,
					&crowd->ancestor_capacity, sizeof(*crowd->ancestors));
		crowd->ancestors[crowd->ancestor_count++] = pid;
		auto_close int directory = procfs_open(pid);
		if (directory < 0 || procfs_read(directory, FACTS_STAT, &facts) < 0)
			return pid == getpid() ? -ENOTSUP : 0; /* its parent ended meanwhile */
		pid = facts.ppid;
	}
	return 0;
}

static bool is_wanted(const struct crowd *crowd, pid_t pid, const struct facts *facts)
{
	if (facts->state == 'Z' || facts->state == 'X' || pid == getpid())
		return false;
	if (crowd->pgid)
		return facts->pgid == crowd->pgid;
	return pid != 1 && !facts->is_kernel_thread && !is_ancestor(crowd, pid);
}

/* A cheap look at a number: nothing is proven yet. Without descriptors to look with, an error. */
static int may_be_wanted(struct attempts *attempts, const struct crowd *crowd, pid_t pid)
{
	struct facts facts = {0};
	int fd, error;

	do
		fd = procfs_open(pid);
	while (attempts_made_room(attempts, fd));
	auto_close int directory = fd;
	if (directory < 0)
		return fd == -EMFILE || fd == -ENFILE ? fd : 0;
	do
		error = procfs_read(directory, FACTS_STAT, &facts);
	while (attempts_made_room(attempts, error));
	if (error < 0)
		return error == -EMFILE || error == -ENFILE ? error : 0;
	return is_wanted(crowd, pid, &facts);
}

/* Hold who has the number, and look again, through the pin. */
static int pin(struct attempts *attempts, const struct crowd *crowd, pid_t pid, struct procref *ref,
	       struct facts *facts)
{
	int error;

	do
		error = procref_open(ref, pid);
	while (attempts_made_room(attempts, error));
	if (error < 0)
		return error;
	do
		error = inspect(ref, crowd->facts, facts);
	while (attempts_made_room(attempts, error));
	if (error == 0 && is_wanted(crowd, pid, facts))
		return 0;
	procref_close(ref);
	return error ? error : -ESRCH;
}

static int consider(struct attempts *attempts, const struct crowd *crowd, pid_t pid)
{
	struct procref ref = PROCREF_NONE;
	struct facts facts = {0};
	int wanted = may_be_wanted(attempts, crowd, pid);

	if (wanted <= 0)
		return wanted;
	int pinned = pin(attempts, crowd, pid, &ref, &facts);
	/* Gone, or somebody else by now: not our business. The rest is an obstacle. */
	if (pinned == -ESRCH || pinned == -ENOENT)
		return 0;
	int taken = pinned ? pinned : crowd->visit(attempts, crowd->context, &ref, &facts);
	procref_close(&ref);
	return taken;
}

/* Visit every process that is wanted, held. Returns how many there were, or -errno. */
static int walk(struct attempts *attempts, const struct crowd *crowd)
{
	struct procfs_list list;
	int error, found = 0;

	if (!procfs_is_ours())
		return -ENOTSUP;
	do
		error = procfs_list(&list);
	while (attempts_made_room(attempts, error));
	for (size_t i = 0; error == 0 && i < list.count; i++) {
		int taken = consider(attempts, crowd, list.pids[i]);

		if (taken < 0)
			error = taken;
		else
			found += taken;
	}
	free(list.pids);
	return error ? error : found;
}

static int hold_one(struct attempts *attempts, void *context, struct procref *ref,
		    const struct facts *facts)
{
	const struct target *target = context;
	struct attempt *attempt = attempts_add(attempts, target, SCOPE_PROCESS);

	attempt->is_selected = true;
	attempt->facts = *facts;
	if (!attempts_hold(attempts, attempt, ref))
		attempts_drop_last(attempts);
	return 1;
}

/* A crowd whose members become attempts under TARGET. */
static struct crowd crowd_to_hold(const struct target *target, unsigned facts)
{
	return (struct crowd){
		.facts = facts | FACTS_STAT,
		.visit = hold_one,
		.context = (void *)(uintptr_t)target,
	};
}

int crowd_hold_group(struct attempts *attempts, const struct target *target, pid_t pgid,
		     unsigned facts)
{
	struct crowd crowd = crowd_to_hold(target, facts);

	crowd.pgid = pgid;
	return walk(attempts, &crowd);
}

int crowd_hold_all(struct attempts *attempts, const struct target *target, unsigned facts)
{
	struct crowd crowd = crowd_to_hold(target, facts);
	int found = find_ancestors(&crowd);

	if (found == 0)
		found = walk(attempts, &crowd);
	free(crowd.ancestors);
	return found;
}

static int list_one(struct attempts *attempts, void *context, struct procref *ref,
		    const struct facts *facts)
{
	struct attempt *attempt = context;
	size_t count = attempt->member_count;

	(void)attempts;
	int error = procref_park(ref);
	if (error < 0)
		return error;
	attempt->members = xreallocarray(attempt->members, count + 1, sizeof(*attempt->members));
	attempt->members[count] = (struct member){.process = *ref, .facts = *facts};
	attempt->member_count++;
	return 1;
}

int crowd_list_members(struct attempts *attempts, struct attempt *attempt, pid_t pgid)
{
	struct crowd crowd = {
		.pgid = pgid,
		.facts = FACTS_STAT,
		.visit = list_one,
		.context = attempt,
	};

	return walk(attempts, &crowd);
}

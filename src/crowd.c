#include "crowd.h"
#include "inspect.h"
#include "sys.h"
#include "util.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Whom a walk through /proc is after. */
struct crowd {
	pid_t pgid;       /* its members; 0: everybody */
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
static int pin(struct attempts *attempts, const struct crowd *crowd, pid_t pid, unsigned facts_wanted,
	       struct procref *ref, struct facts *facts)
{
	int error;

	do
		error = procref_open(ref, pid);
	while (attempts_made_room(attempts, error));
	if (error < 0)
		return error;
	do
		error = inspect(ref, facts_wanted | FACTS_STAT, facts);
	while (attempts_made_room(attempts, error));
	if (error == 0 && is_wanted(crowd, pid, facts))
		return 0;
	procref_close(ref);
	return error ? error : -ESRCH;
}

/* Call VISIT with every process that is wanted, held; it takes over what it keeps. */
static int walk(struct attempts *attempts, struct crowd *crowd, unsigned facts_wanted,
		int (*visit)(struct attempts *attempts, void *context, struct procref *ref,
			     const struct facts *facts),
		void *context)
{
	auto_free pid_t *numbers = NULL;
	size_t count;
	int error, found = 0;

	if (!procfs_is_ours())
		return -ENOTSUP;
	do
		error = procfs_list(&numbers, &count);
	while (attempts_made_room(attempts, error));
	for (size_t i = 0; error == 0 && i < count; i++) {
		struct procref ref = PROCREF_NONE;
		struct facts facts = {0};

		int wanted = may_be_wanted(attempts, crowd, numbers[i]);
		if (wanted < 0)
			return wanted;
		if (!wanted)
			continue;
		int pinned = pin(attempts, crowd, numbers[i], facts_wanted, &ref, &facts);
		/* Gone, or somebody else by now: not our business. The rest is an obstacle. */
		if (pinned == -ESRCH || pinned == -ENOENT)
			continue;
		int taken = pinned ? pinned : visit(attempts, context, &ref, &facts);
		procref_close(&ref);
		if (taken < 0)
			return taken;
		found += taken;
	}
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

static int hold_crowd(struct attempts *attempts, const struct target *target, struct crowd *crowd,
		      unsigned facts)
{
	int found = crowd->pgid ? 0 : find_ancestors(crowd);

	if (found == 0)
		found = walk(attempts, crowd, facts, hold_one, (void *)(uintptr_t)target);
	free(crowd->ancestors);
	return found;
}

int crowd_hold_group(struct attempts *attempts, const struct target *target, pid_t pgid,
		     unsigned facts)
{
	return hold_crowd(attempts, target, &(struct crowd){.pgid = pgid}, facts);
}

int crowd_hold_all(struct attempts *attempts, const struct target *target, unsigned facts)
{
	return hold_crowd(attempts, target, &(struct crowd){.pgid = 0}, facts);
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
	return walk(attempts, &(struct crowd){.pgid = pgid}, FACTS_STAT, list_one, attempt);
}

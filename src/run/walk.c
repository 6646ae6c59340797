/* SPDX-License-Identifier: MIT */
#include "run/walk.h"
#include "base/sys.h"
#include "base/util.h"
#include "proc/inspect.h"
#include "proc/procfs.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <unistd.h>

static bool is_late(const struct walk *walk)
{
	return walk->wanted.deadline && sys_now() >= walk->wanted.deadline;
}

/* Is the process with this number left out, whatever it is? */
static bool is_spared(const struct walk *walk, pid_t pid)
{
	return pid == walk->ourselves || (walk->wanted.spare_init && pid == 1) ||
	       (walk->wanted.spare_ancestors && ancestors_include(&walk->ancestors, pid));
}

/*
 * Do the FACTS of its stat file make a process wanted? The state there does not count: it is the
 * state of the first thread, which may end before the process. The pidfd shows whether the process
 * has exited.
 */
static bool is_wanted(const struct walk *walk, const struct facts *facts)
{
	return walk->wanted.pgid ? facts->pgid == walk->wanted.pgid : !facts->is_kernel_thread;
}

/* Does the process meet the conditions? 0 with a verdict, or -errno. */
static int match(struct walk *walk, struct inspection *at, struct verdict *verdict)
{
	if (is_late(walk))
		return -ETIMEDOUT;
	return criteria_decide(walk->wanted.criteria, &walk->facts, inspect_read, at, verdict);
}

/* Read the WANTED facts that are not known yet. */
static int learn(struct walk *walk, struct inspection *at, unsigned wanted)
{
	return inspect_read(at, wanted & ~walk->facts.known, &walk->facts);
}

/*
 * Check a number cheaply, before its process is held. Returns 1 if it may be wanted, 0 if not, or
 * -errno if the walk cannot go on.
 */
static int screen(struct walk *walk, struct inspection *at)
{
	struct verdict verdict;
	int error = 0;

	facts_forget(&walk->facts);
	if (walk->wanted.pgid) {
		error = learn(walk, at, FACTS_STAT);
		if (error == 0 && !is_wanted(walk, &walk->facts))
			return 0;
	}
	if (error == 0)
		error = match(walk, at, &verdict);
	if (error == -ESRCH) /* let the pidfd decide */
		return 1;
	if (error < 0)
		return error == -EMFILE || error == -ENFILE || error == -ETIMEDOUT ? error : 0;
	return verdict.match != MATCH_NO;
}

/* Is the process exiting? The state Z is that of the first thread: others may live on. */
static bool is_exiting(struct inspection *at)
{
	auto_facts struct facts facts = {0};

	return inspect_read(at, FACTS_STAT, &facts) == 0 && facts.is_exiting && facts.state != 'Z';
}

/* Match again, now that it is held. 0 with a verdict; -ESRCH if it has exited or is not wanted. */
static int match_held(struct walk *walk, struct inspection *at, struct verdict *verdict)
{
	facts_forget(&walk->facts);
	int error = match(walk, at, verdict);
	if (error == 0 && verdict->match != MATCH_NO)
		error = learn(walk, at, FACTS_STAT | walk->wanted.facts);
	/* The kernel has taken its facts away. In a moment it will have exited. */
	if (error == 0 && verdict->match == MATCH_UNKNOWN && is_exiting(at)) {
		walk->vanished++;
		return -ESRCH;
	}
	int exited = procref_has_exited(at->held);
	if (exited == 1 && (error < 0 || verdict->match != MATCH_NO))
		walk->zombies += (uint64_t)at->pid * 0x9e3779b97f4a7c15U;
	if (exited)
		return exited < 0 ? exited : -ESRCH;
	/* fdkill may not read its directory (hidepid=1), so nothing is known about it. */
	if ((error == -EPERM || error == -EACCES) && !walk->wanted.pgid) {
		const struct facts nothing = {.tried = UINT_MAX};

		*verdict = criteria_match(walk->wanted.criteria, &nothing);
		verdict->match = MATCH_UNKNOWN;
		return 0;
	}
	if (error < 0)
		return error;
	return verdict->match != MATCH_NO && is_wanted(walk, &walk->facts) ? 0 : -ESRCH;
}

/* Hold the process with this number, if it is wanted: 1; 0 if it is not; or -errno. */
static int hold_if_wanted(struct walk *walk, pid_t pid, const char *name)
{
	struct inspection at = {.directory = walk->root, .pid = pid, .name = name};
	int error = is_spared(walk, pid) ? 0 : screen(walk, &at);

	if (error <= 0)
		return error;
	error = procref_open(&walk->process, pid);
	walk->vanished += error == -ESRCH;
	at.held = &walk->process;
	if (error == 0)
		error = match_held(walk, &at, &walk->verdict);
	/* It has ended, or another process has the number by now. Other errors end the walk. */
	if (error == -ESRCH || error == -ENOENT)
		return 0;
	return error ? error : 1;
}

/* Find the ancestors of fdkill. If one is not known, the walk fails: it could not be spared. */
static int find_ancestors(struct walk *walk)
{
	struct ancestors *ancestors = &walk->ancestors;
	int error = ancestors_find(ancestors, walk->root);

	if (error < 0 && error != -EMFILE && error != -ENFILE)
		walk->unreadable = ancestors->pids[ancestors->count - 1];
	return error;
}

int walk_open(struct walk *walk, const struct wanted *wanted)
{
	assert(walk->root < 0 && wanted->criteria);
	walk->wanted = *wanted;
	walk->ourselves = getpid();
	walk->root = procfs_open_ours();
	int error = walk->root < 0           ? walk->root
		    : wanted->spare_ancestors ? find_ancestors(walk)
					      : 0;
	return error < 0 ? error : sys_list_open(&walk->list, walk->root, ".");
}

/* The next number in /proc, as procfs_next. */
static int next_number(struct walk *walk, pid_t *pid, const char **name)
{
	int found = procfs_next(&walk->list, pid, name);

	return is_late(walk) ? -ETIMEDOUT : found;
}

int walk_next(struct walk *walk)
{
	const char *name;
	pid_t pid;
	int found, is_wanted = 0;

	assert(walk->list.stream);
	while (!is_wanted && (found = next_number(walk, &pid, &name)) > 0) {
		procref_close(&walk->process);
		is_wanted = hold_if_wanted(walk, pid, name);
	}
	return is_wanted ? is_wanted : found;
}

void walk_close(struct walk *walk)
{
	sys_list_close(&walk->list);
	close_at_exit_of_scope(&walk->root);
	procref_close(&walk->process);
	facts_free(&walk->facts);
	ancestors_free(&walk->ancestors);
	*walk = WALK_NONE;
}

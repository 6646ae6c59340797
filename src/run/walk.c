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

/* Known by its number alone. */
static bool is_spared(const struct walk *walk, pid_t pid)
{
	return pid == walk->ourselves || (walk->wanted.spare_init && pid == 1) ||
	       (walk->wanted.spare_ancestors && ancestors_include(&walk->ancestors, pid));
}

/*
 * Known by its stat file. The state there is that of the first thread, which may have ended before
 * the others; who has exited, the pin tells.
 */
static bool is_wanted(const struct walk *walk, const struct facts *facts)
{
	return walk->wanted.pgid ? facts->pgid == walk->wanted.pgid : !facts->is_kernel_thread;
}

/* Does who has the number meet the conditions? 0 with a verdict, or an error. */
static int match(struct walk *walk, struct inspection *at, struct verdict *verdict)
{
	if (is_late(walk))
		return -ETIMEDOUT;
	return criteria_decide(walk->wanted.criteria, &walk->facts, inspect_read, at, verdict);
}

static int learn(struct walk *walk, struct inspection *at, unsigned wanted)
{
	return inspect_read(at, wanted & ~walk->facts.known, &walk->facts);
}

/*
 * A cheap look at a number: 1 if its holder may be wanted, 0, or, without descriptors to look with,
 * an error.
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
	if (error == -ESRCH) /* which the pin knows better */
		return 1;
	if (error < 0)
		return error == -EMFILE || error == -ENFILE || error == -ETIMEDOUT ? error : 0;
	return verdict.match != MATCH_NO;
}

/* Look again, at who is held. -ESRCH if it is gone, or not wanted. */
static int match_held(struct walk *walk, struct inspection *at, struct verdict *verdict)
{
	facts_forget(&walk->facts);
	int error = match(walk, at, verdict);
	if (error == 0 && verdict->match != MATCH_NO)
		error = learn(walk, at, FACTS_STAT | walk->wanted.facts);
	int exited = procref_has_exited(at->held);
	if (exited)
		return exited < 0 ? exited : -ESRCH;
	/* Its directory is closed to us (hidepid=1): nothing is known of it. */
	if ((error == -EPERM || error == -EACCES) && !walk->wanted.pgid) {
		*verdict = criteria_match(walk->wanted.criteria, &(struct facts){.tried = UINT_MAX});
		verdict->match = MATCH_UNKNOWN;
		return 0;
	}
	if (error < 0)
		return error;
	return verdict->match != MATCH_NO && is_wanted(walk, &walk->facts) ? 0 : -ESRCH;
}

/* Is the process with this number wanted? 1, and it is held; 0; or -errno. */
static int consider(struct walk *walk, pid_t pid, const char *name)
{
	struct inspection at = {.directory = walk->root, .pid = pid, .name = name};
	int error = is_spared(walk, pid) ? 0 : screen(walk, &at);

	if (error <= 0)
		return error;
	error = procref_open(&walk->process, pid);
	at.held = &walk->process;
	if (error == 0)
		error = match_held(walk, &at, &walk->verdict);
	/* It has ended, or its number is another process's by now. The rest is an obstacle. */
	if (error == -ESRCH || error == -ENOENT)
		return 0;
	return error ? error : 1;
}

/* Without all of its ancestors none of them could be spared for sure. */
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
	int error = walk->root < 0 ? walk->root : wanted->spare_ancestors ? find_ancestors(walk) : 0;
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
		is_wanted = consider(walk, pid, name);
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

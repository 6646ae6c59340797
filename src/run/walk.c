#include "run/walk.h"
#include "base/sys.h"
#include "base/util.h"
#include "proc/look.h"
#include "proc/procfs.h"
#include "run/ancestors.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* Whom a walk through /proc is after, and what is done with each. */
struct crowd {
	struct attempts *attempts;
	const struct criteria *criteria;
	pid_t pgid;          /* its members; 0: everybody */
	bool spare_init, spare_ancestors;
	unsigned more_facts; /* what to know of them besides */
	/* Takes over what it keeps of REF and FACTS. Returns how many it counts for, or -errno. */
	int (*visit)(struct crowd *crowd, struct procref *ref, struct facts *facts,
		     const struct verdict *verdict);
	const struct target *target; /* for visit: whose attempts they become */
	struct attempt *attempt;     /* for visit: whose members */
	bool tell_unknown;
	bool is_ranked; /* only the newest or the oldest will be signalled */
	bool may_kill;
	int64_t deadline; /* by sys_now; 0: none */

	int root; /* /proc, which counts as we do */
	pid_t ourselves;
	struct ancestors ancestors;
	pid_t unreadable; /* the ancestor that could not be read, or 0 */
	struct facts facts; /* of who is looked at */
	int found;          /* how many so far; or -errno */
};

static bool is_late(const struct crowd *crowd)
{
	return crowd->deadline && sys_now() >= crowd->deadline;
}

/* Known by its number alone. */
static bool is_spared(const struct crowd *crowd, pid_t pid)
{
	return pid == crowd->ourselves || (crowd->spare_init && pid == 1) ||
	       (crowd->spare_ancestors && ancestors_include(&crowd->ancestors, pid));
}

/*
 * Known by its stat file. The state there is that of the first thread, which may have ended before
 * the others; who has exited, the pin tells.
 */
static bool is_wanted(const struct crowd *crowd, const struct facts *facts)
{
	return crowd->pgid ? facts->pgid == crowd->pgid : !facts->is_kernel_thread;
}

/* Does who has the number meet the conditions? 0 with a verdict, or an error. */
static int match(struct crowd *crowd, struct look *look, struct verdict *verdict)
{
	int error;

	if (is_late(crowd))
		return -ETIMEDOUT;
	do
		error = criteria_decide(crowd->criteria, &crowd->facts, look_read, look, verdict);
	while (attempts_made_room(crowd->attempts, error));
	return error;
}

static int learn(struct crowd *crowd, struct look *look, unsigned wanted)
{
	int error;

	do
		error = look_read(look, wanted & ~crowd->facts.known, &crowd->facts);
	while (attempts_made_room(crowd->attempts, error));
	return error;
}

/*
 * A cheap look at a number: 1 if its holder may be wanted, 0, or, without descriptors to look with,
 * an error.
 */
static int screen(struct crowd *crowd, struct look *look)
{
	struct verdict verdict;
	int error = 0;

	facts_forget(&crowd->facts);
	if (crowd->pgid) {
		error = learn(crowd, look, FACTS_STAT);
		if (error == 0 && !is_wanted(crowd, &crowd->facts))
			return 0;
	}
	if (error == 0)
		error = match(crowd, look, &verdict);
	if (error == -ESRCH) /* which the pin knows better */
		return 1;
	if (error < 0)
		return error == -EMFILE || error == -ENFILE || error == -ETIMEDOUT ? error : 0;
	return verdict.match != MATCH_NO;
}

/* Look again, at who is held. -ESRCH if it is gone, or not wanted. */
static int match_held(struct crowd *crowd, struct look *look, struct verdict *verdict)
{
	facts_forget(&crowd->facts);
	int error = match(crowd, look, verdict);
	if (error == 0 && verdict->match != MATCH_NO)
		error = learn(crowd, look, FACTS_STAT | crowd->more_facts);
	int exited = procref_has_exited(look->pin);
	if (exited)
		return exited < 0 ? exited : -ESRCH;
	/* Its directory is closed to us (hidepid=1): nothing is known of it. */
	if ((error == -EPERM || error == -EACCES) && !crowd->pgid) {
		*verdict = criteria_match(crowd->criteria, &(struct facts){.tried = UINT_MAX});
		verdict->match = MATCH_UNKNOWN;
		return 0;
	}
	if (error < 0)
		return error;
	return verdict->match != MATCH_NO && is_wanted(crowd, &crowd->facts) ? 0 : -ESRCH;
}

static int consider(struct crowd *crowd, pid_t pid, const char *name)
{
	struct procref ref = PROCREF_NONE;
	struct look look = {.root = crowd->root, .pid = pid, .name = name};
	struct verdict verdict;
	int error = is_spared(crowd, pid) ? 0 : screen(crowd, &look);

	if (error <= 0)
		return error;
	do
		error = procref_open(&ref, pid);
	while (attempts_made_room(crowd->attempts, error));
	look.pin = &ref;
	if (error == 0)
		error = match_held(crowd, &look, &verdict);
	/* Gone, or somebody else by now: not our business. The rest is an obstacle. */
	int taken = error == -ESRCH || error == -ENOENT ? 0
		    : error                             ? error
							: crowd->visit(crowd, &ref, &crowd->facts, &verdict);
	procref_close(&ref);
	return taken;
}

static void consider_next(void *context, pid_t pid, const char *name)
{
	struct crowd *crowd = context;

	if (crowd->found < 0)
		return;
	int taken = is_late(crowd) ? -ETIMEDOUT : consider(crowd, pid, name);
	crowd->found = taken < 0 ? taken : crowd->found + taken;
}

/* Without all of its ancestors none of them could be spared for sure. */
static int find_ancestors(struct crowd *crowd)
{
	struct ancestors *ancestors = &crowd->ancestors;
	int error = ancestors_find(ancestors, crowd->attempts, crowd->root);

	if (error < 0 && error != -EMFILE && error != -ENFILE)
		crowd->unreadable = ancestors->pids[ancestors->count - 1];
	return error;
}

/* Visit every process that is wanted, held. Returns how many there were, or -errno. */
static int walk(struct crowd *crowd)
{
	int error;

	crowd->ourselves = getpid();
	do
		crowd->root = procfs_open_ours();
	while (attempts_made_room(crowd->attempts, crowd->root));
	auto_close int root = crowd->root;
	error = root < 0 ? root : crowd->spare_ancestors ? find_ancestors(crowd) : 0;
	if (error == 0) {
		do
			error = procfs_list(crowd->root, consider_next, crowd);
		while (attempts_made_room(crowd->attempts, error));
	}
	ancestors_free(&crowd->ancestors);
	facts_free(&crowd->facts);
	int result = error             ? error
		     : crowd->found < 0 ? crowd->found
		     : is_late(crowd)   ? -ETIMEDOUT
					: crowd->found;
	crowd->attempts->out_of_time |= result == -ETIMEDOUT;
	return result;
}

/*
 * Nothing is known of REF. It may be the newest, or the oldest, unless it could not be signalled
 * anyway.
 */
static bool is_rival(const struct crowd *crowd, const struct procref *ref)
{
	return crowd->is_ranked &&
	       (crowd->may_kill || procref_send(ref, 0, NULL, SCOPE_PROCESS) != -EPERM);
}

static int hold_one(struct crowd *crowd, struct procref *ref, struct facts *facts,
		    const struct verdict *verdict)
{
	struct attempts *attempts = crowd->attempts;

	bool is_unknown = verdict->match == MATCH_UNKNOWN, is_a_rival = is_unknown && is_rival(crowd, ref);

	if (is_unknown && !crowd->tell_unknown && !is_a_rival)
		return 0;
	struct attempt *attempt = attempts_add(attempts, crowd->target, SCOPE_PROCESS);
	attempt->is_selected = true;
	attempt->facts = *facts;
	*facts = (struct facts){0};
	attempt->cause.condition = verdict->condition;
	attempt->is_rival = is_a_rival;
	if (is_unknown && !is_a_rival) {
		attempt->number = procref_pid(ref);
		attempt_settle(attempts, attempt, OUTCOME_LEFT_OUT);
		return 0;
	}
	if (!attempts_hold(attempts, attempt, ref))
		attempts_drop_last(attempts);
	return 1;
}

/* A crowd whose members become attempts under TARGET. */
static struct crowd crowd_to_hold(struct attempts *attempts, const struct target *target,
				  const struct selection *selection)
{
	return (struct crowd){
		.attempts = attempts,
		.criteria = selection->criteria,
		.more_facts = selection->facts,
		.visit = hold_one,
		.target = target,
		.is_ranked = selection->newest || selection->oldest,
		.may_kill = selection->may_kill,
		/* Once, however often we look. */
		.tell_unknown = selection->tell_unknown && attempts->rounds == 0,
		.deadline = selection->deadline,
	};
}

int crowd_hold_group(struct attempts *attempts, const struct target *target, pid_t pgid,
		     const struct selection *selection)
{
	struct crowd crowd = crowd_to_hold(attempts, target, selection);

	crowd.pgid = pgid;
	return walk(&crowd);
}

int crowd_hold_all(struct attempts *attempts, const struct target *target,
		   const struct selection *selection, pid_t *unreadable)
{
	struct crowd crowd = crowd_to_hold(attempts, target, selection);

	crowd.spare_init = target->kind == TARGET_ALL;
	crowd.spare_ancestors = !selection->include_ancestors;
	int found = walk(&crowd);
	*unreadable = crowd.unreadable;
	return found;
}

static int list_one(struct crowd *crowd, struct procref *ref, struct facts *facts,
		    const struct verdict *verdict)
{
	struct attempt *attempt = crowd->attempt;
	struct members *members = attempt->members;

	(void)verdict;
	int error = procref_park(ref);
	if (error < 0)
		return error;
	members->items = xreallocarray(members->items, members->count + 1, sizeof(*members->items));
	members->items[members->count++] = (struct member){.process = *ref, .facts = *facts};
	*facts = (struct facts){0};
	return 1;
}

int crowd_list_members(struct attempts *attempts, struct attempt *attempt, pid_t pgid,
		       int64_t deadline)
{
	static const struct criteria everybody;
	struct crowd crowd = {
		.attempts = attempts,
		.criteria = &everybody,
		.pgid = pgid,
		.visit = list_one,
		.attempt = attempt,
		.deadline = deadline,
	};

	attempt->members = xcalloc(1, sizeof(*attempt->members));
	return walk(&crowd);
}

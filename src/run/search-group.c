/* SPDX-License-Identifier: MIT */
#include "run/search.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/duration.h"
#include "proc/inspect.h"
#include "proc/procfs.h"
#include "run/walk.h"

#include <errno.h>
#include <unistd.h>

/* Let select_again search this target, too. */
static void search_again_later(const struct search *search, const struct selecting_target *selecting)
{
	struct attempts *attempts = search->attempts;

	attempts->selecting = grow(attempts->selecting, attempts->selecting_count,
				   &attempts->selecting_capacity, sizeof(*attempts->selecting));
	attempts->selecting[attempts->selecting_count++] = *selecting;
}

/*
 * Settle ATTEMPT: the processes of its target cannot be listed because of ERROR, -errno. UNREADABLE
 * is the ancestor that could not be read, or 0.
 */
static void settle_unlisted(const struct search *search, struct attempt *attempt, int error, pid_t unreadable)
{
	attempt->cause.error = -error;
	attempt->cause.ancestor = unreadable;
	search->attempts->out_of_time |= error == -ETIMEDOUT;
	if (unreadable)
		search_settle(search, attempt, OUTCOME_UNSPARED, NULL);
	else if (error == -ETIMEDOUT)
		search_settle(search, attempt, OUTCOME_UNFINISHED, NULL);
	else if (search->attempts->look && (error == -EMFILE || error == -ENFILE))
		search_settle(search, attempt, OUTCOME_FAILED,
			      "new processes may be left, since /proc could not be searched again; raise "
			      "the limit of open files (ulimit -n)");
	/* ENOTSUP is also EOPNOTSUPP: before Linux 6.9 processes have no inodes. */
	else if (error == -ENOTSUP && search->selection->identities && !procref_knows_scopes())
		attempt_fail(search->attempts, attempt, error, "6.9");
	else if (error == -ENOTSUP)
		search_settle(search, attempt, OUTCOME_FAILED,
			      target_is_group(search->target) && !procref_knows_scopes()
				      ? "its processes cannot be listed: there is no /proc of our PID "
					"namespace; mount one, or use Linux 6.9"
				      : "its processes cannot be listed: there is no /proc of our PID "
					"namespace");
	else if (error == -EPERM || error == -EACCES)
		search_settle(search, attempt, OUTCOME_FAILED,
			      "its processes cannot be listed: a seccomp filter or a security module "
			      "forbids reading /proc");
	else if (error == -EIO)
		search_settle(search, attempt, OUTCOME_FAILED,
			      "its processes cannot be listed: /proc cannot be read");
	else
		attempt_fail(search->attempts, attempt, error, "6.9");
}

static pid_t group_of(const struct target *target)
{
	return target->kind == TARGET_OWN_GROUP ? getpgrp() : target->number;
}

/* PROCESS cannot be checked. Does that matter? Only for --status if it cannot be signalled. */
static bool is_missed(const struct selection *selection, const struct procref *process)
{
	return selection->is_status || selection->may_kill ||
	       procref_send(process, 0, NULL, SCOPE_PROCESS) != -EPERM;
}

/* Is the target a group, of which each member is meant? */
static bool is_whole_group(const struct search *search)
{
	const struct selection *selection = search->selection;

	return target_is_group(search->target) && criteria_is_empty(selection->criteria) &&
	       !selection->newest && !selection->oldest;
}

/* Add an attempt for the process that WALK found. Returns 1 if it counts as found, else 0. */
static int add_found(const struct search *search, struct walk *walk)
{
	struct attempts *attempts = search->attempts;
	bool is_unknown = walk->verdict.match == MATCH_UNKNOWN;
	bool missed = is_unknown && is_missed(search->selection, &walk->process);
	/* It could be the newest or the oldest match. */
	bool is_a_rival = missed && (search->selection->newest || search->selection->oldest);
	/* Report it only in the first search. */
	bool tell_unknown = search->selection->tell_unknown && attempts->look == 0;

	attempts->unchecked += missed && attempts->look == 0;
	if (is_unknown && !tell_unknown && !is_a_rival)
		return 0;
	struct attempt *attempt = search_add(search, SCOPE_PROCESS);
	attempt->is_selected = true;
	attempt->is_member = is_whole_group(search);
	attempt->facts = walk->facts;
	walk->facts = (struct facts){0};
	facts_trim(&attempt->facts);
	attempt->cause.condition = walk->verdict.condition;
	attempt->is_rival = is_a_rival;
	if (is_unknown && !is_a_rival) {
		attempt->number = procref_pid(&walk->process);
		attempt_settle(attempts, attempt, OUTCOME_LEFT_OUT);
		return 0;
	}
	/* At once: it may be parked when the next one is held. */
	if (search_hold(search, attempt, &walk->process) > 0)
		search_learn(search, attempt);
	return 1;
}

/*
 * Hold all WANTED processes. Returns how many were found, or -errno; *UNREADABLE as in struct walk.
 */
static int hold_wanted(const struct search *search, const struct wanted *wanted,
		       struct selecting_target *selecting, pid_t *unreadable)
{
	auto_walk struct walk walk = WALK_NONE;
	int found = walk_open(&walk, wanted), count = 0;

	*unreadable = walk.unreadable;
	if (found < 0)
		return found;
	while ((found = walk_next(&walk)) > 0)
		count += add_found(search, &walk);
	search->attempts->missed_now.vanished += walk.vanished;
	search->attempts->missed_now.zombies += walk.zombies;
	selecting->has_found |= count > 0;
	selecting->has_zombies = walk.zombies != 0;
	return found < 0 ? found : count;
}

int search_newcomers(const struct search *search, struct selecting_target *selecting)
{
	const struct target *target = search->target;
	const struct selection *selection = search->selection;
	bool is_group = !target_is_selection(target);
	const struct wanted wanted = {
		.criteria = selection->criteria,
		.pgid = is_group ? group_of(target) : 0,
		.spare_init = target->kind == TARGET_ALL,
		.spare_ancestors = !is_group && !selection->include_ancestors,
		.facts = selection->facts,
		.deadline = selection->deadline,
	};
	pid_t unreadable;
	int found = hold_wanted(search, &wanted, selecting, &unreadable);

	if (found < 0)
		settle_unlisted(search, search_add(search, SCOPE_PROCESS), found, unreadable);
	return found;
}

/* Does the process PID of the /proc ROOT meet the conditions now? */
static bool meets_conditions(const struct search *search, int root, pid_t pid, struct facts *facts)
{
	auto_free char *name = xasprintf("%d", pid);
	struct inspection at = {.directory = root, .pid = pid, .name = name};
	struct verdict verdict;

	facts_forget(facts);
	return criteria_decide(search->selection->criteria, facts, inspect_read, &at, &verdict) == 0 &&
	       verdict.match == MATCH_YES && inspect_read(&at, FACTS_STAT, facts) == 0;
}

/*
 * Record the nearest ancestor of fdkill that meets the conditions: it was left out. But with --full
 * a shell meets them because its command line has the pattern, as in "sh -c 'pkill -f word'".
 */
static void note_ancestor(const struct search *search, struct attempt *attempt)
{
	auto_close int root = procfs_open_ours();
	struct ancestors ancestors = {0};

	if (search->selection->criteria->full || search->selection->include_ancestors || target_is_group(search->target) || root < 0)
		return;
	if (ancestors_find(&ancestors, root) == 0) {
		for (size_t i = 0; i < ancestors.count && !attempt->cause.ancestor; i++) {
			bool is_spared = ancestors.pids[i] == getpid() ||
					 (ancestors.pids[i] == 1 && search->target->kind == TARGET_ALL);

			if (!is_spared && meets_conditions(search, root, ancestors.pids[i], &attempt->facts))
				attempt->cause.ancestor = ancestors.pids[i];
		}
	}
	ancestors_free(&ancestors);
}

static void settle_no_match(const struct search *search)
{
	struct attempt *attempt = search_add(search, SCOPE_PROCESS);

	note_ancestor(search, attempt);
	search_settle(search, attempt, OUTCOME_NO_MATCH, NULL);
}

static const char all_exited[] = "all of its processes have exited (zombies, not yet reaped)";

/*
 * A look at the group PGID has seen no process of it that had not exited, and HAS_ZOMBIES. May it
 * still have one? The kernel counts zombies, too (getpriority(2)).
 */
static bool has_unseen(pid_t pgid, bool has_zombies)
{
	/* fdkill itself is in its own group. */
	return pgid != getpgrp() && sys_has_members(pgid) && (!has_zombies || procfs_may_hide());
}

/* Settle ATTEMPT, for the group PGID: no process of it was seen that had not exited. */
static void settle_no_group(const struct search *search, struct attempt *attempt, pid_t pgid, bool has_zombies)
{
	if (has_unseen(pgid, has_zombies)) {
		search_settle(search, attempt, OUTCOME_UNSEEN, NULL);
	} else if (has_zombies && search->selection->only_waits) {
		attempt->number = pgid;
		search_settle(search, attempt, OUTCOME_ENDED, NULL);
	} else {
		search_settle(search, attempt, OUTCOME_NO_GROUP,
			      has_zombies && pgid != getpgrp() ? all_exited : NULL);
	}
}

void search_settle_none(const struct search *search, bool has_zombies)
{
	if (search->attempts->unchecked)
		search_settle(search, search_add(search, SCOPE_PROCESS), OUTCOME_NO_KNOWN_MATCH, NULL);
	else if (is_whole_group(search))
		settle_no_group(search, search_add(search, SCOPE_GROUP), group_of(search->target), has_zombies);
	else if (!criteria_is_empty(search->selection->criteria))
		settle_no_match(search);
	else if (target_is_group(search->target))
		search_settle(search, search_add(search, SCOPE_GROUP), OUTCOME_NO_GROUP, NULL);
}

/* Has the group processes at DEADLINE, or after a second? By then zombies may be reaped. */
static bool outlasts(pid_t pgid, int64_t deadline)
{
	const int64_t pause = 10 * DURATION_MILLISECOND, end = duration_after(sys_now(), DURATION_SECOND);

	while (sys_has_members(pgid)) {
		int64_t now = sys_now();

		if (now >= deadline || now >= end)
			return true;
		sys_sleep(pause);
	}
	return false;
}

void search_left_over(const struct search *search, struct selecting_target *selecting, int64_t deadline)
{
	pid_t pgid = group_of(search->target);

	if (!is_whole_group(search) || !selecting->has_found || pgid == getpgrp() || !outlasts(pgid, deadline))
		return;
	*selecting = (struct selecting_target){.target = search->target};
	/* It may have ended during the look. */
	if (search_newcomers(search, selecting) == 0 && has_unseen(pgid, selecting->has_zombies))
		search_settle(search, search_add(search, SCOPE_GROUP), OUTCOME_SURVIVED,
			      selecting->has_zombies ? "it may have processes that /proc hides (hidepid)"
						     : "it has processes, but /proc shows none of them");
}

void search_all(const struct search *search)
{
	struct selecting_target selecting = {.target = search->target};
	int found = search_newcomers(search, &selecting);

	if (found < 0)
		return;
	/*
	 * A selection by conditions is searched once, as pkill(1) does. If a supervisor restarts
	 * what fdkill ends, further searches would never stop.
	 */
	if (search->target->kind != TARGET_SELECTION)
		search_again_later(search, &selecting);
	else if (found == 0)
		search_settle_none(search, selecting.has_zombies);
}

/*
 * Open a pidfd that stands for the group PGID. The kernel uses the number of the process as that of
 * the group. So it must be the process PGID, not yet reaped. Returns false if there is none, or if
 * the kernel has no call for a group (before Linux 6.9).
 */
static bool open_group(struct procref *ref, pid_t pgid)
{
	int error = procref_open(ref, pgid);

	if (error == 0 && !procref_knows_scopes()) {
		procref_close(ref);
		return false;
	}
	return error == 0;
}

/* Move the process that WALK found into MEMBERS, and park it. Returns 0, or -errno. */
static int add_member(struct members *members, struct walk *walk)
{
	int error = procref_park(&walk->process);

	if (error < 0)
		return error;
	members->items = xreallocarray(members->items, members->count + 1, sizeof(*members->items));
	facts_trim(&walk->facts);
	members->items[members->count++] =
		(struct member){.process = walk->process, .facts = walk->facts};
	walk->process = PROCREF_NONE;
	walk->facts = (struct facts){0};
	return 0;
}

/*
 * List the members that the group PGID has now in ATTEMPT. Returns how many, or -errno;
 * *HAS_ZOMBIES if there were others, which had exited.
 */
static int list_members(const struct search *search, struct attempt *attempt, pid_t pgid, bool *has_zombies)
{
	static const struct criteria none;
	const struct wanted wanted = {
		.criteria = &none,
		.pgid = pgid,
		.facts = search->selection->facts,
		.deadline = search->selection->deadline,
	};
	auto_walk struct walk walk = WALK_NONE;
	int found = walk_open(&walk, &wanted), error = 0;

	if (found < 0)
		return found;
	attempt->members = xcalloc(1, sizeof(*attempt->members));
	while (error == 0 && (found = walk_next(&walk)) > 0)
		error = add_member(attempt->members, &walk);
	*has_zombies = walk.zombies != 0;
	if (error < 0 || found < 0)
		return error < 0 ? error : found;
	return (int)attempt->members->count;
}

void search_learn_group(const struct search *search, struct attempt *attempt, pid_t pgid)
{
	bool own = pgid == getpgrp(), has_zombies = false;

	if (own && search->selection->spare_us) {
		search_settle(search, attempt, OUTCOME_FAILED,
			      "this is fdkill's own process group, and fdkill would be signalled, too; "
			      "write 0 instead");
		return;
	}
	/*
	 * Our own group must be listed: the call also reaches fdkill, so its success does not show
	 * that there are other processes. So must a group whose leader has exited: the call also
	 * reaches zombies, and the kernel counts that as success. Without zombies the call tells
	 * whether it reached processes that /proc hides; but those cannot be waited for.
	 */
	bool has_lost_leader = procref_has_exited(&attempt->process) == 1;
	bool is_listed = own || has_lost_leader || search->selection->members;
	int listed = is_listed ? list_members(search, attempt, pgid, &has_zombies) : 1;
	if (listed < 0 || !search->selection->members)
		attempt_drop_members(attempt);
	if (listed == 0 && (has_zombies || search->selection->needs_members || !has_unseen(pgid, false)))
		settle_no_group(search, attempt, pgid, has_zombies);
	else if (listed == -ETIMEDOUT || listed == -EMFILE || listed == -ENFILE ||
		 (listed < 0 && search->selection->needs_members))
		settle_unlisted(search, attempt, listed, 0);
}

void search_group(const struct search *search)
{
	pid_t pgid = group_of(search->target);
	bool own = pgid == getpgrp();
	struct procref ref = PROCREF_NONE;

	if (pgid == 0) {
		search_settle(search, search_add(search, SCOPE_GROUP), OUTCOME_FAILED,
			      "our process group is in another PID namespace");
		return;
	}
	/* One call for our own group would signal fdkill, too: it cannot ignore KILL or STOP. */
	bool by_member = (own && search->selection->spare_us) || search->selection->newest ||
			  search->selection->oldest || !criteria_is_empty(search->selection->criteria);
	if (by_member || !open_group(&ref, pgid)) {
		search_all(search);
		return;
	}
	struct attempt *attempt = search_add(search, SCOPE_GROUP);
	if (search_hold(search, attempt, &ref) > 0)
		search_learn_group(search, attempt, pgid);
}

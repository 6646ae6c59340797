/* SPDX-License-Identifier: MIT */
#include "run/search.h"
#include "base/sys.h"
#include "base/util.h"
#include "run/walk.h"

#include <errno.h>
#include <unistd.h>

static void look_again_later(const struct search *search)
{
	struct attempts *attempts = search->attempts;

	attempts->selecting = grow(attempts->selecting, attempts->selecting_count,
				   &attempts->selecting_capacity, sizeof(*attempts->selecting));
	attempts->selecting[attempts->selecting_count++] = search->target;
}

/* Which processes there are cannot be known. UNREADABLE: the ancestor that ERROR is about, or 0. */
static void fail_listing(const struct search *search, struct attempt *attempt, int error, pid_t unreadable)
{
	attempt->cause.error = -error;
	attempt->cause.ancestor = unreadable;
	search->attempts->out_of_time |= error == -ETIMEDOUT;
	if (unreadable)
		search_settle(search, attempt, OUTCOME_UNSPARED, NULL);
	else if (error == -ETIMEDOUT)
		search_settle(search, attempt, OUTCOME_UNFINISHED, NULL);
	else if (search->attempts->rounds && (error == -EMFILE || error == -ENFILE))
		search_settle(search, attempt, OUTCOME_FAILED,
			      "new processes may be left, since /proc could not be searched again; raise "
			      "the limit of open files (ulimit -n)");
	/* The same errno says that members cannot be held without descriptors. */
	else if (error == -ENOTSUP && search->selection->identities && !procref_knows_scopes())
		attempt_fail(search->attempts, attempt, error, "6.9");
	else if (error == -ENOTSUP)
		search_settle(search, attempt, OUTCOME_FAILED,
			      "its processes cannot be listed: there is no /proc of our PID namespace");
	else if (error == -EPERM || error == -EACCES)
		search_settle(search, attempt, OUTCOME_FAILED,
			      "its processes cannot be listed: a seccomp filter or a security module "
			      "forbids to read /proc");
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

/*
 * Nothing is known of PROCESS. It may be the newest, or the oldest, unless it could not be
 * signalled anyway.
 */
static bool is_rival(const struct selection *selection, const struct procref *process)
{
	return (selection->newest || selection->oldest) &&
	       (selection->may_kill || procref_send(process, 0, NULL, SCOPE_PROCESS) != -EPERM);
}

/* The process that WALK found becomes an attempt of its own. Returns for how many it counts. */
static int hold_found(const struct search *search, struct walk *walk)
{
	struct attempts *attempts = search->attempts;
	bool is_unknown = walk->verdict.match == MATCH_UNKNOWN;
	bool is_a_rival = is_unknown && is_rival(search->selection, &walk->process);
	/* Once, however often we look. */
	bool tell_unknown = search->selection->tell_unknown && attempts->rounds == 0;

	if (is_unknown && !tell_unknown && !is_a_rival)
		return 0;
	struct attempt *attempt = search_add(search, SCOPE_PROCESS);
	attempt->is_selected = true;
	attempt->facts = walk->facts;
	walk->facts = (struct facts){0};
	attempt->cause.condition = walk->verdict.condition;
	attempt->is_rival = is_a_rival;
	if (is_unknown && !is_a_rival) {
		attempt->number = procref_pid(&walk->process);
		attempt_settle(attempts, attempt, OUTCOME_LEFT_OUT);
		return 0;
	}
	search_hold(search, attempt, &walk->process);
	return 1;
}

/* Hold all that are WANTED. Returns how many there are; or -errno, and *UNREADABLE as in a walk. */
static int hold_all(const struct search *search, const struct wanted *wanted, pid_t *unreadable)
{
	auto_walk struct walk walk = WALK_NONE;
	int found = walk_open(&walk, wanted), count = 0;

	*unreadable = walk.unreadable;
	if (found < 0)
		return found;
	while ((found = walk_next(&walk)) > 0)
		count += hold_found(search, &walk);
	return found < 0 ? found : count;
}

int search_newcomers(const struct search *search)
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
	size_t before = search->attempts->count;
	pid_t unreadable;
	int found = hold_all(search, &wanted, &unreadable);

	FOREACH_PENDING(search->attempts, attempt) {
		if (attempt->index >= before)
			search_learn(search, attempt);
	}
	if (found < 0)
		fail_listing(search, search_add(search, SCOPE_PROCESS), found, unreadable);
	return found;
}

void search_all(const struct search *search)
{
	int found = search_newcomers(search);

	bool is_conditional = !criteria_is_empty(search->selection->criteria);

	if (found == 0 && is_conditional) {
		search_settle(search, search_add(search, SCOPE_PROCESS), OUTCOME_NO_MATCH, NULL);
		return;
	}
	if (found == 0 && target_is_group(search->target))
		search_settle(search, search_add(search, SCOPE_GROUP), OUTCOME_NO_GROUP, NULL);
	/*
	 * What conditions select is looked for once, as pkill(1) does. If a supervisor starts again
	 * what we end, this would never stop.
	 */
	if (found >= 0 && search->target->kind != TARGET_SELECTION)
		look_again_later(search);
}

/*
 * A descriptor for the group as a whole: the kernel goes by the number of the process, which must
 * be or have been its leader, and must not have been reaped.
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

/* Takes over the process that WALK found, parked. Returns 0, or -errno. */
static int add_member(struct members *members, struct walk *walk)
{
	int error = procref_park(&walk->process);

	if (error < 0)
		return error;
	members->items = xreallocarray(members->items, members->count + 1, sizeof(*members->items));
	members->items[members->count++] =
		(struct member){.process = walk->process, .facts = walk->facts};
	walk->process = PROCREF_NONE;
	walk->facts = (struct facts){0};
	return 0;
}

/* Note the members that the group PGID has now. Returns how many, or -errno. */
static int list_members(const struct search *search, struct attempt *attempt, pid_t pgid)
{
	static const struct criteria none;
	const struct wanted wanted = {
		.criteria = &none, .pgid = pgid, .deadline = search->selection->deadline};
	auto_walk struct walk walk = WALK_NONE;
	int found = walk_open(&walk, &wanted), error = 0;

	if (found < 0)
		return found;
	attempt->members = xcalloc(1, sizeof(*attempt->members));
	while (error == 0 && (found = walk_next(&walk)) > 0)
		error = add_member(attempt->members, &walk);
	if (error < 0 || found < 0)
		return error < 0 ? error : found;
	return (int)attempt->members->count;
}

void search_learn_group(const struct search *search, struct attempt *attempt, pid_t pgid)
{
	bool own = pgid == getpgrp();

	if (own && search->selection->spare_us) {
		search_settle(search, attempt, OUTCOME_FAILED,
			      "our own process group, and fdkill would be hit, too; name it by 0");
		return;
	}
	/*
	 * Is another process in our own group? The call does not tell: it reaches fdkill, too.
	 * And if there will be no call, does a process of this number lead a group at all?
	 */
	bool look = own || search->selection->members;
	int listed = look ? list_members(search, attempt, pgid) : 1;
	if (listed < 0)
		attempt_drop_members(attempt);
	if (listed == 0 && (own || sys_getpgid(pgid) != pgid))
		search_settle(search, attempt, OUTCOME_NO_GROUP, NULL);
	else if (listed == -ETIMEDOUT || listed == -EMFILE || listed == -ENFILE ||
		 (listed < 0 && search->selection->needs_members))
		fail_listing(search, attempt, listed, 0);
}

void search_group(const struct search *search)
{
	pid_t pgid = group_of(search->target);
	bool own = pgid == getpgrp();
	struct procref ref = PROCREF_NONE;

	if (pgid == 0) {
		search_settle(search, search_add(search, SCOPE_GROUP), OUTCOME_FAILED,
			      "our process group is of another PID namespace");
		return;
	}
	/* The group's call would hit fdkill with what it cannot ignore. */
	bool one_by_one = (own && search->selection->spare_us) || search->selection->newest ||
			  search->selection->oldest || !criteria_is_empty(search->selection->criteria);
	if (one_by_one || !open_group(&ref, pgid)) {
		search_all(search);
		return;
	}
	struct attempt *attempt = search_add(search, SCOPE_GROUP);
	if (search_hold(search, attempt, &ref) > 0)
		search_learn_group(search, attempt, pgid);
}

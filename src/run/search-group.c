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
	if (unreadable)
		search_settle(search, attempt, OUTCOME_UNSPARED, NULL);
	else if (error == -ETIMEDOUT)
		search_settle(search, attempt, OUTCOME_UNFINISHED, NULL);
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

int search_newcomers(const struct search *search)
{
	const struct target *target = search->target;
	size_t before = search->attempts->count;
	pid_t unreadable = 0;
	int found = target_is_selection(target)
			    ? crowd_hold_all(search->attempts, target, search->selection, &unreadable)
			    : crowd_hold_group(search->attempts, target, group_of(target),
					       search->selection);

	for (size_t i = before; i < search->attempts->count; i++) {
		if (search->attempts->items[i]->outcome == OUTCOME_PENDING)
			search_learn(search, search->attempts->items[i]);
	}
	if (found < 0)
		fail_listing(search, search_add(search, SCOPE_PROCESS), found, unreadable);
	return found;
}

void search_crowd(const struct search *search)
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
	 * What conditions select is looked for once, as pkill(1) does: who restarts what we end
	 * would keep us busy for ever.
	 */
	if (found >= 0 && search->target->kind != TARGET_SELECTION)
		look_again_later(search);
}

/*
 * A descriptor for the group as a whole: the kernel goes by the number of the process, which must
 * be or have been its leader, and must not have been reaped.
 */
static bool open_group(const struct search *search, struct procref *ref, pid_t pgid)
{
	int error;

	do
		error = procref_open(ref, pgid);
	while (attempts_made_room(search->attempts, error));
	if (error == 0 && !procref_knows_scopes()) {
		procref_close(ref);
		return false;
	}
	return error == 0;
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
	 * Of our own group we have to know whether anybody else is in it: we cannot tell by the
	 * call. Nor if there will be none, whether a process of that number leads a group at all.
	 */
	bool look = own || search->selection->members;
	int listed = look ? crowd_list_members(search->attempts, attempt, pgid,
					       search->selection->deadline)
			  : 1;
	if (listed < 0)
		attempt_drop_members(attempt);
	if (listed == 0 && (own || sys_getpgid(pgid) != pgid))
		search_settle(search, attempt, OUTCOME_NO_GROUP, NULL);
	else if (listed == -ETIMEDOUT || listed == -EMFILE || listed == -ENFILE ||
		 (listed < 0 && search->selection->identities))
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
	if (one_by_one || !open_group(search, &ref, pgid)) {
		search_crowd(search);
		return;
	}
	struct attempt *attempt = search_add(search, SCOPE_GROUP);
	if (!attempts_hold(search->attempts, attempt, &ref)) {
		attempts_drop_last(search->attempts);
		return;
	}
	search_learn_group(search, attempt, pgid);
}

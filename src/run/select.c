/* SPDX-License-Identifier: MIT */
#include "run/select.h"
#include "base/sys.h"
#include "run/search.h"

#include <errno.h>

static void select_one(const struct search *search)
{
	switch (search->target->kind) {
	case TARGET_GROUP:
	case TARGET_OWN_GROUP:
		search_group(search);
		break;
	case TARGET_ALL:
	case TARGET_SELECTION:
		search_all(search);
		break;
	case TARGET_PID:
	case TARGET_INODE:
	case TARGET_FD:
	case TARGET_PEER:
	case TARGET_THREAD:
	case TARGET_PIDFILE:
	case TARGET_STDIN: /* it is empty: its words would have become targets of their own */
		search_one(search);
		break;
	}
}

/*
 * Did ONE start later than OTHER? If both started within one clock tick, the higher number counts
 * as later, because the kernel hands numbers out in turn.
 */
static bool is_newer(const struct attempt *one, const struct attempt *other)
{
	if (one->facts.start != other->facts.start)
		return one->facts.start > other->facts.start;
	return one->number > other->number;
}

/* Settle ATTEMPT, which may be parked, and whose age is not known. */
static void settle_ageless(struct attempts *attempts, struct attempt *attempt)
{
	auto_borrow struct borrow borrow = procref_borrow(&attempt->process);

	if (borrow.error == -ESRCH ||
	    (borrow.error == 0 && procref_has_exited(&attempt->process) == 1))
		search_settle_exited(attempts, attempt);
	else
		attempt_settle(attempts, attempt, OUTCOME_UNCHECKED);
}

/*
 * Settle the attempts without a known age. Returns false if one of them could still be signalled,
 * as a group whose leader has exited. Then the newest and the oldest cannot be known.
 */
static bool all_have_ages(struct attempts *attempts)
{
	bool known = true;

	FOREACH_ATTEMPT(attempts, attempt) {
		if (attempt->outcome == OUTCOME_PENDING && !facts_know(&attempt->facts, FACTS_STAT))
			settle_ageless(attempts, attempt);
		known &= attempt->outcome != OUTCOME_UNCHECKED;
	}
	return known;
}

/* Keep only the newest, or the oldest, of the pending attempts. Settle the rest. */
static void keep_one(struct attempts *attempts, bool newest)
{
	struct attempt *best = NULL;
	bool known = all_have_ages(attempts);

	FOREACH_PENDING(attempts, attempt) {
		if (known && (!best || is_newer(attempt, best) == newest))
			best = attempt;
	}
	/* Whether the best one meets the conditions could not be checked. */
	if (best && best->is_rival) {
		attempt_settle(attempts, best, OUTCOME_UNCHECKED);
		known = false;
	}
	FOREACH_PENDING(attempts, attempt) {
		if (attempt == best)
			continue;
		attempt->cause.detail = known && newest ? "not the newest"
					: known         ? "not the oldest"
					: newest ? "which process is the newest cannot be known"
						 : "which process is the oldest cannot be known";
		attempt_settle(attempts, attempt,
			       attempt->is_selected ? OUTCOME_LEFT_OUT : OUTCOME_LEFT_ALONE);
	}
}

/*
 * Has the look neither found nor lost a process? PENDING attempts were there before it. An attempt
 * that the look did not find again has ended, or left the group: it may have started others.
 */
static bool is_look_clean(struct attempts *attempts, size_t pending)
{
	const struct missed *now = &attempts->missed_now, *before = &attempts->missed_before;
	bool is_clean = attempts_pending(attempts) == pending && !now->vanished &&
			now->zombies == before->zombies;

	FOREACH_PENDING(attempts, attempt) {
		if (attempt->is_selected && attempt->look + 1 == attempts->look)
			is_clean = false;
	}
	return is_clean;
}

static void count_look(struct attempts *attempts, size_t pending)
{
	bool is_clean = is_look_clean(attempts, pending);

	attempts->clean_looks = is_clean ? attempts->clean_looks + 1 : 0;
	attempts->is_unsettled = attempts->clean_looks < 2;
	attempts->missed_before = attempts->missed_now;
	attempts->missed_now = (struct missed){0};
}

void select_restart(struct attempts *attempts)
{
	enum { LOOKS = 100 }; /* processes that fork and exit faster cannot be found by looks */

	attempts->looks_left = LOOKS;
	attempts->clean_looks = 0;
}

bool select_again(struct attempts *attempts, const struct selection *selection,
		  const struct delivery *delivery)
{
	size_t pending = attempts_pending(attempts);
	bool is_late = selection->patience && sys_now() >= selection->patience;

	if (!attempts->selecting_count || attempts->out_of_time || attempts->out_of_descriptors ||
	    is_late || !attempts->looks_left)
		return false;
	attempts->looks_left--;
	attempts->look++;
	for (size_t i = 0; i < attempts->selecting_count; i++) {
		struct selecting_target *selecting = &attempts->selecting[i];
		struct search search = {attempts, selection, delivery, selecting->target};

		if (search_newcomers(&search, selecting) < 0)
			return false;
	}
	count_look(attempts, pending);
	return attempts->is_unsettled;
}

bool select_left_over(struct attempts *attempts, const struct selection *selection,
		      const struct delivery *delivery, int64_t deadline)
{
	for (size_t i = 0; i < attempts->selecting_count; i++) {
		struct selecting_target *selecting = &attempts->selecting[i];

		search_left_over(&(struct search){attempts, selection, delivery, selecting->target}, selecting,
				 deadline);
	}
	return attempts_pending(attempts) > 0;
}

/* Settle the targets of which no look has found a process. */
static void settle_empty(struct attempts *attempts, const struct selection *selection,
			 const struct delivery *delivery)
{
	for (size_t i = 0; i < attempts->selecting_count; i++) {
		if (!attempts->selecting[i].has_found)
			search_settle_none(&(struct search){attempts, selection, delivery,
							    attempts->selecting[i].target},
					   attempts->selecting[i].has_zombies);
	}
}

void select_targets(struct attempts *attempts, const struct selection *selection,
		    const struct delivery *delivery)
{
	for (size_t i = 0; i < selection->count && !attempts->out_of_time; i++)
		select_one(&(struct search){attempts, selection, delivery, &selection->targets[i]});
	select_restart(attempts);
	if (attempts->selecting_count)
		count_look(attempts, 0);
	while (select_again(attempts, selection, delivery))
		;
	if (!attempts->out_of_time)
		settle_empty(attempts, selection, delivery);
	if ((selection->newest || selection->oldest) && !attempts->out_of_time)
		keep_one(attempts, selection->newest);
}

/* SPDX-License-Identifier: MIT */
#include "run/select.h"
#include "run/search.h"

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
		search_one(search);
		break;
	case TARGET_STDIN: /* its words became targets of their own */
		break;
	}
}

/*
 * Started later? What started within one tick of the clock is told apart by the numbers, which are
 * given out in turn.
 */
static bool is_newer(const struct attempt *one, const struct attempt *other)
{
	if (one->facts.start != other->facts.start)
		return one->facts.start > other->facts.start;
	return one->number > other->number;
}

/*
 * Settle the attempts without a known age. Without the age of one that could still be signalled,
 * a group with a dead leader among them, the newest and the oldest cannot be known.
 */
static bool all_have_ages(struct attempts *attempts)
{
	bool known = true;

	FOREACH_ATTEMPT(attempts, attempt) {
		bool is_missing = attempt->outcome == OUTCOME_PENDING &&
				  !facts_know(&attempt->facts, FACTS_STAT);

		if (is_missing && procref_has_exited(&attempt->process) == 1)
			search_settle_exited(attempts, attempt);
		else if (is_missing)
			attempt_settle(attempts, attempt, OUTCOME_UNCHECKED);
		known &= attempt->outcome != OUTCOME_UNCHECKED;
	}
	return known;
}

/* Of all that remain only the newest, or the oldest. */
static void keep_one(struct attempts *attempts, bool newest)
{
	struct attempt *best = NULL;
	bool known = all_have_ages(attempts);

	FOREACH_PENDING(attempts, attempt) {
		if (known && (!best || is_newer(attempt, best) == newest))
			best = attempt;
	}
	/* It would be one of which it is not known whether it meets the conditions. */
	if (best && best->is_rival) {
		attempt_settle(attempts, best, OUTCOME_UNCHECKED);
		known = false;
	}
	FOREACH_PENDING(attempts, attempt) {
		if (attempt == best)
			continue;
		attempt->cause.detail = !known  ? "which one it would be cannot be known"
				  : newest ? "not the newest"
					   : "not the oldest";
		attempt_settle(attempts, attempt,
			       attempt->is_selected ? OUTCOME_LEFT_OUT : OUTCOME_LEFT_ALONE);
	}
}

void select_targets(struct attempts *attempts, const struct selection *selection,
		    const struct delivery *delivery)
{
	for (size_t i = 0; i < selection->count && !attempts->out_of_time; i++)
		select_one(&(struct search){attempts, selection, delivery, &selection->targets[i]});
	if ((selection->newest || selection->oldest) && !attempts->out_of_time)
		keep_one(attempts, selection->newest);
}

bool select_again(struct attempts *attempts, const struct selection *selection,
		  const struct delivery *delivery)
{
	enum { ROUNDS = 100 }; /* what forks faster than that has to be stopped first */
	size_t before = attempts_pending(attempts);

	attempts->rounds++;
	for (size_t i = 0; i < attempts->selecting_count && !attempts->out_of_time; i++) {
		struct search search = {attempts, selection, delivery, attempts->selecting[i]};

		if (attempts->rounds <= ROUNDS)
			search_newcomers(&search);
		else
			search_settle(&search, search_add(&search, SCOPE_PROCESS), OUTCOME_FAILED,
				      "new processes keep appearing; STOP them first");
	}
	return attempts_pending(attempts) > before;
}

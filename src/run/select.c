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

/*
 * Settle the attempts without a known age. Returns false if one of them could still be signalled,
 * as a group whose leader has exited. Then the newest and the oldest cannot be known.
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
	enum { ROUNDS = 100 }; /* a program that forks faster must be stopped first */
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

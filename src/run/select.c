#include "proc/inspect.h"
#include "run/search.h"

#include <errno.h>

struct attempt *search_add(const struct search *search, enum scope scope)
{
	return attempts_add(search->attempts, search->target, scope);
}

void search_settle(const struct search *search, struct attempt *attempt, enum outcome outcome,
		   const char *detail)
{
	attempt->detail = detail;
	attempt_settle(search->attempts, attempt, outcome);
}

/*
 * ATTEMPT's process has exited, so nothing more can be proven of it. A process or a thread has
 * ended with that; a group may live on without its leader.
 */
static void settle_exited(struct attempts *attempts, struct attempt *attempt)
{
	bool lives_on = attempt->scope == SCOPE_GROUP && !search_group_has_ended(attempt);

	attempt->error = ESRCH;
	attempt_settle(attempts, attempt,
		       lives_on ? OUTCOME_UNCHECKED : attempt_outcome_of_end(attempt));
}

/*
 * A process of root may have the effective user of another for a while. Beside a pidfile that this
 * user could have written, -u means a process that this user could signal (kill(2)): one with that
 * real or saved user. The ids are read anew, so the effective one may be another by now.
 */
static enum match match_writer(const struct search *search, const struct attempt *attempt)
{
	const struct criteria *criteria = search->selection->criteria;
	struct facts facts = {0};
	enum match match = MATCH_NO;
	int error;

	if (!attempt->pidfile || attempt->pidfile->distrust.cause == DISTRUST_NONE ||
	    !criteria->of[CONDITION_EUID].count || criteria->of[CONDITION_UID].count)
		return MATCH_YES;
	do
		error = inspect(&attempt->process, FACTS_IDS, &facts);
	while (attempts_made_room(search->attempts, error));
	for (size_t i = 0; error == 0 && i < criteria->of[CONDITION_EUID].count; i++) {
		uint64_t user = criteria->of[CONDITION_EUID].values[i].number;

		if (facts.ruid == user || facts.suid == user)
			match = MATCH_YES;
	}
	facts_free(&facts);
	return error < 0 ? MATCH_UNKNOWN : match;
}

/* It meets the conditions. So does it as what its pidfile means? */
static bool guard_writer(const struct search *search, struct attempt *attempt)
{
	enum match match = match_writer(search, attempt);

	if (match == MATCH_YES)
		return true;
	if (procref_has_exited(&attempt->process) == 1)
		settle_exited(search->attempts, attempt);
	else if (match == MATCH_UNKNOWN)
		search_settle(search, attempt, OUTCOME_UNCHECKED, "its real user cannot be read");
	else
		search_settle(search, attempt, OUTCOME_LEFT_ALONE,
			      "only its effective user is the one of -u, so the writer of the pidfile could "
			      "not signal it; add -U and its real user");
	return false;
}

/*
 * Does a target that was named meet the conditions? If not, or if that cannot be known, it is
 * settled and left alone.
 */
static bool guard(const struct search *search, struct attempt *attempt)
{
	struct verdict verdict;
	int error;

	do
		error = inspect_match(&attempt->process, search->selection->criteria, &attempt->facts,
				      &verdict);
	while (attempts_made_room(search->attempts, error));
	if (error == 0 && verdict.match == MATCH_YES)
		return guard_writer(search, attempt);
	if (error == -ESRCH) {
		settle_exited(search->attempts, attempt);
		return false;
	}
	/* That is our want, not the target's secret: nobody is signalled. */
	if (error == -EMFILE || error == -ENFILE) {
		attempt_fail(search->attempts, attempt, error, NULL);
		return false;
	}
	attempt->condition = error ? CONDITION_NONE : verdict.condition;
	attempt->error = -error;
	search_settle(search, attempt,
		      error == 0 && verdict.match == MATCH_NO ? OUTCOME_LEFT_ALONE : OUTCOME_UNCHECKED,
		      NULL);
	return false;
}

void search_learn(const struct search *search, struct attempt *attempt)
{
	unsigned wanted = search->selection->facts;
	uint64_t inode;
	int error = 0;

	if (search->selection->identities && attempt->scope == SCOPE_THREAD) {
		search_settle(search, attempt, OUTCOME_FAILED,
			      "a thread has no identity by which it could be named later");
		return;
	}
	if (search->selection->identities) {
		error = procref_inode(&attempt->process, &inode);
		if (error == -EREMOTE)
			attempt->detail = "its identity cannot be had: no pidfd of it can be";
		if (error < 0) {
			attempt_fail(search->attempts, attempt, error, "6.9");
			return;
		}
	}
	if (!attempt->is_selected && !criteria_is_empty(search->selection->criteria) &&
	    !guard(search, attempt))
		return;
	if (wanted && !facts_know(&attempt->facts, FACTS_STAT)) {
		do
			error = inspect(&attempt->process, wanted, &attempt->facts);
		while (attempts_made_room(search->attempts, error));
	}
}

static void select_one(const struct search *search)
{
	switch (search->target->kind) {
	case TARGET_GROUP:
	case TARGET_OWN_GROUP:
		search_group(search);
		break;
	case TARGET_ALL:
	case TARGET_SELECTION:
		search_crowd(search);
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

	for (size_t i = 0; i < attempts->count; i++) {
		struct attempt *attempt = attempts->items[i];

		bool is_missing = attempt->outcome == OUTCOME_PENDING &&
				  !facts_know(&attempt->facts, FACTS_STAT);

		if (is_missing && procref_has_exited(&attempt->process) == 1)
			settle_exited(attempts, attempt);
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

	for (size_t i = 0; known && i < attempts->count; i++) {
		struct attempt *attempt = attempts->items[i];

		if (attempt->outcome == OUTCOME_PENDING &&
		    (!best || is_newer(attempt, best) == newest))
			best = attempt;
	}
	/* It would be one of which it is not known whether it meets the conditions. */
	if (best && best->is_rival) {
		attempt_settle(attempts, best, OUTCOME_UNCHECKED);
		known = false;
	}
	for (size_t i = 0; i < attempts->count; i++) {
		struct attempt *attempt = attempts->items[i];

		if (attempt->outcome != OUTCOME_PENDING || attempt == best)
			continue;
		attempt->detail = !known  ? "which one it would be cannot be known"
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
	enum { ROUNDS = 100 }; /* who forks faster than that has to be stopped first */
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

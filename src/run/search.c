/* SPDX-License-Identifier: MIT */
#include "run/search.h"
#include "proc/inspect.h"

#include <errno.h>

struct attempt *search_add(const struct search *search, enum scope scope)
{
	return attempts_add(search->attempts, search->target, scope);
}

void search_settle(const struct search *search, struct attempt *attempt, enum outcome outcome,
		   const char *detail)
{
	attempt->cause.detail = detail;
	attempt_settle(search->attempts, attempt, outcome);
}

int search_hold(const struct search *search, struct attempt *attempt, struct procref *ref)
{
	int held = attempts_hold(search->attempts, attempt, ref);

	if (held == 0)
		attempts_drop_last(search->attempts);
	if (held < 0)
		attempt_fail(search->attempts, attempt, held, NULL);
	return held;
}

bool search_group_has_ended(const struct attempt *attempt)
{
	return procref_send(&attempt->process, 0, NULL, SCOPE_GROUP) == -ESRCH;
}

void search_settle_exited(struct attempts *attempts, struct attempt *attempt)
{
	bool lives_on = attempt->scope == SCOPE_GROUP && !search_group_has_ended(attempt);

	attempt->cause.error = ESRCH;
	attempt_settle(attempts, attempt,
		       lives_on ? OUTCOME_UNCHECKED : attempt_outcome_of_end(attempt));
}

/*
 * If another user could have written the pidfile, is -u met by the real or the saved user, too?
 * Only then could that user signal the process (kill(2)). A process of root may have another
 * effective user for a while. The ids are read again, because they may have changed since they were
 * matched.
 */
static enum match match_writer(const struct search *search, const struct attempt *attempt)
{
	const struct criteria *criteria = search->selection->criteria;
	auto_facts struct facts facts = {0};
	enum match match = MATCH_NO;

	if (!attempt->pidfile || attempt->pidfile->distrust.cause == DISTRUST_NONE ||
	    !criteria->of[CONDITION_EUID].count || criteria->of[CONDITION_UID].count)
		return MATCH_YES;
	int error = inspect(&attempt->process, FACTS_IDS, &facts);
	for (size_t i = 0; error == 0 && i < criteria->of[CONDITION_EUID].count; i++) {
		uint64_t user = criteria->of[CONDITION_EUID].values[i].number;

		if (facts.ruid == user || facts.suid == user)
			match = MATCH_YES;
	}
	return error < 0 ? MATCH_UNKNOWN : match;
}

/* The process of ATTEMPT meets the conditions. If it fails match_writer, settle ATTEMPT. */
static bool check_writer(const struct search *search, struct attempt *attempt)
{
	enum match match = match_writer(search, attempt);

	if (match == MATCH_YES)
		return true;
	if (procref_has_exited(&attempt->process) == 1)
		search_settle_exited(search->attempts, attempt);
	else if (match == MATCH_UNKNOWN)
		search_settle(search, attempt, OUTCOME_UNCHECKED, "its real user cannot be read");
	else
		search_settle(search, attempt, OUTCOME_NOT_MEANT,
			      "only its effective user is the one of -u, so the writer of the pidfile could "
			      "not signal it; to signal it, add -U and its real user");
	return false;
}

/*
 * Does the process of a named target meet the conditions? If not, or if that cannot be checked,
 * settle ATTEMPT.
 */
static bool check_conditions(const struct search *search, struct attempt *attempt)
{
	struct verdict verdict;
	const struct file_id *pidfile = attempt->pidfile ? &attempt->pidfile->id : NULL;
	int error = inspect_match(&attempt->process, search->selection->criteria, pidfile,
				  &attempt->facts, &verdict);

	if (error == 0 && verdict.match == MATCH_YES)
		return check_writer(search, attempt);
	if (error == -ESRCH) {
		search_settle_exited(search->attempts, attempt);
		return false;
	}
	/* We ran out of descriptors; not the target's fault. Nothing is signalled. */
	if (error == -EMFILE || error == -ENFILE) {
		attempt_fail(search->attempts, attempt, error, NULL);
		return false;
	}
	attempt->cause.condition = error ? CONDITION_NONE : verdict.condition;
	attempt->cause.error = -error;
	search_settle(search, attempt,
		      error || verdict.match != MATCH_NO ? OUTCOME_UNCHECKED
		      : attempt->pidfile                 ? OUTCOME_NOT_MEANT
							 : OUTCOME_LEFT_ALONE,
		      NULL);
	return false;
}

void search_learn(const struct search *search, struct attempt *attempt)
{
	unsigned wanted;
	uint64_t inode;
	int error = 0;

	if (search->selection->identities && attempt->scope == SCOPE_THREAD) {
		search_settle(search, attempt, OUTCOME_FAILED,
			      "a thread has no identity; only processes have one");
		return;
	}
	if (search->selection->identities) {
		error = procref_inode(&attempt->process, &inode);
		if (error == -EREMOTE)
			attempt->cause.detail =
				"its identity cannot be read: no pidfd of it can be opened";
		if (error < 0) {
			attempt_fail(search->attempts, attempt, error, "6.9");
			return;
		}
		if (attempt->number == 0 && procref_has_exited(&attempt->process) == 0) {
			search_settle(search, attempt, OUTCOME_FAILED,
				      "it has no known PID in our PID namespace");
			return;
		}
	}
	if (!attempt->is_selected && !criteria_is_empty(search->selection->criteria) &&
	    !check_conditions(search, attempt))
		return;
	wanted = search->selection->facts & ~attempt->facts.tried;
	if (wanted)
		inspect(&attempt->process, wanted, &attempt->facts);
}

/* SPDX-License-Identifier: MIT */
#include "run/outcome.h"
#include "base/util.h"
#include "run/attempt.h"

enum { NO_STATUS = -1 };

/* The statuses of --status. DEAD counts as STOPPED if the target is not a pidfile. */
enum service { RUNS = 0, DEAD = 1, STOPPED = 3, UNKNOWN = 4 };

static const struct {
	int status;
	bool is_gone; /* --ok-gone counts it as reached */
	enum service service;
	const char *words; /* of the message, if they are always the same; else NULL */
} outcomes[] = {
	[OUTCOME_PENDING] = {STATUS_FAILED, false, UNKNOWN, NULL},
	[OUTCOME_SENT] = {STATUS_REACHED, false, RUNS, NULL},
	[OUTCOME_ENDED] = {STATUS_REACHED, false, RUNS, NULL},
	[OUTCOME_WOULD_SEND] = {STATUS_REACHED, false, RUNS, NULL},
	[OUTCOME_GONE] = {STATUS_GONE, true, DEAD, "no such process"},
	[OUTCOME_IDENTITY_GONE] = {STATUS_GONE, true, DEAD,
		"the process that had this identity is gone"},
	[OUTCOME_OTHER_BOOT] = {STATUS_GONE, true, DEAD,
		"the process that had this identity ended with another boot"},
	[OUTCOME_ZOMBIE] = {STATUS_GONE, true, DEAD,
		"has exited already (a zombie, not yet reaped by its parent)"},
	[OUTCOME_NO_GROUP] = {STATUS_GONE, true, DEAD, NULL},
	[OUTCOME_UNSEEN] = {STATUS_DENIED, false, UNKNOWN,
		"it has processes, but /proc shows none that is alive: it may hide them (hidepid), or they end "
		"too quickly to be seen"},
	[OUTCOME_NO_LEADER] = {STATUS_FAILED, false, UNKNOWN, NULL},
	[OUTCOME_LEADER_GONE] = {STATUS_FAILED, false, UNKNOWN, NULL},
	[OUTCOME_NO_PIDFILE] = {STATUS_GONE, true, STOPPED, "no such file"},
	[OUTCOME_EMPTY_PIDFILE] = {STATUS_GONE, true, DEAD, "is empty, so it names no process"},
	[OUTCOME_NO_INPUT] = {STATUS_GONE, true, STOPPED, "names no process"},
	[OUTCOME_IS_THREAD] = {STATUS_GONE, false, UNKNOWN, NULL},
	[OUTCOME_DENIED] = {STATUS_DENIED, false, UNKNOWN, NULL},
	[OUTCOME_NO_MATCH] = {STATUS_GONE, true, STOPPED, NULL},
	[OUTCOME_NO_KNOWN_MATCH] = {STATUS_DENIED, false, UNKNOWN, NULL},
	[OUTCOME_UNSETTLED] = {STATUS_DENIED, false, UNKNOWN,
		"no two looks in a row agreed, so processes that start and end quickly may be left; look "
		"again, or STOP them first"},
	[OUTCOME_NONE_PERMITTED] = {STATUS_DENIED, false, UNKNOWN, NULL},
	[OUTCOME_LEFT_ALONE] = {STATUS_GONE, false, DEAD, NULL},
	[OUTCOME_NOT_MEANT] = {STATUS_GONE, true, DEAD, NULL},
	[OUTCOME_UNCHECKED] = {STATUS_DENIED, false, UNKNOWN, NULL},
	[OUTCOME_UNSPARED] = {STATUS_DENIED, false, UNKNOWN, NULL},
	[OUTCOME_REFUSED] = {STATUS_REFUSED, false, UNKNOWN, NULL},
	[OUTCOME_TOO_MANY] = {STATUS_REFUSED, false, UNKNOWN, "not signalled (--max)"},
	[OUTCOME_UNTRUSTED] = {STATUS_REFUSED, false, UNKNOWN, NULL},
	[OUTCOME_STALE] = {STATUS_REFUSED, false, UNKNOWN, NULL},
	[OUTCOME_RUNS] = {STATUS_REACHED, false, RUNS, NULL},
	[OUTCOME_BAD_PIDFILE] = {STATUS_FAILED, false, UNKNOWN, NULL},
	[OUTCOME_UNSUPPORTED] = {STATUS_FAILED, false, UNKNOWN, NULL},
	[OUTCOME_FILTERED] = {STATUS_FAILED, false, UNKNOWN,
		"a seccomp filter forbids the system calls on pidfds"},
	[OUTCOME_OUTSIDE] = {STATUS_FAILED, false, UNKNOWN,
		"outside our PID namespace: it cannot be signalled from here"},
	[OUTCOME_QUEUE_FULL] = {STATUS_FAILED, false, UNKNOWN,
		"its user has too many signals queued (RLIMIT_SIGPENDING); try again"},
	[OUTCOME_NOT_HELD] = {STATUS_FAILED, false, UNKNOWN, NULL},
	[OUTCOME_UNFINISHED] = {STATUS_TIMED_OUT, false, UNKNOWN, "the selection was not finished in time"},
	[OUTCOME_SURVIVED] = {STATUS_TIMED_OUT, false, UNKNOWN, NULL},
	[OUTCOME_FAILED] = {STATUS_FAILED, false, UNKNOWN, NULL},
	[OUTCOME_OURSELVES] = {NO_STATUS, false, UNKNOWN, "skipped: this is fdkill itself"},
	[OUTCOME_HELD_BACK] = {NO_STATUS, false, UNKNOWN,
		"not signalled: not every target can be signalled (--all-or-none)"},
	[OUTCOME_LEFT_OUT] = {NO_STATUS, false, UNKNOWN, NULL},
	[OUTCOME_LOST] = {NO_STATUS, false, UNKNOWN, NULL},
};

int outcome_exit_status(enum outcome outcome, bool ok_gone)
{
	return ok_gone && outcomes[outcome].is_gone ? STATUS_REACHED : outcomes[outcome].status;
}

const char *outcome_words(enum outcome outcome)
{
	return outcomes[outcome].words;
}

/* The status of a member that may not be signalled, or -1. */
static int status_of_denied(const struct attempts *attempts, const struct attempt *denied)
{
	bool reached = false, waited = false;

	FOREACH_ATTEMPT(attempts, attempt) {
		if (attempt->target != denied->target)
			continue;
		waited |= attempt->outcome == OUTCOME_ENDED || attempt->outcome == OUTCOME_SURVIVED;
		reached |= attempt->outcome == OUTCOME_SENT || attempt->outcome == OUTCOME_WOULD_SEND ||
			   attempt->outcome == OUTCOME_PENDING;
	}
	return waited ? STATUS_TIMED_OUT : reached ? NO_STATUS : STATUS_DENIED;
}

int attempts_status_of(const struct attempts *attempts, const struct attempt *attempt, bool ok_gone)
{
	return attempt->is_member && attempt->outcome == OUTCOME_DENIED
		       ? status_of_denied(attempts, attempt)
		       : outcome_exit_status(attempt->outcome, ok_gone);
}

int attempts_exit_status(const struct attempts *attempts, bool ok_gone)
{
	size_t counted = 0, reached = 0;
	bool failed = false, denied = false, refused = false, timed_out = false;

	FOREACH_ATTEMPT(attempts, attempt) {
		int status = attempts_status_of(attempts, attempt, ok_gone);

		counted += status != NO_STATUS;
		reached += status == STATUS_REACHED;
		failed |= status == STATUS_FAILED;
		denied |= status == STATUS_DENIED;
		refused |= status == STATUS_REFUSED;
		timed_out |= status == STATUS_TIMED_OUT;
	}
	if (timed_out)
		return STATUS_TIMED_OUT;
	if (counted == 0)
		return ok_gone ? STATUS_REACHED : STATUS_GONE;
	if (reached == counted)
		return STATUS_REACHED;
	if (reached)
		return STATUS_SOME;
	return failed    ? STATUS_FAILED
	       : denied  ? STATUS_DENIED
	       : refused ? STATUS_REFUSED
			 : STATUS_GONE;
}

static enum service service_of(const struct attempt *attempt)
{
	enum service service = outcomes[attempt->outcome].service;

	return service == DEAD && attempt->target->kind != TARGET_PIDFILE ? STOPPED : service;
}

int attempts_service_status(const struct attempts *attempts)
{
	/* The worst one decides. */
	static const int gravity[] = {[RUNS] = 0, [STOPPED] = 1, [DEAD] = 2, [UNKNOWN] = 3};
	enum service result = RUNS;
	size_t counted = 0;

	FOREACH_ATTEMPT(attempts, attempt) {
		if (outcomes[attempt->outcome].status == NO_STATUS)
			continue;
		counted++;
		enum service service = service_of(attempt);
		if (gravity[service] > gravity[result])
			result = service;
	}
	return (int)(counted ? result : STOPPED);
}

int attempts_pkill_status(int status)
{
	switch (status) {
	case STATUS_SOME:
		return STATUS_REACHED;
	case STATUS_DENIED:
	case STATUS_REFUSED:
		return STATUS_GONE;
	default:
		return status;
	}
}

#include "base/util.h"
#include "run/attempt.h"

enum { NO_STATUS = -1 };

static const struct {
	int status;
	bool is_gone; /* --ok-gone takes it for reached */
} outcomes[] = {
	[OUTCOME_PENDING] = {STATUS_FAILED, false},
	[OUTCOME_SENT] = {STATUS_REACHED, false},
	[OUTCOME_ENDED] = {STATUS_REACHED, false},
	[OUTCOME_WOULD_SEND] = {STATUS_REACHED, false},
	[OUTCOME_GONE] = {STATUS_GONE, true},
	[OUTCOME_IDENTITY_GONE] = {STATUS_GONE, true},
	[OUTCOME_OTHER_BOOT] = {STATUS_GONE, true},
	[OUTCOME_ZOMBIE] = {STATUS_GONE, true},
	[OUTCOME_NO_GROUP] = {STATUS_GONE, true},
	[OUTCOME_NO_PIDFILE] = {STATUS_GONE, true},
	[OUTCOME_IS_THREAD] = {STATUS_GONE, false},
	[OUTCOME_DENIED] = {STATUS_DENIED, false},
	[OUTCOME_NO_MATCH] = {STATUS_GONE, true},
	[OUTCOME_LEFT_ALONE] = {STATUS_GONE, true},
	[OUTCOME_UNCHECKED] = {STATUS_DENIED, false},
	[OUTCOME_UNSPARED] = {STATUS_DENIED, false},
	[OUTCOME_REFUSED] = {STATUS_REFUSED, false},
	[OUTCOME_UNTRUSTED] = {STATUS_REFUSED, false},
	[OUTCOME_STALE] = {STATUS_REFUSED, false},
	[OUTCOME_RUNS] = {STATUS_REACHED, false},
	[OUTCOME_BAD_PIDFILE] = {STATUS_FAILED, false},
	[OUTCOME_UNSUPPORTED] = {STATUS_FAILED, false},
	[OUTCOME_FILTERED] = {STATUS_FAILED, false},
	[OUTCOME_OUTSIDE] = {STATUS_FAILED, false},
	[OUTCOME_QUEUE_FULL] = {STATUS_FAILED, false},
	[OUTCOME_NOT_HELD] = {STATUS_FAILED, false},
	[OUTCOME_UNFINISHED] = {STATUS_TIMED_OUT, false},
	[OUTCOME_SURVIVED] = {STATUS_TIMED_OUT, false},
	[OUTCOME_FAILED] = {STATUS_FAILED, false},
	[OUTCOME_OURSELVES] = {NO_STATUS, false},
	[OUTCOME_HELD_BACK] = {NO_STATUS, false},
	[OUTCOME_LEFT_OUT] = {NO_STATUS, false},
	[OUTCOME_LOST] = {NO_STATUS, false},
};

int outcome_exit_status(enum outcome outcome, bool ok_gone)
{
	return ok_gone && outcomes[outcome].is_gone ? STATUS_REACHED : outcomes[outcome].status;
}

int attempts_exit_status(const struct attempts *attempts, bool ok_gone)
{
	size_t counted = 0, reached = 0;
	bool failed = false, denied = false, refused = false, timed_out = false;

	FOREACH_ATTEMPT(attempts, attempt) {
		int status = outcome_exit_status(attempt->outcome, ok_gone);

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

/* What an outcome means to an init script. */
static int service_status_of(const struct attempt *attempt)
{
	enum { RUNS = 0, DEAD = 1, STOPPED = 3, UNKNOWN = 4 };

	if (outcomes[attempt->outcome].status == STATUS_REACHED)
		return RUNS;
	if (attempt->outcome == OUTCOME_NO_PIDFILE || attempt->outcome == OUTCOME_NO_MATCH)
		return STOPPED;
	if (outcomes[attempt->outcome].is_gone)
		return attempt->target->kind == TARGET_PIDFILE ? DEAD : STOPPED;
	return UNKNOWN;
}

int attempts_service_status(const struct attempts *attempts)
{
	/* The gravest of them all. */
	static const int gravity[] = {[0] = 0, [1] = 2, [3] = 1, [4] = 3};
	size_t counted = 0;
	int result = 0;

	FOREACH_ATTEMPT(attempts, attempt) {
		if (outcomes[attempt->outcome].status == NO_STATUS)
			continue;
		counted++;
		int status = service_status_of(attempt);
		if (gravity[status] > gravity[result])
			result = status;
	}
	return counted ? result : 3;
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

/* SPDX-License-Identifier: MIT */
/* attempt: the exit status for a list of outcomes, and the outcome for an errno. */
#include "run/attempt.h"
#include "../tap.h"
#include "base/util.h"

#include <errno.h>

static const struct {
	const char *words;
	int status, status_ok_gone;
	enum outcome outcomes[4]; /* up to OUTCOME_PENDING, which is 0 */
} runs[] = {
	{"nothing matched", 1, 0, {0}},
	{"sent", 0, 0, {OUTCOME_SENT}},
	{"would send", 0, 0, {OUTCOME_WOULD_SEND}},
	{"ended", 0, 0, {OUTCOME_ENDED}},
	{"survived", 124, 124, {OUTCOME_SURVIVED}},
	{"survived, and all else", 124, 124,
	 {OUTCOME_ENDED, OUTCOME_FAILED, OUTCOME_SURVIVED, OUTCOME_DENIED}},
	{"ended, gone", 64, 0, {OUTCOME_ENDED, OUTCOME_GONE}},
	{"gone", 1, 0, {OUTCOME_GONE}},
	{"identity gone", 1, 0, {OUTCOME_IDENTITY_GONE}},
	{"other boot", 1, 0, {OUTCOME_OTHER_BOOT}},
	{"zombie", 1, 0, {OUTCOME_ZOMBIE}},
	{"no group", 1, 0, {OUTCOME_NO_GROUP}},
	{"a group that is not seen", 4, 4, {OUTCOME_UNSEEN}},
	{"no leader", 3, 3, {OUTCOME_NO_LEADER}},
	{"the leader is gone", 3, 3, {OUTCOME_LEADER_GONE}},
	{"no pidfile", 1, 0, {OUTCOME_NO_PIDFILE}},
	{"a thread", 1, 1, {OUTCOME_IS_THREAD}},
	{"denied", 4, 4, {OUTCOME_DENIED}},
	{"bad pidfile", 3, 3, {OUTCOME_BAD_PIDFILE}},
	{"unsupported", 3, 3, {OUTCOME_UNSUPPORTED}},
	{"filtered", 3, 3, {OUTCOME_FILTERED}},
	{"outside", 3, 3, {OUTCOME_OUTSIDE}},
	{"queue full", 3, 3, {OUTCOME_QUEUE_FULL}},
	{"not held", 3, 3, {OUTCOME_NOT_HELD}},
	{"failed", 3, 3, {OUTCOME_FAILED}},
	{"no process meets the conditions", 1, 0, {OUTCOME_NO_MATCH}},
	{"none is known to meet the conditions", 4, 4, {OUTCOME_NO_KNOWN_MATCH}},
	{"unsettled", 4, 4, {OUTCOME_UNSETTLED}},
	{"sent, unsettled", 64, 64, {OUTCOME_SENT, OUTCOME_UNSETTLED}},
	{"none permitted", 4, 4, {OUTCOME_LEFT_OUT, OUTCOME_NONE_PERMITTED}},
	{"left alone", 1, 1, {OUTCOME_LEFT_ALONE}},
	{"a stale pidfile", 1, 0, {OUTCOME_NOT_MEANT}},
	{"an empty pidfile", 1, 0, {OUTCOME_EMPTY_PIDFILE}},
	{"empty input", 1, 0, {OUTCOME_NO_INPUT}},
	{"sent, empty input", 64, 0, {OUTCOME_SENT, OUTCOME_NO_INPUT}},
	{"unchecked", 4, 4, {OUTCOME_UNCHECKED}},
	{"refused", 5, 5, {OUTCOME_REFUSED}},
	{"too many", 5, 5, {OUTCOME_TOO_MANY, OUTCOME_TOO_MANY}},
	{"refused, gone", 5, 64, {OUTCOME_REFUSED, OUTCOME_GONE}},
	{"denied, refused", 4, 4, {OUTCOME_DENIED, OUTCOME_REFUSED}},
	{"sent, refused", 64, 64, {OUTCOME_SENT, OUTCOME_REFUSED}},
	{"sent, left alone", 64, 64, {OUTCOME_SENT, OUTCOME_LEFT_ALONE}},
	{"gone, held back", 1, 0, {OUTCOME_GONE, OUTCOME_HELD_BACK}},
	{"denied, held back", 4, 4, {OUTCOME_DENIED, OUTCOME_HELD_BACK}},
	{"fdkill alone", 1, 0, {OUTCOME_OURSELVES}},
	{"a selection that lost all", 1, 0, {OUTCOME_LOST, OUTCOME_LEFT_OUT}},
	{"sent, fdkill", 0, 0, {OUTCOME_SENT, OUTCOME_OURSELVES}},
	{"sent, left out", 0, 0, {OUTCOME_SENT, OUTCOME_LEFT_OUT}},
	{"denied, left out", 4, 4, {OUTCOME_DENIED, OUTCOME_LEFT_OUT}},
	{"sent, gone", 64, 0, {OUTCOME_SENT, OUTCOME_GONE}},
	{"gone, sent", 64, 0, {OUTCOME_GONE, OUTCOME_SENT}},
	{"sent, denied", 64, 64, {OUTCOME_SENT, OUTCOME_DENIED}},
	{"sent, failed", 64, 64, {OUTCOME_SENT, OUTCOME_FAILED}},
	{"gone, denied", 4, 64, {OUTCOME_GONE, OUTCOME_DENIED}},
	{"denied, failed", 3, 3, {OUTCOME_DENIED, OUTCOME_FAILED}},
	{"gone, failed, denied", 3, 64, {OUTCOME_GONE, OUTCOME_FAILED, OUTCOME_DENIED}},
	{"gone, gone", 1, 0, {OUTCOME_GONE, OUTCOME_ZOMBIE}},
	{"sent, sent, sent", 0, 0, {OUTCOME_SENT, OUTCOME_SENT, OUTCOME_SENT}},
	{"sent, gone, denied, failed", 64, 64,
	 {OUTCOME_SENT, OUTCOME_GONE, OUTCOME_DENIED, OUTCOME_FAILED}},
};

static const struct {
	int error;
	enum outcome named, selected, group, identity;
} errors[] = {
	{ESRCH, OUTCOME_GONE, OUTCOME_LOST, OUTCOME_NO_GROUP, OUTCOME_IDENTITY_GONE},
	{ENOENT, OUTCOME_IS_THREAD, OUTCOME_LOST, OUTCOME_IS_THREAD, OUTCOME_IS_THREAD},
	{EPERM, OUTCOME_DENIED, OUTCOME_DENIED, OUTCOME_DENIED, OUTCOME_DENIED},
	{EOPNOTSUPP, OUTCOME_UNSUPPORTED, OUTCOME_UNSUPPORTED, OUTCOME_UNSUPPORTED, OUTCOME_UNSUPPORTED},
	{ENOSYS, OUTCOME_UNSUPPORTED, OUTCOME_UNSUPPORTED, OUTCOME_UNSUPPORTED, OUTCOME_UNSUPPORTED},
	{EACCES, OUTCOME_DENIED, OUTCOME_DENIED, OUTCOME_DENIED, OUTCOME_DENIED},
	{PROCREF_EFILTER, OUTCOME_FILTERED, OUTCOME_FILTERED, OUTCOME_FILTERED, OUTCOME_FILTERED},
	{EINVAL, OUTCOME_OUTSIDE, OUTCOME_OUTSIDE, OUTCOME_OUTSIDE, OUTCOME_OUTSIDE},
	{EAGAIN, OUTCOME_QUEUE_FULL, OUTCOME_QUEUE_FULL, OUTCOME_QUEUE_FULL, OUTCOME_QUEUE_FULL},
	{EMFILE, OUTCOME_NOT_HELD, OUTCOME_NOT_HELD, OUTCOME_NOT_HELD, OUTCOME_NOT_HELD},
	{ENFILE, OUTCOME_NOT_HELD, OUTCOME_NOT_HELD, OUTCOME_NOT_HELD, OUTCOME_NOT_HELD},
	{EIO, OUTCOME_FAILED, OUTCOME_FAILED, OUTCOME_FAILED, OUTCOME_FAILED},
};

static const struct target named = {.kind = TARGET_PID, .text = "1234"};
static const struct target identified = {
	.kind = TARGET_PID, .text = "1234:7", .identity = {.pid = 1234, .inode = 7}};
static const struct target all_processes = {.kind = TARGET_ALL, .text = "--all-processes"};

static void test_status(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(runs); i++) {
		struct attempts attempts = {0};

		for (size_t j = 0; j < 4 && runs[i].outcomes[j]; j++)
			attempts_add(&attempts, &named, SCOPE_PROCESS)->outcome = runs[i].outcomes[j];
		ok(attempts_exit_status(&attempts, false) == runs[i].status, "%s: %d", runs[i].words,
		   runs[i].status);
		ok(attempts_exit_status(&attempts, true) == runs[i].status_ok_gone,
		   "%s, with --ok-gone: %d", runs[i].words, runs[i].status_ok_gone);
		attempts_free(&attempts);
	}
}

static const struct target whole_group = {.kind = TARGET_GROUP, .text = "pgid:7"};

/* Members of a group, signalled one by one. */
static const struct {
	const char *words;
	enum outcome outcomes[3];
	int status;
} groups[] = {
	{"one reached, one denied", {OUTCOME_SENT, OUTCOME_DENIED}, 0},
	{"all denied", {OUTCOME_DENIED, OUTCOME_DENIED}, 4},
	{"one ended, one denied", {OUTCOME_ENDED, OUTCOME_DENIED}, 124},
	{"one alive, one denied", {OUTCOME_SURVIVED, OUTCOME_DENIED}, 124},
	{"one reached, one that failed otherwise", {OUTCOME_SENT, OUTCOME_QUEUE_FULL}, 64},
	{"one would be reached, one denied", {OUTCOME_WOULD_SEND, OUTCOME_DENIED}, 0},
};

static void test_groups(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		struct attempts attempts = {0};

		for (size_t j = 0; j < 3 && groups[i].outcomes[j]; j++) {
			struct attempt *attempt = attempts_add(&attempts, &whole_group, SCOPE_PROCESS);

			attempt->outcome = groups[i].outcomes[j];
			attempt->is_member = true;
		}
		ok(attempts_exit_status(&attempts, false) == groups[i].status, "members: %s", groups[i].words);
		/* Another target does not make up for a group of which no member is reached. */
		attempts_add(&attempts, &named, SCOPE_PROCESS)->outcome = OUTCOME_SENT;
		ok(attempts_exit_status(&attempts, false) == (groups[i].status == 4 ? 64 : groups[i].status),
		   "members: %s, and another target", groups[i].words);
		attempts_free(&attempts);
	}
}

static const struct target pidfile = {.kind = TARGET_PIDFILE, .text = "pidfile:x"};

static const struct {
	const char *words;
	const struct target *target;
	enum outcome outcomes[3];
	int status;
} services[] = {
	{"it runs", &named, {OUTCOME_RUNS}, 0},
	{"gone", &named, {OUTCOME_GONE}, 3},
	{"a zombie", &named, {OUTCOME_ZOMBIE}, 3},
	{"no match", &named, {OUTCOME_NO_MATCH}, 3},
	{"no match, but some could not be checked", &named, {OUTCOME_NO_KNOWN_MATCH}, 4},
	{"no pidfile", &pidfile, {OUTCOME_NO_PIDFILE}, 3},
	{"a pidfile of a process that is gone", &pidfile, {OUTCOME_GONE}, 1},
	{"a pidfile whose PID another process has now", &pidfile, {OUTCOME_NOT_MEANT}, 1},
	{"an empty pidfile", &pidfile, {OUTCOME_EMPTY_PIDFILE}, 1},
	{"a PID that another process has now", &named, {OUTCOME_LEFT_ALONE}, 3},
	{"empty input", &named, {OUTCOME_NO_INPUT}, 3},
	{"a garbled pidfile", &pidfile, {OUTCOME_BAD_PIDFILE}, 4},
	{"it cannot be checked", &pidfile, {OUTCOME_UNCHECKED}, 4},
	{"one runs, one is gone", &named, {OUTCOME_RUNS, OUTCOME_GONE}, 3},
	{"two run, by a selection that lost one", &named, {OUTCOME_RUNS, OUTCOME_LOST, OUTCOME_RUNS}, 0},
	{"a selection that lost all", &named, {OUTCOME_LOST, OUTCOME_LOST}, 3},
	{"one of two cannot be known", &pidfile, {OUTCOME_GONE, OUTCOME_FAILED}, 4},
	{"nothing at all", &named, {0}, 3},
};

static void test_services(void)
{
	static const int statuses[][2] = {{0, 0}, {64, 0}, {1, 1}, {4, 1}, {3, 3}, {124, 124}};

	for (size_t i = 0; i < ARRAY_SIZE(services); i++) {
		struct attempts attempts = {0};

		for (size_t j = 0; j < 3 && services[i].outcomes[j]; j++)
			attempts_add(&attempts, services[i].target, SCOPE_PROCESS)->outcome =
				services[i].outcomes[j];
		ok(attempts_service_status(&attempts) == services[i].status, "--status, %s: %d",
		   services[i].words, services[i].status);
		attempts_free(&attempts);
	}
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++)
		ok(attempts_pkill_status(statuses[i][0]) == statuses[i][1], "fdpkill exits %d for %d",
		   statuses[i][1], statuses[i][0]);
}

/* The outcome of an attempt like LIKE that fails with ERROR. */
static enum outcome settle(const struct target *target, const struct attempt *like, int error)
{
	struct attempts attempts = {0};
	struct attempt *attempt = attempts_add(&attempts, target, like->scope);

	attempt->is_selected = like->is_selected;
	attempt_fail(&attempts, attempt, -error, "6.9");
	enum outcome outcome = attempt->cause.error == error ? attempt->outcome : OUTCOME_PENDING;
	attempts_free(&attempts);
	return outcome;
}

static void test_errors(void)
{
	static const struct attempt process = {.scope = SCOPE_PROCESS};
	static const struct attempt group = {.scope = SCOPE_GROUP};
	static const struct attempt selected = {.scope = SCOPE_PROCESS, .is_selected = true};

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		int error = errors[i].error;

		ok(settle(&named, &process, error) == errors[i].named, "errno %d, named", error);
		ok(settle(&named, &selected, error) == errors[i].selected, "errno %d, selected", error);
		ok(settle(&named, &group, error) == errors[i].group, "errno %d, a group", error);
		ok(settle(&identified, &process, error) == errors[i].identity, "errno %d, an identity",
		   error);
	}
	ok(settle(&all_processes, &selected, EPERM) == OUTCOME_LEFT_OUT,
	   "--all-processes leaves out a process that may not be signalled");
}

static void count(void *context, const struct attempt *attempt)
{
	(void)attempt;
	++*(int *)context;
}

/* An outcome without a row in the table would count as reached. */
static void test_table(void)
{
	bool is_complete = true;

	for (enum outcome outcome = 0; outcome <= OUTCOME_LOST; outcome++) {
		bool is_good = outcome == OUTCOME_SENT || outcome == OUTCOME_ENDED ||
			       outcome == OUTCOME_WOULD_SEND || outcome == OUTCOME_RUNS;

		is_complete &= (outcome_exit_status(outcome, false) == 0) == is_good;
		is_complete &= !is_good || !outcome_words(outcome);
	}
	ok(is_complete, "only these outcomes are reached, and they have no words of failure");
}

static void test_settling(void)
{
	int settled = 0;
	struct attempts attempts = {.settled = count, .context = &settled};

	attempt_settle(&attempts, attempts_add(&attempts, &named, SCOPE_PROCESS), OUTCOME_GONE);
	attempts_add(&attempts, &named, SCOPE_PROCESS)->is_sent = true;
	attempts_add(&attempts, &named, SCOPE_PROCESS)->is_sent = true;
	attempts_settle_rest(&attempts, OUTCOME_SENT, NULL);
	attempts_settle_rest(&attempts, OUTCOME_SENT, NULL);
	ok(settled == 3, "each attempt is settled once, and reported once");
	ok(attempts_sent(&attempts) == 2, "two signals were sent");
	attempts_free(&attempts);
	ok(attempts.count == 0 && !attempts.items, "an empty list");
}

int main(void)
{
	test_status();
	test_groups();
	test_services();
	test_errors();
	test_table();
	test_settling();
	return tap_done();
}

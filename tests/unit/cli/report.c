/* SPDX-License-Identifier: MIT */
/* report: the message of an attempt is about that attempt only. */
#include "cli/report.h"
#include "cli/run.h"
#include "../tap.h"
#include "base/util.h"

#include <signal.h>
#include <string.h>

static const struct target named = {.kind = TARGET_PID, .text = "1234"};

static const struct {
	const char *words;
	enum action action;
	size_t step;
	const char *detail;
	const char *said;
} rows[] = {
	{"not held at first, or a newcomer", ACTION_SEND, 0, NULL,
	 "not signalled: not every target can be held at once; raise the limit of open files (ulimit -n)"},
	{"what the room says", ACTION_SEND, 0, "each thread needs a descriptor",
	 "not signalled: each thread needs a descriptor"},
	{"--dry-run", ACTION_REHEARSE, 0, NULL,
	 "not every target can be held at once; raise the limit of open files (ulimit -n)"},
	{"--status", ACTION_STATUS, 0, NULL,
	 "not every target can be held at once; raise the limit of open files (ulimit -n)"},
	{"its turn has come", ACTION_SEND, 1, NULL,
	 "it cannot be held again, so KILL was not sent to it; raise the limit of open files (ulimit -n)"},
	{"a later step", ACTION_SEND, 2, NULL,
	 "it cannot be held again, so KILL was not sent to it; raise the limit of open files (ulimit -n)"},
	{"its turn has come in a --dry-run", ACTION_REHEARSE, 1, NULL,
	 "it cannot be held again; raise the limit of open files (ulimit -n)"},
};

/* The words of a run that has only this attempt. */
static char *say_failure(const struct request *request, struct attempt *attempt)
{
	struct attempt *items[] = {attempt};
	struct run run = {.request = request, .attempts = {.items = items, .count = 1}};

	return report_failure(&run, attempt);
}

static void test_group_not_held(void)
{
	struct request request = {.schedule = SCHEDULE_NONE};
	struct attempt attempt = {
		.target = &named,
		.scope = SCOPE_GROUP,
		.outcome = OUTCOME_NOT_HELD,
		.step = 2,
		.signo = SIGKILL,
	};

	schedule_send(&request.schedule, SIGTERM);
	auto_free char *said = say_failure(&request, &attempt);
	ok(streq(said, "not all of its members can be held again, so KILL was not sent to each of them; "
		       "raise the limit of open files (ulimit -n)"),
	   "a group of which some members were signalled: %s", said);
	schedule_free(&request.schedule);
}

static void test_not_held(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct request request = {.action = rows[i].action, .schedule = SCHEDULE_NONE};
		struct attempt attempt = {
			.target = &named,
			.outcome = OUTCOME_NOT_HELD,
			.step = rows[i].step,
			.signo = SIGKILL,
			.cause.detail = rows[i].detail,
		};

		if (rows[i].action != ACTION_STATUS)
			schedule_send(&request.schedule, SIGKILL);
		auto_free char *said = say_failure(&request, &attempt);
		ok(streq(said, rows[i].said), "%s: %s", rows[i].words, said);
		schedule_free(&request.schedule);
	}
}

/* No message of an attempt states anything about other attempts. */
static void test_all(void)
{
	static const char *const claims[] = {"nothing was", "no process was", "nothing is"};
	bool is_claimed = false;

	for (enum outcome outcome = 0; outcome <= OUTCOME_LEFT_OUT; outcome++) {
		struct request request = {.schedule = SCHEDULE_NONE};
		struct pidfile pidfile = PIDFILE_NONE;
		struct attempt attempt = {
			.target = &named,
			.pidfile = &pidfile,
			.outcome = outcome,
			.process = PROCREF_NONE,
			.cause.condition = CONDITION_NONE,
			.cause.detail = "detail",
		};
		auto_free char *said = say_failure(&request, &attempt);

		for (size_t i = 0; i < ARRAY_SIZE(claims); i++)
			is_claimed |= strstr(said, claims[i]) != NULL;
	}
	ok(!is_claimed, "no outcome states anything about the whole run");
}

int main(void)
{
	test_not_held();
	test_group_not_held();
	test_all();
	return tap_done();
}

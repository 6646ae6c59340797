/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/util.h"
#include "model/signame.h"
#include "request/request-parts.h"

/* "-s 0 -k 10" means: wait, then send KILL. A schedule can say that. */
static int refuse_kill_after_nothing(struct request *request)
{
	return request_refuse(request,
			      "--kill-after: signal 0 sends nothing, so no signal can follow it; to wait and then "
			      "send KILL, leave out the 0 and write --retry=%s/KILL/5",
			      request->wait.kill_after_text);
}

/*
 * Refuse a time for the whole run that cuts off a signal of the schedule: it would be listed, but
 * never sent. The signal needs some time to arrive, so the same time is too short, too. A repeated
 * part is cut off anyway, but not before its first end.
 */
static int check_cap(struct request *request)
{
	const struct schedule *schedule = &request->schedule;
	int64_t total = 0, within = request->wait.within;
	char name[SIGNAME_SIZE], span[DURATION_SIZE];

	if (within == NO_SPAN)
		return 0;
	for (size_t i = 0; i < schedule->count; i++) {
		const struct step *step = &schedule->steps[i];

		if (step->sends && i > 0 && total >= within)
			return request_refuse(request,
					      "--within: the time is over before %s is sent, after %s; write "
					      "more than that, or leave out %s",
					      signame_format(step->signo, name), duration_format(total, span),
					      name);
		if (step->waits)
			total = duration_after(total, step->grace);
	}
	return 0;
}

/* Refuse options that contradict each other about what follows the first signal. */
static int check_conflicts(struct request *request)
{
	const struct wait_options *wait = &request->wait;

	if (wait->retry && wait->kill_after != NO_SPAN)
		return request_refuse(
			request,
			"--retry and --kill-after exclude each other; write KILL in the schedule");
	if (wait->retry && wait->follow_up_count)
		return request_refuse(request, "--retry and --timeout exclude each other; write "
					       "all signals in the schedule");
	if (wait->kill_after != NO_SPAN && wait->follow_up_count)
		return request_refuse(
			request,
			"--kill-after and --timeout exclude each other; write --timeout MS KILL");
	if (wait->kill_after == 0)
		return request_refuse(request, "--kill-after 0: no process has time to act on the "
					       "first signal; write -KILL");
	if (request->signo == 0 && wait->kill_after != NO_SPAN)
		return refuse_kill_after_nothing(request);
	if (request->signo == 0 && (wait->retry || wait->follow_up_count))
		return request_refuse(request, "signal 0: it sends nothing, so no signal can "
					       "follow it; write another signal");
	return 0;
}

static int take_retry(struct request *request)
{
	const struct wait_options *wait = &request->wait;
	char *word;
	const char *reason =
		schedule_parse(wait->retry, request->signo, &request->schedule, &word);

	if (reason) {
		auto_free char *owned = word;

		if (!*wait->retry)
			return request_refuse_argument(request, "--retry", "", "empty");
		return request_refuse(request,
				      "--retry '%s': '%s': %s; write signals and times, as in TERM/30/KILL/5",
				      wait->retry, owned, reason);
	}
	if (request->schedule.names_signals && request->explicit_signal)
		return request_refuse(request,
				      "--retry '%s': it names signals, and another one was given; "
				      "write only one of the two",
				      wait->retry);
	const struct step *first = schedule_first_signal(&request->schedule);
	if (!first)
		return request_refuse(request,
				      "--retry '%s': it names no signal, so nothing would be sent; "
				      "to wait only, write -s 0 --within DURATION",
				      wait->retry);
	if (wait->wait && request->schedule.repeat_from == SCHEDULE_NO_REPEAT)
		schedule_wait(&request->schedule, DURATION_FOREVER);
	/* The checks of the request read the first signal here. */
	request->signo = first->signo;
	request->explicit_signal |= request->schedule.names_signals;
	return 0;
}

static bool has_to_wait(const struct wait_options *wait)
{
	return wait->wait || wait->within != NO_SPAN || wait->kill_after != NO_SPAN ||
	       wait->enough || wait->exit_status || wait->remove_pidfile;
}

static int make_schedule(struct request *request)
{
	const struct wait_options *wait = &request->wait;
	struct schedule *schedule = &request->schedule;

	*schedule = SCHEDULE_NONE;
	if (check_conflicts(request))
		return -1;
	if (wait->retry)
		return take_retry(request);
	/* "-s 0 -w" needs no permission to wait, so it must not send signal 0. */
	if (request->signo || !has_to_wait(wait))
		schedule_send(schedule, request->signo);
	if (wait->kill_after != NO_SPAN) {
		schedule_wait(schedule, wait->kill_after);
		schedule_send(schedule, SIGKILL);
	}
	for (size_t i = 0; i < wait->follow_up_count; i++) {
		schedule_wait(schedule, wait->follow_ups[i].grace);
		schedule_send(schedule, wait->follow_ups[i].signo);
	}
	if (has_to_wait(wait))
		schedule_wait(schedule, DURATION_FOREVER);
	return 0;
}

int request_schedule(struct request *request)
{
	return make_schedule(request) || check_cap(request) ? -1 : 0;
}

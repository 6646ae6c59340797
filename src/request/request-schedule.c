#include "request/request.h"
#include "base/util.h"
#include "model/signame.h"
#include "request/request-parts.h"

/* Two ways of saying what comes after the first signal. */
static int check_conflicts(struct request *request)
{
	const struct wait_options *wait = &request->wait;

	if (wait->retry && wait->kill_after != NO_SPAN)
		return request_refuse(request, "--retry and --kill-after exclude each other: a "
					       "schedule says when KILL comes");
	if (wait->retry && wait->follow_up_count)
		return request_refuse(
			request,
			"--retry and --timeout exclude each other: a schedule says what follows");
	if (wait->kill_after != NO_SPAN && wait->follow_up_count)
		return request_refuse(
			request,
			"--kill-after and --timeout exclude each other; write --timeout MS KILL");
	if (wait->kill_after == 0)
		return request_refuse(
			request,
			"--kill-after 0: no time to act on the first signal; send KILL at once");
	if (request->signo == 0 &&
	    (wait->retry || wait->follow_up_count || wait->kill_after != NO_SPAN))
		return request_refuse(request, "signal 0 sends nothing, so nothing can follow it");
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

		return request_refuse(request, "--retry '%s': '%s': %s", wait->retry, owned,
				      reason);
	}
	if (request->schedule.names_signals && request->explicit_signal)
		return request_refuse(
			request, "--retry '%s': names signals, and another one was given as well",
			wait->retry);
	const struct step *first = schedule_first_signal(&request->schedule);
	if (!first)
		return request_refuse(request,
				      "--retry '%s': names no signal, so nothing would be sent; to "
				      "wait, and send "
				      "nothing, write -s 0 --within DURATION",
				      wait->retry);
	if (wait->wait && request->schedule.repeat_from == SCHEDULE_NO_REPEAT)
		schedule_wait(&request->schedule, DURATION_FOREVER);
	/* It is the schedule that says what is sent first, to all who want to know. */
	request->signo = first->signo;
	request->explicit_signal |= request->schedule.names_signals;
	return 0;
}

static bool has_to_wait(const struct wait_options *wait)
{
	return wait->wait || wait->within != NO_SPAN || wait->kill_after != NO_SPAN ||
	       wait->enough || wait->exit_status || wait->remove_pidfile;
}

int request_schedule(struct request *request)
{
	const struct wait_options *wait = &request->wait;
	struct schedule *schedule = &request->schedule;

	*schedule = SCHEDULE_NONE;
	if (check_conflicts(request))
		return -1;
	if (wait->retry)
		return take_retry(request);
	/* "-s 0 -w" waits for anybody, and must not be denied. */
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

#include "request/request.h"
#include "base/util.h"
#include "cli/message.h"
#include "model/signame.h"

/* Two ways of saying what comes after the first signal. */
static void check_conflicts(const struct request *request)
{
	const struct wait_options *wait = &request->wait;

	if (wait->retry && wait->kill_after != NO_SPAN)
		usage_error("--retry and --kill-after exclude each other: a schedule says when KILL comes");
	if (wait->retry && wait->follow_up_count)
		usage_error("--retry and --timeout exclude each other: a schedule says what follows");
	if (wait->kill_after != NO_SPAN && wait->follow_up_count)
		usage_error("--kill-after and --timeout exclude each other; write --timeout MS KILL");
	if (wait->kill_after == 0)
		usage_error("--kill-after 0: no time to act on the first signal; send KILL at once");
	if (request->signo == 0 &&
	    (wait->retry || wait->follow_up_count || wait->kill_after != NO_SPAN))
		usage_error("signal 0 sends nothing, so nothing can follow it");
}

static void take_retry(struct request *request)
{
	const struct wait_options *wait = &request->wait;
	char *word;
	const char *reason = schedule_parse(wait->retry, request->signo,
					    &request->schedule, &word);

	if (reason) {
		auto_free char *owned = word;

		usage_error("--retry '%s': '%s': %s", wait->retry, owned, reason);
	}
	if (request->schedule.names_signals && request->explicit_signal)
		usage_error("--retry '%s': names signals, and another one was given as well",
			    wait->retry);
	const struct step *first = schedule_first_signal(&request->schedule);
	if (!first)
		usage_error("--retry '%s': names no signal, so nothing would be sent; to wait, and send "
			    "nothing, write -s 0 --within DURATION",
			    wait->retry);
	if (wait->wait && request->schedule.repeat_from == SCHEDULE_NO_REPEAT)
		schedule_wait(&request->schedule, DURATION_FOREVER);
	/* It is the schedule that says what is sent first, to all who want to know. */
	request->signo = first->signo;
	request->explicit_signal |= request->schedule.names_signals;
}

static bool has_to_wait(const struct wait_options *wait)
{
	return wait->wait || wait->within != NO_SPAN || wait->kill_after != NO_SPAN ||
	       wait->enough || wait->exit_status || wait->remove_pidfile;
}

void request_schedule(struct request *request)
{
	const struct wait_options *wait = &request->wait;
	struct schedule *schedule = &request->schedule;

	*schedule = SCHEDULE_NONE;
	check_conflicts(request);
	if (wait->retry) {
		take_retry(request);
		return;
	}
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
}

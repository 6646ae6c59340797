/* SPDX-License-Identifier: MIT */
#include "cli/pipeline.h"
#include "base/sys.h"
#include "cli/explain.h"
#include "cli/finish.h"
#include "cli/guard.h"
#include "cli/message.h"
#include "cli/preflight.h"
#include "cli/report.h"
#include "cli/run.h"
#include "model/signame.h"
#include "run/deliver.h"
#include "run/search.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * Must no process be added after the first signal? One that is found later was not counted or
 * compared, and the user did not agree to it.
 */
static bool is_list_final(const struct request *request)
{
	const struct consent *consent = &request->consent;

	return consent->has_max || consent->ask != ASK_NEVER || consent->all_or_none ||
	       request->selection.newest || request->selection.oldest;
}

/* Before a later signal: find the processes of --all-processes that started since. */
static void find_newcomers(struct run *run)
{
	select_restart(&run->attempts);
	run->selection.patience = 0; /* only the deadline of the run ends this */
	while (select_again(&run->attempts, &run->selection, &run->request->delivery))
		;
}

/*
 * Send the signal of STEP. KILL and STOP go to new processes, too, until none are found: no handler
 * can have started them to clean up.
 */
static void send_step(struct run *run, const struct step *step, size_t number, bool has_more)
{
	const struct request *request = run->request;
	const struct pass pass = {
		.step = number,
		.signo = step->signo,
		.has_more = has_more,
	};

	bool looks_again = signame_is_uncatchable(step->signo) && !is_list_final(request);

	if (looks_again) {
		select_restart(&run->attempts);
		run->selection.patience = 0; /* only the deadline of the run ends this */
	}
	do {
		explain_effects(run, &pass);
		deliver(&run->attempts, &request->delivery, &pass);
	} while (looks_again && select_again(&run->attempts, &run->selection, &request->delivery));
}

/* Is the signal of the step with this index sent by an earlier step, too? */
static bool is_repeated(const struct schedule *schedule, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (schedule->steps[i].sends && schedule->steps[i].signo == schedule->steps[index].signo)
			return true;
	}
	return false;
}

/* Check whether the signal of STEP could be sent, and explain it if that is wanted. */
static void rehearse_step(struct run *run, const struct step *step, bool explains)
{
	const struct pass pass = {.step = 1, .signo = step->signo, .is_rehearsal = true};

	attempts_rewind(&run->attempts);
	if (explains)
		explain_effects(run, &pass);
	deliver(&run->attempts, &run->request->delivery, &pass);
}

/* Check the first signal; with --explain, check and explain all signals, in order. */
static void rehearse_schedule(struct run *run)
{
	const struct schedule *schedule = &run->request->schedule;
	const struct step *first = schedule_first_signal(schedule), *last = NULL;

	for (size_t i = 0; i < schedule->count; i++) {
		const struct step *step = &schedule->steps[i];

		if (step != first && (!run->request->explain || !step->sends || is_repeated(schedule, i)))
			continue;
		rehearse_step(run, step, true);
		last = step;
	}
	/* In the end the first one counts. */
	if (last != first)
		rehearse_step(run, first, false);
}

/* Wait once for all that are pending. Returns false if that fails. */
static bool wait_for_pending(struct run *run)
{
	int woken = await(&run->attempts, &run->waiting);

	progress_erase(&run->progress);
	if (woken < 0) {
		complain("waiting: %s", strerror(-woken));
		attempts_settle_rest(&run->attempts, OUTCOME_FAILED, "cannot be waited for");
		return false;
	}
	run->interrupted = woken;
	return true;
}

/* All that were held have ended. Are there groups with processes that joined since? */
static bool has_left_over(struct run *run)
{
	const struct request *request = run->request;
	struct selection selection = run->selection;

	if (run->interrupted || request->wait.enough || is_list_final(request) ||
	    attempts_pending(&run->attempts))
		return false;
	selection.deadline = 0; /* it may have passed, and one look is short */
	return select_left_over(&run->attempts, &selection, &request->delivery, run->waiting.deadline);
}

static void wait_step(struct run *run, const struct step *step)
{
	run->waiting.deadline = duration_after(sys_now(), step->grace);
	if (run->waiting.deadline > run->deadline)
		run->waiting.deadline = run->deadline;
	while (wait_for_pending(run) && has_left_over(run))
		;
}

static void fail_rest(struct attempts *attempts)
{
	FOREACH_PENDING(attempts, attempt) {
		attempt->cause.detail = attempt->is_sent ? "the signal was sent, but nothing more was done"
						       : "not signalled";
		attempt_settle(attempts, attempt, OUTCOME_FAILED);
	}
}

/*
 * Enter PHASE, if it is not entered yet. Returns false if capabilities that are not needed remain:
 * then all pending attempts have failed, and nothing more must be done.
 */
static bool enter_phase(struct run *run, enum phase phase)
{
	const char *reason = run->phase == phase
				     ? NULL
				     : privilege_enter(&run->privilege, phase);

	run->phase = phase;
	if (!reason)
		return true;
	complain("%s; %s", reason,
		 attempts_sent(&run->attempts) ? "signals were sent before" : "no signal was sent");
	fail_rest(&run->attempts);
	run->has_failed = true;
	return false;
}

/* Can a later step find new processes? They may be alive although all pending ones have ended. */
static bool looks_later(const struct run *run, size_t index)
{
	return run->attempts.selecting_count && !is_list_final(run->request) &&
	       schedule_sends_after(&run->request->schedule, index);
}

/* Is the run over after the step with this INDEX? */
static bool is_over(const struct run *run, size_t index)
{
	size_t enough = run->request->wait.enough;

	return run->interrupted || (!attempts_pending(&run->attempts) && !looks_later(run, index)) ||
	       (enough && run->attempts.ended >= enough) || sys_now() >= run->deadline;
}

/* Take the steps in turn, until all have ended. Returns the outcome of those still pending. */
static enum outcome go_through_schedule(struct run *run)
{
	const struct schedule *schedule = &run->request->schedule;
	enum outcome rest = OUTCOME_SENT;
	size_t number = 1;

	for (size_t i = 0; i < schedule->count; i = schedule_next(schedule, i), number++) {
		const struct step *step = &schedule->steps[i];

		/* After an interruption no signal is sent, even between two waits. */
		if (number > 1 && run->waiting.catcher >= 0)
			run->interrupted = sys_catch_read(run->waiting.catcher);
		if (run->interrupted)
			break;
		if (step->sends && number > 1 && !is_list_final(run->request))
			find_newcomers(run);
		if (step->sends)
			send_step(run, step, number, schedule_sends_after(schedule, i));
		if (!schedule_sends_after(schedule, i) && !enter_phase(run, PHASE_WAIT))
			return OUTCOME_FAILED;
		rest = step->waits ? OUTCOME_SURVIVED : OUTCOME_SENT;
		if (step->waits)
			wait_step(run, step);
		if (sys_now() >= run->deadline)
			rest = OUTCOME_SURVIVED;
		if (is_over(run, i))
			break;
	}
	/* If all have ended before the last signal, the phase is not entered yet. */
	if (!enter_phase(run, PHASE_WAIT))
		return OUTCOME_FAILED;
	return run->request->wait.enough && run->attempts.ended >= run->request->wait.enough
		       ? OUTCOME_SENT
		       : rest;
}

/* Settle ATTEMPT if it has ended, or if that cannot be known. */
static void settle_ended(struct attempts *attempts, struct attempt *attempt)
{
	auto_borrow struct borrow borrow = procref_borrow(&attempt->process);
	int result = borrow.error;

	if (result == 0)
		result = attempt->scope == SCOPE_GROUP ? search_group_has_ended(attempt)
						       : procref_has_exited(&attempt->process);
	if (result == 1)
		attempt_settle(attempts, attempt, attempt_outcome_of_end(attempt));
	else if (result < 0)
		attempt_fail(attempts, attempt, result, "6.9");
}

/* Catch the signals that interrupt a wait, if there is one. False if that fails. */
static bool catch_interruptions(struct run *run)
{
	static const int interrupting[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, 0};

	if (!request_waits(run->request))
		return true;
	int catcher = sys_catch_open(interrupting);
	run->waiting.catcher = catcher;
	if (catcher >= 0)
		return true;
	complain("signals that interrupt the wait cannot be caught: %s; no signal was sent",
		 strerror(-catcher));
	attempts_settle_rest(&run->attempts, OUTCOME_FAILED, "not signalled");
	return false;
}

static bool prepare_waiting(struct run *run)
{
	const struct request *request = run->request;

	run->waiting = (struct waiting){
		.endings = request->verbose || request->wait.exit_status,
		.enough = request->wait.enough,
		.catcher = -1,
		.tick = progress_wanted(request) ? progress_tick : NULL,
		.context = &run->progress,
	};
	return catch_interruptions(run);
}

/* Are descriptors free to hold parked processes again, and for the epoll set of a wait? */
static bool has_room(struct run *run)
{
	auto_close int set = request_waits(run->request) ? sys_watch_open() : -1;

	return set != -EMFILE && set != -ENFILE && attempts_have_room(&run->attempts);
}

/* Ask the user, if that is wanted. The deadline is later by the time that the answer took. */
static void ask_user(struct run *run)
{
	int64_t start = sys_now();

	preflight_ask(&run->attempts, run->request);
	if (run->request->consent.ask != ASK_NEVER)
		run->deadline = duration_after(run->deadline, sys_now() - start);
}

/* Ask, send and wait. Returns the outcome of the attempts that are still pending then. */
static enum outcome carry_out(struct run *run)
{
	const struct request *request = run->request;

	if (run->attempts.out_of_time)
		return OUTCOME_UNFINISHED;
	if (run->attempts.out_of_descriptors)
		return OUTCOME_NOT_HELD;
	/*
	 * --max checks which processes may be signalled. While the user has not answered, keep only
	 * the capabilities to send.
	 */
	if ((request->consent.has_max || request->consent.ask != ASK_NEVER) && !enter_phase(run, PHASE_SEND))
		return OUTCOME_FAILED;
	ask_user(run);
	if (request->action == ACTION_STATUS || (request_rehearses(request) && !request_has_signal(request))) {
		FOREACH_PENDING(&run->attempts, attempt)
			settle_ended(&run->attempts, attempt);
		return request->action == ACTION_STATUS ? OUTCOME_RUNS : OUTCOME_WOULD_SEND;
	}
	if (!enter_phase(run, PHASE_SEND))
		return OUTCOME_FAILED;
	preflight_all_or_none(&run->attempts, request);
	/* Not earlier: until the user has answered, SIGINT must end fdkill. */
	if (!request_rehearses(request) && !prepare_waiting(run))
		return OUTCOME_FAILED;
	if (!has_room(run))
		return OUTCOME_NOT_HELD;
	if (request_rehearses(request)) {
		rehearse_schedule(run);
		return OUTCOME_WOULD_SEND;
	}
	return go_through_schedule(run);
}

/*
 * Report what concerns the whole run. REST is the outcome of the attempts that were settled last.
 */
static void report_run(const struct run *run, enum outcome rest)
{
	const struct request *request = run->request;
	bool has_sent = attempts_sent(&run->attempts) > 0;

	if (request->quiet)
		return;
	if (rest == OUTCOME_UNFINISHED)
		complain("--within: the selection was not finished in time; no signal was sent");
	else if (run->attempts.out_of_time)
		complain("--within: /proc could not be searched again; new processes may be left");
	if (rest == OUTCOME_NOT_HELD && request_sends(request) && !has_sent)
		complain("not every target can be held at once; no signal was sent");
}

/* May no process that --all-processes found be signalled? */
static bool is_none_permitted(const struct attempts *attempts)
{
	bool has_denied = false;

	FOREACH_ATTEMPT(attempts, attempt) {
		if (attempt->outcome != OUTCOME_LEFT_OUT)
			return false;
		has_denied |= attempt->cause.error != 0;
	}
	return has_denied;
}

static bool has_running(const struct attempts *attempts)
{
	FOREACH_ATTEMPT(attempts, attempt) {
		if (attempt->outcome == OUTCOME_RUNS)
			return true;
	}
	return false;
}

/* Add what is true of all searches together. */
static void settle_selection(struct attempts *attempts)
{
	const struct target *target = attempts->selecting_count ? attempts->selecting[0].target : NULL;

	if (!target || attempts->out_of_time || attempts->out_of_descriptors)
		return;
	/* For --status one process that runs is enough. */
	if (attempts->is_unsettled && !has_running(attempts))
		attempt_settle(attempts, attempts_add(attempts, target, SCOPE_PROCESS), OUTCOME_UNSETTLED);
	else if (is_none_permitted(attempts))
		attempt_settle(attempts, attempts_add(attempts, target, SCOPE_PROCESS),
			       OUTCOME_NONE_PERMITTED);
}

/* Settle the attempts that are still pending with REST, and report the run. */
static void conclude(struct run *run, enum outcome rest)
{
	const char *detail = rest == OUTCOME_NOT_HELD ? run->attempts.shortage : NULL;

	attempts_settle_rest(&run->attempts, rest, detail);
	settle_selection(&run->attempts);
	report_run(run, rest);
	report_schedule(run);
	report_losses(run);
}

/*
 * Set the deadline of the run. -W 0 does not limit the selection: the signal is sent, and then
 * fdkill checks once which processes have ended.
 */
static void set_deadline(struct run *run)
{
	int64_t within = run->request->wait.within;

	run->deadline = within == NO_SPAN ? DURATION_FOREVER : duration_after(sys_now(), within);
	run->selection = run->request->selection;
	run->selection.may_kill = privilege_may_kill(&run->privilege);
	run->selection.deadline = within > 0 ? run->deadline : 0;
	run->selection.patience = within > 0 ? duration_after(sys_now(), within / 2) : 0;
	run->selection.only_waits = run->request->action == ACTION_SEND && !request_has_signal(run->request);
	run->selection.is_status = run->request->action == ACTION_STATUS;
}

int pipeline_run(const struct request *request, const struct privilege *privilege, int *interrupted)
{
	struct run run = {
		.request = request,
		.privilege = *privilege,
		.attempts = {.settled = report_settled, .sent = report_sent, .missed = report_missed, .context = &run},
		.waiting = {.catcher = -1},
	};

	set_deadline(&run);
	guard_pidfiles(request, privilege_is_powerful(&run.privilege), &run.selection);
	select_targets(&run.attempts, &run.selection, &request->delivery);
	report_pidfiles(&run);
	report_unmatched(&run);
	conclude(&run, carry_out(&run));
	int status = run.has_failed ? request_failure(request) : finish(&run.attempts, request);
	*interrupted = run.interrupted;
	attempts_free(&run.attempts);
	if (run.waiting.catcher >= 0)
		close(run.waiting.catcher);
	return status;
}

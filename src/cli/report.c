/* SPDX-License-Identifier: MIT */
#include "cli/report.h"
#include "base/util.h"
#include "cli/explain.h"
#include "cli/message.h"
#include "cli/run.h"
#include "model/signame.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The target as the user wrote it, and the number of its process if that adds something. */
static char *format_subject(const struct attempt *attempt)
{
	const struct target *target = attempt->target;

	/* The words of this message name the file and the process. */
	if (attempt->outcome == OUTCOME_STALE)
		return xstrdup("");
	if (attempt->number > 0 && (attempt->is_selected || attempt->outcome == OUTCOME_REFUSED))
		return report_receiver(attempt);
	if (attempt->number > 0 && attempt->scope != SCOPE_GROUP && target->kind != TARGET_PID &&
	    target->kind != TARGET_THREAD)
		return xasprintf("%s: %d", target->text, attempt->number);
	return xstrdup(target->text);
}

/* The number of a process as it is shown, and what is known about it. */
static char *format_process(const char *number, const struct facts *facts, bool in_full)
{
	if (!facts_know(facts, FACTS_STAT))
		return xstrdup(number);
	if (!in_full || !facts_know(facts, FACTS_OWNER | FACTS_CMDLINE))
		return xasprintf("%s (%s)", number, facts->comm);
	auto_free char *user = message_user_word(facts->euid);
	auto_free char *command = facts_command(facts);
	return xasprintf("%s %s %s", number, user, command);
}

static char *format_receiver(const struct attempt *attempt, bool in_full)
{
	auto_free char *number = attempt->number > 0 ? xasprintf("%d", attempt->number)
				 : attempt->scope == SCOPE_PROCESS ? xstrdup("its process")
								   : xstrdup("of its process");
	const char *kind = attempt->scope == SCOPE_GROUP    ? "group "
			   : attempt->scope == SCOPE_THREAD ? "thread "
							    : "";

	if (attempt->scope == SCOPE_GROUP)
		return xasprintf("%s%s", kind, number);
	auto_free char *process = format_process(number, &attempt->facts, in_full);
	return xasprintf("%s%s", kind, process);
}

char *report_receiver(const struct attempt *attempt)
{
	return format_receiver(attempt, false);
}

char *report_receiver_in_full(const struct attempt *attempt)
{
	return format_receiver(attempt, true);
}

char *report_member(const struct member *member)
{
	auto_free char *number = xasprintf("%d", member->process.pid);

	return format_process(number, &member->facts, true);
}

/* Do the words of report_receiver say all that the target says? */
static bool is_receiver_the_target(const struct attempt *attempt)
{
	switch (attempt->target->kind) {
	case TARGET_PID:
	case TARGET_THREAD:
	case TARGET_ALL:
	case TARGET_SELECTION:
		return true;
	case TARGET_GROUP:
		return attempt->scope == SCOPE_GROUP;
	case TARGET_INODE:
	case TARGET_FD:
	case TARGET_PEER:
	case TARGET_PIDFILE:
	case TARGET_OWN_GROUP:
	case TARGET_STDIN:
		break;
	}
	return false;
}

/* A line about an attempt, with the target before it if that adds something. */
static void print_line(const struct attempt *attempt, const char *words)
{
	bool obvious = is_receiver_the_target(attempt);

	say_line(stdout, "%s%s%s", obvious ? "" : attempt->target->text, obvious ? "" : ": ", words);
}

static void print_members(const struct attempt *attempt)
{
	FOREACH_MEMBER(attempt, member) {
		if (member->ending.has_ended)
			continue;
		auto_free char *words = report_member(member);
		say_line(stdout, "  member %s", words);
	}
}

/* The systemd unit of its process, in a line of its own: a command line may be long. */
static void print_unit(const struct attempt *attempt)
{
	int64_t manager;
	auto_free char *unit = explain_find_unit(&attempt->facts, &manager);

	if (!unit)
		return;
	auto_free char *command = explain_stop_of_unit(unit, manager);
	say(stdout, "  of %s, which may restart it: %s", unit, command);
}

/* VERB is "sent" or "would send". */
static void print_sending(const struct request *request, const struct attempt *attempt,
			  const char *verb)
{
	char buffer[SIGNAME_SIZE];
	const char *name = signame_format(attempt->signo, buffer);
	bool cont = request->delivery.cont && delivery_allows_cont(attempt->signo);
	auto_free char *receiver = report_receiver_in_full(attempt);
	auto_free char *words =
		xasprintf("%s %s%s%s to %s", verb, isdigit((unsigned char)*name) ? "signal " : "", name,
			  cont ? ", then CONT," : "", receiver);

	print_line(attempt, words);
	print_unit(attempt);
	print_members(attempt);
}

/* For a rehearsal that has no signal. */
static void print_waiting(const struct attempt *attempt)
{
	auto_free char *receiver = report_receiver_in_full(attempt);
	auto_free char *words = xasprintf("would wait for %s", receiver);

	print_line(attempt, words);
	print_members(attempt);
}

static void print_ended(const struct attempt *attempt)
{
	char how[ENDING_SIZE];
	auto_free char *receiver = report_receiver(attempt);
	auto_free char *words =
		xasprintf("%s %s", receiver,
			  attempt->scope == SCOPE_GROUP ? "has ended" : ending_format(&attempt->ending, how));

	print_line(attempt, words);
	FOREACH_MEMBER(attempt, member)
		say(stdout, "  member %d (%s) %s", member->process.pid, member->facts.comm,
		    ending_format(&member->ending, how));
}

static void print_identity(const struct request *request, const struct procref *process)
{
	printf("%d:%" PRIu64 "%s%s\n", process->pid, process->inode,
	       request->boot_id ? "@" : "", request->boot_id ? request->this_boot : "");
}

static void print_identities(const struct request *request, const struct attempt *attempt)
{
	if (attempt->scope != SCOPE_GROUP)
		print_identity(request, &attempt->process);
	FOREACH_MEMBER(attempt, member)
		print_identity(request, &member->process);
}

static void print_failure(const struct run *run, const struct attempt *attempt)
{
	const struct request *request = run->request;
	auto_free char *subject = format_subject(attempt);
	auto_free char *words = report_failure(run, attempt);
	const char *colon = *subject ? ": " : "";

	/* As pkill(1), print nothing: the exit status says it. */
	if (request->pkill && attempt->outcome == OUTCOME_NO_MATCH && !attempt->cause.ancestor)
		return;
	/* What --ok-gone counts as reached is no failure; but a process that runs must be named. */
	if (outcome_exit_status(attempt->outcome, request->ok_gone) != 0 ||
	    attempt->outcome == OUTCOME_NOT_MEANT) {
		complain("%s%s%s", subject, colon, words);
		explain_failure(run, attempt);
	} else if (request->verbose) {
		say(stdout, "%s%s%s", subject, colon, words);
	}
}

void report_sent(void *context, const struct attempt *attempt)
{
	struct run *run = context;

	if (!run->request->verbose)
		return;
	progress_erase(&run->progress);
	print_sending(run->request, attempt, "sent");
}

void report_missed(void *context, const struct attempt *attempt)
{
	struct run *run = context;
	char name[SIGNAME_SIZE];

	if (run->request->quiet)
		return;
	progress_erase(&run->progress);
	auto_free char *subject = format_subject(attempt);
	complain("%s: %s was not sent: its user has too many signals queued (RLIMIT_SIGPENDING)", subject,
		 signame_format(attempt->signo, name));
}

/* For --exit-status: the status of the target is not known. */
static void complain_of_ending(const struct attempt *attempt)
{
	auto_free char *subject = format_subject(attempt);

	complain("%s: how it ended cannot be known: %s", subject, ending_obstacle(&attempt->ending));
}

static void report_reached(const struct request *request, const struct attempt *attempt)
{
	bool is_unknown = attempt->outcome == OUTCOME_ENDED && !attempt->ending.is_known;

	if (is_unknown && request->wait.exit_status && !request->quiet)
		complain_of_ending(attempt);
	if (request->action == ACTION_PRINT)
		print_identities(request, attempt);
	else if (attempt->outcome == OUTCOME_WOULD_SEND && !request->quiet && !request_has_signal(request))
		print_waiting(attempt);
	else if (attempt->outcome == OUTCOME_WOULD_SEND && !request->quiet)
		print_sending(request, attempt, "would send");
	else if (attempt->outcome == OUTCOME_ENDED && request->verbose)
		print_ended(attempt);
}

static void report_running(const struct request *request, const struct attempt *attempt)
{
	auto_free char *receiver = report_receiver_in_full(attempt);
	auto_free char *words = xasprintf("runs: %s", receiver);

	if (request->verbose)
		print_line(attempt, words);
}

/* With -v, the processes that a selection could not check. */
static void report_left_out(const struct request *request, const struct attempt *attempt)
{
	if (!request->verbose || attempt->cause.condition == CONDITION_NONE)
		return;
	auto_free char *receiver = report_receiver(attempt);
	auto_free char *words = report_unchecked(attempt);

	say(stdout, "%s: %s", receiver, words);
}

void report_settled(void *context, const struct attempt *attempt)
{
	struct run *run = context;
	const struct request *request = run->request;

	progress_erase(&run->progress);
	if (attempt->outcome == OUTCOME_SENT || attempt->outcome == OUTCOME_WOULD_SEND ||
	    attempt->outcome == OUTCOME_ENDED)
		report_reached(request, attempt);
	else if (attempt->outcome == OUTCOME_RUNS)
		report_running(request, attempt);
	else if (attempt->outcome == OUTCOME_LEFT_OUT)
		report_left_out(request, attempt);
	else if (attempt->outcome == OUTCOME_UNFINISHED || attempt->outcome == OUTCOME_LOST ||
		 attempt->outcome == OUTCOME_TOO_MANY)
		return; /* reported once for all of them */
	/* --ok-gone makes it status 0, but the process runs: only a message can tell. */
	else if (!request->quiet || (request->ok_gone && attempt->outcome == OUTCOME_NOT_MEANT))
		print_failure(run, attempt);
}

void report_pidfiles(const struct run *run)
{
	for (size_t i = 0; run->request->verbose && i < run->attempts.pidfile_count; i++) {
		if (run->attempts.pidfiles[i]->has_more)
			say(stdout, "pidfile:%s: only its first word counts; the rest was ignored",
			    run->attempts.pidfiles[i]->path);
	}
}

void report_losses(const struct run *run)
{
	const struct request *request = run->request;
	const char *when = request_sends(request) ? "before the signal was sent" : "meanwhile";
	const struct attempt *lost = NULL;
	size_t count = 0;

	FOREACH_ATTEMPT(&run->attempts, attempt) {
		if (attempt->outcome == OUTCOME_LOST) {
			lost = attempt;
			count++;
		} else if (attempt->outcome != OUTCOME_LEFT_OUT) {
			return;
		}
	}
	/* As pkill(1), print nothing: the exit status says it. */
	if (!lost || request->quiet || request->pkill || request->ok_gone)
		return;
	auto_free char *receiver = report_receiver(lost);
	if (count == 1)
		complain("%s: it ended %s", receiver, when);
	else
		complain("all %zu processes that were found ended %s", count, when);
}

void report_schedule(const struct run *run)
{
	const struct request *request = run->request;

	if (request->action != ACTION_REHEARSE || request->quiet || !request_waits(request) ||
	    !request_has_signal(request) || !attempts_sent(&run->attempts))
		return;
	bool is_limited = request->wait.within != NO_SPAN;
	int64_t within = is_limited ? request->wait.within : DURATION_FOREVER;
	auto_free char *schedule = schedule_format(&request->schedule, within);
	char text[DURATION_SIZE];

	say(stdout, "in turn%s%s: %s", is_limited ? ", within " : "",
	    is_limited ? duration_format(within, text) : "", schedule);
}

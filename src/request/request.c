#include "request/request.h"
#include "base/util.h"
#include "cli/message.h"
#include "model/signame.h"
#include "proc/procfs.h"
#include "request/argv.h"
#include "request/request-apply.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Does the scope fit the target? */
static void check_scope(const struct request *request, const struct target *target)
{
	enum scope scope = request->delivery.scope;
	bool many = target_is_group(target) || target_is_selection(target);

	if (scope == SCOPE_GROUP && target->kind != TARGET_FD)
		usage_error("--scope=group is for fd:N; a group is named by pgid:PGID");
	if (scope == SCOPE_THREAD && many)
		usage_error("%s%s--scope=thread is for one process, not for many", target->text,
			    *target->text ? ": " : "");
	if (scope == SCOPE_PROCESS && (target_is_group(target) || target->kind == TARGET_THREAD))
		usage_error("%s: --scope=process does not fit it", target->text);
	if (target->kind == TARGET_THREAD && !request->explicit_signal && request->action != ACTION_STATUS)
		usage_error("%s: name the signal: one that is fatal by default, as TERM is, ends the "
			    "whole process",
			    target->text);
}

static void check_delivery(const struct request *request)
{
	const struct delivery *delivery = &request->delivery;
	char name[SIGNAME_SIZE];

	signame_format(request->signo, name);
	if (delivery->payload.present && !delivery_allows_payload(request->signo))
		usage_error("%s takes no siginfo: nobody could receive it", name);
	if (delivery->cont && !delivery_allows_cont(request->signo))
		usage_error("--cont makes no sense with %s", name);
	if (request->boot_id && request->action != ACTION_PRINT)
		usage_error("--boot-id goes with --print");
}

bool request_waits(const struct request *request)
{
	for (size_t i = 0; i < request->schedule.count; i++) {
		if (request->schedule.steps[i].waits)
			return true;
	}
	return false;
}

int request_failure(const struct request *request)
{
	if (request->action == ACTION_STATUS)
		return STATUS_NOT_KNOWN_TO_RUN;
	return request->wait.exit_status ? STATUS_UNKNOWN : STATUS_FAILED;
}

bool request_has_signal(const struct request *request)
{
	return schedule_first_signal(&request->schedule) != NULL;
}

bool request_sends(const struct request *request)
{
	return request->action == ACTION_SEND && request_has_signal(request);
}

bool request_rehearses(const struct request *request)
{
	return request->action == ACTION_REHEARSE || request->action == ACTION_PRINT;
}

static void check_waiting(const struct request *request)
{
	const struct wait_options *wait = &request->wait;
	bool has_pidfile = false;

	for (size_t i = 0; i < request->target_count; i++)
		has_pidfile |= request->targets[i].kind == TARGET_PIDFILE;
	if (wait->exit_status &&
	    (request->target_count != 1 || request->has_stdin ||
	     target_is_group(request->targets) || target_is_selection(request->targets)))
		usage_error("--exit-status is for one target, a process");
	if (wait->remove_pidfile && !has_pidfile)
		usage_error("--remove-pidfile: no target is a pidfile");
	if (request_waits(request) && request->delivery.scope == SCOPE_GROUP)
		usage_error("--scope=group: the group of a descriptor cannot be waited for");
}

/* Targets; of fdpkill, one pattern. */
static void take_operands(struct request *request)
{
	if (request->pkill && request->word_count > 1)
		usage_error("'%s': a second pattern; only one can be given", request->words[1]);
	for (size_t i = 0; i < request->word_count; i++) {
		if (request->pkill)
			apply_match(request, request->words[i]);
		else
			request_add_target(request, request->words[i]);
	}
}

__attribute__((noreturn)) static void refuse_nobody(const struct request *request)
{
	if (request->pkill)
		usage_error("no pattern and no condition; write fdpkill [-SIGNAL] PATTERN, or see fdpkill "
			    "--help");
	if (request->explicit_signal && request->signo == SIGHUP)
		usage_error("no target; -1 is the signal HUP; for everybody we may signal, write "
			    "--all-processes");
	usage_error("no target; write fdkill [-SIGNAL] PID..., or see fdkill --help");
}

static void check(struct request *request)
{
	take_operands(request);
	if (request->action != ACTION_STATUS)
		request_schedule(request);
	request_check_descriptors(request);
	request_check_conditions(request);
	check_delivery(request);
	check_waiting(request);
	if (request->target_count == 0 && !request->has_stdin)
		refuse_nobody(request);
	if (request->has_stdin)
		request_read_stdin(request);
	for (size_t i = 0; i < request->target_count; i++)
		check_scope(request, &request->targets[i]);
}

static bool sends_uncatchable(const struct request *request)
{
	for (size_t i = 0; i < request->schedule.count; i++) {
		const struct step *step = &request->schedule.steps[i];

		if (step->sends && signame_is_uncatchable(step->signo))
			return true;
	}
	return false;
}

/* What has to be known of each. */
static unsigned facts_needed(const struct request *request)
{
	bool is_shown = request->verbose || request_rehearses(request) || request->consent.has_max ||
			request->consent.ask != ASK_NOBODY;
	bool is_compared = request->selecting.newest || request->selecting.oldest;

	return is_shown || is_compared ? FACTS_STAT : 0;
}

void request_parse(struct request *request, char *argv[])
{
	*request = (struct request){
		.signo = SIGTERM,
		.wait = {.within = NO_SPAN, .kill_after = NO_SPAN},
		.pkill = called_as_pkill(),
	};
	request_take_words(request, argv);
	if (request->mode != MODE_SEND)
		return;
	check(request);
	if (request->boot_id && procfs_boot_id(request->this_boot) < 0) {
		complain("--boot-id: the boot id cannot be read");
		exit(request_failure(request));
	}
	request->selection = (struct selection){
		.targets = request->targets,
		.count = request->target_count,
		.facts = facts_needed(request),
		.identities = request->action == ACTION_PRINT,
		.members = request->verbose || request->explain || request_rehearses(request) ||
			   request_waits(request) || request->action == ACTION_STATUS ||
			   request->consent.has_max || request->delivery.release_memory,
		.needs_number = request->consent.has_max || request->consent.ask != ASK_NOBODY ||
				request->action == ACTION_PRINT,
		.spare_us = sends_uncatchable(request),
		.remove_pidfiles = request->wait.remove_pidfile,
		.criteria = &request->criteria,
		.include_ancestors = request->selecting.include_ancestors,
		.tell_unknown = request->verbose,
		.newest = request->selecting.newest,
		.oldest = request->selecting.oldest,
	};
}

void request_free(struct request *request)
{
	for (size_t i = 0; i < request->owned_count; i++)
		free(request->owned[i]);
	free(request->owned);
	free(request->targets);
	free(request->words);
	free(request->wait.follow_ups);
	free(request->options);
	criteria_free(&request->criteria);
	schedule_free(&request->schedule);
	argv_free(request->argv);
}

/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/util.h"
#include "model/signame.h"
#include "proc/procfs.h"
#include "request/argv.h"
#include "request/request-parts.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static int take_option(struct request *request, bool *seen, int answer)
{
	bool is_letter = answer < OPTIONS_LONG;
	const struct option_row *row = is_letter ? options_by_letter(request->options, (char)answer)
						 : &request->options[answer - OPTIONS_LONG];

	seen[row - request->options] = true;
	/* A separate word: perhaps the user meant it as a target. */
	if (row->argument && optarg == request->argv[optind - 1]) {
		request->taken = optarg;
		request->taker = row;
	}
	if (is_letter && row->apply_letter)
		return row->apply_letter(request, optarg);
	return row->apply(request, optarg);
}

static int take_answer(struct request *request, bool *seen, int answer)
{
	if (answer == '?' || answer == ':')
		return request_refuse_option(request, answer);
	if (answer != 1)
		return take_option(request, seen, answer);
	request->words[request->word_count++] = optarg;
	return 0;
}

/* Parse request->argv: apply the options, and collect the operands in request->words. */
static int take_normalised(struct request *request)
{
	auto_free char *letters = options_getopt_letters(request->options);
	auto_free struct option *names = options_getopt_names(request->options);
	auto_free bool *seen = xcalloc(options_count(request->options), sizeof(*seen));
	const struct option_row *one, *other;
	int argc = 0;

	while (request->argv[argc])
		argc++;
	request->words = xcalloc((size_t)argc + 1, sizeof(*request->words));
	opterr = 0;
	for (int answer; (answer = getopt_long(argc, request->argv, letters, names, NULL)) != -1;) {
		if (take_answer(request, seen, answer))
			return -1;
	}
	while (request->argv[optind])
		request->words[request->word_count++] = request->argv[optind++];
	if (options_conflict(request->options, seen, &one, &other))
		return request_refuse(request,
				      "--%s and --%s exclude each other; write only one of them",
				      one->name, other->name);
	return 0;
}

static int take_words(struct request *request, char *argv[])
{
	struct argv_refusal refusal;

	request->options = request_make_options(request->pkill);
	request->argv = argv_normalise(request->options, request->pkill, argv, &refusal);
	return request->argv ? take_normalised(request) : request_refuse_words(request, &refusal);
}

/* What TARGET is, for a message. */
static const char *kind_of(const struct target *target)
{
	if (target->kind == TARGET_THREAD)
		return "a thread";
	return target_is_group(target) ? "a process group" : "a selection";
}

/* Does the scope fit the target? */
static int check_scope(struct request *request, const struct target *target)
{
	enum scope scope = request->delivery.scope;
	bool is_group = target_is_group(target), is_thread = target->kind == TARGET_THREAD;
	const char *text = *target->text ? target->text : "the target";

	if (scope == SCOPE_GROUP && (is_thread || target_is_selection(target)))
		return request_refuse(request,
				      "--scope=group: %s is %s; write the PID of the group's leader, or "
				      "pgid:PGID",
				      text, kind_of(target));
	if (scope == SCOPE_THREAD && (is_group || target_is_selection(target)))
		return request_refuse(request, "--scope=thread: %s is %s; write PID or tid:TID",
				      text, kind_of(target));
	if (scope == SCOPE_PROCESS && (is_group || is_thread))
		return request_refuse(request, "--scope=process: %s is %s; leave --scope out", text,
				      kind_of(target));
	if (is_thread && !request->explicit_signal && request->action != ACTION_STATUS)
		return request_refuse(request,
				      "%s: no signal is given, and TERM would end the whole "
				      "process of the thread; write -SIGNAL",
				      text);
	return 0;
}

static int check_delivery(struct request *request)
{
	const struct delivery *delivery = &request->delivery;
	char name[SIGNAME_SIZE];

	signame_format(request->signo, name);
	if (delivery->payload.present && !delivery_allows_payload(request->signo))
		return request_refuse(request,
				      "%s: no process can catch it, so it takes no siginfo; leave "
				      "out --queue and --info",
				      name);
	if (delivery->cont && !delivery_allows_cont(request->signo))
		return request_refuse(request, "--cont: it has no use with %s; leave it out", name);
	if (request->boot_id && request->action != ACTION_PRINT)
		return request_refuse(request,
				      "--boot-id: it changes what --print prints; add --print");
	return 0;
}

static int check_waiting(struct request *request)
{
	const struct wait_options *wait = &request->wait;
	bool is_group = request->delivery.scope == SCOPE_GROUP;
	bool has_pidfile = false, has_descriptor = false;

	for (size_t i = 0; i < request->target_count; i++) {
		enum target_kind kind = request->targets[i].kind;

		has_pidfile |= kind == TARGET_PIDFILE;
		has_descriptor |= kind == TARGET_FD || kind == TARGET_PEER;
	}
	if (wait->exit_status &&
	    (request->target_count != 1 || request->has_stdin || is_group ||
	     target_is_group(request->targets) || target_is_selection(request->targets)))
		return request_refuse(
			request,
			"--exit-status: it needs exactly one target, and that must be a process");
	if (wait->remove_pidfile && !has_pidfile)
		return request_refuse(request,
				      "--remove-pidfile: no target is a pidfile; add -F FILE");
	/* Once its process has been reaped, the number of its group is not known. */
	if (request_waits(request) && is_group && has_descriptor)
		return request_refuse(request, "--scope=group: fdkill cannot wait for the group of "
					       "a descriptor; write pgid:PGID");
	return 0;
}

/* Take the operands: targets, or the one pattern of fdpkill. */
static int take_operands(struct request *request)
{
	if (request->pkill && request->word_count > 1)
		return request_refuse(request, "'%s': a second pattern; write only one",
				      request->words[1]);
	for (size_t i = 0; i < request->word_count; i++) {
		const char *word = request->words[i];

		if (request->pkill ? apply_match(request, word) : request_add_target(request, word))
			return -1;
	}
	return 0;
}

/* Did an option take the word that was to be the target, as in "-k 4711"? */
static bool has_taken_target(const struct request *request)
{
	struct target target;

	return request->taken && !target_parse(request->taken, &target);
}

static int refuse_no_target(struct request *request)
{
	const struct option_row *taker = request->taker;

	if (has_taken_target(request))
		return request_refuse(request, "no target: '%s' was taken as the %s of %s%.*s", request->taken,
				      taker->argument, *taker->letters ? "-" : "--",
				      *taker->letters ? 1 : -1, *taker->letters ? taker->letters : taker->name);
	if (request->pkill)
		return request_refuse(request, "no pattern and no condition; write fdpkill "
					       "[-SIGNAL] PATTERN, or see fdpkill "
					       "--help");
	if (request->explicit_signal && request->signo == SIGHUP)
		return request_refuse(request, "no target; -1 is the signal HUP; to signal all "
					       "processes, write --all-processes");
	return request_refuse(request,
			      "no target; write fdkill [-SIGNAL] PID..., or see fdkill --help");
}

static int check_targets(struct request *request)
{
	if (request->target_count == 0 && !request->has_stdin)
		return refuse_no_target(request);
	if (request->has_stdin && request_read_stdin(request))
		return -1;
	for (size_t i = 0; i < request->target_count; i++) {
		if (check_scope(request, &request->targets[i]))
			return -1;
	}
	return 0;
}

static int check(struct request *request)
{
	if (take_operands(request) ||
	    (request->action != ACTION_STATUS && request_schedule(request)) ||
	    request_check_descriptors(request) || request_check_conditions(request) ||
	    check_delivery(request) || check_waiting(request) || check_targets(request))
		return -1;
	if (request->boot_id && procfs_boot_id(request->this_boot) < 0)
		return request_fail(request,
				    "--boot-id: the boot id cannot be read; nothing was sent");
	return 0;
}

/* Does the schedule send KILL or STOP? */
static bool sends_uncatchable(const struct request *request)
{
	for (size_t i = 0; i < request->schedule.count; i++) {
		const struct step *step = &request->schedule.steps[i];

		if (step->sends && signame_is_uncatchable(step->signo))
			return true;
	}
	return false;
}

/* The facts to read of each process. */
static unsigned facts_needed(const struct request *request)
{
	bool is_named = request_rehearses(request) || request->consent.has_max;
	bool is_compared = request->selecting.newest || request->selecting.oldest;

	if (request_shows_commands(request))
		return FACTS_STAT | FACTS_OWNER | FACTS_CMDLINE | (request->verbose ? FACTS_CGROUP : 0);
	return is_named || is_compared ? FACTS_STAT : 0;
}

/* Derive what the run needs from the options. */
static void derive_selection(struct request *request)
{
	request->selection = (struct selection){
		.targets = request->targets,
		.count = request->target_count,
		.facts = facts_needed(request),
		.identities = request->action == ACTION_PRINT,
		.members = request->verbose || request->explain || request_rehearses(request) ||
			   request_waits(request) || request->action == ACTION_STATUS ||
			   request->consent.has_max || request->consent.ask != ASK_NEVER ||
			   request->delivery.release_memory,
		.needs_members = request_waits(request) || request->action == ACTION_PRINT,
		.needs_number = request->consent.has_max || request->consent.ask != ASK_NEVER ||
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

int request_parse(struct request *request, char *argv[], void (*announce)(const char *words))
{
	*request = (struct request){
		.given = argv,
		.announce = announce,
		.signo = SIGTERM,
		.wait = {.within = NO_SPAN, .kill_after = NO_SPAN},
		.pkill = called_as_pkill(),
	};
	if (take_words(request, argv))
		return -1;
	if (request->mode != MODE_SEND)
		return 0;
	if (check(request))
		return -1;
	derive_selection(request);
	return 0;
}

/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/text.h"
#include "base/util.h"
#include "proc/inspect.h"
#include "request/request-parts.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* Read the namespaces of the process of --ns. */
static int read_namespaces(struct request *request, struct facts *facts)
{
	const struct selecting *selecting = &request->selecting;
	const struct identity *identity = &selecting->ns;
	struct procref ref = PROCREF_NONE;
	int error = procfs_check_boot(identity->boot_id);

	if (error == 0)
		error = identity->inode
				? procref_open_identity(&ref, identity->pid, identity->inode)
				: procref_open(&ref, identity->pid);
	if (error == 0)
		error = inspect(&ref, FACTS_NAMESPACES, facts);
	/* A zombie has left most namespaces, so the kernel would seem to have none. */
	if (error == 0 && procref_has_exited(&ref))
		error = -ESRCH;
	procref_close(&ref);
	if (error < 0)
		return request_fail(request,
				    "--ns %s: its namespaces cannot be read: %s; nothing "
				    "was sent",
				    selecting->ns_text, strerror(-error));
	return 0;
}

/* --ns adds a condition for each namespace, or for those of --nslist only. */
static int resolve_namespaces(struct request *request)
{
	struct criteria *criteria = &request->criteria;
	struct facts facts = {0};

	if (request->selecting.nslist && !request->selecting.ns_text)
		return request_refuse(request,
				      "--nslist: it selects some namespaces of --ns; add --ns PID");
	if (!request->selecting.ns_text)
		return 0;
	if (read_namespaces(request, &facts))
		return -1;
	for (size_t i = 0; !request->selecting.nslist && i < NAMESPACE_KINDS; i++)
		if (facts.namespaces[i])
			criteria_add(criteria, CONDITION_NAMESPACE,
				     (struct criterion){.text = facts_namespaces[i], .number = i});
	for (size_t i = 0; i < criteria->of[CONDITION_NAMESPACE].count; i++) {
		struct criterion *value = &criteria->of[CONDITION_NAMESPACE].values[i];

		value->kind = (size_t)value->number;
		value->number = facts.namespaces[value->kind];
		if (!value->number)
			return request_refuse(
				request,
				"--nslist %s: this kernel has no such namespaces; leave it out",
				value->text);
	}
	return 0;
}

static int compile_patterns(struct request *request)
{
	bool has_pattern = request->criteria.of[CONDITION_PATTERN].count;
	const char *text, *pattern = request->pkill ? "a PATTERN" : "--match ERE";

	if (request->criteria.full && !has_pattern)
		return request_refuse(request, "--full: it is for a pattern; add %s", pattern);
	if (request->criteria.exact && !has_pattern)
		return request_refuse(request, "--exact: it is for a pattern; add %s", pattern);
	if (request->criteria.ignore_case && !has_pattern &&
	    !request->criteria.of[CONDITION_NAME].count)
		return request_refuse(
			request,
			"--ignore-case: it is for a name or a pattern; add --name NAME or %s",
			pattern);
	/* The only use of the locale: it says which characters are letters, and their case. */
	if (has_pattern || request->criteria.ignore_case)
		setlocale(LC_CTYPE, "");
	auto_free char *reason = criteria_compile(&request->criteria, &text);
	if (reason)
		return request_refuse(request, "%s '%s': %s",
				      request->pkill ? "pattern" : "--match", text, reason);
	return 0;
}

static int require_handler(struct request *request)
{
	int signo = request->signo;

	if (!request->selecting.require_handler)
		return 0;
	if (signo == 0)
		return request_refuse(request, "--require-handler: no process has a handler for "
					       "signal 0; write another signal");
	criteria_add(&request->criteria, CONDITION_HANDLER,
		     (struct criterion){.text = "", .number = (uint64_t)signo});
	return 0;
}

static int require_lock(struct request *request)
{
	if (!request->selecting.locked)
		return 0;
	for (size_t i = 0; i < request->target_count; i++) {
		if (request->targets[i].kind != TARGET_PIDFILE)
			return request_refuse(request,
					      "--locked: %s is not a pidfile; write only pidfiles",
					      request->targets[i].text);
	}
	if (request->target_count == 0 || request->has_stdin)
		return request_refuse(request, "--locked: it is for pidfiles; add -F FILE");
	criteria_add(&request->criteria, CONDITION_LOCKED, (struct criterion){.text = ""});
	return 0;
}

static bool has_all(const struct request *request)
{
	for (size_t i = 0; i < request->target_count; i++) {
		if (request->targets[i].kind == TARGET_ALL)
			return true;
	}
	return false;
}

/* Refuse conditions that stand alone, and show the line that selects by them. */
static int refuse_lone_conditions(struct request *request)
{
	auto_free char *line = xasprintf("%s -a", program_name());

	for (char **word = request->given + 1; *word; word++) {
		auto_free char *shorter = line, *quoted = text_quote(*word);

		line = xasprintf("%s %s", shorter, quoted);
	}
	return request_refuse(request,
			      "no target: a condition only guards the targets (is a variable empty?); to "
			      "signal every process that meets it, write: %s",
			      line);
}

/* Does the pattern say nothing about a process? "$A|$B" says nothing if a variable is empty. */
static int refuse_vague_pattern(struct request *request)
{
	const struct criterion *vague = criteria_vague_pattern(&request->criteria);

	if (!vague || (request->pkill && !criteria_is_only(&request->criteria, CONDITION_PATTERN)))
		return 0;
	return request_refuse(request,
			      "%s '%s': it matches the empty text, and so every process; is a variable "
			      "empty? To signal all processes, write --all-processes",
			      request->pkill ? "pattern" : "--match", vague->text);
}

/* Add the target that selects by the conditions, if that is what the command line asks for. */
static int select_all_matching(struct request *request)
{
	bool has_targets = request->target_count > 0 || request->has_stdin;
	bool is_wanted = request->selecting.all_matching && !request->pkill;
	bool is_empty = criteria_is_empty(&request->criteria);

	if (is_wanted && has_targets)
		return request_refuse(request,
				      "--all-matching: it selects every process that meets the conditions; "
				      "leave it out to signal only the targets");
	if (is_wanted && is_empty)
		return request_refuse(request, "--all-matching: it needs a condition; add one, or write "
					       "--all-processes");
	if (has_targets || is_empty)
		return 0;
	if (!is_wanted && !request->pkill)
		return refuse_lone_conditions(request);
	if (refuse_vague_pattern(request))
		return -1;
	request_add_selection(request);
	return 0;
}

int request_check_conditions(struct request *request)
{
	const struct selecting *selecting = &request->selecting;
	const char *one = selecting->newest ? "newest" : "oldest";
	bool has_targets = request->target_count > 0 || request->has_stdin;

	if (compile_patterns(request) || require_handler(request) || require_lock(request) ||
	    resolve_namespaces(request))
		return -1;
	bool is_empty = criteria_is_empty(&request->criteria);
	if (request->criteria.inverse && is_empty)
		return request_refuse(request,
				      "--inverse: it needs a condition to invert; add one");
	if (selecting->newest && selecting->oldest)
		return request_refuse(
			request,
			"--newest and --oldest exclude each other; write only one of them");
	if (selecting->include_ancestors && is_empty && !has_all(request))
		return request_refuse(request, "--include-ancestors: it is for selections; add a "
					       "condition or --all-processes");
	if (!has_targets && is_empty && (selecting->newest || selecting->oldest))
		return request_refuse(request, "--%s: %s of what? Add a condition or a target", one,
				      one);
	return select_all_matching(request);
}

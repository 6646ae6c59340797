/* SPDX-License-Identifier: MIT */
#include "cli/report.h"
#include "base/util.h"
#include "cli/message.h"
#include "cli/run.h"
#include "model/duration.h"
#include "proc/inspect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "alice", "alice, bob". */
static char *list_values(const struct criteria *criteria, enum condition condition)
{
	char *list = xstrdup("");

	for (size_t i = 0; i < criteria->of[condition].count; i++) {
		auto_free char *before = list;

		const struct criterion *value = &criteria->of[condition].values[i];
		/* --exe follows links: show what was typed, and where it leads. */
		bool is_link = value->word && !streq(value->word, value->text) && *value->word == '/';

		list = xasprintf("%s%s%s%s%s%s", before, i ? ", " : "", is_link ? value->word : value->text,
				 is_link ? " (" : "", is_link ? value->text : "", is_link ? ")" : "");
	}
	return list;
}

/* A command line with spaces between its words; a long one is cut. */
static char *format_cmdline(const struct facts *facts)
{
	enum { LONGEST = 200 };
	size_t length = facts->cmdline.length;
	char *line = xcalloc(length + 1, 1);

	memcpy(line, facts->cmdline.start, length);
	for (size_t i = 0; i + 1 < length; i++)
		line[i] = line[i] ? line[i] : ' ';
	if (length > LONGEST)
		memcpy(line + LONGEST - 3, "...", 4);
	return line;
}

/* Which environment variable is missing or different. */
static char *format_missing(const struct criteria *criteria, const struct facts *facts)
{
	struct criteria one = {0};
	char *words = NULL;

	for (size_t i = 0; !words && i < criteria->of[CONDITION_ENVIRON].count; i++) {
		const struct criterion *value = &criteria->of[CONDITION_ENVIRON].values[i];

		criteria_add(&one, CONDITION_ENVIRON, *value);
		if (criteria_match(&one, facts).match == MATCH_NO)
			words = xasprintf("its environment has no %s", value->text);
	}
	criteria_free(&one);
	return words ? words : xstrdup("its environment is different");
}

static char *format_name(const struct facts *facts)
{
	auto_free char *name = facts_name(facts);

	return xasprintf("it is called %s", name);
}

/* The fact that does not meet the condition. */
static char *format_fact(const struct criteria *criteria, enum condition condition,
			 const struct facts *facts)
{
	char span[DURATION_SIZE];

	switch (condition) {
	case CONDITION_EUID: {
		auto_free char *user = message_user(facts->euid);
		return xasprintf("it runs as %s", user);
	}
	case CONDITION_UID: {
		auto_free char *user = message_user(facts->ruid);
		return xasprintf("its real user is %s", user);
	}
	case CONDITION_GID: {
		auto_free char *group = message_group(facts->rgid);
		return xasprintf("its group is %s", group);
	}
	case CONDITION_PATTERN:
		if (criteria->full && facts->cmdline.length) {
			auto_free char *line = format_cmdline(facts);
			return xasprintf("its command line is '%s'", line);
		}
		return format_name(facts);
	case CONDITION_NAME:
		return format_name(facts);
	case CONDITION_PARENT:
		return xasprintf("it is a child of %d", facts->ppid);
	case CONDITION_PGROUP:
		return xasprintf("it is in group %d", facts->pgid);
	case CONDITION_SESSION:
		return xasprintf("it is in session %d", facts->session);
	case CONDITION_TERMINAL:
		return xstrdup(facts->terminal ? "it is on another terminal" : "it is on no terminal");
	case CONDITION_OLDER:
	case CONDITION_YOUNGER:
		return xasprintf("it started %s ago", duration_format(facts->age, span));
	case CONDITION_STATE:
		return xasprintf("it is in state %c", facts->state);
	case CONDITION_HANDLER:
		return xstrdup("it has no handler for the signal");
	case CONDITION_EXE:
		return xasprintf("it runs %s", facts->exe.start);
	case CONDITION_CGROUP:
		return xasprintf("it is in cgroup %s", facts->cgroup.start);
	case CONDITION_ENVIRON:
		return format_missing(criteria, facts);
	case CONDITION_NAMESPACE:
		return xstrdup("it is in other namespaces");
	case CONDITION_LOCKED:
		return xstrdup("it holds no lock on its pidfile");
	case CONDITION_NONE:
		break;
	}
	return xstrdup(criteria->inverse ? "it meets the conditions" : "it does not meet the conditions");
}

/* Is the fact enough, without the wanted values? */
static bool is_fact_enough(enum condition condition)
{
	return condition == CONDITION_HANDLER || condition == CONDITION_ENVIRON ||
	       condition == CONDITION_NAMESPACE || condition == CONDITION_LOCKED ||
	       condition == CONDITION_NONE;
}

char *report_mismatch(const struct run *run, const struct attempt *attempt)
{
	const struct criteria *criteria = &run->request->criteria;

	if (attempt->cause.detail)
		return xasprintf("skipped: %s", attempt->cause.detail);
	auto_free char *fact = format_fact(criteria, attempt->cause.condition, &attempt->facts);
	if (is_fact_enough(attempt->cause.condition))
		return xasprintf("skipped: %s", fact);
	auto_free char *values = list_values(criteria, attempt->cause.condition);
	if (attempt->cause.condition == CONDITION_PATTERN)
		return xasprintf("skipped: %s, which does not match %s", fact, values);
	return xasprintf("skipped: %s, not %s", fact, values);
}

/* Was its text too long for the pattern? All text that is matched was read, but gave no answer. */
static bool is_too_long(const struct facts *facts)
{
	return facts_know(facts, FACTS_CMDLINE | (facts->tried & FACTS_EXE));
}

char *report_unchecked(const struct attempt *attempt)
{
	static const char *const unreadable[] = {
		[CONDITION_EUID] = "its user",
		[CONDITION_NAME] = "its name",
		[CONDITION_PATTERN] = "its name or command line",
		[CONDITION_PARENT] = "its parent",
		[CONDITION_UID] = "its real user",
		[CONDITION_GID] = "its group",
		[CONDITION_PGROUP] = "its process group",
		[CONDITION_SESSION] = "its session",
		[CONDITION_TERMINAL] = "its terminal",
		[CONDITION_OLDER] = "its age",
		[CONDITION_YOUNGER] = "its age",
		[CONDITION_STATE] = "its state",
		[CONDITION_HANDLER] = "its signal handlers",
		[CONDITION_EXE] = "its executable",
		[CONDITION_CGROUP] = "its cgroup",
		[CONDITION_ENVIRON] = "its environment",
		[CONDITION_NAMESPACE] = "its namespaces",
		[CONDITION_LOCKED] = "its locks",
		[CONDITION_NONE] = "its /proc directory",
	};

	if (attempt->cause.detail)
		return xasprintf("skipped: %s", attempt->cause.detail);
	if (attempt->scope == SCOPE_GROUP && attempt->cause.error == ESRCH)
		return xstrdup("skipped: the leader of the group has exited, so the condition cannot "
			       "be checked");
	if (attempt->cause.condition == CONDITION_PATTERN && is_too_long(&attempt->facts))
		return xstrdup("skipped: its command line is too long for this pattern, so the "
			       "condition cannot be checked");
	return xasprintf("skipped: %s cannot be read, so the condition cannot be checked",
			 unreadable[attempt->cause.condition]);
}

/* Does this process meet the condition by VALUE? True also if that cannot be known. */
static bool may_meet(struct attempt *attempt, const struct criteria *criteria, enum condition condition,
		     const struct criterion *value)
{
	struct criteria one = {
		.full = criteria->full,
		.exact = criteria->exact,
		.ignore_case = criteria->ignore_case,
	};
	auto_facts struct facts facts = {0};
	struct verdict verdict;
	auto_borrow struct borrow borrow = procref_borrow(&attempt->process);
	int error = borrow.error;

	/* Its pattern is compiled, and belongs to CRITERIA. */
	criteria_add(&one, condition, *value);
	if (error == 0)
		error = inspect_match(&attempt->process, &one, NULL, &facts, &verdict);
	free(one.of[condition].values);
	return error < 0 || verdict.match != MATCH_NO;
}

static bool has_selected(const struct attempts *attempts)
{
	FOREACH_PENDING(attempts, attempt) {
		if (attempt->is_selected)
			return true;
	}
	return false;
}

static bool selects_any(const struct run *run, enum condition condition, const struct criterion *value)
{
	FOREACH_PENDING(&run->attempts, attempt) {
		if (may_meet(attempt, &run->request->criteria, condition, value))
			return true;
	}
	return false;
}

void report_unmatched(const struct run *run)
{
	static const char *const options[CONDITION_COUNT] = {
		[CONDITION_EUID] = "--euid",
		[CONDITION_NAME] = "--name",
		[CONDITION_PATTERN] = "--match",
		[CONDITION_PARENT] = "--parent",
		[CONDITION_UID] = "--uid",
		[CONDITION_GID] = "--group",
		[CONDITION_PGROUP] = "--pgroup",
		[CONDITION_SESSION] = "--session",
		[CONDITION_TERMINAL] = "--terminal",
		[CONDITION_EXE] = "--exe",
		[CONDITION_CGROUP] = "--cgroup",
	};
	const struct request *request = run->request;
	const struct criteria *criteria = &request->criteria;

	if (!request->verbose || criteria->inverse || request->selection.newest ||
	    request->selection.oldest || !has_selected(&run->attempts))
		return;
	for (enum condition i = 0; i < CONDITION_COUNT; i++) {
		for (size_t j = 0; options[i] && criteria->of[i].count > 1 && j < criteria->of[i].count; j++) {
			const struct criterion *value = &criteria->of[i].values[j];

			if (!selects_any(run, i, value))
				say(stdout, "%s %s: selects no process", options[i],
				    value->word ? value->word : value->text);
		}
	}
}

/* SPDX-License-Identifier: MIT */
#include "model/criteria.h"
#include "base/util.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void criteria_add(struct criteria *criteria, enum condition condition, struct criterion criterion)
{
	size_t count = criteria->of[condition].count;

	criteria->of[condition].values = grow(criteria->of[condition].values, count,
					      &criteria->of[condition].capacity, sizeof(criterion));
	criteria->of[condition].values[count] = criterion;
	criteria->of[condition].count++;
}

bool criteria_is_empty(const struct criteria *criteria)
{
	for (enum condition i = 0; i < CONDITION_COUNT; i++) {
		if (criteria->of[i].count)
			return false;
	}
	return true;
}

bool criteria_is_only(const struct criteria *criteria, enum condition condition)
{
	for (enum condition i = 0; i < CONDITION_COUNT; i++) {
		if (criteria->of[i].count && i != condition)
			return false;
	}
	return criteria->of[condition].count;
}

const struct criterion *criteria_vague_pattern(const struct criteria *criteria)
{
	for (size_t i = 0; i < criteria->of[CONDITION_PATTERN].count; i++) {
		const struct criterion *value = &criteria->of[CONDITION_PATTERN].values[i];

		if (pattern_match(value->pattern, "") == MATCH_YES)
			return value;
	}
	return NULL;
}

char *criteria_compile(struct criteria *criteria, const char **text)
{
	for (size_t i = 0; i < criteria->of[CONDITION_PATTERN].count; i++) {
		struct criterion *value = &criteria->of[CONDITION_PATTERN].values[i];
		char *reason = pattern_compile(value->text, criteria->exact, criteria->ignore_case,
					       &value->pattern);

		*text = value->text;
		if (reason)
			return reason;
	}
	return NULL;
}

static enum match match_if(bool matches)
{
	return matches ? MATCH_YES : MATCH_NO;
}

static enum match match_euid(const struct criterion *value, const struct facts *facts)
{
	return match_if(facts->euid == value->number);
}

static enum match match_parent(const struct criterion *value, const struct facts *facts)
{
	return match_if((uint64_t)facts->ppid == value->number);
}

static enum match match_uid(const struct criterion *value, const struct facts *facts)
{
	return match_if(facts->ruid == value->number);
}

static enum match match_gid(const struct criterion *value, const struct facts *facts)
{
	return match_if(facts->rgid == value->number);
}

static enum match match_pgroup(const struct criterion *value, const struct facts *facts)
{
	return match_if((uint64_t)facts->pgid == value->number);
}

static enum match match_session(const struct criterion *value, const struct facts *facts)
{
	return match_if((uint64_t)facts->session == value->number);
}

static enum match match_terminal(const struct criterion *value, const struct facts *facts)
{
	return match_if(facts->terminal == value->number);
}

static enum match match_older(const struct criterion *value, const struct facts *facts)
{
	return match_if(facts->age >= (int64_t)value->number);
}

static enum match match_younger(const struct criterion *value, const struct facts *facts)
{
	return match_if(facts->age < (int64_t)value->number);
}

static enum match match_state(const struct criterion *value, const struct facts *facts)
{
	return match_if(strchr(value->text, facts->state) != NULL);
}

static enum match match_handler(const struct criterion *value, const struct facts *facts)
{
	return match_if(facts->caught & (uint64_t)1 << (value->number - 1));
}

/*
 * If the file was replaced, by an upgrade for example, its path decides. The device must match as
 * well: in another mount namespace the same path can lead to another file.
 */
static enum match match_exe(const struct criterion *value, const struct facts *facts)
{
	size_t length = facts_length_before_deleted(facts);

	if (facts->exe_file.device != value->file.device)
		return MATCH_NO;
	if (value->file.inode && facts->exe_file.inode == value->file.inode)
		return MATCH_YES;
	return match_if(length == strlen(value->text) &&
			strncmp(facts->exe.start, value->text, length) == 0);
}

static enum match match_cgroup(const struct criterion *value, const struct facts *facts)
{
	const char *rest = after_prefix(facts->cgroup.start, value->text);

	return match_if(streq(value->text, "/") || (rest && (*rest == '\0' || *rest == '/')));
}

static enum match match_environ(const struct criterion *value, const struct facts *facts)
{
	const char *word = facts->environ.start, *end = word + facts->environ.length;
	bool with_value = strchr(value->text, '=');

	for (; word < end; word += strlen(word) + 1) {
		const char *rest = after_prefix(word, value->text);

		if (rest && *rest == (with_value ? '\0' : '='))
			return MATCH_YES;
	}
	return MATCH_NO;
}

static enum match match_namespace(const struct criterion *value, const struct facts *facts)
{
	return match_if(facts->namespaces[value->kind] == value->number);
}

static enum match match_locked(const struct criterion *value, const struct facts *facts)
{
	(void)value;
	return match_if(facts->holds_lock);
}

/* match_value handles the rows without a function: they need more than the value. */
static const struct {
	unsigned facts;
	enum match (*match)(const struct criterion *value, const struct facts *facts);
	bool needs_all; /* all of its values must match */
} conditions[] = {
	[CONDITION_EUID] = {FACTS_OWNER, match_euid},
	[CONDITION_NAME] = {FACTS_COMM},
	[CONDITION_PATTERN] = {FACTS_COMM},
	[CONDITION_PARENT] = {FACTS_IDS, match_parent},
	[CONDITION_UID] = {FACTS_IDS, match_uid},
	[CONDITION_GID] = {FACTS_IDS, match_gid},
	[CONDITION_PGROUP] = {FACTS_STAT, match_pgroup},
	[CONDITION_SESSION] = {FACTS_STAT, match_session},
	[CONDITION_TERMINAL] = {FACTS_STAT, match_terminal},
	[CONDITION_OLDER] = {FACTS_STAT, match_older},
	[CONDITION_YOUNGER] = {FACTS_STAT, match_younger},
	[CONDITION_STATE] = {FACTS_STAT, match_state},
	[CONDITION_HANDLER] = {FACTS_STATUS, match_handler},
	[CONDITION_EXE] = {FACTS_EXE, match_exe},
	[CONDITION_CGROUP] = {FACTS_CGROUP, match_cgroup},
	[CONDITION_ENVIRON] = {FACTS_ENVIRON, match_environ, true},
	[CONDITION_NAMESPACE] = {FACTS_NAMESPACES, match_namespace, true},
	[CONDITION_LOCKED] = {FACTS_LOCK, match_locked},
};
_Static_assert(ARRAY_SIZE(conditions) == CONDITION_COUNT, "a row for each condition");

static bool is_same(const struct criteria *criteria, struct name name, const char *text)
{
	return strlen(text) == name.length &&
	       (criteria->ignore_case ? strncasecmp : strncmp)(text, name.start, name.length) == 0;
}

/* Could TEXT be what the comm was before it was cut off? */
static bool begins_with_cut_comm(const struct criteria *criteria, const struct facts *facts, const char *text)
{
	return strlen(facts->comm) == COMM_LONGEST &&
	       (criteria->ignore_case ? strncasecmp : strncmp)(text, facts->comm, COMM_LONGEST) == 0;
}

/* Which fact to read next for a name, the cheapest first; 0 if none can add one. */
static unsigned next_for_name(const struct facts *facts, const struct names *names)
{
	unsigned untried = names->missing & ~facts->tried;

	if (untried & FACTS_CMDLINE)
		return FACTS_CMDLINE;
	/* A kernel thread has neither a command line nor an executable. */
	if (untried && facts_know(facts, FACTS_CMDLINE) && facts->cmdline.length == 0 &&
	    !(facts->tried & FACTS_STAT))
		return FACTS_STAT;
	return facts_know(facts, FACTS_STAT) && facts->is_kernel_thread ? 0 : untried;
}

/*
 * An executable that cannot be read counts as unknown only if it could complete the comm, or with
 * --inverse. Otherwise each process of another user would be unknown, whatever its name is.
 */
static enum match match_name(const struct criteria *criteria, const struct criterion *value,
			     const struct facts *facts, unsigned *wanted)
{
	struct names names = facts_names(facts);
	bool may_complete = begins_with_cut_comm(criteria, facts, value->text);
	unsigned next = next_for_name(facts, &names);

	/* A comm that was cut off is a name only if nothing completes it. */
	for (size_t i = 0; i < names.count; i++) {
		bool is_comm = names.items[i].start == facts->comm;

		if (is_same(criteria, names.items[i], value->text) && !(is_comm && may_complete && next))
			return MATCH_YES;
	}
	*wanted = next;
	if (next)
		return MATCH_UNKNOWN;
	if (facts_know(facts, FACTS_STAT) && facts->is_kernel_thread)
		return MATCH_NO;
	return names.missing && (may_complete || criteria->inverse) ? MATCH_UNKNOWN : MATCH_NO;
}

_Static_assert(CMDLINE_MOST > PATTERN_LONGEST + 1, "a line that is too long to match is recognised");

static enum match match_full(const struct criterion *value, const struct facts *facts, unsigned *wanted)
{
	size_t length = facts->cmdline.length;

	if (length == CMDLINE_MOST)
		return MATCH_UNKNOWN;
	/* A process without a command line is matched by its name. */
	if (length == 0) {
		*wanted = FACTS_COMM & ~facts->tried;
		return facts_know(facts, FACTS_COMM) ? pattern_match(value->pattern, facts->comm) : MATCH_UNKNOWN;
	}
	auto_free char *line = xcalloc(length + 1, 1);
	memcpy(line, facts->cmdline.start, length);
	while (length > 0 && line[length - 1] == '\0')
		length--;
	for (size_t i = 0; i < length; i++)
		line[i] = line[i] ? line[i] : ' ';
	return pattern_match(value->pattern, line);
}

static enum match match_pattern(const struct criteria *criteria, const struct criterion *value,
				const struct facts *facts, unsigned *wanted)
{
	enum match match = MATCH_NO;

	if (criteria->full)
		return match_full(value, facts, wanted);
	struct names names = facts_own_names(facts);
	*wanted = names.missing & ~facts->tried;
	if (*wanted)
		return MATCH_UNKNOWN;
	for (size_t i = 0; i < names.count && match != MATCH_YES; i++) {
		auto_free char *name = xstrndup(names.items[i].start, names.items[i].length);
		enum match one = pattern_match(value->pattern, name);

		match = one > match ? one : match;
	}
	return match == MATCH_NO && names.missing ? MATCH_UNKNOWN : match;
}

static enum match match_value(const struct criteria *criteria, enum condition condition,
			      const struct criterion *value, const struct facts *facts,
			      unsigned *wanted)
{
	if (condition == CONDITION_NAME)
		return match_name(criteria, value, facts, wanted);
	if (condition == CONDITION_PATTERN)
		return match_pattern(criteria, value, facts, wanted);
	return conditions[condition].match(value, facts);
}

static enum match match_condition(const struct criteria *criteria, enum condition condition,
				  const struct facts *facts, unsigned *wanted)
{
	bool needs_all = conditions[condition].needs_all;
	unsigned needed = condition == CONDITION_PATTERN && criteria->full ? FACTS_CMDLINE
									   : conditions[condition].facts;
	unsigned missing = needed & ~facts->known;
	enum match result = needs_all ? MATCH_YES : MATCH_NO;

	*wanted = missing & ~facts->tried;
	if (missing)
		return MATCH_UNKNOWN;
	for (size_t i = 0; i < criteria->of[condition].count; i++) {
		unsigned more = 0;
		enum match match = match_value(criteria, condition, &criteria->of[condition].values[i],
					       facts, &more);

		*wanted |= more;
		if (needs_all ? match < result : match > result)
			result = match;
	}
	return result;
}

struct verdict criteria_match(const struct criteria *criteria, const struct facts *facts)
{
	struct verdict verdict = {.match = MATCH_YES, .condition = CONDITION_NONE};

	for (enum condition i = 0; i < CONDITION_COUNT && verdict.match != MATCH_NO; i++) {
		unsigned wanted;

		if (criteria->of[i].count == 0)
			continue;
		enum match match = match_condition(criteria, i, facts, &wanted);
		if (match == MATCH_UNKNOWN && wanted)
			return (struct verdict){match, i, wanted};
		if (match < verdict.match)
			verdict = (struct verdict){.match = match, .condition = i};
	}
	if (criteria->inverse && verdict.match != MATCH_UNKNOWN)
		verdict = (struct verdict){.match = match_if(verdict.match == MATCH_NO),
					   .condition = CONDITION_NONE};
	return verdict;
}

int criteria_decide(const struct criteria *criteria, struct facts *facts,
		    int (*read)(void *context, unsigned wanted, struct facts *facts), void *context,
		    struct verdict *verdict)
{
	while ((*verdict = criteria_match(criteria, facts)).wanted) {
		int error = read(context, verdict->wanted, facts);

		if (error == -ESRCH || error == -EMFILE || error == -ENFILE)
			return error;
		facts->tried |= verdict->wanted;
	}
	return 0;
}

unsigned criteria_needs(const struct criteria *criteria)
{
	unsigned facts = 0;

	for (enum condition i = 0; i < CONDITION_COUNT; i++) {
		if (criteria->of[i].count)
			facts |= conditions[i].facts;
	}
	/* The other names; kernel threads have none (FACTS_STAT). -f needs the command line. */
	return facts & FACTS_COMM ? facts | FACTS_CMDLINE | FACTS_STAT | FACTS_EXE : facts;
}

void criteria_free(struct criteria *criteria)
{
	for (enum condition i = 0; i < CONDITION_COUNT; i++) {
		for (size_t j = 0; j < criteria->of[i].count; j++)
			pattern_free(criteria->of[i].values[j].pattern);
		free(criteria->of[i].values);
	}
	*criteria = (struct criteria){0};
}

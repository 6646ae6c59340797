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

/* The length of LINK without the " (deleted)" at its end; 0 if it does not end so. */
static size_t length_before_deleted(const struct bytes *link)
{
	static const char mark[] = " (deleted)";
	size_t length = sizeof(mark) - 1;

	if (link->length <= length || !streq(link->start + link->length - length, mark))
		return 0;
	return link->length - length;
}

/*
 * If the file was replaced, by an upgrade for example, its path decides. The device must match as
 * well: in another mount namespace the same path can lead to another file.
 */
static enum match match_exe(const struct criterion *value, const struct facts *facts)
{
	size_t length = length_before_deleted(&facts->exe);

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

static bool is_name(const struct criteria *criteria, const struct criterion *value, const char *name)
{
	return (criteria->ignore_case ? streq_nocase : streq)(name, value->text);
}

/*
 * Is NAME one of the names in the command line? argv[0] is one; of the next two words, the script
 * that an interpreter was started for: the kernel made its name the comm.
 */
static bool is_in_cmdline(const struct criteria *criteria, const struct criterion *value,
			  const struct facts *facts)
{
	enum { FIRST_WORDS = 3 };
	const char *word = facts->cmdline.start, *end = word + facts->cmdline.length;

	for (int i = 0; i < FIRST_WORDS && word < end; i++, word += strlen(word) + 1) {
		const char *name = facts_base_name(word);

		if ((i == 0 || after_prefix(name, facts->comm)) && is_name(criteria, value, name))
			return true;
	}
	return false;
}

/* Is it the name of the executable, also of one that an upgrade has removed? */
static bool is_executable(const struct criteria *criteria, const struct criterion *value,
			  const struct bytes *exe)
{
	size_t length = length_before_deleted(exe);
	auto_free char *before = length ? xstrndup(exe->start, length) : NULL;

	return is_name(criteria, value, facts_base_name(exe->start)) ||
	       (before && is_name(criteria, value, facts_base_name(before)));
}

/* Could the name be a longer one than the comm, which is cut off after 15 bytes? */
static bool could_be_longer(const struct criteria *criteria, const struct criterion *value,
			    const struct facts *facts)
{
	return strlen(facts->comm) == COMM_LONGEST &&
	       (criteria->ignore_case ? strncasecmp : strncmp)(value->text, facts->comm, COMM_LONGEST) == 0;
}

/*
 * Compare every name of the process. An executable that may not be read belongs to a process that
 * may not be signalled either; it leaves the match open only if the comm fits, and is cut off.
 */
static enum match match_name(const struct criteria *criteria, const struct criterion *value,
			     const struct facts *facts, unsigned *wanted)
{
	enum { NAMES = FACTS_CMDLINE | FACTS_EXE };

	if (is_name(criteria, value, facts->comm) && strlen(facts->comm) < COMM_LONGEST)
		return MATCH_YES;
	if (facts_know(facts, FACTS_CMDLINE) && is_in_cmdline(criteria, value, facts))
		return MATCH_YES;
	if (facts_know(facts, FACTS_EXE) && is_executable(criteria, value, &facts->exe))
		return MATCH_YES;
	/* One more file at a time: the first one usually decides. */
	*wanted = NAMES & ~facts->tried;
	if (*wanted & FACTS_CMDLINE)
		*wanted = FACTS_CMDLINE;
	if (*wanted)
		return MATCH_UNKNOWN;
	if (could_be_longer(criteria, value, facts) && NAMES & ~facts->known)
		return MATCH_UNKNOWN;
	/* A cut-off comm is a name only if no longer one is known. */
	unsigned more;
	return match_if(is_name(criteria, value, facts_name(facts, &more)));
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
	unsigned more;

	if (criteria->full)
		return match_full(value, facts, wanted);
	const char *name = facts_name(facts, &more);
	*wanted = more & ~facts->tried;
	if (*wanted)
		return MATCH_UNKNOWN;
	enum match match = pattern_match(value->pattern, name);
	return match == MATCH_NO && more & ~facts->known ? MATCH_UNKNOWN : match;
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
	/* A name that comm cuts off is completed from the others; -f needs the command line. */
	return facts & FACTS_COMM ? facts | FACTS_CMDLINE | FACTS_EXE : facts;
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

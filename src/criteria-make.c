#include "criteria.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

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

/*
 * What most people look for: a word. To find it takes no regular expression, which would take as
 * long as all the rest.
 */
static bool is_plain(const struct criteria *criteria, const char *text)
{
	return !criteria->exact && !criteria->ignore_case && !strpbrk(text, "\\^$.[]|()?*+{}");
}

static char *compile(const struct criteria *criteria, struct criterion *value)
{
	if (is_plain(criteria, value->text))
		return NULL;
	int flags = REG_EXTENDED | REG_NOSUB | (criteria->ignore_case ? REG_ICASE : 0);
	regex_t *regex = xcalloc(1, sizeof(*regex));
	int error = regcomp(regex, value->text, flags);

	/* Only then: "a)(b" is wrong by itself, though right between parentheses. */
	if (!error && criteria->exact) {
		auto_free char *whole = xasprintf("^(%s)$", value->text);

		regfree(regex);
		error = regcomp(regex, whole, flags);
	}
	if (!error) {
		value->regex = regex;
		return NULL;
	}
	char reason[128];
	regerror(error, regex, reason, sizeof(reason));
	free(regex);
	return xstrdup(reason);
}

char *criteria_compile(struct criteria *criteria, const char **text)
{
	for (size_t i = 0; i < criteria->of[CONDITION_PATTERN].count; i++) {
		struct criterion *value = &criteria->of[CONDITION_PATTERN].values[i];
		char *reason = compile(criteria, value);

		*text = value->text;
		if (reason)
			return reason;
	}
	return NULL;
}

void criteria_free(struct criteria *criteria)
{
	for (enum condition i = 0; i < CONDITION_COUNT; i++) {
		for (size_t j = 0; j < criteria->of[i].count; j++) {
			regex_t *regex = criteria->of[i].values[j].regex;

			if (regex)
				regfree(regex);
			free(regex);
		}
		free(criteria->of[i].values);
	}
	*criteria = (struct criteria){0};
}

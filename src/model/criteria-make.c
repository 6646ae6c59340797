#include "model/criteria.h"
#include "base/util.h"

#include <stdlib.h>

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

void criteria_free(struct criteria *criteria)
{
	for (enum condition i = 0; i < CONDITION_COUNT; i++) {
		for (size_t j = 0; j < criteria->of[i].count; j++)
			pattern_free(criteria->of[i].values[j].pattern);
		free(criteria->of[i].values);
	}
	*criteria = (struct criteria){0};
}

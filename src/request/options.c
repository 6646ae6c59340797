/* SPDX-License-Identifier: MIT */
#include "request/options.h"
#include "base/typo.h"
#include "base/util.h"

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t options_count(const struct option_row *table)
{
	size_t count = 0;

	while (table[count].help)
		count++;
	return count;
}

const struct option_row *options_by_letter(const struct option_row *table, char letter)
{
	for (; table->help; table++) {
		if (table->apply && letter && strchr(table->letters, letter))
			return table;
	}
	return NULL;
}

const struct option_row *options_by_name(const struct option_row *table, const char *name,
					 size_t length, const struct option_row **other)
{
	const struct option_row *found = NULL, *another = NULL;

	for (; table->help; table++) {
		if (!table->apply || strncmp(table->name, name, length) != 0)
			continue;
		bool whole = strlen(table->name) == length;

		another = whole ? NULL : found;
		found = table;
		if (whole)
			break;
	}
	if (other)
		*other = another;
	return another ? NULL : found;
}

const struct option_row *options_suggest(const struct option_row *table, const char *name)
{
	const struct option_row *best = NULL;
	size_t best_distance = SIZE_MAX;

	for (; table->help; table++) {
		size_t distance = table->apply ? typo_distance(name, table->name) : SIZE_MAX;

		if (distance < best_distance) {
			best = table;
			best_distance = distance;
		}
	}
	return best && typo_is_near(name, best_distance) ? best : NULL;
}

char *options_getopt_letters(const struct option_row *table)
{
	/* "-": operands come in place; ":": it reports a missing argument by ":". */
	char *letters = xstrdup("-:");

	for (; table->help; table++) {
		for (const char *letter = table->apply ? table->letters : ""; *letter; letter++) {
			char *longer = xasprintf("%s%c%s", letters, *letter, table->argument ? ":" : "");

			free(letters);
			letters = longer;
		}
	}
	return letters;
}

struct option *options_getopt_names(const struct option_row *table)
{
	struct option *names = xcalloc(options_count(table) + 1, sizeof(*names));
	struct option *next = names;

	for (size_t i = 0; table[i].help; i++) {
		if (table[i].apply)
			*next++ = (struct option){
				.name = table[i].name,
				.has_arg = table[i].argument ? required_argument : no_argument,
				.val = OPTIONS_LONG + (int)i,
			};
	}
	return names;
}

/* Is WORD among WORDS, which blanks separate? WORDS may be NULL. */
static bool lists(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (; words && *words; words += strcspn(words, " "), words += strspn(words, " ")) {
		if (strcspn(words, " ") == length && strncmp(words, word, length) == 0)
			return true;
	}
	return false;
}

bool options_conflict(const struct option_row *table, const bool *seen,
		      const struct option_row **one, const struct option_row **other)
{
	for (size_t i = 0; table[i].help; i++) {
		for (size_t j = 0; table[j].help; j++) {
			if (seen[i] && seen[j] && lists(table[i].excludes, table[j].name)) {
				*one = &table[i];
				*other = &table[j];
				return true;
			}
		}
	}
	return false;
}

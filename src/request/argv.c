/* SPDX-License-Identifier: MIT */
#include "request/argv.h"
#include "base/number.h"
#include "base/util.h"
#include "model/signame.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The words that are done, and what they mean for the next one. */
struct walk {
	const struct option_row *table;
	bool pkill;
	char **out;
	size_t count;
	bool after_dashes; /* "--" was seen */
	bool has_signal;   /* a signal was seen */
	bool has_target;   /* a target was seen */
	bool argument_follows; /* the next word belongs to the option before it */
	char *joined;          /* an option of two arguments, with the arguments read so far; owned */
	int missing;           /* how many arguments it still lacks */
};

/* Note what "--name" or "--name=value" means for the next words. It may be abbreviated. */
static void note_long_option(struct walk *walk, const char *word)
{
	size_t length = strcspn(word, "=");
	const struct option_row *row = options_by_name(walk->table, word, length, NULL);

	if (!row || !row->argument)
		return;
	walk->has_signal |= row->is_signal;
	if (row->second) {
		walk->joined = xasprintf("--%s%s", row->name, word + length);
		walk->missing = word[length] ? 1 : 2;
	} else {
		walk->argument_follows = word[length] == '\0';
	}
}

/* Append an argument to an option that takes two: getopt_long(3) gets both as one word. */
static void join(struct walk *walk, const char *word)
{
	char *longer = xasprintf("%s%c%s", walk->joined, walk->missing == 2 ? '=' : ' ', word);

	free(walk->joined);
	walk->joined = longer;
	walk->missing--;
}

static void emit(struct walk *walk, char *word)
{
	walk->out[walk->count++] = word;
}

static void emit_joined(struct walk *walk)
{
	emit(walk, walk->joined);
	walk->joined = NULL;
}

/* Note what the letters of "-abc" mean, up to the first that takes an argument. */
static enum argv_fault take_letters(struct walk *walk, const char *letters)
{
	for (; *letters; letters++) {
		const struct option_row *row = options_by_letter(walk->table, *letters);

		if (!row)
			return ARGV_UNKNOWN;
		if (row->argument) {
			walk->argument_follows = letters[1] == '\0';
			walk->has_signal |= row->is_signal;
			break;
		}
	}
	return ARGV_FINE;
}

/*
 * Are the letters most likely a mistyped signal? "-HU" would otherwise mean --require-handler and
 * --uid. They are not if each is an option without an argument.
 */
static bool is_near_signal(const struct walk *walk, const char *letters)
{
	bool are_options = true;
	size_t length = 0;

	for (; letters[length] >= 'A' && letters[length] <= 'Z'; length++) {
		const struct option_row *row = options_by_letter(walk->table, letters[length]);

		are_options &= row && !row->argument;
	}
	return length > 1 && !letters[length] && !are_options && signame_suggest(letters);
}

/* Can "-N" mean only a process group here? */
static bool is_group(const struct walk *walk, const char *digits)
{
	int64_t number;

	if (!isdigit((unsigned char)*digits) || number_parse(digits, 2, INT_MAX, &number))
		return false;
	return walk->after_dashes || (walk->has_signal && number > signame_max());
}

static enum argv_fault take_signal(struct walk *walk, const char *signal, char **word)
{
	if (walk->has_signal)
		return streq(signal, "1") && !walk->pkill ? ARGV_ALL_PROCESSES : ARGV_SECOND_SIGNAL;
	if (walk->has_target)
		return streq(signal, "1") ? ARGV_ALL_PROCESSES : ARGV_LATE_SIGNAL;
	walk->has_signal = true;
	*word = xasprintf("--signal=%s", signal);
	return ARGV_FINE;
}

/* A word with a dash, before "--". Sets *REPLACED if another word replaces it. */
static enum argv_fault take_dashed(struct walk *walk, const char *text, char **replaced)
{
	const char *body = text + 1;
	int signo;

	if (*body == '-') {
		walk->after_dashes = body[1] == '\0';
		note_long_option(walk, body + 1);
		return ARGV_FINE;
	}
	if (!signame_parse(body, &signo))
		return take_signal(walk, body, replaced);
	if (isdigit((unsigned char)*body))
		return ARGV_SIGNAL_OR_GROUP;
	return is_near_signal(walk, body) ? ARGV_UNKNOWN : take_letters(walk, body);
}

static enum argv_fault take_word(struct walk *walk, const char *text, char **replaced)
{
	bool dashed = *text == '-' && text[1];

	if (walk->argument_follows) {
		walk->argument_follows = false;
		return ARGV_FINE;
	}
	if (dashed && !walk->pkill && is_group(walk, text + 1)) {
		*replaced = xasprintf("pgid:%s", text + 1);
		walk->has_target = true;
		return ARGV_FINE;
	}
	if (dashed && !walk->pkill && walk->after_dashes && streq(text, "-1"))
		return ARGV_ALL_PROCESSES;
	if (dashed && !walk->after_dashes)
		return take_dashed(walk, text, replaced);
	walk->has_target = !walk->pkill;
	return ARGV_FINE;
}

char **argv_normalise(const struct option_row *table, bool pkill, char *const argv[],
		      enum argv_fault *fault, const char **word)
{
	struct walk walk = {.table = table, .pkill = pkill};
	size_t argc = 0;

	while (argv[argc])
		argc++;
	walk.out = xcalloc(argc + 1, sizeof(*walk.out));
	*fault = ARGV_FINE;
	for (size_t i = 0; i < argc; i++) {
		char *replaced = NULL;

		if (walk.joined)
			join(&walk, argv[i]);
		else if (i > 0)
			*fault = take_word(&walk, argv[i], &replaced);
		if (*fault != ARGV_FINE) {
			*word = argv[i];
			argv_free(walk.out);
			return NULL;
		}
		if (!walk.joined)
			emit(&walk, replaced ? replaced : xstrdup(argv[i]));
		else if (walk.missing == 0)
			emit_joined(&walk);
	}
	if (walk.joined)
		emit_joined(&walk);
	return walk.out;
}

void argv_free(char **argv)
{
	for (char **word = argv; word && *word; word++)
		free(*word);
	free(argv);
}

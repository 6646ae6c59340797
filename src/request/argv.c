/* SPDX-License-Identifier: MIT */
#include "request/argv.h"
#include "base/number.h"
#include "base/util.h"
#include "model/signame.h"
#include "request/habits.h"

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
	const struct option_row *option; /* the next word is its argument; or NULL */
	const struct option_row *faulty; /* the option of a refusal; or NULL */
	const char *value;     /* what FAULTY was given in a bundle, though it takes nothing; or NULL */
	const struct option_row *half_read; /* an option of two arguments */
	char *joined;          /* HALF_READ, with the arguments read so far; owned */
	int missing;           /* how many arguments it still lacks */
};

static void note_argument(struct walk *walk, const struct option_row *row, const char *argument)
{
	walk->has_signal |= row->names_signal && row->names_signal(argument);
}

/* Note what "--name" or "--name=value" means for the next words. It may be abbreviated. */
static enum argv_fault take_long_option(struct walk *walk, const char *word)
{
	size_t length = strcspn(word, "=");
	const struct option_row *row = options_by_name(walk->table, word, length, NULL);
	auto_free char *name = xstrndup(word, length);

	if (row && !streq(row->name, name) && habits_advice(name))
		return ARGV_FOREIGN;
	if (!row || !row->argument)
		return ARGV_FINE;
	if (word[length])
		note_argument(walk, row, word + length + 1);
	if (row->second) {
		walk->half_read = row;
		walk->joined = xasprintf("--%s%s", row->name, word + length);
		walk->missing = word[length] ? 1 : 2;
	} else if (!word[length]) {
		walk->option = row;
	}
	return ARGV_FINE;
}

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

/* Is VALUE a number or a signal, and not more letters? */
static bool is_value(const char *value)
{
	int signo;

	return isdigit((unsigned char)*value) || (value[0] && value[1] && !signame_parse(value, &signo));
}

/* VALUE was written behind OPTION, which takes none. */
static enum argv_fault refuse_value(struct walk *walk, const struct option_row *option,
				    const char *value)
{
	walk->faulty = option;
	walk->value = value;
	return ARGV_ARGUMENT;
}

/* Note what the letters of "-abc" mean, up to the first that takes an argument. */
static enum argv_fault take_letters(struct walk *walk, const char *letters)
{
	const struct option_row *before = NULL; /* could have been meant for a value: "-wv5" */

	for (; *letters; letters++) {
		const struct option_row *row = options_by_letter(walk->table, *letters);

		if (!row && before && isdigit((unsigned char)*letters))
			return refuse_value(walk, before, letters);
		if (!row)
			return ARGV_UNKNOWN;
		if (row->instead && is_value(letters + 1))
			return refuse_value(walk, row, letters + 1);
		if (row->instead)
			before = row;
		if (row->argument && letters[1])
			note_argument(walk, row, letters + 1);
		else if (row->argument)
			walk->option = row;
		if (row->argument)
			break;
	}
	return ARGV_FINE;
}

/*
 * Are the letters most likely a mistyped signal? "-HU" would otherwise mean --require-handler and
 * --uid, and "-kil" a duration. They are not if each is an option without an argument, or if a
 * signal or a value follows the first one.
 */
static bool is_near_signal(const struct walk *walk, const char *letters)
{
	const struct option_row *first = options_by_letter(walk->table, *letters);
	bool are_options = true;
	size_t length = 0;

	if (first && (first->names_signal || (first->instead && is_value(letters + 1))))
		return false;
	for (; isalnum((unsigned char)letters[length]); length++) {
		const struct option_row *row = options_by_letter(walk->table, letters[length]);

		are_options &= row && !row->argument;
	}
	return length > 1 && !letters[length] && !are_options && signame_suggest(letters);
}

/* Does "-N" mean a process group here, as in every shell: behind a signal, or behind "--"? */
static bool is_group(const struct walk *walk, const char *digits)
{
	int64_t number;

	/* ps(1) prints blanks before a number: "-$(ps -o pgid= -p $pid)". */
	if (!isdigit((unsigned char)digits[strspn(digits, " \t\n")]) || number_parse(digits, 2, INT_MAX, &number))
		return false;
	return walk->after_dashes || walk->has_signal;
}

/* Is it a long name behind one dash, as in "-newest" and "-user"? */
static bool is_long_name(const struct walk *walk, const char *body)
{
	size_t length = strcspn(body, "=");
	auto_free char *name = xstrndup(body, length);
	const struct option_row *row = options_by_name(walk->table, name, length, NULL);

	return length > 2 && ((row && streq(row->name, name)) || habits_advice(name) || streq(name, "all"));
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
		return take_long_option(walk, body + 1);
	}
	if (!signame_parse(body, &signo))
		return take_signal(walk, body, replaced);
	if (signame_is_list(body))
		return ARGV_UNKNOWN;
	if (isdigit((unsigned char)*body))
		return ARGV_SIGNAL_OR_GROUP;
	if (is_long_name(walk, body) || is_near_signal(walk, body) || signame_is_meant(body))
		return ARGV_UNKNOWN;
	return take_letters(walk, body);
}

/* May the separate word TEXT be the argument of OPTION? */
static bool takes(const struct option_row *option, const char *text)
{
	if (*text != '-' || option->dashed == DASHED_ALL)
		return true;
	return option->dashed == DASHED_BARE && !text[1];
}

static enum argv_fault take_argument(struct walk *walk, const struct option_row *option,
				     const char *text)
{
	if (!takes(option, text)) {
		walk->faulty = option;
		return ARGV_NO_ARGUMENT;
	}
	note_argument(walk, option, text);
	return ARGV_FINE;
}

/* One of the two arguments of an option: getopt_long(3) gets both as one word. */
static enum argv_fault take_joined(struct walk *walk, const char *text)
{
	walk->option = NULL;
	if (!takes(walk->half_read, text)) {
		walk->faulty = walk->half_read;
		return ARGV_NO_ARGUMENT;
	}
	join(walk, text);
	return ARGV_FINE;
}

static enum argv_fault take_word(struct walk *walk, const char *text, char **replaced)
{
	bool dashed = *text == '-' && text[1];
	const struct option_row *option = walk->option;

	walk->option = NULL;
	if (option)
		return take_argument(walk, option, text);
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
		      struct argv_refusal *refusal)
{
	struct walk walk = {.table = table, .pkill = pkill};
	size_t argc = 0;

	while (argv[argc])
		argc++;
	walk.out = xcalloc(argc + 1, sizeof(*walk.out));
	for (size_t i = 0; i < argc; i++) {
		char *replaced = NULL;
		enum argv_fault fault = walk.joined ? take_joined(&walk, argv[i])
					: i > 0     ? take_word(&walk, argv[i], &replaced)
						    : ARGV_FINE;

		if (fault != ARGV_FINE) {
			*refusal = (struct argv_refusal){fault, argv[i], walk.faulty, walk.value};
			free(walk.joined);
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

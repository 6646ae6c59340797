/* SPDX-License-Identifier: MIT */
#include "request/request.h"
#include "base/number.h"
#include "base/util.h"
#include "model/duration.h"
#include "model/signame.h"
#include "request/habits.h"
#include "request/request-parts.h"

#include <getopt.h>
#include <limits.h>
#include <string.h>

/*
 * Words for a message about "-WORD": what else the user may have meant, an option with its argument
 * or a process group. To be freed.
 */
static char *suggest_other(const struct request *request, const char *word)
{
	const struct option_row *row = options_by_letter(request->options, *word);
	int64_t number;

	if (row && row->argument && word[1])
		return xasprintf("; for the option, write -%c %s", *word, word + 1);
	if (request->pkill && !number_parse(word, 2, INT_MAX, &number))
		return xasprintf("; for the process group, write -g %s", word);
	if (streq(word, "0"))
		return xstrdup("; for the process group of the caller, write 0");
	if (!number_parse(word, 2, INT_MAX, &number))
		return xasprintf("; for the process group, write pgid:%s or -- -%s", word, word);
	return xstrdup("");
}

/* pkill(1) refuses these letters of pgrep(1). Name what does the same here. */
static int refuse_letters_of_pgrep(struct request *request, const char *word)
{
	static const struct {
		char letter;
		const char *advice;
	} letters[] = {
		{'v', "to invert the conditions, write --inverse; to print more, write -e"},
		{'l', "to print what is signalled, write -e; to list signals, write fdkill -l"},
		{'a', "to print what would be signalled, write --print or --dry-run"},
	};

	for (size_t i = 0; request->pkill && i < ARRAY_SIZE(letters); i++) {
		if (strchr(word + 1, letters[i].letter))
			return request_refuse(request, "'%s': fdpkill has no option -%c; %s", word,
					      letters[i].letter, letters[i].advice);
	}
	return 0;
}

/* The advice for the first letter that is an option of another program only; or NULL. */
static const char *advise_letter(const struct request *request, const char *letters)
{
	for (; *letters; letters++) {
		const struct option_row *row = options_by_letter(request->options, *letters);

		if (!row)
			return habits_advice_letter(*letters);
		if (row->argument)
			break;
	}
	return NULL;
}

/* Is the rest of "-kil" an argument that the option of its first letter could take? */
static bool can_be_option(const struct request *request, const char *word)
{
	const struct option_row *row = options_by_letter(request->options, *word);
	int64_t span;

	return row && row->argument && (!streq(row->argument, "DURATION") || !duration_parse(word + 1, &span));
}

/* "-WORD" is no signal, but nearly one. */
static int refuse_near_signal(struct request *request, const char *word, const char *near)
{
	bool is_read = can_be_option(request, word + 1);
	auto_free char *reading = is_read ? xasprintf(" (read as -%c %s)", word[1], word + 2) : xstrdup("");

	return request_refuse(request, "'%s': no such signal; did you mean -%s?%s", word, near, reading);
}

/* All options that NAME, LENGTH letters of it, can stand for: "--all-processes, --all-or-none". */
static char *list_candidates(const struct option_row *table, const char *name, size_t length)
{
	char *list = xstrdup("");

	for (; table->help; table++) {
		if (!table->apply || strncmp(table->name, name, length) != 0)
			continue;
		auto_free char *shorter = list;
		list = xasprintf("%s%s--%s", shorter, *shorter ? ", " : "", table->name);
	}
	return list;
}

static int refuse_letters(struct request *request, const char *word)
{
	const char *near = signame_suggest(word + 1);
	auto_free char *name = xstrndup(word + 1, strcspn(word + 1, "="));
	const struct option_row *other;
	const struct option_row *row = options_by_name(request->options, name, strlen(name), &other);
	const char *advice = habits_advice(name);

	if (refuse_letters_of_pgrep(request, word))
		return -1;
	if (signame_is_list(word + 1))
		return request_refuse(request, "'%s': more than one signal; write only one", word);
	if (advice)
		return request_refuse(request, "'%s': not an option of %s; %s", word, program_name(), advice);
	if (word[2] && row && streq(row->name, name))
		return request_refuse(request, "'%s': not a signal, and not options; did you mean -%s?", word,
				      word);
	if (other && strlen(name) > 2) {
		auto_free char *candidates = list_candidates(request->options, name, strlen(name));

		return request_refuse(request, "'%s': ambiguous; write one of %s", word, candidates);
	}
	if (near)
		return refuse_near_signal(request, word, near);
	if (signame_is_meant(word + 1))
		return request_refuse(request, "'%s': no such signal; fdkill -l lists them", word);
	if (word[2] && row)
		return request_refuse(request, "'%s': not a signal, and not options; did you mean -%s?", word,
				      word);
	advice = advise_letter(request, word + 1);
	if (advice)
		return request_refuse(request, "'%s': not an option of %s; %s", word, program_name(), advice);
	return request_refuse(request, "'%s': not a signal, and not options; see %s --help", word,
			      program_name());
}

/* How to write OPTION: "-F FILE" or "--exe=FILE". To be freed. */
static char *show_option(const struct option_row *option)
{
	const char *space = option->second ? " " : "", *second = option->second ? option->second : "";

	if (*option->letters)
		return xasprintf("-%c %s%s%s", *option->letters, option->argument, space, second);
	return xasprintf("--%s %s%s%s", option->name, option->argument, space, second);
}

/* OPTION was given VALUE, but takes no argument. */
static int refuse_value(struct request *request, const char *word, const struct option_row *option,
			const char *value)
{
	if (option->instead)
		return request_refuse(request, "'%s': --%s takes no argument; write %s %s", word,
				      option->name, option->instead, value);
	return request_refuse(request, "'%s': --%s takes no argument; leave it out", word, option->name);
}

/* "--NAME" or "--NAME=VALUE" is no option, or an ambiguous one. */
static int refuse_name(struct request *request, const char *word)
{
	const char *name = word + 2;
	size_t length = strcspn(name, "=");
	auto_free char *whole = xstrndup(name, length);
	const char *advice = habits_advice(whole);
	const struct option_row *other, *near;

	if (advice)
		return request_refuse(request, "'%s': not an option of %s; %s", word, program_name(),
				      advice);
	options_by_name(request->options, name, length, &other);
	if (other) {
		auto_free char *candidates = list_candidates(request->options, name, length);

		return request_refuse(request, "'%s': ambiguous; write one of %s", word, candidates);
	}
	near = options_suggest(request->options, whole);
	if (near)
		return request_refuse(request, "'%s': no such option; did you mean --%s?", word,
				      near->name);
	return request_refuse(request, "'%s': no such option; see %s --help", word, program_name());
}

int request_refuse_argument(struct request *request, const char *option, const char *argument,
			    const char *reason)
{
	const char *name = option + strlen("--");
	const struct option_row *row = options_by_name(request->options, name, strlen(name), NULL);
	const char *what = row && row->argument ? row->argument : "";

	if (!*argument)
		return request_refuse(request, "%s '': empty; is a variable not set? Write %s=%s", option,
				      option, what);
	if (strstr(reason, "; "))
		return request_refuse(request, "%s '%s': %s", option, argument, reason);
	return request_refuse(request, "%s '%s': %s; write %s=%s", option, argument, reason, option, what);
}

int request_refuse_words(struct request *request, const struct argv_refusal *refusal)
{
	const char *word = refusal->word;
	auto_free char *other = suggest_other(request, word + 1);
	auto_free char *option = NULL;

	switch (refusal->fault) {
	case ARGV_SECOND_SIGNAL:
		return request_refuse(request, "'%s': a second signal; write only one%s", word, other);
	case ARGV_LATE_SIGNAL:
		return request_refuse(
			request,
			"'%s': a signal after a target; write it before the first target%s", word,
			other);
	case ARGV_SIGNAL_OR_GROUP:
		if (!*other)
			return request_refuse(request,
					      "'%s': neither a signal nor a process group; fdkill -l "
					      "lists the signals", word);
		return request_refuse(request, "'%s': not a signal%s", word, other);
	case ARGV_ALL_PROCESSES:
		return request_refuse(
			request,
			"'-1': not a target; to signal all processes, write --all-processes; for "
			"the signal HUP, write -HUP before the first target");
	case ARGV_NO_ARGUMENT:
		option = show_option(refusal->option);
		return request_refuse(request,
				      "--%s: its argument is missing before '%s' (is a variable empty?); "
				      "write %s",
				      refusal->option->name, word, option);
	case ARGV_ARGUMENT:
		return refuse_value(request, word, refusal->option, refusal->value);
	case ARGV_FOREIGN:
		return refuse_name(request, word);
	case ARGV_UNKNOWN:
	case ARGV_FINE:
		break;
	}
	return refuse_letters(request, word);
}

int request_refuse_option(struct request *request, int answer)
{
	const char *word = request->argv[optind - 1];

	if (answer == ':' && optopt < OPTIONS_LONG)
		return request_refuse(request, "-%c: its argument is missing; write -%c %s", optopt, optopt,
				      options_by_letter(request->options, (char)optopt)->argument);
	if (optopt < OPTIONS_LONG)
		return refuse_name(request, word);
	const struct option_row *row = &request->options[optopt - OPTIONS_LONG];
	if (answer == ':')
		return request_refuse(request, "--%s: its argument is missing; write --%s=%s", row->name,
				      row->name, row->argument);
	return refuse_value(request, word, row, word + strcspn(word, "=") + 1);
}

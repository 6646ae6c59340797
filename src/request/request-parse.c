#include "request/request.h"
#include "base/number.h"
#include "base/util.h"
#include "cli/message.h"
#include "model/signame.h"
#include "request/argv.h"
#include "request/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What else "-WORD" may have been meant for: an option with its argument, or a process group. */
static char *other_reading(const struct request *request, const char *word)
{
	const struct option_row *row = options_by_letter(request->options, *word);
	int64_t pgid;

	if (row && row->argument && word[1])
		return xasprintf("; for the option, write --%s=%s", row->name, word + 1);
	if (!number_parse(word, 2, INT_MAX, &pgid) && request->pkill)
		return xasprintf("; for the process group, write -g %s", word);
	if (!number_parse(word, 2, INT_MAX, &pgid))
		return xasprintf("; for the process group, write pgid:%s or -- -%s", word, word);
	return xstrdup("");
}

/* pkill(1) refuses these, which pgrep(1) has: what is meant has another name here. */
static void refuse_letters_of_pgrep(const struct request *request, const char *word)
{
	static const struct {
		char letter;
		const char *advice;
	} letters[] = {
		{'v', "to turn the conditions around, write --inverse; to be told more, -e"},
		{'l', "to be told who is signalled, write -e; to list signals, fdkill -l"},
		{'a', "to be told who would be signalled, write --print, or --dry-run"},
	};

	for (size_t i = 0; request->pkill && i < ARRAY_SIZE(letters); i++) {
		if (strchr(word + 1, letters[i].letter))
			usage_error("'%s': -%c is not of pkill; %s", word, letters[i].letter,
				    letters[i].advice);
	}
}

__attribute__((noreturn)) static void refuse_letters(const struct request *request, const char *word)
{
	const char *near = signame_suggest(word + 1);

	refuse_letters_of_pgrep(request, word);
	if (near)
		usage_error("'%s': neither a signal nor options; did you mean -%s?", word, near);
	usage_error("'%s': neither a signal nor options; see %s --help", word, program_name());
}

__attribute__((noreturn)) static void refuse_argv(const struct request *request, enum argv_fault fault,
						  const char *word)
{
	if (fault == ARGV_UNKNOWN)
		refuse_letters(request, word);
	auto_free char *other = other_reading(request, word + 1);
	switch (fault) {
	case ARGV_SECOND_SIGNAL:
		usage_error("'%s': a second signal; only one can be sent%s", word, other);
	case ARGV_LATE_SIGNAL:
		usage_error("'%s': a signal goes before the first target%s", word, other);
	case ARGV_SIGNAL_OR_GROUP:
		usage_error("'%s': not a signal%s", word, other);
	case ARGV_EVERYBODY:
		usage_error("'-1': not a target; for everybody we may signal, write --all-processes; "
			    "for the signal HUP, write -HUP before the targets");
	case ARGV_UNKNOWN:
	case ARGV_FINE:
		break;
	}
	abort();
}

/* getopt_long(3) said "?" or ":". */
__attribute__((noreturn)) static void refuse_option(const struct request *request, int answer)
{
	const char *word = request->argv[optind - 1];

	if (answer == ':' && optopt >= OPTIONS_LONG)
		usage_error("--%s: its argument is missing: --%s=%s",
			    request->options[optopt - OPTIONS_LONG].name,
			    request->options[optopt - OPTIONS_LONG].name,
			    request->options[optopt - OPTIONS_LONG].argument);
	if (answer == ':')
		usage_error("-%c: its argument is missing: %s", optopt,
			    options_by_letter(request->options, (char)optopt)->argument);
	if (optopt >= OPTIONS_LONG)
		usage_error("--%s: takes no argument", request->options[optopt - OPTIONS_LONG].name);

	const struct option_row *other, *near;
	const char *name = word + 2;

	options_by_name(request->options, name, strcspn(name, "="), &other);
	if (other)
		usage_error("'%s': ambiguous: --%s is one of the options it may stand for", word,
			    other->name);
	near = options_suggest(request->options, name);
	if (near)
		usage_error("'%s': no such option; did you mean --%s?", word, near->name);
	usage_error("'%s': no such option; see %s --help", word, program_name());
}

static void take_option(struct request *request, bool *seen, int answer)
{
	bool is_letter = answer < OPTIONS_LONG;
	const struct option_row *row = is_letter ? options_by_letter(request->options, (char)answer)
						 : &request->options[answer - OPTIONS_LONG];

	seen[row - request->options] = true;
	if (is_letter && row->apply_letter)
		row->apply_letter(request, optarg);
	else
		row->apply(request, optarg);
}

static void take_normalised(struct request *request)
{
	auto_free char *letters = options_getopt_letters(request->options);
	auto_free struct option *names = options_getopt_names(request->options);
	auto_free bool *seen = xcalloc(options_count(request->options), sizeof(*seen));
	const struct option_row *one, *other;
	int argc = 0;

	while (request->argv[argc])
		argc++;
	request->words = xcalloc((size_t)argc + 1, sizeof(*request->words));
	opterr = 0;
	for (int answer; (answer = getopt_long(argc, request->argv, letters, names, NULL)) != -1;) {
		if (answer == 1)
			request->words[request->word_count++] = optarg;
		else if (answer == '?' || answer == ':')
			refuse_option(request, answer);
		else
			take_option(request, seen, answer);
	}
	while (request->argv[optind])
		request->words[request->word_count++] = request->argv[optind++];
	if (options_conflict(request->options, seen, &one, &other))
		usage_error("--%s and --%s exclude each other", one->name, other->name);
}

void request_take_words(struct request *request, char *argv[])
{
	enum argv_fault fault;
	const char *word;

	request->options = request_make_options(request->pkill);
	request->argv = argv_normalise(request->options, request->pkill, argv, &fault, &word);
	if (!request->argv)
		refuse_argv(request, fault, word);
	take_normalised(request);
}

/* SPDX-License-Identifier: MIT */
/* options: the mechanism, with a small table. */
#include "request/options.h"
#include "../tap.h"
#include "base/util.h"
#include "request/help.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static int apply(struct request *request, const char *argument)
{
	(void)request;
	(void)argument;
	return 0;
}

static const struct option_row table[] = {
	{.help = "Heading:"},
	{.name = "signal", .letters = "sn", .argument = "SIGNAL", .help = "one\ntwo", .apply = apply},
	{.name = "quiet", .letters = "", .help = "no words", .excludes = "verbose list",
	 .apply = apply},
	{.name = "verbose", .letters = "v", .help = "words", .is_common = true, .apply = apply},
	{.name = "version", .letters = "V", .help = "version", .apply = apply},
	{.name = "list", .letters = "l", .help = "list", .apply = apply},
	{.name = "list-all", .letters = "", .help = "list", .apply = apply},
	{.name = "a-name-that-takes-space", .letters = "", .argument = "MUCH", .help = "below",
	 .apply = apply},
	{0},
};

static const struct {
	const char *word, *name, *other;
} names[] = {
	{"signal", "signal", NULL},
	{"sig", "signal", NULL},
	{"s", "signal", NULL},
	{"signals", NULL, NULL},
	{"vers", "version", NULL},
	{"ver", NULL, "verbose"},
	{"list", "list", NULL}, /* a whole name, though another begins with it */
	{"lis", NULL, "list"},
	{"none", NULL, NULL},
	{"", NULL, "any"},
};

static bool is_named(const struct option_row *row, const char *name)
{
	return row && name ? streq(row->name, name) : !row && !name;
}

static void test_names(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct option_row *other;
		const struct option_row *row =
			options_by_name(table, names[i].word, strlen(names[i].word), &other);
		bool right = names[i].other ? other != NULL : other == NULL;

		if (names[i].other && !streq(names[i].other, "any"))
			right = is_named(other, names[i].other);
		ok(is_named(row, names[i].name) && right, "--%s is %s", names[i].word,
		   names[i].name ? names[i].name : names[i].other ? "ambiguous" : "nothing");
	}
	ok(is_named(options_by_name(table, "signal=TERM", 6, NULL), "signal"), "a name of a given length");
}

static void test_letters(void)
{
	ok(is_named(options_by_letter(table, 's'), "signal"), "-s");
	ok(is_named(options_by_letter(table, 'n'), "signal"), "-n, its second letter");
	ok(!options_by_letter(table, 'x') && !options_by_letter(table, '\0'), "no option has another letter");
}

static void test_getopt(void)
{
	auto_free char *letters = options_getopt_letters(table);
	auto_free struct option *long_names = options_getopt_names(table);

	ok(streq(letters, "-:s:n:vVl"), "letters for getopt");
	ok(streq(long_names[0].name, "signal") && long_names[0].has_arg == required_argument &&
		   long_names[0].val == OPTIONS_LONG + 1,
	   "long names for getopt");
	ok(streq(long_names[6].name, "a-name-that-takes-space") && !long_names[7].name, "all of them");
	ok(options_count(table) == 8, "their count");
}

static void test_suggest(void)
{
	ok(is_named(options_suggest(table, "signla"), "signal"), "signla is near signal");
	ok(is_named(options_suggest(table, "verbos"), "verbose"), "verbos is near verbose");
	ok(!options_suggest(table, "banana") && !options_suggest(table, ""), "nothing is near banana");
}

static void test_conflicts(void)
{
	bool seen[8] = {false};
	const struct option_row *one = NULL, *other = NULL;

	seen[1] = seen[2] = true;
	ok(!options_conflict(table, seen, &one, &other) && !one, "--signal and --quiet do not conflict");
	seen[3] = true;
	ok(options_conflict(table, seen, &one, &other) && is_named(one, "quiet") &&
		   is_named(other, "verbose"),
	   "--quiet and --verbose conflict");
	seen[3] = false;
	seen[6] = true;
	ok(!options_conflict(table, seen, &one, &other), "--quiet and --list-all do not conflict");
}

static void test_help(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	help_print_options(table, false, out);
	fclose(out);
	ok(strstr(text, "\nHeading:\n") == text, "a heading");
	ok(strstr(text, "\n  -s, --signal=SIGNAL         one\n"), "a row");
	ok(strstr(text, "\n                              two\n"), "its second line");
	ok(strstr(text, "\n      --quiet                 no words\n"), "a row without a letter");
	ok(strstr(text, "\n      --a-name-that-takes-space=MUCH\n                              below\n"),
	   "a long name has a line of its own");
	free(text);
}

static void test_common(void)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	help_print_options(table, true, out);
	fclose(out);
	ok(streq(text, "  -v, --verbose               words\n"), "only what is common, without headings");
	free(text);
}

int main(void)
{
	test_names();
	test_letters();
	test_getopt();
	test_suggest();
	test_conflicts();
	test_help();
	test_common();
	return tap_done();
}

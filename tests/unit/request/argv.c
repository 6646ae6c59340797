/* SPDX-License-Identifier: MIT */
/* argv: what "-TERM", "-9" and "-77" mean, by their place. Rows are words with blanks between. */
#include "request/argv.h"
#include "request/request-parts.h"
#include "../tap.h"
#include "base/util.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *words, *normalised;
} rows[] = {
	{"", ""},
	{"1", "1"},
	{"-TERM 1", "--signal=TERM 1"},
	{"-SIGTERM 1", "--signal=SIGTERM 1"},
	{"-usr1 1", "--signal=usr1 1"},
	{"-9 1", "--signal=9 1"},
	{"-0 1", "--signal=0 1"},
	{"-RTMIN+3 1", "--signal=RTMIN+3 1"},
	{"-FPE 1", "--signal=FPE 1"},
	{"-PIPE 1", "--signal=PIPE 1"},
	{"-KILL -v 1", "--signal=KILL -v 1"},
	{"-v -KILL 1", "-v --signal=KILL 1"},
	{"-s TERM 1", "-s TERM 1"},
	{"-sTERM 1", "-sTERM 1"},
	{"-s -TERM 1", "-s -TERM 1"},
	{"-n 9 1", "-n 9 1"},
	{"--signal TERM 1", "--signal TERM 1"},
	{"--sig TERM 1", "--sig TERM 1"},
	{"-q -1 1", "-q -1 1"},
	{"-q-1 1", "-q-1 1"},
	{"--queue -1 1", "--queue -1 1"},
	{"--queue=-1 1", "--queue=-1 1"},
	{"-F -1 x", "-F -1 x"},
	{"-IH 1", "-IH 1"},
	{"-HI 1", "-HI 1"},
	{"-vq -1 1", "-vq -1 1"},
	{"-KILL -77", "--signal=KILL pgid:77"},
	{"-KILL -77 -78", "--signal=KILL pgid:77 pgid:78"},
	{"-KILL 1 -77", "--signal=KILL 1 pgid:77"},
	{"-s KILL -77", "-s KILL pgid:77"},
	{"--signal=KILL -77", "--signal=KILL pgid:77"},
	{"-9 -- -77", "--signal=9 -- pgid:77"},
	{"-- -77", "-- pgid:77"},
	{"-- -9", "-- pgid:9"},
	{"-- 1 -2", "-- 1 pgid:2"},
	{"-- -TERM", "-- -TERM"},
	{"-- -0", "-- -0"},
	{"-TERM -", "--signal=TERM -"},
	{"-l 9", "-l 9"},
	{"-l -9", "-l --signal=9"},
	{"1 -v", "1 -v"},
	{"--nonsense 1", "--nonsense 1"},
};

static const struct {
	const char *words;
	enum argv_fault fault;
	const char *word;
} faults[] = {
	{"-TERM -KILL 1", ARGV_SECOND_SIGNAL, "-KILL"},
	{"-9 -64 1", ARGV_SECOND_SIGNAL, "-64"},
	{"-s TERM -9 1", ARGV_SECOND_SIGNAL, "-9"},
	{"1 -TERM", ARGV_LATE_SIGNAL, "-TERM"},
	{"1 -9", ARGV_LATE_SIGNAL, "-9"},
	{"-77", ARGV_SIGNAL_OR_GROUP, "-77"},
	{"1 -77", ARGV_SIGNAL_OR_GROUP, "-77"},
	{"-65 1", ARGV_SIGNAL_OR_GROUP, "-65"},
	{"-9x 1", ARGV_SIGNAL_OR_GROUP, "-9x"},
	{"-TERM -99999999999 1", ARGV_SIGNAL_OR_GROUP, "-99999999999"},
	{"-TREM 1", ARGV_UNKNOWN, "-TREM"},
	{"-y", ARGV_UNKNOWN, "-y"},
	{"-HU", ARGV_UNKNOWN, "-HU"},
	{"-TERM -1", ARGV_ALL_PROCESSES, "-1"},
	{"-9 -1", ARGV_ALL_PROCESSES, "-1"},
	{"1 -1", ARGV_ALL_PROCESSES, "-1"},
	{"-- -1", ARGV_ALL_PROCESSES, "-1"},
};

/* TEXT cut at its blanks behind "fdkill", to be freed after the text. */
static char **split(char *text)
{
	static char name[] = "fdkill";
	char **words = xcalloc(strlen(text) + 3, sizeof(*words));
	size_t count = 0;

	words[count++] = name;
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		words[count++] = word;
	return words;
}

static char *join(char **words)
{
	char *text = xstrdup("");

	for (size_t i = 1; words[i]; i++) {
		char *longer = xasprintf("%s%s%s", text, i > 1 ? " " : "", words[i]);

		free(text);
		text = longer;
	}
	return text;
}

static struct option_row *options;

static void test_row(const char *words, const char *expected)
{
	auto_free char *text = xstrdup(words);
	auto_free char **argv = split(text);
	enum argv_fault fault = ARGV_FINE;
	const char *word = NULL;
	char **normalised = argv_normalise(options, false, argv, &fault, &word);

	if (!ok(normalised && fault == ARGV_FINE, "fdkill %s is fine", words))
		return;
	auto_free char *joined = join(normalised);
	ok(streq(joined, expected) && streq(normalised[0], "fdkill"), "it means fdkill %s", expected);
	argv_free(normalised);
}

static void test_fault(const char *words, enum argv_fault expected, const char *at)
{
	auto_free char *text = xstrdup(words);
	auto_free char **argv = split(text);
	enum argv_fault fault = ARGV_FINE;
	const char *word = NULL;
	char **normalised = argv_normalise(options, false, argv, &fault, &word);

	ok(!normalised && fault == expected && word && streq(word, at), "fdkill %s is refused at %s",
	   words, at);
}

int main(void)
{
	options = request_make_options(false);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		test_row(rows[i].words, rows[i].normalised);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		test_fault(faults[i].words, faults[i].fault, faults[i].word);
	free(options);
	return tap_done();
}

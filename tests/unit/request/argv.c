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
	{"-n 9 1", "-n 9 1"},
	{"--signal TERM 1", "--signal TERM 1"},
	{"--sig TERM 1", "--sig TERM 1"},
	{"-q -1 1", "-q -1 1"},
	{"-q-1 1", "-q-1 1"},
	{"--queue -1 1", "--queue -1 1"},
	{"--queue=-1 1", "--queue=-1 1"},
	{"-F - x", "-F - x"},
	{"-F-1 x", "-F-1 x"},
	{"--pidfile=-1 x", "--pidfile=-1 x"},
	{"--terminal - 1", "--terminal - 1"},
	{"--info -1 1", "--info -1 1"},
	{"--match -x 1", "--match -x 1"},
	{"--name=-bash 1", "--name=-bash 1"},
	{"--timeout 5 KILL 1", "--timeout=5 KILL 1"},
	{"-IH 1", "-IH 1"},
	{"-HI 1", "-HI 1"},
	{"-vq -1 1", "-vq -1 1"},
	{"-KILL -77", "--signal=KILL pgid:77"},
	/* a group below 65, as in a container */
	{"-TERM -12", "--signal=TERM pgid:12"},
	{"-9 -15", "--signal=9 pgid:15"},
	{"-9 -9", "--signal=9 pgid:9"},
	{"-9 -2", "--signal=9 pgid:2"},
	{"-9 -64", "--signal=9 pgid:64"},
	{"-s 9 -15", "-s 9 pgid:15"},
	{"-sTERM -15", "-sTERM pgid:15"},
	{"-n 9 -15", "-n 9 pgid:15"},
	{"--signal TERM -15", "--signal TERM pgid:15"},
	{"-TERM 77 -9", "--signal=TERM 77 pgid:9"},
	{"-TERM -v -9 -8", "--signal=TERM -v pgid:9 pgid:8"},
	{"-0 -15", "--signal=0 pgid:15"},
	{"--retry=TERM/5/KILL/5 -15", "--retry=TERM/5/KILL/5 pgid:15"},
	{"--retry=TERM/5/KILL -77", "--retry=TERM/5/KILL pgid:77"},
	{"--retry TERM/5/KILL/5 -77", "--retry TERM/5/KILL/5 pgid:77"},
	{"--retry=5 -15 77", "--retry=5 --signal=15 77"},
	{"--retry=5 -15 -77", "--retry=5 --signal=15 pgid:77"},
	{"-k 5 -15 -77", "-k 5 --signal=15 pgid:77"},
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

struct fault {
	const char *words;
	enum argv_fault fault;
	const char *word;
};

/* Under the name fdpkill no word means a process group, and a second signal is always a fault. */
static const struct fault of_fdpkill[] = {
	{"-TERM -12 x", ARGV_SECOND_SIGNAL, "-12"},
	{"-9 -15 x", ARGV_SECOND_SIGNAL, "-15"},
	{"x -9 -15", ARGV_SECOND_SIGNAL, "-15"},
	{"-9 -1 x", ARGV_SECOND_SIGNAL, "-1"},
	{"-9 -77 x", ARGV_SIGNAL_OR_GROUP, "-77"},
	{"-u -f x", ARGV_NO_ARGUMENT, "-f"},
};

static const struct fault faults[] = {
	{"-TERM -KILL 1", ARGV_SECOND_SIGNAL, "-KILL"},
	{"-9 -0 1", ARGV_SECOND_SIGNAL, "-0"},
	{"-s TERM -HUP 1", ARGV_SECOND_SIGNAL, "-HUP"},
	{"--retry=TERM/5 -HUP 1", ARGV_SECOND_SIGNAL, "-HUP"},
	{"--retry=TERM/5 -1", ARGV_ALL_PROCESSES, "-1"},
	{"-F -k 5", ARGV_NO_ARGUMENT, "-k"},
	{"-vF -k 5", ARGV_NO_ARGUMENT, "-k"},
	{"-u -k 5", ARGV_NO_ARGUMENT, "-k"},
	{"-u - 5", ARGV_NO_ARGUMENT, "-"},
	{"-u -- 5", ARGV_NO_ARGUMENT, "--"},
	{"--name --exe x", ARGV_NO_ARGUMENT, "--exe"},
	{"-s -TERM 1", ARGV_NO_ARGUMENT, "-TERM"},
	{"-W -5 1", ARGV_NO_ARGUMENT, "-5"},
	{"--terminal -x 1", ARGV_NO_ARGUMENT, "-x"},
	{"--timeout -5 KILL 1", ARGV_NO_ARGUMENT, "-5"},
	{"--timeout 5 -KILL 1", ARGV_NO_ARGUMENT, "-KILL"},
	{"-w5 1", ARGV_ARGUMENT, "-w5"},
	{"-vw5 1", ARGV_ARGUMENT, "-vw5"},
	{"-wv5 1", ARGV_ARGUMENT, "-wv5"},
	{"-l9", ARGV_ARGUMENT, "-l9"},
	{"-lTERM", ARGV_ARGUMENT, "-lTERM"},
	{"-lHUP", ARGV_ARGUMENT, "-lHUP"},
	{"-L9", ARGV_ARGUMENT, "-L9"},
	{"--pid 5", ARGV_FOREIGN, "--pid"},
	{"--pid=5", ARGV_FOREIGN, "--pid=5"},
	{"--kill 5", ARGV_FOREIGN, "--kill"},
	{"-kil 1", ARGV_UNKNOWN, "-kil"},
	{"-USR3 1", ARGV_UNKNOWN, "-USR3"},
	{"-USR9 1", ARGV_UNKNOWN, "-USR9"},
	{"-HUP,TERM 1", ARGV_UNKNOWN, "-HUP,TERM"},
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
	struct argv_refusal refusal;
	char **normalised = argv_normalise(options, false, argv, &refusal);

	if (!ok(normalised != NULL, "fdkill %s is fine", words))
		return;
	auto_free char *joined = join(normalised);
	ok(streq(joined, expected) && streq(normalised[0], "fdkill"), "it means fdkill %s", expected);
	argv_free(normalised);
}

static void test_fault(bool pkill, const char *words, enum argv_fault expected, const char *at)
{
	auto_free char *text = xstrdup(words);
	auto_free char **argv = split(text);
	struct argv_refusal refusal = {ARGV_FINE, "", NULL};
	char **normalised = argv_normalise(options, pkill, argv, &refusal);

	ok(!normalised && refusal.fault == expected && streq(refusal.word, at), "%s %s is refused at %s",
	   pkill ? "fdpkill" : "fdkill", words, at);
}

int main(void)
{
	options = request_make_options(false);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		test_row(rows[i].words, rows[i].normalised);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		test_fault(false, faults[i].words, faults[i].fault, faults[i].word);
	free(options);
	options = request_make_options(true);
	for (size_t i = 0; i < ARRAY_SIZE(of_fdpkill); i++)
		test_fault(true, of_fdpkill[i].words, of_fdpkill[i].fault, of_fdpkill[i].word);
	free(options);
	return tap_done();
}

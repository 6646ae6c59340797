/* SPDX-License-Identifier: MIT */
/* signame: signals by name and by number. */
#include "model/signame.h"
#include "../tap.h"
#include "base/util.h"

#include <inttypes.h>
#include <signal.h>

static const struct {
	const char *text;
	int signo; /* -1: refused */
} rows[] = {
	{"TERM", 15}, {"term", 15}, {"SIGTERM", 15}, {"sigTerm", 15}, {"15", 15}, {"0", 0},
	{"015", 15}, {"KILL", 9}, {"IOT", 6}, {"CLD", SIGCHLD}, {"POLL", SIGIO},
	{"UNUSED", SIGSYS}, {"STKFLT", 16}, {"32", 32}, {"33", 33}, {"64", 64}, {"65", -1},
	{"RTMIN", 34}, {"rtmin+0", 34}, {"RTMIN+30", 64}, {"RTMIN+31", -1}, {"RTMIN-1", -1},
	{"RTMAX", 64}, {"SIGRTMAX-30", 34}, {"RTMAX-31", -1}, {"RTMAX+1", -1}, {"RT0", 34},
	{"RT30", 64}, {"RT31", -1}, {"RT", -1}, {"RTMIN+", -1}, {"RTMINX", -1}, {"RTMIN+x", -1},
	{"RT-1", -1}, {"", -1}, {"SIG", -1}, {"SIGSIGTERM", -1}, {"TERMX", -1}, {"TER", -1},
	{" TERM", -1}, {"-9", -1}, {"9x", -1}, {"0x9", -1}, {"999999999999999999999", -1},
	{"EXIT", -1},
};

static void test_parse(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int signo = -1;
		const char *reason = signame_parse(rows[i].text, &signo);

		ok(signo == rows[i].signo && !reason == (rows[i].signo >= 0), "'%s' is %d",
		   rows[i].text, rows[i].signo);
	}
}

static void test_format(void)
{
	bool all = true;

	for (int signo = 0; signo <= signame_max(); signo++) {
		char name[SIGNAME_SIZE];
		int parsed = -1;

		if (signame_parse(signame_format(signo, name), &parsed) || parsed != signo) {
			all = false;
			printf("# %d is '%s' is %d\n", signo, name, parsed);
		}
	}
	ok(all, "every signal is parsed from the name it is given");
	ok(signame_max() == 64, "64 signals");

	static const struct {
		int signo;
		const char *name;
	} names[] = {{6, "ABRT"}, {29, "IO"}, {32, "32"}, {34, "RTMIN"}, {35, "RTMIN+1"},
		     {49, "RTMIN+15"}, {50, "RTMAX-14"}, {63, "RTMAX-1"}, {64, "RTMAX"}, {0, "0"}};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char name[SIGNAME_SIZE];

		ok(streq(signame_format(names[i].signo, name), names[i].name), "%d is %s",
		   names[i].signo, names[i].name);
	}
}

static void test_facts(void)
{
	ok(streq(signame_action(SIGTERM), "terminate"), "TERM terminates");
	ok(streq(signame_action(SIGSEGV), "core"), "SEGV dumps core");
	ok(streq(signame_action(SIGCHLD), "ignore"), "CHLD is ignored");
	ok(streq(signame_action(40), "terminate"), "real-time signals terminate");
	ok(streq(signame_action(0), "none"), "0 does nothing");
	ok(streq(signame_describe(SIGKILL), "Killed"), "KILL in words");
	ok(streq(signame_describe(SIGSYS), "Bad system call"), "SYS in words");
	ok(streq(signame_describe(33), "Kept by the C library"), "33 in words");
	ok(streq(signame_describe(40), "Real-time"), "40 in words");
	ok(signame_is_uncatchable(SIGKILL) && signame_is_uncatchable(SIGSTOP) &&
		   signame_is_uncatchable(32) && signame_is_uncatchable(33),
	   "KILL, STOP, 32 and 33 cannot be caught");
	ok(!signame_is_uncatchable(SIGTERM) && !signame_is_uncatchable(34), "others can");
}

static void test_suggest(void)
{
	static const struct {
		const char *text, *name;
	} near[] = {{"TREM", "TERM"}, {"SIGTREM", "TERM"}, {"KIL", "KILL"}, {"usr3", "USR1"},
		    {"HPU", "HUP"}, {"SIGX", NULL}, {"banana", NULL}, {"", NULL}};

	for (size_t i = 0; i < ARRAY_SIZE(near); i++) {
		const char *name = signame_suggest(near[i].text);

		ok(name && near[i].name ? streq(name, near[i].name) : name == near[i].name,
		   "'%s' is near %s", near[i].text, near[i].name ? near[i].name : "nothing");
	}
}

static void test_sets(void)
{
	static const struct {
		const char *text;
		uint64_t set; /* 4711: refused */
	} sets[] = {{"1", 1}, {"9", 1 << 8}, {"64", (uint64_t)1 << 63}, {"65", 4711}, {"0", 4711},
		    {"127", 4711}, {"128", 4711}, {"129", 1}, {"143", 1 << 14},
		    {"192", (uint64_t)1 << 63}, {"193", 4711}, {"300", 4711}, {"0x0", 0}, {"0x4002", 0x4002},
		    {"0XFF", 255}, {"0xffffffffffffffff", UINT64_MAX}, {"0x", 4711}, {"0xg", 4711},
		    {"0x10000000000000000", 4711}, {"0x-1", 4711}, {"0x 1", 4711}, {"-1", 4711},
		    {"", 4711}, {"9x", 4711}};

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		uint64_t set = 4711;
		const char *reason = signame_parse_set(sets[i].text, &set);

		ok(set == sets[i].set && !reason == (sets[i].set != 4711), "the set of '%s'",
		   sets[i].text);
	}
}

int main(void)
{
	test_parse();
	test_format();
	test_facts();
	test_suggest();
	test_sets();
	return tap_done();
}

/* SPDX-License-Identifier: MIT */
/* criteria: match conditions against literal facts. */
#include "model/criteria.h"
#include "../tap.h"
#include "base/util.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { EVERYTHING = FACTS_OWNER | FACTS_COMM | FACTS_IDS | FACTS_CMDLINE | FACTS_STAT | FACTS_STATUS |
		    FACTS_EXE | FACTS_CGROUP | FACTS_ENVIRON | FACTS_NAMESPACES | FACTS_LOCK };

/* All members are literals: do not free them. */
static const struct facts nginx = {
	.tried = EVERYTHING,
	.known = EVERYTHING,
	.comm = "nginx",
	.state = 'S',
	.ppid = 1,
	.pgid = 77,
	.session = 78,
	.terminal = 0x8800,
	.age = 60 * (int64_t)1000000000,
	.ruid = 1000,
	.euid = 33,
	.rgid = 5,
	.caught = (uint64_t)1 << 63 | 1,
	.cmdline = {(char[]){"nginx: worker\0-g\0"}, 17, 0},
	.environ = {(char[]){"HOME=/\0A=a,b\0EMPTY=\0"}, 20, 0},
	.exe = {(char[]){"/usr/sbin/nginx (deleted)"}, 25, 0},
	.exe_file = {8, 4711},
	.cgroup = {(char[]){"/system.slice/nginx.service"}, 27, 0},
	.namespaces = {1, 2, 3, 4, 5, 0, 7, 8},
	.holds_lock = true,
};

static const struct {
	enum condition condition;
	struct criterion value;
	enum match match;
} rows[] = {
	{CONDITION_EUID, {.number = 33}, MATCH_YES},
	{CONDITION_EUID, {.number = 1000}, MATCH_NO},
	{CONDITION_UID, {.number = 1000}, MATCH_YES},
	{CONDITION_UID, {.number = 33}, MATCH_NO},
	{CONDITION_GID, {.number = 5}, MATCH_YES},
	{CONDITION_GID, {.number = 6}, MATCH_NO},
	{CONDITION_PARENT, {.number = 1}, MATCH_YES},
	{CONDITION_PARENT, {.number = 2}, MATCH_NO},
	{CONDITION_PGROUP, {.number = 77}, MATCH_YES},
	{CONDITION_PGROUP, {.number = 78}, MATCH_NO},
	{CONDITION_SESSION, {.number = 78}, MATCH_YES},
	{CONDITION_SESSION, {.number = 77}, MATCH_NO},
	{CONDITION_TERMINAL, {.number = 0x8800}, MATCH_YES},
	{CONDITION_TERMINAL, {.number = 0}, MATCH_NO},
	{CONDITION_OLDER, {.number = 60000000000}, MATCH_YES},
	{CONDITION_OLDER, {.number = 60000000001}, MATCH_NO},
	{CONDITION_YOUNGER, {.number = 60000000001}, MATCH_YES},
	{CONDITION_YOUNGER, {.number = 60000000000}, MATCH_NO},
	{CONDITION_STATE, {.text = "R,S"}, MATCH_YES},
	{CONDITION_STATE, {.text = "D"}, MATCH_NO},
	{CONDITION_HANDLER, {.number = 64}, MATCH_YES},
	{CONDITION_HANDLER, {.number = 1}, MATCH_YES},
	{CONDITION_HANDLER, {.number = 2}, MATCH_NO},
	{CONDITION_NAME, {.text = "nginx"}, MATCH_YES},
	{CONDITION_NAME, {.text = "ngin"}, MATCH_NO},
	{CONDITION_NAME, {.text = "nginxx"}, MATCH_NO},
	{CONDITION_NAME, {.text = "NGINX"}, MATCH_NO},
	{CONDITION_PATTERN, {.text = "g.n"}, MATCH_YES},
	{CONDITION_PATTERN, {.text = "^g"}, MATCH_NO},
	{CONDITION_EXE, {.text = "/x", .file = {8, 4711}}, MATCH_YES},
	{CONDITION_EXE, {.text = "/x", .file = {9, 4711}}, MATCH_NO},
	{CONDITION_EXE, {.text = "/usr/sbin/nginx", .file = {8, 4712}}, MATCH_YES},
	{CONDITION_EXE, {.text = "/usr/sbin/nginx", .file = {9, 4712}}, MATCH_NO},
	{CONDITION_EXE, {.text = "/usr/sbin/ngin", .file = {8, 0}}, MATCH_NO},
	{CONDITION_EXE, {.text = "/usr/sbin/nginx (deleted)", .file = {8, 0}}, MATCH_NO},
	{CONDITION_CGROUP, {.text = "/system.slice/nginx.service"}, MATCH_YES},
	{CONDITION_CGROUP, {.text = "/system.slice"}, MATCH_YES},
	{CONDITION_CGROUP, {.text = "/"}, MATCH_YES},
	{CONDITION_CGROUP, {.text = "/system.slice/nginx"}, MATCH_NO},
	{CONDITION_CGROUP, {.text = "/system.slice/nginx.service/x"}, MATCH_NO},
	{CONDITION_ENVIRON, {.text = "A=a,b"}, MATCH_YES},
	{CONDITION_ENVIRON, {.text = "A"}, MATCH_YES},
	{CONDITION_ENVIRON, {.text = "EMPTY="}, MATCH_YES},
	{CONDITION_ENVIRON, {.text = "A=a"}, MATCH_NO},
	{CONDITION_ENVIRON, {.text = "HOM"}, MATCH_NO},
	{CONDITION_NAMESPACE, {.kind = 3, .number = 4}, MATCH_YES},
	{CONDITION_NAMESPACE, {.kind = 3, .number = 5}, MATCH_NO},
	{CONDITION_LOCKED, {0}, MATCH_YES},
};

/* Match NGINX with all facts known, and then with none. */
static void test_each(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct criteria criteria = {0};
		struct facts facts = nginx;
		const char *text;

		criteria_add(&criteria, rows[i].condition, rows[i].value);
		criteria_compile(&criteria, &text);
		struct verdict verdict = criteria_match(&criteria, &facts);
		ok(verdict.match == rows[i].match && !verdict.wanted &&
			   verdict.condition == (verdict.match == MATCH_NO ? rows[i].condition
									  : CONDITION_NONE),
		   "row %zu: condition %d", i, rows[i].condition);
		criteria.inverse = true;
		ok(criteria_match(&criteria, &facts).match == MATCH_YES - rows[i].match, "the inverse");
		facts.known = 0;
		verdict = criteria_match(&criteria, &facts);
		ok(verdict.match == MATCH_UNKNOWN && !verdict.wanted &&
			   verdict.condition == rows[i].condition,
		   "unreadable it is unknown, the inverse too");
		facts.tried = 0;
		ok(criteria_match(&criteria, &facts).wanted, "a fact that was not tried is asked for");
		criteria_free(&criteria);
	}
}

static struct criteria make(enum condition condition, const char *one, const char *other)
{
	struct criteria criteria = {0};

	criteria_add(&criteria, condition, (struct criterion){.text = one});
	criteria_add(&criteria, condition, (struct criterion){.text = other});
	return criteria;
}

static void test_together(void)
{
	struct criteria criteria = make(CONDITION_NAME, "apache", "nginx");
	struct facts facts = nginx;

	ok(criteria_match(&criteria, &facts).match == MATCH_YES, "values are alternatives");
	criteria_add(&criteria, CONDITION_EUID, (struct criterion){.number = 34});
	ok(criteria_match(&criteria, &facts).match == MATCH_NO, "conditions must all hold");
	criteria.inverse = true;
	ok(criteria_match(&criteria, &facts).match == MATCH_YES, "inverted: one that fails is a match");
	facts.known &= ~(unsigned)FACTS_COMM;
	ok(criteria_match(&criteria, &facts).match == MATCH_YES, "one that fails is enough to know");
	criteria_free(&criteria);

	criteria = make(CONDITION_ENVIRON, "HOME", "A=a,b");
	ok(criteria_match(&criteria, &nginx).match == MATCH_YES, "all variables of the environment must be set");
	criteria_add(&criteria, CONDITION_ENVIRON, (struct criterion){.text = "B"});
	ok(criteria_match(&criteria, &nginx).match == MATCH_NO, "one of them is not set");
	criteria_free(&criteria);
	ok(criteria_is_empty(&criteria) && criteria_match(&criteria, &facts).match == MATCH_YES,
	   "without conditions every process matches");
}

static const struct {
	const char *pattern;
	bool full, exact, ignore_case, matches;
} patterns[] = {
	{"nginx|x", false, true, false, true},
	{"ngin|x", false, true, false, false},
	{"NGINX", false, false, true, true},
	{"worker", false, false, false, false},
	{"worker -g$", true, false, false, true},
	{"nginx: worker -g", true, true, false, true},
	{"nginx: worker", true, true, false, false},
};

static void test_patterns(void)
{
	const char *text;

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		struct criteria criteria = {
			.full = patterns[i].full,
			.exact = patterns[i].exact,
			.ignore_case = patterns[i].ignore_case,
		};

		criteria_add(&criteria, CONDITION_PATTERN,
			     (struct criterion){.text = patterns[i].pattern});
		ok(!criteria_compile(&criteria, &text) &&
			   (criteria_match(&criteria, &nginx).match == MATCH_YES) == patterns[i].matches,
		   "pattern '%s'%s%s", patterns[i].pattern, patterns[i].full ? ", full" : "",
		   patterns[i].exact ? ", exact" : "");
		criteria_free(&criteria);
	}
	for (int exact = 0; exact < 2; exact++) {
		struct criteria criteria = {.exact = exact};

		criteria_add(&criteria, CONDITION_PATTERN, (struct criterion){.text = "a)(b"});
		auto_free char *reason = criteria_compile(&criteria, &text);
		ok(reason && streq(text, "a)(b"), "a bad expression is refused%s", exact ? ", exact" : "");
		criteria_free(&criteria);
	}
	struct facts none = nginx;
	struct criteria criteria = {.full = true};
	none.cmdline = (struct bytes){(char[]){""}, 0, 0};
	criteria_add(&criteria, CONDITION_PATTERN, (struct criterion){.text = "^nginx$"});
	criteria_compile(&criteria, &text);
	ok(criteria_match(&criteria, &none).match == MATCH_YES, "without a command line the name is matched");
	criteria_free(&criteria);
}

/* Match "x" against a command line of LENGTH bytes that begins with it. */
static enum match match_long(size_t length, bool inverse)
{
	struct criteria criteria = {.full = true, .inverse = inverse};
	struct facts facts = nginx;
	const char *text;
	auto_free char *line = xcalloc(length + 1, 1);

	memset(line, 'x', length - 1);
	facts.cmdline = (struct bytes){line, length, 0};
	criteria_add(&criteria, CONDITION_PATTERN, (struct criterion){.text = "x"});
	criteria_compile(&criteria, &text);
	enum match match = criteria_match(&criteria, &facts).match;
	criteria_free(&criteria);
	return match;
}

static void test_long_lines(void)
{
	ok(match_long(PATTERN_LONGEST + 1, false) == MATCH_YES, "the longest line that is matched, with a NUL");
	ok(match_long(PATTERN_LONGEST + 1, true) == MATCH_NO, "its inverse");
	ok(match_long(CMDLINE_MOST, false) == MATCH_UNKNOWN, "a line that may be longer is unknown");
	ok(match_long(CMDLINE_MOST, true) == MATCH_UNKNOWN, "its inverse is unknown, too");
}

/* The kernel cuts a comm after 15 bytes. In these command lines a | stands for a NUL. */
static const struct {
	const char *comm, *cmdline, *exe, *name;
} names[] = {
	{"a-rather-long-n", "/bin/a-rather-long-name|-x", "/bin/other", "a-rather-long-name"},
	{"a-rather-long-n", "python3|-u|/opt/a-rather-long-name.py", "/bin/python3", "a-rather-long-name.py"},
	{"a-rather-long-n", "renamed", "/bin/a-rather-long-name", "a-rather-long-name"},
	{"a-rather-long-n", "./a-rather-long-n|a-rather-long-name", "/bin/a-rather-long-n", "a-rather-long-n"},
	{"a-rather-long-n", "x|y|z|a-rather-long-name", "/bin/x", "a-rather-long-n"},
	{"short", "/bin/shorter", "/bin/shortest", "short"},
};

/* Does --name NAME match a process? EXE is NULL if it cannot be read. */
static const struct {
	const char *comm, *cmdline, *exe, *name;
	enum match match;
} each_name[] = {
	{"transmission-da", "./transmission-daemon *:6379", "/tmp/transmission-daemon", "transmission-daemon", MATCH_YES},
	{"transmission-da", "/x/transmission-daemon *:6379", "/tmp/other", "transmission-daemon", MATCH_YES},
	{"transmission-da", "transmission-daemon: idle", "/tmp/other", "transmission-daemon", MATCH_YES},
	{"transmission-da", "./transmission-data|x", "/tmp/transmission-daemon", "transmission-daemon", MATCH_YES},
	{"transmission-da", "./transmission-data|x", "/tmp/transmission-daemon", "transmission-data", MATCH_YES},
	{"transmission-da", "x", NULL, "transmission-daemon", MATCH_UNKNOWN},
	{"transmission-da", "transmission-daemon", NULL, "transmission-daemon", MATCH_YES},
	{"transmission-da", "x", NULL, "sleep", MATCH_NO},
	{"Web Content", "/usr/lib/firefox|-contentproc", "/usr/lib/firefox", "firefox", MATCH_YES},
	{"redis-server", "redis-server *:6379", "/usr/bin/redis-check-rdb", "redis-server", MATCH_YES},
	{"redis-server", "redis-server *:6379", "/usr/bin/redis-check-rdb", "redis-check-rdb", MATCH_YES},
	{"server", "/opt/My App/bin/server", "/x", "My", MATCH_NO},
	{"server", "/opt/My App/bin/server", "/x", "server", MATCH_YES},
	{"replaced", "x", "/usr/bin/daemon (deleted)", "daemon", MATCH_YES},
	{"replaced", "x", "/usr/bin/daemon (deleted)", "daemon (deleted)", MATCH_YES},
	{"bash", "-bash", "/bin/bash", "-bash", MATCH_YES},
	{"sh", "/bin/sh|/srv/backup", "/bin/dash", "backup", MATCH_NO},
	{"sh", "/bin/sh|/srv/backup", "/bin/dash", "dash", MATCH_YES},
	{"python3", "python3|./app.py", "/usr/bin/python3.11", "app.py", MATCH_NO},
	{"a-rather-long-n", "/bin/sh|-e|/srv/a-rather-long-name|x", "/bin/dash", "a-rather-long-name", MATCH_YES},
	{"vi", "vi|vimrc", "/bin/vi", "vimrc", MATCH_NO},
	{"sh", "/bin/sh|/sbin/shutdown", "/bin/dash", "shutdown", MATCH_NO},
	{"sleep", "", "", "sleep", MATCH_YES},
	{"sleep", "x", NULL, "other", MATCH_NO},
};

static struct facts make_named(const char *comm, const char *words, const char *exe, char cmdline[64])
{
	struct facts facts = nginx;
	size_t length = *words ? strlen(words) + 1 : 0;

	strcpy(facts.comm, comm);
	strcpy(cmdline, words);
	for (char *bar = cmdline; (bar = strchr(bar, '|'));)
		*bar++ = '\0';
	facts.cmdline = (struct bytes){cmdline, length, 0};
	facts.exe = (struct bytes){(char *)(uintptr_t)exe, exe ? strlen(exe) : 0, 0};
	if (!exe)
		facts.known &= ~(unsigned)FACTS_EXE;
	return facts;
}

static struct facts named(size_t row, char cmdline[64])
{
	return make_named(names[row].comm, names[row].cmdline, names[row].exe, cmdline);
}

static void test_each_name(void)
{
	char cmdline[64];

	for (size_t i = 0; i < ARRAY_SIZE(each_name); i++) {
		struct facts facts = make_named(each_name[i].comm, each_name[i].cmdline, each_name[i].exe, cmdline);
		struct criteria criteria = make(CONDITION_NAME, each_name[i].name, "no-such-name");

		ok(criteria_match(&criteria, &facts).match == each_name[i].match, "'%s', started as '%s': --name %s",
		   each_name[i].comm, each_name[i].cmdline, each_name[i].name);
		criteria.inverse = true;
		ok(each_name[i].exe || each_name[i].match == MATCH_YES ||
			   criteria_match(&criteria, &facts).match == MATCH_UNKNOWN,
		   "and --inverse does not match what is unknown");
		criteria_free(&criteria);
	}
}

static void test_names(void)
{
	char cmdline[64];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct facts facts = named(i, cmdline);
		struct criteria whole = make(CONDITION_NAME, names[i].name, "nobody");
		struct criteria cut = make(CONDITION_NAME, "a-rather-long-n", "nobody");
		auto_free char *name = facts_name(&facts);

		ok(streq(name, names[i].name), "%s is %s", names[i].comm, names[i].name);
		ok(criteria_match(&whole, &facts).match == MATCH_YES, "--name matches the whole name");
		ok((criteria_match(&cut, &facts).match == MATCH_YES) ==
			   streq(names[i].name, "a-rather-long-n"),
		   "but not by what is left of it");
		criteria_free(&whole);
		criteria_free(&cut);
	}
	struct facts facts = named(2, cmdline);
	struct criteria criteria = make(CONDITION_NAME, "a-rather-long-name", "x");
	facts.known &= ~(unsigned)FACTS_EXE;
	ok(criteria_match(&criteria, &facts).match == MATCH_UNKNOWN, "unknown if the executable is hidden");
	criteria_free(&criteria);
	facts = named(0, cmdline);
	facts.known &= ~(unsigned)FACTS_EXE;
	auto_free char *first = facts_name(&facts);
	struct names own = facts_own_names(&facts);
	ok(streq(first, "a-rather-long-name") && own.count == 1 && own.missing == 0,
	   "a hidden executable is not needed if argv[0] completes the comm");
}

/* Every name counts: the comm, those of argv[0], of the executable, and of a script. */
static void test_every_name(void)
{
	static const struct {
		const char *name;
		enum match match;
	} titles[] = {
		{"transmission-da", MATCH_NO}, /* it is cut off, and the executable has the rest */
		{"transmission-daemon", MATCH_YES},
		{"titled *:6379", MATCH_YES},
		{"titled", MATCH_NO},
		{"word", MATCH_NO},
	};
	static char cmdline[] = "./titled *:6379\0word";
	static char exe[] = "/tmp/transmission-daemon (deleted)";
	struct facts facts = nginx;

	strcpy(facts.comm, "transmission-da");
	facts.cmdline = (struct bytes){cmdline, sizeof(cmdline), 0};
	facts.exe = (struct bytes){exe, sizeof(exe) - 1, 0};
	for (size_t i = 0; i < ARRAY_SIZE(titles); i++) {
		struct criteria criteria = make(CONDITION_NAME, titles[i].name, "nobody");

		ok(criteria_match(&criteria, &facts).match == titles[i].match, "--name %s: %d", titles[i].name,
		   titles[i].match);
		criteria_free(&criteria);
	}
	/* What cannot be read leaves the match open only for a cut-off name. */
	facts.known &= ~(unsigned)(FACTS_CMDLINE | FACTS_EXE);
	struct criteria cut = make(CONDITION_NAME, "transmission-daemon", "nobody");
	struct criteria other = make(CONDITION_NAME, "other", "nobody");
	ok(criteria_match(&cut, &facts).match == MATCH_UNKNOWN, "a cut-off name may be longer");
	ok(criteria_match(&other, &facts).match == MATCH_NO, "another one is not");
	criteria_free(&cut);
	criteria_free(&other);
}

static unsigned asked;
static int answer;

static int read_none(void *context, unsigned wanted, struct facts *facts)
{
	(void)context;
	(void)facts;
	asked |= wanted;
	return answer;
}

static void test_decide(void)
{
	struct criteria criteria = make(CONDITION_NAME, "nginx", "x");
	struct verdict verdict;
	struct facts facts = nginx;

	criteria_add(&criteria, CONDITION_ENVIRON, (struct criterion){.text = "A"});
	facts.known = facts.tried = FACTS_COMM;
	answer = -EACCES;
	ok(criteria_decide(&criteria, &facts, read_none, NULL, &verdict) == 0 &&
		   verdict.match == MATCH_UNKNOWN && asked == FACTS_ENVIRON,
	   "only what decides is read");
	facts = nginx;
	strcpy(facts.comm, "apache");
	facts.known = facts.tried = FACTS_COMM | FACTS_CMDLINE | FACTS_EXE;
	facts.cmdline = (struct bytes){0};
	facts.exe = (struct bytes){(char[]){"/other"}, 6, 0};
	asked = 0;
	ok(criteria_decide(&criteria, &facts, read_none, NULL, &verdict) == 0 &&
		   verdict.match == MATCH_NO && asked == 0,
	   "nothing, if a cheaper fact has decided");
	facts.known = facts.tried = FACTS_COMM;
	answer = -EACCES;
	ok(criteria_decide(&criteria, &facts, read_none, NULL, &verdict) == 0 &&
		   verdict.match == MATCH_NO && asked == (FACTS_CMDLINE | FACTS_EXE),
	   "another name is looked for, but not in the state of a process");
	facts.known |= FACTS_CMDLINE;
	facts.tried = facts.known;
	asked = 0;
	ok(criteria_decide(&criteria, &facts, read_none, NULL, &verdict) == 0 &&
		   asked == (FACTS_STAT | FACTS_EXE),
	   "without a command line it may be a kernel thread");
	facts.known |= FACTS_STAT;
	facts.tried = facts.known;
	facts.is_kernel_thread = true;
	asked = 0;
	ok(criteria_decide(&criteria, &facts, read_none, NULL, &verdict) == 0 &&
		   verdict.match == MATCH_NO && asked == 0,
	   "which has no other name");
	facts.known = facts.tried = 0;
	answer = -ESRCH;
	ok(criteria_decide(&criteria, &facts, read_none, NULL, &verdict) == -ESRCH, "gone");
	answer = -EMFILE;
	ok(criteria_decide(&criteria, &facts, read_none, NULL, &verdict) == -EMFILE && !facts.tried,
	   "no descriptor left: to be tried again");
	criteria_free(&criteria);
}

int main(void)
{
	test_each();
	test_together();
	test_patterns();
	test_long_lines();
	test_names();
	test_every_name();
	test_each_name();
	test_decide();
	return tap_done();
}

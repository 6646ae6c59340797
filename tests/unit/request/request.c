/* SPDX-License-Identifier: MIT */
/*
 * request: which complaint a command line gets. Each row parses a whole command line. Built with
 * the address sanitizer this also shows that nothing leaks after a complaint.
 */
#include "request/request.h"
#include "../tap.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS = 8 };

/* A text that ends in "..." is compared up to there; a model file words the rest. */
struct row {
	const char *words[WORDS];
	int status;
	const char *text;
};

static const struct row of_fdkill[] = {
	/* signals */
	{{"-s", "TREM", "1"}, 2, "signal 'TREM': ..."},
	{{"-s", "", "1"}, 2, "signal '': ..."},
	{{"-TREM", "1"}, 2, "'-TREM': no such signal; did you mean -TERM?"},
	{{"-USR3", "1"}, 2, "'-USR3': no such signal; did you mean -USR1? (read as -U SR3)"},
	{{"-kil", "1"}, 2, "'-kil': no such signal; did you mean -KILL?"},
	{{"-HUP,TERM", "1"}, 2, "'-HUP,TERM': more than one signal; write only one"},
	{{"-j", "1"}, 2, "'-j': not a signal, and not options; see fdkill --help"},
	{{"-12", "-s", "TERM", "1"}, 2,
	 "signal 'TERM': the signal 12 was given already; write only one; for the process group, write "
	 "pgid:12"},
	{{"-HUP", "-s", "TERM", "1"}, 2,
	 "signal 'TERM': the signal HUP was given already; write only one"},
	{{"-9", "-0", "1"}, 2,
	 "'-0': a second signal; write only one; for the process group of the caller, write 0"},
	{{"-0", "-s", "5", "1"}, 2, "signal '5': the signal 0 was given already; write only one"},
	{{"-9", "-HUP", "1"}, 2, "'-HUP': a second signal; write only one"},
	{{"-lTERM"}, 2, "'-lTERM': --list takes no argument; write -l TERM"},
	{{"-lHUP"}, 2, "'-lHUP': --list takes no argument; write -l HUP"},
	{{"--list=9"}, 2, "'--list=9': --list takes no argument; write -l 9"},
	{{"-w5", "1"}, 2, "'-w5': --wait takes no argument; write -W 5"},
	{{"-wvv5", "1"}, 2, "'-wvv5': --wait takes no argument; write -W 5"},
	{{"--wait=5", "1"}, 2, "'--wait=5': --wait takes no argument; write -W 5"},
	{{"1", "-HUP"}, 2, "'-HUP': a signal after a target; write it before the first target"},
	{{"-77", "1"}, 2,
	 "'-77': not a signal; for the process group, write pgid:77 or -- -77"},
	{{"-9", "-9x"}, 2, "'-9x': neither a signal nor a process group; fdkill -l lists the signals"},
	{{"-TERM", "-99999999999"}, 2,
	 "'-99999999999': neither a signal nor a process group; fdkill -l lists the signals"},
	{{"--", "-0"}, 2, "'-0': not a target; for the process group of the caller, write 0"},
	{{"--", "-1"}, 2,
	 "'-1': not a target; to signal all processes, write --all-processes; for the signal HUP, "
	 "write -HUP before the first target"},
	{{"-KILL", "-q", "5", "1"}, 2,
	 "KILL: no process can catch it, so it takes no siginfo; leave out --queue and --info"},
	{{"-q", "x", "1"}, 2, "--queue 'x': ..."},
	{{"--info", "value=5,x", "1"}, 2, "--info 'x': ..."},
	{{"-KILL", "--cont", "1"}, 2, "--cont: it has no use with KILL; leave it out"},

	/* options */
	{{"--quite", "1"}, 2, "'--quite': no such option; did you mean --quiet?"},
	{{"--nothing-like-it", "1"}, 2, "'--nothing-like-it': no such option; see fdkill --help"},
	{{"--all", "1"}, 2, "'--all': ambiguous; write one of --all-processes, --all-matching, --all-or-none"},
	{{"--cont=x", "1"}, 2, "'--cont=x': --cont takes no argument; leave it out"},
	{{"--pid", "1"}, 2, "'--pid': not an option of fdkill; for a process, write its PID..."},
	{{"--user=x", "1"}, 2, "'--user=x': not an option of fdkill; write -u USER"},
	{{"-e", "1"}, 2, "'-e': not an option of fdkill; to print what is signalled, write -v; ..."},
	{{"-quiet", "1"}, 2, "'-quiet': not a signal, and not options; did you mean --quiet?"},
	{{"-count", "1"}, 2, "'-count': not a signal, and not options; did you mean --count?"},
	{{"-pid", "1"}, 2, "'-pid': not an option of fdkill; for a process, write its PID..."},
	{{"-all", "2"}, 2, "'-all': ambiguous; write one of --all-processes, --all-matching, --all-or-none"},
	{{"-9,15", "1"}, 2, "'-9,15': more than one signal; write only one"},
	{{"-s", "HUP,TERM", "1"}, 2, "signal 'HUP,TERM': more than one signal; write only one"},
	{{"-RTMAX+3", "1"}, 2, "'-RTMAX+3': no such signal; ..."},
	{{"-RTMIN+99", "1"}, 2, "'-RTMIN+99': no such signal; ..."},
	{{"-SIGRTMIN+99", "1"}, 2, "'-SIGRTMIN+99': no such signal; ..."},
	{{"-sigrtmim", "1"}, 2, "'-sigrtmim': no such signal; ..."},
	{{"-RT99", "1"}, 2, "'-RT99': no such signal; ..."},
	{{"-SIG", "1"}, 2, "'-SIG': no such signal; ..."},
	{{"-SIG9", "1"}, 2, "'-SIG9': no such signal; ..."},
	{{"--retry=TERM", "-77"}, 2,
	 "--retry 'TERM': 'TERM': no time follows; write signals and times, as in TERM/30/KILL/5"},
	{{"--retry=TERM/5/forever/KILL/2", "-W", "3", "1"}, 2, "--within: the time is over before KILL is sent..."},
	{{"-newest"}, 2, "'-newest': not a signal, and not options; did you mean --newest?"},
	{{"-help"}, 2, "'-help': not a signal, and not options; did you mean --help?"},
	{{"-name", "sleep"}, 2, "'-name': not a signal, and not options; did you mean --name?"},
	{{"-user", "x", "1"}, 2, "'-user': not an option of fdkill; write -u USER"},
	{{"-F", "-k", "5", "1"}, 2,
	 "--pidfile: its argument is missing before '-k' (is a variable empty?); write -F FILE"},
	{{"-k", "4711"}, 2, "no target: '4711' was taken as the DURATION of -k"},
	{{"--retry", "5"}, 2, "no target: '5' was taken as the SCHEDULE of --retry"},
	{{"1", "--signal"}, 2, "--signal: its argument is missing; write --signal=SIGNAL"},
	{{"1", "-F"}, 2, "-F: its argument is missing; write -F FILE"},
	{{"-v", "--quiet", "1"}, 2,
	 "--verbose and --quiet exclude each other; write only one of them"},
	{{"--boot-id", "1"}, 2, "--boot-id: it changes what --print prints; add --print"},

	/* targets */
	{{"99x"}, 2, "target '99x': ..."},
	{{"1 2"}, 2, "target '1 2': two numbers in one word; write each target as a word of its own"},
	{{""}, 2, "target '': empty; is a variable not set?"},
	{{"-F", ""}, 2, "--pidfile '': empty; is a variable not set? Write --pidfile=FILE"},
	{{"-u", "", "1"}, 2, "--euid '': empty; is a variable not set? Write --euid=USER,..."},
	{{"a b"}, 2, "'a b': not a target; see fdkill --help"},
	{{"x --all-processes"}, 2, "'x --all-processes': not a target; see fdkill --help"},
	{{"/run/x.pid"}, 2, "'/run/x.pid': not a target; for a pidfile, write -F /run/x.pid; for an executable, "
			  "write -a --exe /run/x.pid"},
	{{"pid:3"}, 2, "'pid:3': not a target; write 3"},
	{{"00"}, 2, "target '00': no process has the PID 0; for the process group of the caller, write 0"},
	{{"-f", "sleep"}, 2, "'sleep': not a target; to match command lines, write -a -f --match sleep"},
	{{"-wait", "1"}, 2, "'-wait': not a signal, and not options; did you mean --wait?"},
	{{"nginx"}, 2, "'nginx': not a target; for processes of that name, write -a --name nginx; see "
		     "fdkill --help"},
	{{"TERM"}, 2, "'TERM': not a target; for the signal, write -TERM"},
	{{"--", "-v"}, 2, "'-v': not a target; write options before --"},
	{{"%1"}, 2, "'%1': not a target: only your shell knows its jobs; use the kill of the shell, "
		    "or $(jobs -p %1)"},
	{{"1:0"}, 2, "target '1:0': ..."},
	{{"fd:77"}, 2, "fd:77: descriptor 77 is not open"},
	{{"peer:77"}, 2, "peer:77: descriptor 77 is not open"},
	{{"pidfile:-", "-F", "-"}, 2, "standard input: it can be read only once; write -F - only once"},
	{{"-9", "-"}, 2, "'-': not a target; is a variable empty, as in -$PGID? To read PIDs from standard "
			 "input, write -F -"},
	{{"-TERM"}, 2, "no target; write fdkill [-SIGNAL] PID..., or see fdkill --help"},
	{{"-1"}, 2, "no target; -1 is the signal HUP; to signal all processes, write --all-processes"},

	/* scopes */
	{{"--scope=x", "1"}, 2, "--scope 'x': ..."},
	{{"tid:1"}, 2, "tid:1: no signal is given, and TERM would end the whole process of the thread; "
		       "write -SIGNAL"},
	{{"--scope=group", "-HUP", "tid:2"}, 2,
	 "--scope=group: tid:2 is a thread; write the PID of the group's leader, or pgid:PGID"},
	{{"--scope=group", "--all-processes"}, 2, "--scope=group: --all-processes is a selection; ..."},
	{{"--scope=group", "--exit-status", "1"}, 2,
	 "--exit-status: it needs exactly one target, and that must be a process"},
	{{"--scope=group", "-w", "1", "pgid:2"}, 0, NULL},
	{{"--scope=thread", "pgid:2"}, 2,
	 "--scope=thread: pgid:2 is a process group; write PID or tid:TID"},
	{{"--scope=process", "-HUP", "tid:2"}, 2,
	 "--scope=process: tid:2 is a thread; leave --scope out"},

	/* waiting */
	{{"-W", "5x", "1"}, 2, "--within '5x': ..."},
	{{"--retry=5", "-k", "5", "1"}, 2,
	 "--retry and --kill-after exclude each other; write KILL in the schedule"},
	{{"--retry=5", "--timeout", "5", "KILL", "1"}, 2,
	 "--retry and --timeout exclude each other; write all signals in the schedule"},
	{{"-k", "5", "--timeout", "5", "KILL", "1"}, 2,
	 "--kill-after and --timeout exclude each other; write --timeout MS KILL"},
	{{"-k", "0", "1"}, 2,
	 "--kill-after 0: no process has time to act on the first signal; write -KILL"},
	{{"-0", "-k", "5", "1"}, 2,
	 "--kill-after: signal 0 sends nothing, so no signal can follow it; to wait and then send KILL, "
	 "leave out the 0 and write --retry=5/KILL/5"},
	{{"-0", "--timeout", "5", "KILL", "1"}, 2,
	 "signal 0: it sends nothing, so no signal can follow it; write another signal"},
	{{"-k", "2", "-W", "1", "1"}, 2,
	 "--within: the time is over before KILL is sent, after 2 s; write more than that, or leave out "
	 "KILL"},
	{{"--retry=TERM/5/x", "1"}, 2, "--retry 'TERM/5/x': 'x': ..."},
	{{"--retry=TERM/5", "-HUP", "1"}, 2,
	 "'-HUP': a second signal; write only one"},
	{{"--timeout", "x", "KILL", "1"}, 2, "--timeout 'x': ..."},
	{{"--timeout", "5"}, 2, "--timeout 5: the signal is missing; write --timeout MS SIGNAL"},
	{{"--timeout", "5", "x", "1"}, 2, "--timeout 5 x: bad signal 'x': ..."},
	{{"--wait-count", "0", "1"}, 2, "--wait-count '0': ..."},
	{{"--exit-status", "1", "2"}, 2,
	 "--exit-status: it needs exactly one target, and that must be a process"},
	{{"--remove-pidfile", "1"}, 2, "--remove-pidfile: no target is a pidfile; add -F FILE"},

	/* conditions */
	{{"--name", ""}, 2, "--name '': empty: it would match all processes; is a variable not set?"},
	{{"--name", "/bin/x"}, 2,
	 "--name '/bin/x': a name has no slash; for the executable, write --exe"},
	{{"--match", "a(b"}, 2, "--match 'a(b': ..."},
	{{"--exe", "/"}, 2, "--exe '/': a directory; write the whole path of the executable"},
	{{"--exe", "x"}, 2, "--exe 'x': no such file; write the whole path of the executable"},
	{{"-u", "root,"}, 2, "--euid 'root,': an item is empty; write --euid=USER,..."},
	{{"--uid=-5"}, 2, "--uid '-5': no such user; write --uid=USER,..."},
	{{"-P", "1,x"}, 2, "--parent 'x': ..."},
	{{"--terminal", "no-such"}, 2, "--terminal 'no-such': no such terminal; write its name in "
				       "/dev, as tty1 or pts/0, or - for no terminal"},
	{{"-O", "x"}, 2, "--older 'x': ..."},
	{{"--runstates", "SZ"}, 2, "--runstates 'SZ': a process in state Z is dead and cannot be "
				   "signalled; write some of D R S T t"},
	{{"--env", "=x"}, 2, "--env '=x': the name is missing; write NAME or NAME=VALUE"},
	{{"--cgroup", "x"}, 2,
	 "--cgroup 'x': it does not begin with /; write the path as in /proc/PID/cgroup"},
	{{"--nslist", "net"}, 2, "--nslist: it selects some namespaces of --ns; add --ns PID"},
	{{"--nslist", "x"}, 2, "--nslist 'x': no such namespace; write some of cgroup ipc mnt net pid "
			       "time user uts"},
	{{"--max", "x", "1"}, 2, "--max 'x': ..."},
	{{"-f", "--name", "x"}, 2, "--full: it is for a pattern; add --match ERE"},
	{{"-H", "-0", "1"}, 2,
	 "--require-handler: no process has a handler for signal 0; write another signal"},
	{{"--locked", "1"}, 2, "--locked: 1 is not a pidfile; write only pidfiles"},
	{{"--inverse", "1"}, 2, "--inverse: it needs a condition to invert; add one"},
	{{"--newest"}, 2, "--newest: newest of what? Add a condition or a target"},
	{{"--oldest", "--newest", "1"}, 2,
	 "--newest and --oldest exclude each other; write only one of them"},
	{{"--include-ancestors", "1"}, 2,
	 "--include-ancestors: it is for selections; add a condition or --all-processes"},

	/* what selects */
	{{"-HUP", "-u", "0", "--match", "a b"}, 2,
	 "no target: a condition only guards the targets (is a variable empty?); to signal every "
	 "process that meets it, write: fdkill -a -HUP -u 0 --match 'a b'"},
	{{"-a"}, 2, "--all-matching: it needs a condition; add one, or write --all-processes"},
	{{"-a", "--newest"}, 2, "--newest: newest of what? Add a condition or a target"},
	{{"-a", "-u", "0", "1"}, 2,
	 "--all-matching: it selects every process that meets the conditions; leave it out to signal "
	 "only the targets"},
	{{"-a", "--match", "x|"}, 2,
	 "--match 'x|': it matches the empty text, and so every process; is a variable empty? To "
	 "signal all processes, write --all-processes"},

	/* What cannot be read: the status is that of a failure. valgrind has no pidfds, so that the
	 * reason is another one there. */
	{{"--ns", "2147483647", "--name", "x"}, 3,
	 "--ns 2147483647: its namespaces cannot be read: ..."},
	{{"--ns", "2147483647", "--exit-status", "1"}, 125,
	 "--ns 2147483647: its namespaces cannot be read: ..."},
	{{"--ns", "2147483647", "--status", "1"}, 4,
	 "--ns 2147483647: its namespaces cannot be read: ..."},

	/* no complaint */
	{{"1"}, 0, NULL},
	{{"-KILL", "-v", "1", "pgid:2", "-F", "/no/such/file"}, 0, NULL},
	{{"-a", "--name", "x", "-u", "0,1", "--match", "a|b"}, 0, NULL},
	{{"--timeout", "5", "HUP", "--timeout", "5", "KILL", "1"}, 0, NULL},
	{{"-l", "x"}, 0, NULL},
	{{"--help"}, 0, NULL},
};

static const struct row of_fdpkill[] = {
	{{"-v", "x"}, 2, "'-v': fdpkill has no option -v; to invert the conditions, write --inverse; to "
			 "print more, write -e"},
	{{"-99", "x"}, 2, "'-99': not a signal; for the process group, write -g 99"},
	{{"-k", "4711"}, 2, "no target: '4711' was taken as the DURATION of -k"},
	{{"x", "y"}, 2, "'y': a second pattern; write only one"},
	{{""}, 2, "pattern '': empty: it would match all processes; is a variable not set?"},
	{{"a(b"}, 2, "pattern 'a(b': ..."},
	{{"-x", "-u", "0"}, 2, "--exact: it is for a pattern; add a PATTERN"},
	{{"-p", "1", "-F", "x"}, 2, "--pidfile and --pid exclude each other; write only one of them"},
	{{"-p", "1,0"}, 2, "--pid '0': ..."},
	{{"-TERM"}, 2, "no pattern and no condition; write fdpkill [-SIGNAL] PATTERN, or see fdpkill "
		       "--help"},
	{{"^"}, 2, "pattern '^': it matches the empty text, and so every process; is a variable empty? "
		 "To signal all processes, write --all-processes"},
	{{"-u", "0", "^"}, 0, NULL},
	{{"x", "-9"}, 0, NULL},
};

/* What standard input holds, NULL for a directory; the words; and the complaint. */
static const struct {
	const char *input;
	struct row row;
} with_stdin[] = {
	{NULL, {{"-F", "-"}, 3, "standard input: Is a directory; nothing was sent"}},
	{NULL, {{"--status", "-F", "-"}, 4, "standard input: Is a directory; nothing was sent"}},
	{"1 x", {{"-F", "-"}, 2, "standard input: 'x': ..."}},
	{"1 2", {{"--scope=group", "-F", "-"}, 0, NULL}},
	{"1 2\n3:4", {{"-F", "-"}, 0, NULL}},
	{" \n", {{"-F", "-"}, 0, NULL}},
	{"", {{"--quiet", "-F", "-"}, 0, NULL}},
};

static bool fits(const char *text, const char *expected)
{
	size_t length = expected ? strlen(expected) : 0;

	if (!text || !expected)
		return text == expected;
	if (length > 3 && streq(expected + length - 3, "..."))
		return strncmp(text, expected, length - 3) == 0;
	return streq(text, expected);
}

static char *join(const char *name, const char *const *words)
{
	char *text = xstrdup(name);

	for (size_t i = 0; i < WORDS && words[i]; i++) {
		char *longer = xasprintf("%s %s", text, *words[i] ? words[i] : "''");

		free(text);
		text = longer;
	}
	return text;
}

static void test_row(char *name, const struct row *row)
{
	char *argv[WORDS + 2] = {name};
	struct request request;
	auto_free char *line = join(name, row->words);

	for (size_t i = 0; i < WORDS && row->words[i]; i++)
		argv[i + 1] = xstrdup(row->words[i]);
	program_invocation_short_name = name;
	optind = 0; /* getopt_long(3) starts again */
	int result = request_parse(&request, argv, NULL);
	ok((result == 0) == (row->status == 0) && request.complaint.status == row->status &&
		   fits(request.complaint.text, row->text),
	   "%s: %d %s", line, request.complaint.status,
	   request.complaint.text ? request.complaint.text : "no complaint");
	request_free(&request);
	for (char **word = argv + 1; *word; word++)
		free(*word);
}

/* Which facts are read of each process, beyond those of the conditions. */
static const struct {
	const char *option;
	unsigned facts;
} readings[] = {
	{"-w", 0},
	{"--all-or-none", 0},
	{"--count", 0},
	{"--max=5", FACTS_STAT},
	{"--print", FACTS_STAT},
	{"-v", FACTS_STAT | FACTS_OWNER | FACTS_CMDLINE | FACTS_CGROUP},
	{"--dry-run", FACTS_STAT | FACTS_OWNER | FACTS_CMDLINE},
	{"-I", FACTS_STAT | FACTS_OWNER | FACTS_CMDLINE},
	{"--ask-each", FACTS_STAT | FACTS_OWNER | FACTS_CMDLINE},
};

static void test_facts(char *program)
{
	program_invocation_short_name = program;
	for (size_t i = 0; i < ARRAY_SIZE(readings); i++) {
		auto_free char *option = xstrdup(readings[i].option), *pid = xstrdup("1");
		char *argv[] = {program, option, pid, NULL};
		struct request request;

		optind = 0;
		ok(request_parse(&request, argv, NULL) == 0 &&
			   request.selection.facts == readings[i].facts,
		   "%s reads no more than it shows", readings[i].option);
		request_free(&request);
	}
}

static void replace_stdin(const char *text)
{
	FILE *file = text ? tmpfile() : fopen("/", "r");

	if (text) {
		fputs(text, file);
		rewind(file);
	}
	dup2(fileno(file), STDIN_FILENO);
	fclose(file);
}

int main(void)
{
	static char fdkill[] = "fdkill", fdpkill[] = "fdpkill";
	int terminal = dup(STDERR_FILENO);
	FILE *errors = tmpfile();
	struct stat printed;

	dup2(fileno(errors), STDERR_FILENO);
	for (size_t i = 0; i < ARRAY_SIZE(of_fdkill); i++)
		test_row(fdkill, &of_fdkill[i]);
	for (size_t i = 0; i < ARRAY_SIZE(of_fdpkill); i++)
		test_row(fdpkill, &of_fdpkill[i]);
	test_facts(fdkill);
	for (size_t i = 0; i < ARRAY_SIZE(with_stdin); i++) {
		replace_stdin(with_stdin[i].input);
		test_row(fdkill, &with_stdin[i].row);
	}
	dup2(terminal, STDERR_FILENO);
	ok(fstat(fileno(errors), &printed) == 0 && printed.st_size == 0, "the parser prints nothing");
	fclose(errors);
	close(terminal);
	return tap_done();
}

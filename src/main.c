/*
 * fdkill - signal processes through pidfds, and nothing else
 *
 * A run is a list of attempts. Each attempt is one process we hold. Stages pass over the list in
 * order; each looks only at attempts still pending and settles those whose story ends there.
 *
 *	argv -- request -- select -- (deliver -- await)... -- report -- exit status
 *
 * What is where, in layers; a file includes only headers of the lines above it (tests/layers.sh):
 *
 *	util		memory, descriptors, strings
 *	sys		every system call made on a process, and what old headers lack
 *
 *	number typo text	numbers, near misses, strangers' text made fit to show
 *	ere pattern	regular expressions, and how long a match may take
 *	signame		signals by name and number
 *	delivery	what is sent: signal, scope, siginfo
 *	duration schedule	spans of time; what is sent when
 *	target		what the user wrote for a process
 *	facts proctext	what is known of a process; the text of /proc files
 *	criteria	conditions, and whether facts meet them
 *	mounts		where cgroups are mounted
 *	explain effect	why a signal was denied; what it will come to
 *	power		which capabilities a request needs, and when
 *	options argv	the mechanism of the option table; "-TERM" and "-PGID"
 *
 *	procfs		the mounted /proc
 *	procdir		a /proc/PID directory
 *	procref		a process that is held: the heart
 *	inspect		its facts, proven to be its
 *	look		the facts of whoever has a number, for a walk through all
 *	sender		the facts about fdkill itself
 *	ending		how it ended
 *	trust		which other user can change what a path leads to
 *	pidfile		one identity in a file, and its removal
 *
 *	attempt		the list, the outcomes, the exit status
 *	stages		the stages' contracts
 *	ancestors	the processes that fdkill descends from
 *	crowd		the members of a group; everybody
 *	search		one target, and the attempts it comes to
 *	select deliver await	the stages; vigil: who is waited for
 *
 *	say		words on their way out
 *	privilege	dropping what is not needed; alone includes <cap-ng.h>
 *	siglist		-l and -L
 *	progress	the status line of a long wait
 *	request		the command line: request.c, request-argv.c, -options.c, ...
 *	why		explanations, printed
 *	report		outcomes in words
 *	finish		the exit status; pidfiles removed
 *	guard		which conditions guard a pidfile
 *	consent		--max, --interactive, --all-or-none: before anything is sent
 *	run		the pipeline
 */
#include "cli/privilege.h"
#include "request/request.h"
#include "cli/pipeline.h"
#include "cli/message.h"
#include "cli/siglist.h"
#include "base/sys.h"
#include "base/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * A closed standard descriptor must not become one of ours, a pidfd say. Opened the wrong way
 * round, so that using it fails, as it would have. Lower numbers are filled first.
 */
static void fill_standard_streams(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

	for (int fd = 0; fd < (int)ARRAY_SIZE(modes); fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			break;
	}
}

/* Output was lost: report it in the exit status. The error may be of an earlier write. */
static int finish_stdout(int status, int failed)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	complain("standard output: %s", errno ? strerror(errno) : "some of it could not be written");
	return failed;
}

static int fail(const char *words, int status)
{
	complain("%s; nobody was signalled", words);
	return status;
}

static int list_signals(const struct request *request)
{
	const char *bad, *reason = siglist_print(request->words, request->word_count, &bad);

	if (!reason)
		return 0;
	complain("-l '%s': %s", bad, reason);
	return STATUS_USAGE;
}

static int run(struct request *request, int *interrupted)
{
	const char *reason = privilege_begin(&request->privilege, request_powers(request));

	if (reason)
		return fail(reason, request_failure(request));
	switch (request->mode) {
	case MODE_LIST:
		return list_signals(request);
	case MODE_TABLE:
		siglist_print_table();
		return 0;
	case MODE_HELP:
		request_help(request, stdout);
		return 0;
	case MODE_VERSION:
		puts(PACKAGE_STRING);
		return 0;
	case MODE_SEND:
		break;
	}
	return run_signals(request, interrupted);
}

int main(int argc, char *argv[])
{
	struct request request;

	if (argc < 1)
		return STATUS_USAGE;
	const char *refusal = privilege_refusal();
	if (refusal)
		return fail(refusal, STATUS_FAILED);
	sys_outlive_inherited();
	request_parse(&request, argv);
	fill_standard_streams();
	/* In a pipe or a journal, too, what happens is told when it happens. */
	if (request_waits(&request))
		setlinebuf(stdout);
	int interrupted = 0;
	int status = run(&request, &interrupted);
	status = finish_stdout(status, request_failure(&request));
	request_free(&request);
	/* A shell ends its script only if we die of the signal, too. */
	if (interrupted)
		sys_die_of(interrupted);
	return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * fdkill - signal processes through pidfds, and nothing else
 *
 * A run is a list of attempts. Each attempt is one process, thread or group that fdkill holds.
 * Stages pass over the list in order. Each stage looks only at pending attempts, and settles those
 * that are finished.
 *
 *	argv -- request -- select -- (deliver -- await)... -- report -- exit status
 *
 * The folders are layers. A file includes only from its own folder and from those above it here:
 *
 *	src/base	what every file may use
 *	  util		memory, descriptors, strings, exit statuses
 *	  sys		every system call on a process, and constants that old headers lack
 *	  number typo text	parsing numbers; suggesting words; escaping text
 *
 *	src/model	values and text: no system calls, no output
 *	  ere pattern	how costly a regular expression is; matching it in limited time
 *	  signame delivery	signals by name; what goes with a signal: scope, siginfo, CONT
 *	  duration schedule	spans of time; which signal is sent when
 *	  target	what the user wrote for a process
 *	  facts		what is known of a process
 *	  proctext mountinfo	parsing files of /proc
 *	  criteria	conditions, and whether facts meet them
 *	  denial effect	why a signal was denied; what a signal will do
 *
 *	src/proc	one process
 *	  procref	a process that is held by a pidfd; every signal is sent here
 *	  procfs	the mounted /proc, and reading facts from it
 *	  inspect	facts that are proven to belong to a held process; facts by number
 *	  ancestors	the processes that fdkill descends from
 *	  self		the facts of fdkill itself
 *	  ending	how a process ended
 *	  trust pidfile	which user can change a path; reading and removing a pidfile
 *
 *	src/run		many processes: the stages
 *	  attempt outcome	the list; how an attempt can end, and the exit status
 *	  room		how many processes can be held at once
 *	  select	the first stage: hold all targets; look until nothing changes
 *	  search walk	one target becomes attempts; all processes of /proc, one by one
 *	  deliver await	the other stages: send, and wait
 *
 *	src/request	the command line becomes one constant request, or a complaint
 *	  options argv	looking up rows of an option table; reading "-TERM" and "-PGID"
 *	  habits	what to write instead of an option of kill, pkill and the like
 *	  help		the texts of -h, --help and --version
 *	  request	the request; request-table.c has a row for each option
 *	  capabilities	which capabilities a request needs, and when
 *
 *	src/cli		what the user sees
 *	  pipeline run	the stages in order; what changes during a run
 *	  message report explain progress siglist	output
 *	  preflight	--max, --interactive, --all-or-none: before anything is sent
 *	  guard		which conditions make an untrusted pidfile usable
 *	  finish	the exit status, and removing pidfiles
 *	  privilege	dropping capabilities; the only file that includes <cap-ng.h>
 */
#include "base/sys.h"
#include "base/util.h"
#include "cli/message.h"
#include "cli/pipeline.h"
#include "cli/privilege.h"
#include "cli/siglist.h"
#include "request/capabilities.h"
#include "request/help.h"
#include "request/request.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * Open closed standard descriptors, so that no pidfd gets their numbers. Each is opened for the
 * wrong direction, so that using it still fails. open(2) takes the lowest number.
 */
static void fill_standard_streams(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

	for (int fd = 0; fd < (int)ARRAY_SIZE(modes); fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			break;
	}
}

/* If output was lost, report it in the exit status. The error may be of an earlier write. */
static int finish_stdout(int status, int failed)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	complain("standard output: %s", errno ? strerror(errno) : "some of it could not be written");
	return failed;
}

static void announce(const char *words)
{
	complain("%s", words);
}

static int fail(const char *words, int status)
{
	complain("%s; no signal was sent", words);
	return status;
}

/* The command line was not accepted: say why. */
static int refuse(struct request *request)
{
	int status = request->complaint.status;

	complain_of_usage(request->complaint.text);
	request_free(request);
	return status;
}

static int list_signals(const struct request *request)
{
	bool is_table = request->mode == MODE_TABLE;
	const char *bad, *reason = is_table
					   ? siglist_print_table(request->words, request->word_count, &bad)
					   : siglist_print(request->words, request->word_count, &bad);

	if (!reason)
		return 0;
	complain("-%c '%s': %s", is_table ? 'L' : 'l', bad, reason);
	return STATUS_USAGE;
}

static int run(const struct request *request, int *interrupted)
{
	struct privilege privilege;
	const char *reason = privilege_begin(&privilege, capabilities_needed(request));

	if (reason)
		return fail(reason, request_failure(request));
	switch (request->mode) {
	case MODE_LIST:
	case MODE_TABLE:
		return list_signals(request);
	case MODE_USAGE:
		help_print_short(request, stdout);
		return 0;
	case MODE_HELP:
		help_print(request, stdout);
		return 0;
	case MODE_VERSION:
		help_print_version(request, stdout);
		return 0;
	case MODE_SEND:
		break;
	}
	return pipeline_run(request, &privilege, interrupted);
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
	if (request_parse(&request, argv, announce))
		return refuse(&request);
	fill_standard_streams();
	/* Print each line at once, also into a pipe or a journal. */
	if (request_waits(&request))
		setlinebuf(stdout);
	int interrupted = 0;
	int status = run(&request, &interrupted);
	status = finish_stdout(status, request_failure(&request));
	request_free(&request);
	/* A shell ends its script only if the signal ends fdkill, too. */
	if (interrupted)
		sys_die_of(interrupted);
	return status;
}

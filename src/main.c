/*
 * fdkill - signal processes through pidfds, and nothing else
 *
 * A run is a list of attempts. Each attempt is one process we hold. Stages pass over the list in order; each
 * looks only at attempts still pending and settles those whose story ends there.
 *
 *	argv -- request -- select -- deliver -- report -- exit status
 *
 * What is where, in layers; a file includes only headers of the lines above it (tests/layers.sh):
 *
 *	util		memory, descriptors, strings
 *	sys		every system call made on a process, and what old headers lack
 *
 *	number typo text	numbers, near misses, strangers' text made fit to show
 *	signame		signals by name and number
 *	delivery	what is sent: signal, scope, siginfo
 *	target		what the user wrote for a process
 *	facts proctext	what is known of a process; the text of /proc files
 *	options argv	the mechanism of the option table; "-TERM" and "-PGID"
 *
 *	procfs		the mounted /proc
 *	procref		a process that is held: the heart
 *	inspect		its facts, proven to be its
 *	pidfile		one identity in a file, and whether root may trust it
 *
 *	attempt		the list, the outcomes, the exit status
 *	stages		the stages' contracts
 *	crowd		the members of a group; everybody
 *	search		one target, and the attempts it comes to
 *	select deliver	the stages
 *
 *	say		words on their way out
 *	privilege	least privilege; alone includes <cap-ng.h>
 *	siglist		-l and -L
 *	request		the command line: request.c, request-targets.c, request-options.c
 *	report		outcomes in words
 */
#include "privilege.h"
#include "report.h"
#include "request.h"
#include "say.h"
#include "siglist.h"
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STATUS_USAGE = 2, STATUS_FAILED = 3 };

/*
 * A closed standard descriptor must not become one of ours, a pidfd say. Opened the wrong way round,
 * so that using it fails, as it would have. Lower numbers are filled first.
 */
static void fill_standard_streams(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

	for (int fd = 0; fd < (int)ARRAY_SIZE(modes); fd++) {
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			break;
	}
}

/* What could not be written was not said: a status alone must tell. */
static int finish_stdout(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	complain("standard output: %s", strerror(errno));
	return STATUS_FAILED;
}

static int fail(const char *words)
{
	complain("%s; nobody was signalled", words);
	return STATUS_FAILED;
}

static int list_signals(const struct request *request)
{
	const char *bad, *reason = siglist_print(request->words, request->word_count, &bad);

	if (!reason)
		return 0;
	complain("-l '%s': %s", bad, reason);
	return STATUS_USAGE;
}

static int send_signals(struct request *request)
{
	struct attempts attempts = {.settled = report_settled, .context = request};
	const struct delivery *delivery = &request->delivery;

	select_targets(&attempts, &request->selection, delivery);
	if (attempts.out_of_descriptors) {
		attempts_settle_rest(&attempts, OUTCOME_NOT_HELD);
	} else {
		do
			deliver(&attempts, delivery);
		while (!delivery->rehearse && select_again(&attempts, &request->selection, delivery));
		attempts_settle_rest(&attempts,
				     delivery->rehearse ? OUTCOME_WOULD_SEND : OUTCOME_SENT);
	}
	int status = attempts_exit_status(&attempts, request->ok_gone);
	if (request->count)
		printf("%zu\n", attempts_sent(&attempts));
	attempts_free(&attempts);
	return status;
}

static int run(struct request *request)
{
	const char *reason = privilege_reduce(request_privileges(request));

	if (reason)
		return fail(reason);
	switch (request->mode) {
	case MODE_LIST:
		return list_signals(request);
	case MODE_TABLE:
		siglist_print_table();
		return 0;
	case MODE_HELP:
		request_help(stdout);
		return 0;
	case MODE_VERSION:
		puts(PACKAGE_STRING);
		return 0;
	case MODE_SEND:
		break;
	}
	return send_signals(request);
}

int main(int argc, char *argv[])
{
	struct request request;

	if (argc < 1)
		return STATUS_USAGE;
	/* A reader that went away must not keep the rest from being signalled. */
	signal(SIGPIPE, SIG_IGN);
	request_parse(&request, argv);
	fill_standard_streams();
	int status = finish_stdout(run(&request));
	request_free(&request);
	return status;
}

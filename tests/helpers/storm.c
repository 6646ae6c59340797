/* SPDX-License-Identifier: MIT */
/*
 * storm SECONDS: keep 50 processes that come and go, each for some milliseconds. Half of them are
 * called storm-match, with the command line "storm-match --yes"; the other half storm-other and
 * "storm-other --no". When one has ended, one of the other kind starts at once, with its number if
 * numbers can be chosen (clone3(2) with set_tid). At the end write "born N hit N wrong N": how many
 * processes started, how many USR1 have hit a storm-match, and how many any other.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ALIVE 50
#define LONGEST 200000000 /* ns */

static atomic_ulong *hits; /* [1] right, [0] wrong; shared by all processes */
static volatile sig_atomic_t is_match;
static char *title;
static size_t room;

static void record(int signo)
{
	(void)signo;
	hits[is_match]++;
}

static void live(bool match, unsigned random)
{
	struct timespec rest = {.tv_nsec = random % LONGEST};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* A hit counts as right before the name says that it is. */
	is_match = match;
	memset(title, 0, room);
	strncpy(title, match ? "storm-match --yes" : "storm-other --no", room - 1);
	prctl(PR_SET_NAME, match ? "storm-match" : "storm-other");
	while (nanosleep(&rest, &rest) < 0)
		;
	_exit(match);
}

/* NUMBER is its PID; 0 is any. Returns -1 if that number cannot be had. */
static pid_t give_birth(pid_t number, bool match, unsigned random)
{
	struct clone_args arguments = {
		.exit_signal = SIGCHLD,
		.set_tid = number ? (uint64_t)(uintptr_t)&number : 0,
		.set_tid_size = number ? 1 : 0,
	};
	pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (pid == 0)
		live(match, random);
	return pid;
}

int main(int argc, char *argv[])
{
	const struct sigaction action = {.sa_handler = record, .sa_flags = SA_RESTART};
	unsigned long born = 0;
	int status;

	if (argc != 2)
		return 125;
	time_t end = time(NULL) + atoi(argv[1]);
	title = argv[0];
	room = strlen(argv[0]) + strlen(argv[1]) + 2;
	hits = mmap(NULL, 2 * sizeof(*hits), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		    0);
	if (hits == MAP_FAILED)
		return 125;
	/* Before the first process starts: without a handler USR1 would end it. */
	sigaction(SIGUSR1, &action, NULL);
	srandom(1);
	for (int i = 0; i < ALIVE; i++)
		born += give_birth(0, i & 1, (unsigned)random()) > 0;
	puts("READY");
	fflush(stdout);
	while (time(NULL) < end) {
		pid_t pid = wait(&status);
		bool match = WEXITSTATUS(status) == 0;

		if (pid < 0 || (give_birth(pid, match, (unsigned)random()) < 0 &&
				give_birth(0, match, (unsigned)random()) < 0))
			return 125;
		born++;
	}
	while (wait(&status) > 0)
		;
	printf("born %lu hit %lu wrong %lu\n", born, hits[1], hits[0]);
	return 0;
}

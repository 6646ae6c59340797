/* SPDX-License-Identifier: MIT */
/*
 * crowd [-s] COUNT: start COUNT children that wait for signals. Write their PIDs, one a line, then
 * READY. Each child ends with its first signal; with -s (stubborn) only KILL ends it. When all have
 * ended, write "SIGNO TIMES" for each signal that arrived, KILL included. Descriptor 9 is closed
 * when all children have started.
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READY_FD = 9 };

static void wait_for_signals(atomic_int *counts, const sigset_t *everything, bool stubborn)
{
	int signo;

	close(READY_FD);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	do {
		if (sigwait(everything, &signo) == 0)
			counts[signo]++;
	} while (stubborn);
	_exit(0);
}

static int die(const char *what)
{
	perror(what);
	return 1;
}

int main(int argc, char *argv[])
{
	bool stubborn = argc > 1 && strcmp(argv[1], "-s") == 0;
	int count = argc > 1 + stubborn ? atoi(argv[1 + stubborn]) : 0, status;
	atomic_int *counts = mmap(NULL, 128 * sizeof(*counts), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sigset_t everything;

	if (counts == MAP_FAILED)
		return die("mmap");
	sigfillset(&everything);
	sigprocmask(SIG_BLOCK, &everything, NULL);
	for (int i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid < 0)
			return die("fork");
		if (pid == 0)
			wait_for_signals(counts, &everything, stubborn);
		printf("%d\n", pid);
	}
	puts("READY");
	fflush(stdout);
	close(READY_FD);
	while (wait(&status) > 0)
		counts[WIFSIGNALED(status) ? WTERMSIG(status) : 0]++;
	for (int signo = 1; signo < 128; signo++) {
		if (counts[signo])
			printf("%d %d\n", signo, counts[signo]);
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * chain COUNT MILLISECONDS: COUNT chains of processes. In each one a process forks the next one and
 * exits at once, as fast as it can, for that long. Prints READY when all have begun.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void run_chain(long end)
{
	while (now() < end) {
		pid_t next = fork();

		if (next != 0)
			_exit(0);
	}
	_exit(0);
}

int main(int argc, char *argv[])
{
	if (argc != 3)
		return 2;
	/* The kernel reaps the first ones. */
	signal(SIGCHLD, SIG_IGN);
	long end = now() + atol(argv[2]);
	for (int i = 0; i < atoi(argv[1]); i++) {
		if (fork() == 0)
			run_chain(end);
	}
	puts("READY");
	return 0;
}

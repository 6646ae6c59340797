/* SPDX-License-Identifier: MIT */
/*
 * trace [stop]: trace a child that sleeps; with "stop" keep it in a tracing stop. Say "PID READY".
 * The child ends with this process.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	pid_t child = fork();

	if (child == 0) {
		for (;;)
			pause();
	}
	if (child < 0 || ptrace(PTRACE_SEIZE, child, NULL, PTRACE_O_EXITKILL) < 0) {
		perror("trace");
		return 125;
	}
	if (argc > 1 && strcmp(argv[1], "stop") == 0 &&
	    (ptrace(PTRACE_INTERRUPT, child, NULL, NULL) < 0 || waitpid(child, NULL, 0) != child)) {
		perror("trace");
		return 125;
	}
	printf("%d READY\n", child);
	fflush(stdout);
	for (;;)
		pause();
}

/* SPDX-License-Identifier: MIT */
/*
 * autoreap COMMAND...: run COMMAND as a child that is reaped as soon as it exits, so it is never a
 * zombie. Say "PID READY", and sleep.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	if (argc < 2)
		return 2;
	signal(SIGCHLD, SIG_IGN);
	pid_t pid = vfork(); /* returns when COMMAND runs */
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	printf("%d READY\n", pid);
	fflush(stdout);
	for (;;)
		pause();
}

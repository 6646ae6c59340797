/* SPDX-License-Identifier: MIT */
/*
 * exiting: make a process that has begun to exit and cannot end. It is PID 1 of a PID namespace in
 * which a zombie is left. The zombie is a child of this process, which does not reap it. Say "PID
 * READY". The status is 125 if no namespace can be had.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIDFD_OPEN = 434 };

static pid_t sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return pid;
}

int main(void)
{
	siginfo_t info;

	if (unshare(CLONE_NEWPID) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWPID) < 0) {
		perror("exiting");
		return 125;
	}
	/* The first child is PID 1 of the namespace. All later children are in it too. */
	pid_t init = sleeper(), other = sleeper();
	if (init < 0 || other < 0) {
		perror("exiting");
		return 125;
	}
	syscall(424, syscall(PIDFD_OPEN, init, 0), SIGKILL, NULL, 0);
	if (waitid(P_PID, (id_t)other, &info, WEXITED | WNOWAIT) < 0) {
		perror("exiting");
		return 125;
	}
	printf("%d READY\n", init);
	fflush(stdout);
	for (;;)
		pause();
}

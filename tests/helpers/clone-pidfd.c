/* SPDX-License-Identifier: MIT */
/*
 * clone-pidfd N CHILD -- COMMAND...: start CHILD (one word) by clone3(2) with CLONE_PIDFD, and run
 * COMMAND with that descriptor as number N. CHILD writes to the same output. The status is
 * COMMAND's; a line says how CHILD ended.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	int pidfd = -1, status, result;
	struct clone_args arguments = {
		.flags = CLONE_PIDFD,
		.pidfd = (uint64_t)(uintptr_t)&pidfd,
		.exit_signal = SIGCHLD,
	};

	if (argc < 5 || strcmp(argv[3], "--") != 0)
		return 125;
	pid_t child = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));
	if (child == 0) {
		execlp(argv[2], argv[2], "1000", NULL);
		_exit(127);
	}
	if (child < 0)
		return 125;
	pid_t command = fork();
	if (command == 0) {
		dup2(pidfd, atoi(argv[1]));
		execvp(argv[4], argv + 4);
		_exit(127);
	}
	waitpid(command, &result, 0);
	if (waitpid(child, &status, WIFEXITED(result) && WEXITSTATUS(result) ? WNOHANG : 0) == child)
		printf("the child died of %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	else
		kill(child, SIGKILL);
	return WIFEXITED(result) ? WEXITSTATUS(result) : 1;
}

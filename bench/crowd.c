/* SPDX-License-Identifier: MIT */
/*
 * crowd COUNT MATCHES COMMAND...: run COMMAND beside COUNT idle processes. MATCHES of them have the
 * name and the command line "needle", and one parent, whose PID is MATRON in the environment. If
 * root starts them, they run as the user nobody. All end with COMMAND.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static void idle(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static pid_t fork_or_die(void)
{
	pid_t pid = fork();

	if (pid < 0) {
		perror("fork");
		exit(125);
	}
	return pid;
}

/* A change of ids clears PR_SET_PDEATHSIG: idle() sets it afterwards. */
static void be_needle(char *argv[])
{
	size_t length = strlen(argv[0]);

	prctl(PR_SET_NAME, "needle");
	memset(argv[0], 0, length);
	memcpy(argv[0], "needle", length < 6 ? length : 6);
	if (geteuid() == 0 && (setgid(NOBODY) < 0 || setuid(NOBODY) < 0))
		_exit(125);
	idle();
}

/* Closes its end of READY when all needles are there. */
static pid_t start_matron(int matches, char *argv[], int ready)
{
	pid_t matron = fork_or_die();

	if (matron)
		return matron;
	for (int i = 0; i < matches; i++) {
		if (fork_or_die() == 0) {
			close(ready);
			be_needle(argv);
		}
	}
	close(ready);
	idle();
	return 0;
}

int main(int argc, char *argv[])
{
	int count = argc > 3 ? atoi(argv[1]) : 0, matches = argc > 3 ? atoi(argv[2]) : 0, ready[2], status;
	char matron[16], byte;

	if (count < matches || matches < 1 || pipe(ready) < 0)
		return 125;
	snprintf(matron, sizeof(matron), "%d", start_matron(matches, argv, ready[1]));
	close(ready[1]);
	while (read(ready[0], &byte, 1) > 0)
		;
	setenv("MATRON", matron, 1);
	for (int i = matches; i < count; i++) {
		if (fork_or_die() == 0)
			idle();
	}
	pid_t command = fork_or_die();
	if (command == 0) {
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(127);
	}
	waitpid(command, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

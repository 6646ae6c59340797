/* SPDX-License-Identifier: MIT */
/*
 * inherit alarm | async | pending COMMAND...: become COMMAND. It inherits a timer that raises ALRM
 * after 2 s; or a standard input that makes the kernel send IO to it; or TERM, blocked and
 * pending.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static int prepare(const char *what)
{
	sigset_t set;

	if (strcmp(what, "alarm") == 0)
		return setitimer(ITIMER_REAL, &(struct itimerval){.it_value.tv_sec = 2}, NULL);
	if (strcmp(what, "async") == 0)
		return fcntl(STDIN_FILENO, F_SETOWN, getpid()) < 0
			       ? -1
			       : fcntl(STDIN_FILENO, F_SETFL, O_ASYNC);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	return sigprocmask(SIG_BLOCK, &set, NULL) < 0 ? -1 : raise(SIGTERM);
}

int main(int argc, char *argv[])
{
	if (argc < 3 || prepare(argv[1]) < 0)
		return 125;
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}

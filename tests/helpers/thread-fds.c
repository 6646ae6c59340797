/* SPDX-License-Identifier: MIT */
/*
 * thread-fds TID... -- COMMAND...: run COMMAND with a pidfd of each of these threads, numbered from
 * 7 (pidfd_open(2) with PIDFD_THREAD, Linux 6.9).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int main(int argc, char *argv[])
{
	int i = 1;

	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		long fd = syscall(SYS_pidfd_open, atoi(argv[i]), O_EXCL);

		/* The copy stays open in COMMAND. */
		if (fd < 0 || dup2((int)fd, 6 + i) < 0) {
			perror(argv[i]);
			return 77;
		}
	}
	if (i + 1 >= argc) {
		fputs("usage: thread-fds TID... -- COMMAND...\n", stderr);
		return 2;
	}
	execvp(argv[i + 1], argv + i + 1);
	perror(argv[i + 1]);
	return 127;
}

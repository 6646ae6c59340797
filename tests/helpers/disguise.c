/* SPDX-License-Identifier: MIT */
/*
 * disguise [-n NAME] [-p] [-h SIGNO] [-l FILE | -L FILE] [-t]: say READY, and wait for ever.
 * Options: another name; -p hides its memory from its own user (PR_SET_DUMPABLE); -h sets a handler
 * for SIGNO; -l locks FILE by flock(2), -L by fcntl(2); -t makes a controlling terminal of its own.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void ignore(int signo)
{
	(void)signo;
}

/* The C library keeps two signals for itself. */
static void handle(int signo)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		unsigned long mask;
	} action = {.handler = ignore};

	if (syscall(SYS_rt_sigaction, signo, &action, NULL, 8) < 0)
		perror("rt_sigaction");
}

static void lock(const char *file, int posix)
{
	int fd = open(file, O_RDWR);
	struct flock whole = {.l_type = F_WRLCK};

	if (fd < 0 || (posix ? fcntl(fd, F_SETLK, &whole) : flock(fd, LOCK_EX | LOCK_NB)) < 0)
		perror(file);
}

static void take_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	char name[64];

	setsid();
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
	    ptsname_r(master, name, sizeof(name)) || open(name, O_RDWR) < 0)
		perror("terminal");
	printf("%s\n", name);
}

int main(int argc, char *argv[])
{
	for (int option; (option = getopt(argc, argv, "n:ph:l:L:t")) != -1;) {
		switch (option) {
		case 'n':
			prctl(PR_SET_NAME, optarg);
			break;
		case 'p':
			prctl(PR_SET_DUMPABLE, 0);
			break;
		case 'h':
			handle(atoi(optarg));
			break;
		case 'l':
		case 'L':
			lock(optarg, option == 'L');
			break;
		case 't':
			take_terminal();
			break;
		default:
			return 125;
		}
	}
	puts("READY");
	fflush(stdout);
	for (;;)
		pause();
}

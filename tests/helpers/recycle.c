/* SPDX-License-Identifier: MIT */
/*
 * recycle [-d] COMMAND...: recycle a PID. Start a victim, hold it by a pidfd (descriptor 7) and by
 * its directory in /proc (descriptor 8), then kill and reap it. Then start a newcomer with its
 * number (clone3(2) with set_tid, which needs CAP_CHECKPOINT_RESTORE over the PID namespace).
 * COMMAND runs with VICTIM_PID and VICTIM_INODE in its environment. Then a line says whether the
 * newcomer "lives" or which signal it "died of". The status is COMMAND's. With -d (during) COMMAND
 * starts while the victim lives, and has to end it by a signal.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	exit(125);
}

/* Start a child that waits to be killed. NUMBER is its PID; 0 is any. */
static pid_t start(pid_t number)
{
	struct clone_args arguments = {
		.exit_signal = SIGCHLD,
		.set_tid = number ? (uint64_t)(uintptr_t)&number : 0,
		.set_tid_size = number ? 1 : 0,
	};
	pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));

	if (pid < 0)
		die("clone3");
	if (pid == 0) {
		for (;;)
			pause();
	}
	return pid;
}

static void set_number(const char *name, unsigned long long number)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", number);
	setenv(name, text, 1);
}

/* Hold the victim by descriptors 7 and 8, which COMMAND inherits. */
static void hold(pid_t pid)
{
	char path[32];
	struct stat status;
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

	snprintf(path, sizeof(path), "/proc/%d", pid);
	int directory = open(path, O_RDONLY | O_DIRECTORY);
	if (pidfd < 0 || directory < 0 || dup2(pidfd, 17) < 0 || dup2(directory, 18) < 0 ||
	    dup2(17, 7) < 0 || dup2(18, 8) < 0)
		die("hold");
	if (fstat(7, &status) < 0)
		die("fstat");
	set_number("VICTIM_PID", (unsigned long long)pid);
	set_number("VICTIM_INODE", status.st_ino);
}

static pid_t run(char *argv[])
{
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		die(argv[0]);
	}
	return pid;
}

int main(int argc, char *argv[])
{
	int during = argc > 1 && strcmp(argv[1], "-d") == 0, status, result;
	pid_t command = 0;

	if (argc < 2 + during)
		return 125;
	pid_t victim = start(0);
	hold(victim);
	if (during)
		command = run(argv + 2);
	else
		kill(victim, SIGKILL);
	waitpid(victim, &status, 0);
	pid_t newcomer = start(victim);
	if (!during)
		command = run(argv + 1);
	waitpid(command, &result, 0);
	/* If a fatal signal is pending, the newcomer dies of it before it stops. */
	kill(newcomer, SIGSTOP);
	waitpid(newcomer, &status, WUNTRACED);
	if (WIFSTOPPED(status)) {
		puts("the newcomer lives");
		kill(newcomer, SIGKILL);
		waitpid(newcomer, &status, 0);
	} else {
		printf("the newcomer died of %d\n", WTERMSIG(status));
	}
	return WIFEXITED(result) ? WEXITSTATUS(result) : 128 + WTERMSIG(result);
}

/* SPDX-License-Identifier: MIT */
/*
 * flood COUNT FDKILL: a parent sits in waitpid(2). Its child receives COUNT real-time signals with
 * the values 0 to COUNT-1; a run of FDKILL sends each. Say how many arrived in order. The child
 * takes the first one after the last one was sent, so that all are queued. This needs
 * RLIMIT_SIGPENDING (ulimit -i).
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int take_all(int count, int ready)
{
	sigset_t over, queued, both;
	siginfo_t info;
	int expected = 0;

	sigemptyset(&over);
	sigaddset(&over, SIGUSR1);
	sigemptyset(&queued);
	sigaddset(&queued, SIGRTMIN);
	sigorset(&both, &over, &queued);
	sigprocmask(SIG_BLOCK, &both, NULL);
	/* They are queued until USR1 says that the last one was sent. */
	if (write(ready, "", 1) != 1 || sigwaitinfo(&over, NULL) != SIGUSR1)
		return 1;
	while (expected < count && sigtimedwait(&queued, &info, &(struct timespec){0}) == SIGRTMIN) {
		if (info.si_value.sival_int != expected)
			break;
		expected++;
	}
	printf("%d of %d arrived, in order\n", expected, count);
	return expected != count;
}

/* The parent does nothing but waitpid. */
static int be_parent(int count, int report, int ready)
{
	int status;
	pid_t child = fork();

	if (child == 0)
		exit(take_all(count, ready));
	if (write(report, &child, sizeof(child)) != sizeof(child))
		return 1;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int send_one(const char *fdkill, pid_t child, const char *signal, int value)
{
	char pid_text[16], value_text[16];
	const char *const with[] = {"fdkill", "-s", signal, "-q", value_text, pid_text, NULL};
	const char *const without[] = {"fdkill", "-s", signal, pid_text, NULL};
	pid_t pid;
	int status;

	snprintf(pid_text, sizeof(pid_text), "%d", child);
	snprintf(value_text, sizeof(value_text), "%d", value);
	if (posix_spawn(&pid, fdkill, NULL, NULL,
			(char *const *)(value < 0 ? (const void *)without : (const void *)with),
			environ) != 0 ||
	    waitpid(pid, &status, 0) < 0)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char *argv[])
{
	int report[2], ready[2], status, count = argc > 2 ? atoi(argv[1]) : 0;
	pid_t child;
	char byte;

	if (count <= 0 || pipe(report) < 0 || pipe(ready) < 0)
		return 125;
	pid_t parent = fork();
	if (parent == 0)
		exit(be_parent(count, report[1], ready[1]));
	if (read(report[0], &child, sizeof(child)) != sizeof(child) || read(ready[0], &byte, 1) != 1)
		return 125;
	for (int i = 0; i < count; i++) {
		status = send_one(argv[2], child, "RTMIN", i);
		if (status) {
			printf("run %d: status %d\n", i, status);
			send_one(argv[2], child, "KILL", -1);
			break;
		}
	}
	send_one(argv[2], child, "USR1", -1);
	waitpid(parent, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* SPDX-License-Identifier: MIT */
/*
 * race [-n NAME] [-N NAME] [-u UID] [-i] [-p] [-c CALL] [-s STEP] COMMAND...: recycle a PID at
 * every moment of a run of COMMAND. COMMAND stops before a system call; the first one is the one
 * after execve(2). The victim is killed and reaped, and a newcomer gets its number (as in
 * helpers/recycle.c). Then COMMAND goes on. Each call gets a new run and a new victim.
 *
 * -n NAME: the victim's name; beyond 15 characters it shows in the command line only. -u UID: it
 * runs as UID. -i: it ignores TERM. -p: it has a parent of its own, which reaps it at once. -N
 * NAME: the newcomer's name. In COMMAND's words {PID}, {INODE} and {PARENT} are those of the
 * victim; the file race.pid in this directory has its PID. -c: only before that call. -s: only
 * before each STEP-th.
 *
 * Writes a line for each wrong run ("hung" is one that waits for the newcomer), how often COMMAND
 * ended with which status, and "boundaries B safe S wrong W". The status is 1 if a run was wrong,
 * and 125 if nothing was proved.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "race-tool.h"

struct person {
	const char *name;
	uid_t uid;
	bool ignores_term, innocent;
};

static struct person victims = {.name = "racevictim"};
static struct person newcomers = {.name = "newcomer", .innocent = true};
static bool nested;
static char *titles, *titles_end; /* /proc/PID/cmdline shows them */
static unsigned long endings[256];

static void become(const struct person *person)
{
	size_t room = (size_t)(titles_end - titles) - 1;
	sigset_t everything;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, person->name);
	memset(titles, 0, room + 1);
	strncpy(titles, person->name, room);
	if (person->ignores_term)
		signal(SIGTERM, SIG_IGN);
	/* A blocked signal stays pending: end_newcomer finds it. */
	sigfillset(&everything);
	if (person->innocent)
		sigprocmask(SIG_BLOCK, &everything, NULL);
	if (person->uid &&
	    (setgroups(0, NULL) < 0 || setresgid(person->uid, person->uid, person->uid) < 0 ||
	     setresuid(person->uid, person->uid, person->uid) < 0))
		die("victim's uid");
}

/* Start a child that waits to be killed. NUMBER is its PID; 0 is any. */
static pid_t start(const struct person *person, pid_t number)
{
	struct clone_args arguments = {
		.exit_signal = SIGCHLD,
		.set_tid = number ? (uint64_t)(uintptr_t)&number : 0,
		.set_tid_size = number ? 1 : 0,
	};
	int ready[2];
	int tries = 10000;
	char byte = 0;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) < 0)
		die("pipe2");
	/* The number is free a moment after the parent has reaped it. */
	while ((pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments))) < 0 &&
	       errno == EEXIST && tries--)
		usleep(100);
	if (pid < 0)
		die("clone3");
	if (pid == 0) {
		become(person);
		if (write(ready[1], &byte, 1) != 1)
			die("write");
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		die("a child is not ready");
	close(ready[0]);
	return pid;
}

/* Start a parent that starts the victim, and reaps it at once. */
static pid_t start_parent(pid_t *pid)
{
	int numbers[2];

	if (pipe2(numbers, O_CLOEXEC) < 0)
		die("pipe2");
	pid_t parent = fork();
	if (parent < 0)
		die("fork");
	if (parent == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGCHLD, SIG_IGN);
		*pid = start(&victims, 0);
		if (write(numbers[1], pid, sizeof(*pid)) != sizeof(*pid))
			die("write");
		for (;;)
			pause();
	}
	close(numbers[1]);
	if (read(numbers[0], pid, sizeof(*pid)) != sizeof(*pid))
		die("no victim");
	close(numbers[0]);
	return parent;
}

static struct victim start_victim(void)
{
	struct victim victim = {0};

	if (nested)
		victim.parent = start_parent(&victim.pid);
	else
		victim.pid = start(&victims, 0);
	victim.fd = (int)syscall(SYS_pidfd_open, victim.pid, 0);
	if (victim.fd < 0)
		die("pidfd_open");
	return victim;
}

/* Wait up to 5 s: a signal may take time to end it. */
static bool is_ending(const struct victim *victim)
{
	struct pollfd ended = {.fd = victim->fd, .events = POLLIN};

	return poll(&ended, 1, 5000) == 1;
}

/* Kill the victim, and wait until its number is free. */
static void end_victim(const struct victim *victim)
{
	syscall(SYS_pidfd_send_signal, victim->fd, SIGKILL, NULL, 0);
	if (!victim->parent && waitpid(victim->pid, NULL, 0) < 0)
		die("the victim");
	while (kill(victim->pid, 0) == 0)
		usleep(50);
	close(victim->fd);
}

static void end_parent(const struct victim *victim)
{
	if (victim->parent) {
		kill(victim->parent, SIGKILL);
		waitpid(victim->parent, NULL, 0);
	}
}

/* Kill the newcomer. Returns the signal that had reached it, or 0. */
static int end_newcomer(pid_t newcomer)
{
	char path[64], line[128];
	unsigned long long pending, all = 0;
	int status;

	/* If a fatal signal is pending, the newcomer dies of it before it stops. */
	kill(newcomer, SIGSTOP);
	if (waitpid(newcomer, &status, WUNTRACED) < 0)
		die("the newcomer");
	if (!WIFSTOPPED(status))
		return WTERMSIG(status);
	snprintf(path, sizeof(path), "/proc/%d/status", newcomer);
	FILE *stream = fopen(path, "r");
	if (!stream)
		die(path);
	while (fgets(line, sizeof(line), stream)) {
		if (sscanf(line, "SigPnd: %llx", &pending) == 1 ||
		    sscanf(line, "ShdPnd: %llx", &pending) == 1)
			all |= pending;
	}
	fclose(stream);
	kill(newcomer, SIGKILL);
	waitpid(newcomer, &status, 0);
	return __builtin_ffsll((long long)all);
}

/* Swap the two before call NUMBER. Returns whether COMMAND did right; -1: it made no such call. */
static int swap_before(unsigned long number, char *command[])
{
	struct victim victim = start_victim();
	struct tool tool = tool_start(command, &victim);
	unsigned long i = 0;
	int signo = 0;
	bool more;

	while ((more = tool_go_on(&tool)) && ++i < number)
		;
	end_victim(&victim);
	if (more) {
		pid_t newcomer = start(&newcomers, victim.pid);
		tool_let_go(&tool);
		signo = end_newcomer(newcomer);
		endings[tool_status(&tool)]++;
		if (signo || tool.hung)
			printf("wrong before call %lu, %s: %s%s\n", number, tool.call,
			       tool.hung ? "hung " : "", signo ? strsignal(signo) : "");
	}
	end_parent(&victim);
	return more ? !signo && !tool.hung : -1;
}

/* Count the calls of a run without a swap. Unless it ends the victim, nothing is proved. */
static unsigned long count_calls(char *command[])
{
	struct victim victim = start_victim();
	struct tool tool = tool_start(command, &victim);
	unsigned long calls = 0;

	while (tool_go_on(&tool))
		calls++;
	bool hit = is_ending(&victim);
	end_victim(&victim);
	end_parent(&victim);
	printf("undisturbed: %lu calls, status %d\n", calls, tool_status(&tool));
	if (tool.hung || !hit) {
		puts("the victim was not ended");
		exit(125);
	}
	return calls;
}

static int sweep(unsigned long first, unsigned long last, unsigned long step, char *command[])
{
	unsigned long calls = count_calls(command), safe = 0, wrong = 0;

	/* One run may make more calls than another: go on to the last call of the longest. */
	for (unsigned long i = first; i <= last; i += step) {
		int verdict = swap_before(i, command);
		if (verdict < 0 && i >= calls)
			break;
		safe += verdict == 1;
		wrong += verdict == 0;
	}
	for (size_t i = 0; i < 256; i++) {
		if (endings[i])
			printf("status %zu: %lu\n", i, endings[i]);
	}
	printf("boundaries %lu safe %lu wrong %lu\n", safe + wrong, safe, wrong);
	return wrong || !safe;
}

int main(int argc, char *argv[])
{
	unsigned long first = 1, last = 100000, step = 1;

	titles = argv[0];
	titles_end = argv[argc - 1] + strlen(argv[argc - 1]) + 1;
	for (int option; (option = getopt(argc, argv, "+n:N:u:ipc:s:")) != -1;) {
		switch (option) {
		case 'n':
			victims.name = strdup(optarg);
			break;
		case 'N':
			newcomers.name = strdup(optarg);
			break;
		case 'u':
			victims.uid = (uid_t)strtoul(optarg, NULL, 10);
			break;
		case 'i':
			victims.ignores_term = true;
			break;
		case 'p':
			nested = true;
			break;
		case 'c':
			first = last = strtoul(optarg, NULL, 10);
			break;
		case 's':
			step = strtoul(optarg, NULL, 10);
			break;
		default:
			return 125;
		}
	}
	if (optind == argc || step == 0)
		return 125;
	return sweep(first, last, step, argv + optind);
}

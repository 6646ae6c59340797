/*
 * race [-n NAME] [-N NAME] [-u UID] [-i] [-p] [-c CALL] [-s STEP] COMMAND...: a really recycled PID
 * at every moment. Before each system call that COMMAND makes, from its first one after execve(2)
 * on, a victim is ended and reaped, and an innocent newcomer gets its number (as helpers/recycle.c
 * has it); then COMMAND goes on. A fresh run and a fresh victim for each call.
 *
 * The victim is called NAME (-n; what is longer than 15 characters shows in its command line
 * alone), may run as UID, ignore TERM (-i) and have a parent of its own (-p), which reaps it at
 * once; the newcomer is called NAME (-N). In COMMAND's words {PID}, {INODE} and {PARENT} are the
 * victim's; the file race.pid, here, has its PID. With -c only before that call, with -s only
 * before each STEP-th.
 *
 * Says each wrong one ("hung" is one that waits for the newcomer), how COMMAND ended how often, and
 * in the end "boundaries B safe S wrong W". The status is 1 if any was wrong, and 125 if nothing
 * was proved.
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
static char *titles, *titles_end; /* what /proc/PID/cmdline shows */
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
	/* What is blocked stays pending, and is seen by it. */
	sigfillset(&everything);
	if (person->innocent)
		sigprocmask(SIG_BLOCK, &everything, NULL);
	if (person->uid &&
	    (setgroups(0, NULL) < 0 || setresgid(person->uid, person->uid, person->uid) < 0 ||
	     setresuid(person->uid, person->uid, person->uid) < 0))
		die("victim's uid");
}

/* A child that only waits to be ended; NUMBER 0: any. */
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
	/* The number is free a moment after the parent's reaping. */
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

/* A parent for the victim, which reaps it at once. */
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

/* What has been sent takes its time. */
static bool is_ending(const struct victim *victim)
{
	struct pollfd ended = {.fd = victim->fd, .events = POLLIN};

	return poll(&ended, 1, 5000) == 1;
}

/* Afterwards its number is free. */
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

/* Which signal has reached the newcomer, 0 if none; then it is ended. */
static int end_newcomer(pid_t newcomer)
{
	char path[64], line[128];
	unsigned long long pending, all = 0;
	int status;

	/* Who was sent a fatal signal dies of it before it stops. */
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

/* Before the call NUMBER: 1 if that was right, 0 if not, -1 if the command made no such call. */
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
			       tool.hung ? "hung " : "", signo ? sigabbrev_np(signo) : "");
	}
	end_parent(&victim);
	return more ? !signo && !tool.hung : -1;
}

/* How many calls there are when nobody interferes; the victim must be hit, or nothing is proved. */
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

	/* To the last call of all, should one run make more of them than another. */
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

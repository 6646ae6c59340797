/* SPDX-License-Identifier: MIT */
/*
 * terminal [-a TEXT] [ANSWER]... -- COMMAND...: run COMMAND on a terminal of its own, as leader of
 * its session. TEXT is typed before it starts. An ANSWER is typed each time that "[y/N] " is the
 * last that was written on the terminal; "hangup" takes the terminal away instead. What is written
 * on the terminal goes to standard output. The status is COMMAND's.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROMPT "[y/N] "

static void die(const char *what)
{
	perror(what);
	exit(125);
}

static void type(int terminal, const char *text)
{
	if (write(terminal, text, strlen(text)) < 0)
		die("write");
}

static void become(char *command[], int terminal)
{
	const char *name = ptsname(terminal);
	int other = name && setsid() >= 0 ? open(name, O_RDWR) : -1;

	if (other < 0 || ioctl(other, TIOCSCTTY, 0) < 0)
		die("terminal");
	for (int i = 0; i < 3; i++)
		dup2(other, i);
	close(other);
	close(terminal);
	execvp(command[0], command);
	die(command[0]);
}

/* Goes on until no process has the terminal open. */
static void converse(int terminal, char *answers[])
{
	char text[65536];
	size_t length = 0, prompt = strlen(PROMPT);

	for (ssize_t count; length < sizeof(text); length += (size_t)count) {
		count = read(terminal, text + length, sizeof(text) - length);
		if (count <= 0)
			break;
		if (write(STDOUT_FILENO, text + length, (size_t)count) < 0)
			die("write");
		size_t end = length + (size_t)count;
		if (end < prompt || memcmp(text + end - prompt, PROMPT, prompt) != 0 ||
		    strcmp(*answers, "--") == 0)
			continue;
		if (strcmp(*answers, "hangup") == 0)
			break;
		type(terminal, *answers++);
	}
	close(terminal);
}

int main(int argc, char *argv[])
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), status = 0;
	bool is_ahead = argc > 2 && strcmp(argv[1], "-a") == 0;
	char **answers = argv + (is_ahead ? 3 : 1), **command = answers;

	while (*command && strcmp(*command, "--") != 0)
		command++;
	if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0 || !command[0] || !command[1])
		die("usage: terminal [-a TEXT] [ANSWER]... -- COMMAND...");
	/* Keep it open: otherwise what is typed ahead is lost. */
	int other = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (is_ahead)
		type(terminal, argv[2]);
	pid_t child = fork();
	if (child == 0)
		become(command + 1, terminal);
	close(other);
	alarm(60);
	converse(terminal, answers);
	if (child < 0 || waitpid(child, &status, 0) < 0)
		die("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

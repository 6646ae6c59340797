/* The command of helpers/race.c, stopped before each of its system calls. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* perror(3), and the end. */
__attribute__((noreturn)) void die(const char *what);

struct victim {
	pid_t pid, parent; /* parent: 0 if that is us */
	int fd;		   /* its pidfd */
};

struct tool {
	pid_t pid;
	int wait_status; /* once it has ended */
	bool hung;	 /* it had to be ended */
	char call[128];	 /* which one it is about to make */
};

/* COMMAND, with what is in braces filled in, stopped behind its execve(2). There is one at a time.
 */
struct tool tool_start(char *command[], const struct victim *victim);

/* To its next system call; false when it has ended. */
bool tool_go_on(struct tool *tool);

/* To its end, stopped no more. */
void tool_let_go(struct tool *tool);

/* As a shell has it. */
int tool_status(const struct tool *tool);

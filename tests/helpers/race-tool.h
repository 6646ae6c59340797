/* SPDX-License-Identifier: MIT */
/* Run the command of helpers/race.c, and stop it before each of its system calls. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Print WHAT as perror(3) does, and exit. */
__attribute__((noreturn)) void die(const char *what);

struct victim {
	pid_t pid, parent; /* parent: 0 if it is this process */
	int fd;		   /* its pidfd */
};

struct tool {
	pid_t pid;
	int wait_status; /* valid when it has ended */
	bool hung;	 /* it was killed at the time limit */
	char call[128];	 /* the call that it is about to make */
};

/* Start COMMAND with the braces filled in, and stop it after its execve(2). Only one may run at a
 * time. */
struct tool tool_start(char *command[], const struct victim *victim);

/* Run it to its next system call. Returns false when it has ended. */
bool tool_go_on(struct tool *tool);

/* Run it to its end, without stops. */
void tool_let_go(struct tool *tool);

/* Its exit status, as a shell has it. */
int tool_status(const struct tool *tool);

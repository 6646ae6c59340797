/* SPDX-License-Identifier: MIT */
/* Pure: the scope of a signal (a thread, a process or a group), and the siginfo sent with it. */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum scope {
	SCOPE_OF_TARGET, /* thread for threads, group for groups, else process */
	SCOPE_THREAD,
	SCOPE_PROCESS,
	SCOPE_GROUP,
};

/* The siginfo to send. If it is absent, the kernel writes it: a receiver can trust only that. */
struct payload {
	bool present;
	int code;  /* negative: the kernel accepts no other code from another process */
	int error; /* si_errno */
	bool wide; /* the value needs the pointer, not only the int */
	bool has_value;
	uint64_t value;
	bool has_pid, has_uid; /* else our own */
	pid_t pid;
	uid_t uid;
};

/* The same for every signal of the schedule. */
struct delivery {
	enum scope scope;
	bool cont;           /* send CONT after a signal that was sent */
	bool release_memory; /* after KILL, free the process's memory at once: process_mrelease(2) */
	struct payload payload;
};

/* Parse the word of --scope. Returns NULL, or the reason. */
const char *delivery_parse_scope(const char *text, enum scope *scope);

/*
 * Add a comma list of KEY=VALUE pairs to PAYLOAD, and make it present. Keys: code, value, errno,
 * pid, uid. Returns NULL, or the reason; then *WORD (to be freed) is the pair at fault.
 */
const char *delivery_parse_info(const char *list, struct payload *payload, char **word);

/* The same for a value alone, as --queue has it. Returns NULL, or the reason. */
const char *delivery_parse_value(const char *text, struct payload *payload);

/* Write PAYLOAD to *INFO. PID and UID are our own; they are used if the payload has none. */
void delivery_siginfo(const struct payload *payload, int signo, pid_t pid, uid_t uid,
		      siginfo_t *info);

/*
 * False for KILL and STOP: no handler could read their siginfo, and with some codes a KILL to the
 * init of a PID namespace succeeds and is lost.
 */
bool delivery_allows_payload(int signo);

/* False for KILL, 0, CONT and the signals that stop: --cont makes no sense after them. */
bool delivery_allows_cont(int signo);

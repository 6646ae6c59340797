/* Pure: how a signal is sent, and to how much of a process. */
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

/* The siginfo that goes along. Absent: the kernel fills it, the one kind a receiver can trust. */
struct payload {
	bool present;
	int code;  /* negative: the kernel takes nothing else from others */
	int error; /* si_errno */
	bool wide; /* the value fills the pointer, not only the int */
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

/* The word of --scope. Returns NULL, or the reason. */
const char *delivery_parse_scope(const char *text, enum scope *scope);

/*
 * Add a comma list of KEY=VALUE pairs to PAYLOAD, and make it present. Keys: code, value, errno,
 * pid, uid. Returns NULL, or the reason; then *WORD (to be freed) is the pair at fault.
 */
const char *delivery_parse_info(const char *list, struct payload *payload, char **word);

/* The same for a value alone, as --queue has it. Returns NULL, or the reason. */
const char *delivery_parse_value(const char *text, struct payload *payload);

/* PAYLOAD as siginfo. PID and UID are the sender's own, for what the payload leaves open. */
void delivery_siginfo(const struct payload *payload, int signo, pid_t pid, uid_t uid,
		      siginfo_t *info);

/* KILL and STOP go out without siginfo, whatever was asked: it is of no use to anybody, and
 * with some codes a SIGKILL to the init of a PID namespace succeeds and is lost. */
bool delivery_allows_payload(int signo);

/*
 * May --cont follow this signal? Not what undoes it, is undone by it, or leaves nobody to continue.
 */
bool delivery_allows_cont(int signo);

/*
 * A kernel of our own: every function of sys.h, over a small world of processes that a test sets up.
 * Linked ahead of the archive, whose sys.o is then never taken. Descriptors are real ones, so
 * that what is left open can be counted; everything behind them is fake.
 */
#pragma once

#include "sys.h"

enum fake_life { FAKE_ALIVE, FAKE_ZOMBIE, FAKE_REAPED };

struct fake_process {
	pid_t pid, tgid; /* a thread's differ */
	pid_t pgid, ppid, session;
	uid_t uid;
	uint64_t inode;
	enum fake_life life;
	bool is_kernel_thread;
	bool is_outside; /* of our PID namespace */
	int send_error;  /* what sending to it comes to, negative; 0: it arrives */

	/* What arrived. */
	int sent;       /* signals other than 0 */
	int last_signo;
	unsigned last_flags;
	int last_code; /* SI_USER without siginfo */
};

enum fake_call {
	FAKE_OPEN,
	FAKE_SEND,
	FAKE_INODE,
	FAKE_INFO,
	FAKE_BY_INODE,
	FAKE_EXITED,
	FAKE_PEER,
	FAKE_DUP,
	FAKE_OPEN_AT,
	FAKE_READ_AT,
	FAKE_LIST,
	FAKE_CALLS,
};

struct fake_world {
	struct fake_process processes[32];
	size_t count;
	int version;         /* 503 for Linux 5.3 */
	bool no_proc;        /* /proc is not mounted */
	pid_t proc_offset;   /* not 0: /proc is of another PID namespace, whose numbers are that much higher */
	int soft_limit, hard_limit; /* of descriptors; 0: none */
	int used;            /* descriptors open now */
	int calls;           /* made so far */
	void (*before)(int number, enum fake_call call); /* called before each, numbered from 1 */
	int errors[FAKE_CALLS];   /* negative: what the call fails with */
	int ignored;         /* the signal that we ignore just now */
	bool was_ignored;    /* when a group was sent to */
};

extern struct fake_world fake;

/* An empty world under Linux VERSION. What the one before left open is counted in fake_leaks. */
void fake_reset(int version);
int fake_leaks(void);

/* Another process, alive, with an inode of its own, alone in its group. */
struct fake_process *fake_add(pid_t pid);

/* PROCESS ends and is reaped, and an innocent newcomer gets its number. */
struct fake_process *fake_recycle(struct fake_process *process);

/* A descriptor as it could be inherited: a pidfd, a /proc/PID directory, a socket whose peer it is; or, of NULL,
 * of something else. To be closed by the test. */
int fake_pidfd(struct fake_process *process);
int fake_directory(struct fake_process *process);
int fake_socket(struct fake_process *process);

/* --- For the fake functions themselves: fake-world.c has what they share. --- */

enum fake_kind {
	FAKE_NOTHING,
	FAKE_PIDFD,
	FAKE_THREAD_PIDFD,
	FAKE_DIRECTORY,
	FAKE_SOCKET,
	FAKE_OTHER,
};

/* Every call begins here. Returns 0, or the error that the test wants. */
int fake_enter(enum fake_call call);

/* A new descriptor, or -EMFILE. */
int fake_open_descriptor(enum fake_kind kind, struct fake_process *process);

enum fake_kind fake_kind_of(int fd);
bool fake_is_pidfd(int fd);

/* The process that a descriptor stands for. */
struct fake_process *fake_behind(int fd);

/* Who has the number now, or NULL. */
struct fake_process *fake_find(pid_t pid);

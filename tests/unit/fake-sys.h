/* SPDX-License-Identifier: MIT */
/*
 * A fake kernel: every function of sys.h, for a small world of processes that a test sets up. It is
 * linked before the archive, so that the archive's sys.o is not used. The descriptors are real, so
 * that those left open can be counted. All else is fake.
 */
#pragma once

#include "base/sys.h"

enum fake_life { FAKE_ALIVE, FAKE_ZOMBIE, FAKE_REAPED };

struct fake_process {
	pid_t pid, tgid; /* they differ for a thread */
	pid_t pgid, ppid, session;
	uid_t uid;
	const char *name; /* NULL: "fake" */
	uint64_t caught;  /* signals, as a mask */
	uint64_t pending; /* for the whole process */
	int queued;       /* of 10 */
	uint64_t inode;
	enum fake_life life;
	bool is_kernel_thread;
	bool is_outside; /* outside our PID namespace */
	int send_error;  /* -errno of a signal to it; 0: the signal arrives */
	bool is_child;   /* of ours */
	int status;      /* the wait(2) status with which it ends */
	bool is_hidden;  /* missing from /proc, as with hidepid=2 */
	bool is_secret;  /* /proc denies its facts, and shows its status as 0 */
	int dies_of;     /* the signal that ends it at once; 0: none */
	int64_t exits_at, reaped_at; /* as fake.now counts; 0: never */

	/* The signals that arrived. */
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
	FAKE_WATCH_OPEN,
	FAKE_WATCH_ADD,
	FAKE_WAIT,
	FAKE_CALLS,
};

struct fake_world {
	struct fake_process processes[32];
	size_t count;
	int version;         /* 503 for Linux 5.3 */
	bool no_proc;        /* /proc is not mounted */
	bool is_closed;      /* our own files in /proc belong to root, as with file capabilities */
	pid_t proc_offset;   /* not 0: /proc is of another PID namespace, where PIDs are higher by this */
	int soft_limit, hard_limit; /* of descriptors; 0: none */
	bool high_are_taken; /* no descriptor with a high number is free */
	int used;            /* descriptors open now */
	int calls;           /* made so far */
	void (*before)(int number, enum fake_call call); /* called before each, numbered from 1 */
	int errors[FAKE_CALLS];   /* -errno with which the call fails; or 0 */
	int ignored;         /* the signal that fdkill ignores now */
	bool was_ignored;    /* that, when a group was signalled */
	int64_t now;         /* the clock; it moves only during a wait */
	int64_t jump;        /* how much too late, or too early, each wait ends */
	int64_t caught_at;   /* when a signal for fdkill arrives; 0: never */
	int caught;          /* which */
	int waits;           /* how many waits there were */
	bool hangs;          /* a wait would have no end */
	int released;        /* how often memory was released */
	int counted;         /* how often open descriptors were counted */
	size_t list_breaks_at; /* after so many entries reading /proc fails; 0: never */
};

extern struct fake_world fake;

/* Make an empty world with Linux VERSION. fake_leaks counts what the last one left open. */
void fake_reset(int version);
int fake_leaks(void);

/* Add a live process, with an inode of its own, alone in its group. */
struct fake_process *fake_add(pid_t pid);

/* PROCESS exits and is reaped, and a new process gets its PID. */
struct fake_process *fake_recycle(struct fake_process *process);

/*
 * Return a descriptor that could be inherited: a pidfd of the process, its /proc/PID directory, a
 * socket whose peer it is; with NULL something else. The test closes it.
 */
int fake_pidfd(struct fake_process *process);
int fake_directory(struct fake_process *process);
int fake_socket(struct fake_process *process);

/* --- For the fake functions only: fake-world.c contains what they share. --- */

enum fake_kind {
	FAKE_NOTHING,
	FAKE_PIDFD,
	FAKE_THREAD_PIDFD,
	FAKE_DIRECTORY,
	FAKE_ROOT, /* /proc itself */
	FAKE_SOCKET,
	FAKE_WATCH,
	FAKE_OTHER,
};

/* Each fake call begins with this. Returns 0, or the error that the test wants. */
int fake_enter(enum fake_call call);

/* A new descriptor, or -EMFILE. */
int fake_open_descriptor(enum fake_kind kind, struct fake_process *process);

enum fake_kind fake_kind_of(int fd);
bool fake_is_pidfd(int fd);

/* Is FD in the epoll set, and for which event? */
struct fake_watch {
	bool is_in_set, reap_only;
	uint64_t id;
};
struct fake_watch *fake_watch_of(int fd);

/* Let all that is due happen: exits, reaps, signals. */
void fake_catch_up(void);

/* How many descriptors there can be at most. */
enum { FAKE_DESCRIPTORS = 256 };

/* The process that a descriptor belongs to. */
struct fake_process *fake_behind(int fd);

/* The process that has PID now, or NULL. */
struct fake_process *fake_find(pid_t pid);

/*
 * A kernel of our own: every function of sys.h, over a small world of processes that a test sets
 * up. Linked ahead of the archive, whose sys.o is then never taken. Descriptors are real ones, so
 * that what is left open can be counted; everything behind them is fake.
 */
#pragma once

#include "base/sys.h"

enum fake_life { FAKE_ALIVE, FAKE_ZOMBIE, FAKE_REAPED };

struct fake_process {
	pid_t pid, tgid; /* a thread's differ */
	pid_t pgid, ppid, session;
	uid_t uid;
	const char *name; /* NULL: "fake" */
	uint64_t caught;  /* signals, as a mask */
	uint64_t pending; /* for the whole process */
	int queued;       /* of 10 */
	uint64_t inode;
	enum fake_life life;
	bool is_kernel_thread;
	bool is_outside; /* of our PID namespace */
	int send_error;  /* what sending to it comes to, negative; 0: it arrives */
	bool is_child;   /* of ours */
	int status;      /* how it will have ended, as wait(2) has it */
	bool is_hidden;  /* from /proc, as by hidepid=2 */
	bool is_secret;  /* /proc may not tell us of it, and shows its status as 0 */
	int dies_of;     /* the signal that ends it, at once; 0: none */
	int64_t exits_at, reaped_at; /* by fake.now; 0: never */

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
	pid_t proc_offset;   /* not 0: /proc is of another PID namespace, whose numbers are that much higher */
	int soft_limit, hard_limit; /* of descriptors; 0: none */
	int used;            /* descriptors open now */
	int calls;           /* made so far */
	void (*before)(int number, enum fake_call call); /* called before each, numbered from 1 */
	int errors[FAKE_CALLS];   /* negative: what the call fails with */
	int ignored;         /* the signal that we ignore just now */
	bool was_ignored;    /* when a group was sent to */
	int64_t now;         /* the clock; it moves only while we wait */
	int64_t jump;        /* by how much every wait ends too late, or too early */
	int64_t caught_at;   /* when a signal comes for us; 0: never */
	int caught;          /* which */
	int waits;           /* how often we waited */
	bool hangs;          /* we would have waited for ever */
	int released;        /* memory */
};

extern struct fake_world fake;

/* An empty world under Linux VERSION. What the one before left open is counted in fake_leaks. */
void fake_reset(int version);
int fake_leaks(void);

/* Another process, alive, with an inode of its own, alone in its group. */
struct fake_process *fake_add(pid_t pid);

/* PROCESS ends and is reaped, and an innocent newcomer gets its number. */
struct fake_process *fake_recycle(struct fake_process *process);

/*
 * A descriptor as it could be inherited: a pidfd, a /proc/PID directory, a socket whose peer it is;
 * or, of NULL, of something else. To be closed by the test.
 */
int fake_pidfd(struct fake_process *process);
int fake_directory(struct fake_process *process);
int fake_socket(struct fake_process *process);

/* --- For the fake functions themselves: fake-world.c has what they share. --- */

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

/* Every call begins here. Returns 0, or the error that the test wants. */
int fake_enter(enum fake_call call);

/* A new descriptor, or -EMFILE. */
int fake_open_descriptor(enum fake_kind kind, struct fake_process *process);

enum fake_kind fake_kind_of(int fd);
bool fake_is_pidfd(int fd);

/* Is FD in the set that is waited on? And for what. */
struct fake_watch {
	bool is_in_set, reap_only;
	uint64_t id;
};
struct fake_watch *fake_watch_of(int fd);

/* Make happen what is due. */
void fake_catch_up(void);

/* How many descriptors there can be. */
enum { FAKE_DESCRIPTORS = 256 };

/* The process that a descriptor stands for. */
struct fake_process *fake_behind(int fd);

/* Who has the number now, or NULL. */
struct fake_process *fake_find(pid_t pid);

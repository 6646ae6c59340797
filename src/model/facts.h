/* Pure: what is known of a process. */
#pragma once

#include "base/util.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Which facts, those first that are cheapest to read. */
enum {
	FACTS_OWNER = 1 << 0,   /* euid */
	FACTS_COMM = 1 << 1,    /* comm */
	FACTS_IDS = 1 << 2,     /* ppid, and the ids of users and groups */
	FACTS_CMDLINE = 1 << 3, /* cmdline */
	FACTS_STAT = 1 << 4,    /* comm to age */
	FACTS_STATUS = 1 << 5,  /* the ids, and tracer to caught, seccomp, no_new_privs */
	FACTS_EXE = 1 << 6,     /* exe, exe_file */
	FACTS_CGROUP = 1 << 7,  /* cgroup */
	FACTS_ENVIRON = 1 << 8, /* environ */
	FACTS_NAMESPACES = 1 << 9,
	FACTS_LOCK = 1 << 10,   /* holds_lock */
	FACTS_THREADS = 1 << 11, /* blocked_by_all */
	FACTS_FREEZER = 1 << 12, /* freezer */
};

enum freezer {
	FREEZER_OFF,
	FREEZER_ON, /* cgroups(7), version 2: who does not catch a signal can still die of it */
	FREEZER_V1, /* version 1: nothing at all happens */
};

/* The comm of a process is at most 15 bytes; a kernel thread's may be longer. */
enum { COMM_SIZE = 65, COMM_LONGEST = 15 };

/* namespaces(7), in the order of facts_namespaces. */
enum { NAMESPACE_KINDS = 8, NAMESPACE_MOUNT = 2, NAMESPACE_USER = 6 };
extern const char *const facts_namespaces[NAMESPACE_KINDS];

/*
 * How much of a command line is read. It can have 2 MiB, and the process chose it. Two bytes more
 * than are matched (PATTERN_LONGEST), for the NUL behind the last word, and to see that it goes on.
 */
enum { CMDLINE_MOST = (128 << 10) + 2 };

/* Bytes that may hold NULs, with one more NUL behind them. Owned. */
struct bytes {
	char *start; /* NULL before anything was read */
	size_t length, capacity;
};

/*
 * A snapshot of the process that some procref holds, or of who has some number. What the process
 * chose (comm, cmdline, cgroup...) has to be escaped before it is shown.
 */
struct facts {
	unsigned tried, known; /* FACTS_ bits: what was asked for, and what could be read */

	char comm[COMM_SIZE];
	char state; /* as in /proc/PID/stat; Z and X are dead */
	pid_t ppid;
	pid_t pgid; /* 0: of a namespace we cannot see */
	pid_t session;
	dev_t terminal; /* 0: none */
	bool is_kernel_thread;
	bool is_exiting; /* it has begun to, and is no zombie yet */
	uint64_t start; /* in ticks of the clock after boot (sysconf(3), _SC_CLK_TCK) */
	int64_t age;    /* nanoseconds since then */

	uid_t ruid, euid, suid;
	gid_t rgid;

	pid_t tracer; /* 0: none */
	int threads;
	pid_t inner_pid; /* its number in its own PID namespace; 0: not known (before Linux 4.1) */
	size_t levels;   /* of PID namespaces, from that of /proc down to its own */
	/* Bit N-1 for signal N. */
	uint64_t pending, shared_pending, blocked, ignored, caught;
	uint64_t blocked_by_all; /* threads */
	/* Signals queued for its real user, and its RLIMIT_SIGPENDING; UINT64_MAX: not known. */
	uint64_t queued, queue_limit;
	enum freezer freezer;    /* of its cgroup */
	int seccomp; /* the mode; 2: filters */
	bool no_new_privs;

	struct bytes cmdline; /* a NUL after each word; the first CMDLINE_MOST bytes, if it is longer */
	struct bytes environ; /* a NUL after each word */
	struct bytes exe;              /* what the link says */
	struct file_id exe_file;
	struct bytes cgroup; /* the path in the unified hierarchy */
	ino_t namespaces[NAMESPACE_KINDS]; /* 0: this kernel has no such kind */

	struct file_id pidfile; /* that names it; set by who read it, or zeroes */
	bool holds_lock;        /* on that */
};

/* FACTS_IDS, all of it (and FACTS_OWNER). */
void facts_set_ids(struct facts *facts, pid_t ppid, uid_t ruid, uid_t euid, uid_t suid, gid_t rgid);

/* Are all of BITS known? */
bool facts_know(const struct facts *facts, unsigned bits);

/*
 * The name: comm, or, where that was cut after 15 bytes and more is known, the whole of it: from
 * the executable or the first words of the command line. Points into FACTS. WANTED gets the bits
 * that might tell more.
 */
const char *facts_name(const struct facts *facts, unsigned *wanted);

/* Forget everything, and keep the memory for the next. */
void facts_forget(struct facts *facts);

void facts_free(struct facts *facts);

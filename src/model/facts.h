/* SPDX-License-Identifier: MIT */
/* Pure: what is known about a process. */
#pragma once

#include "base/util.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Groups of facts that are read together. The cheapest to read come first. */
enum {
	FACTS_OWNER = 1 << 0,   /* euid */
	FACTS_COMM = 1 << 1,    /* comm */
	FACTS_IDS = 1 << 2,     /* ppid, and the user and group ids */
	FACTS_CMDLINE = 1 << 3, /* cmdline */
	FACTS_STAT = 1 << 4,    /* comm to age */
	FACTS_STATUS = 1 << 5,  /* the ids, and tracer to caught, seccomp */
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
	FREEZER_ON, /* cgroups(7), version 2: a signal that is not caught can still end the process */
	FREEZER_V1, /* version 1: signals have no effect until the cgroup is thawed */
};

/* The comm of a process has at most 15 bytes; that of a kernel thread may be longer. */
enum { COMM_SIZE = 65, COMM_LONGEST = 15 };

/* namespaces(7): how many kinds there are, and the indices of two kinds in facts_namespaces. */
enum { NAMESPACE_KINDS = 8, NAMESPACE_MOUNT = 2, NAMESPACE_USER = 6 };
extern const char *const facts_namespaces[NAMESPACE_KINDS];

/*
 * How many bytes of a command line are read. The process chooses it, and it can have 2 MiB. This is
 * two bytes more than are matched (PATTERN_LONGEST): one for the NUL behind the last word, and one
 * that shows that the line is longer.
 */
enum { CMDLINE_MOST = (128 << 10) + 2 };

/* How many bytes of a command line may be shown. */
enum { COMMAND_SHOWN = 4096 };

/* Bytes that may contain NULs, with one more NUL behind them. Owned. */
struct bytes {
	char *start; /* NULL until something is read */
	size_t length, capacity;
};

/*
 * A snapshot of the process that a procref holds, or of the process that had a number when it was
 * read. Text that the process chose (comm, cmdline, cgroup...) must be escaped before it is shown.
 */
struct facts {
	unsigned tried, known; /* FACTS_ bits: those asked for, and those that could be read */

	char comm[COMM_SIZE];
	char state; /* as in /proc/PID/stat; Z and X are dead */
	pid_t ppid;
	pid_t pgid; /* 0: it has no number in the PID namespace of /proc */
	pid_t session;
	dev_t terminal; /* 0: none */
	bool is_kernel_thread;
	bool is_exiting; /* it has begun to exit and is not a zombie yet */
	uint64_t start; /* in clock ticks after boot (sysconf(3), _SC_CLK_TCK) */
	int64_t age;    /* nanoseconds since the start */

	uid_t ruid, euid, suid;
	gid_t rgid;

	pid_t tracer; /* 0: none */
	int threads;
	pid_t inner_pid; /* its PID in its own PID namespace; 0: not known (before Linux 4.1) */
	size_t levels;   /* how many PID namespaces, from that of /proc down to its own */
	/* Sets of signals: bit N-1 is signal N. */
	uint64_t pending, shared_pending, blocked, ignored, caught;
	uint64_t blocked_by_all; /* signals that all its threads block */
	/* Signals queued for its real user, and its RLIMIT_SIGPENDING (UINT64_MAX: not known). */
	uint64_t queued, queue_limit;
	enum freezer freezer;    /* of its cgroup */
	int seccomp; /* the mode; 2: filters */

	struct bytes cmdline; /* a NUL after each word; the first CMDLINE_MOST bytes, if it is longer */
	struct bytes environ; /* a NUL after each word */
	struct bytes exe;              /* the target of /proc/PID/exe */
	struct file_id exe_file;
	struct bytes cgroup; /* the path in the unified hierarchy */
	ino_t namespaces[NAMESPACE_KINDS]; /* inodes; 0: this kernel has no such kind */

	bool holds_lock; /* on the pidfile that names it */
};

/* Set all facts of FACTS_IDS and FACTS_OWNER. */
void facts_set_ids(struct facts *facts, pid_t ppid, uid_t ruid, uid_t euid, uid_t suid, gid_t rgid);

/* Are all of BITS known? */
bool facts_know(const struct facts *facts, unsigned bits);

/* One name of a process; no NUL follows. */
struct name {
	const char *start;
	size_t length;
};

/* The names of a process, and the FACTS_ bits that may give more, but are not known. */
enum { NAMES_MOST = 7 };
struct names {
	struct name items[NAMES_MOST];
	size_t count;
	unsigned missing;
};

/*
 * Every name that the known facts give: the comm; the last components of argv[0] and of the
 * executable; and the script that an interpreter was started with directly. Where they complete a
 * comm that was cut off after 15 bytes, the comm is no name. They point into FACTS.
 */
struct names facts_names(const struct facts *facts);

/* Only the comm; or what completes it, if it was cut off. */
struct names facts_own_names(const struct facts *facts);

/* The first of facts_own_names, for a message. To be freed. */
char *facts_name(const struct facts *facts);

/* The length of exe without the " (deleted)" at its end; 0 if it does not end so. */
size_t facts_length_before_deleted(const struct facts *facts);

/*
 * The command line in one line, with blanks between its words; "[comm]" if it is empty or not
 * known, as of a kernel thread. Not escaped. To be freed.
 */
char *facts_command(const struct facts *facts);

/* Free what is beyond the longest command line that is shown. The command line is not matched
 * after that. */
void facts_trim(struct facts *facts);

/* The last component of the path WORD. Points into it. */
const char *facts_base_name(const char *word);

/*
 * The command line in one line, with blanks between its words; "[comm]" if it is empty or not
 * known, as of a kernel thread. Not escaped. To be freed.
 */
char *facts_command(const struct facts *facts);

/* Free what is beyond the longest command line that is shown. The command line is not matched
 * after that. */
void facts_trim(struct facts *facts);

/* Forget all facts, but keep the allocated memory for the next process. */
void facts_forget(struct facts *facts);

void facts_free(struct facts *facts);
#define auto_facts __attribute__((cleanup(facts_free)))

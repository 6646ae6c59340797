/*
 * Pure: conditions, and whether the facts of a process meet them.
 *
 * The values of one condition are alternatives, but for those of --env and --ns, which must all
 * hold; different conditions must all hold. What cannot be read is UNKNOWN, and so is its negation:
 * only YES is ever signalled.
 */
#pragma once

#include "model/facts.h"
#include "model/pattern.h"

#include <stdbool.h>

/* In the order in which they are asked: those first whose facts are cheapest to read. */
enum condition {
	CONDITION_EUID,
	CONDITION_NAME,
	CONDITION_PATTERN,
	CONDITION_PARENT,
	CONDITION_UID,
	CONDITION_GID,
	CONDITION_PGROUP,
	CONDITION_SESSION,
	CONDITION_TERMINAL,
	CONDITION_OLDER,
	CONDITION_YOUNGER,
	CONDITION_STATE,
	CONDITION_HANDLER,
	CONDITION_EXE,
	CONDITION_CGROUP,
	CONDITION_ENVIRON,
	CONDITION_NAMESPACE,
	CONDITION_LOCKED,
	CONDITION_COUNT,
	CONDITION_NONE = CONDITION_COUNT,
};

/* One value of a condition. */
struct criterion {
	uint64_t number; /* an id, nanoseconds, a signal, a device, an inode */
	size_t kind;     /* NAMESPACE: which, as in facts_namespaces */
	/* NAME, PATTERN, STATE (letters), CGROUP, ENVIRON (NAME or NAME=VALUE), EXE (resolved); not
	 * owned */
	const char *text;
	const char *word; /* EXE: as the user wrote it; not owned */
	/* EXE: that file; where it is missing an inode of 0, and the device of its directory */
	struct file_id file;
	struct pattern *pattern; /* PATTERN, compiled by criteria_compile; owned */
};

struct criteria {
	struct {
		struct criterion *values;
		size_t count, capacity;
	} of[CONDITION_COUNT];
	bool full;        /* PATTERN is for the whole command line */
	bool exact;       /* PATTERN has to fit as a whole */
	bool ignore_case; /* for NAME and PATTERN */
	bool inverse;     /* whoever does not meet all of them */
};

void criteria_add(struct criteria *criteria, enum condition condition, struct criterion criterion);

/*
 * Compile the patterns, when all is added. Returns NULL, or a reason, to be freed; *TEXT is then
 * the pattern at fault. Out of memory ends the program.
 */
char *criteria_compile(struct criteria *criteria, const char **text);

bool criteria_is_empty(const struct criteria *criteria);

/* The FACTS_ bits that it may take to tell. */
unsigned criteria_needs(const struct criteria *criteria);

struct verdict {
	enum match match;
	enum condition condition; /* that decided; NONE: no single one */
	unsigned wanted;          /* UNKNOWN as yet: these FACTS_ bits come next */
};
struct verdict criteria_match(const struct criteria *criteria, const struct facts *facts);

/*
 * Match, reading no more than it takes: READ is asked for FACTS_ bits, and returns 0 or the -errno
 * that kept some of them from it. -ESRCH (the process is gone) and want of descriptors (-EMFILE,
 * -ENFILE) end it; other facts stay unknown.
 */
int criteria_decide(const struct criteria *criteria, struct facts *facts,
		    int (*read)(void *context, unsigned wanted, struct facts *facts), void *context,
		    struct verdict *verdict);

void criteria_free(struct criteria *criteria);

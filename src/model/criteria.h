/* SPDX-License-Identifier: MIT */
/*
 * Pure: conditions, and whether the facts of a process meet them.
 *
 * Different conditions must all hold. The values of one condition are alternatives, but those of
 * --env and of --ns must all hold. If a fact cannot be read, the match is UNKNOWN, also with
 * --inverse. Only a process whose match is YES is signalled.
 */
#pragma once

#include "model/facts.h"
#include "model/pattern.h"

#include <stdbool.h>

/* In the order in which they are checked: first those whose facts are cheapest to read. */
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
	size_t kind;     /* NAMESPACE: its index in facts_namespaces */
	/* NAME, PATTERN, STATE (letters), CGROUP, ENVIRON (NAME or NAME=VALUE), EXE (resolved); not
	 * owned */
	const char *text;
	const char *word; /* EXE: as the user wrote it; not owned */
	/* EXE: that file; if it is missing, inode 0 and the device of its directory */
	struct file_id file;
	struct pattern *pattern; /* PATTERN, compiled by criteria_compile; owned */
};

struct criteria {
	struct {
		struct criterion *values;
		size_t count, capacity;
	} of[CONDITION_COUNT];
	bool full;        /* match PATTERN against the whole command line */
	bool exact;       /* PATTERN must match from beginning to end */
	bool ignore_case; /* for NAME and PATTERN */
	bool inverse;     /* match processes that fail at least one condition */
};

void criteria_add(struct criteria *criteria, enum condition condition, struct criterion criterion);

/*
 * Compile the patterns, once all are added. Returns NULL, or a reason, to be freed; *TEXT is then
 * the faulty pattern. Out of memory ends the program.
 */
char *criteria_compile(struct criteria *criteria, const char **text);

bool criteria_is_empty(const struct criteria *criteria);

/* Is CONDITION the only one? */
bool criteria_is_only(const struct criteria *criteria, enum condition condition);

/* A pattern, compiled, that matches the empty text, and so nearly all text; or NULL. */
const struct criterion *criteria_vague_pattern(const struct criteria *criteria);

/* All FACTS_ bits that a match may need. */
unsigned criteria_needs(const struct criteria *criteria);

struct verdict {
	enum match match;
	enum condition condition; /* the one that decided; NONE: no single one did */
	unsigned wanted;          /* not 0: still UNKNOWN, read these FACTS_ bits next */
};
struct verdict criteria_match(const struct criteria *criteria, const struct facts *facts);

/*
 * Match, reading only facts that are needed. READ reads the FACTS_ bits WANTED; it returns 0, or
 * -errno if some could not be read. criteria_decide returns -ESRCH (the process is gone), -EMFILE
 * and -ENFILE (no descriptor is left) at once. After other errors those facts stay unknown.
 */
int criteria_decide(const struct criteria *criteria, struct facts *facts,
		    int (*read)(void *context, unsigned wanted, struct facts *facts), void *context,
		    struct verdict *verdict);

void criteria_free(struct criteria *criteria);

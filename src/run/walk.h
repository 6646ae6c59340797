/* SPDX-License-Identifier: MIT */
/* Walk over all processes of /proc, or the members of a group. Each is held and matched in turn. */
#pragma once

#include "base/sys.h"
#include "model/criteria.h"
#include "proc/ancestors.h"
#include "proc/procref.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Which processes a walk finds. fdkill itself is never found. */
struct wanted {
	const struct criteria *criteria;
	pid_t pgid; /* the members of this group; 0: all processes but kernel threads */
	bool spare_init, spare_ancestors;
	unsigned facts;   /* FACTS_ bits: what to read about each, beyond FACTS_STAT */
	int64_t deadline; /* by sys_now; 0: none */
};

struct walk {
	/*
	 * The process that walk_next found. The next call closes it, unless the caller takes it
	 * over and leaves PROCREF_NONE. The same goes for the facts: leave them zeroed.
	 */
	struct procref process;
	struct facts facts;
	struct verdict verdict; /* never NO */

	/*
	 * What was missed so far: how many processes were listed, and were gone before they could
	 * be judged; and a sum over the zombies. Two walks that saw different ones differ in it.
	 */
	size_t vanished;
	uint64_t zombies;

	pid_t unreadable; /* the ancestor that the error of walk_open is about, or 0 */

	/* For the walk alone. */
	struct wanted wanted;
	int root; /* a /proc of our own PID namespace; owned */
	struct sys_list list;
	pid_t ourselves;
	struct ancestors ancestors;
};

#define WALK_NONE ((struct walk){.process = PROCREF_NONE, .root = -1})
#define auto_walk __attribute__((cleanup(walk_close)))

/*
 * Begin a walk. *WALK must be WALK_NONE. Returns 0, or -errno; -ENOTSUP if there is no /proc of our
 * own PID namespace. Call walk_close in both cases.
 */
int walk_open(struct walk *walk, const struct wanted *wanted);

/*
 * Find the next process that is wanted, or that cannot be checked (MATCH_UNKNOWN). Returns 1; 0 at
 * the end; or -errno, and then processes may be missing. -ETIMEDOUT: the deadline has passed.
 */
int walk_next(struct walk *walk);

void walk_close(struct walk *walk);

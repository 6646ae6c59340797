/* SPDX-License-Identifier: MIT */
/* The facts of a process: of one that is held, proven to be its; or of whichever has a number. */
#pragma once

#include "model/criteria.h"
#include "proc/procfs.h"
#include "proc/procref.h"

#include <sys/types.h>

/*
 * Read what WANTED (a set of FACTS_ bits) names into FACTS. The number comes from the pidfd's own
 * fdinfo, which speaks of the /proc it is read in, whatever namespace that counts in; the directory
 * of that number is opened; then the process must be seen never to have exited. So the directory
 * stays bound to it, and later reads fail rather than tell of another process. Returns 0, -ESRCH if
 * it has exited, or the -errno that keeps the facts from us (-ENOENT: hidden, no /proc, not in that
 * /proc, or it has no such thing). FACTS has what could be read. REF must have its
 * descriptor. FACTS_LOCK is for inspect_match alone.
 */
int inspect(const struct procref *ref, unsigned wanted, struct facts *facts);

/*
 * Does REF meet the conditions? Reads no more than it takes to tell. PIDFILE is the file that names
 * it, for CONDITION_LOCKED, or NULL. Errors as above; -EREMOTE for the directory of a /proc that is
 * not ours, where numbers mean something else.
 */
int inspect_match(const struct procref *ref, const struct criteria *criteria,
		  const struct file_id *pidfile, struct facts *facts, struct verdict *verdict);

/*
 * Where a walk reads facts: by number, below a /proc that counts as we do (procfs_open_ours).
 * Cheaper than inspect, and unproven without HELD. With it, the facts are those of the held process
 * if it has not exited afterwards: it has the number until it is reaped.
 */
struct inspection {
	const struct procref *held; /* the process that had PID when it was opened, or NULL */
	int directory; /* that /proc */
	pid_t pid;
	const char *name; /* the same, as a directory there */
	const struct file_id *pidfile; /* for FACTS_LOCK, or NULL */
};

/* Read as procfs_read. INSPECTION is a struct inspection: this is for criteria_decide, too. */
int inspect_read(void *inspection, unsigned wanted, struct facts *facts);

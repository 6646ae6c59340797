/* SPDX-License-Identifier: MIT */
/*
 * Read the facts of a process: of a held process, with proof that they are its own; or of the
 * process that has a number now, without proof.
 */
#pragma once

#include "model/criteria.h"
#include "proc/procfs.h"
#include "proc/procref.h"

#include <sys/types.h>

/*
 * Read the facts WANTED (FACTS_ bits, but not FACTS_LOCK) of the process of REF into FACTS. REF
 * must have its descriptor.
 *
 * The proof: the number comes from the pidfd's own fdinfo, in the /proc that is mounted, whichever
 * PID namespace that /proc shows. The directory of that number is opened. Then poll(2) must show
 * that the process has never exited. So the number was its own, and the directory stays bound to
 * it: later reads fail, and never show another process. If fdinfo may not be read, the number by
 * which the pidfd was opened will do, in a /proc of our own PID namespace: until the poll(2) no
 * other process had it.
 *
 * Returns 0; -ESRCH if the process has exited; or the first -errno. FACTS then has what could be
 * read. -ENOENT: there is no /proc, or the process is hidden or not in it, or it has no such file.
 */
int inspect(const struct procref *ref, unsigned wanted, struct facts *facts);

/*
 * The parent of a zombie: its PID in our PID namespace, or 0 if that is not known. The proof for
 * what /proc shows of it: it has not been reaped afterwards, and until then it keeps its number.
 */
pid_t inspect_parent_of_zombie(const struct procref *zombie);

/*
 * Match the process of REF against CRITERIA. Reads only the facts that are needed to decide, and
 * adds them to FACTS. PIDFILE is the file that names the process, for CONDITION_LOCKED, or NULL.
 * Returns 0 and writes *VERDICT, or an error as above. -EREMOTE: REF is a /proc/PID directory that
 * could not become a pidfd, so its numbers may count in another PID namespace.
 */
int inspect_match(const struct procref *ref, const struct criteria *criteria,
		  const struct file_id *pidfile, struct facts *facts, struct verdict *verdict);

/*
 * What inspect_read reads: the files of a number, in a /proc of our own PID namespace
 * (procfs_open_ours). This is cheaper than inspect. Without HELD nothing proves whose facts they
 * are. With HELD they are facts of the held process if it has not exited afterwards. The reason: a
 * process keeps its number until it is reaped.
 */
struct inspection {
	const struct procref *held; /* the process that had PID when it was opened, or NULL */
	int directory; /* that /proc; not owned */
	pid_t pid;
	const char *name; /* PID as text: the name of its directory there; not owned */
	const struct file_id *pidfile; /* for FACTS_LOCK, or NULL */
};

/* procfs_read for INSPECTION, a struct inspection. criteria_decide can call it, therefore void. */
int inspect_read(void *inspection, unsigned wanted, struct facts *facts);

/* The facts of a held process, proven to be of that very process. */
#pragma once

#include "model/criteria.h"
#include "proc/procfs.h"
#include "proc/procref.h"

/*
 * Read what WANTED (a set of FACTS_ bits) names into FACTS. The number comes from the pidfd's own
 * fdinfo, which speaks of the /proc it is read in, whatever namespace that counts in; the directory
 * of that number is opened; then the process must be seen never to have exited: so the directory is
 * its, for ever, and later reads fail rather than speak of another. Returns 0, -ESRCH if it has
 * exited, or the -errno that keeps the facts from us (-ENOENT: hidden, no /proc, not in that /proc,
 * or it has no such thing). FACTS has what could be read. REF must have its descriptor.
 */
int inspect(const struct procref *ref, unsigned wanted, struct facts *facts);

/*
 * Does REF meet the conditions? Reads no more than it takes to tell. Errors as above; -EREMOTE for
 * the directory of a /proc that is not ours, where numbers mean something else.
 */
int inspect_match(const struct procref *ref, const struct criteria *criteria, struct facts *facts,
		  struct verdict *verdict);

/* FACTS_IDS from the pidfd itself, without /proc: Linux 6.13. False if that cannot be had. */
bool inspect_ids(const struct procref *ref, struct facts *facts);

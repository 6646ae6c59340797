/* The facts of a held process, proven to be of that very process. */
#pragma once

#include "procfs.h"
#include "procref.h"

/*
 * Read what WANTED (a set of FACTS_ bits) names into FACTS. The number comes from the pidfd's own fdinfo,
 * which speaks of the /proc it is read in, whatever namespace that counts in; the directory of that number is opened; then the
 * process must be seen never to have exited: so the directory is its, for ever, and later reads
 * fail rather than speak of another. Returns 0, -ESRCH if it has exited, or the -errno that keeps the
 * facts from us (-ENOENT: hidden, no /proc, or not in that /proc). FACTS has what could be read.
 */
int inspect(const struct procref *ref, unsigned wanted, struct facts *facts);

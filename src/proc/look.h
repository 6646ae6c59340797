/*
 * The facts of whoever has a number, for a walk through /proc: cheaper than inspect.h, and unproven
 * until the pin says so.
 */
#pragma once

#include "model/facts.h"
#include "proc/procref.h"

#include <sys/types.h>

struct look {
	int root; /* a /proc that counts as we do: procfs_open_ours */
	pid_t pid;
	const char *name;          /* the same, as a directory there */
	const struct procref *pin; /* who had it when this was opened, or NULL */
};

/*
 * Read what WANTED names into FACTS, as procfs_read; LOOK is a struct look, for criteria_decide. It
 * is true of the pinned process if that has not exited afterwards: it has the number until it is
 * reaped.
 */
int look_read(void *look, unsigned wanted, struct facts *facts);

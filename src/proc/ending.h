/* SPDX-License-Identifier: MIT */
/* How a process ended. It need not be our child. */
#pragma once

#include "proc/procref.h"

#include <stdbool.h>

struct ending {
	bool has_ended;
	bool is_known; /* how it ended */
	int status;    /* if known: a wait(2) status */
};

/*
 * Find out how REF, which has exited, ended. REAPED: the kernel has reported its reap. *ENDING is
 * written only if that is known. Returns true if no more can be found out; false if it may be known
 * once the process has been reaped.
 */
bool ending_ask(const struct procref *ref, bool reaped, struct ending *ending);

/* "exited 0", "killed by SEGV (core dumped)", "ended; how cannot be known". Returns TEXT. */
enum { ENDING_SIZE = 64 };
const char *ending_format(const struct ending *ending, char text[ENDING_SIZE]);

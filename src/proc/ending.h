/* SPDX-License-Identifier: MIT */
/* How a process ended. It need not be our child. */
#pragma once

#include "proc/procref.h"

#include <stdbool.h>

struct ending {
	bool has_ended;
	bool is_known; /* STATUS is known */
	int status;    /* how it ended: a wait(2) status */
	bool is_zombie; /* it is not known, and the process had not been reaped when that was asked */
};

/*
 * Find out how the process of REF, which has exited, ended. REAPED: the kernel has reported its
 * reap. Writes *ENDING. Returns true if no more can be found out; false if the status may be known
 * once the process has been reaped.
 */
bool ending_ask(const struct procref *ref, bool reaped, struct ending *ending);

/* "exited 0", "killed by SEGV (core dumped)", "ended; its status cannot be known". Returns TEXT. */
enum { ENDING_SIZE = 64 };
const char *ending_format(const struct ending *ending, char text[ENDING_SIZE]);

/* Why the status is not known, and what would help. A static string. */
const char *ending_obstacle(const struct ending *ending);

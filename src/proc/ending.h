/* SPDX-License-Identifier: MIT */
/* How a process ended. It need not be our child. */
#pragma once

#include "proc/procref.h"

#include <stdbool.h>

struct ending {
	bool has_ended;
	bool is_known; /* STATUS is known */
	int status;    /* how it ended: a wait(2) status */
};

/*
 * Find out how the process of REF, which has exited, ended. REAPED: the kernel has reported its
 * reap. *ENDING is written only if the status is known. Returns true if no more can be found out;
 * false if the status may be known once the process has been reaped.
 */
bool ending_ask(const struct procref *ref, bool reaped, struct ending *ending);

/* "exited 0", "killed by SEGV (core dumped)", "ended; its status cannot be known". Returns TEXT. */
enum { ENDING_SIZE = 64 };
const char *ending_format(const struct ending *ending, char text[ENDING_SIZE]);

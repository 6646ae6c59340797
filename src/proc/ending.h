/* How a process ended that need not be our child. */
#pragma once

#include "proc/procref.h"

#include <stdbool.h>

struct ending {
	bool has_ended;
	bool is_known; /* how */
	int status;    /* then: as wait(2) has it */
};

/*
 * Ask how REF, which has exited, ended; REAPED: poll said so. Returns true if that is all that
 * can be known; false if it may be known once the process has been reaped.
 */
bool ending_ask(const struct procref *ref, bool reaped, struct ending *ending);

/* "exited 0", "killed by SEGV (core dumped)", "ended; how, cannot be known". */
enum { ENDING_SIZE = 64 };
const char *ending_format(const struct ending *ending, char text[ENDING_SIZE]);

/* The status line of a long wait: on a terminal, on standard error. */
#pragma once

#include "run/attempt.h"

#include <stdint.h>

struct request;

struct progress {
	bool is_shown;
};

/* Is there a terminal, and are words welcome? */
bool progress_wanted(const struct request *request);

/*
 * Show who is waited for, LEFT nanoseconds until the deadline. The callback of struct waiting;
 * CONTEXT is the progress.
 */
void progress_tick(void *context, const struct attempts *attempts, int64_t left);

/* Take the line away again. */
void progress_erase(struct progress *progress);

/* SPDX-License-Identifier: MIT */
/* The status line of a long wait: on a terminal, on standard error. */
#pragma once

#include "run/attempt.h"

#include <stdint.h>

struct request;

struct progress {
	bool is_shown;
};

/* Is the line wanted: standard error is a terminal, and --quiet is not given? */
bool progress_wanted(const struct request *request);

/*
 * Show which processes are waited for, and the LEFT nanoseconds until the deadline. The callback of
 * struct waiting; CONTEXT is the struct progress.
 */
void progress_tick(void *context, const struct attempts *attempts, int64_t left);

/* Erase the line. */
void progress_erase(struct progress *progress);

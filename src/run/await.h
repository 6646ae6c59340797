/* SPDX-License-Identifier: MIT */
/* The stage that waits for processes to exit. */
#pragma once

#include "run/attempt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct waiting {
	int64_t deadline; /* by sys_now; INT64_MAX: none */
	bool endings;     /* find out how each process ended (ending.h) */
	size_t enough;    /* stop when so many attempts have ended, in all waits; 0: all of them */
	int catcher;      /* of sys_catch_open: signals that interrupt; -1: none; not owned */
	/* Called once a second, or NULL. LEFT: nanoseconds until the deadline. */
	void (*tick)(void *context, const struct attempts *attempts, int64_t left);
	void *context;
};

/*
 * Wait until the deadline, or until all pending attempts (or ENOUGH) have ended. Each attempt is
 * settled when it has ended. Returns 0, the number of the signal that interrupted, or -errno. On
 * -errno, attempts that are still pending may have ended.
 */
int await(struct attempts *attempts, const struct waiting *waiting);

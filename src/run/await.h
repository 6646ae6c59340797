/* SPDX-License-Identifier: MIT */
/* The stage that waits for processes to exit. */
#pragma once

#include "run/attempt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct waiting {
	int64_t deadline; /* by sys_now; INT64_MAX: none */
	bool endings;     /* ask how they ended */
	size_t enough;    /* so many that have ended are enough; 0: all */
	int catcher;      /* sys_catch_open, or -1: what interrupts */
	/* Called once a second while waiting, or NULL; LEFT nanoseconds until the deadline. */
	void (*tick)(void *context, const struct attempts *attempts, int64_t left);
	void *context;
};

/*
 * Wait until all that are pending have exited, and settle them; or until the deadline. Returns 0,
 * the signal that interrupted, or -errno: then nothing is known of those still pending.
 */
int await(struct attempts *attempts, const struct waiting *waiting);

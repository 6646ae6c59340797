/* SPDX-License-Identifier: MIT */
/* The stage that sends: one pass over the attempts. */
#pragma once

#include "model/delivery.h"
#include "run/attempt.h"

#include <stdbool.h>
#include <stddef.h>

/* One signal of the schedule. */
struct pass {
	size_t step;       /* counted from 1 */
	int signo;
	bool is_rehearsal; /* check with signal 0, and send nothing */
	bool has_more;     /* a later step has a signal, too */
};

/*
 * Send the signal of PASS to each pending attempt that this step has not visited yet. An attempt
 * that gets the signal becomes is_sent, and stays pending. An attempt that fails is settled. If it
 * has ended, the first step settles it; a later step leaves it pending, and await settles it.
 */
void deliver(struct attempts *attempts, const struct delivery *delivery, const struct pass *pass);

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
 * Send to each pending attempt whose last step is before this one. An attempt that is reached stays
 * pending and becomes is_sent. In a later step an attempt that has ended stays pending, too: await
 * settles it.
 */
void deliver(struct attempts *attempts, const struct delivery *delivery, const struct pass *pass);

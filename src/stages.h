/* The stages of a run: each passes over the attempts once. */
#pragma once

#include "attempt.h"
#include "delivery.h"

#include <stdbool.h>
#include <stddef.h>

/* Whom to hold, and what to know of them before anything is sent. */
struct selection {
	const struct target *targets;
	size_t count;
	unsigned facts;   /* FACTS_ bits, to be read of each */
	bool identities;  /* the inodes are asked for: without them a target fails */
	bool members;     /* list the members of groups */
	bool as_root;     /* distrust pidfiles that others could have written */
};

/*
 * Hold the process behind each target: pending attempts are held, the rest settled. DELIVERY is what
 * will be sent: KILL to our own group takes another way than TERM. If attempts->out_of_descriptors comes
 * out true, nothing may be sent.
 */
void select_targets(struct attempts *attempts, const struct selection *selection,
		    const struct delivery *delivery);

/* After a delivery: look again at selections and at groups that are signalled member by member. True if
 * somebody new is pending. */
bool select_again(struct attempts *attempts, const struct selection *selection,
		  const struct delivery *delivery);

/* Send to everybody pending. Who was reached stays pending, and is_sent. */
void deliver(struct attempts *attempts, const struct delivery *delivery);

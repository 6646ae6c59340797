/* SPDX-License-Identifier: MIT */
/* The stage that selects: each target becomes attempts that are held. */
#pragma once

#include "model/delivery.h"
#include "run/attempt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which processes to hold, and what to know of them before anything is sent. */
struct selection {
	const struct target *targets;
	size_t count;
	unsigned facts;   /* FACTS_ bits, to be read of each */
	bool identities;  /* the inodes are asked for: without them a target fails */
	bool members;     /* list the members of groups, if they can be listed */
	bool needs_members; /* refuse a group whose members cannot be listed */
	bool needs_number; /* refuse a group whose number, and so its members, cannot be known */
	bool spare_us;    /* a signal that cannot be ignored will be sent: not by a group's call */
	enum judgement judgement; /* of pidfiles that another user could have chosen */
	bool is_guarded;  /* the conditions say which process a pidfile may name */
	bool remove_pidfiles; /* hold them, to be removed in the end */
	const struct criteria *criteria; /* guard the targets, or say what a selection finds */
	bool include_ancestors;
	bool tell_unknown; /* of a selection: report processes that cannot be checked */
	int64_t deadline; /* by sys_now, of all looks through /proc; 0: none */
	bool may_kill; /* CAP_KILL is there when it sends, though not while it selects */
	bool newest, oldest; /* of all that remain only this one; FACTS_STAT is read */
};

/*
 * Hold the process behind each target: pending attempts are held, the rest settled. DELIVERY is
 * what will be sent: KILL to our own group takes another way than TERM. If
 * attempts->out_of_descriptors or out_of_time comes out true, nothing may be sent.
 */
void select_targets(struct attempts *attempts, const struct selection *selection,
		    const struct delivery *delivery);

/*
 * After a delivery: look again at selections and at groups that are signalled member by member.
 * True if new ones are pending. If out_of_time comes out true, there may be more.
 */
bool select_again(struct attempts *attempts, const struct selection *selection,
		  const struct delivery *delivery);

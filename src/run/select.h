/* SPDX-License-Identifier: MIT */
/* The stage that selects: each target becomes attempts that are held. */
#pragma once

#include "model/delivery.h"
#include "run/attempt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which processes to hold, and what to find out about them before anything is sent. */
struct selection {
	const struct target *targets;
	size_t count;
	unsigned facts;   /* FACTS_ bits: what to read about each process */
	bool identities;  /* read the inode of each; a target without an inode fails */
	bool members;     /* list the members of groups, if they can be listed */
	bool needs_members; /* refuse a group whose members cannot be listed */
	bool needs_number; /* refuse a group whose number, and so its members, cannot be known */
	bool spare_us;    /* KILL or STOP will be sent: never by one call for fdkill's own group */
	enum judgement judgement; /* what to do with pidfiles that another user could have chosen */
	bool is_guarded;  /* the conditions say which process a pidfile may name */
	bool remove_pidfiles; /* keep pidfiles open, so that they can be removed in the end */
	const struct criteria *criteria; /* guards, or what a selection finds; not owned */
	bool include_ancestors;
	bool tell_unknown; /* of a selection: report processes that cannot be checked */
	int64_t deadline; /* of each search through /proc, by sys_now; 0: none */
	int64_t patience; /* begin no further look after that, by sys_now; 0: none */
	bool only_waits;  /* no signal will be sent: a group of zombies is waited for, and has ended */
	bool is_status;   /* a process that cannot be checked counts, also if it cannot be signalled */
	bool may_kill; /* fdkill has CAP_KILL when it sends, though not while it selects */
	bool newest, oldest; /* keep only this one in the end; FACTS must include FACTS_STAT */
};

/*
 * Hold the process of each target. Attempts that are held stay pending; the rest are settled. The
 * scope of DELIVERY decides what an attempt stands for. If attempts->out_of_descriptors or
 * out_of_time is true afterwards, nothing may be sent.
 */
void select_targets(struct attempts *attempts, const struct selection *selection,
		    const struct delivery *delivery);

/* Begin to count looks anew, for select_again: after a signal. */
void select_restart(struct attempts *attempts);

/*
 * Search once more for the processes of --all-processes, and of groups that are signalled member by
 * member. select_targets does that until two looks in a row have neither found nor lost a process:
 * one that starts another and exits could hide from a single look. After KILL or STOP the caller
 * goes on. Returns true if a further look is needed; false also after 100 looks, and when the
 * patience is over. If attempts->is_unsettled is true then, or out_of_time, processes may be
 * missing.
 */
bool select_again(struct attempts *attempts, const struct selection *selection,
		  const struct delivery *delivery);

/*
 * After a wait in which all attempts have ended: look again at the groups that are signalled member
 * by member. Such a group has ended when the kernel knows no process of it (sys_has_members). If it
 * still has some after a second, or at DEADLINE (by sys_now), look for them. Those that are seen
 * become pending attempts; if there may be some that cannot be seen, an attempt is settled as
 * SURVIVED. Returns true if attempts are pending.
 */
bool select_left_over(struct attempts *attempts, const struct selection *selection,
		      const struct delivery *delivery, int64_t deadline);

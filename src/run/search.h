/* SPDX-License-Identifier: MIT */
/* Part of the selecting stage: find the processes of one target. */
#pragma once

#include "run/select.h"

/* One target to search for, and what a search needs. */
struct search {
	struct attempts *attempts;
	const struct selection *selection;
	const struct delivery *delivery;
	const struct target *target;
};

/*
 * Find the process of a target that means one process. Adds one attempt, unless it is held already.
 */
void search_one(const struct search *search);

/* Find a group. Adds one attempt if one call can signal it, else one attempt for each member. */
void search_group(const struct search *search);

/* List the members of the group PGID, which ATTEMPT holds, if they are needed. May settle it. */
void search_learn_group(const struct search *search, struct attempt *attempt, pid_t pgid);

/*
 * Has the last process of ATTEMPT's group been reaped? Asks by signal 0, which finds zombies, too.
 */
bool search_group_has_ended(const struct attempt *attempt);

/*
 * Add an attempt for each process that belongs to the target now. If a selection by conditions has
 * none, add one that says so. Other targets are searched again (select_again).
 */
void search_all(const struct search *search);

/*
 * Settle a new attempt: a complete search has found no process of the target. HAS_ZOMBIES: it has
 * seen some that had exited.
 */
void search_settle_none(const struct search *search, bool has_zombies);

/*
 * Search for processes that belong to the target, and add attempts for new ones. Returns how many
 * were found, new or not, and notes in SELECTING what was seen. On -errno it also adds an attempt,
 * which is settled with that error.
 */
int search_newcomers(const struct search *search, struct selecting_target *selecting);

/*
 * Search for members of the group that were not held when the others ended, as select_left_over.
 * Does nothing for other targets.
 */
void search_left_over(const struct search *search, struct selecting_target *selecting, int64_t deadline);

/* A new attempt for the target, pending. */
struct attempt *search_add(const struct search *search, enum scope scope);

/*
 * attempts_hold for ATTEMPT, which was added last. On 0, its process is held already, and ATTEMPT
 * is freed. On -EMFILE, there is no room, and ATTEMPT is settled.
 */
int search_hold(const struct search *search, struct attempt *attempt, struct procref *ref);

/* attempt_settle, with DETAIL (words that are not freed, or NULL) as the cause. */
void search_settle(const struct search *search, struct attempt *attempt, enum outcome outcome,
		   const char *detail);

/*
 * Read the facts that are needed about the process that ATTEMPT holds. If a target names it, match
 * it against the conditions. May settle ATTEMPT.
 */
void search_learn(const struct search *search, struct attempt *attempt);

/*
 * Settle ATTEMPT: its process has exited, so nothing more can be proven about it. A process or a
 * thread has ended with that. A group may live on without its leader; then it is UNCHECKED.
 */
void search_settle_exited(struct attempts *attempts, struct attempt *attempt);

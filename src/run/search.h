/* SPDX-License-Identifier: MIT */
/* Within the selecting stage: one target, and what it comes to. */
#pragma once

#include "run/select.h"

struct search {
	struct attempts *attempts;
	const struct selection *selection;
	const struct delivery *delivery;
	const struct target *target;
};

/* The attempt for a target that is one process. */
void search_one(const struct search *search);

/* The attempt for a group: one, by the kernel's one call, or one for each member. */
void search_group(const struct search *search);

/* List the members of the group PGID, which ATTEMPT holds, if the request needs them. */
void search_learn_group(const struct search *search, struct attempt *attempt, pid_t pgid);

/* Is nothing left of the group that ATTEMPT holds? Only signal 0 to the group knows. */
bool search_group_has_ended(const struct attempt *attempt);

/* An attempt for each process that belongs to the target now. It is searched again later. */
void search_all(const struct search *search);

/*
 * Search for processes that belong to the target, and add attempts for new ones. Returns how many
 * belong to it, new or not; or -errno, and then an attempt says so.
 */
int search_newcomers(const struct search *search);

/* A new attempt for the target, pending. */
struct attempt *search_add(const struct search *search, enum scope scope);

/*
 * attempts_hold, for ATTEMPT, the newest. It is freed if its process is held already (0), and
 * settled if there is no room (-EMFILE).
 */
int search_hold(const struct search *search, struct attempt *attempt, struct procref *ref);

void search_settle(const struct search *search, struct attempt *attempt, enum outcome outcome,
		   const char *detail);

/* Read what the request needs of the process that ATTEMPT holds, and match it. May settle it. */
void search_learn(const struct search *search, struct attempt *attempt);

/*
 * ATTEMPT's process has exited, so nothing more can be proven of it. A process or a thread has
 * ended with that; a group may live on without its leader.
 */
void search_settle_exited(struct attempts *attempts, struct attempt *attempt);

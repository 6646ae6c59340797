/*
 * Many processes at once: the members of a group, or whoever meets the conditions; found in /proc.
 */
#pragma once

#include "run/select.h"

/*
 * Hold every member of the group PGID, fdkill excepted, that meets the selection's conditions, as
 * attempts of their own under TARGET, unless it is held already. Returns how many there are, or
 * -errno; -ENOTSUP if /proc is not ours to list; -ETIMEDOUT if the deadline passed meanwhile: then
 * attempts->out_of_time is true.
 */
int crowd_hold_group(struct attempts *attempts, const struct target *target, pid_t pgid,
		     const struct selection *selection);

/*
 * The same for all processes that meet them, except fdkill, its ancestors, kernel threads and
 * zombies. *UNREADABLE is the ancestor that could not be read, which is the error then, or 0.
 */
int crowd_hold_all(struct attempts *attempts, const struct target *target,
		   const struct selection *selection, pid_t *unreadable);

/*
 * Note the members that the group PGID has now, for ATTEMPT, whose call goes to the group. DEADLINE
 * as in struct selection.
 */
int crowd_list_members(struct attempts *attempts, struct attempt *attempt, pid_t pgid,
		       int64_t deadline);

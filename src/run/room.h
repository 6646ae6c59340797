/* SPDX-License-Identifier: MIT */
/*
 * Room for descriptors: how many processes can be held at once.
 *
 * Descriptors are handed out lowest first, so a number just handed out is a lower bound of how full
 * the table is. As long as it stays below a quarter of the limit, there is room, and nothing is
 * counted. Beyond that, the soft limit is raised to the hard one. If that is not enough, the open
 * descriptors are counted once, since inherited ones may have high numbers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct room {
	size_t held;  /* descriptors that are kept: of processes, and of pidfiles to be removed */
	size_t limit; /* of open files, as it was last seen; 0: not asked yet */
	size_t most;  /* so many can be kept, and a reserve is left; 0: not counted yet */
};

/* FD is kept from now on; it was handed out just now. */
void room_take(struct room *room, int fd);

/* One that was kept has been closed. */
void room_give_back(struct room *room);

/* Are as many kept as can be? */
bool room_is_full(const struct room *room);

/* Are more kept than can be? Then give some back. */
bool room_is_exceeded(const struct room *room);

/* SPDX-License-Identifier: MIT */
/*
 * Room for descriptors: how many processes can be held at once.
 *
 * Descriptors are handed out lowest first. So if enough numbers from a quarter of the limit on are
 * free, there is room as long as a lower one is handed out, and nothing is counted. Otherwise the
 * soft limit is raised to the hard one. If that is not enough, the open descriptors are counted
 * once: inherited ones may have any numbers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct room {
	size_t held;  /* descriptors that are kept: of processes, and of pidfiles to be removed */
	size_t limit; /* of open files, as it was last seen; 0: not asked yet */
	size_t ample; /* while lower numbers are handed out, there is room; 0: that is not known */
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

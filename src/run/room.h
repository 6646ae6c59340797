/* SPDX-License-Identifier: MIT */
/*
 * Room for descriptors: how many processes can be held at once.
 *
 * The kernel hands out the lowest free number. First fdkill looks whether enough numbers above a
 * quarter of the limit are free. If they are, there is room while new numbers are below that
 * quarter, and nothing is counted. Otherwise the soft limit is raised to the hard one. If that is
 * not enough, the open descriptors are counted once: inherited ones may have any numbers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct room {
	size_t held;  /* descriptors that are kept: of processes, and of pidfiles to be removed */
	size_t limit; /* the soft limit of open files when it was last read; 0: not read yet */
	size_t ample; /* there is room while new numbers are below this; 0: that cannot be said */
	size_t most;  /* how many can be kept, so that a reserve is left; 0: not counted yet */
};

/* Count FD, which was opened just now, as kept. May raise the soft limit of open files. */
void room_take(struct room *room, int fd);

/* A kept descriptor has been closed. */
void room_give_back(struct room *room);

/* Is there no room for one more? */
bool room_is_full(const struct room *room);

/* Are more kept than there is room for? Then the caller has to close some. */
bool room_is_exceeded(const struct room *room);

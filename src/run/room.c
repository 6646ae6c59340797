/* SPDX-License-Identifier: MIT */
#include "run/room.h"
#include "base/sys.h"

#include <assert.h>

/*
 * Kept free for what comes and goes: /proc, a directory and a file there, a list of threads, a
 * parked process that is held again for a moment (two), a user's name, the terminal; and for what
 * waits: the epoll set and the descriptor of signals.
 */
enum { RESERVE = 8 };

static void look_at_limit(struct room *room)
{
	int limit = sys_file_limit(), quarter = limit / 4;

	room->limit = (size_t)limit;
	room->ample = sys_are_free(quarter, limit, RESERVE) ? (size_t)quarter : 0;
}

static bool is_near(const struct room *room, int fd)
{
	return (size_t)fd >= room->ample;
}

/* The work is bounded: at least a quarter of the numbers that are looked at is ours. */
static void count(struct room *room)
{
	size_t others = sys_count_open((int)room->limit) - room->held;
	size_t left = room->limit > others ? room->limit - others : 0;

	/* Below a limit this low, one at a time. */
	room->most = left > RESERVE ? left - RESERVE : 1;
}

void room_take(struct room *room, int fd)
{
	assert(fd >= 0);
	room->held++;
	if (room->most)
		return;
	if (!room->limit)
		look_at_limit(room);
	if (!is_near(room, fd))
		return;
	sys_raise_file_limit();
	look_at_limit(room);
	if (is_near(room, fd))
		count(room);
}

void room_give_back(struct room *room)
{
	assert(room->held > 0);
	room->held--;
}

bool room_is_full(const struct room *room)
{
	return room->most && room->held >= room->most;
}

bool room_is_exceeded(const struct room *room)
{
	return room->most && room->held > room->most;
}

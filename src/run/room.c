/* SPDX-License-Identifier: MIT */
#include "run/room.h"
#include "base/sys.h"

#include <assert.h>

/*
 * Descriptors that stay free for other uses. Some are open for a moment: /proc, a directory and a
 * file there, a list of threads, a parked process that is held again (two), a user's name, the
 * terminal. Two are open during a wait: the epoll set and the descriptor of signals.
 */
enum { RESERVE = 8 };

/* Read the limit, and whether enough high numbers are free. */
static void read_limit(struct room *room)
{
	int limit = sys_file_limit(), quarter = limit / 4;

	room->limit = (size_t)limit;
	room->ample = sys_are_free(quarter, limit, RESERVE) ? (size_t)quarter : 0;
}

/* Is FD, the newest number, too high to be sure that there is room? */
static bool is_near(const struct room *room, int fd)
{
	return (size_t)fd >= room->ample;
}

/* Count the open descriptors. The work is bounded: at least a quarter of the numbers is in use. */
static void count(struct room *room)
{
	size_t others = sys_count_open((int)room->limit) - room->held;
	size_t left = room->limit > others ? room->limit - others : 0;

	/* With so low a limit still hold one at a time. */
	room->most = left > RESERVE ? left - RESERVE : 1;
}

void room_take(struct room *room, int fd)
{
	assert(fd >= 0);
	room->held++;
	if (room->most)
		return;
	if (!room->limit)
		read_limit(room);
	if (!is_near(room, fd))
		return;
	sys_raise_file_limit();
	read_limit(room);
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

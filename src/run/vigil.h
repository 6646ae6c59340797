/* Within the waiting stage: who is waited for, and who of them is in the epoll set. */
#pragma once

#include "run/await.h"

/* One process that is waited for. */
struct watch {
	struct attempt *attempt;
	struct procref *process; /* the attempt's, or one of its members' */
	struct ending *ending;   /* theirs */
	bool is_watched; /* in the set */
	bool is_done;
	int64_t reap_deadline; /* has exited, and how will be known once it is reaped; else 0 */
};

struct vigil {
	struct attempts *attempts;
	const struct waiting *waiting;
	int set; /* sys_watch_open */
	struct watch *watches;
	size_t count, left;
	size_t next; /* those before are in the set, or done; the rest wait for descriptors */
	size_t watched, room; /* how many are in the set, and may be */
	size_t ended; /* attempts */
	size_t reaping;
};

/*
 * It has exited, and all that can be known of that is. Settles its attempt with the last of its
 * processes.
 */
void vigil_finish(struct vigil *vigil, struct watch *watch);

/*
 * Put as many more into the set as there are descriptors for; some always are in it, while somebody
 * is left. Returns 0, or -errno.
 */
int vigil_start_more(struct vigil *vigil);

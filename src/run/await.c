/* SPDX-License-Identifier: MIT */
#include "run/await.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/duration.h"

#include <errno.h>
#include <stdlib.h>

enum { BATCH = 64 };

static const uint64_t caught = UINT64_MAX; /* the id of the signals' descriptor */
static const int64_t reap_patience = DURATION_SECOND;
static const int64_t tick_interval = DURATION_SECOND;
static const int64_t look_interval = DURATION_SECOND;

/* One process that is waited for. */
struct watch {
	struct attempt *attempt;
	size_t *left; /* how many of the attempt's processes have not exited */
	struct procref *process; /* the attempt's, or one of its members' */
	struct ending *ending;   /* theirs */
	bool is_watched; /* in the set */
	bool is_done;
	int64_t reap_deadline; /* it has exited, and how is known once it is reaped; else 0 */
};

/* All that are waited for. Those that are held are in the epoll set; the rest are parked. */
struct vigil {
	struct attempts *attempts;
	const struct waiting *waiting;
	int set; /* sys_watch_open */
	struct watch *watches;
	size_t count, left;
	size_t *lefts; /* one for each attempt */
	size_t next; /* those before are in the set, or done; of the rest those that are held */
	size_t watched; /* how many are in the set */
	size_t ended; /* attempts */
	size_t reaping;
	bool are_groups_parked;
};

/*
 * Out of the set, while it has a descriptor: an inherited one is open elsewhere, so closing ours
 * would leave it in.
 */
static void unwatch(struct vigil *vigil, struct watch *watch)
{
	if (!watch->is_watched)
		return;
	sys_watch_remove(vigil->set, watch->process->fd);
	watch->is_watched = false;
	vigil->watched--;
}

/*
 * It has exited, and all that can be known of that is. Settles its attempt with the last of its
 * processes.
 */
static void finish(struct vigil *vigil, struct watch *watch)
{
	unwatch(vigil, watch);
	vigil->reaping -= watch->reap_deadline != 0;
	vigil->left--;
	watch->is_done = true;
	watch->ending->has_ended = true;
	watch->reap_deadline = 0;
	attempts_release(vigil->attempts, watch->process);
	if (--*watch->left)
		return;
	vigil->ended++;
	attempt_settle(vigil->attempts, watch->attempt, OUTCOME_ENDED);
}

/* Hold it, and put it in the set. 0, or -EMFILE and the like. */
static int start(struct vigil *vigil, struct watch *watch)
{
	if (watch->is_done || watch->is_watched)
		return 0;
	int error = attempts_unpark(vigil->attempts, watch->process);
	if (error == -ESRCH) {
		finish(vigil, watch);
		return 0;
	}
	if (error == 0)
		error = sys_watch_add(vigil->set, watch->process->fd,
				      (uint64_t)(watch - vigil->watches));
	watch->is_watched = error == 0;
	vigil->watched += watch->is_watched;
	return error;
}

/* Those that are held take no room beyond what they have. */
static int start_held(struct vigil *vigil)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < vigil->count; i++) {
		if (vigil->watches[i].process->fd >= 0)
			error = start(vigil, &vigil->watches[i]);
	}
	return error;
}

/* The process that stands for a group is not watched, and its members need the room. */
static void park_groups(struct vigil *vigil)
{
	struct attempts *attempts = vigil->attempts;

	FOREACH_PENDING(attempts, attempt) {
		if (attempt->scope == SCOPE_GROUP && procref_can_park_group(&attempt->process) == 0)
			attempts_release(attempts, &attempt->process);
	}
	vigil->are_groups_parked = true;
}

/* Is there room for one more in the set? There always is for one. */
static bool has_room(struct vigil *vigil)
{
	const struct room *room = &vigil->attempts->room;

	if (room_is_full(room) && !vigil->are_groups_parked)
		park_groups(vigil);
	return vigil->watched == 0 || !room_is_full(room);
}

/* Put as many more into the set as there is room for. Returns 0, or -errno. */
static int start_more(struct vigil *vigil)
{
	while (vigil->next < vigil->count && has_room(vigil)) {
		int error = start(vigil, &vigil->watches[vigil->next]);

		/* None left in the whole system: later, when another process has ended. */
		if ((error == -EMFILE || error == -ENFILE) && vigil->watched > 0)
			return 0;
		if (error < 0)
			return error;
		vigil->next++;
	}
	return 0;
}

/* It has exited: how? Perhaps that is known only after the reap, which its parent may never do. */
static void take_exit(struct vigil *vigil, struct watch *watch, bool reaped)
{
	const struct waiting *waiting = vigil->waiting;

	if (!waiting->endings || ending_ask(watch->process, reaped, watch->ending)) {
		finish(vigil, watch);
	} else if (!watch->reap_deadline) {
		watch->reap_deadline = duration_after(sys_now(), reap_patience);
		vigil->reaping++;
		sys_watch_reap_only(vigil->set, watch->process->fd, (uint64_t)(watch - vigil->watches));
	}
}

static void add(struct vigil *vigil, struct attempt *attempt, struct procref *process,
		struct ending *ending)
{
	size_t *left = &vigil->lefts[attempt->index];

	vigil->watches[vigil->count++] =
		(struct watch){.attempt = attempt, .left = left, .process = process, .ending = ending};
	vigil->left++;
	++*left;
}

/* Watch what ATTEMPT is about: its process, or the members of a group. */
static void add_processes(struct vigil *vigil, struct attempt *attempt)
{
	FOREACH_MEMBER(attempt, member) {
		if (!member->ending.has_ended)
			add(vigil, attempt, &member->process, &member->ending);
	}
	if (attempt->scope != SCOPE_GROUP && !attempt->process.is_procdir)
		add(vigil, attempt, &attempt->process, &attempt->ending);
}

/* There is nothing to watch: its members have all ended; or a directory is all there is. */
static void settle_unwatched(struct vigil *vigil, struct attempt *attempt)
{
	bool has_ended = attempt->members || (attempt->process.is_procdir &&
					      procref_has_exited(&attempt->process) == 1);

	vigil->ended += has_ended;
	if (!has_ended)
		attempt->cause.detail = "it cannot be waited for: no pidfd of it can be had";
	attempt_settle(vigil->attempts, attempt, has_ended ? OUTCOME_ENDED : OUTCOME_FAILED);
}

/* All that are pending. */
static void collect(struct vigil *vigil)
{
	struct attempts *attempts = vigil->attempts;
	size_t most = 0;

	FOREACH_PENDING(attempts, attempt)
		most += 1 + (attempt->members ? attempt->members->count : 0);
	vigil->watches = xcalloc(most, sizeof(*vigil->watches));
	vigil->lefts = xcalloc(attempts->count, sizeof(*vigil->lefts));
	FOREACH_PENDING(attempts, attempt) {
		add_processes(vigil, attempt);
		if (vigil->lefts[attempt->index] == 0)
			settle_unwatched(vigil, attempt);
	}
}

/* Look whether one that is parked has exited unseen. */
static void look_at_parked(struct vigil *vigil, struct watch *watch)
{
	int error = attempts_unpark(vigil->attempts, watch->process);

	if (error == -ESRCH)
		finish(vigil, watch);
	else if (error == 0 && procref_has_exited(watch->process) == 1)
		take_exit(vigil, watch, true);
	attempts_release(vigil->attempts, watch->process);
}

static void look_at_the_rest(struct vigil *vigil)
{
	for (size_t i = vigil->next; i < vigil->count; i++) {
		if (!vigil->watches[i].is_done && !vigil->watches[i].is_watched)
			look_at_parked(vigil, &vigil->watches[i]);
	}
}

/* Those that have exited will not tell how any more. */
static void give_up_reaping(struct vigil *vigil, int64_t now)
{
	for (size_t i = 0; vigil->reaping && i < vigil->count; i++) {
		int64_t deadline = vigil->watches[i].reap_deadline;

		if (deadline && deadline <= now)
			finish(vigil, &vigil->watches[i]);
	}
}

/*
 * Some are enough, and they may be parked ones: so look at those now and then. If all must exit,
 * each gets into the set in turn.
 */
static bool must_look(const struct vigil *vigil)
{
	return vigil->waiting->enough && vigil->next < vigil->count;
}

static int64_t next_wake(const struct vigil *vigil, int64_t tick, int64_t look)
{
	int64_t wake = vigil->waiting->deadline;

	if (vigil->waiting->tick && tick < wake)
		wake = tick;
	if (must_look(vigil) && look < wake)
		wake = look;
	for (size_t i = 0; vigil->reaping && i < vigil->count; i++) {
		int64_t deadline = vigil->watches[i].reap_deadline;

		if (deadline && deadline < wake)
			wake = deadline;
	}
	return wake;
}

static bool is_over(const struct vigil *vigil)
{
	size_t enough = vigil->waiting->enough;

	return vigil->left == 0 || (enough && vigil->attempts->ended + vigil->ended >= enough);
}

/*
 * One sleep, and what woke us; IS_FULL: there may be more that would. The signal that interrupts,
 * or 0 or -errno.
 */
static int sleep_once(struct vigil *vigil, int64_t until, bool *is_full)
{
	struct sys_event events[BATCH];
	int signo = 0, count = sys_watch_wait(vigil->set, events, BATCH, until);

	for (int i = 0; i < count; i++) {
		if (events[i].id == caught)
			signo = sys_catch_read(vigil->waiting->catcher);
		else if (!vigil->watches[events[i].id].is_done)
			take_exit(vigil, &vigil->watches[events[i].id], events[i].reaped);
	}
	*is_full = count == BATCH;
	return count < 0 && count != -EINTR ? count : signo;
}

static int keep_vigil(struct vigil *vigil)
{
	const struct waiting *waiting = vigil->waiting;
	int64_t tick = duration_after(sys_now(), tick_interval);
	int64_t look = duration_after(sys_now(), look_interval);

	for (;;) {
		int error = start_more(vigil);

		if (error < 0)
			return error;
		if (is_over(vigil))
			return 0;
		bool is_full;
		int interrupted = sleep_once(vigil, next_wake(vigil, tick, look), &is_full);
		if (interrupted)
			return interrupted;
		int64_t now = sys_now();
		if (now >= waiting->deadline && !is_full)
			break;
		give_up_reaping(vigil, now);
		if (must_look(vigil) && now >= look) {
			look_at_the_rest(vigil);
			look = duration_after(now, look_interval);
		}
		if (waiting->tick && now >= tick) {
			waiting->tick(waiting->context, vigil->attempts, waiting->deadline - now);
			tick = duration_after(now, tick_interval);
		}
	}
	look_at_the_rest(vigil);
	give_up_reaping(vigil, DURATION_FOREVER);
	return 0;
}

int await(struct attempts *attempts, const struct waiting *waiting)
{
	struct vigil vigil = {.attempts = attempts, .waiting = waiting};
	auto_close int set = sys_watch_open();

	if (set < 0)
		return set;
	vigil.set = set;
	int result = waiting->catcher < 0 ? 0 : sys_watch_add(set, waiting->catcher, caught);
	collect(&vigil);
	if (result == 0)
		result = start_held(&vigil);
	if (result == 0)
		result = keep_vigil(&vigil);
	attempts->ended += vigil.ended;
	free(vigil.watches);
	free(vigil.lefts);
	return result;
}

/* SPDX-License-Identifier: MIT */
#include "run/await.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/duration.h"

#include <errno.h>
#include <stdlib.h>

enum { BATCH = 64 };

static const uint64_t caught = UINT64_MAX; /* the id of the signals' descriptor */
static const int64_t reap_patience = DURATION_SECOND; /* how long to wait for a reap */
static const int64_t tick_interval = DURATION_SECOND;
static const int64_t check_interval = DURATION_SECOND;

/* One process that fdkill waits for. */
struct watch {
	struct attempt *attempt;
	size_t *left; /* how many processes of the attempt have not exited; shared by its watches */
	struct procref *process; /* the process of the attempt, or of one of its members */
	struct ending *ending;   /* how that process ended */
	bool is_watched; /* in the set */
	bool is_done;    /* it has exited, and nothing more is asked about it */
	int64_t reap_deadline; /* it has exited: wait for its reap until then, by sys_now; else 0 */
};

/*
 * A wait for all pending attempts. Processes are watched by an epoll set while there is room to
 * hold them. The rest are parked until watched processes have ended.
 */
struct vigil {
	struct attempts *attempts;
	const struct waiting *waiting;
	int set; /* sys_watch_open */
	struct watch *watches;
	size_t count, left; /* how many watches there are; how many are not done */
	size_t *lefts; /* for each attempt, how many of its processes have not exited */
	size_t next; /* each watch before this index is in the set, or done */
	size_t watched; /* how many watches are in the set */
	size_t ended; /* how many attempts have ended in this wait */
	size_t reaping; /* how many watches have a reap_deadline */
	bool are_groups_parked; /* park_groups was called */
};

/*
 * Remove WATCH from the set before its descriptor is closed. Closing alone may leave it in the set:
 * a descriptor of the user (fd:N) may also be open elsewhere.
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
 * The process of WATCH has exited, and no more can be found out about its end. If it was the last
 * process of its attempt, settle the attempt.
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

/* Hold the process of WATCH, and add it to the set. Returns 0, or -errno (-EMFILE: no room). */
static int start_watch(struct vigil *vigil, struct watch *watch)
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

/* Watch all processes that are held already: this takes no more room. */
static int watch_held(struct vigil *vigil)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < vigil->count; i++) {
		if (vigil->watches[i].process->fd >= 0)
			error = start_watch(vigil, &vigil->watches[i]);
	}
	return error;
}

/* Park the processes that stand for groups: only the members are watched, and need the room. */
static void park_groups(struct vigil *vigil)
{
	struct attempts *attempts = vigil->attempts;

	FOREACH_PENDING(attempts, attempt) {
		if (attempt->scope == SCOPE_GROUP && procref_can_park_group(&attempt->process) == 0)
			attempts_release(attempts, &attempt->process);
	}
	vigil->are_groups_parked = true;
}

/* Is there room to watch one more process? One is always tried, even without room. */
static bool has_room(struct vigil *vigil)
{
	const struct room *room = &vigil->attempts->room;

	if (room_is_full(room) && !vigil->are_groups_parked)
		park_groups(vigil);
	return vigil->watched == 0 || !room_is_full(room);
}

/* Watch as many more processes as there is room for. Returns 0, or -errno. */
static int watch_more(struct vigil *vigil)
{
	while (vigil->next < vigil->count && has_room(vigil)) {
		int error = start_watch(vigil, &vigil->watches[vigil->next]);

		/* No descriptor is free: try again when a watched process has ended. */
		if ((error == -EMFILE || error == -ENFILE) && vigil->watched > 0)
			return 0;
		if (error < 0)
			return error;
		vigil->next++;
	}
	return 0;
}

/*
 * The process of WATCH has exited: find out how. If that is known only after the reap, wait a
 * second for it. Its parent may never reap it.
 */
static void handle_exit(struct vigil *vigil, struct watch *watch, bool reaped)
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

/* Add a watch for the process of ATTEMPT, or for each member of its group. */
static void add_processes(struct vigil *vigil, struct attempt *attempt)
{
	FOREACH_MEMBER(attempt, member) {
		if (!member->ending.has_ended)
			add(vigil, attempt, &member->process, &member->ending);
	}
	if (attempt->scope != SCOPE_GROUP && !attempt->process.is_procdir)
		add(vigil, attempt, &attempt->process, &attempt->ending);
}

/* ATTEMPT has no process to watch: all its members have ended, or it holds a /proc directory. */
static void settle_unwatched(struct vigil *vigil, struct attempt *attempt)
{
	bool has_ended = attempt->members || (attempt->process.is_procdir &&
					      procref_has_exited(&attempt->process) == 1);

	vigil->ended += has_ended;
	if (!has_ended)
		attempt->cause.detail = "it cannot be waited for: no pidfd of it can be opened";
	attempt_settle(vigil->attempts, attempt, has_ended ? OUTCOME_ENDED : OUTCOME_FAILED);
}

/* Add the watches of all pending attempts. */
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

/* Has the parked process of WATCH exited? Hold it for a moment to find out. */
static void check_parked(struct vigil *vigil, struct watch *watch)
{
	int error = attempts_unpark(vigil->attempts, watch->process);

	if (error == -ESRCH)
		finish(vigil, watch);
	else if (error == 0 && procref_has_exited(watch->process) == 1)
		handle_exit(vigil, watch, true);
	attempts_release(vigil->attempts, watch->process);
}

/* Check each process that is not watched, once. */
static void check_rest(struct vigil *vigil)
{
	for (size_t i = vigil->next; i < vigil->count; i++) {
		if (!vigil->watches[i].is_done && !vigil->watches[i].is_watched)
			check_parked(vigil, &vigil->watches[i]);
	}
}

/* Finish the watches that have waited for a reap until NOW. How they ended stays unknown. */
static void give_up_reaping(struct vigil *vigil, int64_t now)
{
	for (size_t i = 0; vigil->reaping && i < vigil->count; i++) {
		int64_t deadline = vigil->watches[i].reap_deadline;

		if (deadline && deadline <= now)
			finish(vigil, &vigil->watches[i]);
	}
}

/*
 * Must parked processes be checked now and then? If some exits are enough, they may be those of
 * parked processes. If all must exit, each process is watched in turn.
 */
static bool must_check_rest(const struct vigil *vigil)
{
	return vigil->waiting->enough && vigil->next < vigil->count;
}

/* The time of the next wake, by sys_now, if no process exits before. */
static int64_t next_wake(const struct vigil *vigil, int64_t tick, int64_t check)
{
	int64_t wake = vigil->waiting->deadline;

	if (vigil->waiting->tick && tick < wake)
		wake = tick;
	if (must_check_rest(vigil) && check < wake)
		wake = check;
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
 * Sleep once, until UNTIL at most, and handle what woke us. Sets *IS_FULL if more events may be
 * waiting. Returns the signal that interrupts, 0, or -errno.
 */
static int sleep_once(struct vigil *vigil, int64_t until, bool *is_full)
{
	struct sys_event events[BATCH];
	int signo = 0, count = sys_watch_wait(vigil->set, events, BATCH, until);

	for (int i = 0; i < count; i++) {
		if (events[i].id == caught)
			signo = sys_catch_read(vigil->waiting->catcher);
		else if (!vigil->watches[events[i].id].is_done)
			handle_exit(vigil, &vigil->watches[events[i].id], events[i].reaped);
	}
	*is_full = count == BATCH;
	return count < 0 && count != -EINTR ? count : signo;
}

static int wait_for_all(struct vigil *vigil)
{
	const struct waiting *waiting = vigil->waiting;
	int64_t tick = duration_after(sys_now(), tick_interval);
	int64_t check = duration_after(sys_now(), check_interval);

	for (;;) {
		int error = watch_more(vigil);

		if (error < 0)
			return error;
		if (is_over(vigil))
			return 0;
		bool is_full;
		int interrupted = sleep_once(vigil, next_wake(vigil, tick, check), &is_full);
		if (interrupted)
			return interrupted;
		int64_t now = sys_now();
		if (now >= waiting->deadline && !is_full)
			break;
		give_up_reaping(vigil, now);
		if (must_check_rest(vigil) && now >= check) {
			check_rest(vigil);
			check = duration_after(now, check_interval);
		}
		if (waiting->tick && now >= tick) {
			waiting->tick(waiting->context, vigil->attempts, waiting->deadline - now);
			tick = duration_after(now, tick_interval);
		}
	}
	check_rest(vigil);
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
		result = watch_held(&vigil);
	if (result == 0)
		result = wait_for_all(&vigil);
	attempts->ended += vigil.ended;
	free(vigil.watches);
	free(vigil.lefts);
	return result;
}

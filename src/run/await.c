#include "run/await.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/duration.h"
#include "run/vigil.h"

#include <errno.h>
#include <stdlib.h>

enum { BATCH = 64 };

static const uint64_t caught = UINT64_MAX; /* the id of the signals' descriptor */
static const int64_t reap_patience = DURATION_SECOND;
static const int64_t tick_interval = DURATION_SECOND;

/* It has exited: how? Perhaps that is known only after the reap, which its parent may never do. */
static void take_exit(struct vigil *vigil, struct watch *watch, bool reaped)
{
	const struct waiting *waiting = vigil->waiting;

	if (!waiting->endings || ending_ask(watch->process, reaped, watch->ending)) {
		vigil_finish(vigil, watch);
	} else if (!watch->reap_deadline) {
		watch->reap_deadline = duration_after(sys_now(), reap_patience);
		vigil->reaping++;
		sys_watch_reap_only(vigil->set, watch->process->fd, (uint64_t)(watch - vigil->watches));
	}
}

static void add(struct vigil *vigil, struct attempt *attempt, struct procref *process,
		struct ending *ending)
{
	vigil->watches[vigil->count++] =
		(struct watch){.attempt = attempt, .process = process, .ending = ending};
	vigil->left++;
	attempt->awaited++;
}

/* Everybody pending; of a group, its members. */
static void collect(struct vigil *vigil)
{
	struct attempts *attempts = vigil->attempts;
	size_t most = 0;

	FOREACH_PENDING(attempts, attempt)
		most += 1 + (attempt->members ? attempt->members->count : 0);
	vigil->watches = xcalloc(most, sizeof(*vigil->watches));
	FOREACH_PENDING(attempts, attempt) {
		attempt->awaited = 0;
		FOREACH_MEMBER(attempt, member) {
			if (!member->ending.has_ended)
				add(vigil, attempt, &member->process, &member->ending);
		}
		if (attempt->scope != SCOPE_GROUP && !attempt->process.is_procdir)
			add(vigil, attempt, &attempt->process, &attempt->ending);
		if (attempt->awaited)
			continue;
		/* The members have all ended; or a directory is all there is, and tells so. */
		bool has_ended = attempt->members ||
				 (attempt->process.is_procdir &&
				  procref_has_exited(&attempt->process) == 1);
		vigil->ended += has_ended;
		if (!has_ended)
			attempt->cause.detail = "it cannot be waited for: no pidfd of it can be had";
		attempt_settle(attempts, attempt, has_ended ? OUTCOME_ENDED : OUTCOME_FAILED);
	}
}

/* Those without a descriptor of their own: has anybody exited unseen? */
static void look_at_the_rest(struct vigil *vigil)
{
	for (size_t i = vigil->next; i < vigil->count; i++) {
		struct watch *watch = &vigil->watches[i];

		if (watch->is_done || watch->is_watched)
			continue;
		int error = procref_unpark(watch->process);
		if (error == -ESRCH)
			vigil_finish(vigil, watch);
		else if (error == 0 && procref_has_exited(watch->process) == 1)
			take_exit(vigil, watch, true);
		else if (error == 0)
			procref_park(watch->process);
	}
}

/* Who has exited will not tell how any more. */
static void give_up_reaping(struct vigil *vigil, int64_t now)
{
	for (size_t i = 0; vigil->reaping && i < vigil->count; i++) {
		int64_t deadline = vigil->watches[i].reap_deadline;

		if (deadline && deadline <= now)
			vigil_finish(vigil, &vigil->watches[i]);
	}
}

static int64_t next_wake(const struct vigil *vigil, int64_t tick)
{
	int64_t wake = vigil->waiting->deadline;

	if (vigil->waiting->tick && tick < wake)
		wake = tick;
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

	for (;;) {
		int error = vigil_start_more(vigil);

		if (error < 0)
			return error;
		if (is_over(vigil))
			return 0;
		bool is_full;
		int interrupted = sleep_once(vigil, next_wake(vigil, tick), &is_full);
		if (interrupted)
			return interrupted;
		int64_t now = sys_now();
		if (now >= waiting->deadline && !is_full)
			break;
		give_up_reaping(vigil, now);
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
	struct vigil vigil = {.attempts = attempts, .waiting = waiting, .room = SIZE_MAX};
	auto_close int set = -1;
	int result;

	do
		set = sys_watch_open();
	while (attempts_made_room(attempts, set));
	if (set < 0)
		return set;
	vigil.set = set;
	result = waiting->catcher < 0 ? 0 : sys_watch_add(set, waiting->catcher, caught);
	collect(&vigil);
	if (result == 0)
		result = keep_vigil(&vigil);
	attempts->ended += vigil.ended;
	free(vigil.watches);
	return result;
}

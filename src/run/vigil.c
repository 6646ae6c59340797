#include "run/vigil.h"
#include "base/sys.h"

#include <errno.h>

/* Descriptors kept free, for /proc, when there are more processes than descriptors. */
enum { RESERVE = 8 };

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

void vigil_finish(struct vigil *vigil, struct watch *watch)
{
	struct attempt *attempt = watch->attempt;

	unwatch(vigil, watch);
	vigil->reaping -= watch->reap_deadline != 0;
	vigil->left--;
	watch->is_done = true;
	watch->ending->has_ended = true;
	watch->reap_deadline = 0;
	procref_release(watch->process);
	if (--attempt->awaited)
		return;
	vigil->ended++;
	attempt_settle(vigil->attempts, attempt, OUTCOME_ENDED);
}

/* Put it in the set. 0, or -EMFILE and the like. */
static int start(struct vigil *vigil, struct watch *watch)
{
	if (watch->is_done || watch->is_watched)
		return 0;
	int error = procref_unpark(watch->process);
	if (error == -ESRCH) {
		vigil_finish(vigil, watch);
		return 0;
	}
	if (error == 0)
		error = sys_watch_add(vigil->set, watch->process->fd,
				      (uint64_t)(watch - vigil->watches));
	watch->is_watched = error == 0;
	vigil->watched += watch->is_watched;
	return error;
}

/* Descriptors have run out: the last ones in the set are parked, and some kept free from now on. */
static void keep_reserve(struct vigil *vigil)
{
	size_t parked = 0;

	while (parked < RESERVE && vigil->watched > 1 && vigil->next > 0) {
		struct watch *last = &vigil->watches[vigil->next - 1];

		if (last->is_watched && !last->reap_deadline) {
			unwatch(vigil, last);
			if (procref_park(last->process) < 0) {
				vigil->next -= start(vigil, last) < 0;
				break;
			}
			parked++;
		}
		vigil->next--;
	}
	vigil->room = vigil->watched;
}

/* Those whose turn in the set is yet to come need no descriptor until then. */
static bool park_waiting(struct vigil *vigil)
{
	bool parked = false;

	for (size_t i = vigil->next + 1; i < vigil->count; i++) {
		struct watch *watch = &vigil->watches[i];

		if (!watch->is_watched && watch->process->fd >= 0 && procref_park(watch->process) == 0)
			parked = true;
	}
	return parked;
}

int vigil_start_more(struct vigil *vigil)
{
	while (vigil->next < vigil->count && vigil->watched < vigil->room) {
		int error = start(vigil, &vigil->watches[vigil->next]);

		if (error == 0) {
			vigil->next++;
		} else if (error != -EMFILE && error != -ENFILE) {
			return error;
		} else if (!sys_raise_file_limit() && !park_waiting(vigil)) {
			if (vigil->watched == 0)
				return error;
			keep_reserve(vigil);
			break;
		}
	}
	return 0;
}

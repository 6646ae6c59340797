/* SPDX-License-Identifier: MIT */
#include "run/search.h"
#include "base/sys.h"
#include "base/util.h"
#include "model/duration.h"
#include "proc/inspect.h"
#include "proc/pidfile.h"
#include "proc/procfs.h"

#include <errno.h>
#include <unistd.h>

/*
 * Refuse a group of unknown number if the number is needed. Once the leader has been reaped, its
 * pidfd no longer shows the number. Returns true if ATTEMPT was settled.
 */
static bool refuse_unknown_group(const struct search *search, struct attempt *attempt)
{
	if (attempt->scope != SCOPE_GROUP || attempt->number > 0 || !search->selection->needs_number ||
	    search_group_has_ended(attempt))
		return false;
	search_settle(search, attempt, OUTCOME_REFUSED,
		      "refused: the number of the group cannot be known, so its members cannot be "
		      "counted or shown; leave out --max, -I, --ask-each and --print");
	return true;
}

/*
 * Refuse a group of unknown number if it may be fdkill's own, and KILL or STOP will be sent: the
 * call would signal fdkill, too. The leader of the unknown group has been reaped. So it is another
 * group if the leader of fdkill's group has not been reaped. Returns true if ATTEMPT was settled.
 */
static bool refuse_own_group(const struct search *search, struct attempt *attempt)
{
	auto_procref struct procref leader = PROCREF_NONE;

	if (attempt->scope != SCOPE_GROUP || attempt->number > 0 || !search->selection->spare_us ||
	    search_group_has_ended(attempt) || procref_open(&leader, getpgrp()) == 0)
		return false;
	search_settle(search, attempt, OUTCOME_REFUSED,
		      "refused: the number of the group cannot be known, and it may be fdkill's own; "
		      "write 0 for that group, or run fdkill by setsid(1)");
	return true;
}

/*
 * Settle ATTEMPT if there is no group of its process: the process is in another one. If it was the
 * leader of a group once, members may be left, and that group can be signalled. Returns true if
 * ATTEMPT was settled.
 */
static bool refuse_non_leader(const struct search *search, struct attempt *attempt)
{
	struct facts *facts = &attempt->facts;

	if (!search_group_has_ended(attempt))
		return false;
	if (!facts_know(facts, FACTS_STAT))
		inspect(&attempt->process, FACTS_STAT, facts);
	if (!facts_know(facts, FACTS_STAT) || facts->pgid == attempt->number ||
	    procref_has_exited(&attempt->process) != 0)
		return false;
	search_settle(search, attempt, OUTCOME_NO_LEADER, NULL);
	return true;
}

/*
 * The process of PIDFILE (or NULL) is held for another target, so no condition is checked for this
 * pidfile. Close it, so that it is not removed, if a check would depend on it.
 */
static void let_go_unchecked_pidfile(const struct search *search, struct pidfile *pidfile)
{
	if (pidfile && (search->selection->criteria->of[CONDITION_LOCKED].count ||
			pidfile->distrust.cause != DISTRUST_NONE))
		attempts_let_go_pidfile(search->attempts, pidfile);
}

/*
 * Move REF into ATTEMPT, unless it is fdkill itself or held already, and learn about it. ERROR is
 * the result of opening REF; VERSION as in attempt_fail.
 */
static void hold(const struct search *search, struct attempt *attempt, struct procref *ref,
		 int error, const char *version)
{
	if (error < 0) {
		/* The message is about the process. Whether its group has ended is not known. */
		if (error == -ESRCH && attempt->scope == SCOPE_GROUP)
			attempt->scope = SCOPE_PROCESS;
		attempt_fail(search->attempts, attempt, error, version);
		return;
	}
	if (attempt->scope != SCOPE_GROUP && procref_pid(ref) == getpid()) {
		attempt->number = getpid();
		procref_close(ref);
		/* A pidfile names a process that is older than fdkill: that one has ended. */
		search_settle(search, attempt, attempt->pidfile ? OUTCOME_GONE : OUTCOME_OURSELVES, NULL);
		return;
	}
	struct pidfile *pidfile = attempt->pidfile;
	int held = search_hold(search, attempt, ref);
	if (held == 0)
		let_go_unchecked_pidfile(search, pidfile);
	if (held <= 0 || refuse_unknown_group(search, attempt) || refuse_own_group(search, attempt))
		return;
	search_learn(search, attempt);
	/* The kernel signals the group that has the number of the process. */
	if (attempt->scope == SCOPE_GROUP && attempt->outcome == OUTCOME_PENDING &&
	    attempt->number > 0 && !refuse_non_leader(search, attempt))
		search_learn_group(search, attempt, attempt->number);
}

static enum scope scope_of(const struct search *search, enum scope natural)
{
	enum scope wanted = search->delivery->scope;

	return wanted == SCOPE_OF_TARGET ? natural : wanted;
}

static int open_identity(struct procref *ref, const struct target *target)
{
	const struct identity *identity = &target->identity;

	return identity->inode ? procref_open_identity(ref, identity->pid, identity->inode)
			       : procref_open(ref, identity->pid);
}

static int open_inode(struct procref *ref, const struct target *target)
{
	return procref_open_inode(ref, target->identity.inode);
}

static int open_fd(struct procref *ref, const struct target *target)
{
	return procref_from_fd(ref, target->number);
}

static int open_peer(struct procref *ref, const struct target *target)
{
	return procref_open_peer(ref, target->number);
}

static int open_thread(struct procref *ref, const struct target *target)
{
	return procref_open_thread(ref, target->number);
}

/* How to open the process of each kind of target, and the Linux version that it needs. */
static const struct {
	int (*open)(struct procref *ref, const struct target *target);
	const char *version;
} ways[] = {
	[TARGET_PID] = {open_identity, "6.9"}, /* for the inode, if there is one */
	[TARGET_INODE] = {open_inode, "6.14"},
	[TARGET_FD] = {open_fd, "5.3"},
	[TARGET_PEER] = {open_peer, "6.5"},
	[TARGET_THREAD] = {open_thread, "6.9"},
};

/*
 * Settle ATTEMPT if the process of REF started after its pidfile was last written. Then it got the
 * number later, or the clock was set since. An identity with a boot id needs no such check. Returns
 * 1 if ATTEMPT was settled, 0, or -errno if no descriptor is free for the check.
 */
static int settle_stale(const struct search *search, struct attempt *attempt, const struct procref *ref)
{
	enum { TOLERANCE = DURATION_SECOND }; /* file systems and /proc count in coarse steps */
	struct pidfile *pidfile = attempt->pidfile;

	if (!pidfile || search->selection->is_guarded || *pidfile->identity.boot_id)
		return 0;
	int error = inspect(ref, FACTS_STAT, &attempt->facts);
	if (error == -EMFILE || error == -ENFILE)
		return error;
	/* JUDGE_STOP means power, as of root. Other users can read the age of their processes. */
	if (error < 0 && error != -ESRCH && search->selection->judgement == JUDGE_STOP) {
		search_settle(search, attempt, OUTCOME_UNCHECKED,
			      "its start time cannot be read, so it may not be the process that the pidfile "
			      "meant; add -u USER or --exe FILE");
		return 1;
	}
	if (error < 0)
		return 0;
	if (__builtin_sub_overflow(sys_wall_clock() - attempt->facts.age, pidfile->written, &pidfile->late))
		pidfile->late = pidfile->written < 0 ? INT64_MAX : INT64_MIN;
	if (pidfile->late <= TOLERANCE)
		return 0;
	search_settle(search, attempt, OUTCOME_STALE, NULL);
	return 1;
}

/*
 * The process of WHERE is gone. Is it the leader of a group that has processes left? With an inode
 * that is not known: another process may have led the group since.
 */
static bool leaves_group(const struct attempt *attempt, const struct target *where)
{
	return attempt->scope == SCOPE_GROUP && where->kind == TARGET_PID && !where->identity.inode &&
	       sys_has_members(where->identity.pid);
}

/* Open and hold the process that WHERE names: the target, or the identity in its pidfile. */
static void select_process(const struct search *search, struct attempt *attempt,
			   const struct target *where)
{
	auto_procref struct procref ref = PROCREF_NONE;
	const char *version = ways[where->kind].version;
	int error = ways[where->kind].open(&ref, where);

	attempt->scope = scope_of(search, ref.is_thread ? SCOPE_THREAD : SCOPE_PROCESS);
	if (ref.is_thread && attempt->scope == SCOPE_PROCESS) {
		version = "6.13";
		error = procref_widen(&ref);
	}
	if (error == -ESRCH && leaves_group(attempt, where)) {
		search_settle(search, attempt, OUTCOME_LEADER_GONE, NULL);
		return;
	}
	int stale = error == 0 ? settle_stale(search, attempt, &ref) : 0;
	if (stale != 1)
		hold(search, attempt, &ref, stale < 0 ? stale : error, version);
}

static void select_identity(const struct search *search, struct attempt *attempt,
			    const struct target *where)
{
	const struct identity *identity = &where->identity;
	int error = procfs_check_boot(identity->boot_id);

	attempt->number = identity->pid;
	if (error == -ESRCH) {
		search_settle(search, attempt, OUTCOME_OTHER_BOOT, NULL);
	} else if (error < 0) {
		attempt->cause.error = -error;
		search_settle(search, attempt, OUTCOME_FAILED, "the boot id cannot be read");
	} else {
		select_process(search, attempt, where);
	}
}

static void select_pidfile(const struct search *search, struct attempt *attempt)
{
	struct target content = {.kind = TARGET_PID, .text = search->target->text};
	struct pidfile *pidfile = attempts_add_pidfile(search->attempts);
	int error;
	const char *reason = pidfile_read(search->target->path, search->selection->judgement, pidfile,
					  &error);

	if (search->selection->remove_pidfiles)
		attempts_keep_pidfile(search->attempts, pidfile);
	else
		pidfile_let_go(pidfile);
	attempt->pidfile = pidfile;
	if (!reason) {
		content.identity = pidfile->identity;
		select_identity(search, attempt, &content);
		return;
	}
	if (error == EMFILE || error == ENFILE) {
		attempt_fail(search->attempts, attempt, -error, NULL);
		return;
	}
	attempt->cause.error = error;
	search_settle(search, attempt,
		      reason == pidfile_untrusted ? OUTCOME_UNTRUSTED
		      : reason == pidfile_empty   ? OUTCOME_EMPTY_PIDFILE
		      : error == ENOENT           ? OUTCOME_NO_PIDFILE
						  : OUTCOME_BAD_PIDFILE,
		      reason);
}

void search_one(const struct search *search)
{
	struct attempt *attempt = search_add(search, SCOPE_PROCESS);
	enum target_kind kind = search->target->kind;

	if (kind == TARGET_STDIN)
		search_settle(search, attempt, OUTCOME_NO_INPUT, NULL);
	else if (kind == TARGET_PIDFILE)
		select_pidfile(search, attempt);
	else if (kind == TARGET_PID || kind == TARGET_INODE)
		select_identity(search, attempt, search->target);
	else
		select_process(search, attempt, search->target);
}

/* SPDX-License-Identifier: MIT */
#include "run/deliver.h"
#include "base/sys.h"
#include "model/effect.h"
#include "model/signame.h"
#include "proc/inspect.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>

/*
 * Is SIGNO a CONT that the kernel allows although signal 0 was denied? CONT may go to any process
 * of the sender's own session (kill(2)).
 */
static bool is_allowed_cont(const struct attempt *attempt, int signo)
{
	return signo == SIGCONT && attempt->number > 0 &&
	       sys_getsid(attempt->number) == sys_getsid(0);
}

/* Check by signal 0 whether SIGNO may be sent. Returns 0, or -errno. */
static int rehearse(const struct attempt *attempt, int signo)
{
	int error = procref_send(&attempt->process, 0, NULL, attempt->scope);

	return error == -EPERM && is_allowed_cont(attempt, signo) ? 0 : error;
}

/* If the group is fdkill's own, the call reaches fdkill, too. So ignore the signal meanwhile. */
static int send_sparing_us(const struct procref *process, enum scope scope, int signo, siginfo_t *info)
{
	struct sigaction before;
	bool ignored = scope == SCOPE_GROUP && signo && sys_ignore(signo, &before) == 0;
	int error = procref_send(process, signo, info, scope);

	if (ignored)
		sys_restore(signo, &before);
	return error;
}

static int send_signal(const struct procref *process, enum scope scope,
		       const struct delivery *delivery, int signo)
{
	bool with_info = delivery->payload.present && delivery_allows_payload(signo);
	siginfo_t info;

	if (with_info)
		delivery_siginfo(&delivery->payload, signo, getpid(), getuid(), &info);
	int error = send_sparing_us(process, scope, signo, with_info ? &info : NULL);
	/* Permission for the signal includes CONT. If CONT fails, the process has exited. */
	if (error == 0 && delivery->cont && delivery_allows_cont(signo))
		send_sparing_us(process, scope, SIGCONT, NULL);
	return error;
}

/* process_mrelease(2) after KILL. An error does not matter: the process dies all the same. */
static void release_memory(struct procref *process)
{
	auto_borrow struct borrow borrow = procref_borrow(process);

	if (borrow.error == 0)
		sys_pidfd_release_memory(process->fd);
}

static void release_memory_of(struct attempt *attempt)
{
	if (attempt->scope != SCOPE_GROUP)
		release_memory(&attempt->process);
	FOREACH_MEMBER(attempt, member)
		release_memory(&member->process);
}

/*
 * Has the process or thread of ATTEMPT ended? The kernel still accepts a signal for a zombie, and
 * for the first thread of a process that lives on without it. Returns 1, 0 or -errno; 0 for a
 * group.
 */
static int has_ended(struct attempt *attempt)
{
	if (attempt->scope == SCOPE_GROUP)
		return 0;
	if (attempt->scope == SCOPE_THREAD && inspect(&attempt->process, FACTS_STAT, &attempt->facts) == 0 &&
	    (attempt->facts.state == 'Z' || attempt->facts.state == 'X'))
		return 1;
	return procref_has_exited(&attempt->process);
}

/*
 * Is there room in the queue of PROCESS? Returns 0, or -EAGAIN if there is none. The kernel
 * silently loses a real-time signal without siginfo if the same signal is pending and the queue is
 * full. So check just before it is sent. If the queue cannot be read, the signal is sent. With
 * siginfo, and to a thread, the kernel itself reports a full queue; only a rehearsal checks there,
 * too.
 */
static int check_queue(const struct procref *process, enum scope scope,
		       const struct delivery *delivery, const struct pass *pass)
{
	bool kernel_reports = scope == SCOPE_THREAD || delivery->payload.present;
	auto_facts struct facts facts = {0};

	if (!signame_is_queued(pass->signo) || scope == SCOPE_GROUP || (kernel_reports && !pass->is_rehearsal))
		return 0;
	inspect(process, FACTS_STATUS, &facts);
	return effect_queue_is_full(&facts, pass->signo, delivery, scope) ? -EAGAIN : 0;
}

/*
 * Send the first signal to ATTEMPT. Returns 0 or -errno. Settles ATTEMPT if it has ended already.
 */
static int deliver_first(struct attempts *attempts, struct attempt *attempt,
			 const struct delivery *delivery, const struct pass *pass)
{
	auto_borrow struct borrow borrow = procref_borrow(&attempt->process);
	int ended = borrow.error ? borrow.error : has_ended(attempt);

	if (ended == 1) {
		attempt_settle(attempts, attempt, attempt_outcome_of_end(attempt));
		return -ESRCH;
	}
	if (ended < 0)
		return ended;
	int error = pass->is_rehearsal ? rehearse(attempt, pass->signo) : 0;
	if (error == 0)
		error = check_queue(&attempt->process, attempt->scope, delivery, pass);
	return error || pass->is_rehearsal
		       ? error
		       : send_signal(&attempt->process, attempt->scope, delivery, pass->signo);
}

/*
 * Send a later signal to one process. Returns 0 or -errno. -ESRCH: it has exited, and await finds
 * out how it ended.
 */
static int deliver_next_to(struct procref *process, enum scope scope,
			 const struct delivery *delivery, const struct pass *pass)
{
	auto_borrow struct borrow borrow = procref_borrow(process);
	int error = borrow.error;

	int exited = error ? 0 : procref_has_exited(process);
	if (exited)
		error = exited < 0 ? exited : -ESRCH;
	if (error == 0)
		error = check_queue(process, scope, delivery, pass);
	return error ? error : send_signal(process, scope, delivery, pass->signo);
}

/*
 * Send a later signal to a process or group that got the first one. A group gets it member by
 * member. Only the members that were listed before the first signal get it, not processes that
 * joined since. As with the call for a group, it is a success if one member was reached. But it is
 * an error if a member cannot be held again for lack of a descriptor. Returns 0 or -errno.
 */
static int deliver_next(struct attempt *attempt, const struct delivery *delivery,
		     const struct pass *pass)
{
	int result = -ESRCH, full = 0;

	if (attempt->scope != SCOPE_GROUP)
		return deliver_next_to(&attempt->process, attempt->scope, delivery, pass);
	FOREACH_MEMBER(attempt, member) {
		int error = deliver_next_to(&member->process, SCOPE_PROCESS, delivery, pass);

		if (error == 0 || (result && error != -ESRCH))
			result = error;
		if (error == -EMFILE || error == -ENFILE)
			full = error;
	}
	return full ? full : result;
}

static void deliver_one(struct attempts *attempts, struct attempt *attempt,
			const struct delivery *delivery, const struct pass *pass)
{
	bool is_first = attempt->step == 0;
	auto_borrow struct borrow borrow = procref_borrow(&attempt->process);

	assert(attempt->step < pass->step);
	attempt->step = pass->step;
	attempt->signo = pass->signo;
	int error = is_first ? deliver_first(attempts, attempt, delivery, pass)
			     : deliver_next(attempt, delivery, pass);

	if (error == 0 && !pass->is_rehearsal && delivery->release_memory && pass->signo == SIGKILL)
		release_memory_of(attempt);
	/* A process with a full queue stays pending, so that it gets the signals that follow. */
	bool is_missed = error == -EAGAIN && pass->has_more && !pass->is_rehearsal;

	if (is_missed && attempts->missed)
		attempts->missed(attempts->context, attempt);
	attempt->is_sent |= error == 0;
	if (error == 0 && !pass->is_rehearsal && attempts->sent)
		attempts->sent(attempts->context, attempt);
	/* Read the owner now: the message names it. */
	if (error == -EPERM || error == -EACCES)
		inspect(&attempt->process, FACTS_STAT | FACTS_STATUS, &attempt->facts);
	if (error < 0 && !is_missed && attempt->outcome == OUTCOME_PENDING && (is_first || error != -ESRCH))
		attempt_fail(attempts, attempt, error, "6.9");
}

void deliver(struct attempts *attempts, const struct delivery *delivery, const struct pass *pass)
{
	FOREACH_PENDING(attempts, attempt) {
		if (attempt->step < pass->step)
			deliver_one(attempts, attempt, delivery, pass);
	}
}

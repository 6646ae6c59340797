/* SPDX-License-Identifier: MIT */
#include "run/deliver.h"
#include "base/sys.h"
#include "model/effect.h"
#include "model/signame.h"
#include "proc/inspect.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>

/* CONT may go to every process of one's own session, signal 0 may not (kill(2)). */
static bool is_allowed_cont(const struct attempt *attempt, int signo)
{
	return signo == SIGCONT && attempt->number > 0 &&
	       sys_getsid(attempt->number) == sys_getsid(0);
}

static int rehearse(const struct attempt *attempt, int signo)
{
	int error = procref_send(&attempt->process, 0, NULL, attempt->scope);

	return error == -EPERM && is_allowed_cont(attempt, signo) ? 0 : error;
}

/* The call for a group reaches fdkill, too, if the group is our own: so ignore the signal. */
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
	/* Permission for the signal includes CONT. A process that has exited since needs none. */
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
 * The kernel still accepts signals for a zombie, and for the dead leader thread of a process that
 * lives on. 1 if it is one of them, 0, or -errno.
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
 * The kernel silently loses a real-time signal without siginfo if the same signal is pending and
 * the queue is full. So look just before it is sent. If that cannot be read, the signal is sent. A
 * rehearsal also looks where the kernel would tell. Returns 0, or -EAGAIN.
 */
static int check_queue(const struct procref *process, enum scope scope,
		       const struct delivery *delivery, const struct pass *pass)
{
	bool is_told = scope == SCOPE_THREAD || delivery->payload.present;
	auto_facts struct facts facts = {0};

	if (!signame_is_queued(pass->signo) || scope == SCOPE_GROUP || (is_told && !pass->is_rehearsal))
		return 0;
	inspect(process, FACTS_STATUS, &facts);
	return effect_queue_is_full(&facts, pass->signo, delivery, scope) ? -EAGAIN : 0;
}

/* The first signal to ATTEMPT. Settles it if it has ended already. */
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

/* A follow-up to one process. If it has exited, that is an error: await finds out how it ended. */
static int follow_up_one(struct procref *process, enum scope scope,
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
 * A follow-up goes only to what got the first signal: of a group, to the members that were listed
 * then, one by one, and to no newcomer. As with the call for a group, one member that is reached is
 * success; but a member that cannot be held again is an error.
 */
static int follow_up(struct attempt *attempt, const struct delivery *delivery,
		     const struct pass *pass)
{
	int result = -ESRCH, full = 0;

	if (attempt->scope != SCOPE_GROUP)
		return follow_up_one(&attempt->process, attempt->scope, delivery, pass);
	FOREACH_MEMBER(attempt, member) {
		int error = follow_up_one(&member->process, SCOPE_PROCESS, delivery, pass);

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
			     : follow_up(attempt, delivery, pass);

	if (error == 0 && !pass->is_rehearsal && delivery->release_memory && pass->signo == SIGKILL)
		release_memory_of(attempt);
	/* A process with a full queue must not escape the signals that follow. */
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

#include "run/deliver.h"
#include "base/sys.h"
#include "model/effect.h"
#include "model/signame.h"
#include "proc/inspect.h"

#include <errno.h>
#include <unistd.h>

/* CONT may go to anybody of one's own session, signal 0 may not (kill(2)). */
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

/* The call for a group hits fdkill too, when the group is our own: not when we ignore it. */
static int send_sparing_us(const struct procref *process, enum scope scope, int signo, siginfo_t *info)
{
	struct sigaction before;
	bool ignored = scope == SCOPE_GROUP && signo && sys_ignore(signo, &before) == 0;
	int error = procref_send(process, signo, info, scope);

	if (ignored)
		sys_restore(signo, &before);
	return error;
}

static int send_for_real(const struct procref *process, enum scope scope,
			 const struct delivery *delivery)
{
	bool with_info = delivery->payload.present && delivery_allows_payload(delivery->signo);
	siginfo_t info;

	if (with_info)
		delivery_siginfo(&delivery->payload, delivery->signo, getpid(), getuid(), &info);
	int error = send_sparing_us(process, scope, delivery->signo, with_info ? &info : NULL);
	/* Who could be signalled can be continued; who is gone meanwhile need not be. */
	if (error == 0 && delivery->cont && delivery_allows_cont(delivery->signo))
		send_sparing_us(process, scope, SIGCONT, NULL);
	return error;
}

/*
 * Of who was sent KILL; process_mrelease(2). A help, not a promise: where it cannot be had, the
 * process dies all the same.
 */
static void release_memory(struct attempts *attempts, struct procref *process)
{
	bool was_parked = process->fd < 0;

	if (attempts_unpark(attempts, process) == 0)
		sys_pidfd_release_memory(process->fd);
	if (was_parked && process->fd >= 0)
		procref_park(process);
}

static void release_memory_of(struct attempts *attempts, struct attempt *attempt)
{
	if (attempt->scope != SCOPE_GROUP)
		release_memory(attempts, &attempt->process);
	FOREACH_MEMBER(attempt, member)
		release_memory(attempts, &member->process);
}

/*
 * Has what we are to signal ended, though the kernel would still take the signal? A zombie takes
 * anything, and so does the dead leader thread of a process that lives on.
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
 * The kernel loses a plain real-time signal without a word if one is pending and the queue is full:
 * look just before it is sent. What cannot be read does not hold the signal back. Returns 0, or
 * -EAGAIN as the kernel does where it tells: a rehearsal has nothing else to go by.
 */
static int check_queue(struct attempts *attempts, struct procref *process, enum scope scope,
		       const struct delivery *delivery)
{
	bool is_told = scope == SCOPE_THREAD || delivery->payload.present;
	struct facts facts = {0};
	int error;

	if (!signame_is_queued(delivery->signo) || scope == SCOPE_GROUP ||
	    (is_told && !delivery->rehearse))
		return 0;
	/* To make room, it may be parked itself. */
	do {
		error = attempts_unpark(attempts, process);
		if (error == 0)
			error = inspect(process, FACTS_STATUS, &facts);
	} while (attempts_made_room(attempts, error));
	bool is_full = effect_queue_is_full(&facts, delivery, scope);
	facts_free(&facts);
	return is_full ? -EAGAIN : attempts_unpark(attempts, process);
}

/* The first time it is its turn: what is named and has ended is told apart. */
static int deliver_first(struct attempts *attempts, struct attempt *attempt,
			 const struct delivery *delivery)
{
	int error = attempts_unpark(attempts, &attempt->process);
	int ended = error ? error : has_ended(attempt);

	if (ended == 1) {
		attempt_settle(attempts, attempt, attempt_outcome_of_end(attempt));
		return -ESRCH;
	}
	if (ended < 0)
		return ended;
	error = delivery->rehearse ? rehearse(attempt, delivery->signo) : 0;
	if (error == 0)
		error = check_queue(attempts, &attempt->process, attempt->scope, delivery);
	return error || delivery->rehearse ? error
					   : send_for_real(&attempt->process, attempt->scope, delivery);
}

/*
 * A follow-up to one process, unless it has exited. Who has is not our business: the wait that
 * follows tells how.
 */
static int follow_up_one(struct attempts *attempts, struct procref *process, enum scope scope,
			 const struct delivery *delivery)
{
	int error = attempts_unpark(attempts, process);

	if (error == 0 && procref_has_exited(process))
		error = -ESRCH;
	if (error == 0)
		error = check_queue(attempts, process, scope, delivery);
	return error ? error : send_for_real(process, scope, delivery);
}

/*
 * A follow-up reaches only those who were sent to before: of a group, the members that were seen
 * then, one by one, and nobody who joined it meanwhile. Like the call for a group it succeeds if it
 * reaches one of them; but what cannot be held again is not passed over.
 */
static int follow_up(struct attempts *attempts, struct attempt *attempt,
		     const struct delivery *delivery)
{
	int result = -ESRCH, full = 0;

	if (attempt->scope != SCOPE_GROUP)
		return follow_up_one(attempts, &attempt->process, attempt->scope, delivery);
	FOREACH_MEMBER(attempt, member) {
		struct procref *process = &member->process;
		bool was_parked = process->fd < 0;
		int error = follow_up_one(attempts, process, SCOPE_PROCESS, delivery);

		if (error == 0 || (result && error != -ESRCH))
			result = error;
		if (error == -EMFILE || error == -ENFILE)
			full = error;
		if (was_parked && process->fd >= 0)
			procref_park(process);
	}
	return full ? full : result;
}

static void deliver_one(struct attempts *attempts, struct attempt *attempt,
			const struct delivery *delivery, size_t step)
{
	bool is_first = attempt->step == 0;
	bool was_parked = attempt->process.fd < 0;
	int error = is_first ? deliver_first(attempts, attempt, delivery)
			     : follow_up(attempts, attempt, delivery);

	if (error == 0 && !delivery->rehearse && delivery->release_memory && delivery->signo == SIGKILL)
		release_memory_of(attempts, attempt);
	/* Its queue is the receiver's own affair: with it full, it must not escape what follows. */
	bool is_missed = error == -EAGAIN && delivery->has_more && !delivery->rehearse;

	if (is_missed && attempts->missed)
		attempts->missed(attempts->context, attempt, delivery->signo);
	attempt->step = step;
	attempt->signo = delivery->signo;
	attempt->is_sent |= error == 0;
	if (error == 0 && !delivery->rehearse && attempts->sent)
		attempts->sent(attempts->context, attempt, delivery->signo);
	/* Who it is that denies us is what the message has to say. */
	if (error == -EPERM || error == -EACCES)
		inspect(&attempt->process, FACTS_STAT | FACTS_STATUS, &attempt->facts);
	if (error < 0 && !is_missed && attempt->outcome == OUTCOME_PENDING && (is_first || error != -ESRCH))
		attempt_fail(attempts, attempt, error, "6.9");
	if (was_parked && attempt->process.fd >= 0)
		procref_park(&attempt->process);
}

void deliver(struct attempts *attempts, const struct delivery *delivery, size_t step)
{
	FOREACH_PENDING(attempts, attempt) {
		if (attempt->step < step)
			deliver_one(attempts, attempt, delivery, step);
	}
}

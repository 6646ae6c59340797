#include "stages.h"
#include "inspect.h"
#include "sys.h"

#include <errno.h>
#include <unistd.h>

/* A process may be parked, and another must then make room for it. */
static int unpark(struct attempts *attempts, struct attempt *attempt)
{
	int error;

	do
		error = procref_unpark(&attempt->process);
	while (attempts_made_room(attempts, error));
	return error;
}

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
static int send_sparing_us(const struct attempt *attempt, int signo, siginfo_t *info)
{
	struct sigaction before;
	bool ignored = attempt->scope == SCOPE_GROUP && signo && sys_ignore(signo, &before) == 0;
	int error = procref_send(&attempt->process, signo, info, attempt->scope);

	if (ignored)
		sys_restore(signo, &before);
	return error;
}

static int send_for_real(const struct attempt *attempt, const struct delivery *delivery)
{
	bool with_info = delivery->payload.present && delivery_allows_payload(delivery->signo);
	siginfo_t info;

	if (with_info)
		delivery_siginfo(&delivery->payload, delivery->signo, getpid(), getuid(), &info);
	int error = send_sparing_us(attempt, delivery->signo, with_info ? &info : NULL);
	/* Who could be signalled can be continued; who is gone meanwhile need not be. */
	if (error == 0 && delivery->cont)
		send_sparing_us(attempt, SIGCONT, NULL);
	return error;
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

/* It has exited: is it still there, unreaped? */
static enum outcome outcome_of_end(const struct attempt *attempt)
{
	if (attempt->is_selected)
		return OUTCOME_LEFT_OUT;
	if (procref_send(&attempt->process, 0, NULL, attempt->scope) != -ESRCH)
		return OUTCOME_ZOMBIE;
	return attempt->has_identity ? OUTCOME_IDENTITY_GONE : OUTCOME_GONE;
}

static void deliver_one(struct attempts *attempts, struct attempt *attempt,
			const struct delivery *delivery)
{
	bool was_parked = attempt->process.fd < 0;
	int error = unpark(attempts, attempt);
	int ended = error ? error : has_ended(attempt);

	if (ended == 1) {
		attempt_settle(attempts, attempt, outcome_of_end(attempt));
		return;
	}
	error = ended;
	if (error == 0)
		error = delivery->rehearse ? rehearse(attempt, delivery->signo)
					   : send_for_real(attempt, delivery);
	/* Who it is that denies us is what the message has to say. */
	if (error == -EPERM || error == -EACCES)
		inspect(&attempt->process, FACTS_STAT | FACTS_UIDS, &attempt->facts);
	if (error < 0)
		attempt_fail(attempts, attempt, error, "6.9");
	attempt->is_sent = error == 0;
	if (was_parked && attempt->process.fd >= 0)
		procref_park(&attempt->process);
}

void deliver(struct attempts *attempts, const struct delivery *delivery)
{
	for (size_t i = 0; i < attempts->count; i++) {
		struct attempt *attempt = attempts->items[i];

		if (attempt->outcome == OUTCOME_PENDING && !attempt->is_sent)
			deliver_one(attempts, attempt, delivery);
	}
}

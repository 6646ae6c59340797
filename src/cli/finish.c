/* SPDX-License-Identifier: MIT */
#include "cli/finish.h"
#include "base/util.h"
#include "cli/message.h"
#include "proc/pidfile.h"
#include "request/request.h"
#include "run/attempt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* The exit status of --exit-status: the status of the target. */
static int status_of_target(const struct attempts *attempts)
{
	const struct attempt *attempt = attempts->count ? attempts->items[0] : NULL;

	if (attempt && attempt->outcome == OUTCOME_SURVIVED)
		return STATUS_TIMED_OUT;
	if (!attempt || attempt->outcome != OUTCOME_ENDED || !attempt->ending.is_known)
		return STATUS_UNKNOWN;
	if (WIFSIGNALED(attempt->ending.status))
		return 128 + WTERMSIG(attempt->ending.status);
	return WEXITSTATUS(attempt->ending.status);
}

/* Is the process of ATTEMPT known to have ended? It may have been dead when fdkill came. */
static bool is_known_to_have_ended(const struct attempt *attempt)
{
	enum outcome outcome = attempt->outcome;

	return outcome == OUTCOME_ENDED || outcome == OUTCOME_GONE || outcome == OUTCOME_IDENTITY_GONE ||
	       outcome == OUTCOME_OTHER_BOOT || outcome == OUTCOME_ZOMBIE;
}

static bool is_same(const struct identity *one, const struct identity *other)
{
	return one->pid == other->pid && one->inode == other->inode &&
	       streq(one->boot_id, other->boot_id);
}

/*
 * Has the process of IDENTITY ended? IDENTITY is what the pidfile says now. The process may be held
 * for another pidfile that names it.
 */
static bool has_ended(const void *context, const struct identity *identity)
{
	const struct attempts *attempts = context;

	FOREACH_ATTEMPT(attempts, attempt) {
		if (!is_known_to_have_ended(attempt))
			continue;
		if (attempt->pidfile && is_same(&attempt->pidfile->identity, identity))
			return true;
		if (attempt->outcome == OUTCOME_ENDED && attempt->number == identity->pid &&
		    (!identity->inode || identity->inode == attempt->process.inode))
			return true;
	}
	return false;
}

/* Remove PIDFILE, or say why not. False if that is a failure. */
static bool remove_pidfile(const struct attempts *attempts, const struct pidfile *pidfile, bool verbose)
{
	const char *reason;
	int error = pidfile_remove(pidfile, has_ended, attempts, &reason);

	if (error == PIDFILE_KEPT && verbose)
		say(stdout, "pidfile:%s: not removed: %s", pidfile->path, reason);
	if (error == 0 || error == PIDFILE_KEPT || error == -ENOENT)
		return true;
	if (error == PIDFILE_FIXED)
		complain("pidfile:%s: not removed: %s", pidfile->path, reason);
	else
		complain("pidfile:%s: %s: %s", pidfile->path, reason, strerror(-error));
	return false;
}

/*
 * Close the pidfiles of processes that are not known to have ended, so that they are not removed.
 */
static void close_pidfiles_of_living(const struct attempts *attempts)
{
	FOREACH_ATTEMPT(attempts, attempt) {
		if (attempt->pidfile && !is_known_to_have_ended(attempt))
			pidfile_let_go(attempt->pidfile);
	}
}

static bool remove_pidfiles(const struct attempts *attempts, bool verbose)
{
	bool is_done = true;

	close_pidfiles_of_living(attempts);
	for (size_t i = 0; i < attempts->pidfile_count; i++) {
		if (attempts->pidfiles[i]->file >= 0)
			is_done &= remove_pidfile(attempts, attempts->pidfiles[i], verbose);
	}
	return is_done;
}

int finish(const struct attempts *attempts, const struct request *request)
{
	int status = attempts_exit_status(attempts, request->ok_gone);

	if (request->action == ACTION_STATUS)
		return attempts_service_status(attempts);
	if (request->pkill)
		status = attempts_pkill_status(status);
	if (request->wait.exit_status && !request_rehearses(request))
		status = status_of_target(attempts);
	if (request->wait.remove_pidfile && request->action == ACTION_SEND && !remove_pidfiles(attempts, request->verbose) &&
	    !request->wait.exit_status)
		status = STATUS_FAILED;
	if (request->count)
		printf("%zu\n", attempts_sent(attempts));
	return status;
}

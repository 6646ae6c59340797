/* SPDX-License-Identifier: MIT */
#include "cli/report.h"
#include "base/util.h"
#include "cli/explain.h"
#include "cli/message.h"
#include "cli/run.h"
#include "model/signame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *format_detail(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	if (attempt->cause.error)
		return xasprintf("%s: %s", attempt->cause.detail, strerror(attempt->cause.error));
	return xstrdup(attempt->cause.detail);
}

/* Which user or group can change the component; WORD is what to write after -u. */
static char *format_changer(const struct distrust *distrust, char **word)
{
	auto_free char *user = NULL;

	*word = xstrdup("USER");
	switch (distrust->cause) {
	case DISTRUST_USER:
		free(*word);
		user = message_user((uid_t)distrust->id);
		*word = message_user_word((uid_t)distrust->id);
		/* The name alone would read as if no user could change it. */
		return streq(user, "nobody") ? xstrdup("user nobody") : steal_text(&user);
	case DISTRUST_GROUP:
		user = message_group((gid_t)distrust->id);
		return xasprintf("group %s", after_prefix(user, "group ") ? user + 6 : user);
	case DISTRUST_EVERYONE:
		return xstrdup("every user");
	case DISTRUST_FILESYSTEM:
	case DISTRUST_UNSEEN:
	case DISTRUST_NONE:
		break;
	}
	return xstrdup("another user");
}

/* Which other user could have written the pidfile. */
static char *format_distrust(const struct distrust *distrust, const char *signals)
{
	enum { PROC = 0x9fa0 }; /* linux/magic.h */
	char *word;
	auto_free char *changer = format_changer(distrust, &word);
	auto_free char *user = word;

	if (distrust->cause == DISTRUST_UNSEEN)
		return xasprintf("the path to the working directory cannot be examined, so another user could "
				 "decide which process %s; write the whole path, or add -u USER or --exe FILE",
				 signals);
	if (distrust->cause == DISTRUST_FILESYSTEM && distrust->id == PROC)
		return xasprintf("%s lies in a proc file system, where a process chooses what a file contains, so "
				 "another user could decide which process %s; add -u USER or --exe FILE",
				 distrust->component, signals);
	if (distrust->cause == DISTRUST_FILESYSTEM)
		return xasprintf("%s lies on a file system (type 0x%lx) where another user may choose what "
				 "a file contains, so another user could decide which process %s; add -u USER "
				 "or --exe FILE",
				 distrust->component, distrust->id, signals);
	return xasprintf("%s can change %s, so %s could decide which process %s; add -u %s or --exe FILE",
			 changer, distrust->component, changer, signals, user);
}

static char *format_untrusted(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	const struct pidfile *pidfile = attempt->pidfile;

	if (pidfile->is_led_away)
		return xasprintf("a link that another user can change leads to it, and it is not that user's "
				 "file; name the file itself");
	return format_distrust(&pidfile->distrust, geteuid() == 0 ? "root signals" : "you signal");
}

static char *format_stale(const struct run *run, const struct attempt *attempt)
{
	char span[DURATION_SIZE];

	return xasprintf("%d started %s after %s was written, so it is probably another process (or the "
			 "clock was set since)%s; add -u USER or --exe FILE",
			 attempt->number, duration_format_about(attempt->pidfile->late, span),
			 attempt->target->path,
			 run->request->wait.remove_pidfile ? ", and the pidfile is not removed" : "");
}

/*
 * The process does not meet the conditions. If a pidfile names it, --ok-gone counts that as
 * reached: so the message says that it runs.
 */
static char *format_mismatch(const struct run *run, const struct attempt *attempt)
{
	const struct request *request = run->request;
	auto_free char *mismatch = report_mismatch(run, attempt);

	if (!request->ok_gone || attempt->outcome != OUTCOME_NOT_MEANT)
		return steal_text(&mismatch);
	return xasprintf("%s; %d still runs%s", mismatch, attempt->number,
			 request->wait.remove_pidfile ? ", and the pidfile is not removed" : "");
}

/* "still alive", and why; of a group, the members that are. */
static char *format_survival(const struct run *run, const struct attempt *attempt)
{
	struct attempt *survivor = run->attempts.items[attempt->index];
	const char *before = ": ";

	if (attempt->cause.detail)
		return xasprintf("still alive: %s", attempt->cause.detail);
	if (attempt->scope != SCOPE_GROUP) {
		auto_free char *reason =
			explain_survival(run, &survivor->process, attempt->scope, attempt->signo);

		return xasprintf("still alive%s%s", reason ? ": " : "", reason ? reason : "");
	}
	char *words = xstrdup("still alive");
	FOREACH_MEMBER(attempt, member) {
		if (member->ending.has_ended)
			continue;
		auto_free char *so_far = words;
		auto_free char *reason =
			explain_survival(run, &member->process, SCOPE_PROCESS, attempt->signo);
		words = xasprintf("%s%s%d (%s%s%s)", so_far, before, member->process.pid, member->facts.comm,
				  reason ? ": " : "", reason ? reason : "");
		before = ", ";
	}
	return words;
}

static char *format_no_group(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	bool is_ours = attempt->target->kind == TARGET_OWN_GROUP ||
		       (attempt->number > 0 && attempt->number == getpgrp());

	if (attempt->cause.detail)
		return xstrdup(attempt->cause.detail);
	return xstrdup(is_ours ? "only fdkill is in this process group" : "no such process group");
}

static char *format_no_leader(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	pid_t pgid = attempt->facts.pgid;

	if (pgid == 0)
		return xstrdup("leads no group; its group is in another PID namespace");
	return xasprintf("leads no group; it is in group %d: pgid:%d", pgid, pgid);
}

static char *format_leader_gone(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	return xasprintf("no such process, but group %d has processes: pgid:%d", attempt->number,
			 attempt->number);
}

/* A selection looks once, so it does not know more. For other targets two looks agreed. */
static char *format_no_match(const struct run *run, const struct attempt *attempt)
{
	size_t unchecked = run->attempts.unchecked;
	bool looked_twice = attempt->target->kind != TARGET_SELECTION;
	const char *where = target_is_group(attempt->target) ? " in it" : "";

	if (attempt->outcome == OUTCOME_NO_KNOWN_MATCH)
		return xasprintf("no process%s is known to meet the conditions, but %zu could not be checked; "
				 "add -u USER%s",
				 where, unchecked, geteuid() ? ", or run fdkill as root" : "");
	if (attempt->cause.ancestor)
		return xasprintf("no process meets the conditions, but %s (%d), which is an ancestor; add "
				 "--include-ancestors",
				 attempt->facts.comm, attempt->cause.ancestor);
	return xasprintf("no process%s meets the conditions%s", where,
			 looked_twice ? ": none seen in two looks" : "");
}

static char *format_none_permitted(const struct run *run, const struct attempt *none)
{
	(void)none;
	size_t denied = 0;

	FOREACH_ATTEMPT(&run->attempts, attempt)
		denied += attempt->outcome == OUTCOME_LEFT_OUT && attempt->cause.error;
	return xasprintf("not permitted: you may signal none of the %zu processes", denied);
}

static char *format_thread(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	if (attempt->number == 0)
		return xstrdup("a thread, not a process");
	return xasprintf("a thread, not a process; to signal only the thread, write tid:%d",
			 attempt->number);
}

static char *format_unsupported(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	return xasprintf("this needs Linux %s%s", attempt->cause.detail,
			 attempt->cause.error == ENOSYS ? " (or a seccomp filter hides the system call)" : "");
}

static char *format_unspared(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	const char *reason = attempt->cause.error == ENOENT   ? "hidden in /proc"
			     : attempt->cause.error == EAGAIN ? "they keep ending"
							: strerror(attempt->cause.error);

	return xasprintf("the ancestors of fdkill cannot be read (process %d: %s), so they cannot be "
			 "spared; add --include-ancestors to select anyway",
			 attempt->cause.ancestor, reason);
}

/*
 * Why a process is not held. Before its first signal there were too many targets. After that it was
 * held once, but could not be held again.
 */
static char *format_not_held(const struct run *run, const struct attempt *attempt)
{
	bool is_sending = request_sends(run->request);
	char signal[SIGNAME_SIZE];

	if (!attempt->step)
		return xasprintf("%s%s", is_sending ? "not signalled: " : "",
				 attempt->cause.detail ? attempt->cause.detail
						       : "not every target can be held at once; raise "
							 "the limit of open files (ulimit -n)");
	auto_free char *loss = is_sending ? xasprintf(", so %s was not sent to it",
						      signame_format(attempt->signo, signal))
					  : xstrdup("");
	/* The first signal is one call for the group; later ones go to its members. */
	if (attempt->scope == SCOPE_GROUP && attempt->step > 1)
		return xasprintf("not all of its members can be held again, so %s was not sent to each of "
				 "them; raise the limit of open files (ulimit -n)",
				 signame_format(attempt->signo, signal));
	return xasprintf("it cannot be held again%s; raise the limit of open files (ulimit -n)", loss);
}

static char *format_unchecked(const struct run *run, const struct attempt *attempt)
{
	(void)run;
	return report_unchecked(attempt);
}

/* The words that depend on the attempt. The others are in the table of outcomes. */
static char *(*const formats[])(const struct run *run, const struct attempt *attempt) = {
	[OUTCOME_NO_GROUP] = format_no_group,
	[OUTCOME_NO_LEADER] = format_no_leader,
	[OUTCOME_LEADER_GONE] = format_leader_gone,
	[OUTCOME_IS_THREAD] = format_thread,
	[OUTCOME_DENIED] = explain_denial,
	[OUTCOME_NO_MATCH] = format_no_match,
	[OUTCOME_NO_KNOWN_MATCH] = format_no_match,
	[OUTCOME_NONE_PERMITTED] = format_none_permitted,
	[OUTCOME_LEFT_ALONE] = format_mismatch,
	[OUTCOME_NOT_MEANT] = format_mismatch,
	[OUTCOME_UNCHECKED] = format_unchecked,
	[OUTCOME_UNSPARED] = format_unspared,
	[OUTCOME_BAD_PIDFILE] = format_detail,
	[OUTCOME_REFUSED] = format_detail,
	[OUTCOME_UNTRUSTED] = format_untrusted,
	[OUTCOME_STALE] = format_stale,
	[OUTCOME_UNSUPPORTED] = format_unsupported,
	[OUTCOME_NOT_HELD] = format_not_held,
	[OUTCOME_SURVIVED] = format_survival,
};

char *report_failure(const struct run *run, const struct attempt *attempt)
{
	const char *words = outcome_words(attempt->outcome);

	if (words)
		return xstrdup(words);
	if (attempt->outcome < ARRAY_SIZE(formats) && formats[attempt->outcome])
		return formats[attempt->outcome](run, attempt);
	return xstrdup(attempt->cause.detail ? attempt->cause.detail : strerror(attempt->cause.error));
}

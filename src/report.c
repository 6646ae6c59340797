#include "report.h"
#include "privilege.h"
#include "say.h"
#include "signame.h"
#include "util.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whom an attempt was for, as the user wrote it, and the number if that tells more. */
static char *format_subject(const struct attempt *attempt)
{
	const struct target *target = attempt->target;

	if (attempt->number > 0 && attempt->scope != SCOPE_GROUP && target->kind != TARGET_PID &&
	    target->kind != TARGET_THREAD)
		return xasprintf("%s: %d", target->text, attempt->number);
	return xstrdup(target->text);
}

/* "1234 (nginx)", "thread 1235 (nginx)", "group 77". */
static char *format_receiver(const struct attempt *attempt)
{
	auto_free char *number = attempt->number > 0 ? xasprintf("%d", attempt->number)
				 : attempt->scope == SCOPE_PROCESS ? xstrdup("its process")
								   : xstrdup("of its process");
	const char *kind = attempt->scope == SCOPE_GROUP    ? "group "
			   : attempt->scope == SCOPE_THREAD ? "thread "
							    : "";

	if (attempt->scope == SCOPE_GROUP || !attempt->facts.has_stat)
		return xasprintf("%s%s", kind, number);
	return xasprintf("%s%s (%s)", kind, number, attempt->facts.comm);
}

/* Or would it say something new to name the target as well? */
static bool is_receiver_the_target(const struct attempt *attempt)
{
	switch (attempt->target->kind) {
	case TARGET_PID:
	case TARGET_THREAD:
	case TARGET_ALL:
		return true;
	case TARGET_GROUP:
		return attempt->scope == SCOPE_GROUP;
	case TARGET_INODE:
	case TARGET_FD:
	case TARGET_PEER:
	case TARGET_PIDFILE:
	case TARGET_OWN_GROUP:
	case TARGET_STDIN:
		break;
	}
	return false;
}

static void print_reached(const struct request *request, const struct attempt *attempt)
{
	char name[SIGNAME_SIZE];
	auto_free char *receiver = format_receiver(attempt);
	bool obvious = is_receiver_the_target(attempt);

	signame_format(request->delivery.signo, name);
	say(stdout, "%s%s%s %s%s%s to %s", obvious ? "" : attempt->target->text, obvious ? "" : ": ",
	       attempt->outcome == OUTCOME_SENT ? "sent" : "would send",
	       isdigit((unsigned char)*name) ? "signal " : "", name,
	       request->delivery.cont ? ", then CONT," : "", receiver);
	for (size_t i = 0; i < attempt->member_count; i++)
		say(stdout, "  member %d (%s)", attempt->members[i].process.pid,
		    attempt->members[i].facts.comm);
}

static void print_identity(const struct request *request, const struct procref *process)
{
	printf("%d:%" PRIu64 "%s%s\n", process->pid, process->inode,
	       request->boot_id ? "@" : "", request->boot_id ? request->this_boot : "");
}

static void print_identities(const struct request *request, const struct attempt *attempt)
{
	if (attempt->scope != SCOPE_GROUP)
		print_identity(request, &attempt->process);
	for (size_t i = 0; i < attempt->member_count; i++)
		print_identity(request, &attempt->members[i].process);
}

static char *user_name(uid_t uid)
{
	const struct passwd *user = getpwuid(uid);

	return user ? xstrdup(user->pw_name) : xasprintf("user %u", uid);
}

/* Why EPERM, as far as the ids and our capabilities tell (kill(2)). */
static char *format_denial(const struct attempt *attempt)
{
	const struct facts *facts = &attempt->facts;
	uid_t ruid = getuid(), euid = geteuid();
	auto_free char *us = user_name(euid);

	if (attempt->scope == SCOPE_GROUP)
		return xasprintf("not permitted: no member runs as %s", us);
	if (attempt->error == EACCES)
		return xstrdup("not permitted by a security module");
	if (!facts->has_uids)
		return xasprintf("not permitted: another user's, and you are %s", us);
	auto_free char *them = user_name(facts->ruid);
	if (ruid == facts->ruid || ruid == facts->suid || euid == facts->ruid || euid == facts->suid)
		return xasprintf("not permitted, though it runs as %s, as you do: a Landlock domain "
				 "or another security module",
				 them);
	if (privilege_may_kill())
		return xasprintf("not permitted: runs as %s, and CAP_KILL does not reach it: another "
				 "user namespace, or a security module",
				 them);
	return xasprintf("not permitted: runs as %s, you are %s without CAP_KILL", them, us);
}

static char *format_bad_pidfile(const struct attempt *attempt)
{
	if (attempt->error)
		return xasprintf("%s: %s", attempt->detail, strerror(attempt->error));
	return xstrdup(attempt->detail);
}

/* What became of an attempt that did not reach its end. */
static char *format_failure(const struct attempt *attempt)
{
	switch (attempt->outcome) {
	case OUTCOME_GONE:
		return xstrdup("no such process");
	case OUTCOME_IDENTITY_GONE:
		return xstrdup("the process that had this identity is gone");
	case OUTCOME_OTHER_BOOT:
		return xstrdup("the process that had this identity ended with another boot");
	case OUTCOME_ZOMBIE:
		return xstrdup("has exited already (a zombie, not yet reaped by its parent)");
	case OUTCOME_NO_GROUP:
		return xstrdup(attempt->target->kind == TARGET_OWN_GROUP
				       ? "nobody but fdkill is in this process group"
				       : "no such process group");
	case OUTCOME_NO_PIDFILE:
		return xstrdup("no such file");
	case OUTCOME_IS_THREAD:
		return xasprintf("a thread, not a process; for the thread alone, write tid:%d",
				 attempt->number);
	case OUTCOME_DENIED:
		return format_denial(attempt);
	case OUTCOME_BAD_PIDFILE:
		return format_bad_pidfile(attempt);
	case OUTCOME_UNSUPPORTED:
		return xasprintf("this needs Linux %s%s", attempt->detail,
				 attempt->error == ENOSYS ? ", or a seccomp filter pretends so" : "");
	case OUTCOME_FILTERED:
		return xstrdup("a seccomp filter forbids the system calls on pidfds");
	case OUTCOME_OUTSIDE:
		return xstrdup("outside our PID namespace: it cannot be signalled from here");
	case OUTCOME_QUEUE_FULL:
		return xstrdup("its user has too many signals queued (RLIMIT_SIGPENDING); try again");
	case OUTCOME_NOT_HELD:
		return xstrdup("nobody was signalled: not every target can be held at once; "
			       "raise the limit of open files (ulimit -n), or use Linux 6.9");
	case OUTCOME_OURSELVES:
		return xstrdup("left out: this is fdkill itself");
	case OUTCOME_FAILED:
	case OUTCOME_PENDING:
	case OUTCOME_SENT:
	case OUTCOME_WOULD_SEND:
	case OUTCOME_LEFT_OUT:
		break;
	}
	return xstrdup(attempt->detail ? attempt->detail : strerror(attempt->error));
}

static void print_failure(const struct request *request, const struct attempt *attempt)
{
	auto_free char *subject = format_subject(attempt);
	auto_free char *words = format_failure(attempt);

	/* What --ok-gone takes for reached is no failure. */
	if (outcome_exit_status(attempt->outcome, request->ok_gone) != 0)
		complain("%s: %s", subject, words);
	else if (request->verbose)
		say(stdout, "%s: %s", subject, words);
}

void report_settled(void *context, const struct attempt *attempt)
{
	const struct request *request = context;
	bool reached = attempt->outcome == OUTCOME_SENT || attempt->outcome == OUTCOME_WOULD_SEND;

	if (reached && request->print)
		print_identities(request, attempt);
	else if (reached && (request->verbose || (request->dry_run && !request->quiet)))
		print_reached(request, attempt);
	else if (!reached && !request->quiet && attempt->outcome != OUTCOME_LEFT_OUT)
		print_failure(request, attempt);
}

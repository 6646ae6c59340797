#include "cli/explain.h"
#include "base/util.h"
#include "cli/message.h"
#include "cli/run.h"
#include "model/effect.h"
#include "model/signame.h"
#include "proc/inspect.h"
#include "proc/self.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* What is looked at to foresee an effect, and to understand a denial. */
enum {
	FACTS_OF_EFFECT = FACTS_STAT | FACTS_STATUS | FACTS_THREADS | FACTS_FREEZER,
	FACTS_OF_DENIAL = FACTS_IDS | FACTS_STAT | FACTS_STATUS | FACTS_NAMESPACES,
};

static void print(FILE *out, const struct explanation *explanation)
{
	static const struct {
		enum remark_list list;
		const char *head;
	} lists[] = {
		{REMARK_KNOWN,    "known"     },
		{REMARK_POSSIBLE, "possible"  },
		{REMARK_REMEDY,   "would help"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		for (size_t j = 0; j < explanation->count; j++) {
			if (explanation->items[j].list == lists[i].list)
				say(out, "  %s: %s", lists[i].head, explanation->items[j].words);
		}
	}
}

static void print_mask(const char *head, uint64_t mask)
{
	auto_free char *names = xstrdup("");

	for (int signo = 1; signo <= signame_max(); signo++) {
		char name[SIGNAME_SIZE];

		if (!(mask >> (signo - 1) & 1))
			continue;
		auto_free char *shorter = names;
		names = xasprintf("%s %s", shorter, signame_format(signo, name));
	}
	say(stdout, "  %s:%s", head, *names ? names : " none");
}

/* As kill -d of util-linux has them. */
static void print_masks(const struct facts *facts)
{
	if (!facts_know(facts, FACTS_STATUS))
		return;
	print_mask("pending (thread)", facts->pending);
	print_mask("pending (process)", facts->shared_pending);
	print_mask("blocked", facts->blocked);
	print_mask("ignored", facts->ignored);
	print_mask("caught", facts->caught);
}

static void warn(const char *subject, const struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->count; i++) {
		if (explanation->items[i].is_obstacle) {
			complain("%s: warning: %s", subject, explanation->items[i].words);
			return;
		}
	}
}

/* What is asked about, and what we know of ourselves. */
struct inquiry {
	const struct request *request;
	struct attempts *attempts;
	struct self self;
	int signo;
};

static void foresee(const struct inquiry *inquiry, struct procref *process, const char *kind,
		    enum scope scope)
{
	struct explanation explanation = {0};
	struct facts facts = {0};
	char name[SIGNAME_SIZE];
	int signo = inquiry->signo, error;

	/* To make room, it may be parked itself. */
	do {
		error = attempts_unpark(inquiry->attempts, process);
		if (error == 0)
			error = inspect(process, FACTS_OF_EFFECT, &facts);
	} while (attempts_made_room(inquiry->attempts, error));
	auto_free char *subject =
		facts_know(&facts, FACTS_STAT)
			? xasprintf("%s%d (%s)", kind, process->pid, facts.comm)
			: xasprintf("%s%d", kind, process->pid);
	/* Who has exited is told of when it is his turn. */
	if (error != -ESRCH && signo)
		effect_predict(&inquiry->self, &facts, signo, &inquiry->request->delivery, scope,
			       &explanation);
	if (!inquiry->request->explain) {
		warn(subject, &explanation);
	} else if (error != -ESRCH && (signo || request_rehearses(inquiry->request))) {
		say(stdout, "%s, before %s%s:", subject, signo ? "" : "signal ", signame_format(signo, name));
		if (request_rehearses(inquiry->request))
			print_masks(&facts);
		print(stdout, &explanation);
	}
	explanation_free(&explanation);
	facts_free(&facts);
}

/* Who is parked is parked again. */
static void foresee_held(const struct inquiry *inquiry, struct procref *process, const char *kind,
			 enum scope scope)
{
	bool was_parked = process->fd < 0;

	/* Outside our PID namespace, where nothing can be sent. */
	if (!process->pid)
		return;
	foresee(inquiry, process, kind, scope);
	if (was_parked && process->fd >= 0)
		procref_park(process);
}

static void foresee_attempt(const struct inquiry *inquiry, struct attempt *attempt)
{
	if (attempt->scope != SCOPE_GROUP)
		foresee_held(inquiry, &attempt->process, attempt->scope == SCOPE_THREAD ? "thread " : "",
			     attempt->scope);
	FOREACH_MEMBER(attempt, member) {
		if (!member->ending.has_ended)
			foresee_held(inquiry, &member->process, "member ", SCOPE_PROCESS);
	}
}

static void look_at_us(const struct run *run, struct self *self)
{
	self_read(self, privilege_may_kill(&run->privilege));
}

void why_foresee(struct run *run, int signo, size_t step)
{
	const struct request *request = run->request;
	struct inquiry inquiry = {request, &run->attempts, .signo = signo};

	if (!request->explain && (!request->verbose || !signo))
		return;
	look_at_us(run, &inquiry.self);
	FOREACH_PENDING(&run->attempts, attempt) {
		if (attempt->step < step)
			foresee_attempt(&inquiry, attempt);
	}
	/* What becomes of it may be told on standard error, and belongs below. */
	if (request->explain)
		fflush(stdout);
	facts_free(&inquiry.self.facts);
}

/* It is known whose it is: THEM. */
static char *format_denial(const struct self *us, const struct facts *facts)
{
	auto_free char *we = say_user(us->facts.euid), *them = say_user(facts->ruid);

	if (denial_is_foreign(us, facts))
		return xstrdup("not permitted: runs as a user of another user namespace, where you "
			       "have no CAP_KILL");
	if (denial_is_same_user(us, facts))
		return xasprintf("not permitted, though it runs as %s, as you do: a Landlock domain "
				 "or another security module",
				 them);
	if (us->may_kill && us->is_initial)
		return xasprintf("not permitted, though you have CAP_KILL: runs as %s; a Landlock domain "
				 "or another security module",
				 them);
	if (us->may_kill)
		return xasprintf("not permitted: runs as %s, and CAP_KILL does not reach it: another "
				 "user namespace, or a security module",
				 them);
	return xasprintf("not permitted: runs as %s, you are %s without CAP_KILL", them, we);
}

char *why_denied(const struct run *run, const struct attempt *attempt)
{
	auto_free char *we = say_user(geteuid());
	struct self us;

	if (attempt->scope == SCOPE_GROUP)
		return xstrdup("not permitted: none of its members could be signalled");
	if (attempt->cause.error == EACCES)
		return xstrdup("not permitted by a security module");
	if (!facts_know(&attempt->facts, FACTS_IDS))
		return xasprintf("not permitted: another user's, and you are %s", we);
	look_at_us(run, &us);
	char *words = format_denial(&us, &attempt->facts);
	facts_free(&us.facts);
	return words;
}

static void explain_process(const struct inquiry *inquiry, const struct procref *process, int error,
			    struct explanation *explanation)
{
	struct facts facts = {0};

	inspect(process, FACTS_OF_DENIAL, &facts);
	denial_explain(&inquiry->self, &facts, inquiry->signo, error, explanation);
	facts_free(&facts);
}

/* The group's call fails only if it fails with everybody; the first stands for all. */
static void explain_group(const struct inquiry *inquiry, const struct attempt *attempt,
			  struct explanation *explanation)
{
	FOREACH_MEMBER(attempt, member) {
		if (procref_unpark(&member->process) < 0)
			continue;
		explanation_known(explanation, "of its member %d (%s), and of the others likewise:",
			      member->process.pid, member->facts.comm);
		explain_process(inquiry, &member->process, attempt->cause.error, explanation);
		procref_park(&member->process);
		return;
	}
	explanation_known(explanation, "who is in it cannot be seen");
}

static void explain_zombie(const struct procref *process, struct explanation *explanation)
{
	struct facts facts = {0};

	inspect(process, FACTS_IDS, &facts);
	explanation_known(explanation, "it has exited, and nothing it is sent can do anything to it");
	if (facts_know(&facts, FACTS_IDS) && facts.ppid)
		explanation_remedy(explanation, "its parent, process %d, to wait for it, or to end", facts.ppid);
	else
		explanation_remedy(explanation, "its parent to wait for it, or to end");
	facts_free(&facts);
}

static void explain_failure(const struct inquiry *inquiry, const struct attempt *attempt,
			    struct explanation *explanation)
{
	if (attempt->outcome == OUTCOME_DENIED && attempt->scope != SCOPE_GROUP) {
		explain_process(inquiry, &attempt->process, attempt->cause.error, explanation);
	} else if (attempt->outcome == OUTCOME_DENIED) {
		explain_group(inquiry, attempt, explanation);
	} else if (attempt->outcome == OUTCOME_ZOMBIE) {
		explain_zombie(&attempt->process, explanation);
	} else if (attempt->outcome == OUTCOME_FILTERED) {
		explanation_known(explanation, "a seccomp filter answers, whatever the process: the kernel itself never says "
					   "EPERM to an impossible descriptor");
		explanation_remedy(explanation, "a filter that lets pidfd_open(2) and pidfd_send_signal(2) pass, or to "
					    "run fdkill outside of it");
	} else if (attempt->outcome == OUTCOME_OUTSIDE) {
		explanation_known(explanation, "it is in no PID namespace of yours or below: signals go only downwards");
		explanation_remedy(explanation, "to run fdkill in its PID namespace or in one above");
	}
}

void why_failed(const struct run *run, const struct attempt *attempt)
{
	const struct request *request = run->request;
	struct inquiry inquiry = {.request = request, .signo = attempt->signo};
	struct explanation explanation = {0};

	if (!request->explain)
		return;
	look_at_us(run, &inquiry.self);
	explain_failure(&inquiry, attempt, &explanation);
	print(stderr, &explanation);
	explanation_free(&explanation);
	facts_free(&inquiry.self.facts);
}

/* SPDX-License-Identifier: MIT */
#include "cli/explain.h"
#include "base/util.h"
#include "cli/message.h"
#include "cli/run.h"
#include "model/effect.h"
#include "model/signame.h"
#include "proc/inspect.h"
#include "proc/self.h"
#include "run/deliver.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* The facts that are read to predict an effect, or to explain a denial. */
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

/* Print the signal masks, with the words of kill -d of util-linux. */
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

/* Complain about the first remark that says why the signal will have no effect. */
static void warn(const char *subject, const struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->count; i++) {
		if (explanation->items[i].is_obstacle) {
			complain("%s: warning: %s", subject, explanation->items[i].words);
			return;
		}
	}
}

/* What is explained, and what is known about fdkill itself. */
struct inquiry {
	const struct request *request;
	struct self self;
	int signo;
};

static void explain_effect(const struct inquiry *inquiry, struct procref *process, const char *kind,
			   enum scope scope)
{
	struct explanation explanation = {0};
	struct facts facts = {0};
	char name[SIGNAME_SIZE];
	int signo = inquiry->signo;
	auto_borrow struct borrow borrow = procref_borrow(process);
	int error = borrow.error ? borrow.error : inspect(process, FACTS_OF_EFFECT, &facts);
	auto_free char *subject =
		facts_know(&facts, FACTS_STAT)
			? xasprintf("%s%d (%s)", kind, process->pid, facts.comm)
			: xasprintf("%s%d", kind, process->pid);
	/* Exited processes are reported by deliver. */
	if (error != -ESRCH && signo)
		effect_predict(&inquiry->self, &facts, signo, &inquiry->request->delivery, scope,
			       &explanation);
	if (!inquiry->request->explain) {
		warn(subject, &explanation);
	} else if (error != -ESRCH) {
		say(stdout, "%s, before %s%s:", subject, signo ? "" : "signal ", signame_format(signo, name));
		if (signo == inquiry->request->signo)
			print_masks(&facts);
		print(stdout, &explanation);
	}
	explanation_free(&explanation);
	facts_free(&facts);
}

static void explain_effect_on(const struct inquiry *inquiry, struct procref *process, const char *kind,
			      enum scope scope)
{
	/* Outside our PID namespace no signal can be sent to it. */
	if (process->pid)
		explain_effect(inquiry, process, kind, scope);
}

static void explain_effect_of_attempt(const struct inquiry *inquiry, struct attempt *attempt)
{
	if (attempt->scope != SCOPE_GROUP)
		explain_effect_on(inquiry, &attempt->process,
				  attempt->scope == SCOPE_THREAD ? "thread " : "", attempt->scope);
	FOREACH_MEMBER(attempt, member) {
		if (!member->ending.has_ended)
			explain_effect_on(inquiry, &member->process, "member ", SCOPE_PROCESS);
	}
}

void explain_effects(struct run *run, const struct pass *pass)
{
	const struct request *request = run->request;
	struct inquiry inquiry = {request, .signo = pass->signo};

	if (!request->explain && (!request->verbose || !pass->signo))
		return;
	self_read(&inquiry.self, privilege_may_kill(&run->privilege));
	FOREACH_PENDING(&run->attempts, attempt) {
		if (attempt->step < pass->step)
			explain_effect_of_attempt(&inquiry, attempt);
	}
	/* Failures follow on standard error: they must appear below this. */
	if (request->explain)
		fflush(stdout);
	facts_free(&inquiry.self.facts);
}

/* Why a signal was denied, to be freed. FACTS must have FACTS_IDS. */
static char *format_denial(const struct self *self, const struct facts *facts)
{
	auto_free char *our_user = message_user(self->facts.euid), *its_user = message_user(facts->ruid);

	if (denial_is_foreign(self, facts))
		return xstrdup("not permitted: it runs as a user of another user namespace, where you "
			       "have no CAP_KILL");
	if (denial_is_same_user(self, facts))
		return xasprintf("not permitted, though it runs as %s, as you do: a Landlock domain "
				 "or another security module forbids it",
				 its_user);
	if (self->may_kill && self->is_initial)
		return xasprintf("not permitted, though you have CAP_KILL: it runs as %s; a Landlock domain "
				 "or another security module forbids it",
				 its_user);
	if (self->may_kill)
		return xasprintf("not permitted: it runs as %s, and CAP_KILL does not reach it: another "
				 "user namespace, or a security module",
				 its_user);
	return xasprintf("not permitted: it runs as %s, and you are %s without CAP_KILL", its_user, our_user);
}

char *explain_denial(const struct run *run, const struct attempt *attempt)
{
	auto_free char *our_user = message_user(geteuid());
	struct self self;

	if (attempt->scope == SCOPE_GROUP)
		return xstrdup("not permitted: none of its members could be signalled");
	if (attempt->cause.error == EACCES)
		return xstrdup("not permitted by a security module");
	if (!facts_know(&attempt->facts, FACTS_IDS))
		return xasprintf("not permitted: it belongs to another user, and you are %s", our_user);
	self_read(&self, privilege_may_kill(&run->privilege));
	char *words = format_denial(&self, &attempt->facts);
	facts_free(&self.facts);
	return words;
}

static void explain_denial_of(const struct inquiry *inquiry, const struct procref *process, int error,
			    struct explanation *explanation)
{
	struct facts facts = {0};

	inspect(process, FACTS_OF_DENIAL, &facts);
	denial_explain(&inquiry->self, &facts, inquiry->signo, error, explanation);
	facts_free(&facts);
}

/* The call for a group is denied only if every member is: so explain the first one. */
static void explain_denial_of_group(const struct inquiry *inquiry, const struct attempt *attempt,
			  struct explanation *explanation)
{
	FOREACH_MEMBER(attempt, member) {
		auto_borrow struct borrow borrow = procref_borrow(&member->process);
		if (borrow.error < 0)
			continue;
		explanation_known(explanation, "for its member %d (%s), and likewise for the other members:",
			      member->process.pid, member->facts.comm);
		explain_denial_of(inquiry, &member->process, attempt->cause.error, explanation);
		return;
	}
	explanation_known(explanation, "its members cannot be listed");
}

static void explain_zombie(const struct procref *process, struct explanation *explanation)
{
	struct facts facts = {0};

	inspect(process, FACTS_IDS, &facts);
	explanation_known(explanation, "it has exited, so signals have no effect on it");
	if (facts_know(&facts, FACTS_IDS) && facts.ppid)
		explanation_remedy(explanation, "to make its parent, process %d, wait for it, or to end that parent", facts.ppid);
	else
		explanation_remedy(explanation, "to make its parent wait for it, or to end that parent");
	facts_free(&facts);
}

static void explain_outcome(const struct inquiry *inquiry, const struct attempt *attempt,
			    struct explanation *explanation)
{
	if (attempt->outcome == OUTCOME_DENIED && attempt->scope != SCOPE_GROUP) {
		explain_denial_of(inquiry, &attempt->process, attempt->cause.error, explanation);
	} else if (attempt->outcome == OUTCOME_DENIED) {
		explain_denial_of_group(inquiry, attempt, explanation);
	} else if (attempt->outcome == OUTCOME_ZOMBIE) {
		explain_zombie(&attempt->process, explanation);
	} else if (attempt->outcome == OUTCOME_FILTERED) {
		explanation_known(explanation, "a seccomp filter answers: the kernel itself never returns EPERM for an "
					       "impossible descriptor");
		explanation_remedy(explanation, "a filter that allows pidfd_open(2) and pidfd_send_signal(2), or to "
						"run fdkill without it");
	} else if (attempt->outcome == OUTCOME_OUTSIDE) {
		explanation_known(explanation, "it is neither in your PID namespace nor in one below: signals go only downwards");
		explanation_remedy(explanation, "to run fdkill in its PID namespace or in one above");
	}
}

void explain_failure(const struct run *run, const struct attempt *attempt)
{
	const struct request *request = run->request;
	struct inquiry inquiry = {.request = request, .signo = attempt->signo};
	struct explanation explanation = {0};

	if (!request->explain)
		return;
	self_read(&inquiry.self, privilege_may_kill(&run->privilege));
	explain_outcome(&inquiry, attempt, &explanation);
	print(stderr, &explanation);
	explanation_free(&explanation);
	facts_free(&inquiry.self.facts);
}

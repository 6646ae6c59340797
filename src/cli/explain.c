/* SPDX-License-Identifier: MIT */
#include "cli/explain.h"
#include "base/text.h"
#include "base/util.h"
#include "cli/message.h"
#include "cli/run.h"
#include "model/effect.h"
#include "model/proctext.h"
#include "model/signame.h"
#include "proc/inspect.h"
#include "proc/self.h"
#include "run/deliver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The facts that are read to predict an effect, or to explain a denial. */
enum {
	FACTS_OF_EFFECT = FACTS_STAT | FACTS_STATUS | FACTS_THREADS | FACTS_FREEZER | FACTS_CGROUP,
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

/* Words: the first remark that says why the signal has no effect; or NULL. Not owned. */
static const char *find_obstacle(const struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->count; i++) {
		if (explanation->items[i].is_obstacle)
			return explanation->items[i].words;
	}
	return NULL;
}

/* What is explained, and what is known about fdkill itself. */
struct inquiry {
	const struct request *request;
	struct self self;
	int signo;
};

/* Add the systemd unit of the process: it may start the process again. */
static void explain_unit(const struct facts *facts, struct explanation *explanation)
{
	int64_t manager;
	auto_free char *unit = explain_find_unit(facts, &manager);

	if (!unit)
		return;
	auto_free char *command = explain_stop_of_unit(unit, manager);
	explanation_known(explanation, "it belongs to the systemd unit %s, which may restart it", unit);
	explanation_remedy(explanation, "%s, to stop the unit", command);
}

char *explain_find_unit(const struct facts *facts, int64_t *manager)
{
	return facts_know(facts, FACTS_CGROUP) ? proctext_unit(facts->cgroup.start, manager) : NULL;
}

/*
 * UNIT as a word for bash, ksh or zsh. It is right after text_escape has made \x5c of each
 * backslash.
 */
static char *quote_unit(const char *unit)
{
	auto_free char *name = xstrndup(unit, strlen(unit) - strlen(".service"));
	/* With another dot, systemctl could take the end for the suffix of another unit. */
	const char *word = strchr(name, '.') || *name == '-' ? unit : name;

	return xasprintf(strchr(word, '\\') ? "%s$'%s'" : "%s%s", *word == '-' ? "-- " : "", word);
}

char *explain_stop_of_unit(const char *unit, int64_t manager)
{
	auto_free char *word = quote_unit(unit);

	if (manager == PROCTEXT_SYSTEM)
		return xasprintf("systemctl stop %s", word);
	if (manager == (int64_t)getuid())
		return xasprintf("systemctl --user stop %s", word);
	return xasprintf("systemctl --user --machine=%lld@ stop %s", (long long)manager, word);
}

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
	explain_unit(&facts, &explanation);
	const char *obstacle = find_obstacle(&explanation);
	if (!inquiry->request->explain) {
		if (obstacle)
			complain("%s: warning: %s", subject, obstacle);
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

/*
 * A signal that PID 1 of a PID namespace has no handler for is dropped: say so also without -v.
 * Only for targets that are named: to look at each process of a selection would cost too much.
 */
static void warn_of_drop(const struct run *run, struct attempt *attempt, int signo)
{
	auto_facts struct facts facts = {0};
	auto_borrow struct borrow borrow = procref_borrow(&attempt->process);
	struct self self;

	if (borrow.error || inspect(&attempt->process, FACTS_STATUS, &facts) || facts.inner_pid != 1)
		return;
	self_read(&self, privilege_may_kill(&run->privilege));
	auto_free char *words = effect_of_init(&self, &facts, signo);
	if (words)
		complain("%s: warning: %s", attempt->target->text, words);
	facts_free(&self.facts);
}

/* Without -v, warn only if the signal will certainly be dropped. */
static void warn_of_drops(struct run *run, const struct pass *pass)
{
	FOREACH_PENDING(&run->attempts, attempt) {
		if (attempt->step < pass->step && attempt->scope == SCOPE_PROCESS && !attempt->is_selected &&
		    attempt->process.pid)
			warn_of_drop(run, attempt, pass->signo);
	}
}

char *explain_survival(const struct run *run, struct procref *process, enum scope scope, int signo)
{
	struct explanation explanation = {0};
	struct facts facts = {0};
	struct self self;
	auto_borrow struct borrow borrow = procref_borrow(process);
	char *words = NULL;

	if (borrow.error || signo == 0 || !process->pid ||
	    inspect(process, FACTS_OF_EFFECT, &facts) == -ESRCH) {
		facts_free(&facts);
		return NULL;
	}
	/* The signal that was sent is pending now: that is no reason. */
	facts.pending = facts.shared_pending = 0;
	self_read(&self, privilege_may_kill(&run->privilege));
	effect_predict(&self, &facts, signo, &run->request->delivery, scope, &explanation);
	const char *obstacle = find_obstacle(&explanation);
	int64_t manager;
	auto_free char *unit = explain_find_unit(&facts, &manager);
	auto_free char *command = unit ? explain_stop_of_unit(unit, manager) : NULL;
	if (obstacle || unit)
		words = xasprintf("%s%s%s", obstacle ? obstacle : "", obstacle && unit ? "; " : "",
				  unit ? command : "");
	explanation_free(&explanation);
	facts_free(&facts);
	facts_free(&self.facts);
	return words;
}

void explain_effects(struct run *run, const struct pass *pass)
{
	const struct request *request = run->request;
	struct inquiry inquiry = {request, .signo = pass->signo};

	if (!request->explain && !request->verbose && !request->quiet && pass->signo)
		warn_of_drops(run, pass);
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
	pid_t parent = inspect_parent_of_zombie(process);

	explanation_known(explanation, "it has exited, so signals have no effect on it");
	if (parent)
		explanation_remedy(explanation, "to make its parent, process %d, wait for it, or to end that parent", parent);
	else
		explanation_remedy(explanation, "to make its parent wait for it, or to end that parent");
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

/* SPDX-License-Identifier: MIT */
#include "model/effect.h"
#include "base/util.h"
#include "model/signame.h"

#include <signal.h>
#include <stdint.h>

/* What effect_predict is asked. */
struct question {
	const struct self *self;
	const struct facts *facts;
	const struct delivery *delivery;
	enum scope scope;
	struct explanation *explanation;

	int signo;
	char name[SIGNAME_SIZE];
	bool is_forced; /* KILL or STOP: it cannot be caught, blocked or ignored */
	bool is_ignored, is_caught, is_blocked;
};

static bool is_in(uint64_t set, int signo)
{
	return set >> (signo - 1) & 1;
}

static bool is_action(const struct question *question, const char *action)
{
	return streq(signame_action(question->signo), action);
}

static bool ends_by_default(const struct question *question)
{
	return is_action(question, "terminate") || is_action(question, "core");
}

/* A signal to the process goes to any thread that does not block it. */
static bool is_blocked(const struct question *question)
{
	const struct facts *facts = question->facts;
	bool anywhere = is_in(facts->blocked, question->signo);

	if (question->is_forced || !anywhere)
		return false;
	if (question->scope == SCOPE_THREAD || facts->threads == 1)
		return true;
	if (!facts_know(facts, FACTS_THREADS)) {
		explanation_possible(question->explanation, "its main thread blocks %s, but another of its %d threads "
							    "takes it",
				     question->name, facts->threads);
		return false;
	}
	return is_in(facts->blocked_by_all, question->signo);
}

/*
 * SIGNAL_UNKILLABLE: the kernel drops signals that PID 1 has no handler for, except KILL and STOP
 * from a PID namespace above. One that it blocks stays pending (kernel/signal.c, sig_ignored()):
 * systemd blocks signals, and reads them by signalfd(2).
 */
static bool is_from_above(const struct self *self, const struct facts *facts)
{
	return facts_know(&self->facts, FACTS_STATUS) && facts->levels > self->facts.levels;
}

char *effect_of_init(const struct self *self, const struct facts *facts, int signo)
{
	bool is_forced = signo == SIGKILL || signo == SIGSTOP;
	char name[SIGNAME_SIZE];

	if (!facts_know(facts, FACTS_STATUS) || facts->inner_pid != 1 || is_in(facts->caught, signo) ||
	    (!is_forced && is_in(facts->blocked, signo)) || (is_forced && is_from_above(self, facts)))
		return NULL;
	return xasprintf(is_forced ? "it is PID 1 of your PID namespace: the kernel drops %s"
				   : "it is PID 1 of its PID namespace, and has no handler for %s: the kernel "
				     "drops it",
			 signame_format(signo, name));
}

static bool is_dropped_by_init(const struct question *question)
{
	auto_free char *words = effect_of_init(question->self, question->facts, question->signo);

	if (!words)
		return false;
	explanation_obstacle(question->explanation, "%s", words);
	explanation_remedy(question->explanation, is_from_above(question->self, question->facts)
							  ? "KILL, which reaches it from here"
							  : "KILL from a PID namespace above");
	return true;
}

static void predict_default(const struct question *question)
{
	struct explanation *explanation = question->explanation;
	bool is_stopped = facts_know(question->facts, FACTS_STAT) && question->facts->state == 'T';

	if (is_action(question, "ignore"))
		explanation_obstacle(explanation, "it has no handler for %s, which does nothing by default", question->name);
	else if (is_action(question, "continue") && !is_stopped)
		explanation_obstacle(explanation, "it is not stopped, and has no handler for %s", question->name);
	else if (is_action(question, "continue"))
		explanation_known(explanation, "it is stopped: %s continues it", question->name);
	else if (is_action(question, "stop"))
		explanation_known(explanation, "%s stops it", question->name);
	else
		explanation_known(explanation, "%s ends it%s", question->name,
			      question->is_forced ? "" : ": it has no handler for it");
	/* During sigwait(3) /proc does not show that it blocks the signal. */
	if (facts_know(question->facts, FACTS_STAT) && question->facts->state == 'S' && !question->is_forced)
		explanation_possible(explanation, "it is waiting for %s in sigwait(3), and takes it there",
				 question->name);
	if (is_action(question, "stop") && !question->is_forced)
		explanation_possible(explanation, "its process group is orphaned: then the kernel drops %s",
				 question->name);
}

static void predict_action(const struct question *question)
{
	struct explanation *explanation = question->explanation;

	if (question->is_ignored && question->signo == SIGCONT)
		explanation_known(explanation, "it ignores CONT, which continues it all the same if it is stopped");
	else if (question->is_ignored && question->facts->tracer)
		explanation_known(explanation, "it ignores %s, and only its tracer sees it", question->name);
	else if (question->is_ignored)
		explanation_obstacle(explanation, "it ignores %s", question->name);
	else if (question->is_caught)
		explanation_known(explanation, "it catches %s; what its handler does is not known", question->name);
	else
		predict_default(question);
	if (question->is_blocked) {
		explanation_obstacle(explanation, "it blocks %s, and acts on it only when it unblocks it or asks for it",
				 question->name);
		explanation_possible(explanation, "it asks for %s by sigwait(3) or signalfd(2)",
				 question->name);
	}
	if ((question->is_ignored || question->is_blocked) && ends_by_default(question))
		explanation_remedy(explanation, "KILL, which can be neither caught nor blocked nor ignored");
}

/*
 * kernel/signal.c, __send_signal_locked(): without room, a signal that is not pending yet becomes
 * pending.
 */
bool effect_queue_is_full(const struct facts *facts, int signo, const struct delivery *delivery,
			  enum scope scope)
{
	if (!facts_know(facts, FACTS_STATUS) || !signame_is_queued(signo) ||
	    facts->queued < facts->queue_limit)
		return false;
	/* Ignored signals are not queued. */
	if (is_in(facts->ignored & ~facts->blocked, signo) && !facts->tracer)
		return false;
	return delivery->payload.present || scope == SCOPE_THREAD || is_in(facts->shared_pending, signo);
}

/* A standard signal is pending once; a real-time one several times, if there is room. */
static void predict_pending(const struct question *question)
{
	const struct facts *facts = question->facts;
	uint64_t pending = question->scope == SCOPE_THREAD ? facts->pending : facts->shared_pending;

	if (!signame_is_queued(question->signo) && is_in(pending, question->signo))
		explanation_obstacle(question->explanation, "%s is pending for it already: a second one is lost",
				 question->name);
	if (effect_queue_is_full(facts, question->signo, question->delivery, question->scope)) {
		explanation_obstacle(question->explanation,
				 "its user has too many signals queued: there is no room for %s, which is not sent",
				 question->name);
		explanation_remedy(question->explanation, "a higher RLIMIT_SIGPENDING of the process (prlimit(1))");
	}
}

static void predict_stopped(const struct question *question)
{
	struct explanation *explanation = question->explanation;

	if (is_action(question, "stop"))
		explanation_obstacle(explanation, "it is stopped already");
	else if (question->delivery->cont && delivery_allows_cont(question->signo))
		explanation_known(explanation, "it is stopped, and --cont continues it");
	else if (question->signo != SIGKILL && question->signo != SIGCONT) {
		explanation_obstacle(explanation, "it is stopped, and acts on %s only after CONT", question->name);
		explanation_remedy(explanation, "--cont, which continues it");
	}
}

static void predict_traced(const struct question *question)
{
	struct explanation *explanation = question->explanation;
	const struct facts *facts = question->facts;

	if (facts->state == 't' && question->signo != SIGKILL)
		explanation_obstacle(explanation, "its tracer, process %d, has stopped it, and it acts on %s only when the tracer lets it run",
				 facts->tracer, question->name);
	else
		explanation_known(explanation, "it is traced by process %d", facts->tracer);
	if (question->signo != SIGKILL)
		explanation_possible(explanation, "its tracer, which sees %s first, suppresses it", question->name);
}

static bool is_fatal_at_once(const struct question *question)
{
	return question->signo == SIGKILL || (is_action(question, "terminate") && !question->is_caught &&
					      !question->is_ignored && !question->is_blocked);
}

static void predict_frozen(const struct question *question)
{
	struct explanation *explanation = question->explanation;
	enum freezer freezer = question->facts->freezer;

	if (freezer == FREEZER_ON && is_fatal_at_once(question)) {
		explanation_known(explanation, "its cgroup is frozen: %s ends it all the same", question->name);
	} else {
		explanation_obstacle(explanation, "its cgroup is frozen, and it acts on %s only once thawed",
				 question->name);
		explanation_remedy(explanation, "to thaw its cgroup (%s)",
			       freezer == FREEZER_V1 ? "freezer.state" : "cgroup.freeze");
	}
}

/* What its state does to the signal. */
static void predict_state(const struct question *question)
{
	struct explanation *explanation = question->explanation;
	const struct facts *facts = question->facts;
	bool is_frozen = facts_know(facts, FACTS_FREEZER) && facts->freezer;

	if (facts->state == 'T')
		predict_stopped(question);
	if (facts_know(facts, FACTS_STATUS) && facts->tracer)
		predict_traced(question);
	if (is_frozen)
		predict_frozen(question);
	/*
	 * No obstacle: a process is in this state for a moment whenever it waits for a disk. And a
	 * fatal signal ends some of these sleeps, such as that of vfork(2).
	 */
	if (facts->state == 'D' && !is_frozen) {
		explanation_known(explanation, "it is in uninterruptible sleep");
		explanation_possible(explanation, "that sleep delays %s", question->name);
	}
	if (facts->state == 'Z' && question->scope == SCOPE_THREAD)
		explanation_obstacle(explanation, "that thread has ended");
	else if (facts->state == 'Z')
		explanation_known(explanation, "its main thread has ended, and other threads live on");
}

/* Does no signal have an effect on it? */
static bool is_immune(const struct question *question)
{
	const struct facts *facts = question->facts;

	if (!facts_know(facts, FACTS_STAT))
		return false;
	if (facts->is_kernel_thread)
		explanation_obstacle(question->explanation, "it is a kernel thread, which acts on no signal unless it asks for it");
	else if (facts->is_exiting && facts->state != 'Z')
		explanation_obstacle(question->explanation, "it is exiting already");
	return facts->is_kernel_thread || (facts->is_exiting && facts->state != 'Z');
}

void effect_predict(const struct self *self, const struct facts *facts, int signo,
		    const struct delivery *delivery, enum scope scope,
		    struct explanation *explanation)
{
	struct question question = {
		.self = self, .facts = facts, .delivery = delivery, .scope = scope,
		.explanation = explanation, .signo = signo,
		.is_forced = signo == SIGKILL || signo == SIGSTOP,
		.is_ignored = is_in(facts->ignored, signo),
		.is_caught = is_in(facts->caught, signo),
	};

	signame_format(question.signo, question.name);
	if (is_immune(&question))
		return;
	if (facts_know(facts, FACTS_STATUS)) {
		question.is_blocked = is_blocked(&question);
		if (!is_dropped_by_init(&question))
			predict_action(&question);
		predict_pending(&question);
	} else {
		explanation_possible(explanation, "it ignores or blocks %s: its /proc/PID/status cannot be read",
				 question.name);
	}
	if (facts_know(facts, FACTS_STAT))
		predict_state(&question);
}

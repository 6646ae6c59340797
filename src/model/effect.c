#include "model/effect.h"
#include "base/util.h"
#include "model/signame.h"

#include <stdint.h>

/* What is to be foreseen. */
struct question {
	const struct sender *us;
	const struct facts *them;
	const struct delivery *delivery;
	enum scope scope;
	struct explanation *explanation;

	int signo;
	char name[SIGNAME_SIZE];
	bool is_forced; /* KILL and STOP: nobody can refuse them */
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

/* For the whole process any thread will do that does not block it. */
static bool is_blocked(const struct question *question)
{
	const struct facts *them = question->them;
	bool anywhere = is_in(them->blocked, question->signo);

	if (question->is_forced || !anywhere)
		return false;
	if (question->scope == SCOPE_THREAD || them->threads == 1)
		return true;
	if (!facts_know(them, FACTS_THREADS)) {
		explain_possible(question->explanation, "another of its %d threads takes %s, which its main thread "
							"blocks",
				 them->threads, question->name);
		return false;
	}
	return is_in(them->blocked_by_all, question->signo);
}

/*
 * SIGNAL_UNKILLABLE: what PID 1 does not care for is dropped; only KILL and STOP from above are
 * not.
 */
static bool is_dropped_by_init(const struct question *question)
{
	const struct facts *them = question->them, *we = &question->us->facts;
	bool is_init = facts_know(them, FACTS_STATUS) && them->inner_pid == 1;
	bool from_above = facts_know(we, FACTS_STATUS) && them->levels > we->levels;

	if (!is_init || question->is_caught || (question->is_forced && from_above))
		return false;
	explain_obstacle(question->explanation,
			 question->is_forced ? "it is PID 1 of your PID namespace: the kernel drops %s"
					     : "it is PID 1 of its PID namespace, and has no handler for %s: the "
					       "kernel drops it",
			 question->name);
	explain_remedy(question->explanation,
		       from_above ? "KILL, which reaches it from here"
				  : "KILL from a PID namespace above");
	return true;
}

static void predict_default(const struct question *question)
{
	struct explanation *explanation = question->explanation;
	bool is_stopped = facts_know(question->them, FACTS_STAT) && question->them->state == 'T';

	if (is_action(question, "ignore"))
		explain_obstacle(explanation, "it has no handler for %s, which does nothing by default", question->name);
	else if (is_action(question, "continue") && !is_stopped)
		explain_obstacle(explanation, "it is not stopped, and has no handler for %s", question->name);
	else if (is_action(question, "continue"))
		explain_known(explanation, "it is stopped: %s continues it", question->name);
	else if (is_action(question, "stop"))
		explain_known(explanation, "%s stops it", question->name);
	else
		explain_known(explanation, "%s ends it%s", question->name,
			      question->is_forced ? "" : ": it has no handler for it");
	/* While it does, /proc does not show that it blocks the signal. */
	if (facts_know(question->them, FACTS_STAT) && question->them->state == 'S' && !question->is_forced)
		explain_possible(explanation, "it waits for %s just now by sigwait(3), and takes it so",
				 question->name);
	if (is_action(question, "stop") && !question->is_forced)
		explain_possible(explanation, "its process group is orphaned: then the kernel drops %s",
				 question->name);
}

static void predict_action(const struct question *question)
{
	struct explanation *explanation = question->explanation;

	if (question->is_ignored && question->signo == SIGCONT)
		explain_known(explanation, "it ignores CONT, which continues it all the same if it is stopped");
	else if (question->is_ignored && question->them->tracer)
		explain_known(explanation, "it ignores %s, and only its tracer sees it", question->name);
	else if (question->is_ignored)
		explain_obstacle(explanation, "it ignores %s", question->name);
	else if (question->is_caught)
		explain_known(explanation, "it catches %s: what it does then is its own affair", question->name);
	else
		predict_default(question);
	if (question->is_blocked) {
		explain_obstacle(explanation, "it blocks %s, and acts on it only once it lets it through or asks for it",
				 question->name);
		explain_possible(explanation, "it asks for %s by sigwait(3) or signalfd(2), and takes it so",
				 question->name);
	}
	if ((question->is_ignored || question->is_blocked) && ends_by_default(question))
		explain_remedy(explanation, "KILL, which can be neither caught nor blocked nor ignored");
}

/* kernel/signal.c, __send_signal_locked(): without room, one that is not pending becomes so. */
bool effect_queue_is_full(const struct facts *them, int signo, const struct delivery *delivery,
			  enum scope scope)
{
	if (!facts_know(them, FACTS_STATUS) || !signame_is_queued(signo) ||
	    them->queued < them->queue_limit)
		return false;
	/* What it ignores is not queued at all. */
	if (is_in(them->ignored & ~them->blocked, signo) && !them->tracer)
		return false;
	return delivery->payload.present || scope == SCOPE_THREAD || is_in(them->shared_pending, signo);
}

/* A standard signal is kept once; a real-time one each time, while there is room. */
static void predict_pending(const struct question *question)
{
	const struct facts *them = question->them;
	uint64_t pending = question->scope == SCOPE_THREAD ? them->pending : them->shared_pending;

	if (!signame_is_queued(question->signo) && is_in(pending, question->signo))
		explain_obstacle(question->explanation, "%s is pending for it already: a second one is lost",
				 question->name);
	if (effect_queue_is_full(them, question->signo, question->delivery, question->scope)) {
		explain_obstacle(question->explanation,
				 "its user has too many signals queued: there is no room for %s, which is not sent",
				 question->name);
		explain_remedy(question->explanation, "a higher RLIMIT_SIGPENDING of the process (prlimit(1))");
	}
}

static void predict_stopped(const struct question *question)
{
	struct explanation *explanation = question->explanation;

	if (is_action(question, "stop"))
		explain_obstacle(explanation, "it is stopped already");
	else if (question->delivery->cont && delivery_allows_cont(question->signo))
		explain_known(explanation, "it is stopped, and --cont continues it");
	else if (question->signo != SIGKILL && question->signo != SIGCONT) {
		explain_obstacle(explanation, "it is stopped, and acts on %s only after CONT", question->name);
		explain_remedy(explanation, "--cont, which continues it");
	}
}

static void predict_traced(const struct question *question)
{
	struct explanation *explanation = question->explanation;
	const struct facts *them = question->them;

	if (them->state == 't' && question->signo != SIGKILL)
		explain_obstacle(explanation, "its tracer, process %d, holds it, and it acts on %s only when let go",
				 them->tracer, question->name);
	else
		explain_known(explanation, "it is traced by process %d", them->tracer);
	if (question->signo != SIGKILL)
		explain_possible(explanation, "its tracer, which sees %s first, keeps it back", question->name);
}

static bool is_fatal_at_once(const struct question *question)
{
	return question->signo == SIGKILL || (is_action(question, "terminate") && !question->is_caught &&
					      !question->is_ignored && !question->is_blocked);
}

static void predict_frozen(const struct question *question)
{
	struct explanation *explanation = question->explanation;
	enum freezer freezer = question->them->freezer;

	if (freezer == FREEZER_ON && is_fatal_at_once(question)) {
		explain_known(explanation, "its cgroup is frozen: %s ends it all the same", question->name);
	} else {
		explain_obstacle(explanation, "its cgroup is frozen, and it acts on %s only once thawed",
				 question->name);
		explain_remedy(explanation, "to thaw its cgroup (%s)",
			       freezer == FREEZER_V1 ? "freezer.state" : "cgroup.freeze");
	}
}

/* What state it is in, apart from what it wants of the signal. */
static void predict_state(const struct question *question)
{
	struct explanation *explanation = question->explanation;
	const struct facts *them = question->them;
	bool is_frozen = facts_know(them, FACTS_FREEZER) && them->freezer;

	if (them->state == 'T')
		predict_stopped(question);
	if (facts_know(them, FACTS_STATUS) && them->tracer)
		predict_traced(question);
	if (is_frozen)
		predict_frozen(question);
	if (them->state == 'D' && !is_frozen) {
		explain_obstacle(explanation, "it is in uninterruptible sleep, and acts on nothing until that ends");
		if (question->signo == SIGKILL || is_fatal_at_once(question))
			explain_possible(explanation, "that sleep is of the kind that %s ends", question->name);
	}
	if (them->state == 'Z' && question->scope == SCOPE_THREAD)
		explain_obstacle(explanation, "that thread has ended");
	else if (them->state == 'Z')
		explain_known(explanation, "its main thread has ended, and others live on");
}

/* What stands in the way whatever the signal. */
static bool is_beyond_signals(const struct question *question)
{
	const struct facts *them = question->them;

	if (!facts_know(them, FACTS_STAT))
		return false;
	if (them->is_kernel_thread)
		explain_obstacle(question->explanation, "it is a kernel thread, which acts on no signal unless it asks for it");
	else if (them->is_exiting && them->state != 'Z')
		explain_obstacle(question->explanation, "it is exiting already");
	return them->is_kernel_thread || (them->is_exiting && them->state != 'Z');
}

void effect_predict(const struct sender *us, const struct facts *them, int signo,
		    const struct delivery *delivery, enum scope scope,
		    struct explanation *explanation)
{
	struct question question = {
		.us = us, .them = them, .delivery = delivery, .scope = scope,
		.explanation = explanation, .signo = signo,
		.is_forced = signo == SIGKILL || signo == SIGSTOP,
		.is_ignored = is_in(them->ignored, signo),
		.is_caught = is_in(them->caught, signo),
	};

	signame_format(question.signo, question.name);
	if (is_beyond_signals(&question))
		return;
	if (facts_know(them, FACTS_STATUS)) {
		question.is_blocked = is_blocked(&question);
		if (!is_dropped_by_init(&question))
			predict_action(&question);
		predict_pending(&question);
	} else {
		explain_possible(explanation, "it ignores or blocks %s: its /proc/PID/status cannot be read",
				 question.name);
	}
	if (facts_know(them, FACTS_STAT))
		predict_state(&question);
}

/* SPDX-License-Identifier: MIT */
/* effect: the effect of a signal, from literal facts. */
#include "model/effect.h"
#include "../tap.h"
#include "base/util.h"

#include <string.h>

#define BIT(signo) ((uint64_t)1 << ((signo)-1))
#define USUAL (FACTS_STAT | FACTS_STATUS | FACTS_THREADS | FACTS_FREEZER)

static const struct facts sleeping = {.known = USUAL, .state = 'S', .threads = 1, .inner_pid = 7, .levels = 1};

/* How the facts differ from the usual ones, and the words that must be in the list. */
static const struct {
	const char *what;
	struct facts facts; /* threads: 0 is 1; state: 0 is 'S'; inner_pid: 0 is 7; levels: 0 is 1 */
	int signo;
	enum scope scope;
	bool cont;
	bool is_obstacle;
	enum remark_list list;
	const char *words;
} rows[] = {
	{"nothing", {.known = USUAL}, SIGTERM, SCOPE_PROCESS, false, false, REMARK_KNOWN, "TERM ends it: it has no handler"},
	{"nothing", {.known = USUAL}, SIGKILL, SCOPE_PROCESS, false, false, REMARK_KNOWN, "KILL ends it"},
	{"nothing", {.known = USUAL}, SIGSTOP, SCOPE_PROCESS, false, false, REMARK_KNOWN, "STOP stops it"},
	{"nothing", {.known = USUAL}, SIGTSTP, SCOPE_PROCESS, false, false, REMARK_POSSIBLE, "orphaned"},
	{"nothing", {.known = USUAL}, SIGCHLD, SCOPE_PROCESS, false, true, REMARK_KNOWN, "does nothing by default"},
	{"nothing", {.known = USUAL}, SIGCONT, SCOPE_PROCESS, false, true, REMARK_KNOWN, "it is not stopped"},
	{"ignored", {.known = USUAL, .ignored = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_KNOWN, "it ignores TERM"},
	{"ignored", {.known = USUAL, .ignored = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_REMEDY, "KILL, which"},
	{"ignored and traced", {.known = USUAL, .ignored = BIT(SIGTERM), .tracer = 9}, SIGTERM, SCOPE_PROCESS, false, false,
	 REMARK_KNOWN, "only its tracer sees it"},
	{"another ignored", {.known = USUAL, .ignored = BIT(SIGHUP)}, SIGTERM, SCOPE_PROCESS, false, false, REMARK_KNOWN, "TERM ends it"},
	{"caught", {.known = USUAL, .caught = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, false, REMARK_KNOWN, "it catches TERM"},
	{"caught", {.known = USUAL, .caught = BIT(64)}, 64, SCOPE_PROCESS, false, false, REMARK_KNOWN, "it catches RTMAX"},
	{"blocked", {.known = USUAL, .blocked = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_KNOWN, "it blocks TERM"},
	{"blocked", {.known = USUAL, .blocked = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_POSSIBLE, "signalfd"},
	{"blocked, the mask of a kernel thread", {.known = USUAL, .blocked = UINT64_MAX}, SIGKILL, SCOPE_PROCESS, false, false,
	 REMARK_KNOWN, "KILL ends it"},
	{"blocked by its main thread", {.known = USUAL, .blocked = BIT(SIGTERM), .threads = 2}, SIGTERM, SCOPE_PROCESS, false, false,
	 REMARK_KNOWN, "TERM ends it"},
	{"blocked by all threads", {.known = USUAL, .blocked = BIT(SIGTERM), .blocked_by_all = BIT(SIGTERM), .threads = 2},
	 SIGTERM, SCOPE_PROCESS, false, true, REMARK_KNOWN, "it blocks TERM"},
	{"blocked by that thread", {.known = USUAL, .blocked = BIT(SIGTERM), .threads = 2}, SIGTERM, SCOPE_THREAD, false, true,
	 REMARK_KNOWN, "it blocks TERM"},
	{"blocked, threads unknown", {.known = FACTS_STAT | FACTS_STATUS, .blocked = BIT(SIGTERM), .threads = 3}, SIGTERM,
	 SCOPE_PROCESS, false, false, REMARK_POSSIBLE, "another of its 3 threads"},
	{"pending", {.known = USUAL, .shared_pending = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_KNOWN, "pending"},
	{"pending for the thread", {.known = USUAL, .pending = BIT(SIGTERM)}, SIGTERM, SCOPE_THREAD, false, true, REMARK_KNOWN,
	 "pending"},
	{"pending for the thread, sent to all", {.known = USUAL, .pending = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, false,
	 REMARK_KNOWN, "TERM ends it"},
	{"pending in real time", {.known = USUAL, .shared_pending = BIT(40)}, 40, SCOPE_PROCESS, false, false, REMARK_KNOWN,
	 "ends it"},
	{"stopped", {.known = USUAL, .state = 'T'}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_KNOWN, "it is stopped"},
	{"stopped", {.known = USUAL, .state = 'T'}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_REMEDY, "--cont"},
	{"stopped, with --cont", {.known = USUAL, .state = 'T'}, SIGTERM, SCOPE_PROCESS, true, false, REMARK_KNOWN,
	 "--cont continues it"},
	{"stopped", {.known = USUAL, .state = 'T'}, SIGKILL, SCOPE_PROCESS, false, false, REMARK_KNOWN, "KILL ends it"},
	{"stopped", {.known = USUAL, .state = 'T'}, SIGSTOP, SCOPE_PROCESS, false, true, REMARK_KNOWN, "it is stopped already"},
	{"stopped", {.known = USUAL, .state = 'T'}, SIGCONT, SCOPE_PROCESS, false, false, REMARK_KNOWN, "CONT continues it"},
	{"traced", {.known = USUAL, .tracer = 9}, SIGTERM, SCOPE_PROCESS, false, false, REMARK_KNOWN, "traced by process 9"},
	{"traced", {.known = USUAL, .tracer = 9}, SIGTERM, SCOPE_PROCESS, false, false, REMARK_POSSIBLE, "suppresses it"},
	{"in a tracing stop", {.known = USUAL, .tracer = 9, .state = 't'}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_KNOWN,
	 "process 9, has stopped it"},
	{"in a tracing stop", {.known = USUAL, .tracer = 9, .state = 't'}, SIGKILL, SCOPE_PROCESS, false, false, REMARK_KNOWN,
	 "KILL ends it"},
	{"a kernel thread", {.known = USUAL, .is_kernel_thread = true}, SIGKILL, SCOPE_PROCESS, false, true, REMARK_KNOWN,
	 "a kernel thread"},
	{"exiting", {.known = USUAL, .is_exiting = true}, SIGKILL, SCOPE_PROCESS, false, true, REMARK_KNOWN, "exiting already"},
	{"in uninterruptible sleep", {.known = USUAL, .state = 'D'}, SIGTERM, SCOPE_PROCESS, false, false, REMARK_KNOWN,
	 "uninterruptible sleep"},
	{"in uninterruptible sleep", {.known = USUAL, .state = 'D'}, SIGKILL, SCOPE_PROCESS, false, false, REMARK_POSSIBLE,
	 "that sleep delays KILL"},
	{"frozen", {.known = USUAL, .freezer = FREEZER_ON, .caught = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, true,
	 REMARK_KNOWN, "its cgroup is frozen"},
	{"frozen", {.known = USUAL, .freezer = FREEZER_ON, .caught = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false, true,
	 REMARK_REMEDY, "cgroup.freeze"},
	{"frozen, without a handler", {.known = USUAL, .freezer = FREEZER_ON}, SIGTERM, SCOPE_PROCESS, false, false,
	 REMARK_KNOWN, "TERM ends it all the same"},
	{"frozen, a core to dump", {.known = USUAL, .freezer = FREEZER_ON}, SIGQUIT, SCOPE_PROCESS, false, true, REMARK_KNOWN,
	 "once thawed"},
	{"frozen by version 1", {.known = USUAL, .freezer = FREEZER_V1, .state = 'D'}, SIGKILL, SCOPE_PROCESS, false, true,
	 REMARK_REMEDY, "freezer.state"},
	{"PID 1 here", {.known = USUAL, .inner_pid = 1}, SIGTERM, SCOPE_PROCESS, false, true, REMARK_KNOWN,
	 "has no handler for TERM"},
	{"PID 1 here", {.known = USUAL, .inner_pid = 1}, SIGKILL, SCOPE_PROCESS, false, true, REMARK_KNOWN,
	 "PID 1 of your PID namespace"},
	{"PID 1 here that blocks it", {.known = USUAL, .inner_pid = 1, .blocked = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS,
	 false, true, REMARK_KNOWN, "it blocks TERM, and acts on it only when it unblocks it"},
	{"PID 1 here, with a handler", {.known = USUAL, .inner_pid = 1, .caught = BIT(SIGTERM)}, SIGTERM, SCOPE_PROCESS, false,
	 false, REMARK_KNOWN, "it catches TERM"},
	{"PID 1 of a namespace below", {.known = USUAL, .inner_pid = 1, .levels = 2}, SIGKILL, SCOPE_PROCESS, false, false,
	 REMARK_KNOWN, "KILL ends it"},
	{"PID 1 of a namespace below", {.known = USUAL, .inner_pid = 1, .levels = 2}, SIGTERM, SCOPE_PROCESS, false, true,
	 REMARK_REMEDY, "KILL, which reaches it from here"},
	{"an ended thread", {.known = USUAL, .state = 'Z'}, SIGTERM, SCOPE_THREAD, false, true, REMARK_KNOWN,
	 "that thread has ended"},
	{"an ended main thread", {.known = USUAL, .state = 'Z', .is_exiting = true}, SIGTERM, SCOPE_PROCESS, false, false,
	 REMARK_KNOWN, "other threads live on"},
	{"nothing can be read", {.known = 0}, SIGTERM, SCOPE_PROCESS, false, false, REMARK_POSSIBLE, "cannot be read"},
};

/* 32 is the kernel's first real-time signal. The C library keeps it for itself. */
#define FULL .known = USUAL, .queued = 5, .queue_limit = 5

static const struct {
	const char *what;
	struct facts facts;
	int signo;
	enum scope scope;
	bool payload, is_full;
} queues[] = {
	{"pending, and full", {FULL, .shared_pending = BIT(32)}, 32, SCOPE_PROCESS, false, true},
	{"pending, and room for one", {.known = USUAL, .queued = 4, .queue_limit = 5, .shared_pending = BIT(32)}, 32,
	 SCOPE_PROCESS, false, false},
	{"another one pending, and full", {FULL, .shared_pending = BIT(33)}, 32, SCOPE_PROCESS, false, false},
	{"pending for the thread, and full", {FULL, .pending = BIT(32)}, 32, SCOPE_PROCESS, false, false},
	{"to a thread, full", {FULL}, 32, SCOPE_THREAD, false, true},
	{"with siginfo, full", {FULL}, 64, SCOPE_PROCESS, true, true},
	{"a standard signal, full", {FULL, .shared_pending = BIT(31)}, 31, SCOPE_PROCESS, false, false},
	{"ignored, full", {FULL, .ignored = BIT(40)}, 40, SCOPE_PROCESS, true, false},
	{"ignored and blocked, full", {FULL, .ignored = BIT(40), .blocked = BIT(40)}, 40, SCOPE_PROCESS, true, true},
	{"nothing known", {.shared_pending = BIT(40), .queued = 5}, 40, SCOPE_PROCESS, false, false},
};

static void test_queues(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(queues); i++) {
		struct delivery delivery = {.payload.present = queues[i].payload};

		ok(effect_queue_is_full(&queues[i].facts, queues[i].signo, &delivery, queues[i].scope) == queues[i].is_full,
		   "%s, signal %d", queues[i].what, queues[i].signo);
	}
}

static bool has(const struct explanation *explanation, enum remark_list list, const char *words)
{
	for (size_t i = 0; i < explanation->count; i++) {
		if (explanation->items[i].list == list && strstr(explanation->items[i].words, words))
			return true;
	}
	return false;
}

static bool has_obstacle(const struct explanation *explanation)
{
	for (size_t i = 0; i < explanation->count; i++) {
		if (explanation->items[i].is_obstacle)
			return true;
	}
	return false;
}

int main(void)
{
	const struct self us = {.facts = sleeping};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct explanation explanation = {0};
		struct delivery delivery = {.cont = rows[i].cont};
		struct facts facts = rows[i].facts;

		facts.state = facts.state ? facts.state : sleeping.state;
		facts.threads = facts.threads ? facts.threads : sleeping.threads;
		facts.inner_pid = facts.inner_pid ? facts.inner_pid : sleeping.inner_pid;
		facts.levels = facts.levels ? facts.levels : sleeping.levels;
		facts.queue_limit = UINT64_MAX;
		effect_predict(&us, &facts, rows[i].signo, &delivery, rows[i].scope, &explanation);
		ok(has(&explanation, rows[i].list, rows[i].words) &&
			   has_obstacle(&explanation) == rows[i].is_obstacle,
		   "%s, signal %d: '%s'", rows[i].what, rows[i].signo, rows[i].words);
		explanation_free(&explanation);
	}
	test_queues();
	return tap_done();
}

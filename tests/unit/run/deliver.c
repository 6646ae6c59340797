/* SPDX-License-Identifier: MIT */
/* deliver: the outcome for held processes, and the signals that arrive. */
#include "../fake-sys.h"
#include "run/deliver.h"
#include "../tap.h"
#include "base/util.h"

#include <errno.h>
#include <unistd.h>

enum { PID = 5000001 };

static const struct target identified = {
	.kind = TARGET_PID, .text = "5000001:7", .identity = {.pid = PID, .inode = 7}};
static const struct target target = {.kind = TARGET_PID, .text = "5000001"};
static const struct target all_processes = {.kind = TARGET_ALL, .text = "--all-processes"};

static struct attempts attempts;
static struct delivery delivery;
static int signo;
static bool is_rehearsal;

static void deliver_step(int number, size_t step)
{
	deliver(&attempts, &delivery,
		&(struct pass){.step = step, .signo = number, .is_rehearsal = is_rehearsal});
}

static struct attempt *hold(const struct target *named, enum scope scope)
{
	struct attempt *attempt = attempts_add(&attempts, named, scope);
	struct procref ref = PROCREF_NONE;

	if (scope == SCOPE_THREAD)
		procref_open_thread(&ref, PID);
	else
		procref_open(&ref, PID);
	attempts_hold(&attempts, attempt, &ref);
	return attempt;
}

/* Make a world of one process, and an attempt that holds it. */
static struct attempt *begin(int version, enum scope scope)
{
	attempts_free(&attempts);
	ok(fake_leaks() == 0, "no descriptor was left open");
	fake_reset(version);
	fake_add(PID);
	delivery = (struct delivery){0};
	signo = SIGTERM;
	is_rehearsal = false;
	return hold(&target, scope);
}

static const struct {
	const char *words;
	enum fake_life life;
	int send_error;
	bool has_identity, is_selected, rehearse;
	int sent;
	enum outcome outcome;
} rows[] = {
	{"sent", FAKE_ALIVE, 0, false, false, false, 1, OUTCOME_PENDING},
	{"rehearsed", FAKE_ALIVE, 0, false, false, true, 0, OUTCOME_PENDING},
	{"not permitted", FAKE_ALIVE, -EPERM, false, false, false, 0, OUTCOME_DENIED},
	{"rehearsed, not permitted", FAKE_ALIVE, -EPERM, false, false, true, 0, OUTCOME_DENIED},
	{"forbidden by a security module", FAKE_ALIVE, -EACCES, false, false, false, 0, OUTCOME_DENIED},
	{"a full queue", FAKE_ALIVE, -EAGAIN, false, false, false, 0, OUTCOME_QUEUE_FULL},
	{"a zombie", FAKE_ZOMBIE, 0, false, false, false, 0, OUTCOME_ZOMBIE},
	{"a zombie of another user", FAKE_ZOMBIE, -EPERM, false, false, false, 0, OUTCOME_ZOMBIE},
	{"reaped", FAKE_REAPED, 0, false, false, false, 0, OUTCOME_GONE},
	{"reaped, with an identity", FAKE_REAPED, 0, true, false, false, 0, OUTCOME_IDENTITY_GONE},
	{"a zombie, selected", FAKE_ZOMBIE, 0, false, true, false, 0, OUTCOME_LOST},
	{"reaped, selected", FAKE_REAPED, 0, false, true, false, 0, OUTCOME_LOST},
};

static void test_outcomes(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct attempt *attempt = begin(619, SCOPE_PROCESS);
		struct fake_process *process = &fake.processes[0];

		process->life = rows[i].life;
		process->send_error = rows[i].send_error;
		attempt->target = rows[i].has_identity ? &identified : &target;
		attempt->is_selected = rows[i].is_selected;
		is_rehearsal = rows[i].rehearse;
		deliver_step(signo, 1);
		ok(attempt->outcome == rows[i].outcome && process->sent == rows[i].sent &&
			   attempt->is_sent == (rows[i].outcome == OUTCOME_PENDING),
		   "%s", rows[i].words);
	}
}

static void test_once(void)
{
	begin(619, SCOPE_PROCESS);
	deliver_step(signo, 1);
	deliver_step(signo, 1);
	ok(fake.processes[0].sent == 1, "a second pass does not send again");
}

static void test_scopes(void)
{
	static const struct {
		enum scope scope;
		unsigned flags;
	} scopes[] = {{SCOPE_PROCESS, SYS_SIGNAL_PROCESS}, {SCOPE_THREAD, SYS_SIGNAL_THREAD},
		      {SCOPE_GROUP, SYS_SIGNAL_GROUP}};

	for (size_t i = 0; i < ARRAY_SIZE(scopes); i++) {
		begin(619, scopes[i].scope);
		delivery.cont = true;
		deliver_step(signo, 1);
		ok(fake.processes[0].sent == 2 && fake.processes[0].last_signo == SIGCONT &&
			   fake.processes[0].last_flags == scopes[i].flags,
		   "the signal, then CONT, both at scope %d", scopes[i].scope);
	}
	begin(619, SCOPE_GROUP);
	deliver_step(signo, 1);
	ok(fake.was_ignored && fake.ignored == 0, "fdkill ignores the signal while it sends it to a whole group");
	begin(619, SCOPE_PROCESS);
	deliver_step(signo, 1);
	ok(!fake.was_ignored, "fdkill does not ignore a signal to a process");
}

static void test_siginfo(void)
{
	begin(619, SCOPE_PROCESS);
	deliver_step(signo, 1);
	ok(fake.processes[0].last_code == SI_USER, "no siginfo by default");
	begin(619, SCOPE_PROCESS);
	delivery.payload = (struct payload){.present = true, .code = SI_TIMER};
	deliver_step(signo, 1);
	ok(fake.processes[0].last_code == SI_TIMER, "the siginfo that the user asked for");
	begin(619, SCOPE_PROCESS);
	delivery.payload = (struct payload){.present = true, .code = SI_TIMER};
	signo = SIGKILL;
	deliver_step(signo, 1);
	ok(fake.processes[0].last_code == SI_USER && fake.processes[0].sent == 1, "no siginfo with KILL");
}

static void test_full_table(void)
{
	struct attempt *attempt = begin(619, SCOPE_PROCESS);

	deliver_step(signo, 1);
	procref_park(&attempt->process);
	fake.errors[FAKE_BY_INODE] = -ENFILE;
	deliver_step(SIGKILL, 2);
	ok(attempt->outcome == OUTCOME_NOT_HELD && attempt->is_sent && attempt->step == 2 &&
		   attempt->signo == SIGKILL && fake.processes[0].sent == 1,
	   "a process that cannot be held again misses only the follow-up");
	attempt = begin(619, SCOPE_PROCESS);
	deliver_step(signo, 1);
	fake.errors[FAKE_EXITED] = -EMFILE;
	deliver_step(SIGKILL, 2);
	ok(attempt->outcome == OUTCOME_NOT_HELD && attempt->signo == SIGKILL &&
		   fake.processes[0].sent == 1,
	   "so does one of which it cannot be known whether it has exited, and that is reported");
}

/* Make the group of PID, with PID + 1 as a listed member. */
static struct attempt *begin_group(void)
{
	struct attempt *attempt = begin(619, SCOPE_GROUP);
	struct procref ref = PROCREF_NONE;

	fake_add(PID + 1);
	attempt->members = xcalloc(1, sizeof(*attempt->members));
	*attempt->members = (struct members){xcalloc(1, sizeof(struct member)), 1};
	procref_open(&ref, PID + 1);
	procref_park(&ref);
	attempt->members->items[0] = (struct member){.process = ref};
	return attempt;
}

/* With too few descriptors one member is signalled, and one is not. */
static void test_full_table_of_a_group(void)
{
	struct attempt *attempt = begin_group();
	struct procref ref = PROCREF_NONE;

	procref_open(&ref, PID + 1);
	procref_close(&attempt->members->items[0].process);
	attempt->members->items = xreallocarray(attempt->members->items, 2, sizeof(struct member));
	attempt->members->count = 2;
	attempt->members->items[0] = (struct member){.process = ref};
	fake_add(PID + 2);
	procref_open(&ref, PID + 2);
	procref_park(&ref);
	attempt->members->items[1] = (struct member){.process = ref};
	deliver_step(signo, 1);
	fake.errors[FAKE_BY_INODE] = -ENFILE;
	deliver_step(SIGUSR1, 2);
	ok(fake_find(PID + 1)->sent == 1 && fake_find(PID + 2)->sent == 0 &&
		   attempt->outcome == OUTCOME_NOT_HELD,
	   "a group is not reached if a member cannot be held again");
}

static void test_denied(void)
{
	struct attempt *attempt = begin(619, SCOPE_PROCESS);

	fake.processes[0].send_error = -EPERM;
	fake.processes[0].uid = 77;
	deliver_step(signo, 1);
	ok(facts_know(&attempt->facts, FACTS_IDS) && attempt->facts.ruid == 77, "the owner of a process that may not be signalled is read");
	begin(619, SCOPE_PROCESS);
	attempts_free(&attempts);
	attempt = hold(&all_processes, SCOPE_PROCESS);
	fake.processes[0].send_error = -EPERM;
	deliver_step(signo, 1);
	ok(attempt->outcome == OUTCOME_LEFT_OUT, "--all-processes leaves it out");
}

static void test_parked(void)
{
	struct attempt *attempt = begin(619, SCOPE_PROCESS);

	procref_park(&attempt->process);
	deliver_step(signo, 1);
	ok(fake.processes[0].sent == 1 && attempt->process.fd < 0, "a parked process is signalled, and parked again");
	attempt = begin(619, SCOPE_PROCESS);
	procref_park(&attempt->process);
	fake.soft_limit = fake.hard_limit = 1;
	close(fake_pidfd(&fake.processes[0]));
	deliver_step(signo, 1);
	ok(fake.processes[0].sent == 1, "one free descriptor is enough");
	attempt = begin(619, SCOPE_PROCESS);
	procref_park(&attempt->process);
	struct fake_process *newcomer = fake_recycle(&fake.processes[0]);
	deliver_step(signo, 1);
	ok(newcomer->sent == 0 && attempt->outcome == OUTCOME_GONE, "a new process with its PID is not signalled");
}

static void test_follow_ups(void)
{
	struct attempt *attempt = begin_group();
	struct fake_process *member = fake_find(PID + 1), *newcomer = fake_add(PID + 2);

	deliver_step(signo, 1);
	ok(fake.processes[0].last_flags == SYS_SIGNAL_GROUP && member->sent == 0,
	   "the first signal goes to the group by one call");
	signo = SIGKILL;
	deliver_step(signo, 2);
	ok(member->sent == 1 && member->last_flags == SYS_SIGNAL_PROCESS &&
		   fake.processes[0].sent == 1 && newcomer->sent == 0 &&
		   attempt->members->items[0].process.fd < 0,
	   "a follow-up goes to the listed members, one by one");
	deliver_step(signo, 3);
	ok(member->sent == 1 && attempt->outcome == OUTCOME_PENDING,
	   "a process that has exited is not signalled again; the wait reports it");

	attempt = begin(619, SCOPE_PROCESS);
	deliver_step(signo, 1);
	struct fake_process *other = fake_recycle(&fake.processes[0]);
	deliver_step(signo, 2);
	ok(other->sent == 0 && attempt->outcome == OUTCOME_PENDING && attempt->is_sent,
	   "a new process with its PID does not get the follow-up");
	attempt = begin(619, SCOPE_PROCESS);
	deliver_step(signo, 1);
	fake.processes[0].send_error = -EPERM;
	deliver_step(signo, 2);
	ok(attempt->outcome == OUTCOME_DENIED, "a follow-up that is not permitted is reported");
}

static void test_release(void)
{
	begin(619, SCOPE_PROCESS);
	delivery.release_memory = true;
	deliver_step(signo, 1);
	ok(fake.released == 0, "memory is not released after TERM");
	signo = SIGKILL;
	deliver_step(signo, 2);
	ok(fake.released == 1, "memory is released after KILL");
	struct attempt *attempt = begin_group();
	signo = SIGKILL;
	delivery.release_memory = true;
	deliver_step(signo, 1);
	ok(fake.released == 1 && attempt->members->items[0].process.fd < 0, "for a group, the memory of each member is released");
}

static const struct {
	const char *words;
	int signo, queued;
	uint64_t pending;
	bool payload, rehearse;
	int sent;
	enum outcome outcome;
} queues[] = {
	{"pending, no room", 34, 10, (uint64_t)1 << 33, false, false, 0, OUTCOME_QUEUE_FULL},
	{"pending, room", 34, 9, (uint64_t)1 << 33, false, false, 1, OUTCOME_PENDING},
	{"not pending, no room", 34, 10, 0, false, false, 1, OUTCOME_PENDING},
	{"with siginfo the kernel refuses", 34, 10, 0, true, false, 1, OUTCOME_PENDING},
	{"a rehearsal predicts that", 34, 10, 0, true, true, 0, OUTCOME_QUEUE_FULL},
	{"a standard signal", 31, 10, (uint64_t)1 << 30, false, false, 1, OUTCOME_PENDING},
};

static void test_queues(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(queues); i++) {
		struct attempt *attempt = begin(619, SCOPE_PROCESS);
		struct fake_process *process = &fake.processes[0];

		process->queued = queues[i].queued;
		process->pending = queues[i].pending;
		signo = queues[i].signo;
		delivery.payload.present = queues[i].payload;
		delivery.payload.code = queues[i].payload ? SI_QUEUE : 0;
		is_rehearsal = queues[i].rehearse;
		deliver_step(signo, 1);
		ok(attempt->outcome == queues[i].outcome && process->sent == queues[i].sent, "%s",
		   queues[i].words);
	}
	begin(619, SCOPE_PROCESS);
	signo = 34;
	fake.no_proc = true;
	deliver_step(signo, 1);
	ok(fake.processes[0].sent == 1, "a queue that cannot be read does not prevent the signal");
}

static int moment;

static void recycle_at_the_moment(int number, enum fake_call call)
{
	(void)call;
	if (number == moment)
		fake_recycle(&fake.processes[0]);
}

static void test_races(int version, bool parked)
{
	bool new_is_hit = false;
	int calls = 0;

	for (moment = 0; moment <= calls; moment++) {
		attempts_free(&attempts);
		fake_reset(version);
		fake_add(PID);
		struct attempt *attempt = hold(&target, SCOPE_PROCESS);
		if (parked)
			procref_park(&attempt->process);
		fake.calls = 0;
		fake.before = recycle_at_the_moment;
		deliver_step(signo, 1);
		new_is_hit |= fake.count > 1 && fake.processes[1].sent > 0;
		calls = fake.calls > calls ? fake.calls : calls;
	}
	ok(!new_is_hit && calls >= 2, "Linux %d, %s: recycled before each of %d calls", version,
	   parked ? "parked" : "held", calls);
	fake.before = NULL;
}

int main(void)
{
	test_outcomes();
	test_once();
	test_scopes();
	test_siginfo();
	test_full_table();
	test_full_table_of_a_group();
	test_denied();
	test_parked();
	test_follow_ups();
	test_release();
	test_queues();
	test_races(503, false);
	test_races(619, false);
	test_races(609, true);
	test_races(619, true);
	attempts_free(&attempts);
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}

/* SPDX-License-Identifier: MIT */
/* inspect: facts of the held process, or none. */
#include "proc/inspect.h"
#include "../fake-sys.h"
#include "../tap.h"
#include "base/util.h"

#include <errno.h>

enum { PID = 5000001 };

static struct procref ref;

static void test_inspect(void)
{
	struct facts facts = {0};

	fake_reset(619);
	struct fake_process *process = fake_add(PID);
	process->uid = 77;
	procref_open(&ref, PID);
	ok(inspect(&ref, FACTS_STAT | FACTS_STATUS, &facts) == 0 && facts_know(&facts, FACTS_STAT | FACTS_STATUS) &&
		   facts.state == 'S' && facts.ruid == 77 && streq(facts.comm, "fake"),
	   "facts");
	ok(inspect(&ref, FACTS_ENVIRON, &facts) == -ENOENT && !facts_know(&facts, FACTS_ENVIRON),
	   "a live process has not exited, whatever /proc shows");
	facts_free(&facts);
	fake.proc_offset = 100;
	facts = (struct facts){0};
	ok(inspect(&ref, FACTS_IDS, &facts) == 0 && facts.ruid == 77,
	   "the same with a /proc of another PID namespace");
	fake.proc_offset = 0;
	fake.no_proc = true;
	facts = (struct facts){0};
	ok(inspect(&ref, FACTS_STAT, &facts) == -ENOENT && !facts_know(&facts, FACTS_STAT), "no facts without /proc");
	fake.no_proc = false;
	process->life = FAKE_ZOMBIE;
	ok(inspect(&ref, FACTS_STAT, &facts) == -ESRCH && !facts_know(&facts, FACTS_STAT), "no facts of a process that was reaped");
	process->life = FAKE_ALIVE;
	procref_close(&ref);
	ok(inspect(&ref, FACTS_STAT, &facts) < 0 && !facts_know(&facts, FACTS_STAT), "no facts without a process");
}

/* Before Linux 5.14 a program with file capabilities may not read its own fdinfo. */
static void test_closed_fdinfo(void)
{
	struct facts facts = {0};

	fake_reset(510);
	struct fake_process *process = fake_add(PID);
	fake.is_closed = true;
	procref_close(&ref);
	procref_open(&ref, PID);
	ok(inspect(&ref, FACTS_STAT, &facts) == 0 && facts.state == 'S', "facts by the number that was opened");
	fake_recycle(process);
	facts = (struct facts){0};
	ok(inspect(&ref, FACTS_STAT, &facts) == -ESRCH && !facts_know(&facts, FACTS_STAT),
	   "but not those of a process that has the number now");
	procref_close(&ref);
	fake.proc_offset = 100;
	procref_open(&ref, PID);
	ok(inspect(&ref, FACTS_STAT, &facts) < 0, "and not in a /proc of another PID namespace");
	procref_close(&ref);
}

static struct fake_process *victim;
static int moment;

static void recycle_at_the_moment(int number, enum fake_call call)
{
	(void)call;
	if (number == moment)
		fake_recycle(victim)->uid = 4711;
}

/* The PID is recycled before each call: facts of the new process are never returned. */
static void test_inspect_races(int version)
{
	bool is_mixed_up = false;
	int calls = 0;

	for (moment = 0; moment <= calls; moment++) {
		struct facts facts = {0};

		procref_close(&ref);
		fake_reset(version);
		fake.is_closed = true; /* to no effect from Linux 5.14 on */
		victim = fake_add(PID);
		procref_open(&ref, PID);
		fake.calls = 0;
		fake.before = recycle_at_the_moment;
		inspect(&ref, FACTS_STAT | FACTS_STATUS, &facts);
		if (facts_know(&facts, FACTS_IDS) && facts.ruid == 4711)
			is_mixed_up = true;
		calls = fake.calls > calls ? fake.calls : calls;
	}
	ok(!is_mixed_up && calls >= 5, "recycled before each of %d calls, Linux %d", calls, version);
	procref_close(&ref);
}

int main(void)
{
	ref = PROCREF_NONE;
	test_inspect();
	test_closed_fdinfo();
	test_inspect_races(619);
	test_inspect_races(601);
	test_inspect_races(510);
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}

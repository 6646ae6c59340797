/* inspect: facts through the pin, or none. */
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
	   "who lives has not exited, whatever /proc says");
	facts_free(&facts);
	fake.proc_offset = 100;
	facts = (struct facts){0};
	ok(inspect(&ref, FACTS_IDS, &facts) == 0 && facts.ruid == 77,
	   "the same, in a /proc that counts otherwise");
	fake.proc_offset = 0;
	fake.no_proc = true;
	facts = (struct facts){0};
	ok(inspect(&ref, FACTS_STAT, &facts) == -ENOENT && !facts_know(&facts, FACTS_STAT), "none without /proc");
	fake.no_proc = false;
	process->life = FAKE_ZOMBIE;
	ok(inspect(&ref, FACTS_STAT, &facts) == -ESRCH && !facts_know(&facts, FACTS_STAT), "none of the dead");
	process->life = FAKE_ALIVE;
	procref_close(&ref);
	ok(inspect(&ref, FACTS_STAT, &facts) < 0 && !facts_know(&facts, FACTS_STAT), "none of nobody");
}

static struct fake_process *victim;
static int moment;

static void recycle_at_the_moment(int number, enum fake_call call)
{
	(void)call;
	if (number == moment)
		fake_recycle(victim)->uid = 4711;
}

/* Whenever the number is recycled, facts of the newcomer are never taken for its. */
static void test_inspect_races(void)
{
	bool stranger = false;
	int calls = 0;

	for (moment = 0; moment <= calls; moment++) {
		struct facts facts = {0};

		procref_close(&ref);
		fake_reset(619);
		victim = fake_add(PID);
		procref_open(&ref, PID);
		fake.calls = 0;
		fake.before = recycle_at_the_moment;
		inspect(&ref, FACTS_STAT | FACTS_STATUS, &facts);
		if (facts_know(&facts, FACTS_IDS) && facts.ruid == 4711)
			stranger = true;
		calls = fake.calls > calls ? fake.calls : calls;
	}
	ok(!stranger && calls >= 5, "recycled before each of %d calls", calls);
	procref_close(&ref);
}

int main(void)
{
	ref = PROCREF_NONE;
	test_inspect();
	test_inspect_races();
	ok(fake_leaks() == 0, "nothing was left open");
	return tap_done();
}

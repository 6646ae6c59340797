/* SPDX-License-Identifier: MIT */
/* select and deliver, while the PID is recycled before each call they make. */
#include "../choosing.h"

static struct fake_process *victim;
static int moment;

/* Make a world of fdkill, the victim and another process. */
static void begin(int version)
{
	reset(version);
	fake_add(getpid())->name = "fdkill";
	victim = fake_add(PID);
	victim->name = "needle";
	fake_add(OTHER)->name = "hay";
}

static void by_name(int version)
{
	begin(version);
	criteria_add(&criteria, CONDITION_NAME, (struct criterion){.text = "needle"});
}

static void by_identity(int version)
{
	begin(version);
	selection.facts = FACTS_STAT;
	selection.identities = true;
}

static void recycle_by_an_innocent(int number, enum fake_call call)
{
	(void)call;
	if (number == moment)
		fake_recycle(victim)->name = "innocent";
}

/*
 * Recycle the PID before each call: the first signal and the next one go to the process that was
 * named or matched, or to no process.
 */
static void test_new_processes(void (*start)(int version), int version, const char *text)
{
	bool new_is_hit = false, is_sent = false;
	int calls = 0;

	for (moment = 0; moment <= calls; moment++) {
		start(version);
		size_t before = fake.count;
		if (moment)
			fake.before = recycle_by_an_innocent;
		choose(text);
		deliver(&attempts, &delivery, &(struct pass){.step = 1, .signo = SIGTERM});
		deliver(&attempts, &delivery, &(struct pass){.step = 2, .signo = SIGKILL});
		is_sent |= !moment && victim->sent == 2;
		new_is_hit |= fake.count > before && fake.processes[before].sent > 0;
		calls = fake.calls > calls ? fake.calls : calls;
	}
	ok(is_sent && !new_is_hit && calls >= 3, "%s, recycled before each of %d calls, Linux %d.%d",
	   text ? text : "a selection", calls, version / 100, version % 100);
}

static void recycle_by_a_namesake(int number, enum fake_call call)
{
	(void)call;
	if (number == moment)
		fake_recycle(victim)->ppid = 78;
}

/*
 * Recycle the PID before each call: the facts of an attempt are those of the process that it holds,
 * not those of the new process.
 */
static void test_mixture(int version)
{
	bool is_mixed = false;
	int calls = 0;

	for (moment = 0; moment <= calls; moment++) {
		by_name(version);
		victim->ppid = 77;
		if (moment)
			fake.before = recycle_by_a_namesake;
		choose(NULL);
		for (size_t i = 0; i < attempts.count; i++) {
			const struct attempt *attempt = attempts.items[i];

			is_mixed |= attempt->process.fd >= 0 &&
				    attempt->facts.ppid != fake_behind(attempt->process.fd)->ppid;
		}
		calls = fake.calls > calls ? fake.calls : calls;
	}
	ok(!is_mixed && calls >= 6, "a namesake gets the number before each of %d calls, Linux %d.%d", calls,
	   version / 100, version % 100);
}

int main(void)
{
	static const int versions[] = {503, 609, 614, 619};

	for (size_t i = 0; i < ARRAY_SIZE(versions); i++) {
		test_new_processes(by_name, versions[i], NULL);
		test_new_processes(by_name, versions[i], "5000001");
		test_new_processes(by_name, versions[i], "pgid:5000001");
		test_mixture(versions[i]);
	}
	test_new_processes(by_identity, 619, "5000001:1002");
	test_new_processes(by_identity, 619, "ino:1002");
	let_go();
	ok(fake_leaks() == 0, "no descriptor was left open");
	return tap_done();
}
